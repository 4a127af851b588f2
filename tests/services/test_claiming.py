"""由我受理 and 连续办理: of those who share a post, one sees to a slip, and nobody is locked out by it."""

import pytest

from routing.services import claiming
from routing.services.administration import people
from routing.services.errors import InvalidChangeError
from routing.services.orders import Reassignment
from tests.factories import CLERK, Browser
from workflows.errors import NotYoursError

COLLEAGUE, DIRECTOR = "tangxiaomei", "luwenbin"


def test_a_run_goes_past_what_a_colleague_has_claimed(house):
    theirs, free = house.at("office_review"), house.at("office_review")
    house.act(theirs, "claim", COLLEAGUE)
    seen, after = [], 0
    while (after := claiming.go_on(house.person(CLERK), after)) is not None and after not in seen:
        seen.append(after)
        if len(seen) > 20:
            break
    assert free in seen
    assert theirs not in seen
    assert house.view(theirs).slip.claimer == house.person(COLLEAGUE).name


def test_a_run_is_begun_by_a_form_and_an_address_alone_claims_nothing(house):
    document = house.at("office_review")
    answer = Browser(house.app, CLERK).get("/tray/next")
    assert answer.headers["Location"] == "/tray"
    assert house.view(document).slip.claimer == ""


def test_what_goes_before_another_post_is_claimed_by_nobody_there(house):
    document = house.at("office_review")
    house.act(document, "claim", COLLEAGUE)
    post = f"post:{house.person(DIRECTOR).seats[0].post_id}"
    change = Reassignment(house.view(document).slip.id, post, "办公室主任", "岗位调整")
    house.act(document, "reassign", "secadmin", change=change)
    house.act(document, "proofread", DIRECTOR)
    assert house.row(document).state == "vice_chair_review"


def test_who_is_left_alone_in_a_post_takes_over_what_the_other_had_claimed(house):
    document = house.at("office_review")
    house.act(document, "claim", COLLEAGUE)
    people.switch_off(house.person("sysadmin"), house.person(COLLEAGUE).person_id)
    with pytest.raises(NotYoursError, match="已受理"):
        house.act(document, "proofread", CLERK)
    assert f"/documents/{document}/claim" in Browser(house.app, CLERK).get(f"/documents/{document}").text
    house.act(document, "claim", CLERK)
    house.act(document, "proofread", CLERK)


def test_nobody_puts_back_what_somebody_else_has_claimed(house):
    document = house.at("office_review")
    house.act(document, "claim", COLLEAGUE)
    with pytest.raises(InvalidChangeError, match="没有被您受理"):
        house.act(document, "release", CLERK)
