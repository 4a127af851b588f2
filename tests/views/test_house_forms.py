"""The house forms as they are downloaded: of a document, of the register, and blank."""

import io
import json
import subprocess
import sys

import pypdfium2
import pytest

from routing.typeset.forms import FORMS
from routing.typeset.strokes import Strokes
from tests.factories import CHAIR, CLERK, DRAFTER, NOTICE, Browser

HAND = Strokes.read(json.dumps({"aspect": 2.5, "strokes": [[[0.1, 0.5], [0.3, 0.2], [0.9, 0.7]]]}))


def text(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    pages = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


@pytest.mark.sqlite_only
def test_the_drafting_sheet_bears_columns_opinions_and_the_hand_and_stays_the_same_file(house):
    document = house.at("signing", copies_to="市委办公室")
    house.act(document, "sign", by=CHAIR, opinion="同意，速发", handwriting=HAND)
    house.walk(document, "sealing")
    browser = Browser(house.app, DRAFTER)
    answer = browser.get(f"/documents/{document}/forms/drafting-sheet.pdf")
    found = text(answer)
    for word in (
        NOTICE.title,
        NOTICE.recipients,
        "市委办公室",
        "权益部",
        "同意，速发",
        house.row(document).number,
        "王芳",
        "许雅琴",
    ):
        assert word in found
    assert found.count(house.person(CHAIR).name) == 0  # drawn, not typed
    assert browser.get(f"/documents/{document}/forms/drafting-sheet.pdf").data == answer.data
    page = browser.get(f"/documents/{document}").text
    assert page.count('class="hand"') == 2, "on the sheet and in the log"
    assert "笔迹校验码" + HAND.digest[:12] in page
    assert HAND.digest not in page
    assert 'class="hand"' in browser.get(f"/documents/{document}/sheet").text


@pytest.mark.sqlite_only
def test_register_and_number_book_explain_a_void_number(house):
    house.at("awaiting_filing", title="发出的通知")
    house.act(house.at("printing", title="不发的通知"), "annul", by=CHAIR, opinion="会议延期")
    browser = Browser(house.app, CLERK)
    links = browser.get("/register").text
    for address in ("/register/1/{}.pdf", "/register/1/{}/numbers.pdf"):
        year = house.row(1).signed_on.year
        assert address.format(year) in links
        found = text(browser.get(address.format(year)))
        for word in ("发出的通知", "不发的通知", "字号作废：会议延期", house.row(1).number, house.row(2).number):
            assert word in found
    assert "共2个号，其中作废1个；连续，无空号、重号" in found
    assert browser.get("/register/1/1999.pdf").status_code == 404
    assert browser.get(f"/register/{10**20}/{year}.pdf").status_code == 404


@pytest.mark.sqlite_only
def test_every_form_can_be_had_blank_and_filled_in(app):
    browser = Browser(app, DRAFTER)
    page = browser.get("/forms").text
    for key, form in FORMS.items():
        assert form.title in page
        for kind in ("blank", "sample"):
            assert f"/forms/{key}/{kind}.pdf" in page
    answer = browser.get("/forms/processing-label/sample.pdf")
    assert "收2026-0037" in text(answer)
    assert answer.headers["Content-Disposition"].startswith("inline")
    for wrong in ("/forms/none/blank.pdf", "/forms/loan-slip/other.pdf"):
        assert browser.get(wrong).status_code == 404


@pytest.mark.sqlite_only
def test_who_may_not_read_the_document_gets_no_sheet(house):
    document = house.draft()
    assert Browser(house.app, "dongxue").get(f"/documents/{document}/forms/drafting-sheet.pdf").status_code == 404


def test_a_web_worker_stays_small():
    program = (
        "import sys; from routing import create_app; import routing.views.house_forms; create_app();"
        "print([name for name in ('typst', 'fontTools', 'segno', 'pypdfium2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("sent", ['{"aspect":2.5,"strokes":[[[0,2]]]}', '{"aspect":2.5,"strokes":' + "[" * 9_000])
@pytest.mark.sqlite_only
def test_strokes_that_are_none_are_refused_and_the_opinion_comes_back(house, sent):
    document = house.at("signing")
    chair = Browser(house.app, CHAIR)
    answer = chair.post(f"/documents/{document}/sign", {"opinion": "同意发布", "handwriting": sent})
    assert answer.status_code == 422
    assert "没有完整传到" in answer.text
    assert ">同意发布</textarea>" in answer.text
    assert house.row(document).state == "signing"


@pytest.mark.sqlite_only
def test_a_signature_drawn_with_an_opinion_that_is_too_long_is_not_drawn_in_vain(house):
    document = house.at("signing")
    chair = Browser(house.app, CHAIR)
    answer = chair.post(f"/documents/{document}/sign", {"opinion": "发" * 2_001, "handwriting": HAND.text})
    assert answer.status_code == 422
    assert HAND.text.replace('"', "&#34;") in answer.text
