"""Scans read by the real models: clean, sealed, turned, photographed, broken; and PDF files with their own text."""

import io

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from bench import scans
from routing.ocr.errors import OcrError
from routing.ocr.reading import read_paper
from tests.ocr import papers


def agrees(found, expected):
    return {name: found.get(name) for name in expected} == expected


def test_a_sealed_scan_fills_every_column():
    scan = papers.scan(urgency="特急")
    read = read_paper(scan.data, scan.media_type)
    found = papers.values(read)
    assert agrees(found, {**papers.EXPECTED, "urgency": "特急"})
    assert "secrecy" not in found
    assert read.fields["organ"].sure
    left, top, right, bottom = read.fields["dated"].box
    assert 0.4 < left < right < 1  # where the date is printed: below, at the right
    assert 0.3 < top < bottom < 0.9
    assert read.notes == ()
    assert "家庭教育宣传周活动" in read.text


def test_a_letter_has_its_number_at_the_right_and_a_bare_mark():
    scan = papers.scan(letter=True, secrecy="秘密★1年")
    found = papers.values(read_paper(scan.data, scan.media_type))
    assert agrees(found, {**papers.EXPECTED, "secrecy": "秘密★1年"})


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_photograph_is_turned_upright(turned):
    photo = scans.photographed(papers.scan(200), turned)
    read = read_paper(photo.data, photo.media_type)
    assert agrees(papers.values(read), papers.EXPECTED)
    assert any("转正" in note for note in read.notes)
    left, top, right, bottom = read.fields["organ"].box  # on the picture as it was handed in
    middle = {90: (right + left) / 2 > 0.5, 180: (top + bottom) / 2 > 0.5, 270: (right + left) / 2 < 0.5}
    assert middle[turned]


def test_the_text_of_a_pdf_is_taken_as_it_is():
    read = read_paper(papers.pdf(papers.TYPED), "application/pdf")
    assert agrees(papers.values(read), {**papers.EXPECTED, "pages": str(read.pages)})
    assert read.pages > 2
    assert all(read.fields[name].sure for name in ("organ", "source_number", "title", "dated"))


def test_of_300_pages_the_ends_are_read_and_all_are_counted():
    scan = papers.scan()
    read = read_paper(papers.of_pages(scan.data, 300), "application/pdf")
    assert agrees(papers.values(read), {**papers.EXPECTED, "pages": "300"})
    assert any(note.startswith("共300页") for note in read.notes)


def test_a_picture_without_text_proposes_nothing_and_says_so():
    read = read_paper(papers.blank("steelblue"), "image/png")
    assert set(read.fields) == {"pages"}
    assert "没有认出文字" in read.notes[0]


def encrypted():
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(papers.pdf())))
    writer.encrypt(owner_pass="secret", user_pass="secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    Image.new("1", (12_000, 11_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "said"),
    [
        (lambda: b"", "application/pdf", "空的"),
        (lambda: papers.pdf()[:900], "application/pdf", "已损坏"),
        (lambda: b"no pdf at all", "application/pdf", "已损坏"),
        (encrypted, "application/pdf", "密码"),
        ("文字".encode, "text/plain", "不是图片"),
        (lambda: papers.scan().data[:2000], "image/jpeg", "已损坏"),
        (bomb, "image/png", "太大"),
        (lambda: b"%PDF-" + bytes(65 * 1024 * 1024), "application/pdf", "太大"),
    ],
    ids=["empty", "cut off", "no PDF", "encrypted", "text", "half a picture", "too many dots", "too many bytes"],
)
def test_what_cannot_be_read_is_told_plainly(data, media_type, said):
    with pytest.raises(OcrError, match=said):
        read_paper(data(), media_type)


def test_a_date_that_cannot_be_made_out_is_left_blank_and_told():
    scan = papers.scan()
    image = Image.open(io.BytesIO(scan.data)).convert("RGB")
    box = read_paper(scan.data, scan.media_type).fields["dated"].box
    left, top, right, bottom = (int(part * size) for part, size in zip(box, (*image.size, *image.size), strict=True))
    width = (right - left) // 3
    image.paste((60, 58, 58), (left + width, top, left + 2 * width, bottom))  # ink over the month
    out = io.BytesIO()
    image.save(out, "PNG")
    read = read_paper(out.getvalue(), "image/png")
    assert "dated" not in read.fields
    assert any("成文日期" in note for note in read.notes)
