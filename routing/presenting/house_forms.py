"""What the house forms say of the documents that there are: 发文稿纸, 发文登记簿, 序号簿."""

from collections.abc import Iterable
from typing import Any, Final

from routing import clock, display
from routing.presenting import registers
from routing.queries.documents import DocumentView
from routing.queries.register import Book
from routing.typeset.forms.outgoing import DispatchRegister, DraftingSheet, NumberBook, RegisterEntry
from routing.typeset.forms.parts import Opinion, Signed
from routing.typeset.strokes import Strokes

# The opinions that the drafting sheet has a place for: the actions that give each.
OPINIONS: Final = {
    "signed": ("sign",),
    "countersigned": ("sign_jointly", "decline_jointly"),
    "reviewed": ("review",),
    "proofread": ("proofread",),
    "approved": ("approve",),
}


def drafting_sheet(view: DocumentView, organisation: str = "") -> DraftingSheet:
    """The 发文稿纸 (FW-3) of a document, every column, with the opinions, names and dates that it was given."""
    document, content = view.document, view.content
    return DraftingSheet(
        organisation=organisation,
        number=document.number,
        secrecy=content.secrecy or "非密",
        urgency=content.urgency or "平件",
        title=content.title,
        kind=content.kind,
        recipients=content.recipients,
        copied_to=content.copies_to,
        attachments=tuple(file.name for file in content.attachments),
        department=document.department_name,
        drafter=document.drafter_name,
        drafted_on=_day(document.created_at),
        openness=content.openness,
        numbered=_signed_for(view, "number"),
        typed=_signed_for(view, "print"),
        proof_checked=_signed_for(view, "proof_check"),
        copies=str(content.print_copies or ""),
        printed_by=document.printed_by,
        printed_on=display.day(document.signed_on),
        **{column: opinions(view, *actions) for column, actions in OPINIONS.items()},
    )


def dispatch_register(book: Book | None, rows: Iterable[Any], organisation: str) -> DispatchRegister:
    """A volume of the 发文登记簿."""
    return DispatchRegister(
        organisation=organisation, volume=_volume(book), made_on=display.day(clock.today()), entries=_entries(rows)
    )


def number_book(book: Book | None, rows: Iterable[Any], organisation: str) -> NumberBook:
    """The 序号簿 of a volume, and whether the run of its numbers is whole (FW-1)."""
    entries = _entries(rows)
    return NumberBook(
        organisation=organisation,
        volume=_volume(book),
        made_on=display.day(clock.today()),
        entries=entries,
        summary=_run(entries),
    )


def _run(entries: tuple[RegisterEntry, ...]) -> str:
    """Does the run of numbers start at 1 and go on without a gap?"""
    if not entries:
        return ""
    void = sum(entry.void for entry in entries)
    missing = sorted(set(range(1, int(entries[-1].serial) + 1)) - {int(entry.serial) for entry in entries})
    whole = f"缺第{'、'.join(map(str, missing))}号" if missing else "连续，无空号、重号"
    voided = f"，其中作废{void}个" if void else ""
    return f"本册自第{entries[0].serial}号至第{entries[-1].serial}号，共{len(entries)}个号{voided}；{whole}。"


def _volume(book: Book | None) -> str:
    return f"{book.year}年 {book.word}" if book else ""


def _entries(rows: Iterable[Any]) -> tuple[RegisterEntry, ...]:
    """Each line as the register on the screen words it."""
    names = ("number", "void", *(name for _, name, _ in registers.COLUMNS if name not in {"serial", "number"}))
    return tuple(
        RegisterEntry(serial=str(one["serial"]), **{name: one[name] for name in names})
        for one in map(registers.entry, rows)
    )


def _signed_for(view: DocumentView, action: str) -> Signed | None:
    """Who did a step last, and on which day."""
    row = next((row for row in reversed(view.lines) if row.action == action), None)
    if row is None:
        return None
    return Signed(name=row.person_name, on_behalf=row.on_behalf_of, date=_day(row.at), hand=hand(row))


def opinions(view: DocumentView, *actions: str) -> tuple[Opinion, ...]:
    """The opinions that were given by those actions; a refusal says so, and what no longer counts says why."""
    serials = {row.id: row.serial for row in view.revisions}
    return tuple(
        Opinion(
            text=f"不同意：{row.opinion}" if "refuse" in view.workflow.action(row.action).effects else row.opinion,
            name=row.person_name,
            post=row.post_name,
            on_behalf=row.on_behalf_of,
            date=display.moment(row.at),
            note=_outdated(view, row, serials),
            hand=hand(row),
        )
        for row in view.lines
        if row.action in actions
    )


def _outdated(view: DocumentView, row: Any, serials: dict[int, int]) -> str:
    """Why an opinion is not one on the text as it is now: it was taken back, or it was on an earlier revision."""
    later = [line for line in view.lines if line.serial > row.serial]
    back = next((line for line in later if line.to_state == row.from_state != line.from_state), None)
    if back is not None and back.action in {"withdraw", "rectify"} and later[0] is back:
        who = display.who(back.person_name, back.on_behalf_of)
        return f"已由{who}{view.workflow.action(back.action).done}"
    if row.revision_id != view.document.revision_id and row.revision_id in serials:
        return f"对第{serials[row.revision_id]}稿"
    return ""


def hand(row: Any) -> Strokes | None:
    """The strokes that a line of the log was signed with."""
    return Strokes.read(row.strokes) if row.strokes else None


def _day(moment: Any) -> str:
    return display.moment(moment).split(" ")[0]
