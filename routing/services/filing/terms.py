"""保管期限: the house's own words and the national terms, both kept (DA-4; DA/T 22-2015, 5.4; standards.md, 3)."""

from datetime import date, timedelta
from typing import Any, Final

from routing.services.errors import InvalidChangeError

PERIODS: Final = {"Y": "永久", "D30": "30年", "D10": "10年"}
TERMS: Final = ("永久", "长期", "短期")
YEARS: Final = {"D30": 30, "D10": 10}


def usual(term: str) -> str:
    """The national term that a word of the house means, unless the house has set it otherwise."""
    return {"永久": "Y", "长期": "D30", "短期": "D10"}[term]


def period_of(setting: Any, term: str) -> str:
    """The national term of a word of the house, by its setting. Raises InvalidChangeError for a word that is none."""
    if term not in TERMS:
        raise InvalidChangeError(f"没有“{term[:10]}”这个保管期限，请选择永久、长期或短期", "term")
    meant: dict[str, str] = {"永久": "Y", "长期": setting.long_as, "短期": setting.short_as}
    return meant[term]


def term_of(setting: Any, period: str) -> str:
    """The house's word for a national term, by its setting; empty where none of its words means it."""
    meant = {"永久": "Y", "长期": setting.long_as, "短期": setting.short_as}
    return next((term for term, national in meant.items() if national == period), "")


def checked(setting: Any, term: str, period: str) -> tuple[str, str]:
    """Both terms as they are kept. Raises InvalidChangeError for a period that does not exist or is not the word's."""
    meant = period_of(setting, term)
    if period and period not in PERIODS:
        raise InvalidChangeError(f"没有“{period[:10]}”这个保管期限，请选择永久、30年或10年", "term")
    if period and period != meant:
        raise InvalidChangeError(f"“{term}”按设置是{PERIODS[meant]}，不是{PERIODS[period]}", "term")
    return term, meant


def written(period: str, term: str = "") -> str:
    """永久, or 长期（30年）: the house's word with the national one beside it."""
    national = PERIODS.get(period, "")
    return national if not term or term == national else f"{term}（{national}）"


def expires(period: str, year: int) -> date | None:
    """The day after the last of a period; it begins with the year after the item's own. None for 永久."""
    years = YEARS.get(period)
    return date(year + years + 1, 1, 1) if years else None


def last_day(expires_on: date) -> date:
    """The last day of a period, of the day on which it is over."""
    return expires_on - timedelta(days=1)
