"""The rules and the house: which versions are in use, who acts in each step today, and how much lies there."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

import workflows
from routing import clock
from routing.actor import Actor
from routing.models import Department, Document, Organisation, Slip, WorkflowVersion
from routing.queries.chart import Chart, NobodyThereError, chart_of
from routing.queries.tenure import open_on
from routing.services.errors import MissingRecordError
from routing.services.facts import workflow_of
from workflows.model import Workflow
from workflows.roles import Role

SHOWN: Final = 12  # hex digits of a version's digest


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a workflow with its documents: `running` are not yet at an end."""

    key: str
    digest: str
    current: bool
    running: int
    documents: int


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts in a role today: a post with its people, and for which departments.

    `reason`: why it is not the proper post that acts; or, where there is no name, why there is nobody.
    """

    name: str
    people: str = ""
    departments: tuple[str, ...] = ()
    reason: str = ""


def workflow(connection: Connection, key: str, version: str = "") -> Workflow:
    """Today's definition, or the version whose digest begins like that. Raises MissingRecordError."""
    today = workflows.ALL.get(key)
    if today is not None and (not version or today.digest.startswith(version)):
        return today
    digest = connection.execute(
        select(WorkflowVersion.digest)
        .where(WorkflowVersion.key == key, WorkflowVersion.digest.startswith(version, autoescape=True))
        .order_by(WorkflowVersion.first_used_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    if digest is None:
        raise MissingRecordError(f"workflow {key} {version}")
    return workflow_of(connection, key, digest)


def versions(connection: Connection, actor: Actor) -> list[Version]:
    """Every version that holds now or has documents of the house: today's first in each workflow."""
    running, documents = defaultdict[tuple[str, str], int](int), defaultdict[tuple[str, str], int](int)
    for row in connection.execute(
        select(Document.workflow, Document.workflow_digest, Document.state, func.count().label("documents"))
        .where(Document.organisation_id == actor.organisation_id)
        .group_by(Document.workflow, Document.workflow_digest, Document.state)
    ):
        version = (row.workflow, row.workflow_digest)
        documents[version] += row.documents
        if not workflow_of(connection, *version).state(row.state).final:
            running[version] += row.documents
    today = [(key, one.digest) for key, one in workflows.ALL.items()]
    found = [*today, *(version for version in documents if version not in today)]
    order = list(workflows.ALL)
    return [
        Version(*version, version in today, running[version], documents[version])
        for version in sorted(found, key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    ]


def waiting(connection: Connection, actor: Actor, key: str) -> dict[str, int]:
    """How many open slips lie in each state of that workflow's documents."""
    rows = connection.execute(
        select(Slip.state, func.count().label("slips"))
        .join(Document, Document.id == Slip.document_id)
        .where(Slip.organisation_id == actor.organisation_id, Slip.closed_at.is_(None), Document.workflow == key)
        .group_by(Slip.state)
    )
    return {row.state: row.slips for row in rows}


def chart(connection: Connection, actor: Actor) -> Chart:
    """The house's chart of today."""
    version = connection.execute(
        select(Organisation.chart_version).where(Organisation.id == actor.organisation_id)
    ).scalar_one()
    return chart_of(connection, actor.organisation_id, version)


def departments(connection: Connection, actor: Actor) -> dict[int, str]:
    """The departments that are open today, by id."""
    rows = connection.execute(
        select(Department.id, Department.name)
        .where(Department.organisation_id == actor.organisation_id, open_on(Department, clock.today()))
        .order_by(Department.position, Department.id)
    )
    return {row.id: row.name for row in rows}


def acting(house: Chart, role: Role, among: dict[int, str]) -> tuple[Acting, ...]:
    """Who acts in a role today, for each of the departments `among` where that makes a difference.

    Nothing for a role that each document fills for itself: its drafter, the department that drafted it.
    """
    if role in {Role.DRAFTER, Role.DRAFTING_DEPARTMENT, Role.NOBODY}:
        return ()
    found = defaultdict[Acting, list[str]](list)
    for department, name in among.items():
        found[_acting(house, role, department)].append(name)
    return tuple(
        Acting(
            one.name, one.people, tuple(of) if role is Role.VICE_CHAIR or 1 < len(of) < len(among) else (), one.reason
        )
        for one, of in found.items()
    )


def _acting(house: Chart, role: Role, department: int) -> Acting:
    try:
        holder = house.holder(role, department, 0, "")
    except NobodyThereError as error:
        return Acting("", reason=error.message)
    return Acting(holder.name, house.holder_people(holder.key), reason=holder.reason)
