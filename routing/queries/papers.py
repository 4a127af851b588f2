"""A document as the page that leaves the house: its elements from the sheet, the letterhead and the log (GB/T 9704)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, Self

from sqlalchemy import Connection, Row, func, select

from routing import clock, display
from routing.actor import Actor
from routing.addresses import LARGEST_KEY
from routing.models import Document, IssuedPaper, Letterhead, NumberSeries, SignedPaper
from routing.models.paper import BLANK, PaperSetting
from routing.queries.documents import DocumentView
from routing.services.content import OPENNESS, Content
from routing.typeset.paper import Layout, OfficialPaper, Seal, SealMode, Signer
from workflows.model import Workflow

UNTITLED: Final = "（标题）"
UNNUMBERED: Final = "（编号后填写）"
UNSIGNED: Final = "（待签发）"
MEETINGS: Final = frozenset({"纪要", "决议"})  # dated by the meeting, not by the signature (条例 art. 9 (12))

_TAKEN_ILL: Final = frozenset('\\/:*?"<>|')


@dataclass(frozen=True, slots=True)
class Looks:
    """How the papers under a letterhead look: what the organisation has set."""

    mark: str
    signature: str
    printed_by: str
    layout: str
    mark_suffix: str
    seal_mode: str
    seal_digest: str
    seal_name: str

    @property
    def seal_file(self) -> str:
        """The name under which the template finds the 印章图样."""
        return f"seal.{self.seal_name.rpartition('.')[2].lower()}" if self.seal_digest else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a text by now: its number, who signed it when, when it is printed; `draft` before all that."""

    number: str = ""
    signed_on: date | None = None
    signed_by: str = ""
    printed_on: date | None = None
    draft: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Itself as JSON takes it."""
        days = {name: day.isoformat() if day else "" for name, day in self._days.items()}
        return {**asdict(self), **days}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Read back what `as_dict` told."""
        days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("signed_on", "printed_on")}
        return cls(**{**kept, **days})

    @property
    def _days(self) -> dict[str, date | None]:
        return {"signed_on": self.signed_on, "printed_on": self.printed_on}


def looks(connection: Connection, series_id: int) -> Looks:
    """How the papers of a number series look."""
    return Looks(**_looks(connection, NumberSeries.id == series_id)[0]._mapping)


def looks_for(connection: Connection, actor: Actor, draft_key: str, series_id: Any) -> Looks | None:
    """How a paper looks that somebody is drafting: by its document's series or the one chosen; None without any."""
    document_id = draft_key.removeprefix("document-")
    if document_id.isdecimal():
        own = select(Document.series_id).where(Document.id == min(int(document_id), LARGEST_KEY))
        wanted = NumberSeries.id == own.scalar_subquery()
    else:
        wanted = NumberSeries.id == series_id if series_id else NumberSeries.closed.is_(False)
    rows = _looks(connection, wanted, NumberSeries.organisation_id == actor.organisation_id)
    return Looks(**rows[0]._mapping) if rows else None


def new_sheet(connection: Connection, actor: Actor) -> Content:
    """What a new sheet begins with: 抄送 and copies as the letterhead of the first series has them."""
    row = connection.execute(
        select(PaperSetting.copies_to, PaperSetting.print_copies)
        .select_from(NumberSeries)
        .outerjoin(PaperSetting, PaperSetting.letterhead_id == NumberSeries.letterhead_id)
        .where(NumberSeries.organisation_id == actor.organisation_id, NumberSeries.closed.is_(False))
        .order_by(NumberSeries.position, NumberSeries.id)
        .limit(1)
    ).one_or_none()
    copies_to, print_copies = row or ("", 0)
    return Content(openness=OPENNESS[0], copies_to=copies_to or "", print_copies=print_copies or None)


def _looks(connection: Connection, *wanted: Any) -> Sequence[Row[Any]]:
    names = [field.name for field in fields(Looks) if field.name in BLANK]
    set_so = [func.coalesce(getattr(PaperSetting, name), BLANK[name]).label(name) for name in names]
    return connection.execute(
        select(Letterhead.mark, Letterhead.signature, Letterhead.printed_by, *set_so)
        .join(NumberSeries, NumberSeries.letterhead_id == Letterhead.id)
        .outerjoin(PaperSetting, PaperSetting.letterhead_id == Letterhead.id)
        .where(*wanted)
        .order_by(NumberSeries.position, NumberSeries.id)
    ).all()


def standing(view: DocumentView, serial: int) -> Standing:
    """What became of a revision of the document: what was signed is no draft, and only that bears the number."""
    document = view.document
    as_signed = bool(document.signed_digest) and document.signed_digest == document.revision_digest
    if not as_signed or serial != document.revision_serial or voided(view.workflow, view.lines):
        return Standing()
    line = issuing_line(view.workflow, view.lines)
    printed_on = clock.local(line.at).date() if line is not None else None
    return Standing(
        document.number if line is not None else "", document.signed_on, document.signed_by, printed_on, draft=False
    )


def issuing_line(workflow: Workflow, lines: Sequence[Any]) -> Any:
    """The line of the log by which the document got, or kept, the number that it goes out under; None before."""
    issued = None
    for line in lines:
        effects = workflow.action(line.action).effects if line.from_state else ()
        if "take_number" in effects:
            issued = line
        elif "void_number" in effects or _numbers_again(workflow, line):
            issued = None
    return issued


def _numbers_again(workflow: Workflow, line: Any) -> bool:
    """Did the document go back to before its numbering?"""
    if line.from_state == line.to_state:
        return False
    ahead = workflow.actions_from(line.to_state)
    return workflow.state(line.to_state).lapses or any("take_number" in action.effects for action in ahead)


def voided(workflow: Workflow, lines: Sequence[Any]) -> bool:
    """Was the number given up with the document?"""
    return any("void_number" in workflow.action(line.action).effects for line in lines if line.from_state)


def official(content: Content, looks: Looks, standing: Standing) -> OfficialPaper:
    """The page of a text. Raises PaperError where an element is not as the standard asks."""
    layout = Layout(looks.layout)
    upward = content.upward and layout is Layout.DOCUMENT
    paper = OfficialPaper.drafted(
        _without_salutation(content),
        mark=(looks.mark, *content.partners),
        layout=layout,
        title=title_of(content) or UNTITLED,
        number=standing.number or UNNUMBERED,
        signers=(Signer(standing.signed_by or UNSIGNED),) if upward else (),
        urgency=content.urgency,
        recipients=content.recipients,
        date=None if content.kind in MEETINGS else standing.signed_on,
        copied_to=content.copies_to,
        printed_by=looks.printed_by,
        printed_on=standing.printed_on,
        seal_mode=SealMode.NONE,
        draft=standing.draft,
    )
    if not paper.dated and standing.signed_on:
        paper = replace(paper, date=standing.signed_on)
    return _sealed(replace(paper, mark_suffix=looks.mark_suffix), content, looks, standing)


def _sealed(paper: OfficialPaper, content: Content, looks: Looks, standing: Standing) -> OfficialPaper:
    """The signatures, and the seal over the house's own; the other organs bring their seals on paper."""
    signatures = paper.signatures
    if content.partners or (not signatures and paper.layout is not Layout.MINUTES):
        signatures = (looks.signature, *content.partners)
    mode = SealMode(looks.seal_mode) if signatures else SealMode.NONE
    if mode is SealMode.PICTURE and not standing.number:
        mode = SealMode.PLACE  # no seal before the document is to go out (条例 art. 25)
    if mode is not SealMode.PICTURE:
        return replace(paper, signatures=signatures, seal_mode=mode)
    seals = (Seal(looks.seal_file), *(None for _ in signatures[1:]))
    return replace(paper, signatures=signatures, seals=seals, seal_mode=mode)


def title_of(content: Content) -> str | tuple[str, ...]:
    """The title by the lines that the drafter broke, where these are still its words; else to be broken by sense."""
    lines = content.title_lines
    return lines if lines and "".join(lines) == content.title else content.title


def _without_salutation(content: Content) -> str:
    """The body; where the drafter wrote the 主送机关 into it as well, it is set once."""
    first, _, rest = content.body.lstrip().partition("\n")
    named = first.strip().endswith(("：", ":")) and first.strip().rstrip("：:") == content.recipients
    return rest if content.recipients and named else content.body


def issued_row(connection: Connection, document_id: int, log_serial: int) -> Row[Any] | None:
    """The archive copy that was made for that line of the log, with its signed copy where there is one."""
    return next((row for row in issued_rows(connection, document_id) if row.log_serial == log_serial), None)


def issued_rows(connection: Connection, document_id: int) -> Sequence[Row[Any]]:
    """Every archive copy of a document: one for each time that it was signed and numbered."""
    return connection.execute(
        select(
            IssuedPaper.__table__,
            SignedPaper.digest.label("signed_digest"),
            SignedPaper.size.label("signed_size"),
            SignedPaper.signer,
            SignedPaper.signed_at,
            SignedPaper.mac.label("signed_mac"),
        )
        .outerjoin(SignedPaper, SignedPaper.issued_paper_id == IssuedPaper.id)
        .where(IssuedPaper.document_id == document_id)
        .order_by(IssuedPaper.id)
    ).all()


def file_name(number: str, title: str, ending: str) -> str:
    """泰妇字(2026)第3号 关于…的通知.pdf; what a file system takes ill is left out."""
    name = " ".join(filter(None, (number, title))) or "公文"
    return f"{''.join(sign for sign in name if sign.isprintable() and sign not in _TAKEN_ILL)[:100]}.{ending}"


def dated_otherwise(content: Content, paper: OfficialPaper) -> str:
    """Where the drafter wrote another date into the text than the day of signing: what is to be said about it."""
    typed = OfficialPaper.drafted(content.body, mark=("×",), title="×").date_wording
    if not typed or not paper.date or typed == display.day(paper.date):
        return ""
    return f"正文里写的日期是{typed}，成文日期按签发日期排为{display.day(paper.date)}"


def moment_of(view: DocumentView, serial: int) -> datetime:
    """The moment that stands in a draft's file: when its text was saved, so that the same text is the same file."""
    moments = {row.serial: row.saved_at for row in view.revisions}
    moment: datetime = moments[serial]
    return moment
