import pytest

from routing.search.characters import normalise
from routing.search.numbers import asked_beginning, asked_code, asked_number, parse_number


@pytest.mark.parametrize(
    "written",
    ["泰妇字(2026)第1号", "泰妇字〔2026〕1号", "泰妇字［２０２６］第１号", "泰婦字 (2026) 1號", "泰妇字2026年第1号"],
)
def test_one_number_written_in_many_ways_is_one_number(written):
    number = parse_number(written)
    assert number.normal == "泰妇字(2026)1号"
    assert (number.stem, number.year, number.serial) == ("泰妇字", 2026, 1)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("泰妇字 12", ("泰妇字", None, 12)),
        ("2026 12号", ("", 2026, 12)),
        ("12号", ("", None, 12)),
        ("国务院令第619号", ("国务院令", None, 619)),
        ("上级收2026-0012", ("上级收", 2026, 12)),
        ("2026-0012", ("", 2026, 12)),
    ],
)
def test_a_partial_number_is_understood(asked, parts):
    number = asked_number(asked)
    assert (number.stem, number.year, number.serial) == parts


@pytest.mark.parametrize("asked", ["", "2026", "12", "妇联工作", "12号楼", "泰妇字", "3月8日", "(", "2026-03-08"])
def test_what_is_no_number_is_none(asked):
    assert asked_number(asked) is None


def test_an_odd_number_is_kept_as_it_is():
    assert parse_number("泰妇办 明电〔2026〕3号-1").normal == "泰妇办明电(2026)3号-1"


@pytest.mark.parametrize("asked", ["泰妇字", "泰妇字(2026)", "泰妇字〔2026〕", "妇字（2026"])
def test_the_beginning_of_a_number_is_recognised(asked):
    assert asked_beginning(asked)


@pytest.mark.parametrize("asked", ["Z109-WS·2011-Y-BGS-0001", "z109-ws", "2011-Y-BGS-0001", "Z109-WS·2011-"])
def test_a_code_of_the_archive_is_recognised(asked):
    assert asked_code(asked) == normalise(asked).rstrip("-")


@pytest.mark.parametrize("asked", ["妇联", "三八-妇女节", "-", "a--b", "2026"])
def test_what_is_no_code_is_none(asked):
    assert asked_code(asked) == ""


@pytest.mark.parametrize("asked", ["妇联", "维权周活动", "2026", "“泰妇字”"])
def test_plain_words_are_no_beginning_of_a_number(asked):
    assert asked_beginning(asked) == ""


def test_a_piece_cut_out_of_a_number_is_understood():
    assert (asked_number("2026)第3").year, asked_number("2026)第3").serial) == (2026, 3)
