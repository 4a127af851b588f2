"""Pages as pictures: every page, the colours of the page, and the page that somebody is writing on."""

import struct
import zlib
from datetime import datetime

import pytest

from routing.typeset.official import set_paper
from routing.typeset.paper import OfficialPaper
from routing.typeset.pictures import pictures, preview

WHEN = datetime(2026, 3, 8, 1, 0)
LINES = [
    f"{number}．要精心组织第{number}项工作，注重实效，确保各项任务落到实处、取得成效，并及时报送情况。"
    for number in range(1, 60)
]
ELEMENTS = {"mark": ("泰州市妇女联合会",), "title": "关于开展维权周活动的通知", "number": "泰妇字〔2026〕1号"}


def paper(body, **elements):
    return OfficialPaper.drafted(body, **{**ELEMENTS, **elements})


@pytest.fixture(scope="module")
def long():
    return paper("\n".join(LINES))


def colours(png):
    """The width of a PNG with a palette, and how often each colour stands in it."""
    width = struct.unpack(">I", png[16:20])[0]
    palette = png[png.index(b"PLTE") + 4 :][:768]
    data, place = b"", png.index(b"IDAT") - 4
    while png[place + 4 : place + 8] == b"IDAT":
        length = struct.unpack(">I", png[place : place + 4])[0]
        data += png[place + 8 : place + 8 + length]
        place += 12 + length
    dots = zlib.decompress(data)
    return width, {tuple(palette[3 * dot : 3 * dot + 3]): dots.count(bytes([dot])) for dot in set(dots)}


def test_every_page_is_drawn_in_black_red_and_grey(long):
    done = set_paper(long, when=WHEN)
    drawn = pictures(done.pdf, width=400)
    assert len(drawn) == done.pages > 2
    width, first = colours(drawn[0])
    assert width == 400
    assert max(first, key=first.get) == (255, 255, 255)
    assert any(red > 200 and rest < 80 for red, rest, _ in first)
    assert not any(red > 200 and rest < 80 for red, rest, _ in colours(drawn[1])[1])
    assert pictures(done.pdf, width=400, pages=[2]) == [drawn[1]]


def test_the_water_mark_of_a_draft_is_to_be_seen():
    plain, draft = (
        colours(pictures(set_paper(paper("请报送。", draft=draft), when=WHEN).pdf)[0])[1] for draft in (False, True)
    )
    grey = {colour for colour in draft if colour[0] == colour[1] and 200 < colour[0] < 255}
    assert sum(draft[colour] for colour in grey) > 10 * sum(plain.get(colour, 0) for colour in grey)


@pytest.mark.parametrize(("line", "page"), [(0, 1), (3, 1), (58, -1)])
def test_the_page_is_the_one_on_which_one_writes(long, line, page):
    seen = preview(long, "".join(LINES[: line + 1]), (line + 1) / len(LINES), when=WHEN, width=200)
    assert seen.page == (seen.pages if page < 0 else page)
    assert seen.picture.startswith(b"\x89PNG")


def test_of_like_places_the_nearest_is_meant():
    same = paper("要精心组织，注重实效，确保落到实处。\n" * 80)
    pages = [preview(same, "确保落到实处。", share, when=WHEN, width=200).page for share in (0, 0.5, 1)]
    assert pages[0] == 1 < pages[1] < pages[2]


def test_where_nothing_is_typed_the_first_page_is_shown(long):
    assert preview(long, "", 0, when=WHEN, width=200).page == 1
