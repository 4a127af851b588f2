"""`flask verify`: an honest house passes; whoever edits the database behind the door's back is found out."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import DateTime, Integer, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from routing.database import let_go, reading, writing
from routing.models import (
    Attachment,
    Document,
    Number,
    NumberCounter,
    Revision,
    Transition,
    VoidNumber,
    WorkflowVersion,
)
from routing.services import log
from routing.services.verifying import verify_all
from tests.factories import NOTICE

DEFER = "PRAGMA defer_foreign_keys = ON"
APPEND_ONLY = (Transition, Number, VoidNumber, Revision)


@pytest.fixture
def tampered(lived_in):
    """What is found when the database's owner has run these statements, with the triggers dropped; undone at once."""

    def found(*statements):
        let_go()
        _unlock(reading())
        for statement in statements:
            reading().execute(statement)
        return verify_all().faults

    yield found
    let_go()


def _unlock(connection):
    """Triggers and foreign keys are out of force until the rollback."""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.exec_driver_sql("BEGIN")  # reading opens no transaction there
    connection.execute(text("SET LOCAL session_replication_role = replica" if postgresql else DEFER))
    for model in APPEND_ONLY:
        table = model.__tablename__
        if postgresql:
            connection.execute(text(f"DROP FUNCTION {table}_append_only() CASCADE"))
            continue
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_no_{event}"))


def another(column, value):
    """A value of the column's type that is not `value`."""
    if isinstance(column.type, DateTime):
        return (value or datetime(2026, 1, 1)) + timedelta(microseconds=1)
    if isinstance(column.type, Integer):
        return (value or 0) + 1
    return f"{value}改" if not value else value[:-1] + ("0" if value[-1] != "0" else "1")


def test_an_honest_house_verifies(lived_in):
    report = verify_all()
    assert report.faults == []
    assert (report.documents, report.numbers) == (4, 2)
    assert report.lines == reading().execute(text("SELECT count(*) FROM transition")).scalar_one()


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__tablename__)
def test_the_database_itself_refuses_to_change_or_delete(lived_in, model):
    table = model.__table__
    count = reading().execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
    assert count
    truncate = [text(f"TRUNCATE {table.name} CASCADE")] if reading().dialect.name == "postgresql" else []
    for statement in (update(table).values(organisation_id=1), delete(table), *truncate):
        with pytest.raises(DBAPIError, match="append-only"), writing() as connection:
            connection.execute(statement)
    assert reading().execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one() == count


@pytest.mark.parametrize("column", [*log.CHAINED, "digest"])
def test_an_edit_of_any_column_of_any_line_is_named(tampered, column):
    table = Transition.__table__
    for row in reading().execute(select(table)).all():
        if row.document_id != 3 and row.serial != 1:
            continue  # every line of the document with most kinds of lines, and the first of the others
        old = getattr(row, column)
        this = update(table).where(table.c.id == row.id)
        if column == "document_id":
            faults = tampered(this.values(document_id=row.document_id % 4 + 1, serial=90 + row.serial))
            assert faults, row
            continue
        value = 90 + row.serial if column == "serial" else another(table.c[column], old)
        faults = tampered(this.values({column: value}))
        assert any(f"document {row.document_id}《" in fault for fault in faults), row


def test_every_column_of_a_line_is_chained():
    assert set(log.CHAINED) == {column.name for column in Transition.__table__.columns} - {"id", "digest"}


def test_a_removed_line_is_named(tampered):
    faults = tampered(delete(Transition).where(Transition.document_id == 1, Transition.serial == 4))
    assert faults == [f"document 1《{NOTICE.title}》, log line 5: line 4 is missing"]


def test_a_removed_line_is_named_though_the_rest_was_counted_anew(tampered):
    faults = tampered(
        delete(Transition).where(Transition.document_id == 1, Transition.serial == 4),
        *(
            update(Transition).where(Transition.document_id == 1, Transition.serial == n).values(serial=n - 1)
            for n in range(5, 18)
        ),
    )
    assert "log line 4: does not follow" in faults[0]


def test_a_removed_tail_is_named(tampered):
    faults = tampered(delete(Transition).where(Transition.document_id == 4))
    assert "the log ends at line 0, the document says 1" in faults[0]
    last = reading().execute(select(Document.log_length).where(Document.id == 1)).scalar_one()
    faults = tampered(delete(Transition).where(Transition.document_id == 1, Transition.serial == last))
    assert f"the log ends at line {last - 1}, the document says {last}" in faults[0]


def test_two_swapped_lines_are_named(tampered):
    swap = [(2, 99), (3, 2), (99, 3)]
    faults = tampered(
        *(
            update(Transition).where(Transition.document_id == 1, Transition.serial == old).values(serial=new)
            for old, new in swap
        )
    )
    assert "log line 2: does not follow" in faults[0]


def test_a_chain_made_anew_without_the_key_is_named(tampered):
    row = reading().execute(select(Transition.__table__).where(Transition.document_id == 4)).one()
    forged = {**row._mapping, "opinion": "同意"}
    digest = log.digest(forged, "not the key of this house")
    faults = tampered(
        update(Transition).where(Transition.id == row.id).values(opinion="同意", digest=digest),
        update(Document).where(Document.id == 4).values(log_head=digest),
    )
    assert "log line 1: was altered" in faults[0]


def test_a_line_in_between_is_named(tampered):
    row = dict(reading().execute(select(Transition.__table__).where(Transition.document_id == 4)).one()._mapping)
    del row["id"]
    faults = tampered(
        insert(Transition).values({**row, "serial": 2, "previous": row["digest"]}),
        update(Document).where(Document.id == 4).values(log_length=2),
    )
    assert "log line 2: was altered" in faults[0]


@pytest.mark.parametrize(
    "column", [c.name for c in Revision.__table__.columns if c.name not in {"id", "organisation_id"}]
)
def test_an_altered_revision_is_named(tampered, column):
    table = Revision.__table__
    for row in reading().execute(select(table)).all():
        if column == "content":
            for name, value in row.content.items():
                changed = [{**value[0], "digest": "0" * 64}] if name == "attachments" and value else f"{value}改"
                this = update(table).where(table.c.id == row.id)
                assert tampered(this.values(content={**row.content, name: changed})), name
            assert tampered(this.values(content={})), "an emptied content"
            assert tampered(this.values(content={**row.content, "print_copies": 99})), "print_copies"
            continue
        old = getattr(row, column)
        value = 4 - old if column == "document_id" else another(table.c[column], old)
        value = 90 if column in {"serial"} else value
        this = update(table).where(table.c.id == row.id)
        if column == "document_id":
            assert tampered(this.values(document_id=row.document_id % 4 + 1, serial=90 + row.id))
            continue
        assert tampered(this.values({column: value})), row


def test_a_removed_revision_is_named(tampered):
    assert (
        "which the log names, is gone"
        in tampered(delete(Revision).where(Revision.document_id == 3, Revision.serial == 1))[0]
    )


SIGNED = ("signed_digest", "signed_revision_id", "signed_by", "signed_on")


@pytest.mark.parametrize("column", SIGNED)
def test_an_altered_signature_is_named(tampered, column):
    row = reading().execute(select(Document.__table__).where(Document.id == 1)).one()
    old = getattr(row, column)
    value = date(2020, 1, 1) if column == "signed_on" else another(Document.__table__.c[column], old)
    faults = tampered(update(Document).where(Document.id == 1).values({column: value}))
    assert faults == [f"document 1《{NOTICE.title}》: the signed text is not the one that was signed"]


def test_a_signature_that_was_moved_to_another_text_is_named(tampered):
    first = reading().execute(select(Revision.__table__).where(Revision.document_id == 3, Revision.serial == 1)).one()
    faults = tampered(
        update(Document).where(Document.id == 3).values(signed_revision_id=first.id, signed_digest=first.digest)
    )
    assert "the signed text is not the one that was signed" in faults[0]


@pytest.mark.parametrize(
    "change",
    [{"state": "printing"}, {"validity": "repealed"}, {"title": "改"}, {"kind": "函"}, {"urgency": 2},
     {"secrecy": "秘密"}, {"missing": "title"}, {"revision_id": 1}, {"revision_digest": "0" * 64}, {"revisions": 9},
     {"log_head": "0" * 64}, {"log_length": 9}, {"drafter_id": 1}, {"organisation_id": 9},
     {"number": "泰妇字(2026)第9号"}, {"number": ""}],
    ids=lambda change: "-".join(str(part) for part in next(iter(change.items()))),
)  # fmt: skip
def test_an_altered_document_is_named(tampered, change):
    column, value = next(iter(change.items()))
    target = 1 if column == "number" else 3
    faults = tampered(update(Document).where(Document.id == target).values({column: value}))
    assert any(f"document {target}《" in fault for fault in faults)


def test_an_altered_number_is_named_even_where_the_document_was_altered_with_it(tampered):
    forged = "泰妇字(2026)第8号"
    assert tampered(update(Number).where(Number.document_id == 1).values(text=forged))
    assert "the log says" in tampered(update(Document).where(Document.id == 1).values(number=forged))[0]


@pytest.mark.parametrize("column", ["series_id", "year", "serial", "document_id", "given_at"])
def test_every_column_of_a_number_is_checked(tampered, column):
    row = reading().execute(select(Number.__table__).where(Number.document_id == 2)).one()
    value = 3 if column == "document_id" else another(Number.__table__.c[column], getattr(row, column))
    assert tampered(update(Number).where(Number.id == row.id).values({column: value}))


def test_a_removed_number_is_named_also_with_its_counter(tampered):
    number = reading().execute(select(Number.id).where(Number.document_id == 2)).scalar_one()
    faults = tampered(
        delete(VoidNumber), delete(Number).where(Number.id == number), update(NumberCounter).values(last=1)
    )
    assert any("document 2《" in fault for fault in faults)


def test_a_removed_first_number_leaves_a_gap_that_is_named(tampered):
    faults = tampered(delete(Number).where(Number.document_id == 1))
    assert any("serial 1 is missing before it" in fault for fault in faults)


def test_a_counter_that_was_moved_or_removed_is_named(tampered):
    assert "runs to 2, the counter says 1" in tampered(update(NumberCounter).values(last=1))[0]
    assert "runs to 2, the counter says 0" in tampered(delete(NumberCounter))[0]


@pytest.mark.parametrize("statement", [update(VoidNumber).values(reason="另有原因"), delete(VoidNumber)])
def test_a_void_number_keeps_its_reason(tampered, statement):
    assert "the register does not say" in tampered(statement)[0]


@pytest.mark.parametrize("column", ["name", "digest", "size"])
def test_an_exchanged_attachment_is_named(tampered, column):
    row = reading().execute(select(Attachment.__table__)).one()
    value = another(Attachment.__table__.c[column], getattr(row, column))
    faults = tampered(update(Attachment).values({column: value}))
    assert "the attachment 附件.docx is not the one that was attached" in faults[0]


def test_altered_rules_are_named(tampered):
    rules = reading().execute(select(WorkflowVersion.definition)).scalar_one()
    faults = tampered(update(WorkflowVersion).values(definition=rules.replace("required", "none")))
    assert any("rules outgoing" in fault for fault in faults)


def test_a_document_that_is_gone_is_named(tampered):
    assert any("document 4: is gone" in fault for fault in tampered(delete(Document).where(Document.id == 4)))


def test_the_command_says_that_all_is_well(lived_in):
    answer = lived_in.app.test_cli_runner().invoke(args=["verify"])
    assert answer.exit_code == 0
    assert re.match(r"4 documents, \d+ log lines, 2 numbers checked\n$", answer.output)


def test_the_command_ends_non_zero_and_names_the_first_broken_line(lived_in, tampered):
    tampered(update(Transition).where(Transition.document_id == 1, Transition.serial >= 5).values(opinion="改"))
    answer = lived_in.app.test_cli_runner().invoke(args=["verify"])
    assert answer.exit_code == 1
    assert f"BROKEN: document 1《{NOTICE.title}》, log line 5: was altered\n" in answer.output
    answer = lived_in.app.test_cli_runner().invoke(args=["verify", "--json"])
    assert (answer.exit_code, json.loads(answer.output)["ok"]) == (1, False)
