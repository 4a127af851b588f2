"""Promises that writing the machine's model (tests/long) found broken: each a sentence that must be true."""

from routing.services.orders import Parties
from tests.factories import CHAIR, DRAFTER, HEAD, VICE_CHAIR
from workflows.model import SIGN


def test_a_department_that_is_added_after_a_return_is_asked_to_sign(house):
    """The office's consent stands for the text, but nobody has asked the department that the sheet now names."""
    document = house.at("signing")
    house.act(document, "return", by=CHAIR, target="drafting", opinion="请组织宣传部会签")
    house.correct(document, DRAFTER, countersigners="组织宣传部")
    house.act(document, "submit", by=DRAFTER)
    assert [(slip.kind, slip.holder_name) for slip in house.slips(document)][-1] == (SIGN, "组织宣传部部长")


def test_what_is_withdrawn_comes_into_the_hands_of_who_withdrew_it(house):
    """Whom the step was passed on to took it; the proper holder never saw it."""
    document = house.at("vice_chair_review")
    passed_on = Parties((f"post:{house.person('shenqiulan').seats[0].post_id}",))
    house.act(document, "transfer", by=VICE_CHAIR, change=passed_on)
    house.act(document, "approve", by="shenqiulan")
    house.act(document, "withdraw", by="shenqiulan")
    assert house.view(document).slip.holder_name == "常务副主席"


def test_a_draft_that_was_passed_on_can_be_passed_back_to_who_drafted_it(house):
    """Drafting consents to nothing, nor does printing: only a step that consents is kept from the drafter."""
    document = house.draft(by=HEAD)
    house.act(document, "transfer", by=HEAD, change=Parties((f"post:{house.person(DRAFTER).seats[0].post_id}",)))
    house.act(document, "transfer", by=DRAFTER, change=Parties((f"post:{house.person(HEAD).seats[0].post_id}",)))
    assert house.view(document).slip.holder_name == "权益部部长"
