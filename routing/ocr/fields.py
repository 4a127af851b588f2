"""The columns put together from the head, the signature and the closing frame, and what is to be said about them."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from routing.ocr import patterns
from routing.ocr.foot import closing
from routing.ocr.head import SURE, Head
from routing.ocr.rows import rows_of
from routing.ocr.values import Page, Suggestion

if TYPE_CHECKING:
    from routing.ocr.signature import Signed

ALIKE: Final = 0.6  # of the letters of two names
NEEDED: Final = {"organ": "来文单位", "source_number": "来文字号", "title": "标题", "dated": "成文日期"}


def assembled(head: Head, signed: list[Signed], pages: list[Page]) -> dict[str, Suggestion]:
    """The columns that could be made out, but for the number of pages."""
    found = dict(head.fields)
    signature = _signature(head, signed)
    organ = _organ(head, signature)
    if organ is not None:
        found["organ"] = organ
    if signature is not None:
        number = found.get("source_number")
        year = patterns.year_of(number.value) if number else None
        fits = year is None or abs(year - signature.day.year) <= 1
        found["dated"] = Suggestion(signature.day.isoformat(), fits, signature.page, signature.box)
    for page in reversed(pages):
        for name, suggestion in closing(page).items():
            found.setdefault(name, suggestion)
    return found


def _signature(head: Head, signed: list[Signed]) -> Signed | None:
    """Of several dates the one under a seal, then that under the organ's own name, then the last."""
    if not signed:
        return None
    own = "".join(head.mark) or head.issuer.replace("、", "")
    return max(
        enumerate(signed),
        key=lambda one: (
            one[1].sealed,
            _alike("".join(one[1].organs), own) > ALIKE,
            -one[1].page if one[1].sealed else one[0],
        ),
    )[1]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0


def _organ(head: Head, signature: Signed | None) -> Suggestion | None:
    """来文单位: by mark, title and signature; what two of them say is sure."""
    mark = "、".join(head.mark)
    names = "、".join(signature.organs) if signature else ""
    title = head.fields.get("title")
    if mark:
        others = {name for name in (head.issuer, names) if name}
        if mark not in others and head.issuer and head.issuer == names:
            mark = names  # the large letters were misread
        return Suggestion(
            mark, mark in others or (not others and head.mark_score > SURE), title.page if title else 1, head.mark_box
        )
    if names and signature:
        return Suggestion(names, names == head.issuer, signature.page, signature.box)
    if head.issuer and title:
        return Suggestion(head.issuer, False, title.page, title.box)
    return None


def text_of(page: Page) -> str:
    """The text of a page, row by row."""
    return "\n".join(row.text for row in rows_of(page.lines))


def notes_on(pages: list[Page], count: int, found: dict[str, Suggestion], *, doubtful: bool) -> tuple[str, ...]:
    """What the person who registers should know."""
    notes = []
    if not any(page.lines for page in pages):
        return ("没有认出文字，请确认扫描的是文件正面；不行就手工登记。",)
    if count > len(pages):
        read = "、".join(str(page.number) for page in pages)
        notes.append(f"共{count}页，只识别了第{read}页。")
    turned = [page for page in pages if page.turned]
    if turned:
        notes.append("图片方向不正，已按转正后的样子识别。")
    if "dated" not in found and doubtful:
        notes.append("成文日期被印章盖住或看不清，没有填，请照原件填写。")
    missing = [name for key, name in NEEDED.items() if key not in found and not (key == "dated" and doubtful)]
    if missing:
        notes.append(f"没有认出{'、'.join(missing)}，请照原件填写。")
    return tuple(notes)
