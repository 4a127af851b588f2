"""Two departments sign together, the clerk asks for one more, and nothing that was written is lost."""

from tests.browser.sites import HAND
from tests.browser.test_main_line import TITLE, write


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
