"""执行销毁, the errand: every line of an approved list is kept on or destroyed, and then all traces are taken away.

Each line is transactions of its own that look first at what is there: whoever takes the work up after a power cut goes
on where it broke off. A line that something has come in the way of is left as it is, and the register says why.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.exc import IntegrityError

from routing import clock, display
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import (
    ArchivePart,
    DisposalRegister,
    Document,
    Erasure,
    Handwriting,
    RetentionChange,
    Transition,
)
from routing.queries import disposal as queries
from routing.services import copies, disposing, errands, forgetting, setting
from routing.services.advance import Order, advance
from routing.services.disposed import DESTROY, KEEP, Disposal, Line
from routing.services.erasing import Destruction, Extension
from routing.services.errands import Assigned
from routing.services.facts import signers_in
from routing.services.filing import terms
from routing.services.handing import dropping
from routing.services.keyed import keyed
from routing.services.setting import apart
from routing.typeset.forms.disposal import DestroyedEntry, DestructionRegister
from routing.typeset.forms.parts import Opinion, Signed
from routing.typeset.strokes import Strokes
from workflows.definitions.archive_disposal import DONE, EXECUTING, WITNESSING
from workflows.errors import NotOpenHereError, RuleError


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Carry a list out, or what is left of it."""
    actor, document = assigned.actor, disposing.row(assigned.subject_id, assigned.actor)
    if document.state == DONE.key:
        return {"lines": [("结果", "已经办结")]}
    if document.state != EXECUTING.key:
        raise NotOpenHereError("这份鉴定清单还没有开始执行")
    content = disposing.current(document.id, actor)
    witnesses = signers_in(reading(), document, WITNESSING.key, "sign_jointly")
    left: dict[str, str] = {}
    for done, line in enumerate(content.lines):
        assigned.at(done, len(content.lines), line.code)
        try:
            _one(line, document, witnesses, actor)
        except RuleError as refusal:
            left[line.code] = refusal.message
    assigned.at(len(content.lines), len(content.lines), "清除文件、索引和数据库里的残留")
    dropping.destroyed([line.item_id for line in content.of(DESTROY) if line.code not in left])
    files = forgetting.remove_files(document.id)
    forgetting.forget()
    made = keep_register(document, content, left, actor)
    advance(document.id, Order("finish_disposal", change=_summary(content, left, made)), actor)
    return {"lines": _report(content, left, files)}


errands.register(disposing.KIND, work)


def _one(line: Line, document: Row[Any], witnesses: Sequence[tuple[int, str]], actor: Actor) -> None:
    """Keep one item on, or destroy it. Raises InvalidChangeError where something has come in its way."""
    let_go()
    parts = _parts(line.item_id)
    model = RetentionChange if line.decision == KEEP else Erasure
    done = set(
        reading()
        .execute(select(model.document_id).where(model.disposal_id == document.id, model.item_id == line.item_id))
        .scalars()
    )
    if not done:  # of what was begun the rest is done, whatever has come in the way since
        people = (actor.person_id, *(person for person, _ in witnesses)) if line.decision == DESTROY else ()
        _refuse(line, document, people, actor)
    change: Extension | Destruction
    if line.decision == KEEP:
        until = terms.expires(line.new_period, clock.today().year)
        change = Extension(line.item_id, document.id, document.number, line.new_period, until, line.reason)
    else:
        names = tuple(name for _, name in witnesses)
        change = Destruction(line.item_id, document.id, document.number, line.code, names)
    key = "extend_period" if line.decision == KEEP else "destroy"
    for part in parts:
        if part not in done:
            advance(part, Order(key, opinion=line.reason, change=change), actor)


def _refuse(line: Line, document: Row[Any], people: Sequence[int], actor: Actor) -> None:
    rows = queries.items(reading(), actor, (line.item_id,))
    standing = queries.hindrances(reading(), rows, actor, people, document.id)
    if standing:
        raise NotOpenHereError(standing[line.item_id])


def _parts(item_id: int) -> Sequence[int]:
    which = select(ArchivePart.document_id).where(ArchivePart.item_id == item_id).order_by(ArchivePart.position)
    return reading().execute(which).scalars().all()


def _summary(content: Disposal, left: Mapping[str, str], register: str) -> str:
    kept, gone = (_done(content, decision, left) for decision in (KEEP, DESTROY))
    undone = "；".join(f"{code}没有办理：{reason}" for code, reason in left.items())
    return "；".join(filter(None, (f"续存{kept}件，销毁{gone}件，销毁清册校验码{register}", undone)))


def _done(content: Disposal, decision: str, left: Mapping[str, str]) -> int:
    return sum(line.code not in left for line in content.of(decision))


def _report(content: Disposal, left: Mapping[str, str], files: int) -> list[tuple[str, str]]:
    return [
        ("续存", f"{_done(content, KEEP, left)}件"),
        ("销毁", f"{_done(content, DESTROY, left)}件，{files}个文件"),
        ("残留", "索引、缓存、数据库文件已清除"),
        *((code, f"没有办理：{reason}") for code, reason in left.items()),
    ]


def keep_register(document: Row[Any], content: Disposal, left: Mapping[str, str], actor: Actor) -> str:
    """Make the 销毁清册 and keep it; return the digest of its file. One that is kept already stands."""
    kept = queries.register(reading(), document.id)
    if kept is not None:
        return str(kept.digest)
    form = register_form(document, content, left, actor)
    done = apart("routing.typeset.forms:set_form", form, when=clock.now().replace(microsecond=0), fonts=setting.fonts())
    stored = copies.keep_file(done.pdf)
    row = {
        "disposal_id": document.id,
        "organisation_id": document.organisation_id,
        "digest": stored.digest,
        "size": stored.size,
        "pages": done.pages,
        "made_at": clock.now(),
    }
    let_go()
    try:
        with writing() as connection:
            connection.execute(insert(DisposalRegister), {**row, "mac": keyed("register", row)})
    except IntegrityError:
        let_go()
    return stored.digest


def register_form(document: Row[Any], content: Disposal, left: Mapping[str, str], actor: Actor) -> DestructionRegister:
    """销毁清册: what was destroyed, who appraised, approved, witnessed and did it."""
    lines = _lines(document.id)
    said = {action: [line for line in lines if line.action == action] for action in {one.action for one in lines}}
    gone = [line for line in content.of(DESTROY) if line.code not in left]
    executed = said.get("execute_disposal", [])
    return DestructionRegister(
        organisation=actor.organisation_name,
        number=document.number,
        title=content.title,
        basis=content.basis,
        made_on=display.day(clock.today()),
        entries=tuple(_entry(place, line) for place, line in enumerate(gone, 1)),
        total=f"共销毁{len(gone)}件、{sum(line.pages for line in gone)}页",
        appraised=tuple(
            _opinion(line)
            for line in lines
            if line.from_state == "disposal_appraising"
            and line.action in {"sign_jointly", "decline_jointly", "propose_disposal"}
        ),
        approved=tuple(_opinion(line) for line in said.get("approve_disposal", [])[-1:]),
        witnesses=tuple(_opinion(line) for line in said.get("sign_jointly", []) if line.from_state == WITNESSING.key),
        executed_by=Signed(name=executed[-1].person_name, post=executed[-1].post_name) if executed else None,
        executed_on=display.moment(executed[-1].at) if executed else "",
        remarks="；".join(f"{code}没有销毁：{reason}" for code, reason in left.items()),
    )


def _lines(document_id: int) -> Sequence[Row[Any]]:
    hand = (Handwriting.document_id == Transition.document_id) & (Handwriting.serial == Transition.serial)
    return (
        reading()
        .execute(
            select(Transition.__table__, Handwriting.strokes)
            .outerjoin(Handwriting, hand)
            .where(Transition.document_id == document_id)
            .order_by(Transition.serial)
        )
        .all()
    )


def _entry(place: int, line: Line) -> DestroyedEntry:
    return DestroyedEntry(
        serial=str(place),
        reference=line.code,
        number=line.number,
        title=line.title,
        date=display.day(date.fromisoformat(line.dated)) if line.dated else "",
        pages=str(line.pages or ""),
        period=terms.PERIODS.get(line.period, line.period),
        expired=display.day(terms.last_day(date.fromisoformat(line.expires_on))) if line.expires_on else "",
        reason=line.reason,
    )


def _opinion(line: Row[Any]) -> Opinion:
    refused = line.action == "decline_jointly"
    return Opinion(
        text=f"不同意：{line.opinion}" if refused else line.opinion,
        name=line.person_name,
        post=line.post_name,
        on_behalf=line.on_behalf_of,
        date=display.moment(line.at).split(" ")[0],
        hand=Strokes.read(line.strokes) if line.strokes else None,
    )


def executing() -> list[tuple[int, int]]:
    """The lists in execution of all houses: (document, organisation)."""
    rows = reading().execute(
        select(Document.id, Document.organisation_id).where(
            Document.workflow == queries.WORKFLOW, Document.state == EXECUTING.key
        )
    )
    return [(row.id, row.organisation_id) for row in rows]
