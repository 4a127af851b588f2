"""Compound files: doc, xls, ppt, wps, et, dps."""

import struct

import pytest

from . import samples
from .asking import refusal, taken


@pytest.mark.parametrize(
    ("kind", "tree"),
    [
        ("doc", {**samples.OLD_WORD, "Macros": {"VBA": {"dir": b"x"}, "PROJECT": b"x"}}),
        ("xls", {**samples.OLD_EXCEL, "_VBA_PROJECT_CUR": {"VBA": {"_VBA_PROJECT": b"x"}}}),
        ("wps", {**samples.OLD_WORD, "ObjectPool": {"_1": {"VBA": {"dir": b"x"}}}}),
    ],
)
def test_macros_are_found_by_their_storage_at_any_depth(kind, tree):
    assert "宏" in refusal(f"a.{kind}", samples.compound(tree))


def test_the_macros_of_a_presentation_are_found_in_its_records():
    def atom(has_macros: int) -> bytes:
        inner = struct.pack("<HHIIII", 2, 0x0400, 12, 7, has_macros, 2)
        return bytes(32) + struct.pack("<HHI", 0x1F, 0x03FF, 20) + inner

    assert "宏" in refusal("a.ppt", samples.compound({"PowerPoint Document": atom(1)}))
    assert "宏" in refusal("a.dps", samples.compound({"PowerPoint Document": atom(1)}))
    assert taken("a.ppt", samples.compound({"PowerPoint Document": atom(0)})).kind == "ppt"


def test_an_excel_4_macro_sheet_is_refused():
    book = samples.records((2057, bytes(16)), (133, bytes(4) + b"\0\x01" + b"\x02\0ab"), (10, b""))
    assert "宏" in refusal("a.xls", samples.compound({"Workbook": book}))


def test_passwords_of_old_files_are_found():
    locked_word = bytes.fromhex("eca5c100") + bytes(6) + b"\x00\x01" + bytes(60)
    assert "密码" in refusal("a.doc", samples.compound({"WordDocument": locked_word}))
    locked_book = samples.records((2057, bytes(16)), (47, bytes(6)), (10, b""))
    assert "密码" in refusal("a.et", samples.compound({"Workbook": locked_book}))
    locked_slides = {**samples.OLD_SLIDES, "EncryptedSummary": b"x"}
    assert "密码" in refusal("a.ppt", samples.compound(locked_slides))
    assert "密码" in refusal("a.dps", samples.old_slides("一", locked=True))  # without the properties of the file
    assert taken("a.dps", samples.old_slides("一")).kind == "dps"


def test_an_embedded_program_is_refused():
    tree = {**samples.OLD_WORD, "ObjectPool": {"_1": {"\x01Ole10Native": b"x"}}}
    assert "嵌有" in refusal("a.doc", samples.compound(tree))


def test_a_new_file_under_an_old_ending_is_told_its_right_one():
    assert "docx" in refusal("a.doc", samples.word())
    assert "旧版" in refusal("a.docx", samples.compound(samples.OLD_WORD))


def test_an_installer_which_is_a_compound_file_too_is_no_document():
    assert "不是 doc 格式" in refusal("a.doc", samples.compound({"䡀㿿": b"x"}))
