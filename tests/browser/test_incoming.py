"""A received paper before real eyes: the chair instructs on the phone in two taps, the office picks readers."""

import pytest
from sqlalchemy import select

from routing.database import reading
from routing.models import DraftCopy
from routing.services.orders import Assignment
from tests.browser.sites import DESK, HAND
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR, House


def instructed(site):
    """A paper that lies before the chair."""
    with site.app.app_context():
        house = House(site.app)
        paper = house.receive()
        house.act(paper, "propose", CLERK, opinion="拟请权益部办理。")
        seat = house.person(CHAIR).seats[0]
        house.act(paper, "send_up", DIRECTOR, change=Assignment(next=f"post:{seat.post_id}"))
        return paper


def test_the_chair_instructs_in_two_taps_on_the_phone(site, enter):
    paper = instructed(site)
    chair = enter(CHAIR, viewport=HAND)
    chair.go(f"/documents/{paper}").finished()
    assert chair.page.evaluate("document.documentElement.scrollWidth") == 390
    bar = chair.page.locator("[data-action-bar]")
    phrase = bar.locator(".bar-phrases button").first
    words = phrase.text_content()
    phrase.tap()
    chair.press_bar("批示")
    with site.app.app_context():
        slip = next(one for one in House(site.app).slips(paper) if one.outcome == "instruct")
        assert slip.opinion == words


def test_readers_are_looked_for_chosen_in_their_order_and_sent(site, enter):
    with site.app.app_context():
        paper = House(site.app).receive()
    clerk = enter(CLERK)
    clerk.go(f"/documents/{paper}")
    clerk.page.get_by_text("阅件，直接送传阅").first.click()
    form = clerk.page.locator("#act-circulate_at_once")
    form.get_by_label("怎样传阅").select_option("order")
    for name in ("曹桂兰", "谢玉兰"):
        form.get_by_label("找人").fill(name)
        form.get_by_role("checkbox", name=name).check()
    clerk.see("阅件次序：曹桂兰 → 谢玉兰")
    form.get_by_role("button", name="阅件，直接送传阅").click()
    clerk.see("已办理")
    with site.app.app_context():
        lying = [one.holder_name for one in House(site.app).slips(paper) if one.closed_at is None]
    assert lying == ["曹桂兰"], "the second reader gets it after the first"


def test_a_double_and_a_series_that_does_not_fit_are_pointed_out_while_the_form_is_filled_in(site, enter):
    with site.app.app_context():
        House(site.app).receive()
    clerk = enter(CLERK)
    clerk.go("/incoming/new")
    form = clerk.page
    form.get_by_label("收文类别").select_option("subordinate")
    form.get_by_label("来文单位").fill("江苏省民政厅")
    clerk.see("看名称应是“上级来文”")
    form.get_by_label("收文类别").select_option("superior")
    form.locator(".series-doubt").wait_for(state="detached")
    form.get_by_label("来文单位").fill("江苏省妇女联合会")
    form.get_by_label("来文字号").fill("苏妇发〔2026〕8号")
    clerk.see("这份文件可能已经登记过")
    form.get_by_label("收文类别").select_option("confidential")
    form.locator(".twins").wait_for(state="detached")
    assert not form.get_by_label("文种").is_visible(), "of a restricted paper it is not asked"
    assert form.get_by_label("来文单位").is_visible()
    form.get_by_label("机密").check()
    assert not form.get_by_label("来文单位").is_visible()
    assert not form.get_by_label("标题", exact=False).first.is_visible()


KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('hongtou:draft'))"


def test_of_a_paper_that_is_marked_nothing_is_kept_any_more_here_or_on_the_server(site, enter):
    def copies():
        with site.app.app_context():
            return reading().execute(select(DraftCopy.title)).scalars().all()

    clerk = enter(CLERK)
    clerk.go("/incoming/new")
    form = clerk.page
    form.get_by_label("标题", exact=False).first.fill("关于某事的通知")
    clerk.see("已自动保存")
    assert copies() == ["关于某事的通知"]
    form.get_by_label("标题", exact=False).first.fill("关于某事的通知，写到一半")
    assert form.evaluate(KEPT) != []
    with form.expect_response(lambda answer: "/incoming/drafts/" in answer.url):
        form.get_by_label("机密").check()
        assert form.evaluate(KEPT) == [], "gone at once"
    clerk.see("机要、涉密文件不自动保存")
    assert copies() == []
    form.get_by_label("备注").fill("接着写")
    assert form.evaluate(KEPT) == []


@pytest.mark.parametrize("viewport", [DESK, HAND], ids=["desk", "hand"])
def test_the_office_stops_what_circulates_and_is_told_by_name_and_post_who_has_seen_it(site, enter, viewport):
    paper = instructed(site)
    with site.app.app_context():
        house = House(site.app)
        readers = tuple(f"person:{house.person(who).person_id}" for who in (HEAD, DRAFTER, VICE_CHAIR))
        house.act(paper, "instruct", CHAIR, opinion="请各位阅。", change=Assignment(readers=readers))
        house.act(paper, "read", HEAD)
    enter(DRAFTER).go(f"/documents/{paper}")  # opened, and not signed
    clerk = enter(CLERK, viewport=viewport)
    page = clerk.page
    clerk.go(f"/documents/{paper}")
    page.get_by_role("link", name="属机要，停止传阅").click()
    clerk.see("传阅、承办、督办立即停止：王芳（权益部工作人员）、顾明月（副主席）不再办理")
    clerk.see("周静宜（主席）、谢玉兰（权益部部长）；已打开、没有签的：王芳（权益部工作人员）")
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    for name in ("周静宜", "顾明月"):
        page.get_by_label("找人").fill(name)
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("理由").fill("文件第2页标有“内部，仅限主席、副主席阅”。")
    page.get_by_role("button", name="停止传阅，改按机要登记").click()
    page.get_by_role("button", name="确定").click()
    page.wait_for_url("**/originals/*")
    clerk.see("谢玉兰（权益部部长）、王芳（权益部工作人员），请逐人提醒保密")
    chair = enter(CHAIR, viewport=viewport)
    chair.go(f"/documents/{paper}")
    chair.see("文件已停止传阅，改按机要登记，只供查阅。")
