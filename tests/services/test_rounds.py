"""Several sign together: all, any one, so many, one after the other."""

import pytest
from sqlalchemy import select

from routing.database import reading
from routing.models import Post, Slip
from routing.services.errors import InvalidChangeError
from routing.services.orders import Convening, Parties
from tests.factories import CHAIR, CLERK, HEAD, VICE_CHAIR
from workflows.errors import NotYoursError

OTHERS = ("gumingyue", "shenqiulan", "luwenbin")


def post_of(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def convened(house, rule="all", need=0, refusal="record", who=OTHERS, state="office_review"):
    document = house.at(state)
    holder = CLERK if state == "office_review" else CHAIR
    parties = tuple(post_of(house, name) for name in who)
    house.act(document, "convene", holder, opinion="请把关", change=Convening(parties, rule, need, refusal))
    return document


def waiting(house, document):
    return [slip.holder_name for slip in house.slips(document) if slip.closed_at is None]


def names(house, *people):
    return [house.person(name).seats[0].name for name in people]


def test_all_must_sign_before_the_holder_goes_on(app, house):
    document = convened(house)
    assert waiting(house, document) == names(house, *OTHERS)
    with pytest.raises(NotYoursError):
        house.act(document, "proofread", CLERK)
    for name in OTHERS:
        house.act(document, "sign_jointly", name, opinion=f"{name}同意")
    assert waiting(house, document) == names(house, CLERK)
    house.act(document, "proofread", CLERK)
    assert house.row(document).state == "vice_chair_review"
    opinions = [slip.opinion for slip in house.slips(document) if slip.kind == "sign"]
    assert opinions == [f"{name}同意" for name in OTHERS]


def test_any_one_is_enough_and_the_others_need_not(app, house):
    document = convened(house, "any")
    house.act(document, "sign_jointly", OTHERS[1])
    assert waiting(house, document) == names(house, CLERK)
    assert [slip.outcome for slip in house.slips(document)[-4:-1]] == ["lapsed", "sign_jointly", "lapsed"]


def test_so_many_of_them_are_enough(app, house):
    document = convened(house, "count", 2)
    house.act(document, "sign_jointly", OTHERS[0])
    assert len(waiting(house, document)) == 2
    house.act(document, "sign_jointly", OTHERS[2])
    assert waiting(house, document) == names(house, CLERK)


def test_so_many_that_can_no_longer_be_reached_end_the_round(app, house):
    document = convened(house, "count", 2)
    house.act(document, "decline_jointly", OTHERS[0], opinion="不妥")
    assert len(waiting(house, document)) == 2
    house.act(document, "decline_jointly", OTHERS[1], opinion="也不妥")
    assert waiting(house, document) == names(house, CLERK)


def test_one_after_the_other_in_the_order_that_was_said(app, house):
    document = convened(house, "order")
    for name in OTHERS:
        assert waiting(house, document) == names(house, name)
        house.act(document, "sign_jointly", name)
    assert waiting(house, document) == names(house, CLERK)


@pytest.mark.parametrize(("refusal", "left"), [("record", 2), ("end", 1)])
def test_a_refusal_is_recorded_or_ends_the_round(app, house, refusal, left):
    document = convened(house, refusal=refusal)
    house.act(document, "decline_jointly", OTHERS[0], opinion="数字有误")
    assert len(waiting(house, document)) == left
    assert house.slips(document)[-1].kind == ("sign" if refusal == "record" else "main")


def test_a_refusal_may_send_the_document_back_to_its_drafter(app, house):
    document = convened(house, refusal="return")
    house.act(document, "decline_jointly", OTHERS[0], opinion="数字有误")
    assert house.row(document).state == "drafting"
    assert waiting(house, document) == [house.row(document).drafter_name]


def test_a_late_comer_is_added_and_the_round_waits_for_them_too(app, house):
    document = convened(house, who=OTHERS[:2])
    house.act(document, "sign_jointly", OTHERS[0])
    house.act(document, "add_member", CLERK, change=Parties((post_of(house, OTHERS[2]),)))
    house.act(document, "sign_jointly", OTHERS[1])
    assert waiting(house, document) == names(house, OTHERS[2])
    house.act(document, "sign_jointly", OTHERS[2])
    assert waiting(house, document) == names(house, CLERK)


def test_who_called_them_may_end_it_early_with_a_reason(app, house):
    document = convened(house)
    house.act(document, "sign_jointly", OTHERS[0], opinion="同意，请抓紧")
    house.act(document, "conclude", CLERK, opinion="时间紧")
    assert waiting(house, document) == names(house, CLERK)
    assert any(slip.opinion == "同意，请抓紧" for slip in house.slips(document))


def test_the_departments_on_the_sheet_sign_before_the_office_reads(app, house):
    document = house.at("department_review", countersigners="组织宣传部、城乡发展部")
    house.act(document, "review", HEAD)
    assert len(waiting(house, document)) == 2
    for slip in house.slips(document)[-2:]:
        assert slip.kind == "sign"


def test_an_important_matter_is_signed_by_all_vice_chairs_before_the_chair(app, house):
    document = house.at("vice_chair_review", importance="重要事项")
    house.act(document, "approve", VICE_CHAIR)
    vice_chairs = select(Post.name).where(Post.capacity == "vice_chair").order_by(Post.position)
    assert waiting(house, document) == list(reading().execute(vice_chairs).scalars())


def test_signers_of_one_round_do_not_hold_each_other_up(app, house):
    document = convened(house)
    seen = house.row(document).version
    for name in OTHERS:
        house.act(document, "sign_jointly", name, version=seen)
    assert waiting(house, document) == names(house, CLERK)


def test_the_time_that_was_left_is_left_afterwards(app, house):
    document = house.at("office_review")
    before = house.slips(document)[-1]
    house.act(document, "convene", CLERK, change=Convening((post_of(house, OTHERS[0]),)))
    house.act(document, "sign_jointly", OTHERS[0])
    assert house.slips(document)[-1].due_at >= before.due_at


def test_nobody_asks_themselves_nor_somebody_who_is_not_there(app, house):
    document = house.at("office_review")
    for parties in ((post_of(house, CLERK),), ("post:9999",), ("person:1",), ()):
        with pytest.raises(InvalidChangeError):
            house.act(document, "convene", CLERK, change=Convening(parties))
    assert reading().execute(select(Slip.id).where(Slip.kind == "sign")).first() is None
