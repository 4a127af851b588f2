"""Pinyin and initials: of titles as words are read, of people as surnames are."""

from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.search import readings
from routing.search.characters import normalise
from routing.search.sounds import SOUNDS, cuts, is_letters, runs, sound_of, spans_of_sound


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("单晓云", "sxy"), ("曾乐", "zl"), ("仇英", "qy"), ("解放", "xf"), ("任静", "rj"), ("查良", "zl"),
        ("区桃", "ot"), ("尉迟恭", "ycg"), ("万俟卨", "mqx"), ("令狐冲", "lhc"), ("王芳", "wf"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_one(name, initials):
    assert f"@{initials}\n" in sound_of("", (), (name,))


def test_a_name_that_is_read_in_two_ways_is_found_by_both():
    sound = sound_of("", (), ("覃伟",))
    assert "@qin wei \n" in sound
    assert "@tan wei \n" in sound


@pytest.mark.parametrize(
    ("title", "said"),
    [("重庆银行行业音乐会", "CQYHHYYYH"), ("关于开展维权周活动的通知", "GYKZWQZHDDTZ"), ("会计长江朝阳", "KJCJZY")],
)
def test_words_are_read_as_words(title, said):
    assert f"{said}\n" in sound_of(title)


def test_a_name_within_a_title_is_read_both_ways():
    sound = sound_of("关于单晓云同志任职的通知")
    assert "GYSXYTZRZDTZ\n" in sound
    assert "GYDXYTZRZDTZ\n" in sound


def test_what_is_no_character_parts_the_runs():
    assert [(places, "".join(one for one, _ in run)) for places, run in runs("妇联(2026)第12号")] == [
        ([0, 1], "妇联"), ([8], "第"), ([11], "号")]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("关于做好“三八”维权周工作的通知", "GYZHSBWQZGZDTZ"),
        ("关于印发《家风》《家教》的通知", "GYYFJFJJDTZ"),
        ("「巾帼·匠心」大赛", "JGJXDS"),
    ],
)
def test_quotation_marks_title_marks_and_dots_do_not_part_a_title(title, said):
    assert f"{said}\n" in sound_of(normalise(title))


def test_a_dot_parts_the_names_of_a_person():
    assert sound_of("", (), ("阿依古丽·买提",)).startswith("@aygl\n@a yi gu li \n@mt\n")


def test_letters_are_cut_into_syllables_the_fewest_first():
    assert cuts("weiquanzhou")[0] == (("wei", "quan", "zhou"), "")
    assert (("xi", "an"), "") in cuts("xian")
    assert (("wei", "quan"), "zh") in cuts("weiquanzh")
    assert cuts("wqz") == ()


def test_the_place_in_the_title_is_marked():
    title = "关于开展维权周活动的通知"
    assert spans_of_sound(title, ["WQZ"]) == [(4, 7)]
    assert spans_of_sound(title, [" wei quan zh"]) == [(4, 7)]
    assert spans_of_sound(title, ["XYZ"]) == []
    assert spans_of_sound(title, [" wei quan zhou "]) == [(4, 7)]
    assert spans_of_sound(title, [" tong zhi "]) == [(10, 12)], "whole syllables, at the end of the title"
    quoted = '关于做好"三八"维权周工作的通知'
    ((low, high),) = spans_of_sound(quoted, ["SBWQZ"])
    assert quoted[low:high] == '三八"维权周'
    assert spans_of_sound(quoted, [" ba wei qu"]) == [(6, 10)]


@given(st.text(alphabet="aeiouxwngz", max_size=60))
def test_no_letters_take_long_or_fail(letters):
    if is_letters(letters):
        assert all("".join(whole) + rest == letters for whole, rest in cuts(letters))


@given(st.text(alphabet=st.characters(), max_size=40), st.text(max_size=5))
def test_whatever_is_written_has_lines_that_end(title, name):
    sound = sound_of(title, (title,), (name,))
    assert sound == "" or sound.endswith("\n")


def test_the_readings_are_those_of_the_release_they_name():
    written = SOUNDS.read_text(encoding="utf-8")
    if f"pypinyin {version('pypinyin')} " not in written:
        pytest.skip("written from another release of pypinyin")
    assert written == readings.text()
