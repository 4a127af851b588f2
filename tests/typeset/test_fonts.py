import pytest

from routing.typeset.fonts import FACES, FontSet, LoadedFonts, _wheel
from tests.typeset import small_fonts

WHEEL_ONLY = FontSet(None, (_wheel(),))


def test_with_the_fetched_fonts_every_face_has_its_font_and_nothing_is_to_be_told():
    fonts = FontSet.own()
    assert fonts.notices == ()
    assert set(fonts.families) == {*FACES, "digits"}
    assert fonts.loaded.chosen == {
        "fangsong": "FandolFang R", "kaiti": "LXGW WenKai", "heiti": "Noto Sans SC", "songti": "Noto Serif SC",
        "biaosong": "Noto Serif CJK SC",
    }  # fmt: skip


def test_digits_in_the_text_come_from_a_song_face_and_light_strokes_stand_in():
    digits, body, stand_in, *_ = FontSet.own().families["fangsong"]
    assert digits["name"] == "Noto Serif SC"
    assert (body, stand_in) == ("FandolFang R", "LXGW WenKai Mono")


def test_without_the_fetched_fonts_a_page_has_a_font_for_every_face_and_a_notice_for_each_that_is_missing():
    assert len(WHEEL_ONLY.notices) == 3
    for name, notice in zip(("仿宋", "楷体", "小标宋"), WHEEL_ONLY.notices, strict=True):
        assert notice.startswith(f"没有找到{name}字体")
        assert "Noto Serif SC" in notice
        assert "make fonts" in notice
    assert all(stack[0] in {"Noto Serif SC", "Noto Sans SC"} for stack in WHEEL_ONLY.families.values())


@pytest.mark.parametrize(
    ("face", "family", "chinese"),
    [
        ("biaosong", "FZXiaoBiaoSong-B05S", "方正小标宋简体"),
        ("biaosong", "Some Maker's Own", "方正小标宋_GBK"),
        ("fangsong", "FangSong_GB2312", "仿宋_GB2312"),
        ("kaiti", "KaiTi_GB2312", "楷体_GB2312"),
        ("heiti", "SimHei", "黑体"),
        ("songti", "SimSun", None),
    ],
)
def test_a_font_of_the_offices_own_wins(tmp_path, face, family, chinese):
    made = small_fonts.make(tmp_path / "单位字体" / "own.ttf", family, "泰州", chinese)
    loaded = FontSet.own(tmp_path).loaded
    assert [key for key, chosen in loaded.chosen.items() if loaded.families[chosen].path == made] == [face]
    assert loaded.stacks[face][0] == loaded.chosen[face]


def test_a_font_that_is_put_into_the_folder_or_taken_away_is_noticed(tmp_path):
    fonts = FontSet.own(tmp_path / "fonts")
    assert fonts.loaded.chosen["biaosong"] == "Noto Serif CJK SC"
    made = small_fonts.make(tmp_path / "fonts" / "a.ttf", "FZXBSJW--GB1-0", "泰")
    assert fonts.loaded.chosen["biaosong"] == "FZXBSJW--GB1-0"
    made.unlink()
    assert fonts.loaded.chosen["biaosong"] == "Noto Serif CJK SC"


def test_the_fonts_are_read_once():
    assert FontSet.own().loaded is FontSet.own(None).loaded


def test_a_file_that_is_no_font_harms_nothing(tmp_path):
    (tmp_path / "坏的.ttf").write_bytes(b"not a font")
    assert FontSet.own(tmp_path).loaded.chosen == FontSet.own().loaded.chosen


def test_the_common_characters_are_all_there_and_what_is_not_is_named():
    fonts = FontSet.own().loaded
    level_one = bytes(b for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA) for b in (high, low)).decode(
        "gb2312"
    )
    assert fonts.missing([level_one, "喆堃珺玥祎赟彧镕翀昇韡", "〔2026〕 —\n"]) == ""
    assert fonts.standing_in([level_one], "fangsong") == ""
    assert fonts.standing_in(["孙喆", "王堃堃"], "fangsong") == "喆堃"
    assert fonts.missing(["一😀", "😀\ue123"]) == "😀\ue123"


def test_without_any_font_the_notice_says_that_nothing_can_be_set():
    notices = LoadedFonts([], []).notices
    assert len(notices) == len(FACES)
    assert all("无法排版" in notice for notice in notices)
