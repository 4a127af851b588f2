"""Long work that somebody asked for."""

import threading

from routing.database import let_go, reading
from routing.models import Errand
from routing.services import errands
from tests.factories import ARCHIVIST


def test_two_who_ask_for_the_same_at_once_get_one_errand(house, app):
    archivist, at_once = house.person(ARCHIVIST), 6
    asked, together = [], threading.Barrier(at_once)
    let_go()

    def ask():
        with app.app_context():
            together.wait()
            asked.append(errands.ask("disposal", "销毁：泰妇销字(2026)第1号", archivist, subject_id=7))

    people = [threading.Thread(target=ask) for _ in range(at_once)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    let_go()
    assert len(asked) == at_once
    assert set(asked) == set(reading().execute(Errand.__table__.select()).scalars())
    assert len(set(asked)) == 1
