"""Take a draft written in Word: its title and its body as plain text, and a list of what could not be kept."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from routing.text.kinds import LEVELS
from routing.text.odd import clean
from routing.text.word_blocks import Block, signed, title_of
from routing.text.word_inline import Inline
from routing.text.word_losses import Losses
from routing.text.word_numbers import NotComputed, Numbers, W, integer, value
from routing.text.word_package import UnreadableWord, check

__all__ = ["UnreadableWord", "WordDraft", "read_docx"]

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])")
ROLES = {
    **dict.fromkeys(("份号", "密级和紧急程度", "发文机关标志", "发文字号", "版记", "信函红线"), "frame"),
    "公文标题": "title",
    "署名": "signature",
    "成文日期": "signature",
}
"""The styles of a document downloaded from here (routing.typeset.word): what of it is no text of the draft."""
_BROKEN = "文件内容读不出来；请在 Word 或 WPS 里另存为“Word 文档（.docx）”后再上传"
_NO_PAGE_NUMBER = re.compile(r"[^\s0-9０-９ivxIVX第页共/／,，.·—–\-]")
_HEADERS = ("/header", "/footer")


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A draft taken from Word: `lost` names in Chinese, item by item and with its places, what the text lacks."""

    title: str | None
    body: str
    lost: tuple[str, ...]


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
    title, rest = title_of(blocks)
    counts = [0, 0, 0, 0]
    lines = [line.strip() for block in rest for line in signed(block, counts).split("\n")]
    body = "\n".join(line for line in lines if line)
    return WordDraft(clean(title) if title else None, clean(body), reader.losses.told())


def _says_something(head: Any) -> bool:
    """Whether a header or footer holds more than the number of the page."""
    text = "".join(one.text or "" for one in head.iter(W + "t"))
    return _NO_PAGE_NUMBER.search(text) is not None or bool(head.xpath(".//w:drawing|.//w:pict"))


@dataclass(slots=True)
class _Reader:
    """Walks one document in order; `losses` tells what is named to the drafter."""

    document: Any
    losses: Losses = field(default_factory=Losses)
    lost: Counter[str] = field(init=False)
    _passed: int = field(init=False, default=0)
    _inside: int = field(init=False, default=0)
    _styles: dict[str, Any] = field(init=False)
    _default: str = field(init=False)
    _numbers: Numbers = field(init=False)
    _joined: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.lost = self.losses.counts
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
        heads = [rel.target_part.element for rel in related if rel.reltype.endswith(_HEADERS) and not rel.is_external]
        self.lost["header"] = any(map(_says_something, heads))

    def blocks(self, container: Any) -> Iterator[Block]:
        """The paragraphs and table rows below `container`, in document order."""
        for child in container.iterchildren("*"):
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._table(child)
            elif tag == W + "sdt" and child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") is not None:
                self.lost["contents"] += 1
            elif tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
                yield from self.blocks(child)
            elif tag == W + "altChunk":
                self.lost["chunk"] += 1
            elif tag.endswith(("}oMathPara", "}oMath")):
                self.lost["formula"] += 1
        if self._joined:
            yield Block(self._joined)
            self._joined = ""

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        properties = paragraph.find(W + "pPr")
        role = ROLES.get(self._style_name(properties))
        if role == "frame":
            self.lost["frame"] = 1
            return
        before = self.lost.copy()
        inline = Inline(self.lost)
        text = self._joined + inline.text(paragraph)
        self._joined = ""
        mark = properties.find(W + "rPr") if properties is not None else None
        if mark is not None and mark.find(W + "del") is not None:
            # The end of this paragraph was deleted, so it runs on into the next.
            self.lost["deleted"] += 1
            self._joined = text
        else:
            block = self._block(text, properties)
            block.role = role or ""
            self._pass(before, block.text)
            if text.strip():
                yield block
        for box in inline.boxes:
            yield from self.blocks(box)

    def _block(self, text: str, properties: Any) -> Block:
        chain = list(self._chain(value(properties, W + "pStyle") or self._default))
        sources = [properties, *(style.find(W + "pPr") for style in chain)]
        names = {value(style, W + "name").lower() for style in chain[:1]}
        aligned = next((found for source in sources if (found := value(source, W + "jc"))), "")
        outline = next((found for source in sources if (found := value(source, W + "outlineLvl"))), "")
        heading = next((match for name in names if (match := _HEADING_STYLE.fullmatch(name))), None)
        level = integer(outline, 9) + 1 if outline or heading is None else int(heading[1])
        number = self._number(sources)
        return Block(
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

    def _pass(self, before: Counter[str], text: str) -> None:
        """One more line of text, and the place of what was counted in it; a row of a table is one line."""
        if not self._inside:
            self._passed += bool(text.strip())
            self.losses.place(before, self._passed, text)

    def _style_name(self, properties: Any) -> str:
        return value(self._styles.get(value(properties, W + "pStyle")), W + "name")

    def _table(self, table: Any) -> Iterator[Block]:
        """The rows of a table, each a line of its own."""
        before = self.lost.copy()
        self.lost["table"] += 1
        spans = [*table.iter(W + "gridSpan"), *table.iter(W + "vMerge")]
        self.lost["merged"] += sum(1 for span in spans if span.get(W + "val") not in ("restart", "1"))
        seen = False
        for row in self._rows(table):
            if not (seen or any(row)):  # an empty frame, such as that of a letterhead
                continue
            seen, text = True, " | ".join(row)
            self._pass(before, text)
            before = self.lost.copy()
            yield Block(text)
        self.lost["table"] -= not seen

    def _rows(self, table: Any) -> Iterator[list[str]]:
        for row in _flat(table, "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.lost["deleted"] += 1
                continue
            self.lost["inserted"] += properties is not None and properties.find(W + "ins") is not None
            self._inside += 1
            cells = [self._cell(cell) for cell in _flat(row, "tc")]
            self._inside -= 1
            yield cells

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
