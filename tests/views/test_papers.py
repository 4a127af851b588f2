"""The set page over HTTP: as pictures, as PDF, as Word; what is checked, who may see it, what is refused."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from routing.database import let_go, reading
from routing.files.errors import Missing
from routing.queries import papers
from routing.services.administration.office import administering
from routing.services.administration.paper import save_paper
from routing.services.attaching import store
from tests.factories import CLERK, DRAFTER, Browser
from workflows.roles import Capacity

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def clerk(app):
    return Browser(app, CLERK)


def path(document, end=""):
    return f"/documents/{document}/paper{end}"


def test_an_issued_document_is_shown_checked_and_kept(house, clerk):
    document = house.at("printing")
    page = clerk.get(path(document)).text
    number = house.row(document).number
    assert f"{number}的正式文件，共" in page
    assert "按 GB/T 9704—2012 检查" in page
    assert papers.issued_rows(reading(), document)[0].digest in page
    assert "印章图样" not in page, "this letterhead has none"


def test_the_document_page_leads_there_and_asks_for_the_check_by_itself(house, clerk):
    document = house.at("printing")
    page = clerk.get(f"/documents/{document}").text
    assert f'data-lazy="{path(document)}"' in page
    for way in (path(document), path(document, ".pdf?download=1"), path(document, ".pdf")):
        assert f'href="{way}"' in page
    piece = clerk.get(path(document), headers={"X-Requested-With": "fetch"}).text
    assert "检查" in piece
    assert "<html" not in piece


def test_a_draft_says_so_and_shows_the_revision_that_was_asked_for(house, clerk):
    document = house.at("office_review")
    house.correct(document, CLERK, title="泰州市妇女联合会关于举办维权讲座的通知")
    assert "草稿，共" in clerk.get(path(document)).text
    assert "第1稿，草稿" in clerk.get(path(document, "?revision=1")).text
    newest, first = clerk.get(path(document, ".pdf")).data, clerk.get(path(document, ".pdf?revision=1")).data
    assert newest != first
    assert newest == clerk.get(path(document, ".pdf?revision=99")).data


def test_the_pdf_is_shown_or_kept_under_its_number_and_title(house, clerk):
    document = house.at("printing")
    shown, kept = clerk.get(path(document, ".pdf")), clerk.get(path(document, ".pdf?download=1"))
    assert shown.data == kept.data
    assert shown.data.startswith(b"%PDF")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert "%E6%B3%B0%E5%A6%87%E5%AD%97" in kept.headers["Content-Disposition"]  # 泰妇字
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


def test_every_page_is_a_picture_and_the_word_copy_is_beside_it(house, clerk):
    document = house.at("printing")
    pictures = re.findall(r'<img src="([^"]+\.png)"', clerk.get(path(document)).text)
    assert pictures
    for picture in pictures:
        answer = clerk.get(picture)
        assert answer.data.startswith(b"\x89PNG")
        assert answer.mimetype == "image/png"
    assert clerk.get(path(document, ".docx")).data.startswith(b"PK")


def test_a_changed_copy_is_refused_with_a_plain_page(house, clerk):
    document = house.at("printing")
    clerk.get(path(document))
    digest = papers.issued_rows(reading(), document)[0].digest
    store()._place(digest).write_bytes(b"%PDF-1.7 somebody else's")
    for end in (".pdf", ".pdf?download=1", "/1.png"):
        answer = clerk.get(path(document, end))
        assert answer.status_code == 409
        assert "校验码不符" in answer.text
    page = clerk.get(path(document)).text
    piece = clerk.get(path(document), headers={"X-Requested-With": "fetch"}).text
    for told in (page, piece):
        assert "校验码不符" in told
        assert not {"打印公文", "下载 PDF", ".png", "paper.pdf"} & set(
            re.findall(r"打印公文|下载 PDF|\.png|paper\.pdf", told)
        )
    assert "paper-withheld" in piece
    assert "校验码不符" in Browser(house.app, "auditor").get("/audit/administration").text
    store()._place(digest).unlink()
    with pytest.raises(Missing):
        store().open(digest)
    assert clerk.get(path(document, ".pdf")).status_code == 409


@pytest.mark.parametrize("layout", ["document", "letter", "minutes"])
def test_the_document_page_bears_the_mark_that_the_set_page_has(house, clerk, layout):
    document = house.at("office_review")
    with administering(house.person("sysadmin"), Capacity.SYSTEM_OFFICER) as desk:
        save_paper(desk, 1, "本会文头", {"layout": layout, "mark_suffix": "文件"})
    let_go()
    view = house.view(document, CLERK)
    looks = papers.looks(reading(), view.document.series_id)
    data = papers.official(view.content, looks, papers.Standing()).as_data()
    assert data["mark_suffix"] == ("文件" if layout == "document" else "")
    page = clerk.get(f"/documents/{document}").text
    assert f'<p class="paper-letterhead">{data["mark"][0]}{data["mark_suffix"]}</p>' in page


def test_a_text_that_no_font_has_is_told_by_its_character(house, app):
    document = house.draft(title="关于\U0010fffd的通知")
    drafter = Browser(app, DRAFTER)
    for end in ("", ".pdf", "/1.png"):
        answer = drafter.get(path(document, end))
        assert answer.status_code == 503
        assert "U+10FFFD" in answer.text
    assert drafter.get(f"/documents/{document}").status_code == 200


def test_who_may_not_read_the_document_gets_no_page_of_it(house, app):
    document = house.draft()
    other, officer = Browser(app, "panyue"), Browser(app, "sysadmin")
    for end in ("", ".pdf", ".docx", "/1.png"):
        assert other.get(path(document, end)).status_code == 404
        assert officer.get(path(document, end)).status_code == 403


@pytest.mark.sqlite_only
def test_a_web_worker_stays_small_while_it_serves_pages(house, database, tmp_path):
    document = house.at("printing")
    asking = (
        "import sys\n"
        "import threading\n"
        "from pathlib import Path\n"
        "from routing import create_app\n"
        "from routing.typeset.worker import HELPER\n"
        "from tests.factories import Browser\n"
        f"app = create_app({{'SQLALCHEMY_DATABASE_URI': {database!r}}}, Path({str(tmp_path)!r}))\n"
        "with app.app_context():\n"
        f"    clerk = Browser(app, {CLERK!r})\n"
        "    clerk.get('/documents/new')\n"
        "    [thread.join(60) for thread in threading.enumerate() if thread.name == 'typeset-warm']\n"
        "    print(bool(HELPER.started))\n"
        f"    ends = ('', '.pdf', '/1.png', '.docx')\n"
        f"    print([clerk.get('{path(document)}' + end).status_code for end in ends])\n"
        "    words = {'title': '关于活动的通知', 'body': '请报送。'}\n"
        "    piece = clerk.post('/drafts/preview', words, headers={'X-Requested-With': 'fetch'})\n"
        "    print('data:image/png' in piece.text)\n"
        "print(sorted({'typst', 'fontTools', 'pyhanko', 'pypdfium2', 'jieba'} & set(sys.modules)))\n"
    )
    assert make_url(database).database
    settings = {**os.environ, "HONGTOU_SERVING": "1", "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout.splitlines() == ["True", "[200, 200, 200, 200]", "True", "[]"]


def test_the_document_page_shows_rows_as_a_table_and_the_title_as_it_was_broken(house, clerk):
    document = house.at("office_review")
    body = "名额如下。\n单位 | 名额\n海陵区 | 12\n请认真组织。"
    breaks = "泰州市妇女联合会/关于举办讲座的通知"
    house.correct(document, CLERK, body=body, title=breaks.replace("/", ""), title_breaks=breaks)
    page = clerk.get(f"/documents/{document}").text
    assert page.count('role="region" aria-label="表格"') == 1
    assert "<tr><td>海陵区</td><td>12</td></tr>" in page
    assert breaks.replace("/", "\n") in page
