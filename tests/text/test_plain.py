"""The text of office files, as search reads it."""

import io
import zipfile

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


def test_what_cannot_be_read_says_why():
    with pytest.raises(Locked, match="密码"):
        text_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), MEDIA_TYPE["docx"])
    with pytest.raises(NoText, match="损坏"):
        text_of(b"PK\x03\x04 broken", MEDIA_TYPE["docx"])
    with pytest.raises(NoText, match="损坏"):
        text_of(package(**{"word__document.xml": "<w:p"}), MEDIA_TYPE["docx"])
    with pytest.raises(NoText, match="格式"):
        text_of(b"anything", MEDIA_TYPE["doc"])
    with pytest.raises(NoText, match="编码"):
        text_of(b"\xff\xff\xff", MEDIA_TYPE["txt"])


def test_entities_are_not_followed():
    hostile = (
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d xmlns:w="urn:w"><w:p><w:t>甲&x;乙</w:t></w:p></d>'
    )
    assert "root" not in text_of(package(**{"word__document.xml": hostile}), MEDIA_TYPE["docx"])


def test_what_is_endless_is_cut():
    assert len(shortened(["字" * 1_000] * 1_000)) == LONGEST
