"""Texts to fill a database with: real articles of law where the corpus is there, made-up ones where it is not."""

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "large.jsonl.gz"
ENOUGH = 20_000  # articles; beyond it they come round again
HEADINGS = ("一、总体要求", "二、主要任务", "三、工作措施", "四、组织领导", "五、督促检查")
SUBJECTS = ("维权周活动", "家庭教育指导", "儿童关爱服务", "巾帼建功", "婚姻家庭纠纷调解", "妇女创业就业", "普法宣传")
_UNSAFE = re.compile(r"[<>&\"'|\r\t]")  # what HTML would write otherwise; and rows of tables


@cache
def articles() -> tuple[str, ...]:
    """Paragraphs of 40 to 400 characters."""
    found = _from_corpus() if CORPUS.exists() else _made_up()
    return tuple(article for article, _ in zip(found, range(ENOUGH), strict=False))


def title(serial: int, kind: str) -> str:
    """The title of the n-th document; no two are alike."""
    return f"泰州市妇女联合会关于{SUBJECTS[serial % len(SUBJECTS)]}第{serial}号事项的{kind}"


def body(serial: int, length: int) -> str:
    """A text of about that many characters under numbered headings, with its signature."""
    stock, parts, size, place = articles(), ["现将有关事项通知如下："], 0, serial * 7
    while size < length:
        if len(parts) % 3 == 1 and len(parts) // 3 < len(HEADINGS):
            parts.append(HEADINGS[len(parts) // 3])
        parts.append(stock[place % len(stock)])
        size, place = size + len(parts[-1]), place + 1
    return "\n".join([*parts, "泰州市妇女联合会", "2026年3月2日"])


def _from_corpus() -> Iterator[str]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            for article in re.split(r"\n(?:第[一二三四五六七八九十百零〇]+条\s*)?", json.loads(line)["body"]):
                text = _UNSAFE.sub("", article).strip()
                if 40 <= len(text) <= 400:
                    yield text


def _made_up() -> Iterator[str]:
    whom = ("各市（区）妇联", "市直各妇委会", "有关单位", "基层妇联组织", "社区家长学校")
    what = ("开展走访慰问", "建立工作台账", "组织法律咨询", "落实帮扶措施", "做好信息报送", "加强阵地建设")
    how = ("坚持问题导向，突出服务实效", "加强统筹协调，形成工作合力", "注重总结经验，推广典型做法")
    for n in range(ENOUGH):
        yield f"{whom[n % 5]}要结合实际{what[n % 6]}，{how[n % 3]}，于本月{n % 28 + 1}日前完成第{n}项任务并书面报告。"
