"""收文登记簿 on the screen, on paper, as a workbook; slips and labels; the address in a label's code."""

import io
import re
from html import unescape
from urllib.parse import quote

import cv2
import pypdfium2
import pytest
from openpyxl import load_workbook

from routing.database import reading
from routing.presenting import incoming_forms
from routing.presenting import incoming_register as told
from routing.queries import incoming
from routing.queries import incoming_register as register
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
    paper = house.receive(recipients="各设区市妇联", pages=6)
    house.act(paper, "propose", CLERK, opinion="拟请权益部办理")
    house.act(paper, "send_up", DIRECTOR, opinion="请阅示", change=Assignment(next=post(house, CHAIR)))
    readers = (person(house, "yanhongmei"), person(house, VICE_CHAIR))
    house.act(paper, "instruct", CHAIR, opinion="请抓紧", change=Assignment(readers, lead=post(house, HEAD)))
    house.act(paper, "read", "yanhongmei", opinion="请宣传组跟进")
    slip = incoming_forms.processing_slip(house.view(paper), incoming.tasks(reading(), paper), "妇联", "http://h/p/1")
    assert [one.text for one in slip.proposals] == ["拟请权益部办理"]
    assert [(one.name, one.text) for one in slip.endorsements] == [("陆文斌", "请阅示")]
    assert [(one.name, one.text) for one in slip.instructions] == [("周静宜", "请抓紧")]
    assert (slip.recipients, slip.kind, slip.pages) == ("各设区市妇联", "通知", "6")
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


def test_the_code_is_read_off_the_printed_label_and_opens_the_paper(app, house, book):
    """As a phone would: the page as a picture, a decoder of somebody else's, the address that it says."""
    clerk = Browser(app, CLERK)
    scans = {
        f"/incoming/{book[0]}/forms/label.pdf": book[0],
        f"/incoming/{book[0]}/forms/processing-slip.pdf": book[0],
        f"/incoming/{book[1]}/forms/label.pdf": book[1],
    }
    for address, paper in scans.items():
        picture = pypdfium2.PdfDocument(clerk.get(address).data)[0].render(scale=300 / 72).to_numpy()
        said, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
        assert said == f"http://localhost/p/{paper}", address
        folder = "documents" if paper == book[0] else "originals"
        opened = clerk.get(said.removeprefix("http://localhost"))
        assert opened.location == f"/{folder}/{paper}?original=1"
        assert "我已收到原件" in clerk.get(opened.location).text or "许雅琴手里" in clerk.get(opened.location).text


def test_it_is_looked_for_in_every_volume_as_far_as_the_reader_may_know(app, house, book):
    letter = house.receive(origin="letters", organ="黄桥镇居民", title="来信", source_number="")
    clerk, chair, member = (Browser(app, name) for name in (CLERK, CHAIR, DRAFTER))
    for words, found in (("黄桥镇", letter), ("=1+1", book[0]), ("苏妇发[2026]8", book[0]), ("信件收", letter)):
        page = clerk.get(f"/incoming?q={quote(words)}").text
        assert f'href="/documents/{found}"' in page, words
        assert page.count("<tr") == 2, words
    assert "登记簿里没有找到" in clerk.get("/incoming?q=机要内容").text, "what is shut is no answer"
    assert "登记簿里没有找到" in member.get(f"/incoming?q={quote('=1+1')}").text, "nor what one may not read"
    mine = chair.get("/incoming?q=机要内容").text
    assert f'href="/documents/{book[1]}"' in mine
    assert "机要内容标题" in mine
    assert "机要摘要" not in mine
    workbook = load_workbook(io.BytesIO(chair.get("/incoming.xlsx?q=机要内容").data)).active
    said = [[cell.value for cell in row][4] for row in workbook.iter_rows(min_row=3)]
    assert said == ["机要文件"], "a workbook goes to whoever gets it"


def test_urgent_papers_under_way_head_the_register_on_every_page_of_it(app, house, monkeypatch):
    monkeypatch.setattr(register, "PAGE", 2)
    monkeypatch.setattr(told, "PAGE", 2)
    first = house.receive(urgency="加急")
    second = house.receive(urgency="特急")
    later = [house.receive() for _ in range(3)]
    closed = house.receive(origin="confidential", urgency="特急", scope=house.scope(CHAIR))
    clerk = Browser(app, CLERK)
    shown = [
        [int(one) for one in re.findall(r'href="/documents/(\d+)"', clerk.get(f"/incoming?page={page}").text)]
        for page in (1, 2, 3)
    ]
    assert shown == [[second, first], later[:0:-1], later[:1]]
    assert all(closed not in page for page in shown)
    house.act(second, "keep", CLERK)
    assert re.findall(r'href="/documents/(\d+)"', clerk.get("/incoming").text) == [str(first), str(later[2])]
