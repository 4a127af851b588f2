"""Signing together, passing on and asking, on the document's page."""

import re

import pytest

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


def test_a_refused_convening_keeps_who_was_ticked_and_what_was_written(house):
    document = house.at("vice_chair_review")
    asked = post_of(house, "luwenbin")
    answer = act(house, VICE_CHAIR, document, "convene", parties=[asked], rule="count", need="5", opinion="请把关")
    assert answer.status_code == 422
    assert "应填1至1" in answer.text
    assert f'value="{asked}" checked' in answer.text
    assert "请把关</textarea>" in answer.text
    assert '<option value="count" selected>' in answer.text


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
    assert "请您以" in Browser(house.app, OTHER_HEAD).get("/tray").text


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
    assert "已暂停计时" in Browser(house.app, CLERK).get("/tray").text
    act(house, CLERK, document, "resume")
    assert "已暂停计时" not in Browser(house.app, CLERK).get("/tray").text
