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
SLIDES = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:body><office:presentation><draw:page draw:name="一">
<draw:frame presentation:class="title" svg:width="20cm" svg:height="2cm" svg:x="1cm" svg:y="1cm"><draw:text-box>
<text:p>维权周总结</text:p></draw:text-box></draw:frame>
<draw:frame svg:width="20cm" svg:height="5cm" svg:x="1cm" svg:y="4cm"><draw:text-box>
<text:p>发放宣传册3000份</text:p><text:p>妇幼保健院</text:p></draw:text-box></draw:frame>
</draw:page></office:presentation></office:body></office:document>"""
DOCUMENT = f"""<w:document {W}><w:body><w:p><w:r><w:t>关于表</w:t></w:r><w:r><w:t>彰的通知</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表中的话</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbx><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbx></mc:Choice>
<mc:Fallback><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p></w:body></w:document>"""


def test_a_word_file_is_read_with_its_tables_boxes_and_headers():
    header = f"<w:hdr {W}><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>"
    data = package(**{"word__document.xml": DOCUMENT, "word__header1.xml": header})
    assert text_of(data, MEDIA_TYPE["docx"]).split("\n") == ["关于表彰的通知", "表中的话", "文本框", "页眉"]


def test_slides_are_read_in_their_order_with_notes_and_diagrams():
    said = '<p:x xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{}</a:t></a:r><a:r><a:t>话</a:t></a:r></a:p></p:x>'
    places = (
        "slides__slide10",
        "slides__slide2",
        "notesSlides__notesSlide2",
        "diagrams__data1",
        "slideMasters__slideMaster1",
    )
    data = package(**{f"ppt__{place}.xml": said.format(place[-2:]) for place in places})
    assert text_of(data, MEDIA_TYPE["pptx"]).split("\n") == ["a1话", "e2话", "e2话", "10话"]


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


@pytest.mark.parametrize("kind", ["ppt", "dps"])
def test_old_slides_are_read_with_their_notes(kind):
    data = samples.old_slides("“三八”维权周\n发放宣传册3000份\n鼋头渚", "Thanks", notes="这一页讲两分钟")
    said = ["“三八”维权周", "发放宣传册3000份", "鼋头渚", "Thanks", "这一页讲两分钟"]
    assert text_of(data, MEDIA_TYPE[kind]).split("\n") == said


def test_what_was_deleted_from_old_slides_is_not_read_though_it_is_still_in_the_file():
    data = samples.old_slides("拟定人选\n单晓云", "说明", instead="人选\n另行通知")
    assert "单晓云".encode("utf-16-le") in data
    assert text_of(data, MEDIA_TYPE["ppt"]) == "人选\n另行通知\n说明"


@pytest.mark.libreoffice
def test_old_slides_are_read_as_an_office_program_writes_them(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here (Debian: libreoffice-impress)")
    (tmp_path / "总结.fodp").write_text(SLIDES)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "ppt", "--outdir", tmp_path, tmp_path / "总结.fodp"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    if not (tmp_path / "总结.ppt").exists():
        pytest.skip("LibreOffice is here without its slides (Debian: libreoffice-impress)")
    text = text_of((tmp_path / "总结.ppt").read_bytes(), MEDIA_TYPE["ppt"])
    assert text.split("\n") == ["维权周总结", "发放宣传册3000份", "妇幼保健院"]


def test_an_old_file_with_a_password_says_so():
    slides = samples.old_slides("一", locked=True)
    book = samples.compound({"Workbook": samples.records((2057, bytes.fromhex("0006050000000000")), (47, bytes(54)))})
    for data, kind in ((samples.old_word(locked=True), "doc"), (book, "xls"), (slides, "ppt")):
        with pytest.raises(Locked, match="密码"):
            text_of(data, MEDIA_TYPE[kind])


@pytest.mark.parametrize("kind", ["doc", "xls", "ppt"])
def test_a_damaged_old_file_is_an_answer_whatever_is_damaged(kind):
    sound = {
        "doc": samples.old_word,
        "xls": lambda: samples.old_sheets(一=[["姓名", 1], ["单晓云", 2]]),
        "ppt": lambda: samples.old_slides("维权周\n总结", "二", notes="备注", instead="三"),
    }[kind]()
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
        text_of(b"anything", "application/zip")
    with pytest.raises(NoText, match="编码"):
        text_of(b"\xff\xff\xff", MEDIA_TYPE["txt"])


def test_entities_are_not_followed():
    hostile = (
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d xmlns:w="urn:w"><w:p><w:t>甲&x;乙</w:t></w:p></d>'
    )
    assert "root" not in text_of(package(**{"word__document.xml": hostile}), MEDIA_TYPE["docx"])


def test_what_is_endless_is_cut():
    assert len(shortened(["字" * 1_000] * 1_000)) == LONGEST
