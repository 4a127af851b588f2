"""统计 in words, as charts and as tables."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

import workflows
from routing import clock
from routing.presenting import charts, sheets
from routing.presenting.supervision import tabs
from routing.queries.statistics import MONTHS, Statistics, Step, Tally
from workflows.model import CIRCULATE, CLOSING, HELP, PROPOSAL, RENEWAL, RESULT, SIGN, TASK

YEARS: Final = 10  # back from this one
DRAWN: Final = 12  # bars in one chart; the table has all
KINDS: Final = {
    SIGN: "会签",
    CIRCULATE: "传阅",
    TASK: "承办",
    HELP: "协办",
    RESULT: "审定结果",
    CLOSING: "销号",
    PROPOSAL: "建议增加传阅人",
    RENEWAL: "续借",
}
NUMBERS: Final = (("收到", "received", 8), ("办结", "done", 8), ("超期办结", "late", 10), ("按期率", "on_time", 10))
NOW: Final = ("现在超期", "overdue", 10)
MONTH_COLUMNS: Final[tuple[sheets.Column, ...]] = (("月份", "name", 10), *NUMBERS)
DEPARTMENT_COLUMNS: Final[tuple[sheets.Column, ...]] = (("部室", "name", 28), *NUMBERS, NOW)
PERSON_COLUMNS: Final[tuple[sheets.Column, ...]] = (("姓名", "name", 12), ("部室", "department", 28), *NUMBERS, NOW)
STEP_COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("公文", "workflow", 10),
    ("环节", "name", 22),
    ("件数", "number", 8),
    ("用时中位数（工作小时）", "hours", 22),
)


def page(found: Statistics) -> dict[str, Any]:
    """What the page shows."""
    months, departments, people, steps = _months(found), _departments(found), _people(found), _steps(found.steps)
    query = urlencode({"year": found.year, **({"month": found.month} if found.month else {})})
    return {
        "tabs": tabs("statistics"),
        "period": _period(found),
        "years": _choices({year: f"{year}年" for year in _years()}, found.year),
        "months": _choices({0: "全年", **{month: f"{month}月" for month in range(1, MONTHS + 1)}}, found.month),
        "total": _row("", found.total),
        "papers": {"received": found.papers[0], "done": found.papers[1]} if found.papers else None,
        "parts": [
            _part(f"{found.year}年各月", _by_month(found), MONTH_COLUMNS, months),
            _part("按部室", _by_department(departments), DEPARTMENT_COLUMNS, departments),
            _part("每一环节用时", _by_step(steps), STEP_COLUMNS, steps),
            _part("按人员", None, PERSON_COLUMNS, people),
        ],
        "export_href": f"/statistics.xlsx?{query}",
        "plain_href": f"/statistics.csv?{query}",
    }


def _part(
    title: str, chart: charts.Chart | None, columns: tuple[sheets.Column, ...], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    return {"title": title, "chart": chart, "columns": columns, "rows": rows}


def tables(found: Statistics, organisation: str) -> list[sheets.Table]:
    """All tables, for a workbook."""
    about = f"（{organisation}，{_period(found)}）"
    return [
        (f"各月{about}", MONTH_COLUMNS, _months(found)),
        (f"按部室{about}", DEPARTMENT_COLUMNS, _departments(found)),
        (f"按人员{about}", PERSON_COLUMNS, _people(found)),
        (f"每一环节用时{about}", STEP_COLUMNS, _steps(found.steps)),
    ]


def name(found: Statistics) -> str:
    """What a file with the statistics is called."""
    return f"办文统计-{_period(found)}"


def hours(minutes: int) -> str:
    """Working hours, to the half."""
    halves = round(minutes / 30)
    return f"{halves / 2:g}" if halves else "不到0.5"


def _period(found: Statistics) -> str:
    return f"{found.year}年{f'{found.month}月' if found.month else ''}"


def _years() -> range:
    this = clock.today().year
    return range(this, this - YEARS, -1)


def _choices(names: dict[int, str], chosen: int) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in names.items()]


def _row(label: str, tally: Tally) -> dict[str, Any]:
    on_time = f"{100 * (tally.done - tally.late) / tally.done:.0f}%" if tally.done else "—"
    return {
        "name": label,
        "received": tally.received,
        "done": tally.done,
        "late": tally.late,
        "on_time": on_time,
        "overdue": tally.overdue,
    }


def _months(found: Statistics) -> list[dict[str, Any]]:
    return [_row(f"{month}月", tally) for month, tally in enumerate(found.months, 1)]


def _departments(found: Statistics) -> list[dict[str, Any]]:
    rows = sorted(found.departments.items(), key=lambda item: (-item[1].received, -item[1].done, item[0]))
    return [_row(found.department_names.get(department, "（已撤销的部室）"), tally) for department, tally in rows]


def _people(found: Statistics) -> list[dict[str, Any]]:
    rows = sorted(found.people.items(), key=lambda item: (-item[1].done, -item[1].received, item[0]))
    return [
        {
            **_row(found.names[person], tally),
            "department": found.department_names.get(found.belongs.get(person, 0), ""),
        }
        for person, tally in rows
        if person in found.names
    ]


def _steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [
        {
            "workflow": workflows.get(one.workflow).label,
            "name": _called(one),
            "number": one.number,
            "hours": hours(one.minutes),
            "minutes": one.minutes,
        }
        for one in sorted(steps, key=lambda one: (one.workflow, -one.minutes))
    ]


def _called(one: Step) -> str:
    if not one.state:
        return KINDS[one.kind]
    state = workflows.get(one.workflow).state(one.state)
    return f"{state.step or state.label}{f'（{KINDS[one.kind]}）' if one.kind in KINDS else ''}"


def _by_month(found: Statistics) -> charts.Chart:
    return charts.columns(
        f"{found.year}年各月收到和办结的件数",
        [f"{month}月" for month in range(1, MONTHS + 1)],
        [
            ("收到", [one.received for one in found.months]),
            ("办结", [one.done for one in found.months]),
            ("超期办结", [one.late for one in found.months]),
        ],
    )


def _by_department(rows: list[dict[str, Any]]) -> charts.Chart | None:
    shown = [(row["name"], row["received"], f"{row['received']}件") for row in rows[:DRAWN]]
    return charts.bars("各部室收到的件数", shown) if shown else None


def _by_step(rows: list[dict[str, Any]]) -> charts.Chart | None:
    longest = sorted(rows, key=lambda row: -row["minutes"])[:DRAWN]
    shown = [(row["name"], row["minutes"], f"{row['hours']}小时") for row in longest]
    return charts.bars("每一环节用时的中位数", shown, charts.CLASSES[1]) if shown else None
