"""The key of an entry: day × 4,096 + place within it. Newest first is key order, a range of days a range of keys.

A narrow day makes a small index, for it keeps the differences of keys: a million places a day cost 700 bytes a document
more. What a day has no room for, as may be after an import, stands on another day of its year.
"""

from datetime import date, timedelta

A_DAY = 1 << 12


def first_key(day: int) -> int:
    """Return the lowest key of a day, given as `datetime.date.toordinal`."""
    return day * A_DAY


def first_key_of(year: int) -> int:
    """Return the lowest key of a year."""
    return first_key(date(year, 1, 1).toordinal())


def day_of(key: int) -> date:
    """Return the day of a key."""
    return date.fromordinal(key // A_DAY)


def own_key(day: date, document_id: int) -> int:
    """Return the key that a document has where no other has taken it.

    Made from the document's own number it needs no lock, and two people who save at once hardly ever meet.
    """
    return first_key(day.toordinal()) + document_id % A_DAY


def another_day(day: date, document_id: int) -> date:
    """Return the day of the same year on which a document stands that its own day has no room for."""
    first = date(day.year, 1, 1)
    return first + timedelta(days=((day - first).days + 1 + document_id // A_DAY % 364) % 365)
