"""收文登记簿 on the screen, on paper, as a workbook; slips and labels; the address in a label's code."""

import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook

from routing.database import reading
from routing.presenting import incoming_forms
from routing.queries import incoming
from routing.services.orders import Assignment
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.services.test_receiving import person, post


@pytest.fixture
def book(house):
    """An ordinary paper whose title looks like a formula, and a restricted one."""
    open_paper = house.receive(title="=1+1 的通知", origin="superior")
    closed = house.receive(origin="confidential", title="机要内容标题", scope=house.scope(CHAIR), summary="机要摘要")
    return open_paper, closed


def test_the_register_shows_each_paper_as_far_as_the_reader_may_know(app, house, book):
    clerk = Browser(app, CLERK)
    page = clerk.get("/incoming").text
    assert "=1+1 的通知" in page
    assert "许雅琴" in page
    restricted = clerk.get("/incoming?series=" + series(page, "机要")).text
    assert "机要文件" in restricted
    assert "机要内容标题" not in restricted
    assert f'href="/documents/{book[1]}"' not in restricted
    member = Browser(app, DRAFTER).get("/incoming").text
    assert "=1+1 的通知" not in member
    assert "不在您可以阅读的范围" in member


def series(page, word):
    """The address of a volume on the page, after `series=`."""
    return re.search(rf'href="/incoming\?series=([^"]+)">\d+年 {word}', unescape(page))[1]


def test_the_workbook_holds_every_line_and_no_formula(app, book):
    answer = Browser(app, CLERK).get("/incoming.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[4] for row in rows[2:]] == ["=1+1 的通知"]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_the_register_is_filtered_and_printed_and_empty_pages_say_what_to_do(app, house):
    clerk = Browser(app, CLERK)
    assert "登记收文" in clerk.get("/incoming").text
    house.receive(urgency="特急")
    assert "没有符合的收文" in clerk.get("/incoming?which=done").text
    assert "特急" in clerk.get("/incoming?which=urgent").text
    assert clerk.get("/incoming?print=1").status_code == 200
    assert clerk.get("/incoming?page=999999999999&series=x").status_code == 200


def test_slips_and_labels_are_set_from_the_papers_that_there_are(app, house, book):
    clerk = Browser(app, CLERK)
    paper = book[0]
    for address in (
        f"/incoming/{paper}/forms/processing-slip.pdf",
        f"/incoming/{paper}/forms/circulation-slip.pdf",
        f"/incoming/{paper}/forms/label.pdf",
        f"/incoming/labels.pdf?ids={paper},{book[1]}",
        f"/incoming/{book[1]}/forms/label.pdf",
    ):
        answer = clerk.get(address)
        assert answer.status_code == 200, address
        assert answer.data.startswith(b"%PDF")
    for address in ("processing-slip.pdf", "circulation-slip.pdf"):
        assert clerk.get(f"/incoming/{book[1]}/forms/{address}").status_code == 404
    assert Browser(app, DRAFTER).get(f"/incoming/{paper}/forms/label.pdf").status_code == 404


def test_the_slip_tells_who_wrote_what_and_who_has_read(house):
    paper = house.receive()
    house.act(paper, "propose", CLERK, opinion="拟请权益部办理")
    house.act(paper, "send_up", DIRECTOR, opinion="请阅示", change=Assignment(next=post(house, CHAIR)))
    readers = (person(house, "yanhongmei"), person(house, VICE_CHAIR))
    house.act(paper, "instruct", CHAIR, opinion="请抓紧", change=Assignment(readers, lead=post(house, HEAD)))
    house.act(paper, "read", "yanhongmei", opinion="请宣传组跟进")
    slip = incoming_forms.processing_slip(house.view(paper), incoming.tasks(reading(), paper), "妇联", "http://h/p/1")
    assert [one.text for one in slip.proposals] == ["拟请权益部办理"]
    assert [(one.name, one.text) for one in slip.instructions] == [("陆文斌", "请阅示"), ("周静宜", "请抓紧")]
    assert [(one.name, one.read) for one in slip.readers] == [("严红梅", True), ("顾明月", False)]
    assert slip.department == "权益部部长"


def test_of_a_restricted_paper_no_slip_and_no_label_says_the_title(house, book):
    view = house.view(book[1], CHAIR)
    slip = incoming_forms.processing_slip(view, [], "妇联", "")
    circulation = incoming_forms.circulation_slip(view, "妇联")
    labels = incoming_forms.labels(incoming.labelled(reading(), house.person(CLERK), [book[1]]), "妇联", "http://h")
    for form in (slip, circulation, labels):
        assert "机要内容" not in repr(form)
        assert "机要摘要" not in repr(form)


def test_the_code_on_a_label_leads_to_the_document_by_way_of_the_login(app, house, book):
    labels = incoming_forms.labels(incoming.labelled(reading(), house.person(CLERK), [book[0]]), "妇联", "http://h")
    assert labels.labels[0].code.text == f"http://h/p/{book[0]}"
    stranger = Browser(app)
    assert stranger.get(f"/p/{book[0]}").location == f"/login?next=/p/{book[0]}"
    assert Browser(app, CLERK).get(f"/p/{book[0]}").location == f"/documents/{book[0]}?original=1"
