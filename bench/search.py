"""Measure search side by side with LIKE, which most office products use, and with tantivy; adds to bench/results.json.

    python -m bench.search                     10,000 and 100,000 items of 1,500 characters
    BENCH_LARGE=1 python -m bench.search       1,000,000 as well
    BENCH_QUICK=1 python -m bench.search       a try: 1,000 and 10,000, results.quick.json

Milliseconds are p50/p99 of the whole of `routing.search.find`: page, count and marks. LIKE gives a page of the newest
and a count, as a pager wants them; tantivy gives the same from an index of the same pairs with their positions.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, create_engine

from bench import findable, rivals
from bench.databases import has_postgresql
from bench.findable import document
from bench.report import Results, machine
from routing import ROOT, search
from routing.search.alike import alike
from routing.search.entry import Entry
from routing.search.plan import Scope

QUICK: Final = bool(os.environ.get("BENCH_QUICK"))
LARGE: Final = bool(os.environ.get("BENCH_LARGE"))
COUNTS: Final = (1_000, 10_000) if QUICK else (10_000, 100_000, *((1_000_000,) if LARGE else ()))
TURNS: Final = 60 if QUICK else 240
ADDED: Final = 300
SLOW: Final = 6.0  # seconds that a rival is given for one class
BEYOND: Final = 1_000_000  # items from which on LIKE, half a minute a search, is asked only what it is compared by
COMPARED_BY: Final = ("rare phrase", "1% permitted, rare")
NEWEST: Final = {"sqlite": 50, "postgresql": 150}  # ms, p99
BEST: Final = 150
GROWTH: Final = 3
TIMES: Final = 100  # faster than LIKE
COMPARED: Final = 100_000  # items from which on that is asked
BYTES: Final = 2_500
ADDING: Final = 2  # ms

COMMON: Final = ("规定", "部门", "人民政府", "应当", "管理", "工作", "单位", "责任")
TWO: Final = (
    "妇女",
    "家庭",
    "儿童",
    "档案",
    "信访",
    "收养",
    "托育",
    "彩礼",
    "婚姻",
    "监护",
    "抚养",
    "扶贫",
    "养老",
    "女工",
)
PHRASES: Final = (
    "未成年人保护", "妇女联合会", "家庭暴力", "县级以上地方人民政府", "依法追究刑事责任", "农村留守儿童", "妇女权益",
    "社会治安综合治理", "国务院有关部门", "直接负责的主管人员", "精神文明建设", "计划生育",
)  # fmt: skip
RARE: Final = (
    "反家庭暴力法", "家庭教育指导服务", "女职工劳动保护特别规定", "婚前医学检查", "妇女权益保障", "三八红旗手",
    "母婴保健技术", "孕产期保健", "婴幼儿照护", "收养登记",
)  # fmt: skip
SEVERAL: Final = (
    "妇女 儿童",
    "部门 档案",
    "家庭 教育",
    "应当 收养",
    "学校 卫生 检查",
    "单位 女职工 劳动",
    "养老 服务 机构",
)
NUMBERS: Final = ("泰妇字〔{year}〕{serial}号", "泰妇字 {serial}", "{year} {serial}号", "泰妇字（{year}）第{serial}号")
SOUNDS: Final = ("wqnbz", "jtjy", "weichengnian", "baohu", "wf", "zengfang", "sxl", "guanligui", "zjm")
TYPED: Final = (
    "未",
    "未成",
    "未成年",
    "未成年人",
    "未成年人保",
    "未成年人保护",
    "妇",
    "妇女",
    "妇女权",
    "妇女权益",
    "妇女权益保障",
)
ABSENT: Final = ("甪直妇联", "政人民府县", "规定的部们", "应当由府")
HALF: Final = ("未成年保护管理办法", "妇女权益特别保护规定", "中小学安全工作条例通知")


@dataclass(frozen=True)
class Figures:
    """Milliseconds of one class, and how many of its searches were cut short."""

    p50: float
    p99: float
    worst: float
    short: int = 0

    def __str__(self) -> str:
        return f"{self.p50:9.2f} /{self.p99:9.2f}"


def timed(turns: int, run: Callable[[int], Any], most: float = 60.0) -> Figures:
    """Run it so often, or as often as there is time for."""
    spent, short, begun = [], 0, time.monotonic()
    for turn in range(turns):
        start = time.perf_counter()
        page = run(turn)
        spent.append((time.perf_counter() - start) * 1000)
        short += not getattr(page, "complete", True)
        if time.monotonic() - begun > most and turn >= 1:
            break
    cuts = statistics.quantiles(spent, n=100, method="inclusive")
    return Figures(cuts[49], cuts[98], max(spent), short)


def classes() -> Iterator[tuple[str, str, tuple[str, ...], dict[str, Any]]]:
    """(name, group, what is asked, how): newest first, best first, and what comes besides."""
    half_year = {"date_from": date(2015, 3, 1), "date_to": date(2015, 8, 31)}
    yield "two characters", "newest", TWO, {}
    yield "common word", "newest", COMMON, {}
    yield "phrase", "newest", PHRASES, {}
    yield "rare phrase", "newest", RARE, {}
    yield "several terms", "newest", SEVERAL, {}
    yield "number", "newest", NUMBERS, {}
    yield "department", "newest", TWO + COMMON + PHRASES, {"department_id": 3}
    yield "half a year", "newest", TWO + COMMON + PHRASES, half_year
    yield "year and period", "newest", TWO + COMMON + PHRASES, {"year": 2012, "period": "Y"}
    yield "1% permitted", "newest", TWO + COMMON + PHRASES, {"secrecy": 7}
    yield "1% permitted, rare", "newest", RARE + SEVERAL, {"secrecy": 7}
    yield "no words", "newest", ("",), {"department_id": 3}
    yield "best: words", "best", TWO + COMMON, {"order": "best"}
    yield "best: phrases", "best", PHRASES + RARE, {"order": "best"}
    yield "best: several", "best", SEVERAL, {"order": "best"}
    yield "best: 1% permitted", "best", TWO + PHRASES, {"order": "best", "secrecy": 7}
    yield "best: as one types", "best", TYPED, {"order": "best"}
    yield "best: initials, pinyin", "best", SOUNDS, {"order": "best"}
    yield "absent, pairs there", "", ABSENT, {}


def written(template: str, turn: int) -> str:
    """A query of a class; numbers get another year and serial each time."""
    chance = random.Random(turn)
    return template.format(year=2006 + chance.randrange(20), serial=1 + chance.randrange(400))


def asking(conn: Connection, asked: tuple[str, ...], how: dict[str, Any]) -> Callable[[int], search.Page]:
    """A search of that class."""
    given = dict(how)
    secrecy, period = given.pop("secrecy", None), given.pop("period", None)
    where = document.c.secrecy >= 0 if secrecy is None else document.c.secrecy == secrecy
    if period is not None:
        where &= document.c.period == period

    def run(turn: int) -> search.Page:
        query = search.Query(written(asked[turn % len(asked)], turn), organisation_id=1, **given)
        page = search.find(conn, query, joined=document, where=where)
        conn.rollback()
        return page

    return run


def measure(kind: str, count: int, results: Results) -> dict[str, Figures]:
    """All classes at one size, beside the rivals."""
    engine = create_engine(findable.database(kind, count), pool_pre_ping=False)
    found: dict[str, Figures] = {}
    size = short(count)
    with engine.connect() as conn:
        prepare(conn)
        index, texts = findable.sizes(conn)
        conn.rollback()
        print(f"\n{kind}, {count:,} items: index {index:,.0f} bytes a document, texts {texts:,.0f}")
        print(f"  {'p50/p99 ms':<24}{'ours':>20}{'LIKE':>21}{'tantivy':>21}")
        ranks = rivals.Tantivy(count) if kind == "sqlite" else None
        for name, _, asked, how in classes():
            run = asking(conn, asked, how)
            for turn in range(len(asked)):  # warm
                run(turn)
            found[name] = timed(TURNS, run)
            patient = count < BEYOND or name in COMPARED_BY
            like = timed(TURNS, rivals.like(conn, asked, how), SLOW) if patient and rivals.comparable(name) else None
            theirs = timed(TURNS, ranks.asking(asked, how)) if ranks and rivals.comparable(name) else None
            cut = f"   cut short {found[name].short}/{TURNS}" if found[name].short else ""
            shown = (f"{one!s:>21}" if one else " " * 21 for one in (like, theirs))
            print(f"  {name:<24}{found[name]!s:>20}{''.join(shown)}{cut}", flush=True)
            if like and count >= COMPARED and name in COMPARED_BY:
                key = name.replace("% permitted, rare", "_percent_permitted").replace(" ", "_")
                results.add(f"search_{key}_{TIMES}x_like_{size}_{kind}", TIMES * found[name].p50 / like.p50, 1)
        near = timed(TURNS // 4, lambda turn: alike(conn, search.Query(HALF[turn % len(HALF)]), Scope()))
        print(f"  {'half-remembered title':<24}{near!s:>20}")
        if ranks:
            print(f"  tantivy's index: {ranks.bytes / count:,.0f} bytes a document, made in {ranks.made_in:.0f} s")
        conn.rollback()
    goals = {"newest": NEWEST[kind], "best": BEST}
    for group, goal in goals.items():
        slowest = max(found[name].p99 for name, of, *_ in classes() if of == group)
        results.add(f"search_{group}_p99_vs_{goal}ms_{size}_{kind}", slowest / goal, 1)
    if kind == "sqlite":
        results.add(f"search_index_bytes_vs_{BYTES}_{size}_{kind}", index / BYTES, 1)
    results.add(f"search_adding_vs_{ADDING}ms_{size}_{kind}", adding(kind, count).p50 / ADDING, 1)
    engine.dispose()
    return found


def adding(kind: str, count: int) -> Figures:
    """What one more record costs, in a transaction of its own: of a day of the past, as an import has it.

    They are taken out again: the next run finds what this one found.
    """
    engine = create_engine(findable.database(kind, count))
    chance = random.Random(count)
    made = []
    for number in range(1, ADDED + 1):
        entry, _ = findable.item(count + number, count + ADDED)
        day = findable.FIRST_DAY + timedelta(days=chance.randrange(findable.DAYS))
        made.append(Entry(**{**vars_of(entry), "document_id": count + number, "day": day}))
    with engine.connect() as conn:
        prepare(conn)

        def add(turn: int) -> None:
            search.put(conn, made[turn])
            conn.commit()

        figures = timed(ADDED, add)
        for entry in made:
            search.remove(conn, entry.document_id)
            conn.commit()
    engine.dispose()
    print(f"  {'one record added':<24}{figures!s:>20}   worst {figures.worst:.1f}")
    return figures


def vars_of(entry: Entry) -> dict[str, Any]:
    """The fields of an entry, without what has been computed from them."""
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def prepare(conn: Connection) -> None:
    """As the house sets its connections up."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA cache_size=-4000")
        conn.exec_driver_sql("PRAGMA synchronous=FULL")
    conn.commit()


def grown(found: dict[int, dict[str, Figures]], kind: str, results: Results) -> None:
    """How much the middle figure grows with the number of items, over all classes of the newest first."""
    names = [name for name, group, *_ in classes() if group == "newest"]
    few, *more = sorted(found)
    base = statistics.mean(found[few][name].p50 for name in names)
    for many in more:
        ratio = statistics.mean(found[many][name].p50 for name in names) / base
        results.add(f"search_p50_{short(few)}_to_{short(many)}_{kind}", ratio, GROWTH)


def short(count: int) -> str:
    return f"{count // 1_000_000}m" if count >= 1_000_000 else f"{count // 1_000}k"


def main(kinds: Iterable[str]) -> None:
    """Seed what is not there, measure, and add to the results; figures of sizes that were not measured stay."""
    results, chosen = Results(), tuple(kinds)
    print(machine())
    for count in COUNTS:
        findable.seeded(chosen, count)
    for kind in chosen:
        found = {count: measure(kind, count, results) for count in COUNTS}
        grown(found, kind, results)
    path = ROOT / "bench" / ("results.quick.json" if QUICK else "results.json")
    results.write(path, keep=lambda name: name not in results.found)


if __name__ == "__main__":
    main(("sqlite", "postgresql") if has_postgresql() else ("sqlite",))
