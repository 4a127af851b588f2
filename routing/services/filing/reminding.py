"""From January on those before whom a paper of last year still lies are reminded: the file waits for it (DA-1).

The house itself says it once a week until the end of the half-year; the archivist may say it at any time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import Organisation, Outbox
from routing.queries import unfinished
from routing.queries.calendar import calendar_of
from routing.services import jobs, notifying, turns
from routing.services.errors import InvalidChangeError
from routing.services.filing.rounds import refuse_others
from routing.services.notifying import Notice

EVERY: Final = 3_600  # seconds between two looks
WEEK: Final = timedelta(days=6, hours=12)
MONTHS: Final = range(1, 7)
NAMED: Final = 5
SUBJECT: Final = "年文件待归档，请抓紧办结"
RESTRICTED: Final = "机要文件1件"


def remind(year: int, actor: Actor) -> int:
    """Remind everybody before whom papers of that year lie; return how many. Raises InvalidChangeError: said today."""
    refuse_others(actor)
    let_go()
    with writing() as connection:
        turns.wait(connection, actor.organisation_id)
        if _said_since(connection, actor.organisation_id, year, timedelta(hours=12)):
            raise InvalidChangeError("今天已经提醒过了，明天可以再提醒")
        return _tell(connection, actor.organisation_id, year, actor)


def weekly() -> int:
    """Remind in every house whose office is open now, where nobody has for a week; return how many were told."""
    today, now, told = clock.today(), clock.now(), 0
    if today.month not in MONTHS:
        return 0
    houses = reading().execute(select(Organisation.id, Organisation.chart_version)).all()
    for house in houses:
        calendar = calendar_of(reading(), house.id, house.chart_version)
        if calendar.after(now, 0) != now or not unfinished.counted(reading(), house.id, today.year - 1):
            continue
        let_go()
        with writing() as connection:
            turns.wait(connection, house.id)
            if not _said_since(connection, house.id, today.year - 1, WEEK):
                told += _tell(connection, house.id, today.year - 1, None)
    let_go()
    return told


def said(connection: Connection, organisation_id: int, year: int) -> datetime | None:
    """When those before whom papers of that year lie were reminded last; None where nobody was for a week."""
    return _said_since(connection, organisation_id, year, WEEK)


def _said_since(connection: Connection, organisation_id: int, year: int, since: timedelta) -> datetime | None:
    told = select(Outbox.created_at).where(
        Outbox.organisation_id == organisation_id,
        Outbox.event == "urged",
        Outbox.subject.startswith(f"{year}{SUBJECT}"),
        Outbox.created_at > clock.now() - since,
    )
    return connection.execute(told.order_by(Outbox.created_at.desc()).limit(1)).scalar_one_or_none()


def _tell(connection: Connection, organisation_id: int, year: int, actor: Actor | None) -> int:
    lying = unfinished.before_whom(connection, organisation_id, year)
    notices = [_notice(organisation_id, year, holder, rows, actor) for holder, rows in lying.items()]
    notifying.put(connection, notices)
    return len(notices)


def _notice(organisation_id: int, year: int, holder: str, rows: Sequence[Any], actor: Actor | None) -> Notice:
    """One message for each who has papers: what they are, but for those that are restricted."""
    names = [RESTRICTED if row.restricted else f"《{row.title}》" for row in rows]
    more = f"等{len(names)}件" if len(names) > NAMED else ""
    lines = [
        f"{year}年的文件要在今年第一季度立卷归档，还有{len(rows)}件在您处没有办结：",
        *names[:NAMED],
        *filter(None, (more, f"提醒人：{actor.name}" if actor else "")),
    ]
    subject = f"{year}{SUBJECT}（{len(rows)}件）"
    return Notice(
        organisation_id, "urged", (holder,), subject, "\n".join(lines), actor_id=actor.person_id if actor else None
    )


jobs.register("filing", EVERY, weekly)
