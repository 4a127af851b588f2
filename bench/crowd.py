"""More people than the demo house has: who sign together by the thirty, and whose trays are full or nearly empty."""

from typing import Final

from sqlalchemy import func, select, update

from bench.databases import Database
from bench.rounds import Median, Round, median, timed
from bench.scenes import LINKS, OPINION, Request, Side, Stage, admit, approvals, let_go, settle, verify
from bench.servers import Client
from routing import clock
from routing.database import reading, writing
from routing.models import Department, Document, Person, Slip, Transition
from routing.queries.people import actor_called
from routing.services.administration import holdings, people, posts
from routing.services.advance import Order, advance
from routing.services.orders import Convening, Parties
from workflows.model import SIGN
from workflows.roles import Capacity

SIGNERS: Final = 30
FULL, SPARSE = 500, 10  # slips before somebody
WARMING: Final = 2  # rounds that are not counted: both workers come to know the larger house


def signing(client: Client, stage: Stage, convener: str, rounds: int, count: int) -> tuple[Median, Median]:
    """会签同意 on documents of which SIGNERS slips are open, and the floor's approval: the medians of both.

    The documents stay where they are: before each round a late-comer takes the place of the one who signed.
    """
    product, floor = stage.sides
    keys = found(stage.database, SIGNERS + rounds + WARMING)
    product.pool = product.pool[:count]
    _convene(stage, product.pool, convener, tuple(keys.values())[:SIGNERS])
    mine, bare = list[Round](), list[Round]()
    for turn, (who, late) in enumerate(zip(keys, tuple(keys.values())[SIGNERS:], strict=False)):
        admit(product, who)
        both = timed(client, product, _signatures(product, who)), timed(client, floor, approvals(stage, floor, count))
        _check(stage, product.pool, keys[who])
        settle(stage, floor)
        _follow(stage, product.pool, convener, late)
        if turn >= WARMING:
            mine.append(both[0])
            bare.append(both[1])
    stage.acted |= {*product.pool}
    verify(stage)
    return median(mine), median(bare)


def trays(client: Client, stage: Stage, rounds: int, count: int) -> tuple[Median, Median]:
    """待办 of somebody with FULL open slips, and of somebody with SPARSE ones: the medians of both."""
    side, keys = stage.sides[0], found(stage.database, 2)
    _share_out(stage, keys)
    asked = []
    for who, shown in zip(keys, (20, SPARSE), strict=True):
        admit(side, who)
        asked.append([side.get("/tray", who, LINKS, shown) for _ in range(count)])
        client.ask(side.server, asked[-1], 8)
    found_by = [[timed(client, side, requests) for requests in asked] for _ in range(rounds)]
    return median([full for full, _ in found_by]), median([sparse for _, sparse in found_by])


def found(database: Database, number: int) -> dict[str, str]:
    """Found so many posts with somebody in each, as the officers do; return the posts' keys by user name."""
    keys = {}
    with database.app().app_context():
        system, security = (actor_called(reading(), who) for who in ("sysadmin", "secadmin"))
        department = reading().execute(select(Department.id).order_by(Department.position.desc())).scalars().first()
        for n in range(number):
            post = posts.add_post(security, f"会签岗位{n}", Capacity.STAFF, department, 200 + n).record_id
            person = people.add_person(system, f"会签人{n}", f"signer{n}").record_id
            holdings.appoint(security, post, person, clock.today(), None)
            keys[f"signer{n}"] = f"post:{post}"
        password = select(Person.password_hash).where(Person.id == system.person_id).scalar_subquery()
        with writing() as connection:
            connection.execute(
                update(Person)
                .where(Person.username.in_(keys))
                .values(password_hash=password, password_changed_at=clock.now())
            )
        let_go()
    return keys


def _convene(stage: Stage, documents: list[int], convener: str, keys: tuple[str, ...]) -> None:
    with stage.database.app().app_context():
        for document_id in documents:
            advance(document_id, Order("convene", change=Convening(keys)), actor_called(reading(), convener))
        let_go()


def _follow(stage: Stage, documents: list[int], convener: str, late: str) -> None:
    with stage.database.app().app_context():
        for document_id in documents:
            advance(document_id, Order("add_member", change=Parties((late,))), actor_called(reading(), convener))
        let_go()


def _signatures(side: Side, who: str) -> list[Request]:
    return [side.act(document_id, "sign_jointly", who, OPINION) for document_id in side.pool]


def _check(stage: Stage, documents: list[int], holder: str) -> None:
    """Each document was signed by that holder, and lies before all the others still."""
    ours = Slip.document_id.in_(documents), Slip.kind == SIGN
    with stage.database.app().app_context():
        signed, still = (
            reading().execute(select(func.count()).select_from(Slip).where(*ours, *which)).scalar_one()
            for which in (
                (Slip.holder == holder, Slip.outcome == "sign_jointly", Slip.opinion == OPINION, Slip.bound != ""),
                (Slip.closed_at.is_(None),),
            )
        )
        lines = reading().execute(
            select(func.count())
            .select_from(Document)
            .join(Transition, (Transition.document_id == Document.id) & (Transition.serial == Document.log_length))
            .where(Document.id.in_(documents), Transition.action == "sign_jointly", Transition.opinion == OPINION)
        ).scalar_one()  # fmt: skip
        let_go()
    if (signed, still, lines) != (len(documents), len(documents) * (SIGNERS - 1), len(documents)):
        raise RuntimeError(f"not signed as it should be: {signed} signed, {still} open, {lines} lines")


def _share_out(stage: Stage, keys: dict[str, str]) -> None:
    """Lay FULL open slips before the first, SPARSE before the second."""
    with stage.database.app().app_context():
        slips = reading().execute(select(Slip.id).where(Slip.closed_at.is_(None)).order_by(Slip.id)).scalars().all()
        parts = slips[:FULL], slips[FULL : FULL + SPARSE]
        if len(parts[1]) < SPARSE:
            raise RuntimeError(f"there are only {len(slips)} open slips")
        with writing() as connection:
            for part, key in zip(parts, keys.values(), strict=True):
                connection.execute(update(Slip).where(Slip.id.in_(part)).values(holder=key, holder_name="会签岗位"))
        let_go()
