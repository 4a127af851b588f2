"""Several sign together: all, any one, so many, one after the other."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from routing.database import reading
from routing.models import Slip
from routing.services.errors import InvalidChangeError
from routing.services.orders import Convening, Parties, Returning
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, NOTICE, VICE_CHAIR, Browser
from tests.patterns.making import action, begun, joint_flow, state
from workflows.errors import NotYoursError
from workflows.model import Joint
from workflows.roles import Role

OTHERS = ("gumingyue", "shenqiulan", "luwenbin")
FIRST = "shenqiulan"


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


def test_so_many_that_can_no_longer_be_reached_end_the_round_and_the_page_says_why(app, house):
    document = convened(house, "count", 2)
    house.act(document, "decline_jointly", OTHERS[0], opinion="不妥")
    assert len(waiting(house, document)) == 2
    house.act(document, "decline_jointly", OTHERS[1], opinion="也不妥")
    assert waiting(house, document) == names(house, CLERK)
    assert "会签未获同意" in house.view(document).lines[-1].details
    page = Browser(house.app, CLERK).get(f"/documents/{document}").text
    assert "0人同意，2人不同意：其余的人都同意也不足2人" in page
    house.act(document, "proofread", CLERK)


@pytest.mark.parametrize(("refusal", "before"), [("end", ["办公室文书"]), ("return", ["王芳"])])
def test_of_so_many_one_refusal_has_its_effect_at_once(app, house, refusal, before):
    document = convened(house, "count", 2, refusal)
    house.act(document, "decline_jointly", OTHERS[0], opinion="不妥")
    assert waiting(house, document) == before


def test_of_so_many_that_the_rules_ask_for_those_whose_consent_stands_are_counted(app, house):
    workflow = joint_flow(
        state("writing", Role.DRAFTER, editable=True),
        state("reading", joint=Joint("countersigners", rule="count", count=2)),
        actions=(
            action("submit", ("writing", "reading")),
            action("back", ("reading", "writing")),
            action("finish", ("reading", "end")),
        ),
    )
    three = replace(NOTICE, countersigners="组织宣传部、城乡发展部、儿童工作部")
    document = begun(house, workflow, content=three)
    house.act(document, "submit", DRAFTER)
    assert len(waiting(house, document)) == 3
    house.act(document, "sign_jointly", "yanhongmei")
    house.act(document, "decline_jointly", "caoguilan", opinion="不妥")
    house.act(document, "conclude", CLERK, opinion="改后再签")
    house.act(document, "back", CLERK)
    house.act(document, "submit", DRAFTER)
    assert len(waiting(house, document)) == 2
    house.act(document, "sign_jointly", "caoguilan")  # the one that was wanting: two consent now
    assert waiting(house, document) == names(house, CLERK)
    house.act(document, "back", CLERK)
    house.act(document, "submit", DRAFTER)
    assert waiting(house, document) == names(house, CLERK)  # two stand: nobody need be asked


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


def test_others_sign_after_whoever_called_them_and_before_the_next(app, house):
    document = house.at("vice_chair_review")
    parties = tuple(post_of(house, name) for name in ("luwenbin", FIRST))
    house.act(document, "approve", VICE_CHAIR, opinion="拟同意", change=Convening(parties))
    assert house.row(document).state == "signing"
    assert waiting(house, document) == names(house, "luwenbin", FIRST)
    for name in ("luwenbin", FIRST):
        house.act(document, "sign_jointly", name)
    assert waiting(house, document) == names(house, CHAIR)
    house.act(document, "sign", CHAIR)
    assert house.row(document).state == "numbering"


def test_who_called_others_after_oneself_may_take_it_back_until_one_has_opened_it(app, house):
    document = house.at("vice_chair_review")
    house.act(document, "approve", VICE_CHAIR, change=Convening((post_of(house, FIRST),)))
    house.act(document, "withdraw", VICE_CHAIR)
    assert house.row(document).state == "vice_chair_review"
    assert waiting(house, document) == names(house, VICE_CHAIR)


def test_nobody_is_called_beside_those_whom_the_rules_ask(app, house):
    document = house.at("vice_chair_review", importance="重要事项")
    with pytest.raises(InvalidChangeError, match="按规定先由"):
        house.act(document, "approve", VICE_CHAIR, change=Convening((post_of(house, "luwenbin"),)))
    assert house.row(document).state == "vice_chair_review"


@pytest.mark.parametrize(("state", "by", "key"), [("signing", CHAIR, "sign"), ("office_review", CLERK, "return")])
def test_nobody_is_called_with_an_action_after_which_nobody_is_asked(app, house, state, by, key):
    document = house.at(state)
    with pytest.raises(InvalidChangeError, match="不能再请人会签"):
        house.act(document, key, by, opinion="请核对", change=Convening((post_of(house, FIRST),)))
    assert house.row(document).state == state


def test_what_is_passed_on_to_come_back_comes_back_with_what_they_wrote(app, house):
    document = house.at("office_review")
    due = house.slips(document)[-1].due_at
    house.act(document, "transfer", CLERK, change=Returning((post_of(house, FIRST),)))
    assert waiting(house, document) == names(house, FIRST)
    house.act(document, "sign_jointly", FIRST, opinion="数字已核对")
    assert waiting(house, document) == names(house, CLERK)
    assert house.slips(document)[-1].due_at == due


def test_who_called_them_may_end_it_early_with_a_reason(app, house):
    document = convened(house)
    house.act(document, "sign_jointly", OTHERS[0], opinion="同意，请抓紧")
    house.act(document, "conclude", CLERK, opinion="时间紧")
    assert waiting(house, document) == names(house, CLERK)
    assert any(slip.opinion == "同意，请抓紧" for slip in house.slips(document))


def test_the_log_names_those_too_whose_turn_had_not_come_when_it_was_ended_early(app, house):
    document = convened(house, "order")
    house.act(document, "sign_jointly", OTHERS[0])
    house.act(document, "conclude", CLERK, opinion="时间紧")
    assert f"未签：{'、'.join(names(house, *OTHERS[1:]))}" in house.view(document).lines[-1].details


def test_the_departments_on_the_sheet_sign_before_the_office_reads(app, house):
    document = house.at("department_review", countersigners="组织宣传部、城乡发展部")
    house.act(document, "review", HEAD)
    assert len(waiting(house, document)) == 2
    for slip in house.slips(document)[-2:]:
        assert slip.kind == "sign"


def important(house):
    """An important matter that the vice-chair in charge has approved."""
    document = house.at("vice_chair_review", importance="重要事项")
    house.act(document, "approve", VICE_CHAIR)
    return document


def test_an_important_matter_is_signed_by_all_vice_chairs_before_the_chair_each_once(app, house):
    document = important(house)
    assert waiting(house, document) == ["常务副主席"]  # the one in charge has just approved the same text
    with pytest.raises(NotYoursError):
        house.act(document, "sign", CHAIR)
    house.act(document, "sign_jointly", FIRST)
    assert waiting(house, document) == ["主席"]
    house.act(document, "return", CHAIR, opinion="再斟酌", target="vice_chair_review")
    house.act(document, "approve", VICE_CHAIR)
    assert waiting(house, document) == ["主席"]  # nothing was changed: both have said their word


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        ({"body": "现将有关事项更正如下。"}, ["常务副主席", "副主席"]),
        ({"recipients": "各直属妇委会"}, ["副主席"]),  # she approved the whole; the other signed the text
        ({"print_copies": 31}, []),
    ],
)
def test_vice_chairs_sign_again_what_was_changed_of_what_they_had_consented_to(app, house, column, asked):
    document = important(house)
    house.act(document, "sign_jointly", FIRST)
    house.act(document, "sign", CHAIR)
    house.correct(document, CLERK, **column)
    if not asked:
        house.act(document, "number", CLERK)
        return
    house.act(document, "send_to_resign", CLERK)
    assert waiting(house, document) == asked


def test_a_vice_chair_who_stood_in_has_said_her_word_and_who_took_hers_back_has_not(app, house):
    document = house.at("vice_chair_review", importance="重要事项")
    house.act(document, "approve", VICE_CHAIR)
    house.act(document, "withdraw", VICE_CHAIR)
    house.act(document, "transfer", VICE_CHAIR, change=Parties((post_of(house, FIRST),)))
    house.act(document, "approve", FIRST)
    assert waiting(house, document) == ["副主席"]


@pytest.mark.parametrize(
    ("state", "by", "column"),
    [
        ("numbering", CLERK, {"importance": "重要事项"}),
        ("numbering", CLERK, {"countersigners": "组织宣传部"}),
        ("office_review", CLERK, {"countersigners": "组织宣传部"}),
        ("vice_chair_review", VICE_CHAIR, {"countersigners": "组织宣传部"}),
    ],
)
def test_who_signs_together_is_not_changed_once_nobody_would_be_asked(app, house, state, by, column):
    document = house.at(state)
    with pytest.raises(InvalidChangeError, match="不再起作用") as refused:
        house.correct(document, by, **column, body="现将有关事项更正如下。")
    assert refused.value.field == next(iter(column))
    assert house.row(document).revisions == 1


@pytest.mark.parametrize(("state", "by"), [("office_review", CLERK), ("vice_chair_review", VICE_CHAIR)])
def test_importance_counts_up_to_the_chairs_desk(app, house, state, by):
    document = house.at(state)
    house.correct(document, by, importance="重要事项")
    house.walk(document, "vice_chair_review")
    house.act(document, "approve", VICE_CHAIR)
    assert waiting(house, document) == ["常务副主席"]


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
