"""鉴定销毁: what is appraised, approved and witnessed is gone for good; its log and its place in the catalogue stay."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import delete, insert, select, text, update

from routing.database import let_go, reading, writing
from routing.extensions import db
from routing.models import (
    ArchiveFile,
    ArchiveItem,
    ArchiveLoan,
    ArchiveLoanItem,
    Attachment,
    DisposalRegister,
    Erasure,
    IssuedPaper,
    RetentionChange,
    Revision,
    Transition,
)
from routing.queries import disposal as queries
from routing.services import copies, disposing, errands
from routing.services.attaching import store
from routing.services.disposed import KEEP
from routing.services.errors import InvalidChangeError
from routing.services.filing import catalogue
from routing.services.verifying import verify_all
from tests.factories import ARCHIVIST, CHAIR, CLERK, DIRECTOR
from tests.files import samples
from tests.services.preserving.archive import (
    PHRASE,
    WITNESSES,
    approve,
    carry_out,
    expire,
    item,
    listed,
    text_of,
    witness,
)
from workflows.errors import NotYoursError, UnmetNeedError


def traces(phrase=PHRASE):
    """The places in the database's own files where the phrase stands, as bytes."""
    wanted = phrase.encode()
    let_go()
    if reading().dialect.name == "sqlite":
        path = Path(db.engine.url.database)
        return [one.name for one in path.parent.glob(f"{path.name}*") if wanted in one.read_bytes()]
    reading().exec_driver_sql("CHECKPOINT")
    rows = reading().execute(
        text("SELECT relname FROM pg_class WHERE relkind IN ('r', 't', 'i', 'm') AND relpages >= 0")
    )
    found = []
    for name in rows.scalars().all():
        held = text(
            "SELECT position(:wanted IN coalesce(pg_read_binary_file(pg_relation_filepath(oid), 0, 20000000, true),"
            " ''::bytea)) FROM pg_class WHERE relname = :name"
        )
        if any(reading().execute(held, {"wanted": wanted, "name": name}).scalars()):
            found.append(name)
    return found


def rows_of(model, document_id):
    let_go()
    table = model.__table__
    return reading().execute(table.select().where(table.c.document_id == document_id)).all()


def test_what_is_destroyed_leaves_its_log_and_its_place_in_the_catalogue_and_nothing_else(house):
    shared = samples.pdf()
    kept_id = house.filed(attachments=house.attach("同一附件.pdf", shared))
    item_id = house.filed(
        body=f"现将有关事项通知如下：\n{PHRASE}。\n特此通知。",
        attachments=(*house.attach("同一附件.pdf", shared), *house.attach("名单.txt", f"{PHRASE}甲乙".encode())),
    )
    document_id = item(item_id).document_id
    expire(item_id)
    digests = {row.digest for model in (ArchiveFile, Attachment, IssuedPaper) for row in rows_of(model, document_id)}
    living = {row.digest for row in rows_of(ArchiveFile, item(kept_id).document_id)}
    assert digests - living
    assert digests & living
    assert traces()
    before, log = item(item_id), house.log(document_id)
    disposal = witness(house, approve(house, listed(house, item_id)))
    errand = carry_out(house, disposal)

    assert errand.state == errands.DONE, errand.message
    assert house.row(disposal).state == "disposal_done"
    assert house.row(disposal).number == f"销毁{before.filed_at.year}-0001"
    row, after = house.row(document_id), item(item_id)
    assert (row.state, after.state) == ("destroyed", "destroyed")
    assert (after.code, after.title, after.number) == (before.code, before.title, before.number)
    for model in (Revision, Attachment, ArchiveFile, IssuedPaper):
        assert rows_of(model, document_id) == []
    assert [one.action for one in rows_of(Transition, document_id)] == [*log, "destroy"]
    assert rows_of(Erasure, document_id)[0].disposal_id == disposal
    assert traces() == []
    assert not [digest for digest in digests - living if store().exists(digest)]
    assert all(store().check(digest) for digest in living)
    assert verify_all().faults == []

    register = queries.register(reading(), disposal)
    words = text_of(copies.read(register.digest))
    assert all(word in words for word in (before.code, "许雅琴", "蒋蕾", "何素芬", "周静宜", "谢玉兰"))


def test_a_kept_item_gets_a_new_period_and_keeps_its_code(house):
    item_id = house.filed()
    expire(item_id)
    with writing() as connection:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item_id).values(house_term="短期"))
        catalogue.seal(connection, item_id)
    code = item(item_id).code
    kept = {item_id: {"decision": KEEP, "new_period": "D30", "reason": "仍有查考价值"}}
    disposal = witness(house, approve(house, listed(house, item_id, decide=kept)))
    assert carry_out(house, disposal).state == errands.DONE
    row = item(item_id)
    assert (row.state, row.period, row.code) == ("filed", "D30", code)
    assert row.expires_on.year == row.filed_at.year + 31
    change = rows_of(RetentionChange, row.document_id)[0]
    assert (change.old_period, change.period, change.reason) == ("D10", "D30", "仍有查考价值")
    assert house.log(row.document_id)[-1] == "extend_period"
    assert row.house_term == "长期"  # the house's word goes along, as its settings say
    year = row.expires_on.year
    said = f"保管期限短期（10年）改为长期（30年），自{year - 30}年起算，到{year - 1}年12月31日止"
    assert said in house.view(row.document_id).lines[-1].details
    assert verify_all().faults == []


def test_nothing_is_destroyed_without_the_committee_the_chair_and_two_witnesses(house):
    item_id = house.filed()
    expire(item_id)
    disposal = listed(house, item_id)
    with pytest.raises(UnmetNeedError, match="鉴定委员会"):
        house.act(disposal, "propose_disposal", DIRECTOR)
    approve(house, disposal)
    archivist = house.person(ARCHIVIST)
    with pytest.raises(UnmetNeedError, match="两名监销人"):
        disposing.execute(disposal, archivist)
    witness(house, disposal, WITNESSES[0])
    with pytest.raises(UnmetNeedError, match="两名监销人"):
        disposing.execute(disposal, archivist)
    with pytest.raises(NotYoursError):
        disposing.execute(disposal, house.person(CLERK))
    with pytest.raises(InvalidChangeError, match="鉴定销毁中办理"):
        house.act(item(item_id).document_id, "destroy", ARCHIVIST, opinion="到期")
    witness(house, disposal, WITNESSES[1])
    assert carry_out(house, disposal).state == errands.DONE


def test_a_list_without_a_decision_on_each_line_goes_nowhere(house):
    item_id = house.filed()
    expire(item_id)
    disposal = listed(house, item_id, decide={item_id: {"decision": "", "reason": ""}}, submit=False)
    with pytest.raises(UnmetNeedError):
        house.act(disposal, "submit_list", ARCHIVIST)


def test_what_cannot_be_destroyed_is_named_with_its_reason(house):
    archivist = house.person(ARCHIVIST)
    early, forever, due = house.filed(), house.filed(term="永久"), house.filed()
    expire(due)
    for one, reason in ((early, "还没有到期"), (forever, "永久保管")):
        with pytest.raises(InvalidChangeError, match=reason):
            disposing.begin_list((one,), (), "鉴定", "到期", archivist)
    loan = _lent(house, due)
    with pytest.raises(InvalidChangeError, match="已借给谢玉兰"):
        disposing.begin_list((due,), (), "鉴定", "到期", archivist)
    with writing() as connection:
        connection.execute(
            update(ArchiveLoan).where(ArchiveLoan.document_id == loan).values(returned_at=sqlalchemy.func.now())
        )
    listed(house, due)
    with pytest.raises(InvalidChangeError, match="已列入《销毁"):
        disposing.begin_list((due,), (), "又一份", "到期", archivist)
    with pytest.raises(InvalidChangeError, match="没有这个档号：J999"):
        disposing.begin_list((), ("J999",), "鉴定", "到期", archivist)
    with pytest.raises(NotYoursError):
        disposing.begin_list((due,), (), "鉴定", "到期", house.person(CHAIR))


def _lent(house, item_id):
    """A loan of the item that is running; return its document."""
    document, borrower = house.draft(), house.person("xieyulan")
    now = sqlalchemy.func.now()
    with writing() as connection:
        connection.execute(
            insert(ArchiveLoan).values(
                document_id=document, organisation_id=1, way="paper", rule="own", borrower_id=borrower.person_id,
                borrower_name="谢玉兰", holder_name="谢玉兰", unit="", purpose="查考", due_on=date(2030, 1, 1),
                ends_at=now, lent_at=now,
            )
        )  # fmt: skip
        connection.execute(
            insert(ArchiveLoanItem).values(organisation_id=1, loan_id=document, item_id=item_id, position=1)
        )
    return document


def test_what_was_lent_after_the_approval_is_left_and_the_register_says_why(house):
    first, second = house.file([house.at("awaiting_filing"), house.at("awaiting_filing")])
    expire(first, second)
    disposal = witness(house, approve(house, listed(house, first, second)))
    _lent(house, second)
    errand = carry_out(house, disposal)
    assert errand.state == errands.DONE
    assert (item(first).state, item(second).state) == ("destroyed", "filed")
    assert f"{item(second).code}没有办理：已借给谢玉兰" in house.view(disposal).lines[-1].details
    words = text_of(copies.read(queries.register(reading(), disposal).digest))
    assert "没有销毁：已借给谢玉兰" in words
    assert verify_all().faults == []


def test_restricted_items_are_destroyed_by_people_of_their_scope_alone(house):
    one = house.filed()
    document = item(one).document_id
    with writing() as connection:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == one).values(restricted=True))
        connection.execute(text("UPDATE document SET restricted = true WHERE id = :d"), {"d": document})
    expire(one)
    with pytest.raises(InvalidChangeError, match="机要文件，须由知悉范围内的人办理"):
        disposing.begin_list((one,), (), "鉴定", "到期", house.person(ARCHIVIST))


@pytest.mark.parametrize("broken", ["between", "files"])
def test_a_power_cut_leaves_nothing_half_destroyed_unknown(house, monkeypatch, broken):
    items = [house.filed(), house.filed()]
    expire(*items)
    documents = [item(one).document_id for one in items]
    disposal = witness(house, approve(house, listed(house, *items)))
    from routing.services import destroying, forgetting

    done = []

    def cut(*given):
        if broken == "files" or done:
            raise SystemExit("power cut")
        done.append(given)
        return original(*given)

    place = (forgetting, "forget") if broken == "files" else (destroying, "_one")
    original = getattr(*place)
    monkeypatch.setattr(*place, cut)
    with pytest.raises(SystemExit):
        carry_out(house, disposal)
    monkeypatch.undo()
    let_go()
    assert verify_all().faults == [] or broken == "between"  # until the files go, verify names what still lies there
    with writing() as connection:  # the worker is dead, and another one finds its errand
        connection.execute(text("UPDATE errand SET state = 'waiting' WHERE state = 'running'"))
    assert errands.run_next()
    let_go()
    assert house.row(disposal).state == "disposal_done"
    assert [house.row(one).state for one in documents] == ["destroyed", "destroyed"]
    assert verify_all().faults == []
    assert len(reading().execute(select(DisposalRegister.digest)).all()) == 1


@pytest.mark.parametrize("table", ["revision", "issued_paper", "handwriting", "signed_paper", "erasure", "transition"])
def test_the_database_lets_go_of_what_is_destroyed_and_of_nothing_else(house, table):
    item_id = house.filed()
    document_id = item(item_id).document_id
    with writing() as connection:
        if table in {"handwriting", "erasure", "signed_paper"}:
            _lay(connection, table, document_id)
    let_go()
    which = f"DELETE FROM {table}"
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), writing() as connection:
        connection.execute(text(which))
    let_go()
    if table not in {"erasure", "transition"}:
        with writing() as connection:
            connection.execute(text("UPDATE document SET state = 'destroyed' WHERE id = :d"), {"d": document_id})
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), writing() as connection:
            connection.execute(text(f"UPDATE {table} SET organisation_id = 1"))
        let_go()
        with writing() as connection:
            if table == "revision":
                connection.execute(text("DELETE FROM issued_paper"))
            connection.execute(text(which))
        assert verify_all().faults  # whoever writes a state behind the door's back is found


def _lay(connection, table, document_id):
    """A row of that table for the document."""
    at = {"at": sqlalchemy.func.now()}
    if table == "erasure":
        item_row = connection.execute(text("SELECT id FROM archive_item LIMIT 1")).scalar_one()
        given = {"organisation_id": 1, "disposal_id": document_id, "item_id": item_row, "document_id": document_id}
        connection.execute(sqlalchemy.insert(Erasure).values(**given, revisions=1, files=0, digests=[], **at))
        return
    if table == "signed_paper":
        connection.execute(
            text(
                "INSERT INTO signed_paper SELECT id, organisation_id, digest, size, 'x', set_at, mac FROM issued_paper"
            )
        )
        return
    connection.execute(
        text(
            "INSERT INTO handwriting (organisation_id, document_id, serial, person_id, line_digest, digest, strokes) "
            "SELECT organisation_id, document_id, serial, person_id, digest, digest, '' FROM transition "
            "WHERE document_id = :d AND serial = 1"
        ),
        {"d": document_id},
    )


def test_a_text_that_is_missing_without_a_destruction_is_still_found(house):
    item_id = house.filed()
    document_id = item(item_id).document_id
    let_go()
    reading().exec_driver_sql("BEGIN") if reading().dialect.name == "postgresql" else None
    for name in ("issued_paper", "revision"):
        drop = f"DROP FUNCTION {name}_erasable() CASCADE"
        reading().execute(text(drop if reading().dialect.name == "postgresql" else f"DROP TRIGGER {name}_no_delete"))
        table = (IssuedPaper if name == "issued_paper" else Revision).__table__
        reading().execute(delete(table).where(table.c.document_id == document_id))
    assert any("is gone" in fault for fault in verify_all().faults)
    let_go()
