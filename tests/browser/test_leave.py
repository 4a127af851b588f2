"""外出登记 before a browser: who decides is said while the days are filled in (KQ-3)."""

from datetime import date, timedelta

import pytest

from tests.browser.sites import DESK, HAND
from tests.factories import DRAFTER

MONDAY = date(2027, 3, 15)  # in a week without holidays


@pytest.mark.parametrize("viewport", [DESK, HAND], ids=["desk", "hand"])
def test_who_decides_is_said_while_the_days_are_filled_in(enter, viewport):
    person = enter(DRAFTER, viewport=viewport)
    person.go("/account/delegation/absence")
    person.see("半天以内：由权益部部长（谢玉兰）批准")
    page, asked = person.page, person.page.locator("[data-asked]")
    page.get_by_label("从哪一天起").fill(str(MONDAY))
    page.get_by_label("到哪一天").fill(str(MONDAY + timedelta(days=1)))
    page.get_by_label("原因").click()
    person.see("共2天，由主席（周静宜）批准")
    page.get_by_label("中午").check()
    person.see("共1天半，由主席（周静宜）批准")
    page.get_by_label("到哪一天").fill(str(MONDAY - timedelta(days=1)))
    page.get_by_label("原因").click()
    asked.wait_for(state="hidden")
    page.get_by_label("到哪一天").fill(str(MONDAY))
    page.get_by_label("原因").fill("回老家")
    person.see("共半天，由权益部部长（谢玉兰）批准")
    page.get_by_role("button", name="登记").click()
    person.see("共半天，已报权益部部长（谢玉兰）批准")
