"""Signing together, passing on and asking, on the document's page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from routing import clock
from routing.database import writing
from routing.models import Slip
from routing.services import delegating
from routing.services.advance import open_slips
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.services.crossing import OTHER_HEAD


def post_of(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def act(house, who, document, key, **values):
    browser = Browser(house.app, who)
    page = browser.get(f"/documents/{document}")
    return browser.post(f"/documents/{document}/{key}", {"version": str(house.row(document).version), **values}, page)


def test_the_holder_asks_others_to_sign_and_everybody_sees_the_opinions_side_by_side(house):
    document = house.at("vice_chair_review")
    asked = [post_of(house, "luwenbin"), post_of(house, "shenqiulan")]
    answer = act(house, VICE_CHAIR, document, "convene", parties=asked, rule="all", refusal="record", opinion="请把关")
    assert answer.status_code == 303
    act(house, "luwenbin", document, "sign_jointly", opinion="同意，注意时间衔接。")
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    assert "会签中" in page
    assert "同意，注意时间衔接。" in page
    assert "还没有打开" in page


def test_a_name_written_by_hand_is_drawn_beside_the_opinion_and_in_the_log(house):
    document = house.at("vice_chair_review")
    parties = [post_of(house, "luwenbin"), post_of(house, "shenqiulan")]
    act(house, VICE_CHAIR, document, "convene", parties=parties, rule="all", refusal="record", opinion="请把关")
    strokes = '{"aspect": 2.5, "strokes": [[[0.1, 0.5], [0.3, 0.2], [0.9, 0.7]]]}'
    assert act(house, "luwenbin", document, "sign_jointly", opinion="同意", handwriting=strokes).status_code == 303
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    label = f'aria-label="{house.person("luwenbin").name}的手写签名"'
    signers, log = (page[page.index(f'id="{key}-heading"') :] for key in ("rounds", "log"))
    assert label in signers[: signers.index("</section>")]
    assert label in log


def test_a_refused_convening_keeps_who_was_ticked_and_what_was_written(house):
    document = house.at("vice_chair_review")
    asked = post_of(house, "luwenbin")
    answer = act(house, VICE_CHAIR, document, "convene", parties=[asked], rule="count", need="5", opinion="请把关")
    assert answer.status_code == 422
    assert "应填1至1" in answer.text
    assert f'value="{asked}" checked' in answer.text
    assert "请把关</textarea>" in answer.text
    assert '<option value="count" selected>' in answer.text


def test_others_sign_after_me_where_i_say_so(house):
    document = house.at("vice_chair_review")
    page = Browser(house.app, VICE_CHAIR).get(f"/documents/{document}").text
    assert '<option value="approve">我先“' in page
    answer = act(house, VICE_CHAIR, document, "convene", parties=[post_of(house, "luwenbin")], then="approve")
    assert answer.status_code == 303
    assert house.row(document).state == "signing"
    assert [slip.holder for slip in house.view(document).duties] == [post_of(house, "luwenbin")]


def test_a_step_is_passed_on_and_comes_back(house):
    document = house.at("office_review")
    assert act(house, CLERK, document, "transfer", parties=[post_of(house, "luwenbin")], returns="1").status_code == 303
    act(house, "luwenbin", document, "sign_jointly", opinion="已核对")
    assert [slip.holder_name for slip in house.view(document).duties] == ["办公室文书"]


def in_turn(house, document, **turns):
    posts = {post_of(house, name): turn for name, turn in turns.items()}
    numbers = {f"turns-{key}": turn for key, turn in posts.items()}
    return act(house, VICE_CHAIR, document, "convene", parties=list(posts), rule="order", **numbers)


def test_they_sign_in_the_order_in_which_they_are_numbered_and_the_page_shows_it(house):
    document = house.at("vice_chair_review")
    assert in_turn(house, document, luwenbin="2", shenqiulan="", xieyulan="1").status_code == 303
    assert [slip.holder_name for slip in house.view(document).duties] == ["权益部部长"]
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    shown = page[page.index("signers-in-turn") :]
    places = [shown.index(f"<b>{name}</b>") for name in ("权益部部长", "办公室主任", "常务副主席")]
    assert places == sorted(places)
    act(house, HEAD, document, "sign_jointly")
    assert [slip.holder_name for slip in house.view(document).duties] == ["办公室主任"]


@pytest.mark.parametrize(
    ("turns", "said"), [(("1", "1"), "次序中有两个“1”，请改成不同的数字"), (("一", "2"), "次序请填1、2、3这样的数字")]
)
def test_an_order_that_is_none_is_said_at_the_list_and_stays_as_it_was_typed(house, turns, said):
    document = house.at("vice_chair_review")
    answer = in_turn(house, document, luwenbin=turns[0], shenqiulan=turns[1])
    assert answer.status_code == 422
    assert said in answer.text[answer.text.index("parties field-wrong") :]
    field = re.search(rf'<input [^>]*name="turns-{post_of(house, "luwenbin")}"[^>]*>', answer.text)[0]
    assert f'value="{turns[0]}"' in field


def test_a_number_that_is_none_is_said_once_at_its_field_and_only_where_it_counts(house):
    document = house.at("vice_chair_review")
    asked = {"parties": [post_of(house, "luwenbin")], "need": "abc"}
    answer = act(house, VICE_CHAIR, document, "convene", rule="count", **asked)
    assert answer.status_code == 422
    summary, at_field = answer.text.split('id="act-convene"')
    assert summary.count("请填几人同意即可") == at_field.count("请填几人同意即可") == 1
    assert "Not a valid" not in answer.text
    assert 'value="abc" aria-invalid="true"' in at_field
    assert act(house, VICE_CHAIR, document, "convene", rule="all", **asked).status_code == 303


def test_a_reason_of_which_nothing_can_be_seen_is_asked_for_like_an_empty_one(house):
    document = house.at("vice_chair_review")
    answer = act(house, VICE_CHAIR, document, "return", target="drafting", opinion="\u200b \ufeff")
    assert answer.status_code == 422
    assert "请写明退回的理由" in answer.text[answer.text.index("act-return-opinion-error") :]
    assert "U+200B" not in answer.text
    assert act(house, VICE_CHAIR, document, "approve", opinion="\u200b").status_code == 303
    assert house.view(document).lines[-1].opinion == "同意，请主席签发"


def test_a_round_that_can_no_longer_succeed_says_why_it_is_over(house):
    document = house.at("vice_chair_review")
    asked = [post_of(house, name) for name in ("luwenbin", "shenqiulan", "xieyulan")]
    act(house, VICE_CHAIR, document, "convene", parties=asked, rule="count", need="2", refusal="record")
    act(house, "luwenbin", document, "decline_jointly", opinion="不妥")
    assert "其余的人都同意也不足" not in Browser(house.app, CHAIR).get(f"/documents/{document}").text
    act(house, "shenqiulan", document, "decline_jointly", opinion="再议")
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    assert "0人同意，2人不同意：其余的人都同意也不足2人" in page
    assert "未签，会签已结束" in page


@pytest.mark.parametrize("key", ["transfer", "consult", "copy"])
def test_nobody_chosen_is_said(house, key):
    document = house.at("vice_chair_review")
    answer = act(house, VICE_CHAIR, document, key)
    assert answer.status_code == 422
    assert "请至少选择一人" in answer.text


def test_advice_and_reading_hold_nothing_up_and_stay_on_the_page(house):
    document = house.at("vice_chair_review")
    act(house, VICE_CHAIR, document, "consult", parties=[post_of(house, "luwenbin")], opinion="数字核过吗？")
    act(house, VICE_CHAIR, document, "copy", parties=[post_of(house, "shenqiulan")])
    act(house, "luwenbin", document, "advise", opinion="核过，无误。")
    act(house, VICE_CHAIR, document, "approve", opinion="同意")
    act(house, "shenqiulan", document, "acknowledge")
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    assert "核过，无误。" in page
    assert "已阅" in page
    assert house.row(document).state == "signing"


def test_a_step_is_passed_on_and_taken_back_until_it_is_opened(house):
    document = house.at("vice_chair_review")
    act(house, VICE_CHAIR, document, "transfer", parties=[post_of(house, "shenqiulan")], opinion="请代为审定")
    assert f"/documents/{document}/take_back" in Browser(house.app, VICE_CHAIR).get(f"/documents/{document}").text
    open_slips(document, house.person("shenqiulan"))
    assert f"/documents/{document}/take_back" not in Browser(house.app, VICE_CHAIR).get(f"/documents/{document}").text
    act(house, "shenqiulan", document, "approve")
    assert house.row(document).state == "signing"


def test_a_step_is_not_passed_on_to_somebody_of_a_lower_rank(house):
    document = house.at("vice_chair_review")
    answer = act(house, VICE_CHAIR, document, "transfer", parties=[post_of(house, HEAD)])
    assert answer.status_code == 422
    assert "只能转交同级或上级岗位" in answer.text


def test_every_slip_says_why_it_is_here(house):
    document = house.at("department_review", countersigners="组织宣传部")
    page = Browser(house.app, HEAD).get(f"/documents/{document}").text
    assert "为什么在我这里" in page
    assert "“部室审核”由权益部部长办理" in page
    assert "不办会怎样" in page
    act(house, HEAD, document, "review", opinion="同意")
    page = Browser(house.app, OTHER_HEAD).get(f"/documents/{document}").text
    assert "身份会签" in page
    assert "文件到办公室文书处，办理“办公室核稿”" in page
    assert "会签：组织宣传部部长" in page
    tray = Browser(house.app, OTHER_HEAD).get("/tray").text
    assert "请您以" in tray
    assert "会签中" in tray
    assert "待办公室核稿" not in tray


def test_a_deputy_is_told_what_the_chief_must_sign_in_person(house):
    document = house.at("signing", kind="请示")
    chair, today = house.person(CHAIR), delegating.Days(clock.today(), clock.today())
    delegating.delegate(chair, house.person(VICE_CHAIR).person_id, None, today, "出差")
    said = "重要公文和上行文由主席本人签发（条例第二十二条），不能由他人代签"
    assert said in Browser(house.app, VICE_CHAIR).get(f"/documents/{document}").text
    assert said not in Browser(house.app, CHAIR).get(f"/documents/{document}").text


def test_the_sheet_offers_the_other_departments_and_keeps_the_choice(house):
    browser = Browser(house.app, DRAFTER)
    page = browser.get("/documents/new").text
    assert 'value="组织宣传部"' in page
    assert 'value="权益部"' not in page
    document = house.draft(countersigners="组织宣传部", importance="重要事项")
    edit = browser.get(f"/documents/{document}/edit").text
    assert re.search(r'<input[^>]*checked[^>]*value="组织宣传部"', edit)


def test_a_paused_clock_is_shown_and_resumed(house):
    document = house.at("office_review")
    act(house, CLERK, document, "pause", opinion="等上级批复")
    assert "计时已暂停，不列入督办" in Browser(house.app, CLERK).get(f"/documents/{document}").text
    assert "已暂停计时" in Browser(house.app, CLERK).get("/tray").text
    act(house, CLERK, document, "resume")
    assert "已暂停计时" not in Browser(house.app, CLERK).get("/tray").text


def test_what_is_late_says_that_it_is_supervised_and_not_what_will_be(house):
    document = house.at("office_review")
    assert "到期后列入督办" in Browser(house.app, CLERK).get(f"/documents/{document}").text
    with writing() as connection:
        late = {"due_at": clock.now() - timedelta(days=9), "opened_at": None}
        connection.execute(update(Slip).where(Slip.closed_at.is_(None)).values(late))
    page = Browser(house.app, CLERK).get(f"/documents/{document}").text
    assert "已经超期，列入了督办" in page
    assert "已超期（" in page


def test_the_log_says_what_was_done_without_saying_it_twice(house):
    document = house.at("vice_chair_review")
    for key in ("consult", "copy"):
        act(house, VICE_CHAIR, document, key, parties=[post_of(house, "luwenbin")])
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    assert "征求意见：办公室主任" in page
    assert "抄送阅知：办公室主任" in page


def test_who_sends_a_document_back_is_told_where_it_is_now(house):
    document = house.at("vice_chair_review")
    browser = Browser(house.app, VICE_CHAIR)
    page = browser.get(f"/documents/{document}")
    sent = {"version": str(house.row(document).version), "target": "drafting", "opinion": "请改"}
    answer = browser.post(f"/documents/{document}/return", sent, page, follow_redirects=True)
    assert "已退回，文件现在王芳处" in answer.text
    assert "顾明月（副主席） 退回" in Browser(house.app, DRAFTER).get("/tray").text
