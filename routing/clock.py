"""Time in the house: stored as naive UTC, read and dated in Asia/Shanghai."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

HOUSE = ZoneInfo("Asia/Shanghai")
CLOSING = time(17, 30)  # a step's time limit ends when the office closes on its last day


def now() -> datetime:
    """The present moment in UTC, naive as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def local(moment: datetime) -> datetime:
    """A stored moment as the wall clock of the house showed it."""
    return moment.replace(tzinfo=UTC).astimezone(HOUSE)


def today() -> date:
    """The day in the house; the year of a document number is this day's year."""
    return local(now()).date()


def stored(moment: datetime) -> datetime:
    """A wall-clock moment of the house as it is stored; the first there is, where it would lie before that."""
    try:
        return moment.replace(tzinfo=HOUSE).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # somebody wrote the year 1: it is midnight here eight hours earlier than in UTC
        return datetime.min  # noqa: DTZ901 - naive UTC, as it is stored
