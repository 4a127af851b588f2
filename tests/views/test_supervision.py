"""督办清单, 每周汇总 and 统计 on the screen: who sees what, filters, 机要, 销号 and 催办 from the list, exports."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Task, Urging
from routing.queries import statistics
from routing.services.orders import Assignment
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.queries.test_budget import assert_within_budget

OTHER_HEAD = "yanhongmei"
HIDDEN_WORDS = "请彻查某某问题"


def post(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def instructed(house, words="请权益部抓紧办理", *, by=CHAIR, lead=HEAD, **columns):
    """A paper on which a leader (or the director) wrote an instruction; return its id."""
    paper = house.receive(**columns)
    house.act(paper, "propose", CLERK, opinion="拟请部室办理。")
    if by == DIRECTOR:
        house.act(paper, "endorse", DIRECTOR, opinion=words, change=Assignment(lead=post(house, lead)))
        return paper
    house.act(paper, "send_up", DIRECTOR, change=Assignment(next=post(house, by)))
    house.act(paper, "instruct", by, opinion=words, change=Assignment(lead=post(house, lead)))
    return paper


def restricted(house, *usernames):
    """A 机要 paper with these people as its scope, the first of whom had the second act on it; return its id."""
    scope = house.scope(*usernames)
    paper = house.receive(origin="confidential", title="关于某某同志问题线索的函", organ="某某委员会", scope=scope)
    leader, lead = usernames
    house.act(paper, "assign", leader, opinion=HIDDEN_WORDS, change=Assignment(lead=post(house, lead)))
    return paper


def page(house, by, address="/supervision"):
    answer = Browser(house.app, by).get(address)
    assert answer.status_code == 200
    return answer.text


def test_each_instruction_of_a_leader_is_on_the_list_and_the_others_beside(house):
    instructed(house, "请抓紧落实并报我", title="关于甲事的通知")
    instructed(house, "请阅办并回复", by=DIRECTOR, title="关于乙事的通知")
    for by in (CHAIR, VICE_CHAIR, DIRECTOR, CLERK, HEAD):
        assert "请抓紧落实并报我" in (led := page(house, by))
        assert "周静宜（主席）" in led
        assert "请阅办并回复" not in led
        assert "请阅办并回复" in page(house, by, "/supervision?others=1")
    assert "请抓紧落实并报我" not in page(house, OTHER_HEAD), "a head sees what their department leads"
    assert Browser(house.app, DRAFTER).get("/supervision").status_code == 403


def test_the_list_is_narrowed_by_state_leader_department_date_year_and_words(house):
    first = instructed(house, "请权益部办理甲", title="关于甲事的通知")
    instructed(house, "请组宣部办理乙", by=VICE_CHAIR, lead=OTHER_HEAD, title="关于乙事的通知")
    house.act(first, "report", HEAD, opinion="已经办好了。")
    with writing() as connection:
        late = update(Task).where(Task.document_id != first)
        connection.execute(late.values(due_at=clock.stored(clock.local(clock.now()).replace(year=2025, tzinfo=None))))
    chair, head = house.person(CHAIR), house.person(HEAD)
    year = clock.today().year
    for query, first_there, second_there in (
        ("", True, True),
        ("state=open", False, True),
        ("state=reported", True, False),
        ("state=closed", False, False),
        ("state=", True, True),
        (f"leader={chair.person_id}", True, False),
        (f"department={head.departments[0]}", True, False),
        ("overdue=y", False, True),
        (f"year={year}", True, True),
        (f"year={year - 1}", False, False),
        ("q=甲事", True, False),
        ("q=组宣部 乙", False, True),
        ("q=100%25", False, False),
        ("leader=x&year=-1&page=0&state=nonsense", True, True),
    ):
        shown = page(house, CLERK, f"/supervision?{query}")
        assert ("请权益部办理甲" in shown, "请组宣部办理乙" in shown) == (first_there, second_there), query


def test_a_restricted_item_is_a_number_to_all_but_its_scope(house):
    paper = restricted(house, CHAIR, HEAD)
    number = house.row(paper).number
    for by in (CHAIR, HEAD):
        assert HIDDEN_WORDS in page(house, by)
    for by in (VICE_CHAIR, DIRECTOR, CLERK, OTHER_HEAD):
        for address in ("/supervision", "/supervision/print", "/supervision?state="):
            shown = page(house, by, address)
            assert (number in shown) == (by != OTHER_HEAD), (by, address)
            assert not any(one in shown for one in (HIDDEN_WORDS, "某某", "权益部部长", f"/documents/{paper}")), by
        assert "某某" not in str(sheet(house, by))
        for query in ("q=彻查", f"leader={house.person(CHAIR).person_id}", "q=某某委员会"):
            assert number not in page(house, by, f"/supervision?{query}"), "an answer would tell what was asked"
        assert HIDDEN_WORDS not in page(house, by, "/supervision/digest")


def sheet(house, by, query=""):
    answer = Browser(house.app, by).get(f"/supervision.xlsx{query}")
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows()]


def test_the_office_closes_from_the_list_once_the_leader_has_agreed(house):
    paper = instructed(house, "请办理甲")
    clerk = Browser(house.app, CLERK)
    assert ">销号<" not in clerk.get("/supervision").text
    house.act(paper, "report", HEAD, opinion="已经办好了。")
    house.act(paper, "accept_result", CHAIR)
    shown = clerk.get("/supervision?year=0")
    assert "领导已同意，待销号" in shown.text
    slip = next(one for one in house.slips(paper) if one.kind == "closing")
    assert ">销号<" not in page(house, CHAIR), "it is the office that closes"
    answer = clerk.post(f"/supervision/{paper}/close?state=accepted", {"slip": slip.id}, shown)
    assert (answer.status_code, answer.location) == (303, "/supervision?state=accepted")
    let_go()
    assert reading().execute(select(Task.state)).scalar_one() == "closed"
    assert "close_task" in house.log(paper)
    again = clerk.post(f"/supervision/{paper}/close", {"slip": slip.id}, shown)
    assert again.status_code == 303
    assert "已销号" in clerk.get("/supervision?state=closed").text


def test_a_row_is_urged_from_the_list_once_a_day(house):
    paper = instructed(house, "请办理甲")
    clerk = Browser(house.app, CLERK)
    for told in ("已办理：催办", "今天已经催过了"):
        assert clerk.post(f"/supervision/{paper}/urge").status_code == 303
        assert told in clerk.get("/supervision").text
    assert len(reading().execute(select(Urging.id)).all()) == 1
    assert "最近催办：" in clerk.get("/supervision").text
    assert ">催办<" not in page(house, HEAD)


def test_the_workbook_and_the_print_have_every_line_and_no_formula(house):
    for number in range(3):
        instructed(house, f"=第{number}件请办理")
    rows = sheet(house, CLERK)
    assert [row[0] for row in rows[2:]] == [1, 2, 3]
    assert rows[2][6] == "=第0件请办理"
    assert page(house, CLERK, "/supervision/print").count("件请办理") == 3


def test_pages_follow_each_other(house, monkeypatch):
    from routing.queries import supervision

    monkeypatch.setattr(supervision, "PAGE", 2)
    for number in range(3):
        instructed(house, f"第{number}件请办理")
    assert page(house, CLERK).count("件请办理") == 2
    assert page(house, CLERK, "/supervision?page=2").count("件请办理") == 1


@pytest.mark.parametrize("address", ["/supervision", "/supervision?others=1", "/supervision/digest", "/statistics"])
def test_an_empty_house_is_a_page_too_and_no_page_asks_too_much(house, address):
    page(house, CLERK, address)
    for number in range(4):
        instructed(house, f"第{number}件请办理")
    for by in (CLERK, HEAD):
        assert_within_budget(Browser(house.app, by), address)


def test_what_was_received_done_and_late_is_counted_by_department_and_person(house):
    year, month = clock.today().year, clock.today().month
    paper = instructed(house, "请办理甲")
    instructed(house, "请办理乙")
    house.act(paper, "report", HEAD, opinion="已经办好了。")
    head, other = house.person(HEAD), house.person(OTHER_HEAD)
    found = statistics.statistics(reading(), house.person(CHAIR), year)
    department = found.departments[head.departments[0]]
    assert (department.received, department.done, department.late, department.overdue) == (2, 1, 0, 0)
    person = found.people[head.person_id]
    assert (person.received, person.done) == (2, 1)
    assert found.months[month - 1].received == found.total.received == sum(one.received for one in found.months)
    own = statistics.statistics(reading(), head, year, month)
    assert set(own.departments) == {head.departments[0]}
    assert own.total.received == own.months[month - 1].received == 2
    assert statistics.statistics(reading(), other, year).total.received == 0
    assert statistics.statistics(reading(), house.person(CHAIR), year - 1).total.received == 0


def test_the_median_of_a_step_is_in_working_time(house):
    for _ in range(5):
        house.act(instructed(house, "请办理甲"), "report", HEAD, opinion="已经办好了。")
    found = statistics.statistics(reading(), house.person(CHAIR), clock.today().year)
    assert {("task", 5), ("main", 5)} <= {(one.kind, one.number) for one in found.steps}


def test_restricted_papers_are_not_counted_outside_their_scope(house):
    restricted(house, CHAIR, HEAD)
    year = clock.today().year
    assert statistics.statistics(reading(), house.person(CHAIR), year).total.received > 0
    assert statistics.statistics(reading(), house.person(CLERK), year).total.received == 0


def test_the_statistics_can_be_taken_along(house):
    instructed(house, "请办理甲")
    browser = Browser(house.app, CLERK)
    book = load_workbook(io.BytesIO(browser.get("/statistics.xlsx").data))
    assert book.sheetnames == ["各月", "按部室", "按人员", "每一环节用时"]
    rows = list(csv.reader(io.StringIO(browser.get("/statistics.csv?year=1&month=99").data.decode("utf-8-sig"))))
    assert ["权益部", "1", "0", "0", "—", "0"] in rows
    shown = browser.get("/statistics").text
    assert "<svg" in shown
    assert " style=" not in shown


def test_what_waits_for_oneself_at_the_desk_is_not_offered_for_urging(house):
    paper = instructed(house)
    urge = f'action="/supervision/{paper}/urge'
    assert urge in page(house, CLERK)
    assert urge in page(house, CHAIR)
    house.act(paper, "report", HEAD, opinion="已办")
    assert urge not in page(house, CHAIR), "the result lies before the chair"
    assert urge in page(house, CLERK)
    house.act(paper, "accept_result", CHAIR)
    assert urge not in page(house, CLERK), "the office closes it"
    assert urge in page(house, CHAIR)


def test_urgent_papers_head_the_list_and_each_paper_stands_on_one_page(house, monkeypatch):
    from routing.queries import supervision

    monkeypatch.setattr(supervision, "PAGE", 2)
    for words, urgency in (
        ("先交办的事", ""),
        ("再交办的事", ""),
        ("加急的事", "加急"),
        ("特急的事", "特急"),
        ("又一件加急的事", "加急"),
    ):
        instructed(house, words, urgency=urgency, source_number="")
    order = ["特急的事", ">加急的事", "又一件加急的事", "先交办的事", "再交办的事"]
    for number in (1, 2, 3):
        shown, expected = page(house, CLERK, f"/supervision?page={number}"), order[number * 2 - 2 : number * 2]
        places = [shown.find(words) for words in order]
        assert sorted(place for place in places if place >= 0) == [shown.index(words) for words in expected]


def test_outside_its_scope_a_restricted_paper_does_not_stand_where_urgent_ones_do(house):
    instructed(house, "加急的事", urgency="加急")
    scope = house.scope(VICE_CHAIR, HEAD)
    paper = house.receive(
        origin="confidential", title="关于某某同志问题线索的函", scope=scope, urgency="特急", source_number=""
    )
    house.act(paper, "assign", VICE_CHAIR, opinion=HIDDEN_WORDS, change=Assignment(lead=post(house, HEAD)))
    for by, first in ((CLERK, False), (VICE_CHAIR, True)):
        shown = page(house, by, "/supervision")
        assert (shown.index(house.row(paper).number) < shown.index("加急的事")) is first, by
