"""Who may see: the rule on a row and the rule in SQL are one rule, for everybody and every document."""

import pytest
from sqlalchemy import select

import workflows
from routing import demo, policy
from routing.database import reading
from routing.models import Document, Slip
from routing.queries import documents
from routing.services.errors import MissingDocumentError
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR
from workflows.roles import Role

OUTGOING = workflows.get("outgoing")
PEOPLE = [username for _, _, _, holders in demo.POSTS for username, _ in holders]


def test_the_row_and_the_sql_agree_for_everybody_in_every_state(house):
    for state in OUTGOING.line:
        house.at(state.key)
    house.act(house.at("printing", by="panyue"), "annul", by=CHAIR, opinion="不发")
    house.at("office_review", by="tianli")
    house.act(house.at("office_review"), "return", by=CLERK, opinion="请改", target="drafting")
    rows = reading().execute(select(Document.__table__)).all()
    slips = reading().execute(select(Slip.document_id, Slip.holder)).all()
    for username in PEOPLE:
        actor = house.person(username)
        by_sql = set(reading().execute(select(Document.id).where(policy.readable(actor))).scalars())
        by_row = {
            row.id
            for row in rows
            if policy.may_read(
                actor, row, took_part=any(s.document_id == row.id and s.holder in actor.keys for s in slips)
            )
        }
        assert by_sql == by_row, username
        for row in rows:
            assert documents.is_readable(reading(), row.id, actor) == (row.id in by_row)
            assert visible(row.id, actor) == (row.id in by_row)


def visible(document, actor):
    try:
        documents.view(reading(), document, actor)
    except MissingDocumentError:
        return False
    return True


@pytest.mark.parametrize(
    ("username", "drafted", "filed"),
    [
        (DRAFTER, True, True),
        (HEAD, True, True),
        (CHAIR, True, True),
        (VICE_CHAIR, True, True),
        (CLERK, True, True),
        ("hesufen", True, True),
        ("panyue", False, True),
        ("yanhongmei", False, True),
        ("jianglei", False, True),
        ("sysadmin", False, False),
        ("secadmin", False, False),
        ("auditor", False, False),
    ],
)
def test_a_draft_is_its_departments_and_what_was_issued_is_everybodys(house, username, drafted, filed):
    draft, issued, actor = house.draft(), house.at("distributing"), house.person(username)
    assert (visible(draft, actor), visible(issued, actor)) == (drafted, filed)


def test_nobody_reads_a_document_of_another_house(house):
    from dataclasses import replace

    document = house.at("awaiting_filing")
    for username in PEOPLE:
        stranger = replace(house.person(username), organisation_id=2)
        assert not visible(document, stranger)
        assert not documents.is_readable(reading(), document, stranger)


@pytest.mark.parametrize("state", [state.key for state in OUTGOING.line if not state.final])
def test_whom_the_page_offers_an_action_the_door_lets_through_and_nobody_else(house, state):
    """May I act is asked once: of every action by everybody, what stands open is exactly what is offered."""
    from routing.queries.choices import choices

    document = house.at(state)
    for username in PEOPLE:
        actor = house.person(username)
        if not visible(document, actor):
            continue
        view = documents.view(reading(), document, actor)
        offered = {choice.action.key for choice in choices(view, actor)}
        standing = {
            action.key
            for action in OUTGOING.actions_from(state)
            if policy.standing(action, actor, view.open, None, view.document.drafter_id) is not None
        }
        assert offered <= standing, username
        holders = {action.key for action in OUTGOING.actions_from(state) if action.by is Role.HOLDER}
        assert bool(offered & holders) == (view.slip.holder in actor.keys), username
