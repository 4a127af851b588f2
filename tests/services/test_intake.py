"""The office's desk: one paper is registered once, also when two clerks have it in hand at the same moment."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from routing import clock
from routing.database import reading
from routing.models import Document
from routing.queries.people import actor_called
from routing.services import intake
from routing.services.errors import InvalidChangeError
from tests.factories import CHAIR, CLERK, DRAFTER, LETTER
from workflows.errors import UnmetNeedError

ROUNDS = 4


def letter(**columns):
    return replace(LETTER, received_on=clock.today().isoformat(), **columns)


def test_of_two_clerks_who_register_the_same_paper_at_once_one_is_told(app, house):
    for turn in range(ROUNDS):
        content, start, said = letter(source_number=f"苏妇发〔2026〕{turn}号"), threading.Barrier(2), []

        def work(username, content=content, start=start, said=said, turn=turn):
            with app.app_context():
                actor = actor_called(reading(), username)
                start.wait()
                try:
                    said.append(intake.register(content, actor, f"{username}-{turn}").number)
                except InvalidChangeError as error:
                    said.append(error.message)

        clerks = [threading.Thread(target=work, args=(one,)) for one in (CLERK, "tangxiaomei")]
        for clerk in clerks:
            clerk.start()
        for clerk in clerks:
            clerk.join()
        assert sorted(one.startswith("上级收") for one in said) == [False, True], said
        assert any("登记过" in one for one in said)
    assert reading().execute(select(func.count()).select_from(Document)).scalar_one() == ROUNDS


def test_what_could_not_be_registered_is_not_kept(house):
    clerk = house.person(CLERK)
    for content in (letter(kind=""), letter(unconfirmed=("title",))):
        with pytest.raises(UnmetNeedError):
            intake.register(content, clerk, "paper-1")
    assert reading().execute(select(Document.id)).all() == []


def test_what_was_handed_in_and_is_here_already_is_told_when_it_is_registered(house):
    clerk, member = house.person(CLERK), house.person(DRAFTER)
    intake.register(letter(), clerk, "paper-1")
    handed = intake.receiving.hand_in(letter(), member).document_id
    with pytest.raises(InvalidChangeError, match="登记过"):
        intake.complete(handed, letter(), clerk, None, "paper-2")
    intake.complete(handed, letter(), clerk, None, "paper-2", anyway=True)
    assert house.row(handed).number.endswith("-0002")


def test_a_restricted_paper_tells_nobody_who_has_it_twice(house):
    clerk = house.person(CLERK)
    scope = house.scope(CHAIR)
    for turn in range(2):
        intake.register(letter(origin="confidential", scope=scope), clerk, f"paper-{turn}")
    assert reading().execute(select(func.count()).select_from(Document)).scalar_one() == 2


def test_a_sender_that_was_never_heard_of_is_pointed_out_with_the_names_that_are_like_it(house):
    clerk = house.person(CLERK)
    first = house.receive()
    assert "江苏省妇女联合会”是第一次登记" in intake.doubts(letter(), clerk, first)[0]
    again = house.receive(source_number="苏妇发〔2026〕9号")
    assert intake.doubts(letter(), clerk, again) == ()
    other = letter(organ="江苏省民政厅")
    assert "是不是" not in intake.doubts(other, clerk, house.receive(organ=other.organ))[0]
    mistyped = letter(organ="江苏省妇女联和会")
    assert "是不是“江苏省妇女联合会”" in intake.doubts(mistyped, clerk, house.receive(organ=mistyped.organ))[0]
