"""检索, over HTTP: what is found, and what stays out of sight."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from routing import clock
from routing.database import let_go, reading
from routing.models import ArchiveItem
from routing.services import extracting, indexing
from tests.factories import ARCHIVIST, CHAIR, CLERK, DRAFTER, Browser
from tests.files import samples
from tests.services.test_borrowing import recorded

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


def test_initials_find_and_mark_a_title_over_its_quotation_marks(house):
    document = house.draft(title="关于做好“三八”维权周工作的通知")
    page = found(Browser(house.app, DRAFTER), "q=sbwqz")
    assert f'href="/documents/{document}"' in page
    assert "“<mark>三八”维权周</mark>工作" in page


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("方案.doc", lambda: samples.old_word("第一条 组织巾帼大讲堂。")),
        ("名册.xls", lambda: samples.old_sheets(名册=[["活动", "巾帼大讲堂"]])),
    ],
)
def test_a_document_is_found_by_what_its_attachment_of_the_old_kind_says_and_where(house, name, made):
    document = house.draft(attachments=house.attach(name, made()))
    while extracting.run_next():
        let_go()
    page = found(Browser(house.app, DRAFTER), "q=巾帼大讲堂")
    assert f'href="/documents/{document}"' in page
    assert f"附件《{name}》" in page
    assert "<mark>巾帼大讲堂</mark>" in page


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


STORM = (
    "%" * 200, "*" * 200, "_%" * 100, "长" * 10_000, "a " * 5_000, "，。！？；：", "()\"'*", "NEAR(妇 联, 5)",
    "妇 OR 联", "AND",
    "title:妇", "^妇*", "' OR 1=1 --", "'; DROP TABLE search_entry; --", "\"妇", "妇\\", "{妇}", "\x00妇",
    "🐉" * 50,
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww", "xianxianxianxianxianxianxianxianxianxian", "Z109-" * 40,
)  # fmt: skip


def test_whatever_is_typed_gets_an_answer_and_never_an_error(house):
    browser = Browser(house.app, CHAIR)
    house.at("printing", body=BODY)
    for words in STORM:
        for order in ("best", "newest"):
            page = browser.get("/search", query_string={"q": words, "order": order})
            assert page.status_code == 200, words
            assert "没有找到" in page.text or "没有可以找的字" in page.text or 'class="result' in page.text, words
    assert "只取了前200个字" in browser.get("/search", query_string={"q": "长" * 10_000}).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year=abcd", "年度写四位数字"),
        ("year=３０２６", "年度写四位数字"),
        ("since=2026-05-01&until=2026-01-01", "止日早于起日"),
        ("since=someday", "日期"),
        ("period=D99", "无效"),
        ("kind=家书", "无效"),
    ],
)
def test_a_filter_that_cannot_be_is_told_at_its_field_and_the_words_stay(house, query, said):
    page = found(Browser(house.app, CHAIR), f"q=维权&{query}")
    assert said in page or "field-error" in page
    assert 'value="维权"' in page
    assert "field-error" in page


@pytest.mark.parametrize("words", ['"', "“”", "。。。", "《》"])
def test_where_there_is_nothing_to_look_for_it_is_said_and_nothing_is_listed(house, words):
    house.at("printing", body=BODY)
    page = Browser(house.app, CHAIR).get("/search", query_string={"q": words})
    assert "没有可以找的字" in page.text
    assert 'class="result"' not in page.text


def test_urgent_documents_under_way_head_what_is_found_whatever_the_order(house):
    person = Browser(house.app, CHAIR)
    titles = [f"泰州市妇女联合会关于第{turn}次维权周的通知" for turn in range(22)]
    first = house.receive(title="关于特急事项的通知", urgency="特急")
    second = house.draft(title="泰州市妇女联合会关于加急维权事项的通知", urgency="加急")
    over = house.receive(title="关于已经办完的加急事项的通知", urgency="加急", source_number="")
    house.act(over, "keep", CLERK)
    for title in titles:
        house.draft(title=title)
    for order in ("", "&order=newest"):
        page = person.get(f"/search?q=通知{order}").text
        group = page[page.index("办理中的急件") : page.index("</section>")]
        assert re.findall(r'href="/documents/(\d+)"', group) == [str(first), str(second)]
        assert page.count(f'"/documents/{first}"') == 1, "once on the page"
        assert page.count(f'"/documents/{second}"') == 1
        again = person.get(re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")).text
        assert "办理中的急件" not in again
        every = re.findall(r'result-title" href="/documents/(\d+)"', page + again)
        assert {str(first), str(second), str(over)} <= set(every)
        assert len(set(every)) == 25
    assert "办理中的急件" not in person.get("/search?q=第3次").text
    assert "办理中的急件" not in person.get(f"/search?q=通知&until={clock.today() - timedelta(days=400)}").text
    stranger = Browser(house.app, "panyue").get("/search?q=加急维权").text
    assert "办理中的急件" not in stranger, "only what the reader may read"


def test_while_one_types_the_results_come_alone(house):
    document = house.at("printing", body=BODY)
    part = found(Browser(house.app, CHAIR), "q=调解志愿者&part=1")
    assert f'href="/documents/{document}"' in part
    assert "<html" not in part
    assert "<mark>调解志愿者</mark>" in part
    assert "part=1" not in part


def test_what_may_not_be_read_is_apart_and_only_in_the_catalogue(house):
    title = "江苏省妇女联合会关于做好家庭教育指导服务工作的通知"
    item = house.filed("incoming", title=title, summary="摘要里才有的话")
    reader = Browser(house.app, "panyue")
    for words in ("家庭教育指导服务", "苏妇发〔2026〕8号", "jtjyzdfw"):
        page = found(reader, f"q={words}")
        assert "档案目录中还有" in page, words
        assert f"/archive/loans/new?item={item}" in page, words
        assert f'class="result-title" href="/archive/loans/items/{item}"' in page, "its place in the catalogue"
        assert not re.search(r'href="/documents/\d', page), words
        assert "摘要里才有的话" not in page
    assert reader.get(f"/archive/loans/items/{item}").status_code == 200
    assert "没有找到" in found(reader, "q=摘要里才有的话")
    assert "档案目录中还有" not in found(Browser(house.app, CHAIR), "q=家庭教育指导服务")


def test_what_was_entered_later_is_found_by_its_state_and_shows_its_own_columns(house):
    item = recorded(house)
    for who in (ARCHIVIST, DRAFTER):
        page = Browser(house.app, who).get("/search", query_string={"q": "妇代会", "state": "filed"}).text
        for said in ("泰妇字〔2020〕9号", "泰州市妇女联合会", "2020年5月6日", "妇代会会议纪要"):
            assert said in re.sub("</?mark>", "", page), said
        assert "起草" not in page.partition('<ol class="results">')[2].partition("</ol>")[0]
        assert (f"/archive/loans/new?item={item}" in page) == (who == DRAFTER)


def test_what_is_internal_or_restricted_is_in_nobodys_catalogue(house):
    house.filed("incoming", title="内部情况通报甲乙丙", secrecy="内部")
    assert "没有找到" in found(Browser(house.app, "panyue"), "q=情况通报甲乙丙")
    assert "情况通报" in found(Browser(house.app, CHAIR), "q=情况通报甲乙丙&secrecy=内部")


def test_a_half_remembered_title_brings_its_neighbours(house):
    document = house.at("printing")
    page = found(Browser(house.app, CHAIR), "q=开展妇女维权周活动通知")
    assert "题名相近的有" in page
    assert f'href="/documents/{document}"' in page


def test_the_archive_is_gone_through_by_year_period_and_department(house):
    item = house.filed("incoming", dated="2025-03-05")
    row = reading().execute(select(ArchiveItem.__table__).where(ArchiveItem.id == item)).one()
    let_go()
    for username in (CHAIR, CLERK):
        browser = Browser(house.app, username)
        page = browser.get("/archive/browse").text
        assert f'href="/archive/browse?year={row.year}"' in page
        page = browser.get(f"/archive/browse?year={row.year}").text
        place = f"year={row.year}&amp;period=D30&amp;unit={row.unit_id}"
        assert place in page
        page = browser.get(f"/archive/browse?{place.replace('&amp;', '&')}").text
        assert row.code in page
        assert f'href="/documents/{row.document_id}"' in page
        page = browser.get(f"/archive/timeline?year={row.dated.year}").text
        month = f"since={row.dated:%Y-%m}-01"
        assert month in page
        address = next(part for part in page.split('"') if month in part).replace("&amp;", "&")
        assert f'href="/documents/{row.document_id}"' in browser.get(address).text


def test_an_empty_archive_says_what_comes_next_and_odd_addresses_do_no_harm(house):
    browser = Browser(house.app, DRAFTER)
    for address in (
        "/archive/browse", "/archive/timeline", "/archive/browse?year=x&unit=y", "/archive/browse?year=9999999999999",
        "/archive/browse?year=2020&period=%27&unit=7&after=-1", "/archive/timeline?year=99999",
    ):  # fmt: skip
        page = browser.get(address)
        assert page.status_code == 200
        assert "档案里还没有文件" in page.text


def test_while_the_index_is_written_anew_the_page_says_so(house):
    house.at("printing")
    indexing.begin_rebuild()
    assert "检索库正在重建（已完成0%）" in found(Browser(house.app, CHAIR), "q=维权")
