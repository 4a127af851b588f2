"""The page beside the sheet follows what is typed; what cannot be set is said, and the text stays in view."""

import base64
import re

import pytest

from tests.factories import DRAFTER, Browser
from tests.views.sheets import BODY, filled

SCRIPT = {"X-Requested-With": "fetch"}
LONG = "\n".join(f"{number}、要精心组织，注重实效，确保各项工作落到实处。" * 4 for number in range(1, 40))


@pytest.fixture
def drafter(app):
    return Browser(app, DRAFTER)


def piece(drafter, sheet, cursor=0):
    return drafter.post("/drafts/preview", {**sheet, "cursor": str(cursor)}, headers=SCRIPT).text


def picture(page):
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    return base64.b64decode(found[1]) if found else None


def test_it_follows_every_column_that_is_on_the_page(house, drafter):
    first = picture(piece(drafter, filled(house)))
    assert first.startswith(b"\x89PNG")
    assert picture(piece(drafter, filled(house))) == first
    for column, typed in {
        "title": "关于召开会议的通知",
        "recipients": "市直各单位",
        "body": BODY.replace("8日", "9日"),
        "urgency": "特急",
        "title_breaks": "泰州市妇女联合会/关于开展维权周活动的通知",
        "direction": "上行文",
        "joint_organs": "泰州市总工会",
    }.items():
        assert picture(piece(drafter, filled(house, **{column: typed}))) != first, column


def test_the_page_on_which_one_writes_is_shown(house, drafter):
    sheet = filled(house, body=LONG)
    places = [
        re.search(r"第(\d+)页，共(\d+)页", piece(drafter, sheet, cursor)) for cursor in (0, len(LONG) // 2, len(LONG))
    ]
    pages = [int(place[1]) for place in places]
    assert pages[0] == 1 < pages[1] < pages[2]
    assert pages[2] >= int(places[2][2]) - 1


def test_the_headings_and_hints_are_still_there(house, drafter):
    page = piece(drafter, filled(house))
    assert 'class="outline-1">一、活动时间' in page


def test_minutes_are_not_asked_for_a_signature(house, drafter):
    unsigned = "会议研究了有关工作。"
    assert "没有找到署名" in piece(drafter, filled(house, body=unsigned))
    assert "没有找到署名" not in piece(drafter, filled(house, body=unsigned, kind="纪要"))


def test_an_empty_sheet_says_what_to_do(house, drafter):
    page = piece(drafter, filled(house, title="", body=""))
    assert "写下正文" in page
    assert picture(page) is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"secrecy": "秘密"}, "本系统不处理涉密文稿"),
        ({"title": "关于\U0010fffd的通知"}, "U+10FFFD"),
        ({"body": "一、活动时间。\n" * 6_000}, "预览全文"),
        ({"series": "999999"}, "还没有可用的发文字号"),
    ],
)
def test_what_cannot_be_set_is_said_and_the_text_stays(house, drafter, columns, said):
    page = piece(drafter, filled(house, **columns))
    assert said in page
    assert picture(page) is None
    assert "paper-heading_1" in page


def test_a_document_is_shown_under_its_own_letterhead_whatever_the_form_says(house, drafter):
    document = house.draft()
    own = piece(drafter, filled(house, draft_key=f"document-{document}", series="999999"))
    assert picture(own) is not None


def test_without_script_all_pages_open_beside_the_sheet(house, drafter):
    sheet = drafter.get("/documents/new").text
    assert 'formaction="/drafts/preview" formtarget="_blank"' in sheet
    page = drafter.post("/drafts/preview", filled(house, body=LONG)).text
    assert page.count("data:image/png") == int(re.search(r"共(\d+)页", page)[1]) > 1


@pytest.mark.parametrize("cursor", ["", "x", "-1", "9" * 30])
def test_a_cursor_that_is_none_is_the_beginning_or_the_end(house, drafter, cursor):
    assert picture(piece(drafter, filled(house), cursor)) is not None
