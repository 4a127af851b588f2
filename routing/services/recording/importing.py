"""补录 of a whole workbook: checked first, nothing half; then entered row by row, and taken back as one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, select
from werkzeug.datastructures import FileStorage

from routing.actor import Actor
from routing.database import reading
from routing.models import Attachment, Department, Document, Errand, Receipt
from routing.services import attaching, copies, errands
from routing.services.errands import Assigned
from routing.services.errors import InvalidChangeError, MissingRecordError
from routing.services.filing.rounds import refuse_others
from routing.services.recording import entering, workbook
from routing.services.recording.workbook import Read

KIND: Final = "import_records"
ENDS: Final = 20  # papers of a workbook, from its beginning and from its end, that tell how it stands
UNSEALED: Final = {entering.KEPT, "record_discarded"}
TOLD: Final = 25  # rows between two signs of life


def upload(sent: FileStorage | None, actor: Actor) -> tuple[int, Read]:
    """Keep and check a workbook; its id and what was read. Raises InvalidChangeError where it is none."""
    refuse_others(actor)
    if sent is None or not sent.filename:
        raise InvalidChangeError("请先选择填好的表（.xlsx）", "workbook")
    if not sent.filename.lower().endswith(".xlsx"):
        raise InvalidChangeError("请上传 Excel 工作簿（.xlsx）；.xls、.csv 请另存为 .xlsx", "workbook")
    (kept,) = attaching.attach([sent], actor)
    return kept.attachment_id, _read(kept.digest, actor)


def carry_out(attachment_id: int, actor: Actor) -> int:
    """Have a checked workbook entered; return the errand's number. Raises InvalidChangeError where it has faults."""
    refuse_others(actor)
    row = _kept(attachment_id, actor)
    found = _read(row.digest, actor)
    if found.faults:
        raise InvalidChangeError("这张表还有错，请改好后重新上传", "workbook")
    title = f"补录{len(found.lines)}件：{row.name}"
    return errands.ask(KIND, title, actor, subject_id=attachment_id, back="/archive/records", number=len(found.lines))


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Enter every row that is not entered yet (the errand)."""
    actor, attachment_id = assigned.actor, assigned.subject_id
    lines = _read(_kept(attachment_id, actor).digest, actor).lines
    for done, line in enumerate(lines):
        if done % TOLD == 0:
            assigned.at(done, len(lines), line.content.title[:60])
        entering.enter(line.content, line.department_id, actor, f"{_receipt(attachment_id)}{line.row}")
    assigned.at(len(lines), len(lines))
    return {"lines": [("补录", f"{len(lines)}件，已列入待归档")], "documents": entered(attachment_id, actor)}


errands.register(KIND, work)


def entered(attachment_id: int, actor: Actor) -> list[int]:
    """The documents that came of a workbook, also where it is only half entered yet."""
    mine = Receipt.key.startswith(_receipt(attachment_id), autoescape=True)
    ours = (Receipt.organisation_id == actor.organisation_id, Receipt.action == "confirm_entry")
    return list(
        reading().execute(select(Receipt.document_id).where(mine, *ours).order_by(Receipt.document_id)).scalars()
    )


def undo(attachment_id: int, reason: str, actor: Actor) -> int:
    """Take a whole workbook back, as long as nothing of it is sealed. Raises InvalidChangeError."""
    return entering.withdraw(entered(attachment_id, actor), reason, actor)


def batches(actor: Actor) -> Sequence[Row[Any]]:
    """The workbooks that were entered, the latest first."""
    ours = (Errand.organisation_id == actor.organisation_id, Errand.kind == KIND)
    return reading().execute(select(Errand.__table__).where(*ours).order_by(Errand.id.desc()).limit(20)).all()


def waiting(batches: Sequence[Row[Any]]) -> set[int]:
    """The workbooks that can still be taken back: of the first and last papers of each one waits, and none is filed."""
    some = {row.subject_id: [*row.report.get("documents", ())[:ENDS], *row.report.get("documents", ())[-ENDS:]]
            for row in batches}  # fmt: skip
    asked = sorted({one for ids in some.values() for one in ids})
    rows = reading().execute(select(Document.id, Document.state).where(Document.id.in_(asked))).all()
    states = {row.id: row.state for row in rows}
    found = {subject: {states[one] for one in ids if one in states} for subject, ids in some.items()}
    # Of one that broke off nothing is known: whoever takes it back is told what cannot be.
    return {
        subject
        for subject, known in found.items()
        if not some[subject] or (entering.KEPT in known and known <= UNSEALED)
    }


def departments(actor: Actor) -> dict[str, int]:
    """What may stand under 部室: every department by its name and its short name."""
    rows = (
        reading()
        .execute(
            select(Department.id, Department.name, Department.short_name)
            .where(Department.organisation_id == actor.organisation_id)
            .order_by(Department.closed_on.is_not(None), Department.position, Department.id)
        )
        .all()
    )
    named = {row.name: row.id for row in reversed(rows)}
    return {row.name: named[row.name] for row in rows} | {row.short_name: row.id for row in rows if row.short_name}


def _receipt(attachment_id: int) -> str:
    return f"import-{attachment_id}-"


def _kept(attachment_id: int, actor: Actor) -> Row[Any]:
    mine = (
        Attachment.id == attachment_id,
        Attachment.organisation_id == actor.organisation_id,
        Attachment.added_by == actor.person_id,
        Attachment.document_id.is_(None),
    )
    row = reading().execute(select(Attachment.__table__).where(*mine)).one_or_none()
    if row is None:
        raise MissingRecordError(f"workbook {attachment_id}")
    return row


def _read(digest: str, actor: Actor) -> Read:
    octets = copies.read(digest)
    if octets is None:
        raise InvalidChangeError("上传的表没有保存下来，请重新上传", "workbook")
    return workbook.read(octets, departments(actor))
