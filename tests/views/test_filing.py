"""The archivist at the screens: a round from its opening to its boxes, the settings, within the budget of queries."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import reading, writing
from routing.models import AdministrationLog, ArchiveBox, ArchiveItem, Errand, ExportRecord, RetentionRule
from routing.queries import unfinished
from routing.services import errands
from routing.services.filing import settings
from tests.factories import ARCHIVIST, CHAIR, CLERK, DRAFTER, HEAD, Browser
from tests.files import samples
from tests.queries.test_budget import assert_within_budget


@pytest.fixture
def archivist(house):
    return Browser(house.app, ARCHIVIST)


def items():
    return reading().execute(select(ArchiveItem.__table__).order_by(ArchiveItem.id)).all()


def stored(house):
    return sorted(path.name for path in Path(house.app.config["FILES"]).rglob("*") if path.is_file())


def test_a_round_from_its_opening_to_its_boxes(house, archivist):
    year = clock.today().year
    house.at("awaiting_filing")
    house.at("awaiting_filing", kind="决定", title="关于命名=巾帼文明岗的决定")
    paper = house.receive()
    house.act(paper, "keep", CLERK)
    house.draft()
    assert "已办结，还没有归档" not in archivist.get("/archive/rounds").text, "nothing of last year is there"
    wrong = archivist.post("/archive/rounds", {"year": "abc"}).text
    assert "年度：请填写年度，如2025</a>" in wrong, "one fault, one sentence"
    assert "年度" in archivist.post("/archive/rounds", {"year": str(year + 1)}).text
    opened = archivist.post("/archive/rounds", {"year": str(year)})
    assert opened.status_code == 303
    there = opened.location
    page = archivist.get(there)
    assert "建议 <b>永久</b>" in page.text
    assert "建议 <b>长期（30年）</b>" in page.text
    assert "没有扫描件" in page.text
    first, second, third = items()

    form = archivist.get(f"{there}/items/{first.id}")
    assert re.findall(r"<li><b>(\S+)</b>", form.text) == ["正本", "发文稿纸", "定稿"]
    refused = archivist.post(
        f"{there}/items/{first.id}", {"term": "长久", "unit_id": first.unit_id, "title": "另拟题名"}
    )
    assert refused.status_code == 422
    assert "另拟题名" in refused.text, "what was typed is not lost"
    columns = {"term": "短期", "unit_id": first.unit_id, "title": "另拟题名", "pages": "", "dated": "2026-03-02"}
    assert archivist.post(f"{there}/items/{first.id}", columns).status_code == 303
    said = archivist.post(f"{there}/seal")
    assert "没有定保管期限" in archivist.get(said.location).text
    archivist.post(f"{there}/accept?which=proposed&page=1", {"chosen": [second.id, third.id], "term": ""})
    archivist.post(f"{there}/undo", {"chosen": [third.id]})
    no_reason = archivist.post(f"{there}/leave-out", {"chosen": [third.id], "reason": " "})
    assert "请写明不归档的理由" in archivist.get(no_reason.location).text
    archivist.post(f"{there}/items/{third.id}/leave-out", {"reason": "重复文件"})
    assert [row.state for row in items()] == ["checked", "checked", "left_out"]

    going = archivist.post(f"{there}/seal")
    assert going.location.startswith("/errands/")
    with writing() as connection:
        connection.execute(update(Errand).values(state="running", beat_at=clock.now() - errands.QUIET * 2))
    assert "约2分钟内自动接着办" in archivist.get(going.location).text
    with writing() as connection:
        connection.execute(update(Errand).values(state="waiting"))
    assert errands.run_next()
    done = archivist.get(going.location).text
    assert "已办完" in done
    assert " 2/2" in done, "what was left out is not counted among the filed"
    assert "自动接着办" not in done
    twice = archivist.post(f"{there}/seal")
    assert "已经封卷" in archivist.get(twice.location).text
    left_out = f"{there}/items/{third.id}"
    assert "重新列入归档" in archivist.get(left_out).text
    assert "请填页数" not in archivist.get(left_out).text, "nobody can any more, nor need"
    assert (
        "已重新列入待归档"
        in archivist.get(archivist.post(f"{left_out}/take-in", {"reason": "原件找到了"}).location).text
    )
    assert house.row(paper).state == "incoming_kept"
    again = archivist.post(f"{left_out}/take-in", {"reason": "原件找到了"})
    assert "重新列入归档</summary>" not in archivist.get(again.location).text
    report = archivist.get(f"{there}/report").text
    assert "归档2件" in report
    assert "年立卷归档情况" in report
    assert "合计" in report
    assert "重复文件" in report
    assert "没有办结，留待下次" in report
    _assert_the_paper_is_there(archivist, there, year)


def _assert_the_paper_is_there(archivist, there, year):
    boxes = reading().execute(select(ArchiveBox.id).order_by(ArchiveBox.id)).scalars().all()
    assert len(boxes) == 2
    first = items()[0]
    assert first.title == "[另拟题名]"
    page = archivist.get(f"{there}/items/{first.id}").text
    files = re.findall(r'<b>([^<]+)</b> <a href="(/archive/files/\d+)">([^<]+)</a>', page)
    assert [kind for kind, _, _ in files] == ["正本", "发文稿纸", "定稿"]
    assert files[1][2].startswith("泰妇字"), "what it is is said once"
    assert archivist.get(files[0][1]).mimetype == "application/pdf"
    papers = [f"/archive/boxes/{boxes[0]}/{name}.pdf" for name in ("cover", "catalogue", "note")]
    papers += [f"{there}/spines.pdf", f"/archive/items/{first.id}/stamp.pdf", f"/archive/items/{first.id}/stamped.pdf"]
    for address in papers:
        answer = archivist.get(address)
        assert answer.status_code == 200, address
        assert answer.data.startswith(b"%PDF"), address
    book = openpyxl.load_workbook(io.BytesIO(archivist.get(f"{there}/catalogue.xlsx").data))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=3)]
    assert {row[1] for row in rows} == {f"Z109-WS·{year}-{rest}" for rest in ("D10-QYB-0001", "Y-QYB-0001")}
    assert "关于命名=巾帼文明岗的决定" in {row[4] for row in rows}
    assert [row[0] for row in rows] == [1, 2], "numbers are numbers"
    assert all(isinstance(row[7], int) for row in rows)
    assert {row[5] for row in rows} == {"20260302", f"{clock.today():%Y%m%d}"}
    assert reading().execute(select(ExportRecord.way)).scalars().all() == ["PDF", "Excel"]
    note = {
        "condition": "齐全",
        "arranged_by": "何素芬",
        "arranged_on": "2026-02-01",
        "checked_by": "何素芬",
        "thickness": 30,
    }
    assert "不能是同一个人" in archivist.post(f"/archive/boxes/{boxes[0]}", note).text
    strange = {**note, "checked_by": "陆文斌", "arranged_on": "2098-02-01", "thickness": "-5"}
    refused = archivist.post(f"/archive/boxes/{boxes[0]}", strange)
    assert refused.status_code == 422
    for told in ("日期不能晚于今天", "厚度请填10至100毫米", 'value="2098-02-01"', 'value="-5"', "陆文斌"):
        assert told in refused.text
    assert f'href="{there}/boxes"' in refused.text, "there is a way back"
    assert archivist.post(f"/archive/boxes/{boxes[0]}", {**note, "checked_by": "陆文斌"}).status_code == 303
    for address in (there, f"{there}?which=all", f"{there}/boxes", f"/archive/boxes/{boxes[0]}", f"{there}/report",
                    f"{there}/items/{first.id}"):  # fmt: skip
        assert_within_budget(archivist, address)


def test_the_pages_of_an_open_round_stay_within_the_budget_and_are_paged(house, archivist):
    year = clock.today().year
    for number in range(52):
        paper = house.receive(source_number=f"苏妇发〔2026〕{number + 10}号")
        house.act(paper, "keep", CLERK)
    there = archivist.post("/archive/rounds", {"year": str(year)}).location
    for address in ("/archive/rounds", there, f"{there}?which=all&page=2", f"{there}/items/{items()[3].id}",
                    "/archive/settings", f"/archive/unfinished/{year}"):  # fmt: skip
        assert_within_budget(archivist, address)
    assert archivist.get(there).text.count('name="chosen"') == 50
    assert archivist.get(f"{there}?which=proposed&page=2").text.count('name="chosen"') == 2
    for button in ("accept", "leave-out", "undo"):
        nothing = archivist.post(f"{there}/{button}", {"term": "永久", "reason": "重复文件"})
        assert "还没有勾选" in archivist.get(nothing.location).text
    page = archivist.get(there).text
    assert "全部52件按建议定" in page
    assert "还有52件待定，都定好了才能封卷" in page
    assert "现在封卷？" not in page, "nobody is asked to confirm what will be refused"
    said = archivist.post(f"{there}/accept-all?which=proposed&page=1")
    settled = archivist.get(said.location).text
    assert "已按建议定52件" in settled
    assert {row.house_term for row in items()} == {"长期"}
    assert "现在封卷？" in archivist.get(there).text
    assert_within_budget(archivist, there)
    archivist.post(f"{there}/undo", {"chosen": [row.id for row in items()]})
    ticked = {"chosen": [row.id for row in items()], "term": "永久"}
    archivist.post(f"{there}/accept", ticked)
    assert {row.house_term for row in items()} == {"永久"}
    given_up = archivist.post(f"{there}/give-up")
    assert given_up.location == "/archive/rounds"
    assert items() == []


@pytest.mark.sqlite_only
def test_a_file_without_pages_of_its_own_is_named_before_the_seal(house, archivist):
    house.at("awaiting_filing", attachments=house.attach("名单.docx", samples.word()))
    there = archivist.post("/archive/rounds", {"year": str(clock.today().year)}).location
    assert "“名单.docx”数不出页数，请填页数" in archivist.get(there).text
    archivist.post(f"{there}/accept-all")
    assert "有1件页数没有数全" in archivist.get(there).text
    (row,) = items()
    columns = {"term": "长期", "unit_id": row.unit_id, "title": row.title, "pages": "7"}
    archivist.post(f"{there}/items/{row.id}", columns)
    counted = archivist.get(there).text
    assert "数不出页数" not in counted
    assert "没有数全" not in counted


@pytest.mark.sqlite_only
def test_a_paper_without_a_scan_asks_for_its_pages_unless_registration_told_them(house, archivist):
    for columns in (
        {"title": "没有扫描的通知"},
        {"title": "登记过页数的通知", "source_number": "苏妇发〔2026〕9号", "pages": 3},
        {"title": "有扫描的通知", "source_number": "苏妇发〔2026〕10号", "pages": 1,
         "attachments": house.attach("来文.pdf", samples.pdf(), CLERK)},
    ):  # fmt: skip
        house.act(house.receive(**columns), "keep", CLERK)
    there = archivist.post("/archive/rounds", {"year": str(clock.today().year)}).location
    page = archivist.get(there).text
    assert page.count("没有扫描件") == 2
    assert page.count("没有扫描件，请填页数") == 1
    archivist.post(f"{there}/accept-all")
    assert "有1件页数没有数全" in archivist.get(there).text
    (bare,) = [row for row in items() if row.title == "没有扫描的通知"]
    assert 'class="filing-more" open' in archivist.get(f"{there}/items/{bare.id}").text
    archivist.post(f"{there}/seal")
    assert errands.run_next()
    pages = {row.title: row.pages for row in items()}
    assert pages["登记过页数的通知"] == 3 + 1, "with its 处理单"
    assert pages["有扫描的通知"] == 1 + 1, "as the files are counted"


@pytest.mark.sqlite_only
def test_the_reason_for_leaving_out_is_asked_for_before_the_ticks_are_lost(house, archivist):
    house.at("awaiting_filing")
    page = archivist.get(archivist.post("/archive/rounds", {"year": str(clock.today().year)}).location).text
    assert re.search(r'<textarea [^>]*name="reason"[^>]* required', page), "Enter in an input would press 定下来"
    for other in ("定下来", "退回待定"):
        assert re.search(rf"<button [^>]*formnovalidate>{other}<", page)


@pytest.mark.sqlite_only
def test_what_is_not_closed_says_when_it_was_reminded_of(house, archivist):
    house.at("office_review")
    there = f"/archive/unfinished/{clock.today().year}"
    assert "最近一次是" not in archivist.get(there).text
    archivist.post(f"{there}/remind")
    assert "每周自动提醒一次，最近一次是" in archivist.get(there).text


@pytest.mark.sqlite_only
def test_what_word_says_of_its_pages_is_proposed_and_never_taken_by_itself(house, archivist):
    properties = '<Properties xmlns="urn:p"><Pages>6</Pages></Properties>'
    said = samples.with_members(samples.word(), {"docProps/app.xml": properties})
    files = house.attach("名单.docx", said) + house.attach("统计.xlsx", samples.sheet())
    house.at("awaiting_filing", attachments=files)
    there = archivist.post("/archive/rounds", {"year": str(clock.today().year)}).location
    (row,) = items()
    archivist.get(f"/documents/{row.document_id}/paper.pdf")  # set when it is first asked for, and kept from then on
    kept = stored(house)
    columns = {"term": "长期", "unit_id": row.unit_id, "title": "另拟题名", "pages": "2", "count": "1"}
    assert "按电子文件数页数" in archivist.get(f"{there}/items/{row.id}").text
    page = archivist.post(f"{there}/items/{row.id}", columns).text
    assert re.search(r"正本\d页；发文稿纸\d页；定稿\d页；“名单.docx”Word 所记6页", page)
    assert "“统计.xlsx”数不出，请按纸质件加上" in page
    proposed = int(re.search(r'<input[^>]*name="pages"[^>]*value="(\d+)"', page)[1])
    assert "另拟题名" in page, "what was typed is not lost"
    assert items() == [row], "nothing is decided by counting"
    assert stored(house) == kept, "nor is a file kept"
    archivist.post(f"{there}/accept-all")
    archivist.post(f"{there}/seal")
    assert errands.run_next()
    assert items()[0].pages == proposed - 6, "what nobody confirmed does not count"


def test_the_settings_are_the_archivists_and_on_the_administration_log(house, archivist):
    page = archivist.get("/archive/settings").text
    assert "Z109-WS·2025-Y-BGS-0001" in page
    wrong = {
        "fonds_number": "全宗1",
        "fonds_name": "x",
        "category": "WS",
        "scheme": "retention-unit",
        "long_as": "D30",
        "short_as": "D10",
    }
    assert "全宗号用字母和数字" in archivist.post("/archive/settings/edit", wrong).text
    right = {**wrong, "fonds_number": "Z210", "fonds_name": "泰州市妇联", "scheme": "unit-retention"}
    assert archivist.post("/archive/settings/edit", right).status_code == 303
    assert "Z210-WS·2025-BGS-Y-0001" in archivist.get("/archive/settings").text
    assert "已有这个代码" in archivist.post("/archive/settings/units/new", {"code": "bgs", "name": "又一个"}).text
    assert archivist.post("/archive/settings/units/new", {"code": "djz", "name": "大事记组"}).status_code == 303
    neither = {"house_term": "", "leave_out": "", "origin": "outgoing", "kind": "", "department_id": "0"}
    assert "不归档的，不选期限" in archivist.post("/archive/settings/rules/new", neither).text
    line = {**neither, "house_term": "永久", "words": "大事记", "basis": "一、8"}
    assert archivist.post("/archive/settings/rules/new", line).status_code == 303
    rules = settings.table(reading(), house.person(ARCHIVIST))
    last = rules[-1]
    archivist.post(f"/archive/settings/rules/{last.id}/up")
    assert [row.id for row in settings.table(reading(), house.person(ARCHIVIST))][-2] == last.id
    archivist.post(f"/archive/settings/rules/{last.id}/delete")
    assert reading().execute(select(RetentionRule.id).where(RetentionRule.id == last.id)).first() is None
    done = reading().execute(select(AdministrationLog.done).order_by(AdministrationLog.id)).scalars().all()
    assert done[-5:] == ["修改档案设置", "新增机构（问题）：大事记组", "保管期限表增加一条",
                         f"保管期限表第{len(rules)}条上移：一、8", f"保管期限表删去第{len(rules) - 1}条"]  # fmt: skip
    clerk = Browser(house.app, CLERK)
    assert clerk.get("/archive/settings").status_code == 200, "the office edits its table"
    assert clerk.post("/archive/settings/rules/new", {**line, "words": "年鉴"}).status_code == 303
    assert settings.table(reading(), house.person(CLERK))[-1].words == "年鉴"
    assert clerk.get("/archive/rounds").status_code == 403, "filing is the archivist's"
    drafter = Browser(house.app, DRAFTER)
    assert drafter.get("/archive/settings").status_code == 403
    assert drafter.post("/archive/settings/rules/new", line).status_code == 403


def test_of_what_is_not_closed_urgent_papers_come_first_and_none_that_one_must_not_know_of(house, archivist):
    year, scope, chair = clock.today().year, house.scope(CHAIR, HEAD), house.person(CHAIR)
    restricted = house.receive(
        origin="confidential", title="关于某某同志问题线索的函", scope=scope, urgency="特急", source_number=""
    )
    plain = house.draft()
    urgent, most = (
        house.receive(urgency="加急", source_number="1号"),
        house.receive(urgency="特急", source_number="2号"),
    )
    drafts = [house.draft() for _ in range(2)]
    shown = archivist.get(f"/archive/unfinished/{year}").text
    listed = [int(one) for one in re.findall(r'<a href="/documents/(\d+)">', shown)]
    assert listed[:2] == [most, urgent]
    assert sorted(listed) == sorted([restricted, plain, urgent, most, *drafts])
    assert shown.count("badge-most-urgent") == 1, "how urgent the restricted one is, is not said"

    def ids(page, reader=0):
        return [row.id for row in unfinished.listed(reading(), chair.organisation_id, year, page, 2, reader)[:2]]

    assert [*ids(1), *ids(2), *ids(3)] == listed, "each on one page"
    assert ids(1, chair.person_id) == [restricted, most], "within its scope it is as urgent as any other"


def test_those_before_whom_last_years_papers_lie_are_reminded(house, archivist):
    year = clock.today().year
    house.at("signing")
    page = archivist.get(f"/archive/unfinished/{year}").text
    assert "待主席签发" in page
    assert "主席" in page
    said = archivist.post(f"/archive/unfinished/{year}/remind")
    assert "已提醒1个岗位或部室" in archivist.get(said.location).text
    again = archivist.post(f"/archive/unfinished/{year}/remind")
    assert "今天已经提醒过了" in archivist.get(again.location).text
