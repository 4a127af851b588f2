"""The number of open slips in the head of the page: it lives, and says when something urgent has come."""

from routing.database import let_go
from tests.factories import CHAIR, DRAFTER, House

ASK = "document.dispatchEvent(new Event('visibilitychange'))"


def test_the_count_lives_without_a_new_page_and_an_urgent_one_is_announced(enter, site):
    chair = enter(CHAIR)
    chair.go("/account")
    with site.app.app_context():
        House(site.app).at("signing")
        let_go()
    with chair.page.expect_response("**/tray/count"):
        chair.page.evaluate(ASK)
    mark = chair.page.locator(".main-nav .count")
    mark.wait_for()
    assert mark.inner_text().startswith("1")
    assert chair.page.locator("[data-live-urgent]").count() == 0
    with site.app.app_context():
        House(site.app).at("signing", urgency="特急")
        let_go()
    chair.page.evaluate(ASK)
    chair.see("刚收到急件")
    assert mark.inner_text().startswith("2")
    chair.page.get_by_role("link", name="去看急件").click()
    chair.page.wait_for_url("**/tray?which=urgent")


def test_on_a_phone_the_number_stands_at_the_thumb_and_another_person_sees_their_own(enter, site):
    from tests.browser import sites

    with site.app.app_context():
        House(site.app).at("signing")
        let_go()
    chair = enter(CHAIR, viewport=sites.HAND)
    chair.go("/tray")
    chair.page.locator(".thumb-nav .count").wait_for()
    drafter = enter(DRAFTER, viewport=sites.HAND)
    with drafter.page.expect_response("**/tray/count"):
        drafter.go("/tray")
    assert drafter.page.evaluate("fetch('/tray/count').then(answer => answer.json())")["count"] == 0
    assert drafter.page.locator(".thumb-nav .count").count() == 0
