"""A signature by hand goes through the door with the action, never instead of the log; a changed one is named."""

import json

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from routing.database import let_go, reading, writing
from routing.models import Handwriting, Transition
from routing.services import batch
from routing.services.advance import open_slips
from routing.services.errors import InvalidChangeError
from routing.services.verifying import verify_all
from routing.typeset.strokes import Strokes
from tests.factories import CHAIR, HEAD, VICE_CHAIR
from workflows.definitions import outgoing

HAND = Strokes.read(json.dumps({"aspect": 2.5, "strokes": [[[0.1, 0.5], [0.3, 0.2], [0.9, 0.7]], [[0.5, 0.5]]]}))


def kept():
    return reading().execute(select(Handwriting.__table__)).all()


@pytest.fixture
def signed(house):
    """A document that the chair has signed by hand."""
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, opinion="发", handwriting=HAND)
    return document


def test_the_strokes_are_kept_beside_their_line_which_names_them(house, signed):
    (row,) = kept()
    line = reading().execute(select(Transition.__table__).order_by(Transition.id.desc()).limit(1)).one()
    assert (row.document_id, row.serial, row.line_digest) == (signed, line.serial, line.digest)
    assert row.person_id == house.person(CHAIR).person_id == line.person_id
    assert Strokes.read(row.strokes) == HAND
    assert HAND.digest in line.details
    assert line.person_name == house.person(CHAIR).name
    assert house.view(signed).lines[-1].strokes == HAND.text
    assert verify_all().faults == []


def test_who_does_not_sign_by_hand_leaves_nothing(house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR)
    assert kept() == []
    assert "手写" not in house.view(document).lines[-1].details


def test_only_where_a_name_is_put_to_the_text_is_a_signature_taken(house):
    document = house.at("vice_chair_review")
    with pytest.raises(InvalidChangeError, match="不用手写签名"):
        house.act(document, "return", by=VICE_CHAIR, opinion="再核", target="drafting", handwriting=HAND)
    assert kept() == []
    assert house.log(document)[-1] != "return"
    signing = {action.key for action in outgoing.WORKFLOW.actions if action.signs}
    assert signing == {
        "review", "proofread", "approve", "sign", "proof_check", "sign_jointly", "decline_jointly", "acknowledge",
    }  # fmt: skip


def test_a_refused_action_keeps_no_strokes(house):
    document = house.at("signing")
    with pytest.raises(InvalidChangeError, match="最多2000字"):
        house.act(document, "sign", by=CHAIR, opinion="发" * 2_001, handwriting=HAND)
    assert kept() == []


def test_in_a_batch_the_typed_name_stands(house):
    document = house.at("department_review")
    head = house.person(HEAD)
    open_slips(document, head)
    (result,) = batch.act("review", [(document, house.row(document).version)], "同意", head)
    assert not result.refusal
    assert kept() == []


def test_the_database_itself_refuses_to_change_or_take_away_a_signature(signed):
    for statement in (update(Handwriting).values(strokes="{}"), delete(Handwriting)):
        with pytest.raises(DBAPIError, match="append-only"), writing() as connection:
            connection.execute(statement)


OTHER = Strokes.read(json.dumps({"aspect": 2.5, "strokes": [[[0.2, 0.5], [0.3, 0.2]]]}))


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (update(Handwriting).values(strokes=OTHER.text), "its signature by hand was altered"),
        (update(Handwriting).values(strokes=OTHER.text, digest=OTHER.digest), "its signature by hand was altered"),
        (update(Handwriting).values(person_id=Handwriting.person_id + 1), "its signature by hand was altered"),
        (update(Handwriting).values(line_digest="0" * 64), "its signature by hand was altered"),
        (update(Handwriting).values(serial=2), "a signature by hand was laid beside it"),
        (delete(Handwriting), "its signature by hand is gone"),
    ],
)
def test_a_signature_that_is_not_as_it_was_given_is_named(signed, tampering, said):
    let_go()
    connection = reading()
    if connection.dialect.name == "postgresql":
        for guard in ("append_only", "erasable"):
            connection.execute(text(f"DROP FUNCTION handwriting_{guard}() CASCADE"))
    else:
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER handwriting_no_{event}"))
    connection.execute(tampering)
    (fault,) = verify_all().faults
    assert said in fault
    assert f"document {signed}《" in fault


def test_a_signature_laid_beside_a_line_that_names_none_is_named(house, signed):
    document = house.at("signing")
    lines = select(Transition.__table__).where(Transition.document_id == document)
    line = reading().execute(lines.limit(1)).one()
    row = {name: getattr(line, name) for name in ("organisation_id", "document_id", "serial", "person_id")}
    forged = {**row, "line_digest": line.digest, "digest": HAND.digest, "strokes": HAND.text}
    with writing() as connection:
        connection.execute(insert(Handwriting), forged)
    (fault,) = verify_all().faults
    assert "a signature by hand was laid beside it" in fault
