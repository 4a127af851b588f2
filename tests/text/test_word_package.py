"""Word files that are refused, each with a sentence that says what to do."""

import io
import zipfile

import docx
import pytest

from routing.text.word import UnreadableWord, read_docx

from .drafts import part, repacked, saved

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"


@pytest.fixture
def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph("正文")
    return saved(document)


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableWord) as caught:
        read_docx(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (OLE + bytes(600), "另存为 .docx"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (rb"{\rtf1 }", "RTF"),
        (b"", "不是 Word 文档"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 broken", "损坏"),
    ],
)
def test_files_of_another_kind_are_refused(data, word):
    assert word in refusal(data)


def test_a_damaged_file_is_refused(plain):
    assert "损坏" in refusal(plain[: len(plain) // 2])
    assert refusal(repacked(plain, {"word/document.xml": b"<broken"}))
    assert refusal(repacked(plain, {"_rels/.rels": b"<broken"}))


def test_a_zip_that_is_no_word_document_is_refused(plain):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("a.txt", "甲")
    assert "不是 Word 文档" in refusal(stream.getvalue())
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert "另存为“Word 文档（.docx）”" in refusal(stream.getvalue())
    sheet = part(plain, TYPES).replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    assert "不是 Word 文档" in refusal(repacked(plain, {TYPES: sheet}))


def test_macros_are_refused(plain):
    types = part(plain, TYPES)
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert macro != types
    assert "宏" in refusal(repacked(plain, {TYPES: macro}))
    assert "宏" in refusal(repacked(plain, {"word/vbaProject.bin": b"x"}))


def test_a_template_from_outside_is_refused(plain):
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://example.invalid/a.dotm" TargetMode="External"/></Relationships>'
    )
    assert "外部模板" in refusal(repacked(plain, {"word/_rels/settings.xml.rels": rels}))


def test_bombs_are_refused_before_they_are_unpacked(plain):
    assert "压缩得异常" in refusal(repacked(plain, {"word/media/a.bin": bytes(2 * 1024 * 1024)}))
    assert "超过 50 MB" in refusal(repacked(plain, {"word/media/a.bin": bytes(51 * 1024 * 1024)}))
    assert "文字部分太大" in refusal(repacked(plain, {"word/a.xml": bytes(17 * 1024 * 1024)}))
    assert "不像正常" in refusal(repacked(plain, {f"word/media/{n}": b"" for n in range(2_000)}))


def test_an_encrypted_entry_is_refused(plain):
    at = plain.rindex(b"PK\x01\x02")
    assert "密码" in refusal(plain[: at + 8] + b"\x01\x00" + plain[at + 10 :])


def test_entities_of_the_document_are_not_expanded(plain):
    document = part(plain, "word/document.xml").replace("正文".encode(), b"&passwords;")
    declaration = b'<!DOCTYPE w [<!ENTITY passwords SYSTEM "file:///etc/passwd">]>'
    head, _, rest = document.partition(b"?>")
    draft = read_docx(repacked(plain, {"word/document.xml": head + b"?>" + declaration + rest}))
    assert "root" not in draft.body
