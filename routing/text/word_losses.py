"""What a draft's plain text cannot hold of its Word file: counted, placed, and told in plain words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

MISSING = "〓"
"""Stands, as printers do, where a character or a formula could not be set."""
MOST_PLACES = 3
"""Places named of each kind; the rest is found by them."""
NEAR = 12
"""Characters of a paragraph by which its place is known."""

WORDS = {
    "picture": "图片 {} 张，没有读入",
    "chart": "图表 {} 个，没有读入",
    "diagram": "示意图（SmartArt）{} 个，没有读入",
    "shape": "图形 {} 个，没有读入",
    "object": "嵌入对象 {} 个，没有读入",
    "formula": f"公式 {{}} 处，没有读入（原处标作“{MISSING}”）",
    "symbol": f"特殊符号 {{}} 个，没有读入（原处标作“{MISSING}”）",
    "inserted": "修订：插入 {} 处，文字已按接受修订保留",
    "deleted": "修订：删除 {} 处，文字已按接受修订去掉",
    "comment": "批注 {} 条，没有读入",
    "footnote": "脚注 {} 条，没有读入",
    "endnote": "尾注 {} 条，没有读入",
    "header": "页眉、页脚，没有读入",
    "hidden": "隐藏文字 {} 处，没有读入",
    "struck": "删除线 {} 处（文字仍保留，请核对）",
    "script": "上标、下标 {} 处（成了普通字，请核对）",
    "link": "超链接 {} 个（只留文字）",
    "field": "自动更新的域 {} 处（只留当前文字）",
    "ruby": "拼音标注 {} 处，没有读入",
    "ink": "手写墨迹 {} 处，没有读入",
    "contents": "自动目录 {} 个，没有读入",
    "chunk": "嵌入的其他文档 {} 个，没有读入",
    "number": "自动编号 {} 处，已换成文字，请核对",
    "unnumbered": "项目符号或特殊编号 {} 处，没有换成文字",
    "table": "表格 {} 个，改成了每行一段、单元格以“|”隔开",
    "merged": "合并的单元格 {} 处，文字只在第一格",
    "nested": "表中套的表格 {} 个，文字并入了所在单元格",
    "textbox": "文本框 {} 个，文字放在了所在段落之后",
    "frame": "文头、版记，没有读入（系统排版时会自动加上）",
}
"""What can be lost or changed, in the order it is told."""


@dataclass(slots=True)
class Losses:
    """The tally of one document. What was counted while a paragraph was read is placed by `place`."""

    counts: Counter[str] = field(default_factory=Counter)
    _places: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def place(self, before: Counter[str], number: int, text: str) -> None:
        """Note that what was counted since `before` stands in the line of that number (from 1) and text, or, where
        there is no text, after that line.
        """
        words = "".join(text.split())
        near = f"“{words[:NEAR]}{'…' if len(words) > NEAR else ''}”" if words else "之后"
        for name in self.counts - before:
            self._places[name].append(f"第{number}段{near}" if number else "开头")

    def told(self) -> tuple[str, ...]:
        """One sentence for each kind, with the first places where it stands."""
        return tuple(
            words.format(self.counts[name]) + self._where(name) for name, words in WORDS.items() if self.counts[name]
        )

    def _where(self, name: str) -> str:
        places = self._places[name]
        more = "等处" if len(places) > MOST_PLACES else ""
        return f"：{'、'.join(places[:MOST_PLACES])}{more}" if places else ""
