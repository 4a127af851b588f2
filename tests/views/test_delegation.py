"""我的账号：委托与外出, over HTTP."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest

from routing import clock
from tests.factories import CHAIR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.queries.test_budget import assert_within_budget

LIST = "/account/delegation"
TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


def number_of(page, label):
    """The value of a choice in the form."""
    return re.search(rf'value="(\d+)">{label}', page.text)[1]


def delegate(browser, to="谢玉兰", post=None, **more):
    page = browser.get(f"{LIST}/new")
    data = {"starts_on": TODAY, "ends_on": TOMORROW, "reason": "赴省里开会"}
    chosen = {"to_person_id": number_of(page, to), "post_id": number_of(page, post) if post else "0"}
    return browser.post(f"{LIST}/new", {**data, **chosen, **more}, page)


def test_a_delegation_is_made_shown_to_both_and_taken_back(app):
    giver, taker = Browser(app, VICE_CHAIR), Browser(app, HEAD)
    assert delegate(giver).location == LIST
    page = giver.get(LIST)
    assert "您委托谢玉兰" in page.text
    assert "代理中" in page.text
    assert "您代理顾明月" in taker.get(LIST).text
    for address in ("/tray", "/account", "/register"):
        assert '正在代理：<a href="/account/delegation">顾明月（副主席）</a>' in taker.get(address).text
    assert "正在代理" not in giver.get("/tray").text
    giver.post(re.search(rf'action="({LIST}/\d+/end)"', page.text)[1])
    assert "已收回" in giver.get(LIST).text
    assert "正在代理" not in taker.get("/tray").text


def test_a_running_delegation_stands_before_a_coming_one_and_that_before_what_is_over(app):
    giver = Browser(app, VICE_CHAIR)
    delegate(giver, starts_on=TODAY + timedelta(days=9), ends_on=TODAY + timedelta(days=9), reason="将来的")
    delegate(giver, starts_on=TODAY + timedelta(days=7), ends_on=TODAY + timedelta(days=7), reason="收回的")
    ended = re.findall(rf'action="({LIST}/\d+/end)"', giver.get(LIST).text)[-1]
    giver.post(ended)
    delegate(giver, reason="现在的")
    assert re.findall(r">(\S\S的)</td>", giver.get(LIST).text) == ["现在的", "将来的", "收回的"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"to_person_id": "0"}, "请选择委托给谁"),
        ({"to_person_id": "x"}, "请选择委托给谁"),
        ({"to_person_id": "2147483647"}, "没有担任业务岗位，不能代理"),
        ({"post_id": "99999999999999"}, "您没有担任这个岗位"),
        ({"ends_on": TODAY - timedelta(days=1)}, "结束日期不能早于开始日期"),
        ({"starts_on": TODAY - timedelta(days=1)}, "开始日期不能早于今天"),
        ({"starts_on": "明天"}, "日期请写作 2026-03-08 的样子"),
        ({"reason": " "}, "请写明原因"),
        ({"reason": "长" * 101}, "共101字，最多100字"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(app, sent, message):
    page = delegate(Browser(app, VICE_CHAIR), **{"reason": "赴省里开会", **sent})
    assert page.status_code == 422
    assert message in page.text
    assert "赴省里开会" in page.text or "reason" in sent


def test_the_form_offers_people_with_business_and_ones_own_posts_alone(app):
    delegate(Browser(app, CHAIR), to="顾明月")
    page = Browser(app, VICE_CHAIR).get(f"{LIST}/new").text
    people, posts = re.findall(r"<select.*?</select>", page, re.DOTALL)[:2]
    assert "唐志远" not in people
    assert "顾明月" not in people
    assert "王芳（权益部工作人员）" in people
    assert re.findall(r">([^<]+)</option>", posts) == ["副主席"]


def test_an_absence_is_announced_proposes_a_delegation_and_is_approved(app):
    person, head, stranger = Browser(app, DRAFTER), Browser(app, HEAD), Browser(app, "panyue")
    sent = {
        "starts_on": TOMORROW,
        "ends_on": TOMORROW,
        "starts_half": "pm",
        "ends_half": "pm",
        "reason": "年休假，回老家",
    }
    answer = person.post(f"{LIST}/absence", sent)
    proposed = person.get(answer.location)
    assert answer.location.startswith(f"{LIST}/new?")
    assert f'value="{TOMORROW}"' in proposed.text
    assert "年休假，回老家" in proposed.text
    assert "已报权益部部长（谢玉兰）批准" in proposed.text
    assert "待批准" in person.get(LIST).text
    assert "待批外出" not in stranger.get(LIST).text
    button = re.search(rf'action="({LIST}/absences/\d+/approve)"', head.get(LIST).text)[1]
    assert stranger.post(button).status_code == 303
    assert "不由您批准" in stranger.get(LIST).text
    head.post(button)
    assert "谢玉兰批准" in person.get(LIST).text
    person.post(button.replace("approve", "cancel"))
    assert "已取消" in person.get(LIST).text


def test_who_must_decide_or_know_sees_it_in_the_tray(app):
    person, head, stranger = Browser(app, DRAFTER), Browser(app, HEAD), Browser(app, "panyue")
    before = head.get("/tray/count").json["count"]
    sent = {
        "starts_on": TOMORROW,
        "ends_on": TOMORROW,
        "starts_half": "pm",
        "ends_half": "pm",
        "reason": "年休假，回老家",
    }
    person.post(f"{LIST}/absence", sent)
    tray = head.get("/tray").text
    assert "外出与代理：1件" in tray
    assert "年休假，回老家，由您批准" in tray
    assert f'href="{LIST}"' in tray
    assert head.get("/tray/count").json["count"] == before + 1
    assert "外出与代理" not in head.get("/tray?which=urgent").text
    assert "外出与代理" not in stranger.get("/tray").text
    button = re.search(rf'"({LIST}/absences/\d+/)approve"', head.get(LIST).text)[1]
    head.post(f"{button}refuse", {"refusal": "这几天任务重"})
    assert "外出与代理" not in head.get("/tray").text
    assert "谢玉兰：这几天任务重" in person.get("/tray").text
    ahead = {"starts_on": TOMORROW, "ends_on": TOMORROW}
    delegate(head, to="严红梅", **ahead)
    assert "谢玉兰请您代理" in Browser(app, "yanhongmei").get("/tray").text


def test_a_proposal_that_is_none_is_an_empty_form(app):
    page = Browser(app, DRAFTER).get(f"{LIST}/new?starts_on=x&ends_on=2026-13-01&reason=")
    assert page.status_code == 200
    assert page.text.count(f'value="{TODAY}"') == 2


def test_an_absence_is_refused_in_the_form(app):
    page = Browser(app, DRAFTER).post(f"{LIST}/absence", {"starts_on": TOMORROW, "ends_on": TODAY, "reason": "休假"})
    assert page.status_code == 422
    assert "结束日期不能早于开始日期" in page.text


def test_somebody_elses_delegation_is_not_there(app):
    giver = Browser(app, VICE_CHAIR)
    delegate(giver)
    button = re.search(rf'action="({LIST}/\d+/end)"', giver.get(LIST).text)[1]
    assert Browser(app, DRAFTER).post(button).status_code == 404
    assert Browser(app, HEAD).post(f"{LIST}/absences/99/cancel").status_code == 404


def test_officers_stay_outside(app):
    officer = Browser(app, "sysadmin")
    assert officer.get(LIST).status_code == 403
    assert LIST not in officer.get("/account").text
    assert LIST in Browser(app, DRAFTER).get("/account").text


def test_an_absence_is_refused_on_a_page_of_its_own_and_the_one_who_asked_reads_why(app):
    person, head = Browser(app, DRAFTER), Browser(app, HEAD)
    sent = {"starts_on": TOMORROW, "ends_on": TOMORROW, "starts_half": "pm", "ends_half": "pm", "reason": "看病"}
    person.post(f"{LIST}/absence", sent)
    address = re.search(rf'href="({LIST}/absences/\d+/refuse)"', head.get(LIST).text)[1]
    assert f"{TOMORROW.day}日下午" in head.get(address).text
    assert person.get(address).status_code == 422
    empty = head.post(address, {"refusal": " "})
    assert (empty.status_code, "请写明不批准的理由" in empty.text) == (422, True)
    assert head.post(address, {"refusal": "当天有检查"}).location == LIST
    page = person.get(LIST).text
    assert "谢玉兰没有批准：当天有检查" in page
    assert "外出中" not in page


def test_absences_are_listed_by_how_they_stand(app):
    head, chief = Browser(app, VICE_CHAIR), Browser(app, CHAIR)
    for ahead, reason in ((0, "现在的"), (3, "将来的"), (6, "待批的"), (9, "不批的"), (12, "取消的")):
        day = TODAY + timedelta(days=ahead)
        head.post(f"{LIST}/absence", {"starts_on": day, "ends_on": day, "reason": reason})
    buttons = re.findall(rf"({LIST}/absences/\d+/)approve", chief.get(LIST).text)
    for button in buttons[:2]:
        chief.post(f"{button}approve")
    chief.post(f"{buttons[3]}refuse", {"refusal": "不行"})
    head.post(f"{buttons[4]}cancel")
    listed = re.findall(r">(外出中|已批准，还没开始|待批准|未批准|已结束)</h3>|>(\S\S的)</td>", head.get(LIST).text)
    assert ["".join(one) for one in listed] == [
        "外出中", "现在的", "已批准，还没开始", "将来的", "待批准", "待批的", "未批准", "不批的", "已结束", "取消的",
    ]  # fmt: skip


def test_a_delegation_may_be_for_some_kinds(app):
    giver = Browser(app, VICE_CHAIR)
    delegate(giver, kinds=["通知", "函"])
    assert "（限通知、函）" in giver.get(LIST).text
    assert "顾明月（副主席，限通知、函）" in Browser(app, HEAD).get("/tray").text


# Who decides, said before it is sent (KQ-3); a Monday in a week without holidays


@pytest.fixture
def monday(app, monkeypatch):
    """The tests' present; after the house was founded, which other tests copy."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 16, 0, 0))
    return {"starts_on": "2026-03-16", "starts_half": "am", "ends_on": "2026-03-16", "ends_half": "am"}


def test_the_form_says_who_decides_for_each_length_and_for_the_days_that_stand_in_it(app, monday):
    staff = Browser(app, DRAFTER).get(f"{LIST}/absence").text
    for line in (
        "半天以内：由权益部部长（谢玉兰）批准", "半天以上、1天以内：由副主席（顾明月）批准",
        "1天以上：由主席（周静宜）批准", "依据《考勤制度》第三条", "共1天，由副主席（顾明月）批准",
    ):  # fmt: skip
        assert line in staff
    head = Browser(app, HEAD).get(f"{LIST}/absence").text
    assert "半天以内：不用批准，登记即可" in head
    assert "<li>由主席（周静宜）批准</li>" in Browser(app, VICE_CHAIR).get(f"{LIST}/absence").text
    assert "<li>不用批准，登记即可</li>" in Browser(app, CHAIR).get(f"{LIST}/absence").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "共半天，由权益部部长（谢玉兰）批准"),
        ({"ends_half": "pm"}, "共1天，由副主席（顾明月）批准"),
        ({"ends_on": "2026-03-17"}, "共1天半，由主席（周静宜）批准"),
        ({"starts_on": "2026-03-21", "ends_on": "2026-03-22"}, "没有工作日，由权益部部长（谢玉兰）批准"),
        ({"ends_on": "2026-03-15"}, ""),
        ({"starts_half": "pm"}, ""),
        ({"ends_on": "明天"}, ""),
        ({"ends_on": "9999-12-31"}, ""),
        ({"ends_on": ""}, ""),
    ],
)
def test_while_the_days_are_filled_in_it_is_said_who_decides(app, monday, changed, said):
    answer = Browser(app, DRAFTER).get(f"{LIST}/absence/asked?{urlencode({**monday, **changed})}")
    assert (answer.status_code, answer.text) == (200, said)
    assert answer.content_type.startswith("text/plain")


def test_a_form_that_was_refused_still_says_who_decides(app, monday):
    page = Browser(app, DRAFTER).post(f"{LIST}/absence", {**monday, "ends_on": "2026-03-17", "reason": " "})
    assert page.status_code == 422
    assert "共1天半，由主席（周静宜）批准" in page.text
    wrong = Browser(app, DRAFTER).post(f"{LIST}/absence", {**monday, "ends_on": "2026-03-15", "reason": "休假"})
    assert "结束日期不能早于开始日期" in wrong.text
    assert "data-asked hidden" in wrong.text


def test_whoever_decides_reads_how_long_it_is_and_by_which_clause_it_lies_there(app, monday):
    Browser(app, DRAFTER).post(f"{LIST}/absence", {**monday, "ends_on": "2026-03-17", "reason": "回老家"})
    assert "共1天半，等主席批准" in Browser(app, DRAFTER).get(LIST).text
    chair = Browser(app, CHAIR)
    assert "2026年3月16日至3月17日上午（共1天半）" in chair.get(LIST).text
    assert "依据《考勤制度》第三条" in chair.get(LIST).text
    assert "共1天半；原因：回老家，由您批准" in chair.get("/tray").text
    for other in (HEAD, VICE_CHAIR):
        assert "待批外出" not in Browser(app, other).get(LIST).text
    assert_within_budget(chair, "/tray")
    assert_within_budget(chair, LIST)
    assert_within_budget(Browser(app, DRAFTER), f"{LIST}/absence")
