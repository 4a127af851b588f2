"""The text of office files, as search reads it."""

import datetime
import io
import random
import shutil
import subprocess
import zipfile
from contextlib import suppress

import docx
import pytest

from routing.files.kinds import MEDIA_TYPE
from routing.text.plain import LONGEST, Locked, NoText, shortened, text_of
from tests.files import samples


def package(**parts):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return octets.getvalue()


W = 'xmlns:w="urn:w" xmlns:mc="urn:mc"'
DOCUMENT = f"""<w:document {W}><w:body><w:p><w:r><w:t>关于表</w:t></w:r><w:r><w:t>彰的通知</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表中的话</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbx><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbx></mc:Choice>
<mc:Fallback><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p></w:body></w:document>"""


def test_a_word_file_is_read_with_its_tables_boxes_and_headers():
    header = f"<w:hdr {W}><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>"
    data = package(**{"word__document.xml": DOCUMENT, "word__header1.xml": header})
    assert text_of(data, MEDIA_TYPE["docx"]).split("\n") == ["关于表彰的通知", "表中的话", "文本框", "页眉"]


@pytest.mark.parametrize(
    ("made", "kind", "said"),
    [
        (samples.word, "docx", "维权周活动"),
        (samples.sheet, "xlsx", ""),
        (samples.slides, "pptx", ""),
        (samples.layout, "ofd", ""),
    ],
)
def test_whole_files_of_every_kind_are_read(made, kind, said):
    assert said in text_of(made(), MEDIA_TYPE[kind])


def test_an_ofd_is_read_page_by_page():
    page = (
        '<ofd:Page xmlns:ofd="urn:ofd"><ofd:TextObject><ofd:TextCode>第{}页</ofd:TextCode></ofd:TextObject></ofd:Page>'
    )
    parts = {f"Doc_0__Pages__Page_{n}__Content.xml": page.format(n) for n in (10, 2)}
    assert text_of(package(**parts), MEDIA_TYPE["ofd"]) == "第2页\n第10页"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_is_read_in_the_encodings_of_an_office(encoding):
    assert text_of("姓名，单位\n单晓云".encode(encoding), MEDIA_TYPE["txt"]) == "姓名，单位\n单晓云"
    assert text_of("姓名,单位\n单晓云,妇联".encode(encoding), MEDIA_TYPE["csv"]) == "姓名 单位\n单晓云 妇联"


@pytest.mark.parametrize("kind", ["doc", "wps"])
def test_an_old_word_file_is_read(kind):
    assert text_of(samples.old_word("关于表彰的通知\n鼋头渚"), MEDIA_TYPE[kind]) == "关于表彰的通知\n鼋头渚"


@pytest.mark.libreoffice
def test_an_old_word_file_is_read_as_an_office_program_writes_it(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here (Debian: libreoffice-writer)")
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.add_paragraph("关于“三八”维权周的通知")
    document.add_table(1, 2).cell(0, 1).text = "妇幼保健院"
    for number in range(300):
        document.add_paragraph(f"第{number}段：各地要认真组织巾帼大讲堂。")
    document.save(tmp_path / "通知.docx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "doc", "--outdir", tmp_path, tmp_path / "通知.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = text_of((tmp_path / "通知.doc").read_bytes(), MEDIA_TYPE["doc"])
    assert text.startswith("关于“三八”维权周的通知")
    assert all(said in text for said in ("妇幼保健院", "第299段：各地要认真组织巾帼大讲堂。", "页眉"))


@pytest.mark.parametrize("kind", ["xls", "et"])
def test_old_sheets_are_read_as_the_new_ones_are(kind):
    rows = [["姓名", "人数", "日期", "比例"], ["单晓云", 3, datetime.date(2026, 3, 8), 0.5]]
    data = samples.old_sheets(花名册=rows, 二=[["妇幼保健院"]])
    said = ["花名册", "姓名 人数 日期 比例", "单晓云 3 2026-03-08 00:00:00 0.5", "二", "妇幼保健院"]
    assert text_of(data, MEDIA_TYPE[kind]).split("\n") == said


def test_an_old_file_with_a_password_says_so():
    book = samples.compound({"Workbook": samples.records((2057, bytes.fromhex("0006050000000000")), (47, bytes(54)))})
    for data, kind in ((samples.old_word(locked=True), "doc"), (book, "xls")):
        with pytest.raises(Locked, match="密码"):
            text_of(data, MEDIA_TYPE[kind])


@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_a_damaged_old_file_is_an_answer_whatever_is_damaged(kind):
    sound = samples.old_word() if kind == "doc" else samples.old_sheets(一=[["姓名", 1], ["单晓云", 2]])
    chance = random.Random(8)
    for _ in range(300):
        data = bytearray(sound)
        for _ in range(8):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        with suppress(NoText):
            text_of(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]), MEDIA_TYPE[kind])
    for data in (b"anything", samples.compound({"x": b"y"}), samples.word()):
        with pytest.raises(NoText, match="损坏"):
            text_of(data, MEDIA_TYPE[kind])


def test_what_cannot_be_read_says_why():
    with pytest.raises(Locked, match="密码"):
        text_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), MEDIA_TYPE["docx"])
    with pytest.raises(NoText, match="损坏"):
        text_of(b"PK\x03\x04 broken", MEDIA_TYPE["docx"])
    with pytest.raises(NoText, match="损坏"):
        text_of(package(**{"word__document.xml": "<w:p"}), MEDIA_TYPE["docx"])
    with pytest.raises(NoText, match="格式"):
        text_of(b"anything", MEDIA_TYPE["ppt"])
    with pytest.raises(NoText, match="编码"):
        text_of(b"\xff\xff\xff", MEDIA_TYPE["txt"])


def test_entities_are_not_followed():
    hostile = (
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d xmlns:w="urn:w"><w:p><w:t>甲&x;乙</w:t></w:p></d>'
    )
    assert "root" not in text_of(package(**{"word__document.xml": hostile}), MEDIA_TYPE["docx"])


def test_what_is_endless_is_cut():
    assert len(shortened(["字" * 1_000] * 1_000)) == LONGEST
