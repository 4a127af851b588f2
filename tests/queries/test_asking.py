"""Whom the lists of people offer: exactly those whom the door takes."""

import pytest

from routing.queries.asking import askable
from routing.services.orders import Convening, Parties
from tests.factories import DRAFTER, HEAD, VICE_CHAIR
from workflows.errors import RuleError


def change(key, parties):
    return Convening(tuple(parties)) if key == "convene" else Parties(tuple(parties))


def offered(house, document, key, by):
    view = house.view(document, by)
    return [party.key for party in askable(view, view.workflow.action(key), house.person(by).keys)]


@pytest.mark.parametrize("key", ["convene", "consult", "copy"])
def test_all_who_are_offered_may_be_asked_and_nobody_else(house, key):
    document = house.at("vice_chair_review")
    found = offered(house, document, key, VICE_CHAIR)
    everybody = [f"post:{post}" for post in house.view(document).chart.seats]
    assert found
    for other in set(everybody) - set(found):
        with pytest.raises(RuleError):
            house.act(document, key, by=VICE_CHAIR, change=change(key, [other]))
    house.act(document, key, by=VICE_CHAIR, change=change(key, found))


def test_a_step_is_offered_only_to_those_who_may_decide_it(house):
    document = house.at("vice_chair_review")
    found = offered(house, document, "transfer", VICE_CHAIR)
    names = {house.view(document).chart.seats[int(key.removeprefix("post:"))].name for key in found}
    assert names == {"主席", "常务副主席"}
    for key in found:
        house.act(house.at("vice_chair_review"), "transfer", by=VICE_CHAIR, change=Parties((key,)))


def test_who_is_asked_already_is_not_offered_again(house):
    document = house.at("vice_chair_review")
    first, second, *_ = offered(house, document, "convene", VICE_CHAIR)
    house.act(document, "convene", by=VICE_CHAIR, change=Convening((first, second), rule="order"))
    assert not {first, second} & set(offered(house, document, "add_member", VICE_CHAIR))
    other = house.at("vice_chair_review")
    house.act(other, "consult", by=VICE_CHAIR, change=Parties((first,)))
    assert first not in offered(house, other, "consult", VICE_CHAIR)
    assert first in offered(house, other, "copy", VICE_CHAIR)


def test_the_drafter_is_asked_for_advice_but_not_to_sign(house):
    document = house.at("department_review")
    post = f"post:{house.person(DRAFTER).seats[0].post_id}"
    assert post in offered(house, document, "consult", HEAD)
    assert post not in offered(house, document, "convene", HEAD)
    assert not {f"post:{seat.post_id}" for seat in house.person(HEAD).seats} & set(
        offered(house, document, "consult", HEAD)
    )
