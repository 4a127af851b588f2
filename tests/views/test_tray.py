"""The lists of work, over HTTP."""

from tests.factories import CHAIR, CLERK, DRAFTER, Browser


def test_a_line_says_what_from_whom_why_and_under_which_clause(house):
    document = house.at("signing", urgency="特急")
    page = Browser(house.app, CHAIR).get("/tray").text
    for words in (
        f'href="/documents/{document}"',
        "关于开展维权周活动的通知",
        "特急",
        "顾明月（副主席",
        "您是主席，主席签发由您办理",
        "《党政机关公文处理工作条例》第二十二条",
        "今天",
    ):
        assert words in page, words


def test_every_list_stands_empty_and_says_what_to_do(app):
    browser = Browser(app, DRAFTER)
    for address in ("/tray", "/tray/done", "/tray/mine", "/tray/followed", "/tray?which=overdue"):
        assert browser.get(address).status_code == 200


def test_done_says_what_was_done(house):
    document = house.at("numbering")
    page = Browser(house.app, CHAIR).get("/tray/done").text
    assert f'href="/documents/{document}"' in page
    assert "签发" in page


def test_my_own_drafts_show_where_they_are_and_what_is_not_saved(house):
    from routing.services import drafting

    house.at("signing")
    drafting.keep(house.person(DRAFTER), "new-0123456789abcdef", {"title": "写了一半"})
    page = Browser(house.app, DRAFTER).get("/tray/mine").text
    assert "现在主席" in page
    assert "写了一半" in page
    assert "/documents/new?draft=new-0123456789abcdef" in page


def test_a_page_beyond_the_last_is_empty_and_not_an_error(app):
    browser = Browser(app, CLERK)
    for page in ("2", "9999999999", "-1", "x", ""):
        assert browser.get(f"/tray?page={page}&which=nonsense").status_code == 200
