"""Small artificial workflows, and how a document is begun under one of them at the real door."""

from sqlalchemy import select

import workflows
from routing.database import reading
from routing.models import NumberSeries
from routing.services.advance import Draft, begin
from routing.services.orders import Convening, Parties
from tests.factories import DRAFTER, NOTICE
from workflows.common import shared
from workflows.model import Action, State, Workflow
from workflows.roles import Role
from workflows.soundness import check

END = State("end", "办结", "办结", "DA-1", Role.NOBODY, final=True)


def state(key, role=Role.OFFICE_CLERK, **more):
    return State(key, key, key, "FW-2", role, days=2, **more)


def action(key, *ways, **more):
    return Action(key, key, key, "FW-2", ways, "", **more)


def flow(states, *actions, fields=()):
    """A sound workflow of those states and actions, and an end."""
    return check(Workflow("artificial", "试验", states[0].key, (*states, END), actions, tuple(fields)))


def joint_flow(*states, actions):
    """The same with the sheet's columns and all that people do with each other: sign together, pass on, ask."""
    together = shared((*states, END), states, ((states[1].key, states[0].key),))
    return flow(states, *actions, *together, fields=workflows.get("outgoing").fields)


def begun(house, workflow, by=DRAFTER, content=NOTICE):
    """A document begun under that workflow; its id."""
    actor = house.person(by)
    series = reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one()
    draft = Draft(workflow, actor.departments[0], "权益部", series)
    return begin(draft, content, actor).document_id


def post(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def parties(house, *usernames):
    return Parties(tuple(post(house, name) for name in usernames))


def convening(house, usernames, rule="all", need=0, refusal="record"):
    return Convening(tuple(post(house, name) for name in usernames), rule, need, refusal)


def waiting(house, document, *kinds):
    """Before whom open slips lie, in order: the names of the posts."""
    slips = house.slips(document)
    return [slip.holder_name for slip in slips if slip.closed_at is None and (not kinds or slip.kind in kinds)]


def outcomes(house, document, kind):
    return [slip.outcome for slip in house.slips(document) if slip.kind == kind]


def names(house, *usernames):
    return [house.person(name).seats[0].name for name in usernames]
