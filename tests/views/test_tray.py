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


def test_what_is_urgent_and_still_under_way_heads_what_one_has_done(house):
    urgent = house.at("signing", urgency="特急")
    house.act(urgent, "sign", by=CHAIR)
    for _ in range(2):
        house.act(house.at("signing"), "sign", by=CHAIR)
    page = Browser(house.app, CHAIR).get("/tray/done").text
    assert page.count(f'href="/documents/{urgent}"') == 1
    assert page.index(f'href="/documents/{urgent}"') == page.index('href="/documents/', page.index('class="tray"'))


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


def test_who_supervises_finds_what_is_late_beside_their_own_work(house):
    from datetime import timedelta

    from sqlalchemy import update

    from routing import clock
    from routing.database import writing
    from routing.models import Slip

    document = house.at("office_review")
    with writing() as connection:
        late = {"due_at": clock.now() - timedelta(days=30)}
        connection.execute(update(Slip).where(Slip.closed_at.is_(None)).values(late))
    chair = Browser(house.app, CHAIR)
    assert 'href="/tray/late">超期办件 <span class="count-plain">1</span>' in chair.get("/tray").text
    page = chair.get("/tray/late").text
    holder = "“办公室核稿”在办公室文书（许雅琴、汤小梅）处；应于"
    for words in (f'href="/documents/{document}"', holder, "个工作日", "全部办完", "第四条"):
        assert words in page, words
    assert "可能超期" not in page
    assert "可能超期" in Browser(house.app, CLERK).get("/tray/late?which=coming").text
    assert "超期办件" not in Browser(house.app, DRAFTER).get("/tray").text
