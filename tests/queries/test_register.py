"""发文登记簿: every number in its order, void ones with their reason."""

from sqlalchemy import insert, select

from routing import clock
from routing.database import reading, writing
from routing.models import Letterhead, NumberSeries
from routing.queries.register import books, entries
from tests.factories import CHAIR, CLERK, DRAFTER


def test_an_empty_house_has_no_volume(house):
    assert books(reading(), house.person(CHAIR)) == []


def test_a_volume_runs_from_one_with_every_void_number_explained(house):
    for turn in range(3):
        document = house.at("printing", title=f"第{turn + 1}件")
        if turn == 1:
            house.act(document, "annul", by=CHAIR, opinion="与已发文件重复")
    (book,) = books(reading(), house.person(DRAFTER))
    assert (book.word, book.year, book.last) == ("泰妇字", clock.today().year, 3)
    rows = entries(reading(), book, house.person(CHAIR), 1)
    assert [(row.serial, row.title, row.void_reason) for row in rows] == [
        (1, "第1件", None),
        (2, "第2件", "与已发文件重复"),
        (3, "第3件", None),
    ]
    assert [row.serial for row in entries(reading(), book, house.person(CHAIR), 3)] == [3]
    assert [row.serial for row in entries(reading(), book, house.person(CHAIR), 1, limit=2)] == [1, 2]


def test_each_series_has_its_own_run_of_numbers_and_its_own_form(house):
    from dataclasses import replace

    from routing.services import drafting
    from tests.factories import NOTICE

    with writing() as connection:
        letterhead = connection.execute(select(Letterhead.id)).scalar_one()
        party = connection.execute(
            insert(NumberSeries).returning(NumberSeries.id),
            {"organisation_id": 1, "letterhead_id": letterhead, "word": "泰妇党", "form": "national"},
        ).scalar_one()
    house.at("printing")
    drafter = house.person(DRAFTER)
    other = drafting.create(replace(NOTICE, title="党组文件"), drafter.departments[0], party, drafter).document_id
    house.walk(other, "numbering")
    house.act(other, "number", by=CLERK)
    year = clock.today().year
    assert house.row(other).number == f"泰妇党〔{year}〕1号"
    assert [book.word for book in books(reading(), drafter)] == ["泰妇字", "泰妇党"]


def test_the_register_says_how_many_copies_went_where(house):
    house.at("awaiting_filing")
    (book,) = books(reading(), house.person(CHAIR))
    (row,) = entries(reading(), book, house.person(CHAIR), 1)
    assert (row.places, row.copies, row.signed_by) == (2, 12, "周静宜")


def test_another_house_sees_none_of_it(house):
    from dataclasses import replace

    house.at("printing")
    assert books(reading(), replace(house.person(CHAIR), organisation_id=2)) == []
