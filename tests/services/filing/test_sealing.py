"""封卷: numbers without a gap, everything put together, and no power cut that loses or doubles anything."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.extensions import db
from routing.models import ArchiveBox, ArchiveFile, ArchiveItem, Errand, FilingRound, Transition
from routing.services import copies, errands
from routing.services.errors import InvalidChangeError
from routing.services.filing import catalogue, deciding, rounds, sealing
from routing.services.verifying import verify_all
from tests.factories import ARCHIVIST, CLERK


class PowerCut(BaseException):
    """The process is gone, here and now."""


def decided(house, term="长期"):
    """A round with two documents and a received paper decided, and one left out; return its id."""
    house.at("awaiting_filing")
    house.at("awaiting_filing", kind="决定")
    for columns in ({}, {"category": "阅件", "source_number": "苏妇发〔2026〕9号"}):
        paper = house.receive(**columns)
        house.act(paper, "keep", CLERK)
    archivist = house.person(ARCHIVIST)
    round_id = rounds.open_round(clock.today().year, archivist)
    ids = reading().execute(select(ArchiveItem.id)).scalars().all()
    deciding.accept(round_id, ids, archivist)
    return round_id


def items():
    return reading().execute(select(ArchiveItem.__table__).order_by(ArchiveItem.id)).all()


def told():
    """What a sealing must come to, however often it broke off: codes, states, files, lines of the log, boxes."""
    let_go()
    return {
        "items": [(row.code, row.state, row.pages, row.serial, bool(row.mac)) for row in items()],
        "files": [tuple(row) for row in reading().execute(
            select(ArchiveFile.item_id, ArchiveFile.position, ArchiveFile.kind, ArchiveFile.pages).order_by(
                ArchiveFile.item_id, ArchiveFile.position))],
        "lines": [tuple(row) for row in reading().execute(
            select(Transition.action, func.count()).where(Transition.action.in_(("file", "leave_out"))).group_by(
                Transition.action).order_by(Transition.action))],
        "boxes": reading().execute(select(func.count()).select_from(ArchiveBox)).scalar_one(),
        "round": reading().execute(select(FilingRound.state, FilingRound.report)).one()[0],
    }  # fmt: skip


def test_a_round_is_sealed_with_its_numbers_files_boxes_and_report(house):
    round_id, archivist = decided(house), house.person(ARCHIVIST)
    sealing.seal(round_id, archivist)
    assert errands.run_next()
    round_ = reading().execute(select(FilingRound.__table__)).one()
    assert round_.state == "sealed"
    assert round_.report["filed"] == 3
    assert [row["reason"] for row in round_.report["left_out"]] == ["只供阅知，不需本会办理"]
    year = clock.today().year
    codes = {row.code for row in items() if row.state == "filed"}
    assert codes == {f"Z109-WS·{year}-{rest}" for rest in ("D30-QYB-0001", "Y-QYB-0001", "D30-BGS-0001")}
    for row in items():
        if row.state == "filed":
            assert row.pages == sum(file.pages for file in _files(row.id)) > 0
            assert catalogue.holds(reading(), row)
            assert all(copies.read(file.digest) is not None for file in _files(row.id))
            assert row.expires_on is None if row.period == "Y" else row.expires_on.year == year + 31
    assert {row.state for row in items()} == {"filed", "left_out"}
    with pytest.raises(InvalidChangeError, match="已经封卷"):
        sealing.seal(round_id, archivist)
    with pytest.raises(InvalidChangeError, match="已经封卷"):
        deciding.undo([items()[0].id], archivist)
    assert verify_all().faults == []
    assert house.filed(), "a further round of the year goes on with the next number"
    last = items()[-1]
    assert last.code == f"Z109-WS·{year}-D30-QYB-0002"
    _assert_altered_rows_are_found(last)


def _files(item_id):
    return reading().execute(select(ArchiveFile.__table__).where(ArchiveFile.item_id == item_id)).all()


def _assert_altered_rows_are_found(item):
    """Whoever edits the catalogue behind the house's back is found out by `flask verify`."""
    with writing() as connection:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item.id).values(title="改过的题名"))
    assert verify_all().faults == [f"archive item {item.code}: its row or its files were altered"]
    with writing() as connection:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item.id).values(title=item.title, serial=3))
    assert f"archive item {item.code}: its 件号 is 3" in verify_all().faults


def test_what_is_undecided_is_named_and_nothing_is_sealed(house):
    round_id, archivist = decided(house), house.person(ARCHIVIST)
    deciding.undo([items()[1].id], archivist)
    with pytest.raises(InvalidChangeError, match="还有1件没有定保管期限：《泰州市妇女联合会关于开展维权周活动的通知》"):
        sealing.seal(round_id, archivist)
    assert {row.code for row in items()} == {""}


def test_a_sealing_that_a_power_cut_breaks_off_anywhere_is_finished_by_the_next_worker(house):
    round_id, archivist = decided(house), house.person(ARCHIVIST)
    sealing.seal(round_id, archivist)
    cuts, ended = 0, False
    while not ended:
        ended = _run_until_cut(after=3 + cuts % 2)  # taken, told, and one step or two
        cuts += not ended
        assert cuts < 60
        _worker_is_taken_for_dead()
    assert cuts >= 8, "it was broken off between its steps again and again"
    once = told()
    assert once["round"] == "sealed"
    assert once["lines"] == [("file", 3), ("leave_out", 1)]
    assert [len(_files(row.id)) for row in items() if row.state == "filed"] == [3, 3, 1]
    assert sorted(row[0][-4:] for row in once["items"] if row[0]) == ["0001"] * 3
    assert verify_all().faults == []
    assert not errands.run_next(), "and nothing is left to do"
    assert told() == once


def _run_until_cut(after):
    """Run the errand until it has committed so many times and the power fails; True where it came to its end."""
    left = [after]

    def cut(connection):
        left[0] -= 1
        if left[0] < 0:
            connection.invalidate()  # the database never hears of it
            raise PowerCut

    event.listen(db.engine, "commit", cut)
    try:
        return errands.run_next()
    except PowerCut:
        return False
    finally:
        event.remove(db.engine, "commit", cut)
        let_go()


def _worker_is_taken_for_dead():
    with writing() as connection:
        silent = clock.now() - errands.SILENT - timedelta(seconds=1)
        connection.execute(update(Errand).where(Errand.state == "running").values(beat_at=silent))
