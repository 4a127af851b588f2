"""借阅 at the screens: from an item's page through the application to the register, and what others do not see."""

import io
import re

import pypdfium2
from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import ArchiveFile, ArchiveItem, ArchiveReading, Attachment, Document, ExportRecord
from routing.queries import lending
from tests.factories import ARCHIVIST, CLERK, DIRECTOR, DRAFTER, Browser
from tests.files import samples
from tests.services.test_borrowing import MORNING, due, electronic, pdf
from tests.services.test_borrowing import at as at  # noqa: PLC0414 - a fixture

OTHER = "panyue"


def form(page, **columns):
    """What a browser sends of the page's form: its hidden columns and what was filled in."""
    hidden = dict(re.findall(r'name="(receipt|csrf_token)"[^>]*value="([^"]*)"', page.text))
    return {**hidden, **columns}


def test_an_item_is_put_by_applied_for_handed_out_and_returned(house, at):
    item = house.filed()
    code = reading().execute(select(ArchiveItem.code)).scalar_one()
    member, archivist = Browser(house.app, DRAFTER), Browser(house.app, ARCHIVIST)
    page = member.get(f"/archive/loans/items/{item}")
    assert page.status_code == 200
    assert code in page.text
    assert "在库" in page.text
    assert member.post(f"/archive/loans/items/{item}/basket", page=page).status_code == 303
    assert "申请借阅车里的1件" in member.get("/archive/loans").text
    again = member.get(f"/archive/loans/items/{item}").text
    assert "已在借阅车里" in again
    assert "放入借阅车" not in again
    assert "登记外单位借阅" not in again, "that is the office's"
    assert f"/archive/loans/outside?item={item}" in archivist.get(f"/archive/loans/items/{item}").text
    page = member.get("/archive/loans/new")
    assert code in page.text
    empty = member.post("/archive/loans/new", form(page, items=item, way="纸质", purpose="", due_on="2026-11-28"), page)
    assert empty.status_code == 422
    assert "请写明借阅目的" in empty.text
    sent = form(page, items=item, way="纸质", purpose="核对数字", due_on="2026-11-28")
    weekend = member.post("/archive/loans/new", sent, page)
    assert weekend.status_code == 422
    assert "请改成工作日" in weekend.text
    assert "核对数字" in weekend.text  # nothing typed is lost
    done = member.post("/archive/loans/new", {**sent, "due_on": due(house).isoformat()}, page)
    assert done.status_code == 303
    loan = done.headers["Location"]
    assert "借阅2026-0001" in member.get(loan).text
    desk = archivist.get(loan)
    assert "交付纸质档案" in desk.text
    missing = archivist.post(f"{loan}/hand_out", {"received_by": ""}, desk)
    assert missing.status_code == 422
    assert "请填写领取人姓名" in missing.text
    assert archivist.post(f"{loan}/hand_out", {"received_by": "王芳"}, desk).status_code == 303
    register = archivist.get("/archive/loans/register")
    assert "王芳" in register.text
    assert "借出中" in register.text
    assert "借给王芳" in member.get(f"/archive/loans/items/{item}").text
    document = reading().execute(select(ArchiveItem.document_id)).scalar_one()
    assert "借给王芳" in archivist.get(f"/documents/{document}").text
    late = member.post(f"{loan}/ask_renewal", {"due_on": "2026-11-29", "opinion": "还没有写完"}, member.get(loan))
    assert late.status_code == 422
    assert 'id="due_on-error"' in late.text
    assert archivist.post(f"{loan}/receive_back", page=archivist.get(loan)).status_code == 303
    page = archivist.get(loan)
    damaged = archivist.post(f"{loan}/inspect", {"condition": "缺页", "note": ""}, page)
    assert damaged.status_code == 422
    assert "请写明哪一件、哪几页" in damaged.text
    assert archivist.post(f"{loan}/inspect", {"condition": "完好"}, page).status_code == 303
    assert archivist.post(f"{loan}/inspect", {"condition": "完好"}, page).status_code in {409, 422}  # twice
    workbook = archivist.get("/archive/loans.xlsx?which=returned")
    assert workbook.status_code == 200
    assert reading().execute(select(ExportRecord.what)).scalars().all() == ["借阅登记簿（已归还）"]
    slip = archivist.get(f"/archive/loans/{loan.rpartition('/')[2]}/slip.pdf")
    with pypdfium2.PdfDocument(slip.data) as set_slip:
        text = "".join(set_slip[0].get_textpage().get_text_range().split())
    for part in ("借阅2026-0001", "王芳", "核对数字", "何素芬", "完好"):
        assert part in text


def test_an_outside_loan_keeps_its_letter_when_something_else_is_wrong(house, at):
    item = house.filed()
    clerk, director = Browser(house.app, CLERK), Browser(house.app, DIRECTOR)
    page = clerk.get(f"/archive/loans/outside?item={item}")
    columns = {
        "items": item, "way": "纸质", "borrower": "李建国", "unit": "泰州市档案馆", "letter_number": "泰档介12号",
        "letter_from": "", "purpose": "编史", "due_on": due(house).isoformat(),
    }  # fmt: skip
    wrong = clerk.post("/archive/loans/outside", form(page, **columns, letter=(io.BytesIO(pdf(1)), "介绍信.pdf")), page)
    assert wrong.status_code == 422
    assert "请填写出具介绍信的单位" in wrong.text
    assert "介绍信.pdf" in wrong.text
    kept = reading().execute(select(Attachment.id)).scalar_one()
    without = clerk.post("/archive/loans/outside", form(page, **columns | {"letter_from": "泰州市档案馆"}), page)
    assert without.status_code == 422
    assert "请附上介绍信" in without.text
    done = clerk.post(
        "/archive/loans/outside", form(page, **columns | {"letter_from": "泰州市档案馆"}, kept=kept), page
    )
    assert done.status_code == 303
    shown = director.get(done.headers["Location"])
    assert "介绍信.pdf" in shown.text
    assert "同意外单位借阅" in shown.text
    assert "同意借阅，" not in shown.text
    assert director.get(f"/attachments/{kept}").status_code == 200
    loan = done.headers["Location"]
    assert "已登记外单位借阅：借阅2026-0001" in clerk.get(loan).text
    assert "泰州市档案馆借阅《" in director.get("/tray").text, "whose loan it is"
    director.post(f"{loan}/approve_outside", {}, director.get(loan))
    archivist = Browser(house.app, ARCHIVIST)
    archivist.post(f"{loan}/hand_out", {"received_by": "李建国"}, archivist.get(loan))
    for told in (clerk.get("/tray").text, clerk.get(loan).text):
        assert "外单位借走的档案由您经手" in told
        assert "档案借在您这里" not in told
    assert "借给李建国（泰州市档案馆）" in clerk.get("/archive/loans").text


def test_the_files_of_a_loan_are_read_with_a_mark_and_on_record(house, at):
    files = house.attach("来文.pdf", pdf(2), CLERK) + house.attach("底稿.docx", samples.word(), CLERK)
    item = house.filed("incoming", attachments=files)
    document = reading().execute(select(ArchiveItem.document_id)).scalar_one()
    attachments = dict(reading().execute(select(Attachment.name, Attachment.id)).all())
    kept = reading().execute(select(ArchiveFile.id).order_by(ArchiveFile.position)).scalars().all()
    member, stranger, auditor = (Browser(house.app, name) for name in (DRAFTER, OTHER, "auditor"))
    inside = [f"/documents/{document}", *(f"/attachments/{one}" for one in attachments.values())]
    inside += [f"/attachments/{attachments['来文.pdf']}/pages", f"/attachments/{attachments['来文.pdf']}/pages/1.png"]
    inside += [f"/archive/files/{one}" for one in kept] + [f"/incoming/{document}/forms/processing-slip.pdf"]
    assert {member.get(one).status_code for one in inside} == {404}
    shown = stranger.get(f"/archive/loans/items/{item}")
    assert "请申请借阅" in shown.text
    assert f"/documents/{document}" not in shown.text
    loan = electronic(house, item)
    page = member.get(f"/archive/loans/items/{item}")
    assert "自动结束" in page.text
    assert member.get(f"/documents/{document}").status_code == 200
    for one in (f"/attachments/{attachments['来文.pdf']}", f"/incoming/{document}/forms/processing-slip.pdf"):
        with pypdfium2.PdfDocument(member.get(one).data) as marked:
            for sheet in marked:
                assert "王芳权益部" in "".join(sheet.get_textpage().get_text_range().split()), one
    refused = member.get(f"/attachments/{attachments['底稿.docx']}")
    assert refused.status_code == 422
    assert "不能加水印" in refused.text
    plain, marked = (
        browser.get(f"/attachments/{attachments['来文.pdf']}/pages/1.png")
        for browser in (Browser(house.app, ARCHIVIST), member)
    )
    assert plain.data != marked.data
    assert {stranger.get(one).status_code for one in inside} == {404}
    assert stranger.get(f"/documents/{loan}").status_code == 404
    assert stranger.get(f"/archive/loans/{loan}/slip.pdf").status_code == 404
    assert stranger.get("/archive/loans/register").status_code == 403
    assert stranger.get("/archive/readings").status_code == 403
    log = auditor.get("/archive/readings")
    assert "电子查阅取文件" in log.text
    assert "来文.pdf" in log.text
    assert auditor.get("/archive/readings.xlsx?since=2026-11-24").status_code == 200
    at(MORNING.replace(month=12, day=15))
    assert {Browser(house.app, DRAFTER).get(one).status_code for one in inside} == {404}


def test_bad_addresses_and_hand_made_forms_are_answered(house, at):
    item = house.filed()
    member = Browser(house.app, DRAFTER)
    page = member.get("/account")
    for address in (f"/archive/loans/items/{item + 9}", "/archive/loans/999/slip.pdf", "/archive/files/999"):
        assert member.get(address).status_code == 404
    draft = house.draft()
    assert member.get(f"/archive/loans/{draft}/slip.pdf").status_code == 404
    assert member.post(f"/archive/loans/items/{item}/steal", page=page).status_code == 404
    assert member.post(f"/archive/loans/items/{item}/reserve", page=page).status_code == 303
    assert lending.waiting_for(reading(), item) == []  # it is on its shelf
    sent = {"items": ["x", str(item + 9)], "way": "偷", "purpose": "z" * 300, "due_on": "昨天"}
    wrong = member.post("/archive/loans/new", sent, page)
    assert wrong.status_code == 422
    assert "最多200字" in wrong.text
    assert "日期请写作" in wrong.text
    for address in ("/archive/loans", "/archive/loans/new", "/archive/loans/register?which=x&page=-1", "/archive"):
        assert Browser(house.app, ARCHIVIST).get(address).status_code == 200
    for address in (
        "/archive/readings?since=gestern&item=x&page=99999999999999999999",
        "/archive/readings?since=0001-01-01",
        "/archive/unfinished/0",
        "/archive/loans/outside?item=x",
    ):
        assert Browser(house.app, ARCHIVIST).get(address).status_code == 200
    assert not reading().execute(select(Document.id).where(Document.workflow == "archive_loan")).all()
    assert not reading().execute(select(ArchiveReading.id)).all()
    assert clock.today()
