"""Return with memory: a consent stands until what it was bound to changes; who must look again sees the difference."""

import pytest

from routing.presenting import working
from routing.queries.choices import choices
from routing.services.orders import Convening, Parties
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.services.crossing import OTHER_HEAD
from workflows.errors import NotOpenHereError, NotYoursError, RuleError, UnmetNeedError


def returned(house, target="drafting", by=VICE_CHAIR, state="vice_chair_review"):
    document = house.at(state)
    house.act(document, "return", by, opinion="请核对", target=target)
    return document


def test_nothing_changed_goes_straight_back_to_the_one_who_returned_it(house):
    document = returned(house)
    house.act(document, "submit", DRAFTER)
    assert house.row(document).state == "vice_chair_review"
    assert "部室审核、办公室核稿的意见仍然有效" in house.view(document).lines[-1].details


def foretold(house, document, by, key):
    found = choices(house.view(document, by), house.person(by))
    return next(choice.next for choice in found if choice.action.key == key)


def test_the_button_foretells_where_a_returned_document_really_goes(house):
    document = returned(house)
    assert foretold(house, document, DRAFTER, "submit") == "副主席（顾明月）"
    house.correct(document, DRAFTER, copies_to="市总工会")
    assert foretold(house, document, DRAFTER, "submit").startswith("办公室文书（")
    house.correct(document, DRAFTER, body=house.content(document).body + "\n补充。")
    assert foretold(house, document, DRAFTER, "submit") == "权益部部长（谢玉兰）"


def test_the_button_foretells_who_still_signs_together_and_nobody_who_has_decided(house):
    document = house.at("vice_chair_review", importance="重要事项")
    assert foretold(house, document, VICE_CHAIR, "approve") == "先由常务副主席会签，再到主席（周静宜）"
    house.act(document, "approve", VICE_CHAIR)
    house.act(document, "sign_jointly", "shenqiulan")
    house.act(document, "return", CHAIR, opinion="请再核", target="vice_chair_review")
    assert foretold(house, document, VICE_CHAIR, "approve") == "主席（周静宜）"


def test_a_changed_text_goes_by_everybody_who_had_consented_to_the_old_one(house):
    document = returned(house)
    house.correct(document, DRAFTER, body=house.content(document).body + "\n补充。")
    passed = []
    for key, who in (("submit", DRAFTER), ("review", HEAD), ("proofread", CLERK)):
        house.act(document, key, who)
        passed.append(house.row(document).state)
    assert passed == ["department_review", "office_review", "vice_chair_review"]


def test_a_column_that_only_the_office_answers_for_goes_by_the_office_alone(house):
    document = returned(house)
    house.correct(document, DRAFTER, copies_to="市总工会")
    house.act(document, "submit", DRAFTER)
    assert house.row(document).state == "office_review"
    house.act(document, "proofread", CLERK)
    assert house.row(document).state == "vice_chair_review"


def test_a_text_that_is_changed_and_changed_back_needs_nobody_again(house):
    document = returned(house)
    first = house.content(document).body
    house.correct(document, DRAFTER, body=first + "\n补充。")
    house.correct(document, DRAFTER, body=first)
    house.act(document, "submit", DRAFTER)
    assert house.row(document).state == "vice_chair_review"


def test_a_signature_is_always_given_anew(house):
    document = returned(house, by=CLERK, state="printing")
    house.act(document, "submit", DRAFTER)
    assert house.row(document).state == "signing"


def test_to_whom_it_is_returned_must_act_again(house):
    document = returned(house, target="department_review")
    assert house.row(document).state == "department_review"
    house.act(document, "review", HEAD)
    assert house.row(document).state == "vice_chair_review"


def test_what_was_withdrawn_is_no_consent(house):
    document = house.at("office_review")
    house.act(document, "return", CLERK, opinion="请改", target="drafting")
    house.act(document, "submit", DRAFTER)
    assert house.row(document).state == "office_review"
    house.act(document, "withdraw", DRAFTER)
    assert house.row(document).state == "drafting"


def test_those_who_signed_jointly_what_has_not_changed_need_not_sign_again(house):
    document = house.at("department_review", countersigners="组织宣传部")
    house.act(document, "review", HEAD)
    house.act(document, "sign_jointly", OTHER_HEAD, opinion="同意")
    house.act(document, "return", CLERK, opinion="请补附件", target="drafting")
    house.act(document, "submit", DRAFTER)
    [slip] = [slip for slip in house.slips(document) if slip.closed_at is None]
    assert (slip.kind, slip.state) == ("main", "office_review")


def test_the_page_says_whose_consent_stands_and_whose_has_lapsed(house):
    document = returned(house)
    assert [one["holds"] for one in working.consents(house.view(document))] == [True, True]
    house.correct(document, DRAFTER, copies_to="市总工会")
    assert [one["holds"] for one in working.consents(house.view(document))] == [True, False]
    page = Browser(house.app, DRAFTER).get(f"/documents/{document}").text
    assert "谁的意见还有效" in page
    assert "须重新签署" in page


def test_the_page_says_of_those_who_signed_together_whose_word_stands_as_well_as_whose_has_lapsed(house):
    document = house.at("department_review", countersigners="组织宣传部")
    house.act(document, "review", HEAD)
    house.act(document, "sign_jointly", OTHER_HEAD)
    house.act(document, "return", CLERK, opinion="请核对", target="drafting")

    def signed():
        return [one["holds"] for one in working.consents(house.view(document)) if one["step"] == "会签"]

    assert signed() == [True]
    house.correct(document, DRAFTER, body=house.content(document).body + "\n补充。")
    assert signed() == [False]


def test_nobody_consents_to_their_own_draft(house):
    document = house.draft(HEAD)
    house.act(document, "submit", HEAD)
    [slip] = [slip for slip in house.slips(document) if slip.closed_at is None]
    assert "就是拟稿人" in slip.reason
    assert slip.holder not in house.person(HEAD).keys
    with pytest.raises(NotYoursError):
        house.act(document, "review", HEAD)


def test_the_office_undoes_a_step_that_was_a_mistake_as_a_line_of_its_own(house):
    document = house.at("vice_chair_review")
    house.view(document, VICE_CHAIR)
    house.act(document, "rectify", CLERK, opinion="误送，附件未附")
    assert house.row(document).state == "office_review"
    assert house.log(document)[-2:] == ["proofread", "rectify"]
    with pytest.raises(NotOpenHereError):
        house.act(house.at("numbering"), "rectify", CLERK, opinion="误签")


def test_the_same_person_in_two_posts_does_not_sign_twice_unnoticed(house):
    document = house.at("vice_chair_review")
    chair = house.person("luwenbin")
    house.act(document, "return", VICE_CHAIR, opinion="请改", target="department_review")
    house.act(document, "convene", HEAD, change=Convening((f"post:{chair.seats[0].post_id}",)))
    house.act(document, "sign_jointly", "luwenbin", opinion="同意")
    house.correct(document, HEAD, title="泰州市妇女联合会关于另一件事的通知")
    house.act(document, "review", HEAD)
    house.act(document, "transfer", CLERK, change=Parties((f"post:{chair.seats[0].post_id}",)))
    answers = dict(working.why(house.view(document, "luwenbin"), chair))
    assert "您此前已在“部室审核”签署过" in answers["请注意"]
    house.act(document, "proofread", "luwenbin")
    assert "同一人此前已在“部室审核”签署" in house.view(document).lines[-1].details


def test_nothing_is_numbered_without_a_signature_that_holds_however_it_came_there(house):
    document = house.at("numbering")
    signed = house.content(document).body
    house.correct(document, CLERK, body="现将有关事项更正如下。")
    house.act(document, "send_to_resign", CLERK)
    house.act(document, "withdraw", CLERK)
    for body in ("现将有关事项更正如下。", signed, "又改了一次。"):
        house.correct(document, CLERK, body=body)
        for key in ("number", "print", "seal"):
            with pytest.raises(RuleError):
                house.act(document, key, CLERK)
    assert (house.row(document).state, house.row(document).number) == ("numbering", "")
    house.act(document, "send_to_resign", CLERK)
    house.act(document, "sign", CHAIR)
    house.act(document, "number", CLERK)
    house.act(document, "return", CLERK, opinion="再核", target="numbering")
    house.correct(document, CLERK, body=signed)
    with pytest.raises(UnmetNeedError, match="重新签发"):
        house.act(document, "number", CLERK)
