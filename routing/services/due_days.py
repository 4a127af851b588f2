"""Until when something may be borrowed: a working day, not past, not longer than the house lends (DA-5)."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from routing import clock, display
from routing.actor import Actor
from routing.models import ArchiveSetting
from routing.services.errors import InvalidChangeError
from routing.services.facts import house_calendar
from routing.working import Calendar, holiday

LOAN_DAYS: Final = 10  # working days, where the archivist has set nothing else
RENEWALS: Final = 2  # times that a loan may be renewed


def lasting(connection: Connection, organisation_id: int) -> int:
    """How many working days the house lends for at a time."""
    days = select(ArchiveSetting.loan_days).where(ArchiveSetting.organisation_id == organisation_id)
    return connection.execute(days).scalar_one_or_none() or LOAN_DAYS


def latest(calendar: Calendar, days: int) -> date:
    """The last day until which something lent today may stay out."""
    return clock.local(calendar.closing(clock.today(), days)).date()


def usual(connection: Connection, actor: Actor) -> date:
    """Until when something lent today is lent, unless said otherwise: as long as may be."""
    calendar = house_calendar(connection, actor)
    return latest(calendar, lasting(connection, actor.organisation_id))


def refuse_unfit(
    connection: Connection, organisation_id: int, calendar: Calendar, day: date, field: str = "due_on"
) -> None:
    """Raises InvalidChangeError, at its field, where nothing can be lent until that day."""
    days = lasting(connection, organisation_id)
    last = latest(calendar, days)
    if day < clock.today():
        raise InvalidChangeError(f"归还日期不能早于今天（{display.day(clock.today())}）", field)
    if not calendar.is_working(day):
        why = holiday(day)
        raise InvalidChangeError(f"{display.day(day)}{f'是{why}假期' if why else '办公室不上班'}，请改成工作日", field)
    if day == clock.today() and loan_over(calendar):
        raise InvalidChangeError("今天已经下班，归还日期请改成下一个工作日", field)
    if day > last:
        raise InvalidChangeError(f"一次最多借{days}个工作日，最晚到{display.day(last)}；到期可以续借", field)


def loan_over(calendar: Calendar) -> bool:
    """Has the office closed for today?"""
    closing: Any = calendar.closing(clock.today(), 0)
    return bool(closing <= clock.now())
