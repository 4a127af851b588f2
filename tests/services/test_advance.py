"""The door: one action, one transaction, one line in the log."""

import pytest

from routing.services.errors import StaleError
from routing.services.verifying import verify_all
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD
from workflows.errors import NotYoursError, OpinionMissingError, UnmetNeedError


def test_a_document_walks_from_draft_to_file(house):
    document = house.at("awaiting_filing")
    row = house.row(document)
    assert row.number.endswith("第1号")
    assert row.signed_by == "周静宜"
    assert not verify_all().faults


def test_only_the_holder_of_the_slip_may_act(house):
    document = house.at("department_review")
    with pytest.raises(NotYoursError, match="现由权益部部长办理"):
        house.act(document, "review", by=DRAFTER)


def test_a_missing_column_stops_the_submission_and_is_named(house):
    document = house.draft(recipients="", print_copies=None)
    with pytest.raises(UnmetNeedError) as error:
        house.act(document, "submit", by=DRAFTER)
    assert error.value.fields == ("recipients", "print_copies")


def test_a_return_asks_for_a_reason(house):
    document = house.at("department_review")
    with pytest.raises(OpinionMissingError):
        house.act(document, "return", by=HEAD, target="drafting")


def test_a_stale_page_is_told_who_was_first(house):
    document = house.at("department_review")
    seen = house.row(document).version
    house.act(document, "review", by=HEAD)
    with pytest.raises(StaleError, match="已被谢玉兰于"):
        house.act(document, "proofread", by=CLERK, version=seen)


def test_the_same_form_acts_once(house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, receipt="form-1")
    again = house.act(document, "sign", by=CHAIR, receipt="form-1")
    assert again.repeated
    assert house.log(document).count("sign") == 1
