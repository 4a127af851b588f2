"""Counting numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.text.numerals import to_chinese, to_int


@given(st.integers(0, 9_999))
def test_a_number_written_in_chinese_reads_back(number):
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (103, "一百零三"), (110, "一百一十"), (1005, "一千零五")],
)
def test_numbers_are_written_as_headings_count(number, written):
    assert to_chinese(number) == written


def test_digits_of_any_width_are_read():
    assert to_int("12") == to_int("１２") == 12


def test_what_is_no_numeral_is_refused():
    with pytest.raises(ValueError):
        to_int("甲")
    with pytest.raises(ValueError):
        to_chinese(10_000)
