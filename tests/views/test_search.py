"""检索, over HTTP: what is found, and what stays out of sight."""

from tests.factories import CHAIR, CLERK, DRAFTER, Browser

BODY = "婚姻家庭纠纷调解志愿者进社区，由泰州市妇联统筹。"


def found(browser, query):
    page = browser.get(f"/search?{query}")
    assert page.status_code == 200
    return page.text


def test_a_document_is_found_by_body_title_number_and_in_the_old_characters(house):
    document = house.at("printing", body=BODY)
    number, chair = house.row(document).number, Browser(house.app, CHAIR)
    for query in (
        "q=调解志愿者",
        "q=維權周",
        "q=婦聯",
        f"q={number}",
        "kind=通知",
        "state=printing",
        "q=调解&kind=通知",
    ):
        assert f'href="/documents/{document}"' in found(chair, query), query
    for query in ("q=查无此文", "kind=函", "q=调解&state=drafting", "q=调解&until=2020-01-01"):
        assert f'href="/documents/{document}"' not in found(chair, query), query


def test_what_was_corrected_is_found_by_its_new_words_and_no_longer_by_its_old(house):
    document = house.at("office_review", body=BODY)
    house.correct(document, CLERK, body="另一种说法。")
    clerk = Browser(house.app, CLERK)
    assert f'href="/documents/{document}"' in found(clerk, "q=另一种说法")
    assert f'href="/documents/{document}"' not in found(clerk, "q=调解志愿者")


def test_nobody_finds_what_they_may_not_read(house):
    draft, issued = house.at("signing", body=BODY), house.at("distributing", body=BODY)
    page = found(Browser(house.app, "panyue"), "q=调解志愿者")
    assert f'href="/documents/{issued}"' in page
    assert f'href="/documents/{draft}"' not in page
    assert f'href="/documents/{draft}"' in found(Browser(house.app, DRAFTER), "q=调解志愿者")


def test_odd_questions_get_a_page(house):
    browser = Browser(house.app, DRAFTER)
    house.draft(body=BODY)
    for query in ("q=%25", "q=*", "q=%22", "q='", "q=()", "q=%F0%9F%91%A9", "q=" + "长" * 500, "since=x", "after=x"):
        found(browser, query)
