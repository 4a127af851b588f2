"""Two departments sign together, the clerk asks for one more, and nothing that was written is lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.sites import DESK, HAND
from tests.browser.test_main_line import TITLE, write
from tests.factories import House


def test_departments_sign_together_on_their_own_screens(enter):
    wangfang = enter("wangfang")
    wangfang.go("/documents/new")
    write(wangfang)
    wangfang.page.get_by_label("组织宣传部").check()
    wangfang.page.get_by_label("城乡发展部").check()
    wangfang.page.get_by_role("button", name="保存并送审").click()
    wangfang.see("已送审")
    enter("xieyulan").open_task(TITLE).press("审核同意，送办公室核稿").leave()

    first = enter("yanhongmei", viewport=HAND).open_task(TITLE)
    first.page.locator("#act-sign_jointly-opinion").fill("同意，宣传部配合。")
    first.page.locator("[data-action=sign_jointly]").get_by_role("button", name="会签同意").click()
    first.see("已办理").leave()

    second = enter("caoguilan").open_task(TITLE)
    second.see("同意，宣传部配合。")
    second.press("会签同意").leave()

    clerk = enter("xuyaqin").open_task(TITLE)
    clerk.see("会签完毕，均同意")
    clerk.page.locator(".action-group > summary").click()
    clerk.page.locator("summary", has_text="征求意见").last.click()
    clerk.page.locator("#act-consult").get_by_text("办公室主任（陆文斌）").click()
    clerk.page.locator("#act-consult-opinion").fill("格式请把关")
    clerk.page.locator("#act-consult").get_by_role("button", name="征求意见").click()
    clerk.see("已办理：征求意见")
    enter("luwenbin").open_task(TITLE).see("格式请把关").leave()
    clerk.press("核稿完毕，送分管主席审定")
    clerk.see("已办理：办公室核稿")


def opened(person, document, key):
    person.go(f"/documents/{document}")
    person.page.locator(".action-group").evaluate(
        "group => [group, ...group.querySelectorAll('details')].forEach(one => { one.open = true; })"
    )
    return person.page.locator(f"#act-{key}")


@pytest.mark.parametrize("viewport", [DESK, HAND], ids=["wide", "narrow"])
def test_people_are_found_by_initials_and_sign_in_the_order_in_which_they_were_ticked(enter, site, viewport):
    with site.app.app_context():
        document = House(site.app).at("vice_chair_review")
    vice_chair = enter("gumingyue", viewport=viewport)
    form = opened(vice_chair, document, "convene")
    assert not form.get_by_label("达到人数").is_visible()
    form.get_by_label("怎样算会签完毕").select_option("count")
    assert form.get_by_label("达到人数").is_visible()
    form.get_by_label("怎样算会签完毕").select_option("order")
    for initials, name in (("yhm", "严红梅"), ("lwb", "陆文斌")):
        form.get_by_label("找人").fill(initials)
        assert form.locator(".party:visible").count() == 1
        form.locator(".party:visible .choice", has_text=name).click()
    form.get_by_label("找人").fill("")
    assert "会签次序：组织宣传部部长（严红梅） → 办公室主任（陆文斌）" in form.locator(".parties-chosen").inner_text()
    assert not Axe().run(vice_chair.page).response["violations"]
    form.get_by_role("button", name="请人会签").click()
    vice_chair.see("已办理：请人会签")
    signers = vice_chair.page.locator(".signers-in-turn li b")
    assert signers.all_inner_texts() == ["组织宣传部部长", "办公室主任"]


def test_without_scripts_the_list_is_whole_and_the_order_is_kept_all_the_same(enter, site):
    with site.app.app_context():
        document = House(site.app).at("vice_chair_review")
    plain = enter("gumingyue", java_script_enabled=False)
    plain.go(f"/documents/{document}")
    plain.page.locator(".action-group > summary").click()
    plain.page.locator(".action-group details summary").first.click()
    form = plain.page.locator("#act-convene")
    form.get_by_label("怎样算会签完毕").select_option("order")
    for name, turn in (("办公室主任（陆文斌）", "2"), ("组织宣传部部长（严红梅）", "1")):
        form.get_by_label(name, exact=True).check()
        form.get_by_label(f"{name}的次序").fill(turn)
    form.get_by_role("button", name="请人会签").click()
    plain.see("已办理：请人会签")
    assert plain.page.locator(".signers-in-turn li b").all_inner_texts() == ["组织宣传部部长", "办公室主任"]


def test_all_papers_are_ticked_at_once_and_the_results_can_be_loaded_again(enter, site):
    with site.app.app_context():
        documents = [House(site.app).at("vice_chair_review") for _ in range(3)]
    vice_chair = enter("gumingyue")
    for document in documents:
        vice_chair.go(f"/documents/{document}")
    vice_chair.go("/tray/batch")
    vice_chair.page.get_by_label("全选（3件）").check()
    assert vice_chair.page.locator("[name=chosen]:checked").count() == 3
    vice_chair.page.get_by_role("button", name="审定同意").click()
    vice_chair.see("已办3件")
    vice_chair.page.reload()
    vice_chair.see("已办3件")
    assert not Axe().run(vice_chair.page).response["violations"]
