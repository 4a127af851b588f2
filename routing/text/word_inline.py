"""The text inside a paragraph of a Word document, and the tally of what plain text cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from routing.text.word_losses import MISSING
from routing.text.word_numbers import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"

_TRANSPARENT = frozenset(
    W + name
    for name in (
        "smartTag",
        "customXml",
        "sdt",
        "sdtContent",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
    )
) | {_MC + "AlternateContent", _MC + "Choice"}
_COUNTED = {
    W + "commentReference": "comment",
    W + "footnoteReference": "footnote",
    W + "endnoteReference": "endnote",
    W + "ruby": "ruby",
    W + "contentPart": "ink",
}
_FIXED = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OFF = ("0", "false", "off", "none")


def on(properties: Any, name: str) -> bool:
    """Whether a switch such as w:vanish is set in the properties of a run."""
    found = properties.find(W + name) if properties is not None else None
    return found is not None and found.get(W + "val", "true") not in _OFF


class Inline:
    """Reads the runs of a paragraph, counting in `lost` and gathering text boxes in `boxes`."""

    def __init__(self, lost: Counter[str]) -> None:
        self.lost = lost
        self.boxes: list[Any] = []

    def text(self, paragraph: Any) -> str:
        """The text as it reads with every tracked change accepted."""
        return "".join(self._children(paragraph))

    def _children(self, element: Any) -> Iterator[str]:
        for child in element.iterchildren():
            yield from self._child(child)

    def _child(self, child: Any) -> Iterator[str]:
        tag = child.tag
        if tag == W + "r":
            yield from self._run(child)
        elif tag in (W + "ins", W + "moveTo"):
            self.lost["inserted"] += 1
            yield from self._children(child)
        elif tag in (W + "del", W + "moveFrom"):
            self.lost["deleted"] += 1
        elif tag in (_M + "oMath", _M + "oMathPara"):
            self.lost["formula"] += 1
            yield MISSING
        elif tag in _TRANSPARENT:
            if tag == W + "hyperlink" and child.get(_R + "id"):
                self.lost["link"] += 1
            elif tag == W + "fldSimple":
                self._field(child.get(W + "instr", ""))
            yield from self._children(child)

    def _run(self, run: Any) -> Iterator[str]:
        properties = run.find(W + "rPr")
        if on(properties, "vanish") or on(properties, "webHidden"):
            self.lost["hidden"] += 1
            return
        self.lost["struck"] += on(properties, "strike") or on(properties, "dstrike")
        raised = properties.find(W + "vertAlign") if properties is not None else None
        self.lost["script"] += raised is not None and raised.get(W + "val") in ("superscript", "subscript")
        for child in run.iterchildren():
            yield from self._content(child)

    def _content(self, child: Any) -> Iterator[str]:
        tag = child.tag
        if tag == W + "t":
            yield child.text or ""
        elif tag in _FIXED:
            yield _FIXED[tag]
        elif tag == W + "br":
            yield "\n" if child.get(W + "type", "textWrapping") == "textWrapping" else ""
        elif tag == W + "sym":
            self.lost["symbol"] += 1
            yield MISSING
        elif tag == W + "instrText":
            self._field(child.text or "")
        elif tag == W + "object":
            self.lost["object"] += 1
        elif tag in (W + "drawing", W + "pict"):
            self._drawing(child)
        elif tag == _MC + "AlternateContent":
            # Both branches say the same; the fallback is for old programs.
            for inner in child.iterfind(f"{_MC}Choice[1]/*"):
                yield from self._content(inner)
        elif tag in _COUNTED:
            self.lost[_COUNTED[tag]] += 1
            for base in child.iterfind(W + "rubyBase"):
                yield from self._children(base)

    def _field(self, instruction: str) -> None:
        word = instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""
        if word == "HYPERLINK":
            self.lost["link"] += 1
        elif word.isalpha():
            self.lost["field"] += 1

    def _drawing(self, drawing: Any) -> None:
        """Count what is drawn; a text box is kept for the end of the paragraph, nested ones with it."""
        boxes = [
            box
            for box in drawing.iter(W + "txbxContent")
            if not any(above.tag in (W + "txbxContent", _MC + "Fallback") for above in _between(box, drawing))
        ]
        self.boxes += boxes
        self.lost["textbox"] += len(boxes)
        counts = {
            "picture": sum(1 for _ in drawing.iter(_PICTURE, _V + "imagedata")),
            "chart": sum(1 for _ in drawing.iter(_CHART)),
            "diagram": sum(1 for _ in drawing.iter(_DIAGRAM)),
        }
        if boxes:
            # What stands inside a text box is counted when the box is read.
            for name, tags in (
                ("picture", (_PICTURE, _V + "imagedata")),
                ("chart", (_CHART,)),
                ("diagram", (_DIAGRAM,)),
            ):
                counts[name] -= sum(1 for box in boxes for _ in box.iter(*tags))
        self.lost.update(counts)
        if not boxes and not any(counts.values()):
            self.lost["shape"] += 1


def _between(inner: Any, outer: Any) -> Iterator[Any]:
    for above in inner.iterancestors():
        if above is outer:
            return
        yield above
