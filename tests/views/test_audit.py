"""The audit pages: everything that was done, nothing of what was written; paging by key; verifying; the export."""

import csv
import io
import re

import pytest
import sqlalchemy
from sqlalchemy import delete, insert, select, update

from routing import clock
from routing.database import reading, writing
from routing.extensions import db
from routing.models import Document, ExportRecord, LoginSession, Person, Transition
from routing.presenting import auditing
from routing.queries import audit
from routing.queries.audit import Asked
from routing.services.administration import people
from tests.factories import CHAIR, DRAFTER, NOTICE, Browser

AUDIT = "auditor"
ATTACHMENT = "document 3《题》: revision 1: the attachment 名册.xlsx is not the one that was attached"
PAGES = ("/audit", "/audit/administration", "/audit/logins", "/audit/logins/failed", "/audit/verify", "/audit/log.csv")


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", CHAIR, DRAFTER])
def test_only_the_audit_officer_reads_the_log(app, who):
    browser = Browser(app, who)
    assert {page: browser.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 403)


def test_the_log_tells_who_did_what_and_nothing_of_the_document(app, house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, opinion="同意印发，注意保密")
    page = Browser(app, AUDIT).get("/audit").text
    for said in ("周静宜", "签发", "《党政机关公文处理工作条例》第二十二条", "部室审核同意", "起草"):
        assert said in page
    for hidden in (NOTICE.title, "维权周", "注意保密", NOTICE.recipients):
        assert hidden not in page


def test_the_audit_officer_reads_no_document(app, house):
    document = house.at("signing")
    assert Browser(app, AUDIT).get(f"/documents/{document}").status_code == 403


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("person=周静", "周静宜", "谢玉兰"),
        ("person=zhoujingyi", "周静宜", "谢玉兰"),
        ("action=review", "谢玉兰", "周静宜"),
        ("document=1", "谢玉兰", "没有记录"),
        ("until=2020-01-01", "没有记录", "谢玉兰"),
        ("since=2099-01-01", "没有记录", "谢玉兰"),
    ],
)
def test_the_log_is_narrowed_by_person_action_document_and_date(app, house, asked, there, gone):
    house.act(house.at("signing"), "sign", by=CHAIR)
    rows = Browser(app, AUDIT).get(f"/audit?{asked}").text.partition("</form>")[2]
    assert there in rows
    assert gone not in rows


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("since=x", "日期请写作"),
        ("since=2026-02-02&until=2026-01-01", "截止日期不能早于"),
        ("document=abc", "请填阿拉伯数字"),
        ("document=99999999999999", "没有这样的文件编号"),
        ("person=" + "王" * 41, "最多40字"),
        ("action=nothing", "field-error"),
    ],
)
def test_a_filter_that_means_nothing_is_named(app, asked, said):
    answer = Browser(app, AUDIT).get(f"/audit?{asked}")
    assert answer.status_code == 422
    assert said in answer.text


def test_pages_are_turned_by_key_and_show_each_line_once(app, house):
    for _ in range(6):
        house.at("printing")
    actor, seen, before = house.person(AUDIT), [], None
    while rows := audit.lines(reading(), actor, Asked(), before, 7):
        seen += [row.id for row in rows]
        before = rows[-1].id
    everything = reading().execute(select(Transition.id).order_by(Transition.at.desc(), Transition.id.desc())).scalars()
    assert seen == list(everything)


def test_the_way_to_older_lines_keeps_the_filter(app, house):
    for _ in range(9):
        house.at("numbering")
    browser = Browser(app, AUDIT)
    page = browser.get("/audit").text
    older = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert older.startswith("/audit?before=")
    assert "回到最新" in browser.get(older).text
    assert 'rel="next"' not in browser.get("/audit?action=sign").text


@pytest.mark.sqlite_only  # the plan is read in SQLite's words
def test_a_turned_page_reads_no_more_than_it_shows(house):
    for asked in (Asked(), Asked(since=clock.today(), until=clock.today())):
        plan = plan_of(house, asked)
        assert "ix_transition_at_id" in plan
        assert "TEMP B-TREE" not in plan


def plan_of(house, asked):
    document = house.at("signing")
    last = reading().execute(select(Transition.id).where(Transition.document_id == document).limit(1)).scalar_one()
    said = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        said.append((statement, parameters))

    sqlalchemy.event.listen(db.engine, "before_cursor_execute", note)
    audit.lines(reading(), house.person(AUDIT), asked, last)
    sqlalchemy.event.remove(db.engine, "before_cursor_execute", note)
    statement, parameters = said[-1]
    return str(reading().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())


def test_what_officers_changed_is_read_with_before_and_after(app, house):
    person = reading().execute(select(Person.id).where(Person.username == DRAFTER)).scalar_one()
    people.rename_person(house.person("sysadmin"), person, "王方")
    page = Browser(app, AUDIT).get("/audit/administration").text
    for said in ("唐志远（系统管理员）", "修改姓名：wangfang", "姓名：王芳", "姓名：王方"):
        assert said in page
    assert "没有记录" in Browser(app, AUDIT).get("/audit/administration?person=韩立新").text


def test_logins_are_read_with_device_and_end(app):
    drafter = Browser(app, DRAFTER)
    drafter.post("/logout")
    page = Browser(app, AUDIT).get("/audit/logins?person=王芳").text
    assert "王芳（wangfang）" in page
    assert "退出</td>" in page


def test_logins_are_turned_by_key_too(app, house):
    at, person = clock.now(), house.person(DRAFTER)
    rows = [
        {"digest": f"{n:064}", "organisation_id": 1, "person_id": person.person_id, "started_at": at, "seen_at": at}
        for n in range(9)
    ]
    with writing() as connection:
        connection.execute(insert(LoginSession), rows)
    actor, seen, before = house.person(AUDIT), [], ""
    while found := audit.logins(reading(), actor, Asked(person=DRAFTER), before, 4):
        seen += [row.digest for row in found]
        before = found[-1].digest
    assert seen == [row["digest"] for row in reversed(rows)]


def test_devices_are_called_what_people_call_them():
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"
    assert auditing.device(edge) == "Windows Edge"
    assert auditing.device("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Version/17 Safari/604") == "iPhone Safari"
    assert auditing.device("curl/8.5") == "curl/8.5"
    assert auditing.device("") == "未知设备"


def test_a_sound_house_is_told_to_be_sound(app, house):
    house.at("printing")
    page = Browser(app, AUDIT).post("/audit/verify").text
    assert "全部完好" in page
    assert "共校验1件文件、" in page
    assert "、1个发文字号" in page


def test_a_tampered_house_is_told_fault_by_fault_without_titles(app, house):
    document = house.at("printing")
    with writing() as connection:
        connection.execute(update(Document).where(Document.id == document).values(state="sealing"))
    page = Browser(app, AUDIT).post("/audit/verify").text
    assert "发现1处问题" in page
    assert f"文件{document}：现在的状态与日志不符" in page
    assert NOTICE.title not in page


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("document 3《关于》的通知》, log line 2: was altered", "文件3：第2条日志被改动"),
        ("document 3《题》, log line 4: line 3 is missing", "文件3：缺少第3条日志"),
        ("document 3《题\n二》: the log ends at line 2, the document says 5", "文件3：日志有2条，应有5条"),
        (ATTACHMENT, "文件3：第1稿的附件不是当时所附的"),
        ("document 3: is gone, its log is still there", "文件3：文件不见了，日志还在"),
        ("number 泰妇字(2026)第3号: serial 2 is missing before it", "发文字号泰妇字(2026)第3号：前面缺第2号"),
        ("series 1, year 2026: runs to 3, the counter says 4", "第1种字号2026年：编到3，计数为4"),
        ("document 3《题》: something nobody foresaw of 题", "文件3：有一处不符，详情请运维人员执行 flask verify 查看"),
    ],
)  # fmt: skip
def test_faults_are_told_in_chinese(fault, said):
    assert auditing.fault(fault) == said


def test_the_export_holds_the_filtered_log_for_a_spreadsheet(app, house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, opinion="同意印发，注意保密")
    answer = Browser(app, AUDIT).get("/audit/log.csv?action=sign")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["时间", "文件编号", "发文字号"]
    assert len(rows) == 2
    assert rows[1][1] == str(document)
    assert "周静宜" in rows[1]
    assert "注意保密" not in answer.text
    assert NOTICE.title not in answer.text


def test_the_export_goes_on_past_a_batch(app, house, monkeypatch):
    monkeypatch.setattr(audit, "BATCH", 3)
    house.at("printing")
    lines = reading().execute(select(sqlalchemy.func.count(Transition.id))).scalar_one()
    assert len(Browser(app, AUDIT).get("/audit/log.csv").text.strip().splitlines()) == lines + 1


@pytest.mark.parametrize("name", ["=1+1", "+86", "-1", "@SUM(A1)"])
def test_no_cell_of_the_export_is_a_formula(app, house, name):
    person = reading().execute(select(Person.id).where(Person.username == DRAFTER)).scalar_one()
    people.rename_person(house.person("sysadmin"), person, name)
    house.draft()
    rows = list(csv.reader(io.StringIO(Browser(app, AUDIT).get("/audit/log.csv").data.decode("utf-8-sig"))))
    assert rows[1][6] == f"'{name}"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_refused_logins_are_kept_with_name_reason_and_address(app):
    someone = Browser(app)
    for username, password in (("zhoujingyi", "wrong"), ("nobody", "wrong"), ("Geheim-2026!", "x")):
        assert someone.log_in(username, password).status_code == 422
    with writing() as connection:
        connection.execute(update(Person).where(Person.username == DRAFTER).values(active=False))
    someone.log_in(DRAFTER)
    page = Browser(app, AUDIT).get("/audit/logins/failed").text
    found = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in found]
    said = ("账号已停用", "没有这个用户名", "没有这个用户名", "密码不对")
    assert all(words in row for words, row in zip(said, rows, strict=True))
    assert "wangfang 王芳" in rows[0]
    assert "G…（12字）" in rows[1]  # a password in the wrong box is not kept
    assert "nobody —" in rows[2]
    assert "127.0.0.1" in rows[3]


def test_refused_logins_are_narrowed_by_person_and_result(app):
    someone = Browser(app)
    for _ in range(app.config["LOCKOUT_FAILURES"] + 1):
        someone.log_in(CHAIR, "wrong")
    someone.log_in("nobody", "wrong")
    auditor = Browser(app, AUDIT)

    def found(query):
        return auditor.get(f"/audit/logins/failed?{query}").text.count("<tr><td")

    assert found("") == app.config["LOCKOUT_FAILURES"] + 2
    assert found("person=周静") == app.config["LOCKOUT_FAILURES"] + 1
    assert [found(f"result={result}") for result in ("locking", "locked", "unknown", "demo")] == [1, 1, 1, 0]
    assert found("until=2020-01-01") == 0


def test_what_is_taken_out_of_the_house_is_kept_and_the_auditor_sees_it(app, house):
    house.receive()
    clerk = Browser(app, "xuyaqin")
    addresses = "/incoming.xlsx", "/incoming?print=1", "/register.xlsx", "/register?print=1", "/supervision.xlsx"
    for address in (*addresses, "/supervision/print"):
        assert clerk.get(address).status_code == 200
    for looked_at in ("/incoming", "/register", "/supervision"):
        clerk.get(looked_at)
    page = Browser(app, AUDIT).get("/audit/exports").text
    rows = re.findall(r"<tr><td.*?</tr>", page)
    assert len(rows) == 6
    assert "督办清单" in rows[0]
    assert "打印" in rows[0]
    assert "收文登记簿 上级" in rows[-1]
    assert "Excel" in rows[-1]
    assert all("许雅琴（办公室文书）" in row for row in rows)
    assert "没有记录" in Browser(app, AUDIT).get("/audit/exports?person=wangfang").text
    assert clerk.get("/audit/exports").status_code == 403
    for statement in (update(ExportRecord).values(way="PDF"), delete(ExportRecord)):
        with pytest.raises(sqlalchemy.exc.DBAPIError), writing() as connection:
            connection.execute(statement)
