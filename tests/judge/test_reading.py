"""What the judge reads: any PDF, whoever made it, and a plain word about what is none."""

import ctypes
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from routing.judge import Unreadable, judge, reading
from tests.judge.pages import spoilt, whole

POINTS_A4 = (595, 842)


def saved(document):
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def lettered(words="Hello", font=b"Helvetica"):
    """A PDF of one line in a font that is not in the file."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(*POINTS_A4)
    line = pdfium.FPDFPageObj_NewTextObj(document, font, 16)
    text = (words + "\0").encode("utf-16-le")
    pdfium.FPDFText_SetText(line, ctypes.cast(text, pdfium.FPDF_WIDESTRING))
    pdfium.FPDFPageObj_Transform(line, 1, 0, 0, 1, 100, 700)
    pdfium.FPDFPage_InsertObject(page, line)
    pdfium.FPDFPage_GenerateContent(page)
    return saved(document)


def blank(pages=1):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*POINTS_A4)
    return saved(document)


@pytest.mark.parametrize(
    "damaged",
    [b"", b"no pdf at all", b"%PDF-1.7\n", whole("plain")[:1500], b"%PDF-1.7\n" + bytes(range(256)) * 20],
    ids=["empty", "text", "a head alone", "cut off", "rubbish"],
)
def test_what_is_no_pdf_is_said_in_plain_words(damaged):
    with pytest.raises(Unreadable, match=r"PDF|损坏"):
        judge(damaged)


def test_a_locked_file_is_said_to_be_locked():
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(whole("plain"))))
    writer.encrypt("owner", "user")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(Unreadable, match="密码"):
        judge(locked.getvalue())


def test_bytes_changed_within_a_file_raise_nothing_else():
    page = bytearray(whole("plain"))
    read = 0
    for at in range(200, len(page), len(page) // 16):
        hurt = page.copy()
        hurt[at : at + 60] = bytes(60)
        with suppress(Unreadable):
            read += bool(judge(bytes(hurt)).findings)
    assert read


def test_a_scan_is_told_apart_from_a_bad_page():
    report = judge(blank(2))
    assert [(finding.rule, finding.kept) for finding in report.findings] == [("text", False)]
    assert "扫描件" in report.broken[0].where
    assert report.pages == 2


def test_a_font_that_is_not_in_the_file_is_named():
    where = {finding.rule: finding.where for finding in judge(lettered()).broken}
    assert "Helvetica" in where["embedded"]
    assert {"mark", "number", "title", "signature", "date", "page-number"} <= where.keys()


@pytest.mark.parametrize(
    ("limit", "value", "told"),
    [("MAX_BYTES", 1000, "MB"), ("MAX_PAGES", 1, "页"), ("MAX_CHARACTERS", 50, "文字"), ("MAX_OBJECTS", 5, "图形")],
)
def test_work_is_bounded(monkeypatch, limit, value, told):
    monkeypatch.setattr(reading, limit, value)
    with pytest.raises(Unreadable, match=told):
        judge(whole("plain"))


def test_a_page_number_of_a_sheet_and_its_text_are_where_they_are():
    sheets = reading.read(whole("plain"))
    assert [sheet.number for sheet in sheets] == [1, 2, 3, 4]
    assert (round(sheets[0].width), round(sheets[0].height)) == (210, 297)
    first = sheets[0].chars[0]
    assert (first.text, round(first.x, 1), round(first.style.size)) == ("0", 28.0, 16)
    assert all(char.style.embedded for sheet in sheets for char in sheet.chars)
    red = [stroke for stroke in sheets[0].strokes if stroke.colour.is_red]
    assert [(round(stroke.left), round(stroke.right)) for stroke in red] == [(28, 184)]


def test_several_threads_may_judge_at_once():
    pages = [whole("plain"), whole("letter"), whole("minutes"), blank()] * 3
    with ThreadPoolExecutor(4) as threads:
        assert [one.as_dict() for one in threads.map(judge, pages)] == [judge(page).as_dict() for page in pages]


def test_rare_characters_beyond_the_first_plane_are_one_character():
    page = spoilt("plain", number="泰妇字〔2026〕2号", signatures=["泰州市𠮷妇女联合会"])
    assert "𠮷" in {char.text for sheet in reading.read(page) for char in sheet.chars}


def test_the_water_mark_of_a_draft_is_no_text():
    report = judge(spoilt("plain", draft=True))
    assert report.clean, [(finding.rule, finding.where) for finding in report.broken]
