"""Zips inside: docx, xlsx, pptx, ofd."""

import io
import struct
import zipfile

import pytest

from . import samples
from .asking import refusal, taken

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
RELS = "word/_rels/settings.xml.rels"


def typed(content_type: str) -> bytes:
    override = f'<Override PartName="/word/document.xml" ContentType="{content_type}"/>'
    return samples.with_members(samples.word(), {"[Content_Types].xml": TYPES.format(override)})


def test_macros_are_found_by_their_content_type_under_an_innocent_name():
    assert "宏" in refusal("a.docx", typed("application/vnd.ms-word.document.macroEnabled.main+xml"))
    assert "宏" in refusal("a.docx", typed("application/vnd.ms-office.vbaProject"))
    assert "宏" in refusal("a.docx", typed("application/vnd.ms-excel.macrosheet+xml"))


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "VBAPROJECT.BIN", "other/vbaData.xml", r"word\vbaProject.bin"])
def test_macros_are_found_by_the_name_of_their_member(name):
    assert "宏" in refusal("a.docx", samples.with_members(samples.word(), {name: b"x"}))


def test_a_template_or_another_kind_of_package_is_not_a_document():
    template = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    assert "不是 docx 格式" in refusal("a.docx", typed(template))
    assert "压缩包" in refusal("a.docx", samples.packed({"说明.txt": "x"}))
    assert "不是 ofd 格式" in refusal("a.ofd", samples.packed({"OFD.xml": "<other/>"}))


@pytest.mark.parametrize(
    ("purpose", "target"),
    [
        ("attachedTemplate", "http://evil.example/t.dotm"),
        ("attachedTemplate", "file://server/share/t.dotm"),
        ("attachedTemplate", r"\\server\share\t.dotm"),
        ("attachedTemplate", r"file:///\\server\t.dotm"),
        ("oleObject", "http://evil.example/a.rtf"),
        ("oleObject", "file:///C:/data/a.xlsx"),
        ("frame", "a.htm"),
        ("image", "https://example.org/photo.jpg"),
        ("externalLinkPath", r"\\server\share\book.xlsx"),
    ],
)
def test_what_would_be_fetched_from_outside_is_refused(purpose, target):
    package = samples.with_members(samples.word(), {RELS: samples.relationship(purpose, target)})
    assert "模板" in refusal("a.docx", package) or "断开链接" in refusal("a.docx", package)


@pytest.mark.parametrize(
    ("purpose", "target"),
    [
        ("hyperlink", "https://www.women.org.cn/"),
        ("hyperlink", "mailto:office@example.org"),
        ("attachedTemplate", "file:///C:/Users/Administrator/AppData/Roaming/红头.dotx"),
        ("attachedTemplate", "Normal.dotm"),
        ("externalLinkPath", "去年统计.xlsx"),
    ],
)
def test_links_that_wait_for_a_click_and_paths_on_the_authors_own_disk_are_no_danger(purpose, target):
    package = samples.with_members(samples.word(), {RELS: samples.relationship(purpose, target)})
    assert taken("a.docx", package).kind == "docx"


def test_a_relationship_written_in_utf_16_is_read_as_well():
    text = '<?xml version="1.0" encoding="UTF-16"?>' + samples.relationship("attachedTemplate", "http://e.example/t")
    assert "模板" in refusal("a.docx", samples.with_members(samples.word(), {RELS: text.encode("utf-16")}))


def test_entities_are_not_unfolded_and_not_tolerated():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + samples.relationship("image", "&b;")
    assert "已损坏" in refusal("a.docx", samples.with_members(samples.word(), {RELS: bomb}))


def test_a_document_with_a_password_is_refused_as_such():
    locked = samples.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})
    assert "密码" in refusal("a.docx", locked)
    assert "密码" in refusal("a.xls", locked)


def test_an_encrypted_member_is_refused_as_having_a_password():
    content = bytearray(samples.layout())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "密码" in refusal("a.ofd", bytes(content))


def test_a_bomb_of_ratio_is_refused_before_it_is_unpacked():
    bomb = samples.with_members(samples.word(), {"word/media/a.xml": bytes(40 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert "展开后过大" in refusal("a.docx", bomb)


def test_a_bomb_that_understates_its_size_unfolds_no_further_than_it_says():
    name = b"word/embeddings/a.bin"
    bomb = bytearray(samples.with_members(samples.word(), {name.decode(): bytes(40 * 1024 * 1024)}))
    struct.pack_into("<I", bomb, bomb.index(name) - 8, 10)  # the size in the member's own header
    struct.pack_into("<I", bomb, bomb.rindex(name) - 22, 10)  # and in the directory
    assert "已损坏" in refusal("a.docx", bytes(bomb))


def test_a_bomb_of_members_is_refused_before_its_directory_is_read(monkeypatch):
    bomb = samples.packed({f"m{i}": b"" for i in range(10_001)})
    opened = []
    monkeypatch.setattr("routing.files.package.ZipFile", opened.append)
    assert "过多" in refusal("a.docx", bomb)
    assert not opened


def test_members_of_one_name_are_refused_for_programs_disagree_which_one_counts():
    out = io.BytesIO(samples.word())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("WORD/document.xml", "x")
    assert "已损坏" in refusal("a.docx", out.getvalue())


def test_a_member_outside_its_folder_is_refused():
    assert "已损坏" in refusal("a.docx", samples.with_members(samples.word(), {"../../a": b"x"}))


def test_programs_inside_a_document_are_refused_by_name_and_by_content():
    for name, content in (("word/embeddings/a.js", b"x"), ("word/embeddings/object1.dat", samples.PROGRAM)):
        assert "可执行程序" in refusal("a.docx", samples.with_members(samples.word(), {name: content}))


def test_a_sheet_inside_a_document_is_taken_and_looked_into():
    whole = samples.with_members(samples.word(), {"word/embeddings/a.xlsx": samples.sheet()})
    assert taken("a.docx", whole).kind == "docx"
    with_macros = samples.with_members(samples.sheet(), {"xl/vbaProject.bin": b"x"})
    assert "宏" in refusal("a.docx", samples.with_members(samples.word(), {"word/embeddings/a.xlsx": with_macros}))
    old = samples.compound({"_VBA_PROJECT_CUR": {"VBA": {"dir": b"x"}}, **samples.OLD_EXCEL})
    assert "宏" in refusal("a.docx", samples.with_members(samples.word(), {"word/embeddings/a.bin": old}))
    shell = samples.compound({"\x01Ole10Native": b"x"})
    assert "嵌有" in refusal("a.docx", samples.with_members(samples.word(), {"word/embeddings/a.bin": shell}))


def test_documents_within_documents_without_end_are_refused():
    nested = samples.word()
    for _ in range(4):
        nested = samples.with_members(samples.word(), {"word/embeddings/a.docx": nested})
    assert "过多" in refusal("a.docx", nested)


def test_controls_are_refused():
    assert "ActiveX" in refusal("a.docx", samples.with_members(samples.word(), {"word/activeX/a.xml": b"<a/>"}))
