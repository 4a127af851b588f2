"""Registering received papers over HTTP: every column, the scan read into it, twins, secrets, hand-in, many at once."""

import json
import re

import pytest
from sqlalchemy import func, select

from routing import clock
from routing.database import reading
from routing.models import Attachment, Document, DraftCopy, IncomingPaper
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, VICE_CHAIR, Browser
from tests.files import samples as files
from tests.ocr import papers
from tests.views.sheets import documents, error_at, upload, value_of

SCAN = papers.pdf()
READ = papers.EXPECTED


@pytest.fixture
def clerk(app):
    return Browser(app, CLERK)


def sheet(**columns):
    """Every column of the form, as a browser sends it."""
    return {
        "origin": "superior",
        "organ": "江苏省妇女联合会",
        "source_number": "苏妇发〔2026〕8号",
        "title": "江苏省妇女联合会关于做好家庭教育指导服务工作的通知",
        "kind": "通知",
        "dated": "2026-03-05",
        "received_on": clock.today().isoformat(),
        "received_from": "机要交换",
        "recipients": "各设区市妇联",
        "marking": "",
        "urgency": "",
        "category": "办件",
        "copies": "2",
        "pages": "4",
        "summary": "",
        "remarks": "",
        "draft_key": "in-0001",
        "receipt": "paper-0001",
        "machine": "",
        **columns,
    }


def the_document(answer):
    assert answer.status_code == 303, answer.text
    return int(re.search(r"/(?:documents|originals)/(\d+)", answer.location)[1])


def attachments():
    return reading().execute(select(func.count()).select_from(Attachment)).scalar_one()


def test_a_paper_is_registered_with_every_column_and_its_number(house, clerk):
    answer = clerk.post("/incoming/new", {**sheet(), "register": "1", "files": upload("通知.pdf", SCAN)})
    paper = the_document(answer)
    content = house.view(paper).content
    assert house.row(paper).number == f"上级收{clock.today().year}-0001"
    assert (content.organ, content.copies, content.pages, content.received_from) == (
        "江苏省妇女联合会",
        2,
        4,
        "机要交换",
    )
    assert [file.name for file in content.attachments] == ["通知.pdf"]


def test_the_same_form_sent_twice_is_one_paper(clerk):
    first = the_document(clerk.post("/incoming/new", sheet()))
    assert the_document(clerk.post("/incoming/new", sheet())) == first
    assert documents() == 1


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(clerk):
    page = clerk.post(
        "/incoming/new", sheet(organ="", kind="", copies="两份") | {"files": upload("附件.docx", files.word())}
    )
    assert page.status_code == 422
    assert error_at(page, "copies") == "份数请填阿拉伯数字，如 2"
    page = clerk.post(
        "/incoming/new", sheet(organ="", kind="", kept=re.search(r'name="kept" value="(\d+)"', page.text)[1])
    )
    assert error_at(page, "organ") == "请填写来文单位"
    assert error_at(page, "kind") == "请选择文种"
    assert value_of(page, "title").startswith("江苏省妇女联合会关于")
    assert "附件.docx" in page.text
    assert documents() == 0


@pytest.mark.parametrize(
    ("columns", "field", "words"),
    [
        ({"dated": "2999-01-01"}, "dated", "不能晚于今天"),
        ({"dated": "三月五日"}, "dated", "日期请写成年-月-日"),
        ({"due_on": "2020-01-01"}, "due_on", "早于收文日期"),
        ({"origin": "confidential"}, "parties", "须写明知悉范围"),
        ({"marking": "机密"}, "title", "非涉密系统"),
    ],
)
def test_a_wrong_column_is_said_at_its_field(clerk, columns, field, words):
    page = clerk.post("/incoming/new", sheet(**columns))
    assert page.status_code == 422
    assert words in error_at(page, field)
    assert documents() == 0


def test_of_a_state_secret_no_title_and_no_file_is_kept(house, clerk):
    scope = f"person:{house.person(CHAIR).person_id}"
    secret = sheet(marking="机密", parties=scope, files=upload("绝不能存.pdf", SCAN))
    page = clerk.post("/incoming/new", secret)
    assert "非涉密系统" in error_at(page, "files")
    assert attachments() == 0
    assert reading().execute(select(DraftCopy.id)).all() == []
    paper = the_document(clerk.post("/incoming/new", sheet(marking="机密", parties=scope, title="", recipients="")))
    assert house.row(paper).number.startswith("机要收")
    assert house.row(paper).title == "机要文件"


def test_after_an_expired_login_the_form_is_there_with_its_files(app, clerk):
    page = clerk.ask("post", "/incoming/new", data={**sheet(), "csrf_token": "old", "files": upload("通知.pdf", SCAN)})
    assert page.status_code == 400
    assert "请再按一次" in page.text
    assert value_of(page, "source_number") == "苏妇发〔2026〕8号"
    assert "通知.pdf" in page.text
    assert documents() == 0


def test_what_is_typed_is_kept_and_comes_back(clerk):
    clerk.post("/incoming/drafts/in-0001", sheet(marking="内部", title="打了一半"))
    page = clerk.get("/incoming/new?draft=in-0001")
    assert value_of(page, "title") == "打了一半"
    assert "已恢复" in page.text
    clerk.post("/incoming/drafts/in-0001/discard")
    assert reading().execute(select(DraftCopy.id)).all() == []


@pytest.mark.parametrize("marks", [{"marking": "机密"}, {"origin": "confidential"}])
def test_what_was_kept_before_a_paper_was_marked_is_gone_at_once_and_nothing_more_is_kept(clerk, marks):
    clerk.post("/incoming/drafts/in-0001", sheet(title="打了一半"))
    assert "不自动保存" in clerk.post("/incoming/drafts/in-0001", marks).json["message"]
    assert reading().execute(select(DraftCopy.id)).all() == []
    clerk.post("/incoming/drafts/in-0001", sheet(title="接着打", **marks))
    page = clerk.post("/incoming/new", sheet(title="接着打", **marks))
    assert page.status_code == 422, "the scope is missing"
    assert value_of(page, "title") == "接着打", "what was typed is on the form, and there alone"
    assert reading().execute(select(DraftCopy.id)).all() == []


def test_of_several_papers_the_one_that_is_marked_stays_in_the_list_without_a_word_of_it(clerk):
    clerk.post("/incoming/many", {"files": upload("扫描件.pdf", SCAN)})
    key = reading().execute(select(DraftCopy.key)).scalar_one()
    clerk.post(f"/incoming/drafts/{key}", sheet(origin="confidential", remarks="打了一半"))
    row = reading().execute(select(DraftCopy.content, DraftCopy.title)).one()
    assert row.title == ""
    assert set(row.content) == {"origin", "marking", "copies", "received_on", "kept"}
    page = clerk.post(f"/incoming/many/{key}", sheet(origin="confidential", remarks="打了一半"))
    assert page.status_code == 422
    assert "打了一半" in page.text


class TestReadingTheScan:
    def fields(self):
        return dict.fromkeys(("organ", "source_number", "title", "dated", "recipients", "kind", "pages"), "")

    def test_fills_the_empty_columns_which_must_be_confirmed(self, house, clerk):
        page = clerk.post("/incoming/read", {**sheet(**self.fields()), "files": upload("扫描件.pdf", SCAN)})
        assert page.status_code == 200
        assert {name: value_of(page, name) for name in ("organ", "source_number", "title", "dated")} == {
            name: READ[name] for name in ("organ", "source_number", "title", "dated")
        }
        kept = re.search(r'name="kept" value="(\d+)"', page.text)[1]
        read = {name: READ[name] for name in self.fields()}
        asked = sheet(**read, machine=value_of(page, "machine"), kept=kept)
        page = clerk.post("/incoming/new", asked)
        assert page.status_code == 422
        assert "还没有逐项核对" in error_at(page, "title")
        paper = the_document(clerk.post("/incoming/new", {**asked, "confirmed": [*read]}))
        assert house.view(paper).content.unconfirmed == ()

    def test_a_change_confirms_and_what_was_written_stays(self, house, clerk):
        given = sheet(**self.fields() | {"title": "我写的标题"})
        page = clerk.post("/incoming/read", {**given, "files": upload("扫描件.pdf", SCAN)})
        assert value_of(page, "title") == "我写的标题"
        assert "扫描件上的标题像是" in page.text
        machine = value_of(page, "machine")
        assert "title" not in json.loads(machine)
        read = {name: READ[name] for name in self.fields()} | {"organ": "省妇联", "title": "我写的标题"}
        others = [name for name in read if name not in {"organ", "title"}]
        the_document(clerk.post("/incoming/new", sheet(**read, machine=machine, confirmed=others)))

    def test_answers_a_script_with_the_columns_and_the_files(self, clerk):
        data = {**sheet(**self.fields()), "files": upload("扫描件.pdf", SCAN)}
        answer = clerk.post("/incoming/read", data, headers={"X-Requested-With": "fetch"}).json
        assert answer["fields"]["title"] == READ["title"]
        assert [file["name"] for file in answer["files"]] == ["扫描件.pdf"]

    def test_a_secret_scan_is_kept_nowhere_and_fills_nothing(self, clerk):
        secret = papers.scan(secrecy="秘密★1年").data
        page = clerk.post("/incoming/read", {**sheet(**self.fields()), "files": upload("扫描件.jpg", secret)})
        assert "国家秘密不得在非涉密系统存储、处理" in error_at(page, "files")
        assert value_of(page, "title") == ""
        assert attachments() == 0

    def test_a_file_that_cannot_be_read_is_kept_and_said(self, clerk):
        page = clerk.post("/incoming/read", {**sheet(**self.fields()), "files": upload("附件.docx", files.word())})
        assert "识别只支持 PDF 和图片" in error_at(page, "files")
        assert "附件.docx" in page.text
        page = clerk.post("/incoming/read", {**sheet(), "files": upload("空.pdf", b"")})
        assert "是空文件" in error_at(page, "files")


class TestTwins:
    def test_the_same_number_is_shown_beside_and_must_be_ticked(self, app, house, clerk):
        first = the_document(clerk.post("/incoming/new", sheet()))
        other = Browser(app, "tangxiaomei")
        page = other.post("/incoming/new", sheet(source_number="苏妇发(2026)8号", receipt="paper-0002"))
        assert page.status_code == 422
        assert "已由许雅琴登记过" in error_at(page, "source_number")
        assert f'href="/documents/{first}"' in page.text
        the_document(other.post("/incoming/new", sheet(receipt="paper-0002", anyway="y")))
        assert documents() == 2

    def test_the_same_file_is_noticed_while_it_is_given(self, house, clerk):
        clerk.post("/incoming/new", {**sheet(), "files": upload("通知.pdf", SCAN)})
        digest = reading().execute(select(Attachment.digest)).scalar_one()
        assert "附件是同一个文件" in clerk.get(f"/incoming/twins?digest={digest}").text
        assert "来文字号相同" in clerk.get("/incoming/twins?source_number=苏妇发〔2026〕8号").text
        page = clerk.post(
            "/incoming/new",
            {**sheet(source_number="", receipt="paper-2"), "files": upload("另一个名字.pdf", SCAN)},
        )
        assert "已由许雅琴登记过" in error_at(page, "files")

    def test_a_restricted_paper_is_nobodys_twin(self, house, clerk):
        house.receive(
            origin="confidential",
            title="机要内容",
            scope=house.scope(CHAIR),
            attachments=house.attach("机要.pdf", SCAN, CLERK),
        )
        digest = reading().execute(select(Attachment.digest)).scalar_one()
        assert "twin" not in clerk.get(f"/incoming/twins?digest={digest}&source_number=苏妇发〔2026〕8号").text
        the_document(clerk.post("/incoming/new", sheet()))


def test_a_handed_in_paper_waits_before_the_office_and_is_registered_there(app, house, clerk):
    member = Browser(app, DRAFTER)
    answer = member.post(
        "/incoming/hand-in",
        {"how": "meeting", "title": "全省妇女工作会议材料", "organ": "省妇联", "paper": "y", "receipt": "hand-1",
         "files": upload("材料.pdf", SCAN)},
    )  # fmt: skip
    assert answer.status_code == 303
    paper = reading().execute(select(Document.id)).scalar_one()
    assert [slip.holder_name for slip in house.slips(paper)] == ["办公室文书"]
    mine = member.get("/tray/handed").text
    assert "全省妇女工作会议材料" in mine
    assert "待登记" in mine
    assert "全省妇女工作会议材料" not in member.get("/tray/mine").text, "handed in is not drafted"
    shown = clerk.get(f"/documents/{paper}").text
    assert "办件（会议材料）" not in shown, "what the hand-in proposes is nobody's choice yet"
    page = clerk.get(f"/incoming/{paper}/edit")
    assert value_of(page, "received_from") == "会议"
    assert '<option selected value="">请选择</option>' in page.text
    kept = re.search(r'name="kept" value="(\d+)"', page.text)[1]
    given = sheet(
        origin="meeting",
        kind="",
        title="全省妇女工作会议材料",
        kept=kept,
        version=value_of(page, "version"),
        draft_key="",
    )
    page = clerk.post(f"/incoming/{paper}/edit", {**given, "register": "1"})
    assert error_at(page, "kind") == "请选择文种"
    page = clerk.post(f"/incoming/{paper}/edit", {**given, "origin": "", "kind": "会议材料", "register": "1"})
    assert error_at(page, "origin") == "请选择收文类别"
    assert house.row(paper).number == ""
    clerk.post(f"/incoming/{paper}/edit", {**given, "kind": "会议材料", "register": "1", "receipt": "paper-2"})
    assert house.row(paper).number.startswith("会议收")
    assert house.view(paper).content.attachments[0].name == "材料.pdf"
    assert "待初审拟办" in member.get("/tray/handed").text


def test_a_director_registers_nothing_but_lays_it_before_the_clerks(app, house):
    answer = Browser(app, DIRECTOR).post("/incoming/new", sheet())
    paper = the_document(answer)
    assert [slip.holder_name for slip in house.slips(paper)] == ["办公室文书"]


def test_only_the_office_receives(app):
    for who in (DRAFTER, VICE_CHAIR):
        assert Browser(app, who).get("/incoming/new").status_code == 403
        assert Browser(app, who).get("/incoming/many").status_code == 403


def test_a_restricted_paper_is_corrected_within_its_scope_alone(house, clerk):
    paper = house.receive(origin="confidential", title="机要内容", scope=house.scope(CHAIR))
    assert clerk.get(f"/incoming/{paper}/edit").status_code == 404


class TestManyInOneGo:
    def waiting(self, clerk):
        return re.findall(r'<article class="paper-one" id="(many-[0-9a-f]+)"', clerk.get("/incoming/many").text)

    def test_each_scan_is_a_paper_registered_by_itself(self, house, clerk):
        other = papers.pdf(
            {**papers.NOTICE, "number": "苏妇〔2026〕13号", "title": "江苏省妇女联合会关于报送总结的通知"}
        )
        answer = clerk.post(
            "/incoming/many", {"files": [upload("一.pdf", SCAN), upload("二.pdf", other), upload("空.pdf", b"")]}
        )
        page = clerk.get(answer.location)
        assert "是空文件" in page.text
        first, second = re.findall(r'<article class="paper-one" id="(many-[0-9a-f]+)"', page.text)
        assert READ["title"] in page.text
        assert "关于报送总结的通知" in page.text
        kept = re.search(r'name="kept" value="(\d+)"', page.text)[1]
        read = {name: READ[name] for name in ("organ", "source_number", "title", "dated", "kind")}
        given = sheet(**read, draft_key=first, kept=kept, machine=json.dumps(read))
        refused = clerk.post(f"/incoming/many/{first}", given)
        assert refused.status_code == 422
        assert "还没有逐项核对" in error_at(refused, f"{first}-title")
        assert "关于报送总结的通知" in refused.text
        done = clerk.post(f"/incoming/many/{first}", {**given, "confirmed": [*read]})
        assert done.status_code == 303
        assert "已登记，收文编号 上级收" in clerk.get(done.location).text
        assert self.waiting(clerk) == [second]
        assert reading().execute(select(IncomingPaper.source_number)).scalar_one() == READ["source_number"]


def test_a_paper_that_turns_out_restricted_is_registered_anew(house, clerk):
    paper = house.receive()
    answer = clerk.post(f"/incoming/{paper}/edit", sheet(origin="confidential", draft_key=f"paper-{paper}"))
    assert answer.status_code == 422
    assert "属机要，停止传阅" in error_at(answer, "origin")
    assert "另取机要编号登记" in error_at(answer, "origin")


def test_who_registers_a_restricted_paper_is_led_to_its_original(house, clerk):
    scope = [f"person:{house.person(CHAIR).person_id}"]
    answer = clerk.post("/incoming/new", {**sheet(origin="confidential", parties=scope), "register": "1"})
    assert re.fullmatch(r"/originals/\d+", answer.location or ""), answer.text
    assert clerk.get(answer.location).status_code == 200
