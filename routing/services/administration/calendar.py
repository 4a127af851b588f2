"""工作日历: the house's corrections of the national calendar, kept by the system officer.

A correction counts for whatever is worked out after it; a limit that was set before stays as it was set.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, insert

from routing import clock, display, working
from routing.actor import Actor
from routing.models import CalendarDay
from routing.queries import calendar as queries
from routing.services.administration.office import Desk, Done, administering
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity

KINDS: Final = {False: "休息日", True: "工作日"}
LONGEST: Final = 31  # days corrected at once: longer than any holiday, short enough to catch a wrong year


def kept_years() -> range:
    """The years whose calendar is kept: from the first of the national one to the year after next."""
    return range(min(working.YEARS), clock.today().year + 3)


def correct(actor: Actor, first: date, last: date | None, is_working: bool, reason: str) -> Done:
    """Have a day, or all days up to and including `last`, count as worked or not, whatever the national calendar says.

    Days that are so by the national calendar are left to it: a correction that says otherwise is taken back. Raises
    InvalidChangeError for a period that runs backwards, is too long or in years that are not kept, and where nothing
    would change.
    """
    days = _period(first, last or first)
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        before = {row.day: row for row in queries.corrections(desk.connection, actor, days[0], days[-1])}
        against = [day for day in days if working.national(day) != is_working]
        kept = [day for day in against if day in before and before[day].reason == reason]
        written = [day for day in against if day not in kept]
        replaced = [before[day] for day in days if day in before and day not in kept]
        if not written and not replaced:
            raise InvalidChangeError(f"{_span(days)}已经是{KINDS[is_working]}，不用更正", "first")
        _forget(desk, [row.id for row in replaced])
        if written:
            common = {"organisation_id": actor.organisation_id, "working": is_working, "reason": reason}
            desk.connection.execute(insert(CalendarDay), [{**common, "day": day} for day in written])
        return desk.record(
            f"更正工作日历：{_span(days)}为{KINDS[is_working]}",
            before="；".join(_said(row.day, row.working, row.reason) for row in replaced),
            after=f"原因：{reason}；与全国日历不同的：{'、'.join(map(display.day, against)) or '无'}",
        )


def take_back(actor: Actor, correction_id: int) -> Done:
    """Have a day count again as the national calendar says. Raises MissingRecordError."""
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        row = desk.row(CalendarDay, correction_id)
        _forget(desk, [row.id])
        return desk.record(
            f"收回工作日历的更正：{display.day(row.day)}",
            before=_said(row.day, row.working, row.reason),
            after=f"按全国日历为{KINDS[working.national(row.day)]}",
        )


def _period(first: date, last: date) -> list[date]:
    if last < first:
        raise InvalidChangeError("结束的一天不能早于开始的一天", "last")
    if (last - first).days >= LONGEST:
        raise InvalidChangeError(f"一次最多更正{LONGEST}天，请核对年份和月份", "last")
    years = kept_years()
    if first.year not in years or last.year not in years:
        raise InvalidChangeError(f"只能更正{years[0]}年至{years[-1]}年的日子，请核对年份", "first")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _span(days: list[date]) -> str:
    return display.day(days[0]) + (f"至{display.day(days[-1])}" if len(days) > 1 else "")


def _said(day: date, is_working: bool, reason: str) -> str:
    return f"{display.day(day)}更正为{KINDS[is_working]}（{reason}）"


def _forget(desk: Desk, ids: Iterable[int]) -> None:
    desk.connection.execute(delete(CalendarDay).where(CalendarDay.id.in_(list(ids))))
