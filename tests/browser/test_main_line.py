"""One document from draft to file, as five people bring it on their own screens."""

from tests.browser.sites import HAND

TITLE = "泰州市妇女联合会关于开展家庭教育宣传周活动的通知"
BODY = (
    "现将家庭教育宣传周活动有关事项通知如下：\n一、活动时间\n5月12日至18日。\n"
    "（一）启动仪式。5月12日在市民广场举行。\n二、工作要求\n各地要精心组织。\n泰州市妇女联合会\n2026年4月28日"
)


def write(person, **columns):
    """Fill in the drafting sheet."""
    sheet = person.page.locator("#sheet")
    values = {"标题": TITLE, "印发份数": "30", "主送": "各市（区）妇联", "抄送": "市委办公室", **columns}
    for label, value in values.items():
        sheet.get_by_label(label).fill(value)
    sheet.get_by_label("文种").select_option("通知")
    sheet.locator("#body").fill(BODY)


def submit(person):
    """Draft the document and send it to the head of the department."""
    person.go("/documents/new")
    write(person)
    person.page.get_by_role("button", name="保存并送审").click()
    person.see("已送审")


def sign_up_to(enter, *steps):
    """Take the steps up to the chair's signature, each by who must."""
    line = [
        ("xieyulan", "审核同意，送办公室核稿"),
        ("xuyaqin", "核稿完毕，送分管主席审定"),
        ("gumingyue", "审定同意，送主席签发"),
    ]
    for username, action in line[: len(steps) or 3]:
        enter(username).open_task(TITLE).press(action).leave()


def test_five_people_bring_a_document_from_draft_to_file(enter):
    wangfang, xieyulan, xuyaqin = enter("wangfang"), enter("xieyulan"), enter("xuyaqin")
    wangfang.go("/documents/new")
    write(wangfang)
    wangfang.see("已自动保存")
    preview = wangfang.page.locator("#preview")
    preview.get_by_alt_text("第1页排出来的样子").wait_for()
    preview.locator(".outline-1", has_text="二、工作要求").wait_for()
    assert preview.locator(".outline-1").all_inner_texts() == ["一、活动时间", "二、工作要求"]
    wangfang.page.get_by_role("button", name="保存并送审").click()
    wangfang.see("已送审：权益部部长")

    xieyulan.open_task(TITLE)
    xieyulan.page.get_by_role("button", name="同意，请办公室核稿。").click()
    xieyulan.press("审核同意，送办公室核稿")

    xuyaqin.open_task(TITLE).page.get_by_role("link", name="修改文稿").click()
    xuyaqin.page.locator("#body").fill(BODY.replace("5月12日至18日", "5月15日至21日"))
    xuyaqin.page.get_by_role("button", name="保存为新一稿").click()
    xuyaqin.see("文稿已保存").page.get_by_role("link", name="与上一稿对照").click()
    assert "".join(xuyaqin.page.locator(".comparison p del").last.inner_text().split()) != ""
    assert xuyaqin.page.locator(".comparison > p > ins").count() >= 2
    xuyaqin.page.get_by_role("link", name="回到文件").click()
    xuyaqin.press("核稿完毕，送分管主席审定")

    enter("gumingyue").open_task(TITLE).see("5月15日至21日").press("审定同意，送主席签发")
    enter("zhoujingyi", viewport=HAND).open_task(TITLE).press_bar("签发")

    xuyaqin.open_task(TITLE).press("复核无误，编号").see("泰妇字(2026)第1号")
    xuyaqin.press("已打印，送拟稿部室校对")
    wangfang.open_task(TITLE).press("校对无误，签字")
    xuyaqin.open_task(TITLE).press("已用印，交拟稿部室分发")

    wangfang.open_task(TITLE)
    for recipient in ("各市（区）妇联", "市委办公室"):
        wangfang.page.get_by_label("发给").fill(recipient)
        wangfang.page.get_by_label("份数").last.fill("6")
        wangfang.page.get_by_role("button", name="登记分发单位").click()
        wangfang.page.get_by_role("cell", name=recipient, exact=True).wait_for()
    for recipient in ("各市（区）妇联", "市委办公室"):
        row = wangfang.page.get_by_role("row", name=recipient)
        row.get_by_text("登记签收").first.click()
        row.get_by_label("签收人").fill("收发室")
        row.get_by_role("button", name="登记签收").click()
        row.get_by_text("收发室").wait_for()
    wangfang.press("分发完毕，移交办公室")
    xuyaqin.open_task(TITLE).press("清点无误，收存待归档").see("文件已办结，只供查阅")


def test_the_chair_signs_on_a_phone_in_two_taps(enter):
    submit(enter("wangfang"))
    sign_up_to(enter)
    chair = enter("zhoujingyi", viewport=HAND)
    assert chair.page.url.endswith("/tray")
    chair.page.get_by_role("link", name=TITLE).tap()
    chair.page.locator("[data-action-bar]").get_by_role("button", name="签发").tap()
    chair.see("已办理：签发，已送办公室文书")
    assert "发" in chair.page.locator(".form-sheet .opinion-text").first.inner_text()


def test_a_double_click_acts_once(enter):
    submit(enter("wangfang"))
    head = enter("xieyulan").open_task(TITLE)
    head.page.locator("#actions").get_by_role("button", name="审核同意，送办公室核稿").dblclick()
    head.see("已办理")
    assert head.page.locator(".log li", has_text="部室审核同意").count() == 1


def test_the_main_line_works_with_javascript_off(enter):
    drafter = enter("wangfang", java_script_enabled=False)
    submit(drafter)
    for username, action in (
        ("xieyulan", "审核同意，送办公室核稿"),
        ("xuyaqin", "核稿完毕，送分管主席审定"),
        ("gumingyue", "审定同意，送主席签发"),
        ("zhoujingyi", "签发"),
        ("xuyaqin", "复核无误，编号"),
    ):
        enter(username, java_script_enabled=False).open_task(TITLE).press(action)
    enter("xuyaqin", java_script_enabled=False).open_task(TITLE).see("泰妇字(2026)第1号")


def test_login_and_submission_need_no_mouse(enter):
    drafter = enter()
    page, keys = drafter.page, drafter.page.keyboard
    drafter.go("/login")
    for text, key in (("wangfang", "Tab"), ("Hongtou-2026", "Enter")):
        keys.type(text)
        keys.press(key)
    page.wait_for_url("**/tray")
    reach(page, "起草发文")
    keys.press("Enter")
    page.wait_for_url("**/documents/new")
    for name, text in (
        ("title", TITLE),
        ("kind", ""),
        ("print_copies", "30"),
        ("recipients", "各市妇联"),
        ("body", BODY),
    ):
        reach(page, name)
        if text:
            keys.insert_text(text)
        else:
            keys.press("ArrowDown")
    reach(page, "保存并送审")
    keys.press("Enter")
    drafter.see("已送审")


def reach(page, name):
    """Press Tab until what bears that name, or those words, has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate("[document.activeElement.name, document.activeElement.innerText?.trim()]")
        if name in focus:
            return
    raise AssertionError(f"{name} cannot be reached by Tab")
