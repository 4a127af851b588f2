"""Sixteen processes at once, on both databases: for numbers, for a signature, and under `kill -9`."""

import json
import multiprocessing
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest
import sqlalchemy
from sqlalchemy import select

from routing import demo
from routing.database import let_go, reading
from routing.extensions import db
from routing.models import Document, Number, Receipt, Revision, Slip, Transition
from routing.search.characters import normalise
from routing.search.find import find
from routing.search.query import Query
from routing.search.schema import search_entry, search_text
from routing.services.orders import Circulating
from routing.services.verifying import verify_all
from tests.factories import CLERK
from tests.racing import work

PROCESSES = 16
KILLS = 200
SERVER_KILLS = 12
BETWEEN_KILLS = 200  # bytes of the journals: some five actions

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.racing.work"])


@pytest.fixture
def crowd(app, database, tmp_path):
    """Run one function of `work` in all processes at once, each with arguments of its own; return what they return."""

    def run(function, arguments):
        let_go()
        barrier = context.Barrier(PROCESSES)
        entrance = (database, str(tmp_path), barrier)
        with ProcessPoolExecutor(PROCESSES, context, work.enter, entrance) as pool:
            futures = [pool.submit(function, *given) for given in arguments]
            return [future.result(timeout=120) for future in futures]

    return run


def serials():
    return list(reading().execute(select(Number.serial).order_by(Number.serial)).scalars())


def states():
    return Counter(reading().execute(select(Document.state)).scalars())


def test_a_race_for_numbers_leaves_no_gap_and_gives_none_twice(house, crowd):
    documents = [house.at("numbering") for _ in range(PROCESSES * 8)]
    given = crowd(work.number, [(documents[place::PROCESSES],) for place in range(PROCESSES)])
    numbers = [number for part in given for number, _ in part]
    assert len(set(numbers)) == len(documents)
    assert serials() == list(range(1, len(documents) + 1))
    assert not verify_all().faults


def test_the_first_numbers_of_a_year_are_raced_for_as_well(house, crowd):
    documents = [house.at("numbering") for _ in range(PROCESSES)]
    crowd(work.number, [([document],) for document in documents])
    assert serials() == list(range(1, PROCESSES + 1))


def test_of_sixteen_who_sign_one_document_at_once_one_signs(house, crowd):
    documents = [house.at("signing") for _ in range(50)]
    attempts = crowd(work.sign, [(documents,)] * PROCESSES)
    for came_to in zip(*attempts, strict=True):
        assert Counter(came_to)["signed"] == 1
        assert set(came_to) <= {"signed", "StaleError", "NotYoursError", "NotOpenHereError"}
    assert states() == {"numbering": 50}
    signatures = reading().execute(select(Transition.document_id).where(Transition.action == "sign")).scalars().all()
    assert sorted(signatures) == documents
    assert not verify_all().faults


def test_one_form_sent_by_sixteen_at_once_acts_once(house, crowd):
    documents = [house.at("signing") for _ in range(20)]
    receipts = [f"form-{document}" for document in documents]
    attempts = crowd(work.sign, [(documents, receipts)] * PROCESSES)
    for came_to in zip(*attempts, strict=True):
        assert Counter(came_to) == {"signed": 1, "repeated": PROCESSES - 1}
    assert states() == {"numbering": 20}
    assert not verify_all().faults


def test_when_all_read_at_once_each_signs_once_and_the_paper_goes_on_once(house, crowd):
    people = [username for *_, holders in demo.POSTS[:-3] for username, _ in holders][:PROCESSES]
    keys = tuple(f"person:{house.person(username).person_id}" for username in people)
    papers = [house.receive() for _ in range(8)]
    for paper in papers:
        house.act(paper, "circulate_at_once", CLERK, change=Circulating(keys))
    crowd(work.read, [(papers, username) for username in people])
    for paper in papers:
        slips = house.slips(paper)
        assert sorted(slip.holder for slip in slips if slip.outcome == "read") == sorted(keys)
        assert [slip.kind for slip in slips if slip.closed_at is None] == ["main"]
    assert not verify_all().faults


def test_two_hundred_kills_lose_nothing_that_was_acknowledged(app, database, tmp_path):
    db.session.remove()
    db.engine.dispose()
    massacre = _Massacre(database, tmp_path)
    massacre.run()
    report = verify_all()
    assert not report.faults
    assert report.documents > 50
    assert report.numbers > 20
    assert serials() == list(range(1, report.numbers + 1))
    _nothing_acknowledged_is_lost(massacre.acknowledged())
    _nothing_is_in_half_a_state()
    _everything_is_indexed_as_it_is()


class _Massacre:
    """Workers that are killed at any moment and replaced, and on PostgreSQL the server's processes as well."""

    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        self.dice = random.Random(2026)
        self.started, self.done = 0, 0

    def run(self):
        crew = [self._start() for _ in range(PROCESSES)]
        try:
            self._wait_until_all_work(crew)
            for kill in range(KILLS):
                self._wait_until_more_is_done(crew)
                time.sleep(self.dice.uniform(0, 0.03))
                victim = self.dice.choice([place for place, worker in enumerate(crew) if self._works(worker)])
                crew[victim].kill()
                crew[victim].join()
                assert crew[victim].exitcode == -9, "a worker had died by itself"
                crew[victim] = self._start()
                if kill % (KILLS // SERVER_KILLS) == 0:
                    self._kill_a_backend()
        finally:
            for worker in crew:
                worker.kill()
                worker.join()

    def _start(self):
        self.started += 1
        name = f"journal-{self.started}"
        given = (self.database, str(self.folder), str(self.folder / name), self.started)
        worker = context.Process(target=work.toil, args=given, name=name, daemon=True)
        worker.start()
        return worker

    def _works(self, worker):
        """Has it acknowledged anything yet? To kill one that is still being started proves little."""
        journal = self.folder / worker.name
        return journal.exists() and journal.stat().st_size > 0

    def _wait_until_all_work(self, crew):
        self._wait_until(lambda: all(map(self._works, crew)))

    def _wait_until_more_is_done(self, crew):
        """Kills come among work, however slow the machine is: a few acknowledged actions lie between two."""
        self._wait_until(lambda: self._written() > self.done + BETWEEN_KILLS and any(map(self._works, crew)))
        self.done = self._written()

    @staticmethod
    def _wait_until(reached):
        deadline = time.monotonic() + 120
        while not reached():
            assert time.monotonic() < deadline, "the workers do not work"
            time.sleep(0.005)

    def _journals(self):
        return list(self.folder.glob("journal-*"))

    def _written(self):
        return sum(path.stat().st_size for path in self._journals())

    def _kill_a_backend(self):
        if not self.database.startswith("postgresql"):
            return
        engine = sqlalchemy.create_engine(self.database, poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(
                sqlalchemy.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY random() LIMIT 1"
                )
            )

    def acknowledged(self):
        """What the journals say. The last line of a killed worker may be torn: it was not yet on the disk."""
        lines = []
        for path in self._journals():
            lines += [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
        return lines


def _nothing_acknowledged_is_lost(acknowledged):
    assert len(acknowledged) > 500
    kept = {row.key: row for row in reading().execute(select(Receipt.key, Receipt.document_id, Receipt.action))}
    numbers = dict(reading().execute(select(Document.id, Document.number)).tuples().all())
    for receipt, document, action, number in acknowledged:
        assert (kept[receipt].document_id, kept[receipt].action) == (document, action)
        assert not number or numbers[document] == number
    assert len({receipt for receipt, *_ in acknowledged}) == len(acknowledged)
    # Each receipt has its line in the log: what is kept in one table is kept in the other.
    lines = Counter(reading().execute(select(Transition.document_id, Transition.action)).tuples().all())
    assert lines == Counter((row.document_id, row.action) for row in kept.values())


def _nothing_is_in_half_a_state():
    connection = reading()
    open_slips = Counter(connection.execute(select(Slip.document_id).where(Slip.closed_at.is_(None))).scalars())
    for row in connection.execute(select(Document.id, Document.state, Document.number, Document.log_length)):
        lines = (
            connection.execute(
                select(Transition.to_state).where(Transition.document_id == row.id).order_by(Transition.serial)
            )
            .scalars()
            .all()
        )
        assert lines[-1] == row.state
        assert len(lines) == row.log_length
        assert open_slips[row.id] == (0 if row.state == "awaiting_filing" else 1)
    borne = connection.execute(select(Document.number).where(Document.number != "")).scalars().all()
    assert sorted(borne) == sorted(connection.execute(select(Number.text)).scalars())


def _everything_is_indexed_as_it_is():
    connection = reading()
    rows = connection.execute(
        select(Document.id, Document.title, Document.number, Revision.body).join(
            Revision, Revision.id == Document.revision_id
        )
    ).all()
    indexed = {
        row.document_id: row
        for row in connection.execute(
            select(search_entry, search_text.c.title_normal, search_text.c.body_normal).join(
                search_text, search_text.c.key == search_entry.c.key
            )
        )
    }
    assert indexed.keys() == {row.id for row in rows}
    for row in rows:
        entry = indexed[row.id]
        assert (entry.title_normal, entry.body_normal) == (normalise(row.title), normalise(row.body))
        assert bool(entry.number_serial) == bool(row.number)
        word = row.title.removeprefix("关于").removesuffix("的通知")
        page = find(connection, Query(text=f'"{word}有关事项"', organisation_id=1))
        assert [hit.document_id for hit in page.hits] == [row.id]
