"""Time the search over real articles of law.

    python -m bench.search sqlite:////tmp/search.db 100000
    python -m bench.search postgresql+psycopg://root@127.0.0.1:5432/scratch 100000

The database must be an empty one of your own: the tables stay, and a second run with the same count only measures.
Prints milliseconds as p50/p99 of the whole of `routing.search.find`: page, count and marks.
"""

import gzip
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import make_url

from routing import search
from routing.search.schema import search_entry

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "large.jsonl.gz"
FIRST_DAY = date(2006, 1, 1)
DAYS = 20 * 365
DEPARTMENTS = 12
REPEATS = 60

document = Table(
    "document",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("state", String),
    Column("secrecy", Integer),
)

COMMON = ("规定", "部门", "人民政府", "应当", "管理")
TWO = ("妇女", "家庭", "儿童", "档案", "信访", "收养", "托育", "彩礼", "婚姻", "监护")
PHRASES = ("未成年人保护", "妇女联合会", "家庭暴力", "县级以上地方人民政府", "依法追究刑事责任", "农村留守儿童")
RARE = ("反家庭暴力法", "家庭教育指导服务", "女职工劳动保护特别规定", "婚前医学检查", "妇女权益保障")
ABSENT = ("甪直妇联", "政人民府县", "规定的部们", "应当由府")


def articles(count: int) -> Iterator[search.Entry]:
    """Yield entries in a day order that is not the order of writing, as imports are."""
    chance = random.Random(9704)
    number = 0
    while number < count:
        with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
            for line in lines:
                law = json.loads(line)
                for article in re.split(r"\n(?=第[一二三四五六七八九十百零〇]+条)", law["body"]):
                    if number == count:
                        return
                    number += 1
                    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
                    yield search.Entry(
                        document_id=number,
                        day=day,
                        title=law["title"],
                        body=article,
                        number=f"泰妇字〔{day.year}〕{number % 400 + 1}号",
                        department_id=chance.randrange(DEPARTMENTS),
                        kind=law["doc_type"],
                        year=day.year,
                    )


def fill(conn: Connection, count: int) -> None:
    """Create and fill the tables, and print what one entry cost."""
    search.create(conn)
    document.create(conn)
    spent = []
    for entry in articles(count):
        conn.execute(
            insert(document),
            {"id": entry.document_id, "state": "archived", "secrecy": entry.document_id % 100},
        )
        start = time.perf_counter()
        search.put(conn, entry)
        spent.append((time.perf_counter() - start) * 1000)
        if entry.document_id % 5000 == 0:
            conn.commit()
    conn.commit()
    print("put", figures(spent))


def figures(spent: list[float]) -> str:
    """Return p50/p99 and the worst."""
    cuts = statistics.quantiles(spent, n=100, method="inclusive")
    return f"{cuts[49]:8.1f} /{cuts[98]:8.1f}   worst {max(spent):8.1f} ms"


def measure(conn: Connection) -> None:
    """Print one line a class of queries."""

    def ask(texts: tuple[str, ...], **filters: object) -> Callable[[int], search.Page]:
        return lambda turn: search.find(
            conn, search.Query(texts[turn % len(texts)], **filters), joined=document, where=document.c.secrecy >= 0
        )

    half_year = {"date_from": date(2015, 3, 1), "date_to": date(2015, 8, 31)}
    classes = {
        "two characters": ask(TWO),
        "common word": ask(COMMON),
        "common word, best": ask(COMMON, order="best"),
        "one character": ask(("妇", "法", "第", "镇", "囍")),
        "phrase": ask(PHRASES),
        "rare phrase": ask(RARE),
        "rare phrase, best": ask(RARE, order="best"),
        "absent, pairs present": ask(ABSENT),
        "two words": ask(("妇女 儿童", "部门 档案", "家庭 教育", "应当 收养")),
        "words and digits": ask(("2020年", "3日", "第12号", "1994年7月5日")),
        "department": ask(TWO + COMMON, department_id=3),
        "half a year": ask(TWO + COMMON, **half_year),
        "department, no text": ask(("",), department_id=3),
        "no text": ask(("",)),
        "number": ask(("泰妇字〔2015〕12号", "泰妇字 12", "2015 12号")),
        "1% permitted": lambda turn: search.find(
            conn, search.Query((TWO + COMMON)[turn % 15]), joined=document, where=document.c.secrecy == 7
        ),
        "nothing permitted": lambda turn: search.find(
            conn, search.Query((TWO + COMMON)[turn % 15]), joined=document, where=document.c.secrecy == -1
        ),
    }
    for name, run in classes.items():
        spent, incomplete = [], 0
        for turn in range(REPEATS):
            start = time.perf_counter()
            page = run(turn)
            spent.append((time.perf_counter() - start) * 1000)
            incomplete += not page.complete
        print(f"{name:24}{figures(spent)}   cut short {incomplete}/{REPEATS}")


def main(arguments: list[str]) -> None:
    """Fill the database if it is empty, then measure."""
    engine = create_engine(make_url(arguments[0]))
    count = int(arguments[1])
    with engine.connect() as conn:
        if not inspect(conn).has_table("search_entry"):
            fill(conn, count)
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql("ANALYZE")
            conn.commit()
        print("entries", conn.execute(select(func.count()).select_from(search_entry)).scalar_one())
        measure(conn)


if __name__ == "__main__":
    main(sys.argv[1:])
