"""The document page and its actions, over HTTP."""

import re

import pytest

import workflows
from routing import clock
from routing.database import let_go, reading
from routing.queries import documents
from routing.services.advance import open_slips
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, Browser

OUTGOING = workflows.get("outgoing")


def fresh(house):
    """What the browsers committed is seen from here."""
    let_go()
    return house


def act(browser, document, key, **data):
    page = browser.get(f"/documents/{document}")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    return browser.post(f"/documents/{document}/{key}", {"version": version[1] if version else "", **data}, page=page)


def test_the_main_line_over_http_with_the_people_whom_it_falls_to(house):
    document, now = house.draft(), f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
    steps = [
        (DRAFTER, "submit", {}), (HEAD, "review", {"opinion": "同意"}), (CLERK, "proofread", {}),
        ("gumingyue", "approve", {}), (CHAIR, "sign", {"phrase": "速发。"}), (CLERK, "number", {}),
        (CLERK, "print", {}), (DRAFTER, "proof_check", {}), (CLERK, "seal", {}),
        (DRAFTER, "list_recipient", {"recipient": "市委办公室", "copies": "6", "method": "机要交换"}),
        (DRAFTER, "record_receipt", {"line": "1", "received_by": "收发室", "received_at": now}),
        (DRAFTER, "distribute", {}), (CLERK, "count_in", {"originals": "1", "prints": "2"}),
    ]  # fmt: skip
    people = {username: Browser(house.app, username) for username, _, _ in steps}
    for username, key, data in steps:
        answer = act(people[username], document, key, **data)
        assert answer.status_code == 303, (key, answer.text)
    assert fresh(house).row(document).state == "awaiting_filing"
    page = people[CHAIR].get(f"/documents/{document}").text
    assert "速发。" in page
    assert house.row(document).number in page


@pytest.mark.parametrize("state", [state.key for state in OUTGOING.line])
def test_the_page_stands_in_every_state_for_everybody_who_may_read_it(house, state):
    document = house.at(state)
    for username in (DRAFTER, HEAD, CLERK, CHAIR, "hesufen"):
        page = Browser(house.app, username).get(f"/documents/{document}")
        assert page.status_code == 200
        assert "《" in page.text  # every step says under which clause


def test_reading_changes_nothing_but_that_the_holder_has_opened_it(house):
    document = house.at("department_review")
    before = house.row(document)
    for username in (DRAFTER, CLERK, CHAIR):
        Browser(house.app, username).get(f"/documents/{document}")
    assert fresh(house).view(document).slip.opened_at is None
    Browser(house.app, HEAD).get(f"/documents/{document}")
    assert fresh(house).view(document).slip.opened_at is not None
    assert house.row(document) == before


def test_what_one_may_not_read_is_not_there_whatever_one_does(house):
    document = house.at("signing")
    outsider = Browser(house.app, "panyue")
    for page in ("", "/sheet", "/revisions/1", "/compare", "/edit"):
        assert outsider.get(f"/documents/{document}{page}").status_code == 404
    for key in ("sign", "return", "count_in", "follow", "nonsense"):
        answer = outsider.post(f"/documents/{document}/{key}", {"opinion": "试", "version": "1"})
        assert answer.status_code == 404, key
        assert "主席" not in answer.text
    assert outsider.ask("post", f"/documents/{document}/sign").status_code in {400, 404}
    assert fresh(house).row(document).state == "signing"


def test_an_action_that_is_not_mine_says_whose_it_is(house):
    document = house.at("signing")
    answer = Browser(house.app, DRAFTER).post(f"/documents/{document}/sign")
    assert answer.status_code == 409
    assert "现由主席办理" in answer.text


def test_a_stale_page_is_told_who_was_first_and_keeps_the_opinion(house):
    document = house.at("office_review")
    first, second = Browser(house.app, CLERK), Browser(house.app, "tangxiaomei")
    version = str(house.row(document).version)
    assert act(first, document, "proofread").status_code == 303
    answer = second.post(f"/documents/{document}/proofread", {"version": version, "opinion": "我的意见"})
    assert answer.status_code == 409
    assert re.search(r"已被许雅琴于\d+月\d+日\d\d:\d\d办理", answer.text)
    assert "我的意见" in answer.text


def test_a_double_click_acts_once_and_ends_on_the_same_page(house):
    document = house.at("signing")
    chair = Browser(house.app, CHAIR)
    page = chair.get(f"/documents/{document}")
    form = {"idempotency_key": "sign-once", "version": str(house.row(document).version), "opinion": "发"}
    answers = [chair.post(f"/documents/{document}/sign", form, page=page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert fresh(house).log(document).count("sign") == 1
    assert "没有重复办理" in chair.get(f"/documents/{document}").text


def test_a_refused_action_keeps_what_was_written_where_it_was_written(house):
    document = house.at("signing")
    chair = Browser(house.app, CHAIR)
    answer = act(chair, document, "return", opinion="请核对\u202e数字", target="drafting")
    assert answer.status_code == 422
    assert "U+202E" in answer.text
    assert "请核对" in answer.text
    answer = act(chair, document, "return", opinion="阅" * 2001, target="drafting")
    assert answer.status_code == 422
    assert "最多2000字" in answer.text
    assert fresh(house).row(document).state == "signing"


def test_each_button_says_who_gets_the_document_next(house):
    page = Browser(house.app, DRAFTER).get(f"/documents/{house.draft()}").text
    assert "权益部部长（谢玉兰）" in page
    assert "送部室负责人审核" in page


def test_taking_back_is_offered_until_it_has_been_opened(house):
    document = house.draft()
    house.act(document, "submit", by=DRAFTER)
    drafter = Browser(house.app, DRAFTER)
    action = f'action="/documents/{document}/withdraw"'
    assert action in drafter.get(f"/documents/{document}").text
    open_slips(document, house.person(HEAD))
    assert action not in drafter.get(f"/documents/{document}").text
    assert act(drafter, document, "withdraw").status_code == 422


def test_the_returned_text_comes_back_with_a_link_to_what_has_changed(house):
    document = house.at("department_review")
    house.act(document, "return", by=HEAD, opinion="请改", target="drafting")
    house.correct(document, DRAFTER, body="现将改动后的事项通知如下。")
    house.act(document, "submit", by=DRAFTER)
    head = Browser(house.app, HEAD)
    address = f"/documents/{document}/compare?old=1&amp;new=2"
    assert address in head.get(f"/documents/{document}").text
    page = head.get(address.replace("&amp;", "&"))
    assert "<ins" in page.text
    assert "<del" in page.text


def test_an_old_revision_is_shown_as_it_was(house):
    document = house.at("office_review")
    house.correct(document, CLERK, title="泰州市妇女联合会关于改过标题的通知")
    clerk = Browser(house.app, CLERK)
    assert "关于开展维权周活动的通知" in clerk.get(f"/documents/{document}/revisions/1").text
    assert "关于改过标题的通知" in clerk.get(f"/documents/{document}/revisions/2").text
    assert clerk.get(f"/documents/{document}/revisions/3").status_code == 404


def test_what_is_filed_offers_the_chair_its_end_and_nobody_else_anything(house):
    document = house.at("awaiting_filing")
    for username in (DRAFTER, CLERK):
        assert 'name="idempotency_key"' not in Browser(house.app, username).get(f"/documents/{document}").text
        edit = Browser(house.app, username).get(f"/documents/{document}/edit")
        assert edit.status_code == 403
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    assert "撤销" in page
    assert "废止" in page


def test_script_in_a_text_stays_text(house):
    nasty = "<script>alert(1)</script>"
    document = house.draft(title=f"关于{nasty}的通知", body=f"正文{nasty}\n一、{nasty}", recipients=nasty)
    house.act(document, "submit", by=DRAFTER, opinion=nasty)
    head = Browser(house.app, HEAD)
    for address in (f"/documents/{document}", f"/documents/{document}/edit", "/tray", f"/documents/{document}/sheet"):
        assert nasty not in head.get(address).text, address


def test_following_is_a_switch(house):
    document = house.at("distributing")
    browser = Browser(house.app, "panyue")
    for expected in (1, 0):
        assert browser.post(f"/documents/{document}/follow").status_code == 303
        view = documents.view(fresh(house) and reading(), document, house.person("panyue"))
        assert view.document.followed == bool(expected)


def test_a_number_given_up_is_shown_as_void_on_the_page(house):
    document = house.at("printing")
    assert "（作废）" not in Browser(house.app, CHAIR).get(f"/documents/{document}").text
    house.act(document, "annul", by=CHAIR, opinion="不再发文")
    assert f"{house.row(document).number}（作废）" in Browser(house.app, CHAIR).get(f"/documents/{document}").text
