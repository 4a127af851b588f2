"""What is being typed survives a closed tab, a lost line and an expired login."""

import pytest
from sqlalchemy import update

from routing import clock
from routing.database import writing
from routing.models import LoginSession

WORDS = "现将有关事项通知如下：\n一、活动时间"
LATER = WORDS + "\n3月2日至8日。"


def begin(person):
    """Open a new sheet, write, and wait until the server has it."""
    person.go("/documents/new")
    person.page.get_by_label("标题").fill("关于开展维权周活动的通知")
    person.page.locator("#body").fill(WORDS)
    person.see("已自动保存")


def recovered(person):
    """Open what was not saved from the list of one's own drafts; return its text."""
    person.go("/tray/mine")
    person.page.get_by_role("link", name="关于开展维权周活动的通知").click()
    person.see("尚未保存成稿的内容")
    return person.page.locator("#body").input_value()


def test_a_closed_tab_loses_nothing(enter):
    drafter = enter("wangfang")
    begin(drafter)
    drafter.page.close()
    drafter.page = drafter.tab()
    assert recovered(drafter) == WORDS


def test_words_not_yet_sent_are_offered_after_the_tab_was_closed(enter):
    drafter = enter("wangfang")
    begin(drafter)
    drafter.go("/tray/mine")
    drafter.page.get_by_role("link", name="关于开展维权周活动的通知").click()
    drafter.expected = ("ERR_INTERNET_DISCONNECTED",)
    drafter.context.set_offline(True)
    drafter.page.locator("#body").fill(LATER)
    drafter.see("内容已保存在本机")
    drafter.page.close(run_before_unload=False)
    drafter.context.set_offline(False)
    drafter.page = drafter.tab()
    assert recovered(drafter) == WORDS
    drafter.see("还没有存到服务器的内容").page.get_by_role("button", name="恢复").click()
    assert drafter.page.locator("#body").input_value() == LATER


def test_a_lost_line_is_told_and_the_text_is_sent_when_it_is_back(enter):
    drafter = enter("wangfang", expected=("ERR_INTERNET_DISCONNECTED",))
    begin(drafter)
    drafter.context.set_offline(True)
    drafter.page.locator("#body").fill(LATER)
    drafter.see("已断开，内容已保存在本机")
    drafter.context.set_offline(False)
    drafter.see("已自动保存")
    assert recovered(drafter) == LATER


@pytest.mark.parametrize("ending", ["autosave", "button"])
def test_an_expired_login_keeps_the_text_until_one_is_back(enter, site, ending):
    drafter = enter("wangfang", expected=("401", "400"))
    begin(drafter)
    revoke_all(site)
    page = drafter.page
    page.locator("#body").fill(LATER)
    drafter.see("登录已过期，内容已保存在本机")
    with drafter.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口重新登录").click()
    drafter.log_in(opened.value)
    page.bring_to_front()
    if ending == "autosave":
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        drafter.see("已自动保存")
        assert recovered(drafter) == LATER
        return
    page.locator("button[name=save]").click()
    page.wait_for_load_state()
    if "edit" not in page.url:  # the token was the old login's: the sheet came back, to be sent once more
        assert page.locator("#body").input_value() == LATER
        page.locator("button[name=save]").click()
    page.wait_for_url("**/edit")
    assert page.locator("#body").input_value() == LATER


def revoke_all(site):
    """What an administrator does, or the idle timeout."""
    with site.app.app_context(), writing() as connection:
        connection.execute(update(LoginSession).values(revoked_at=clock.now()))
