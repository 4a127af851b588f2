"""补录 at the screens: one by one, and from an xlsx that is checked before anything is written."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import func, select

from routing import clock
from routing.database import reading
from routing.models import ArchiveItem, Document, Transition
from routing.search.keys import A_DAY
from routing.search.schema import search_entry
from routing.services import errands
from routing.services.filing import rounds
from routing.services.recording import workbook
from routing.services.verifying import verify_all
from tests.factories import ARCHIVIST, DRAFTER, Browser
from tests.files import samples as files
from tests.queries.test_budget import assert_within_budget

COLUMNS = {
    "title": "关于成立妇女之家的通知", "number": "泰妇字(2009)第3号", "responsible": "泰州市妇女联合会",
    "dated": "2009-03-05",
    "kind": "通知", "department_id": "1", "secrecy": "", "pages": "3", "reason": "系统启用前形成的文件", "back": "1",
}  # fmt: skip
LINE = [
    "关于表彰的决定",
    "泰妇字(2011)第8号",
    "泰州市妇女联合会",
    datetime(2011, 3, 8),
    "决定",
    "权益部",
    None,
    4,
    None,
    "系统启用前形成的文件",
]


@pytest.fixture
def archivist(house):
    return Browser(house.app, ARCHIVIST)


def records():
    return (
        reading().execute(select(Document.__table__).where(Document.workflow == "record").order_by(Document.id)).all()
    )


def book(*rows, headings=None):
    made = openpyxl.load_workbook(io.BytesIO(workbook.template(["办公室", "权益部"])))
    sheet = made.active
    for index, heading in enumerate(headings or (), 1):
        sheet.cell(row=1, column=index, value=heading)
    for number, row in enumerate(rows, 2):
        for index, value in enumerate(row, 1):
            sheet.cell(row=number, column=index, value=value)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def sent(archivist, octets, name="补录.xlsx"):
    return archivist.post(
        "/archive/records/import", {"workbook": (io.BytesIO(octets), name)}, content_type="multipart/form-data"
    )


def test_one_paper_is_entered_and_both_times_are_kept_apart(house, archivist):
    wrong = archivist.post("/archive/records/new", {**COLUMNS, "dated": "2009年3月", "responsible": ""})
    assert wrong.status_code == 422
    assert "请填写责任者" in wrong.text
    assert "关于成立妇女之家的通知" in wrong.text
    assert records() == []
    with_file = {**COLUMNS, "receipt": "record-1", "files": (io.BytesIO(files.png()), "扫描.png")}
    for _ in range(2):  # the form sent twice acts once
        with_file["files"] = (io.BytesIO(files.png()), "扫描.png")
        assert archivist.post("/archive/records/new", with_file, content_type="multipart/form-data").status_code == 303
    (record,) = records()
    assert record.state == "record_kept"
    key = reading().execute(select(search_entry.c.key).where(search_entry.c.document_id == record.id)).scalar_one()
    assert key // A_DAY == date(2009, 3, 5).toordinal(), "search lists it on the day of the paper"
    assert clock.local(record.created_at).date() == clock.today(), "the log begins on the day of the entry"
    listed = archivist.get("/archive/records").text
    assert "2009年3月5日" in listed
    assert archivist.get(f"/documents/{record.id}").status_code == 200
    assert_within_budget(archivist, "/archive/records")
    assert_within_budget(archivist, f"/documents/{record.id}")
    (item_id,) = house.file([record.id], "永久")
    item = reading().execute(select(ArchiveItem.__table__).where(ArchiveItem.id == item_id)).one()
    assert (item.year, item.dated, item.number, item.pages) == (2009, date(2009, 3, 5), "泰妇字(2009)第3号", 3)
    assert item.code == "Z109-WS·2009-Y-BGS-0001"
    assert f"/archive/loans/items/{item_id}" in archivist.get(f"/documents/{record.id}").text, "it can be borrowed"
    refused = archivist.post(f"/archive/records/{record.id}/withdraw", {"reason": "重复"})
    assert "已经封卷归档" in archivist.get(refused.location).text
    assert verify_all().faults == []
    assert Browser(house.app, DRAFTER).get("/archive/records").status_code == 403


def test_a_workbook_is_entered_as_one_and_taken_back_as_one(house, archivist):
    others = [[f"旧文件{n}", "", "泰州市妇女联合会", text, "通知", "办公室", "内部", None, "", "未经系统办理的纸质文件"]
              for n, text in enumerate(("2012-1-9", "20130610", "2014年5月1日", "2015/6/1", "2016.7.2"))]  # fmt: skip
    checked = sent(archivist, book(LINE, *others))
    assert checked.status_code == 200, checked.text
    assert "核对无误，共6件" in checked.text
    assert records() == [], "nothing is written before somebody says so"
    attachment_id = checked.text.split('name="attachment_id" value="')[1].split('"')[0]
    going = archivist.post("/archive/records/import/confirm", {"attachment_id": attachment_id})
    assert errands.run_next()
    assert "6件，已列入待归档" in archivist.get(going.location).text
    assert [row.state for row in records()] == ["record_kept"] * 6
    assert archivist.post("/archive/records/import/confirm", {"attachment_id": attachment_id}).status_code == 303
    assert errands.run_next()
    assert len(records()) == 6, "asked for once more, nothing is doubled"
    round_id = rounds.open_round(clock.today().year, house.person(ARCHIVIST))
    assert reading().execute(select(func.count()).select_from(ArchiveItem)).scalar_one() == 6
    assert "撤销这批" in archivist.get("/archive/records").text
    assert_within_budget(archivist, "/archive/records")
    undone = archivist.post(f"/archive/records/batches/{attachment_id}/undo", {"reason": "表填错了"})
    assert "已作废6件补录" in archivist.get(undone.location).text
    assert {row.state for row in records()} == {"record_discarded"}
    assert reading().execute(select(func.count()).select_from(ArchiveItem)).scalar_one() == 0
    lines = reading().execute(select(Transition.opinion).where(Transition.action == "withdraw_entry")).scalars().all()
    assert lines == ["表填错了"] * 6
    assert "撤销这批" not in archivist.get("/archive/records").text, "nothing is left to be taken back"
    checked = sent(archivist, book(LINE))
    attachment_id = checked.text.split('name="attachment_id" value="')[1].split('"')[0]
    archivist.post("/archive/records/import/confirm", {"attachment_id": attachment_id})
    assert errands.run_next()
    rounds.give_up(round_id, house.person(ARCHIVIST))
    house.file([records()[-1].id])
    assert "撤销这批" not in archivist.get("/archive/records").text, "what is sealed stays"
    assert verify_all().faults == []


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (0, None, "第2行“题名”：没有填"),
        (0, "多" * 401, "第2行“题名”：太长了，最多400字"),
        (0, "å…³äºŽè¡¨å½°", "第2行“题名”：有乱码"),
        (0, "关于\ufffd\ufffd的通知", "第2行“题名”：有乱码"),
        (3, "二〇一一年", "第2行“文件日期”：“二〇一一年”不是日期，请写成 2019-03-08"),
        (3, "2011-02-30", "第2行“文件日期”：“2011-02-30”不是日期"),
        (3, 40610, "第2行“文件日期”：“40610”不是日期"),
        (3, "2999-01-01", "第2行“文件日期”：文件日期不能晚于今天"),
        (4, "红头", "第2行“文种”：没有“红头”这个文种"),
        (5, "宣传处", "第2行“部室”：没有“宣传处”"),
        (6, "机密", "第2行“密级”：本系统为非涉密系统"),
        (7, "三页", "第2行“页数”：“三页”不是数字"),
    ],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_a_fault_is_named_by_row_and_column_and_nothing_is_entered(archivist, place, value, said):
    row = [*LINE]
    row[place] = value
    answer = sent(archivist, book(row, LINE))
    assert answer.status_code == 422
    assert said in answer.text
    assert records() == []


@pytest.mark.sqlite_only
def test_every_fault_of_a_row_is_named_at_once_and_a_number_that_stands_twice_is_shown(archivist):
    row = [*LINE]
    row[0], row[3], row[4], row[7] = None, "2999-01-01", "红头", 0
    answer = sent(archivist, book(row)).text
    for said in ("“题名”：没有填", "“文件日期”：文件日期不能晚于今天", "“文种”：没有“红头”", "“页数”：页数请填1至9999"):
        assert answer.count(f"第2行{said}") == 1, said
    other = ["另一份决定", *LINE[1:]]
    preview = sent(archivist, book(LINE, other, [*LINE[:1], "", *LINE[2:]])).text
    assert "第3行与第2行的文号相同：泰妇字(2011)第8号" in preview
    assert "核对无误，共3件" in preview, "a person decides"
    assert "系统启用前形成的文件" in preview
    assert archivist.get("/archive/records/new").text.count("必填") >= 6


@pytest.mark.sqlite_only
def test_what_is_no_such_workbook_is_refused_with_what_to_do(archivist):
    assert "没有找到“题名、文件日期”栏" in sent(archivist, book(LINE, headings=["名称", "文号", "责任者", "日期"])).text
    assert "表里没有内容" in sent(archivist, book()).text
    assert "与第2行重复" in sent(archivist, book(LINE, LINE)).text
    assert "请上传 Excel 工作簿" in sent(archivist, "题名,文号".encode("gbk"), "补录.csv").text
    assert "不能上传" in sent(archivist, "题名,文号".encode("gbk")).text
    assert "请先选择填好的表" in archivist.post("/archive/records/import", {}).text
    assert archivist.post("/archive/records/import/confirm", {"attachment_id": "999"}).status_code == 404
    assert archivist.get("/archive/records/template.xlsx").data.startswith(b"PK")
