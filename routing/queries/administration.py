"""What the administration pages show, and what the officers' changes are checked against."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, String, cast, exists, func, literal, or_, select

from routing import clock
from routing.actor import Actor
from routing.models import (
    Delivery,
    Department,
    Document,
    Letterhead,
    LoginSession,
    NumberCounter,
    NumberSeries,
    Oversight,
    PaperSetting,
    Person,
    Phrase,
    Post,
    Robot,
    Slip,
)
from routing.models.notice import STUCK
from routing.models.paper import BLANK
from routing.queries.tenure import held, lasting, open_on
from routing.services.errors import MissingRecordError
from workflows.roles import Capacity

PEOPLE: Final = 100  # shown at once; further ones are searched for by name
_TRAY: Final = literal("post:").concat(cast(Post.id, String))  # the holder key of a post


def record(connection: Connection, model: Any, record_id: int, actor: Actor) -> Row[Any]:
    """A row of the actor's organisation. Raises MissingRecordError."""
    row = connection.execute(
        select(model.__table__).where(model.id == record_id, model.organisation_id == actor.organisation_id)
    ).one_or_none()
    if row is None:
        raise MissingRecordError(f"{model.__tablename__} {record_id}")
    return row


def counts(connection: Connection, actor: Actor) -> Row[Any]:
    """How much of each thing the house keeps, and what is amiss, in one query."""
    ours, today = actor.organisation_id, clock.today()

    def number(model: Any, *where: Any) -> Any:
        return select(func.count()).where(model.organisation_id == ours, *where).scalar_subquery()

    overseen = exists().where(Oversight.department_id == Department.id, lasting(Oversight, today, today))
    return connection.execute(
        select(
            number(Department, open_on(Department, today)).label("departments"),
            number(Department, open_on(Department, today), ~overseen).label("without_overseer"),
            number(Post, open_on(Post, today)).label("posts"),
            number(Post, open_on(Post, today), ~held(Post.id, today)).label("vacant"),
            number(Person, Person.active).label("people"),
            number(Person, Person.locked_until > clock.now()).label("locked"),
            number(Letterhead).label("letterheads"),
            number(NumberSeries, NumberSeries.closed.is_(False)).label("series"),
            number(Phrase).label("phrases"),
            number(Robot, Robot.active).label("robots"),
            number(Delivery, STUCK).label("stuck"),
        )
    ).one()


def departments(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """Every department with its overseer's post and its posts in number; closed ones last."""
    today = clock.today()
    overseer = (
        select(Post.name)
        .join(Oversight, Oversight.post_id == Post.id)
        .where(Oversight.department_id == Department.id, lasting(Oversight, today, today))
        .order_by(Oversight.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    posts_there = (
        select(func.count()).where(Post.department_id == Department.id, open_on(Post, today)).scalar_subquery()
    )
    return list(
        connection.execute(
            select(Department.__table__, overseer.label("overseer"), posts_there.label("posts"))
            .where(Department.organisation_id == actor.organisation_id)
            .order_by(Department.closed_on.is_not(None), Department.position, Department.id)
        )
    )


def posts(connection: Connection, actor: Actor, *where: ColumnElement[bool]) -> list[Row[Any]]:
    """Every post with its department and the open slips before it, in the order of the house; closed ones last."""
    slips = select(func.count()).where(Slip.holder == _TRAY, Slip.closed_at.is_(None))
    return list(
        connection.execute(
            select(Post.__table__, Department.name.label("department"), slips.scalar_subquery().label("slips"))
            .outerjoin(Department, Department.id == Post.department_id)
            .where(Post.organisation_id == actor.organisation_id, *where)
            .order_by(Post.closed_on.is_not(None), Department.position, Post.position, Post.id)
        )
    )


def open_slips(connection: Connection, holder: str) -> int:
    """How many open slips lie before a holder."""
    return int(
        connection.execute(
            select(func.count()).where(Slip.holder == holder, Slip.closed_at.is_(None)).select_from(Slip)
        ).scalar_one()
    )


def open_slips_of_department(connection: Connection, department_id: int) -> int:
    """Open slips of documents that a department drafted, or that lie before it or one of its posts."""
    its_posts = select(_TRAY).where(Post.department_id == department_id)
    return int(
        connection.execute(
            select(func.count())
            .select_from(Slip)
            .join(Document, Document.id == Slip.document_id)
            .where(
                Slip.closed_at.is_(None),
                or_(Document.department_id == department_id, Slip.holder.in_(its_posts)),
            )
        ).scalar_one()
    )


def departments_overseen(connection: Connection, post_id: int, day: date) -> list[str]:
    """The names of the departments that a post oversees on that day or later."""
    rows = connection.execute(
        select(Department.name)
        .join(Oversight, Oversight.department_id == Department.id)
        .where(Oversight.post_id == post_id, lasting(Oversight, day))
        .distinct()
    )
    return list(rows.scalars())


def latest_oversight(connection: Connection, department_id: int) -> Row[Any] | None:
    """The arrangement of a department's oversight that began, or begins, last."""
    return connection.execute(
        select(Oversight.__table__, Post.name.label("post_name"))
        .join(Post, Post.id == Oversight.post_id)
        .where(Oversight.department_id == department_id)
        .order_by(Oversight.starts_on.desc(), Oversight.id.desc())
        .limit(1)
    ).one_or_none()


def awaiting_other_overseer(connection: Connection, department_id: int, post_id: int) -> int:
    """Documents of a department that lie before a vice-chair's post other than this one."""
    others = select(_TRAY).where(Post.capacity == Capacity.VICE_CHAIR.value, Post.id != post_id)
    return int(
        connection.execute(
            select(func.count())
            .select_from(Slip)
            .join(Document, Document.id == Slip.document_id)
            .where(Slip.closed_at.is_(None), Document.department_id == department_id, Slip.holder.in_(others))
        ).scalar_one()
    )


def oversight(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """Present and coming arrangements of oversight, by department."""
    return list(
        connection.execute(
            select(Oversight.__table__, Post.name.label("post_name"))
            .join(Post, Post.id == Oversight.post_id)
            .where(Oversight.organisation_id == actor.organisation_id, lasting(Oversight, clock.today()))
            .order_by(Oversight.department_id, Oversight.starts_on)
        )
    )


def people(connection: Connection, actor: Actor, words: str = "") -> list[Row[Any]]:
    """People by name or user name, one more than are shown."""
    seen = select(func.max(LoginSession.started_at)).where(LoginSession.person_id == Person.id).scalar_subquery()
    statement: Select[Any] = select(Person.__table__, seen.label("last_login")).where(
        Person.organisation_id == actor.organisation_id
    )
    if words:
        statement = statement.where(
            or_(Person.name.contains(words, autoescape=True), Person.username.contains(words.lower(), autoescape=True))
        )
    return list(connection.execute(statement.order_by(Person.active.desc(), Person.id).limit(PEOPLE + 1)))


def choosable_people(connection: Connection, actor: Actor) -> dict[int, str]:
    """Everybody to whom a post may be given, by id."""
    rows = connection.execute(
        select(Person.id, Person.name, Person.username)
        .where(Person.organisation_id == actor.organisation_id, Person.active, Person.id != actor.person_id)
        .order_by(Person.username)
    )
    return {row.id: f"{row.name}（{row.username}）" for row in rows}


def letterheads(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The letterheads, each with how its papers look."""
    return list(
        connection.execute(
            _letterheads().where(Letterhead.organisation_id == actor.organisation_id).order_by(Letterhead.id)
        )
    )


def letterhead(connection: Connection, letterhead_id: int, actor: Actor) -> Row[Any]:
    """One letterhead with its settings. Raises MissingRecordError."""
    row = connection.execute(
        _letterheads().where(Letterhead.id == letterhead_id, Letterhead.organisation_id == actor.organisation_id)
    ).one_or_none()
    if row is None:
        raise MissingRecordError(f"letterhead {letterhead_id}")
    return row


def _letterheads() -> Select[Any]:
    """Letterheads with how their papers look; the defaults where nothing was set."""
    looks = [func.coalesce(getattr(PaperSetting, name), value).label(name) for name, value in BLANK.items()]
    return select(Letterhead.__table__, *looks).outerjoin(PaperSetting, PaperSetting.letterhead_id == Letterhead.id)


def series(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The number series with their letterheads and how far each has run this year; closed ones last."""
    year = clock.today().year
    given = select(NumberCounter.last).where(NumberCounter.series_id == NumberSeries.id, NumberCounter.year == year)
    return list(
        connection.execute(
            select(
                NumberSeries.__table__,
                Letterhead.name.label("letterhead"),
                func.coalesce(given.scalar_subquery(), 0).label("given"),
            )
            .join(Letterhead, Letterhead.id == NumberSeries.letterhead_id)
            .where(NumberSeries.organisation_id == actor.organisation_id, NumberSeries.origin == "outgoing")
            .order_by(NumberSeries.closed, NumberSeries.position, NumberSeries.id)
        )
    )


def open_series(connection: Connection, actor: Actor) -> int:
    """How many series a drafter may choose from."""
    return sum(not row.closed for row in series(connection, actor))


def given_in(connection: Connection, series_id: int, year: int) -> int:
    """The last number that a series has given in a year; 0 for none."""
    return (
        connection.execute(
            select(NumberCounter.last).where(NumberCounter.series_id == series_id, NumberCounter.year == year)
        ).scalar_one_or_none()
        or 0
    )


def phrases(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The usual phrases, in the order in which they are offered."""
    return list(
        connection.execute(
            select(Phrase.__table__)
            .where(Phrase.organisation_id == actor.organisation_id)
            .order_by(Phrase.kind, Phrase.position, Phrase.id)
        )
    )
