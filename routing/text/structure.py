"""Recognise the structure of an official document typed as plain text, one paragraph a line.

The elements and their order are those of GB/T 9704-2012, clauses 7.3.3 to 7.3.7: body with four levels of
heading, 附件说明, 署名, 成文日期, 附注, then the attachments. The text is never altered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from routing.text import hints
from routing.text.hints import Finding, Rule
from routing.text.kinds import Kind, Paragraph, attachment_sign, is_date, sign_of

__all__ = ["Finding", "Heading", "Kind", "Paragraph", "Rule", "findings", "outline", "parse"]

LONGEST_HEADING = 60
"""Characters; a longer first sentence is a clause of running text and is not set as a heading."""
LONGEST_NAME = 40
"""Characters of the longest line taken for the name of an organ or for one line of a title."""
TITLE_LINES = 3
SIGNATURE_LINES = 12

_SENTENCE = re.compile(r"[。！？][”’）》]*")
_PUNCTUATION = re.compile(r"[。；：，！？,;:!?|]")
_CLOSING = re.compile(r"(特此|此[复致函令件]|以上|妥否|当否|请|敬礼|抄送|主送)")
_ORGAN = re.compile(
    r"([院府会部厅局办委室处科联社团庭校学站所队署行组馆园司]|中心|支部|工会|协会|基金|政协|人大|工委|纪委)$"
)
_WHOLE_TITLE = re.compile(r"([表单录案法知见告划则度程书函要图式明标纲准范册项例]|[决规协约]定|要点)$")
_BRACKETED = re.compile(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）|\([^()]*\)")
_BREAK = re.compile(r"(?:第[一二三四五六七八九十百]+[章节编篇]|专栏)")


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline: level 1 to 4, or 0 for the beginning of an attachment."""

    level: int
    text: str
    line: int


def parse(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a body, one a line; joining their texts with line feeds gives the body back."""
    return tuple(_Parser(body.split("\n")).run())


def outline(paragraphs: Iterable[Paragraph]) -> list[Heading]:
    """The headings for a table of contents beside the text.

    Clauses under 一、 are listed by their beginning even where they are no headings in the strict sense;
    items of lists and articles are left out.
    """
    entries: list[Heading] = []
    previous = Kind.EMPTY
    for paragraph in paragraphs:
        kind, stripped = paragraph.kind, paragraph.text.strip()
        if kind is Kind.EMPTY:
            continue
        if kind is Kind.ATTACHMENT_TITLE and previous in (Kind.ATTACHMENT_HEADING, Kind.ATTACHMENT_TITLE):
            # The number and every line of the title make one entry.
            space = " " if previous is Kind.ATTACHMENT_HEADING else ""
            entries[-1] = replace(entries[-1], text=entries[-1].text + space + stripped)
        elif kind in (Kind.ATTACHMENT_HEADING, Kind.ATTACHMENT_TITLE):
            entries.append(Heading(0, stripped, paragraph.line))
        elif kind.level and paragraph.lead:
            entries.append(Heading(kind.level, paragraph.text[: paragraph.lead].strip(), paragraph.line))
        elif kind is Kind.HEADING_1:
            entries.append(Heading(1, _beginning(stripped), paragraph.line))
        previous = kind
    return entries


def findings(body: str) -> list[Finding]:
    """Friendly hints for the drafter, in the order of the lines; none of them is an error."""
    return hints.hints(parse(body))


def _beginning(text: str, limit: int = 24) -> str:
    cut = re.split(r"[，；。：]", text, maxsplit=1)[0]
    return cut if len(cut) <= limit else cut[:limit] + "…"


class _Parser:
    """One pass over the lines; the state is what has been passed of the elements so far."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.stripped = [line.strip() for line in lines]
        self.kinds: list[Kind | None] = [None if text else Kind.EMPTY for text in self.stripped]
        self.leads: dict[int, int] = {}
        self.following = self._following()

    def _following(self) -> list[int]:
        """For every line the index of the next line that is not empty, or the number of lines."""
        following, seen = [0] * len(self.lines), len(self.lines)
        for index in range(len(self.lines) - 1, -1, -1):
            following[index] = seen
            if self.stripped[index]:
                seen = index
        return following

    def run(self) -> Iterable[Paragraph]:
        self._mark_dates()
        self._mark_attachments()
        self._mark_undated_signature()
        self._mark_signs()
        for index, (text, kind) in enumerate(zip(self.lines, self.kinds, strict=True)):
            yield Paragraph(kind or Kind.TEXT, text, index + 1, self.leads.get(index, 0))

    def _plain(self, index: int) -> bool:
        """A short line without sign, stop or table cell: it may be a name or a piece of a title."""
        text = self.stripped[index]
        return len(text) <= LONGEST_NAME and not _PUNCTUATION.search(text) and sign_of(text) is None

    def _mark_dates(self) -> None:
        """成文日期 with the 署名 above it and the 附注 below it."""
        above: list[int] = []
        for index, text in enumerate(self.stripped):
            if not text:
                continue
            if is_date(text) and (self._signers(above) or self._ends_a_part(index)):
                self.kinds[index] = Kind.DATE
                for signer in self._signers(above):
                    self.kinds[signer] = Kind.SIGNATURE
                self._mark_notes(index)
            above.append(index)

    def _signers(self, above: list[int]) -> list[int]:
        """Lines right above a date that name who signs: the nearest is anyone, those above it are organs."""
        signers: list[int] = []
        for index in reversed(above[-SIGNATURE_LINES:]):
            text = self.stripped[index]
            if self.kinds[index] or not self._plain(index) or _CLOSING.match(text) or text.startswith("附"):
                break
            if signers and not _ORGAN.search(text):
                break
            signers.append(index)
        return signers

    def _ends_a_part(self, index: int) -> bool:
        """Whether only 附注 stands between this line and the end of the text or the next attachment."""
        after = self.following[index]
        while after < len(self.lines) and _BRACKETED.fullmatch(self.stripped[after]):
            after = self.following[after]
        if after == len(self.lines):
            return True
        sign = attachment_sign(self.stripped[after])
        return sign is not None and sign.alone

    def _mark_notes(self, date: int) -> None:
        index = self.following[date]
        while index < len(self.lines) and _BRACKETED.fullmatch(self.stripped[index]):
            if sign_of(self.stripped[index]):
                break
            self.kinds[index] = Kind.NOTE
            index = self.following[index]

    def _mark_attachments(self) -> None:
        """附件说明 before the first date, 附件序号 and 附件标题 after it."""
        dated = False
        previous: Kind | None = None
        for index, text in enumerate(self.stripped):
            if not text:
                continue
            if self.kinds[index] is None:
                if sign := attachment_sign(text):
                    if sign.alone and not (sign.number is None and sign.colon and self._lists(index, dated)):
                        self._begin_attachment(index, len(self.lines[index]))
                        dated = True
                    elif dated and not self._lists(index, dated):
                        self._begin_attachment(index, self.lines[index].index(text) + sign.end)
                    else:
                        self._mark_attachment_note(index, text[sign.end :], sign.number)
                elif previous in (Kind.DATE, Kind.NOTE):
                    self._mark_title(index)
            dated = dated or self.kinds[index] is Kind.DATE
            previous = self.kinds[index]

    def _lists(self, index: int, dated: bool) -> bool:
        """Whether 附件 on this line is 附件说明: a list follows, and a signature after the first date.

        A paper that is itself forwarded as an attachment has its own 附件说明 above its own signature.
        """
        after = self.following[index]
        if not dated:
            return after < len(self.lines) and sign_of(self.stripped[after]) is not None
        while after < len(self.lines) and self.kinds[after] is None and sign_of(self.stripped[after]):
            after = self.following[after]
        return after < len(self.lines) and self.kinds[after] in (Kind.SIGNATURE, Kind.DATE)

    def _begin_attachment(self, index: int, lead: int) -> None:
        self.kinds[index] = Kind.ATTACHMENT_HEADING
        self.leads[index] = lead
        if lead == len(self.lines[index]):
            self._mark_title(self.following[index])

    def _mark_title(self, index: int) -> None:
        """Up to three lines of a title, the later ones only while the title is plainly unfinished."""
        title = ""
        for _ in range(TITLE_LINES):
            if index >= len(self.lines) or not (text := self.stripped[index]) or self.kinds[index]:
                return
            unfinished = not title or not _WHOLE_TITLE.search(title)
            bracketed = _BRACKETED.fullmatch(text) is not None and sign_of(text) is None
            if not (bracketed and title) and not (unfinished and self._plain(index)):
                return
            if _CLOSING.match(text) or _BREAK.match(text) or attachment_sign(text):
                return
            self.kinds[index] = Kind.ATTACHMENT_TITLE
            title += text
            index = index + 1 if title != text or not bracketed else self.following[index]

    def _mark_attachment_note(self, index: int, name: str, number: int | None) -> None:
        """附件说明 and its turned lines: the next numbers, and the rest of a name too long for its line."""
        self.kinds[index] = Kind.ATTACHMENT_NOTE
        first = sign_of(name)
        last = first.number if first and first.kind is Kind.HEADING_3 else number or (0 if not name else None)
        while (after := self.following[index]) < len(self.lines) and self.kinds[after] is None:
            sign = sign_of(self.stripped[after])
            if sign and sign.kind is Kind.HEADING_3 and last is not None and sign.number == last + 1:
                last = sign.number
            elif not (after == index + 1 and self._turned(after)):
                return
            self.kinds[after] = Kind.ATTACHMENT_NOTE
            index = after

    def _turned(self, index: int) -> bool:
        """An unnumbered line that goes on with the name above: something must follow, and it is no organ."""
        after = self.following[index]
        if after == len(self.lines) or not self._plain(index) or attachment_sign(self.stripped[index]):
            return False
        return not _ORGAN.search(self.stripped[index]) and not _CLOSING.match(self.stripped[index])

    def _mark_undated_signature(self) -> None:
        """A last line that names an organ after a finished sentence: the drafter left out the date."""
        used = (Kind.DATE, Kind.SIGNATURE, Kind.ATTACHMENT_HEADING)
        body = [index for index, text in enumerate(self.stripped) if text]
        for place, index in enumerate(body):
            if self.kinds[index] in used:
                body = body[:place]
                if self.kinds[index] is not Kind.ATTACHMENT_HEADING:
                    return
                break
        if len(body) < 2 or self.kinds[body[-1]] or not self._plain(body[-1]):
            return
        above = body[-2]
        finished = self.kinds[above] is Kind.ATTACHMENT_NOTE or self.stripped[above].endswith(tuple("。！？"))
        if finished and _ORGAN.search(self.stripped[body[-1]]):
            self.kinds[body[-1]] = Kind.SIGNATURE

    def _mark_signs(self) -> None:
        """Headings, articles and list items among what is left, with the length of the heading part."""
        in_article, previous = False, -1
        for index, text in enumerate(self.stripped):
            if not text:
                continue
            if self.kinds[index] is None:
                if sign := sign_of(text):
                    self.kinds[index] = sign.kind
                    if sign.kind is Kind.ARTICLE:
                        in_article = True
                        self.leads[index] = self.lines[index].index(text) + sign.end
                    else:
                        in_article = in_article and sign.kind is not Kind.HEADING_1
                        item = in_article or (
                            previous >= 0
                            and self.kinds[previous] is sign.kind
                            and self.stripped[previous].endswith(("；", ";"))
                        )
                        self.leads[index] = 0 if item else self._lead(self.lines[index])
            elif self.kinds[index] is Kind.ATTACHMENT_HEADING:
                in_article = False
            previous = index

    @staticmethod
    def _lead(line: str) -> int:
        """How much of a numbered line is heading: the first sentence if it is short, else nothing."""
        end = _SENTENCE.search(line)
        length = end.end() if end else len(line)
        if length > LONGEST_HEADING or (end is None and line.rstrip().endswith(tuple("；;：:，,"))):
            return 0
        return length if line[length:].strip() else len(line)
