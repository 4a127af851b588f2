"""四性检测 in words: what was found, in which item, by which check of the standard; as pages, as JSON, as a form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from routing import display
from routing.queries.inspections import PAGE
from routing.services.preserving.checks import (
    ABSENT,
    BY_KEY,
    CHECKS,
    FAULT,
    HOLDINGS,
    LOOK,
    NATURES,
    OCCASIONS,
    SOUND,
    UNCHECKED,
)
from routing.typeset.forms.disposal import CheckedEntry, FaultyEntry, InspectionReport

OUTCOMES: Final = {SOUND: "通过", FAULT: "有问题", UNCHECKED: "没有检查", LOOK: "请核对", ABSENT: "不适用"}
_ORDER: Final = (FAULT, UNCHECKED, LOOK, ABSENT)
_COUNTED: Final = {FAULT: "有问题", UNCHECKED: "没有检查", LOOK: "请核对", ABSENT: "不适用"}
FORM_LINES: Final = 500  # items that the printed report names


def faulty(rows: Sequence[Any], limit: int = PAGE) -> dict[str, Any]:
    """The items in which something was found, with what."""
    return {
        "rows": [
            {
                "code": row.code,
                "title": row.title,
                "href": f"/archive/checks/items/{row.item_id}",
                "faults": faults(row.results),
            }
            for row in rows[:limit]
        ],
        "more": len(rows) > limit,
    }


def faults(results: Mapping[str, Any]) -> list[str]:
    """What was found, in words."""
    return [words for one in results.values() if one[0] == FAULT for words in one[1]]


def alarm(faulty: int) -> str:
    """What stands first on the archivist's and the auditor's page; empty where nothing was found."""
    return f"四性检测发现 {faulty} 件档案有问题" if faulty else ""


def whole_faults(row: Any) -> list[str]:
    """What the last report of the whole found of the holdings as such."""
    return faults(row.results or {}) if row is not None else []


def inspections(rows: Iterable[Any]) -> list[dict[str, str]]:
    return [
        {
            "href": f"/archive/checks/{row.id}",
            "scope": row.scope,
            "occasion": OCCASIONS[row.occasion],
            "who": row.begun_name,
            "when": display.moment(row.begun_at),
            "verdict": verdict(row),
            "amiss": "1" if row.ended_at and (row.faulty or row.faults) else "",
        }
        for row in rows
    ]


def verdict(row: Any) -> str:
    """What came of a report, in one sentence."""
    if row.ended_at is None:
        return "还没有检测完"
    told = f"检测{row.items}件"
    if not (row.faulty or row.faults):
        return f"{told}，没有发现问题"
    more = "，馆藏整体有问题" if row.faults else ""
    return f"{told}，{row.faulty}件有问题{more}" if row.faulty else f"{told}{more}"


def several(outcomes: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The checks that came out 请核对, or 没有检查 in some items; one that no item was asked says so on its line."""
    nowhere = everywhere_unmade(outcomes)
    return [
        key for key, counts in outcomes.items() if counts.get(LOOK) or (counts.get(UNCHECKED) and key not in nowhere)
    ]


def everywhere_unmade(outcomes: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The checks that were made of no item that has something to be checked: a matter of the house, not of the item."""
    return [
        key
        for key, counts in outcomes.items()
        if counts.get(UNCHECKED) and counts[UNCHECKED] == sum(counts.values()) - counts.get(ABSENT, 0)
    ]


def _unsettled(found: Sequence[tuple[Any, Mapping[str, Any]]], limit: int) -> dict[str, Any]:
    """The items that a person should look at, with what was said."""
    return {
        "rows": [
            {
                "code": row.code,
                "title": row.title,
                "href": f"/archive/checks/items/{row.item_id}",
                "faults": [f"{OUTCOMES[one[0]]}：{words}" for one in said.values() for words in one[1]],
            }
            for row, said in found[:limit]
        ],
        "more": len(found) > limit,
    }


def report(
    row: Any,
    outcomes: Mapping[str, Mapping[str, int]],
    found: Sequence[Any],
    open_: Sequence[tuple[Any, Mapping[str, Any]]] = (),
    *,
    sound: bool,
    limit: int = PAGE,
    because: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The report of a run of checks, each of its lists of items up to `limit`; `because`: why a check was made of
    none, by its key."""
    return {
        "title": f"{OCCASIONS[row.occasion]}：{row.scope}",
        "verdict": verdict(row),
        "amiss": bool(row.ended_at and (row.faulty or row.faults)),
        "altered": not sound,
        "facts": [
            ("检测环节", OCCASIONS[row.occasion]),
            ("检测人", row.begun_name),
            ("开始", display.moment(row.begun_at)),
            ("完成", display.moment(row.ended_at) if row.ended_at else "还没有检测完"),
        ],
        "checks": _of_the_whole(row, outcomes, because or {}),
        "faulty": faulty(found, limit),
        "look": _unsettled(open_, limit),
        "href": f"/archive/checks/{row.id}",
    }


def _of_the_whole(
    row: Any, outcomes: Mapping[str, Mapping[str, int]], because: Mapping[str, str]
) -> list[dict[str, str]]:
    lines = []
    for check in CHECKS:
        counts = outcomes.get(check.key, {})
        if not counts:
            continue
        # The worst of one item is what the line says; what was not there to be checked in some of them is no matter.
        outcome = next(one for one in (*_ORDER[:-1], SOUND, ABSENT) if counts.get(one))
        parts = filter(
            None, (because.get(check.key), *(f"{counts[one]}件{_COUNTED[one]}" for one in _ORDER if counts.get(one)))
        )
        lines.append(_line(check, outcome, "，".join(parts)))
    results = row.results or {}
    lines += [
        _line(check, results[check.key][0], "；".join(results[check.key][1]))
        for check in HOLDINGS
        if check.key in results
    ]
    return sorted(lines, key=lambda one: NATURES.index(one["nature"]))


def of_item(item: Any, rows: Sequence[Any], *, sound: bool) -> dict[str, Any]:
    """The latest report of an item, and which there were before."""
    latest = rows[0] if rows else None
    results = latest.results if latest is not None else {}
    return {
        "code": item.code,
        "title": item.title,
        "href": f"/archive/checks/items/{item.id}",
        "document_href": f"/documents/{item.document_id}",
        "checked": latest is not None,
        "altered": latest is not None and not sound,
        "amiss": bool(latest is not None and latest.faults),
        "verdict": _item_verdict(latest),
        "faults": faults(results),
        "facts": [
            ("检测环节", OCCASIONS[latest.occasion]),
            ("检测人", latest.begun_name),
            ("检测时间", display.moment(latest.at)),
        ]
        if latest is not None
        else [],
        "checks": [_line(BY_KEY[key], one[0], "；".join(one[1])) for key, one in _ordered(results)],
        "earlier": [
            {"when": display.moment(row.at), "occasion": OCCASIONS[row.occasion], "verdict": _item_verdict(row)}
            for row in rows[1:]
        ],
    }


def _item_verdict(row: Any) -> str:
    if row is None:
        return "还没有检测过"
    if row.faults:
        return f"{row.faults}项有问题"
    return f"没有发现问题{f'，{row.unchecked}项没有检查或请核对' if row.unchecked else ''}"


def _ordered(results: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, results[key]) for key in BY_KEY if key in results]


def _line(check: Any, outcome: str, words: str) -> dict[str, str]:
    return {
        "key": check.key,
        "nature": check.nature,
        "sentence": check.sentence,
        "basis": check.basis,
        "outcome": outcome,
        "said": OUTCOMES[outcome],
        "words": words,
    }


def as_json(told: Mapping[str, Any]) -> dict[str, Any]:
    """A report as other programs read it."""
    names = ("code", "title", "verdict", "altered", "facts", "checks", "faulty", "look", "faults")
    return {name: told[name] for name in names if name in told}


def form(told: Mapping[str, Any], organisation: str) -> InspectionReport:
    """四性检测报告 to be printed and signed for."""
    facts: dict[str, str] = dict(told["facts"])
    code = f"{told['code']}　" if "code" in told else ""
    return InspectionReport(
        organisation=organisation,
        subject=f"{code}{told['title']}",
        occasion=facts.get("检测环节", ""),
        inspector=facts.get("检测人", ""),
        begun=facts.get("开始") or facts.get("检测时间") or "",
        ended=facts.get("完成") or facts.get("检测时间") or "",
        verdict=told["verdict"],
        entries=tuple(
            CheckedEntry(
                serial=str(place),
                nature=one["nature"],
                sentence=one["sentence"],
                basis=one["basis"],
                outcome=one["said"],
                words=one["words"],
            )
            for place, one in enumerate(told["checks"], 1)
        ),
        faulty=_named(told.get("faulty", {})),
        look=_named(told.get("look", {})),
    )


def _named(listed: Mapping[str, Any]) -> tuple[FaultyEntry, ...]:
    """A list of items as the form has it; what it has no room for is said at its end."""
    lines = [
        FaultyEntry(reference=one["code"], title=one["title"], words="；".join(one["faults"]))
        for one in listed.get("rows", ())
    ]
    rest = [FaultyEntry(reference="", title=f"只列前{len(lines)}件，其余见系统中的检测报告", words="")]
    return tuple(lines + rest if listed.get("more") else lines)
