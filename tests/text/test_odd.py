"""Characters that may not stand in an official document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.text import odd
from routing.text.odd import clean, oddities


@given(st.text(alphabet="甲\r\n\u2028\u2029\x85\x0b\t "))
def test_cleaning_unifies_line_breaks_and_nothing_else(text):
    unified = text.replace("\r\n", "\n")
    for mark in "\r\u2028\u2029":
        unified = unified.replace(mark, "\n")
    assert clean(text) == unified
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "泰州市妇女联合会",
        "𠮷野家",
        "㐂",
        "\U0002ebf0\U00031350",
        "😀👍🏻👨‍👩‍👧🏳️‍🌈❤️‍🔥",
        "葛\U000e0100",
        "①℃〔2026〕《》“”——……",
        "　全角空格\t制表\n换行",
    ],
)
def test_visible_characters_are_fine(text):
    assert oddities(text, multiline=True) == []


@pytest.mark.parametrize(
    "code",
    [
        0,
        1,
        0x0B,
        0x7F,
        0x85,
        0xAD,
        0x061C,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2028,
        0x202A,
        0x202E,
        0x2060,
        0x2066,
        0x2069,
        0x206A,
        0x3164,
        0xD800,
        0xDFFF,
        0xE000,
        0xF8FF,
        0xFDD0,
        0xFEFF,
        0xFFF9,
        0xFFFC,
        0xFFFD,
        0xFFFE,
        0xFFFF,
        0x1FFFE,
        0xE0001,
        0xF0000,
        0x10FFFF,
    ],
)
def test_what_cannot_be_seen_or_trusted_is_named(code):
    (oddity,) = oddities(f"第一行\n甲乙{chr(code)}丙", multiline=True)
    assert (oddity.line, oddity.column, oddity.character) == (2, 3, chr(code))
    assert "第2行第3个字是" in oddity.message
    assert f"U+{code:04X}（{oddity.name}）" in oddity.message


def test_the_message_says_where_what_and_what_to_do():
    (oddity,) = oddities("甲\n乙\n一二三四\u202e", multiline=True)
    assert oddity.message == "第3行第5个字是不可见的控制字符 U+202E（从右向左控制符），请删去后再保存"


def test_a_line_break_in_a_single_line_is_named_as_one():
    (oddity,) = oddities("关于\n通知", multiline=False)
    assert oddity.message == "第3个字处换了行，这里只能写一行，请删去换行后再保存"


@given(st.text(), st.integers(0, 4))
def test_the_first_few_are_given_with_their_places(text, limit):
    found = oddities(text, multiline=True, limit=limit)
    assert len(found) <= limit
    lines = text.split("\n")
    assert all(lines[oddity.line - 1][oddity.column - 1] == oddity.character for oddity in found)
    assert found == oddities(text, multiline=True, limit=99)[:limit]


@pytest.mark.parametrize("text", ["\u200b", " \ufeff\n\u200d", "\u202e\x00", "\u3164"])
def test_a_text_of_which_nothing_can_be_seen_is_known(text):
    assert odd.is_unseen(text)


@pytest.mark.parametrize("text", ["", " \n", "发\u200b", "\ue000", "\ufffd", "👨\u200d👩"])
def test_what_is_empty_or_can_be_seen_is_not_taken_for_it(text):
    assert not odd.is_unseen(text)
