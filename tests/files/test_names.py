"""Names of uploads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.files.errors import Refused
from routing.files.names import LONGEST, clean_name


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("关于开展活动的请示.docx", "关于开展活动的请示.docx"),
        ("泰妇字〔2026〕第1号.pdf", "泰妇字〔2026〕第1号.pdf"),
        (r"C:\Users\office\桌面\请示.docx", "请示.docx"),
        ("../../etc/请示.docx", "请示.docx"),
        ("请\x00示\r\n.docx", "请示.docx"),
        ("通知\u202efdp.docx", "通知fdp.docx"),
        ("\ufeff请\u200b示\u2066.docx", "请示.docx"),
        ("附件1: 名单?.xlsx", "附件1： 名单？.xlsx"),
        ('a<b>|"c*".txt', "a＜b＞｜＂c＊＂.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1.年报.pdf", "_LPT1.年报.pdf"),
        ("contract.pdf", "contract.pdf"),
        ("  年度　总结 .docx. ", "年度 总结 .docx"),
        ("陈𫚉.docx", "陈𫚉.docx"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
    ],
)
def test_a_name_is_cleaned_and_its_chinese_stays(name, clean):
    assert clean_name(name) == clean


@pytest.mark.parametrize("name", ["", "   ", ".docx", "...", "请示", "请示.", "/", "a/.pdf", "\u202e.pdf"])
def test_a_name_without_a_stem_or_an_ending_is_refused(name):
    with pytest.raises(Refused, match="不完整"):
        clean_name(name)


def test_a_name_of_150_characters_is_taken_and_one_of_151_refused():
    assert len(clean_name("字" * (LONGEST - 4) + ".pdf")) == 150
    with pytest.raises(Refused, match="151 个字"):
        clean_name("字" * (LONGEST - 3) + ".pdf")


@given(st.text())
def test_cleaning_a_clean_name_changes_nothing(name):
    try:
        clean = clean_name(name)
    except Refused:
        return
    assert clean_name(clean) == clean
    assert not set(clean) & set('<>:"/\\|?*\r\n\0')
