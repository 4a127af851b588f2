"""Statements compiled once write what SQLAlchemy's own way writes."""

from datetime import date, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update

from routing import prepared
from routing.database import all_named, writing
from routing.models import Document, Slip

AT = datetime(2026, 3, 8, 9, 30, 15, 123456)
MOVE = (
    update(Document)
    .where(Document.id == bindparam("this"), Document.version == bindparam("seen"))
    .values(title=bindparam("title"), signed_on=bindparam("signed_on"), important=bindparam("important"))
)
LAY = all_named(Slip, "slip_")


def test_a_prepared_statement_writes_every_type_as_the_usual_way_does(house):
    document_id = house.draft()
    version = house.row(document_id).version
    with writing() as connection:
        told = {"this": document_id, "seen": version, "title": "题目", "signed_on": date(2026, 3, 8), "important": True}
        assert prepared.execute(connection, MOVE, told).rowcount == 1
        assert prepared.execute(connection, MOVE, told | {"seen": version + 1}).rowcount == 0
    row = house.row(document_id)
    assert (row.title, row.signed_on, row.important) == ("题目", date(2026, 3, 8), True)


def test_the_same_row_twice_by_both_ways_is_the_same(house):
    document_id = house.draft()
    columns = dict(house.slips(document_id)[0]._mapping) | {"arrived_at": AT, "closed_at": AT, "reason": "因公外出"}
    del columns["id"]
    with writing() as connection:
        connection.execute(insert(Slip), columns)
        prepared.execute(connection, LAY, {f"slip_{name}": value for name, value in columns.items()})
    with writing() as connection:
        rows = connection.execute(select(Slip.__table__).where(Slip.reason == "因公外出")).mappings().all()
        assert len(rows) == 2
        assert [{**row, "id": 0} for row in rows] == [{**columns, "id": 0}] * 2


def test_a_parameter_that_is_missing_is_refused(house):
    with writing() as connection, pytest.raises(KeyError, match="seen"):
        prepared.execute(connection, MOVE, {"this": 1, "title": "", "signed_on": None, "important": False})
