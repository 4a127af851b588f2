"""Take a draft written in Word: its title and its body as plain text, and a list of what could not be kept."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from routing.text.kinds import LEVELS, attachment_sign, sign_of
from routing.text.numerals import to_chinese
from routing.text.odd import clean
from routing.text.word_inline import WORDS, Inline
from routing.text.word_numbers import NotComputed, Numbers, W, integer, value
from routing.text.word_package import UnreadableWord, check

__all__ = ["UnreadableWord", "WordDraft", "read_docx"]

TITLE_LINES = 3
_OWN_SIGN = re.compile(r"第[一二三四五六七八九十百0-9]+[章节编篇条部]")
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])")
_SIGNS = ("{}、", "（{}）", "{}.", "（{}）")
_TYPES = (
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "意见",
    "决定",
    "决议",
    "公告",
    "通告",
    "函",
    "纪要",
    "方案",
    "办法",
    "要点",
    "总结",
    "计划",
)
_BROKEN = "文件内容读不出来；请在 Word 或 WPS 里另存为“Word 文档（.docx）”后再上传"
_HEADERS = ("/header", "/footer")


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A draft taken from Word: `lost` names in Chinese, item by item, what the text does not hold."""

    title: str | None
    body: str
    lost: tuple[str, ...]


@dataclass(slots=True)
class _Block:
    """A paragraph read: its text, the level of its heading (0 for text) and whether it may be a title."""

    text: str
    level: int = 0
    titled: bool = False
    centred: bool = False
    numbered: bool = False


def read_docx(data: bytes) -> WordDraft:
    """Read a .docx file.

    The title is the first paragraph if it is centred or has the style 标题/Title, otherwise None. Raises
    UnreadableWord, with a message for the user, for anything that is not a plain and whole Word document.
    """
    check(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(document)
        blocks = [block for block in reader.blocks(document.element.body) if block.text.strip()]
    except Exception as reason:
        # Whatever a damaged or hostile file provokes in the parsers, its owner needs one sentence.
        raise UnreadableWord(_BROKEN) from reason
    title, rest = _title(blocks)
    counts = [0, 0, 0, 0]
    lines = [line.strip() for block in rest for line in _signed(block, counts).split("\n")]
    body = "\n".join(line for line in lines if line)
    lost = tuple(words.format(reader.lost[name]) for name, words in WORDS.items() if reader.lost[name])
    return WordDraft(clean(title) if title else None, clean(body), lost)


def _title(blocks: list[_Block]) -> tuple[str | None, list[_Block]]:
    """Separate a title, whose lines may stand in several paragraphs until it ends with a 文种."""
    count = 0
    for block in blocks[:TITLE_LINES]:
        if not (block.titled or block.centred) or " | " in block.text:
            break
        if count and (sign_of(block.text.strip()) or block.text.strip().startswith(("第", "（", "("))):
            break
        count += 1
        if block.text.strip().endswith(_TYPES):
            break
    lines = [line.strip() for block in blocks[:count] for line in block.text.replace("\t", " ").split("\n")]
    return "".join(lines) or None, blocks[count:]


def _signed(block: _Block, counts: list[int]) -> str:
    """The text of a heading with the sign of its level, counting on from signs that are typed out."""
    stripped = block.text.strip()
    if not block.level or block.numbered or _OWN_SIGN.match(stripped) or attachment_sign(stripped):
        return block.text
    sign = sign_of(stripped)
    level = LEVELS.get(sign.kind, 0) if sign else block.level
    if not level:
        return block.text
    counts[level:] = [0] * (len(counts) - level)
    counts[level - 1] = sign.number if sign else counts[level - 1] + 1
    if sign:
        return block.text
    number = counts[level - 1]
    return _SIGNS[level - 1].format(to_chinese(number) if level <= 2 else number) + stripped


@dataclass(slots=True)
class _Reader:
    """Walks one document in order; `lost` tallies what is named to the drafter."""

    document: Any
    lost: Counter[str] = field(default_factory=Counter)
    _styles: dict[str, Any] = field(init=False)
    _default: str = field(init=False)
    _numbers: Numbers = field(init=False)
    _joined: str = field(init=False, default="")

    def __post_init__(self) -> None:
        styles = self.document.styles.element
        self._styles = {style.get(W + "styleId"): style for style in styles.iterchildren(W + "style")}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true")
            ),
            "",
        )
        related = self.document.part.rels.values()
        parts = {rel.reltype.rsplit("/", 1)[-1]: rel.target_part for rel in related if not rel.is_external}
        numbering = parts["numbering"].element if "numbering" in parts else None
        self._numbers = Numbers(numbering, lambda style: value(self._styles.get(style), f"{W}pPr/{W}numPr/{W}numId"))
        if "comments" in parts:
            self.lost["comment"] = sum(1 for _ in parts["comments"].element.iter(W + "comment"))
        heads = [rel.target_part.element for rel in related if rel.reltype.endswith(_HEADERS) and not rel.is_external]
        if any(head.xpath("string(.)").strip() or head.xpath(".//w:drawing|.//w:pict") for head in heads):
            self.lost["header"] = 1

    def blocks(self, container: Any) -> Iterator[_Block]:
        """The paragraphs and table rows below `container`, in document order."""
        for child in container.iterchildren("*"):
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                self.lost["table"] += 1
                for row in self._rows(child):
                    yield _Block(" | ".join(row))
            elif tag == W + "sdt" and child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") is not None:
                self.lost["contents"] += 1
            elif tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
                yield from self.blocks(child)
            elif tag == W + "altChunk":
                self.lost["chunk"] += 1
            elif tag.endswith(("}oMathPara", "}oMath")):
                self.lost["formula"] += 1
        if self._joined:
            yield _Block(self._joined)
            self._joined = ""

    def _paragraph(self, paragraph: Any) -> Iterator[_Block]:
        inline = Inline(self.lost)
        text = self._joined + inline.text(paragraph)
        self._joined = ""
        properties = paragraph.find(W + "pPr")
        mark = properties.find(W + "rPr") if properties is not None else None
        if mark is not None and mark.find(W + "del") is not None:
            # The end of this paragraph was deleted, so it runs on into the next.
            self.lost["deleted"] += 1
            self._joined = text
        else:
            block = self._block(text, properties)
            if text.strip():
                yield block
        for box in inline.boxes:
            yield from self.blocks(box)

    def _block(self, text: str, properties: Any) -> _Block:
        chain = list(self._chain(value(properties, W + "pStyle") or self._default))
        sources = [properties, *(style.find(W + "pPr") for style in chain)]
        names = {value(style, W + "name").lower() for style in chain[:1]}
        aligned = next((found for source in sources if (found := value(source, W + "jc"))), "")
        outline = next((found for source in sources if (found := value(source, W + "outlineLvl"))), "")
        heading = next((match for name in names if (match := _HEADING_STYLE.fullmatch(name))), None)
        level = integer(outline, 9) + 1 if outline or heading is None else int(heading[1])
        number = self._number(sources)
        return _Block(
            number + text.lstrip(),
            level if level <= len(LEVELS) else 0,
            numbered=bool(number),
            titled=bool(names & {"title", "标题"}),
            centred=aligned == "center",
        )

    def _number(self, sources: list[Any]) -> str:
        """The automatic number before a paragraph; the nearest source that names a list decides."""
        number = next((found for source in sources if (found := value(source, f"{W}numPr/{W}numId"))), "")
        if number in ("", "0"):
            return ""
        level = next((found for source in sources if (found := value(source, f"{W}numPr/{W}ilvl"))), "0")
        try:
            written = self._numbers.written(number, integer(level))
        except NotComputed:
            self.lost["unnumbered"] += 1
            return ""
        self.lost["number"] += bool(written)
        return written if not written or written.endswith(tuple("、.．）)：")) else written + " "

    def _chain(self, style: str) -> Iterator[Any]:
        """A style and those it is based on; a ring of styles ends the search."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = value(self._styles[style], W + "basedOn")

    def _rows(self, table: Any) -> Iterator[list[str]]:
        for row in _flat(table, "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.lost["deleted"] += 1
                continue
            self.lost["inserted"] += properties is not None and properties.find(W + "ins") is not None
            yield [self._cell(cell) for cell in _flat(row, "tc")]

    def _cell(self, cell: Any) -> str:
        """The text of a cell on one line; the lower cells of a merged column are empty."""
        before = self.lost["table"]
        text = " ".join(" ".join(block.text.split()) for block in self.blocks(cell) if block.text.strip())
        self.lost["nested"] += self.lost["table"] - before
        self.lost["table"] = before
        return text


def _flat(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in element.iterchildren():
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from _flat(child, name)
