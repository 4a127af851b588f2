"""The working calendar in words: months of weeks, holidays by name, corrections, what is not known yet."""

from calendar import Calendar as Weeks
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from routing import clock, display, working
from routing.services.administration.calendar import KINDS, kept_years

WEEKDAYS = "一二三四五六日"
_WEEKS = Weeks()


def year_asked(asked: int | None) -> int:
    """The year to show: the one asked for, or this year where there is none such."""
    return asked if asked is not None and asked in kept_years() else clock.today().year


def years(shown: int) -> list[dict[str, Any]]:
    """The years that are offered: around this one, and the one that is shown."""
    this = clock.today().year
    return [
        {"label": f"{year}年", "href": f"/admin/calendar?year={year}", "current": year == shown}
        for year in sorted({this - 1, this, this + 1, shown})
    ]


def hours() -> str:
    """The hours of the office: 8:30至12:00、14:00至17:30."""
    return "、".join(f"{opens.hour}:{opens:%M}至{closes.hour}:{closes:%M}" for opens, closes in working.HOURS)


def notice(year: int) -> str:
    """What to say of a year whose holidays the program does not know; empty where it knows them."""
    if working.known(year):
        return ""
    return (
        f"系统还没有收录{year}年的放假安排，暂按周一至周五上班计算办理期限。国务院办公厅公布以后，"
        f"请升级系统；来不及升级的，请在这里把放假和调休的日子更正过来。"
    )


def lacking() -> int:
    """The year whose holidays should be known by now and are not: this year, from November on the next; or 0."""
    today = clock.today()
    due = (today.year, today.year + 1) if today.month >= 11 else (today.year,)
    return next((year for year in due if not working.known(year)), 0)


def months(year: int, corrections: Iterable[Any]) -> list[dict[str, Any]]:
    """The twelve months of a year: weeks of days, and in words whatever differs from Monday to Friday."""
    own = {row.day: row for row in corrections}
    days = {day: _day(day, own.get(day)) for day in _days(year)}
    return [
        {
            "label": f"{month}月",
            "number": month,
            "worked": sum(day["working"] for key, day in days.items() if key.month == month),
            "weeks": [
                [days[day] if day.month == month else None for day in week]
                for week in _WEEKS.monthdatescalendar(year, month)
            ],
            "notes": _notes([day for key, day in days.items() if key.month == month]),
        }
        for month in range(1, 13)
    ]


def rows(corrections: Iterable[Any]) -> list[dict[str, Any]]:
    """The corrections as lines: the day, what it is now, what it was, and why."""
    return [
        {
            "id": row.id,
            "day": f"{display.day(row.day)}（{weekday(row.day)}）",
            "is": KINDS[row.working],
            "was": f"{working.holiday(row.day)}{KINDS[working.national(row.day)]}",
            "reason": row.reason,
        }
        for row in corrections
    ]


def weekday(day: date) -> str:
    """周三."""
    return f"周{WEEKDAYS[day.weekday()]}"


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def _day(day: date, correction: Any) -> dict[str, Any]:
    """A day as it is shown: 休 and 班 stand where a day is not what its place in the week says."""
    is_working = working.national(day) if correction is None else bool(correction.working)
    weekend, name = day.weekday() >= working.SATURDAY, working.holiday(day)
    if correction is not None:
        said = f"更正为{KINDS[is_working]}：{correction.reason}"
    elif name:
        said = f"{name}调休上班" if is_working else f"{name}放假"
    else:
        said = ""
    return {
        "day": day,
        "number": day.day,
        "working": is_working,
        "weekend": weekend,
        "mark": "" if not said else "班" if is_working else "休",
        "corrected": correction is not None,
        "today": day == clock.today(),
        "said": said,
    }


def _notes(days: Iterable[dict[str, Any]]) -> list[str]:
    """What is said of the days of a month, days on end of which the same is said in one line: 1日至7日 国庆节放假."""
    runs: list[list[dict[str, Any]]] = []
    for day in days:
        if runs and runs[-1][-1]["said"] == day["said"]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [f"{_run(run)} {run[0]['said']}" for run in runs if run[0]["said"]]


def _run(run: list[dict[str, Any]]) -> str:
    first, last = run[0], run[-1]
    if first is last:
        return f"{first['number']}日（{weekday(first['day'])}）"
    return f"{first['number']}日至{last['number']}日"
