"""The drafting sheet over HTTP: made, saved, submitted, kept while typing, read from Word."""

import io
import re

import pytest
from docx import Document as WordDocument
from sqlalchemy import select

from routing.database import reading
from routing.models import DraftCopy, NumberSeries
from routing.queries import drafting as lookups
from routing.services import drafting
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, NOTICE, VICE_CHAIR, Browser
from tests.files import samples as files
from tests.views.sheets import BODY, documents, error_at, filled, holder, upload, value_of


@pytest.fixture
def drafter(app):
    return Browser(app, DRAFTER)


def the_document(answer):
    return int(re.search(r"/documents/(\d+)", answer.location)[1])


def copies():
    return reading().execute(select(DraftCopy.key)).scalars().all()


def test_a_new_sheet_is_saved_as_the_first_revision(house, drafter):
    answer = drafter.post("/documents/new", filled(house))
    document = the_document(answer)
    assert answer.status_code == 303
    assert house.view(document).content.body == BODY
    assert house.row(document).state == "drafting"
    assert "文稿已保存" in drafter.get(answer.location).text


def test_a_sheet_with_gaps_is_saved_but_not_submitted(house, drafter):
    sheet = filled(house, title="", kind="", recipients="", print_copies="", body="现将有关事项通知如下：")
    assert drafter.post("/documents/new", sheet).status_code == 303
    page = drafter.post("/documents/new", {**sheet, "receipt": "sheet-0002", "submit": "1"})
    assert page.status_code == 422
    assert [error_at(page, name) for name in ("title", "kind", "recipients", "print_copies")] == [
        "请填写标题",
        "请选择文种",
        "请填写主送机关",
        "请填写印发份数",
    ]


def test_an_empty_sheet_makes_no_document(house, drafter):
    page = drafter.post("/documents/new", filled(house, title="", body=" "))
    assert page.status_code == 422
    assert error_at(page, "title") == "请填写标题"
    assert "（无标题）" not in drafter.get("/tray/mine").text


def test_a_complete_sheet_goes_to_the_head_of_the_department(house, drafter):
    answer = drafter.post("/documents/new", {**filled(house), "submit": "1"})
    assert holder(the_document(answer)) == "权益部部长"
    assert "已送审：权益部部长" in drafter.get(answer.location).text


def test_a_correction_becomes_the_next_revision(house, drafter):
    document = house.draft()
    page = drafter.get(f"/documents/{document}/edit")
    sheet = filled(house, body=BODY + "\n附件：名单", version=value_of(page, "version"), receipt="sheet-2")
    assert drafter.post(f"/documents/{document}/edit", sheet).status_code == 303
    assert house.view(document).document.revision_serial == 2
    assert "增加6字" in drafter.get(f"/documents/{document}/compare").text


def test_saving_what_was_not_changed_makes_no_revision(house, drafter):
    document = the_document(drafter.post("/documents/new", filled(house)))
    drafter.post(f"/documents/{document}/edit", filled(house, receipt="sheet-2"))
    assert house.view(document).document.revision_serial == 1


def test_the_office_corrects_a_text_that_lies_before_it(app, house):
    document = house.at("office_review")
    office = Browser(app, CLERK)
    assert "保存为新一稿" in office.get(f"/documents/{document}/edit").text
    office.post(f"/documents/{document}/edit", filled(house, body=BODY + "\n特此通知。", receipt="sheet-2"))
    assert house.view(document).content.body.endswith("特此通知。")
    assert holder(document) == "办公室文书"


def test_a_word_draft_is_read_in_and_what_was_lost_is_named(drafter):
    word = WordDocument()
    word.add_heading("关于开展维权周活动的通知", 0)
    word.add_paragraph("一、活动时间")
    word.add_picture(io.BytesIO(files.png()))
    stream = io.BytesIO()
    word.save(stream)
    answer = drafter.post("/documents/word", {"word": upload("草稿.docx", stream.getvalue())})
    page = drafter.get(answer.location)
    assert value_of(page, "title") == "关于开展维权周活动的通知"
    assert "一、活动时间" in value_of(page, "body")
    assert 'name="lost" value="图片 1 张，没有读入：第2段之后"' in page.text
    key = answer.location.rpartition("=")[2]
    drafter.post(f"/drafts/{key}", {"body": "接着写", "lost": ["图片 1 张，没有读入：第2段之后"]})
    assert "图片 1 张" in drafter.get(answer.location).text
    assert "请核对后补填其余各栏" in page.text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("", b"", "请先选择要读入的 Word 文稿"),
        ("草稿.doc", b"\xd0\xcf\x11\xe0", "不能读入"),
        ("草稿.docx", b"PK", "不能读入"),
    ],
)
def test_what_is_no_word_draft_is_refused_with_what_to_do(drafter, name, content, message):
    answer = drafter.post("/documents/word", {"word": upload(name, content)})
    assert message in drafter.get(answer.location).text


def test_what_is_being_typed_is_kept_and_offered_again(house, drafter):
    kept = drafter.post("/drafts/new-0007", filled(house, body="写了一半", print_copies="三十"))
    assert kept.json["message"].startswith("已自动保存")
    assert "写了一半" not in drafter.get("/documents/new").text
    mine = drafter.get("/tray/mine").text
    assert "未保存的文稿" in mine
    page = drafter.get("/documents/new?draft=new-0007")
    assert "已恢复" in page.text
    assert value_of(page, "body") == "写了一半"


def test_a_correction_being_typed_is_offered_on_its_document(house, drafter):
    document = house.draft()
    drafter.post(f"/drafts/document-{document}", filled(house, body="改到一半"))
    assert value_of(drafter.get(f"/documents/{document}/edit"), "body") == "改到一半"
    assert house.view(document).content.body != "改到一半"


def test_saving_the_sheet_ends_its_copy(house, drafter):
    drafter.post("/drafts/new-0001", filled(house))
    assert copies() == ["new-0001"]
    drafter.post("/documents/new", filled(house))
    assert copies() == []


def test_a_copy_is_thrown_away_on_demand(house, drafter):
    document = house.draft()
    drafter.post(f"/drafts/document-{document}", filled(house, body="不要了"))
    answer = drafter.post(f"/drafts/document-{document}/discard")
    assert "未保存的改动已放弃" in drafter.get(answer.location).text
    assert "不要了" not in drafter.get(f"/documents/{document}/edit").text


def test_nobody_sees_what_another_is_typing(app, house, drafter):
    drafter.post("/drafts/new-0007", filled(house, body="还没写完"))
    other = Browser(app, "panyue")
    assert "还没写完" not in other.get("/documents/new?draft=new-0007").text


def test_attachments_stay_until_their_box_is_cleared(house, drafter):
    two = [upload("名单.pdf", files.pdf()), upload("说明.docx", files.word())]
    document = the_document(drafter.post("/documents/new", filled(house, files=two)))
    first, second = house.view(document).content.attachments
    assert (first.name, second.name) == ("名单.pdf", "说明.docx")
    page = drafter.get(f"/documents/{document}/edit").text
    assert page.count('name="kept"') == 2
    drafter.post(f"/documents/{document}/edit", filled(house, kept=[second.attachment_id], receipt="sheet-2"))
    assert [file.name for file in house.view(document).content.attachments] == ["说明.docx"]
    gone = drafter.get(f"/attachments/{first.attachment_id}")
    assert gone.data.startswith(b"%PDF")  # the earlier revision still has it


def test_an_attachment_comes_back_as_a_download_and_never_as_a_page(house, drafter):
    document = the_document(drafter.post("/documents/new", filled(house, files=[upload("名单.pdf", files.pdf())])))
    attachment = house.view(document).content.attachments[0].attachment_id
    answer = drafter.get(f"/attachments/{attachment}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_preview_names_the_headings_it_recognised(drafter):
    typed = {"body": "一、活动时间\n（一）启动仪式。在广场举行。"}
    page = drafter.post("/drafts/preview", typed, headers={"X-Requested-With": "fetch"}).text
    assert 'class="outline-1">一、活动时间' in page
    assert 'class="outline-2">（一）启动仪式。' in page


def test_one_drafts_only_for_ones_own_department(app, house, drafter):
    other = house.person("panyue").departments[0]
    page = drafter.post("/documents/new", filled(house, department=other))
    assert error_at(page, "department") == "请选择您所在的部室"
    assert documents() == 0


def test_a_vice_chair_drafts_for_a_department_that_she_oversees_and_somebody_else_reviews_it(house):
    assert '<option value="' in Browser(house.app, VICE_CHAIR).get("/documents/new").text
    actor, series = (
        house.person(VICE_CHAIR),
        reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one(),
    )
    chosen = lookups.departments(reading(), actor)
    assert "权益部" in chosen.values()
    department = next(key for key, name in chosen.items() if name == "权益部")
    document = drafting.create(NOTICE, department, series, actor).document_id
    house.act(document, "submit", by=VICE_CHAIR)
    house.act(document, "review", by=HEAD)
    house.act(document, "proofread", by=CLERK)
    assert [slip.holder_name for slip in house.view(document).duties] == ["常务副主席"]
    assert lookups.departments(reading(), house.person(CHAIR)) == {}


def test_drafting_is_offered_to_those_alone_who_may_and_the_others_are_told_why(app):
    chair, overseer = Browser(app, CHAIR), Browser(app, VICE_CHAIR)
    for address in ("/tray", "/tray/mine", "/tray/done", "/account"):
        assert "/documents/new" not in chair.get(address).text, address
        assert "/documents/new" in overseer.get(address).text, address
    refused = chair.get("/documents/new")
    assert refused.status_code == 403
    assert "您的岗位不属于任何部室，也没有分管部室" in refused.text
    assert overseer.get("/documents/new").status_code == 200
    officer = Browser(app, "sysadmin").get("/documents/new")
    assert (officer.status_code, "没有分管部室" in officer.text) == (403, False)


def test_who_signs_together_changed_too_late_is_said_at_its_field_and_nothing_is_lost(app, house):
    document = house.at("numbering")
    clerk = Browser(app, CLERK)
    page = clerk.get(f"/documents/{document}/edit")
    sheet = filled(house, importance="重要事项", body="改过的正文")
    answer = clerk.post(f"/documents/{document}/edit", sheet, page)
    assert answer.status_code == 422
    assert error_at(answer, "importance").startswith("文件已到过“主席签发”")
    assert value_of(answer, "body") == "改过的正文"


@pytest.mark.parametrize(
    ("broken", "title", "said"),
    [
        ("泰州市妇联/关于开展维权周活动的通知", None, "须与标题一字不差"),
        ("2025/2026年度工作要点", "2025/2026年度工作要点", "不能再用它分行"),
    ],
)
def test_the_lines_of_a_title_are_the_title(house, drafter, broken, title, said):
    sheet = filled(house, title_breaks=broken, **({"title": title} if title else {}))
    page = drafter.post("/documents/new", sheet)
    assert page.status_code == 422
    assert said in error_at(page, "title_breaks")
    assert re.search(r'<details class="rare"[^>]* open', page.text), "what is wrong is not hidden"


def test_lines_of_the_title_direction_and_joint_organs_are_kept_and_told_in_the_log(house, drafter):
    sheet = filled(
        house,
        title_breaks="泰州市妇女联合会 ／关于开展维权周活动的通知/",
        direction="上行文",
        joint_organs="市教育局、 市民政局",
    )
    document = the_document(drafter.post("/documents/new", sheet))
    content = house.view(document).content
    assert content.title_lines == ("泰州市妇女联合会", "关于开展维权周活动的通知")
    assert content.partners == ("市教育局", "市民政局")
    assert content.upward
    assert "联合行文，上行文，题目分行：" in house.view(document).lines[0].details
    assert "联合行文机关" in drafter.get(f"/documents/{document}/edit").text
