"""How things are written for people: dates, times, sizes, labels. Template filters, and pure functions."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import Flask

from routing import clock

URGENCY = {0: "", 1: "加急", 2: "特急"}
VALIDITY = {"valid": "", "revoked": "已撤销", "repealed": "已废止"}


def who(name: str, behalf: str = "") -> str:
    """Who acted, a deputy with the mark: 顾明月（代周静宜）."""
    return f"{name}（代{behalf}）" if behalf else name


def day(value: date | None) -> str:
    """2026年3月8日, as GB/T 9704 7.3.5.4 writes a date."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@lru_cache(maxsize=4_096)
def moment(value: datetime | None) -> str:
    """A stored moment in the house's wall-clock time: 2026年3月8日 09:05."""
    if value is None:
        return ""
    there = clock.local(value)
    return f"{day(there.date())} {there:%H:%M}"


def since(value: datetime, today: date | None = None) -> str:
    """A short time for lists: today 09:05, 昨天 16:20, 3月8日, 2025年12月1日."""
    return _since(value, today or clock.today())


@lru_cache(maxsize=4_096)
def _since(value: datetime, today: date) -> str:
    there = clock.local(value)
    days = (today - there.date()).days
    if days == 0:
        return f"今天 {there:%H:%M}"
    if days == 1:
        return f"昨天 {there:%H:%M}"
    return f"{there.month}月{there.day}日" if there.year == today.year else day(there.date())


def size(octets: int) -> str:
    """A file's size in KB or MB."""
    return f"{octets / 1_048_576:.1f} MB" if octets >= 1_048_576 else f"{max(octets / 1024, 0.1):.1f} KB"


def due(value: datetime, now: datetime, today: date | None = None) -> tuple[str, bool]:
    """What to say about a slip's date, and whether it is past."""
    return _due(value, today or clock.today(), late=value < now)


@lru_cache(maxsize=4_096)
def _due(value: datetime, today: date, *, late: bool) -> tuple[str, bool]:
    there = clock.local(value)
    days = (there.date() - today).days
    on = f"{there.month}月{there.day}日" if there.year == today.year else day(there.date())
    if late:  # by the date: how many working days it is late is counted with the calendar, in 督办
        return (f"已超期（{on}到期）" if days else "今天已到期"), True
    return {0: "今天到期", 1: "明天到期"}.get(days, f"{on}到期"), False


def half_days(number: int) -> str:
    """So many half working days, as an office says it: 半天, 1天, 1天半."""
    days, half = divmod(number, 2)
    return f"{days}天{'半' if half else ''}" if days else "半天" if half else "没有工作日"


def init_app(app: Flask) -> None:
    filters: dict[str, Any] = {"day": day, "moment": moment, "since": since, "size": size}
    app.jinja_env.filters.update(filters)
