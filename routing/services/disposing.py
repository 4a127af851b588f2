"""鉴定销毁: the list is made, corrected, and in the end given to be carried out (条例 art. 35, 国家档案局令第8号)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Row, select

import workflows
from routing.actor import Actor
from routing.database import reading
from routing.models import Department, Document, Revision
from routing.queries import disposal as queries
from routing.services import errands, numbering
from routing.services.advance import Draft, Order, Outcome, advance, begin
from routing.services.disposed import DECISIONS, DESTROY, KEEP, MOST, Disposal, Line
from routing.services.errors import InvalidChangeError, MissingDocumentError
from routing.services.facts import signers_in
from routing.text import odd
from workflows.definitions.archive_disposal import EXECUTING, WITNESSING
from workflows.errors import NotYoursError, UnmetNeedError
from workflows.roles import Capacity

KIND: Final = "disposal"  # of errands
PERIODS: Final = ("D30", "D10", "Y")
RESTRICTED: Final = "机要文件"
NAMED: Final = 5


def begin_list(
    item_ids: Collection[int], codes: Collection[str], title: str, basis: str, actor: Actor, receipt: str = ""
) -> Outcome:
    """Make a list of items that are due. Raises InvalidChangeError, naming what cannot be on it and why."""
    seat = actor.seat_as(Capacity.ARCHIVIST)
    if seat is None or seat.department_id is None:
        raise NotYoursError("鉴定清单由档案员编制")
    for field, words in wrong(item_ids, codes, actor):
        raise InvalidChangeError(words, field)
    rows = queries.items(reading(), actor, item_ids, codes)
    content = Disposal(odd.clean(title).strip(), odd.clean(basis).strip(), tuple(map(_line, rows)))
    name = reading().execute(select(Department.name).where(Department.id == seat.department_id)).scalar_one()
    series = numbering.series_for(reading(), actor.organisation_id, numbering.DISPOSAL[1])
    draft = Draft(workflows.get(queries.WORKFLOW), seat.department_id, name, series)
    return begin(draft, content, actor, receipt)


def wrong(item_ids: Collection[int], codes: Collection[str], actor: Actor) -> list[tuple[str, str]]:
    """Why no list can be made of these items: every reason at once, with the column that it belongs to."""
    rows = queries.items(reading(), actor, item_ids, codes)
    known, ticked = {row.code for row in rows}, set(item_ids)
    found = []
    if unknown := [code for code in codes if code not in known]:
        found.append(("codes", f"没有这个档号：{_some(unknown)}"))
    if not rows and not unknown:
        found.append(("items" if item_ids else "codes", "请勾选到期的档案，或填写档号"))
    if len(rows) > MOST:
        found.append(("items", f"一份清单最多{MOST}件，这里有{len(rows)}件，请分几次办理"))
    standing = queries.hindrances(reading(), rows, actor, (actor.person_id,))
    for field, whether in (("items", True), ("codes", False)):
        told = [f"{row.code}{standing[row.id]}" for row in rows if row.id in standing and (row.id in ticked) is whether]
        found += [(field, f"不能列入：{'；'.join(told)[:600]}")] if told else []
    return found


def revise(document_id: int, content: Disposal, actor: Actor, version: int | None, receipt: str = "") -> Outcome:
    """Keep the list with what was decided on each line; where nothing was changed, nothing is written."""
    for line in content.lines:
        if line.decision not in {"", *DECISIONS} or (line.decision == KEEP and line.new_period not in {"", *PERIODS}):
            raise InvalidChangeError(
                f"{line.code}：请选择续存或销毁；续存的选择永久、30年或10年", f"line-{line.item_id}"
            )
    if current(document_id, actor) == content:
        return Outcome(document_id, "", repeated=True)
    return advance(document_id, Order("revise", change=content, version=version, receipt=receipt), actor)


def current(document_id: int, actor: Actor) -> Disposal:
    """The list as it was saved last. Raises MissingDocumentError."""
    ours = (Document.organisation_id == actor.organisation_id, Document.workflow == queries.WORKFLOW)
    row = reading().execute(
        select(Revision.content)
        .join(Document, Document.revision_id == Revision.id)
        .where(Document.id == document_id, *ours)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise MissingDocumentError(f"disposal {document_id}")
    return Disposal.read(row.content, "")


def filled(content: Disposal, decision: str, period: str, reason: str) -> Disposal:
    """The list with every line that is still open decided alike."""
    new_period = period if decision == KEEP else ""
    lines = tuple(
        line if line.decided else replace(line, decision=decision, new_period=new_period, reason=reason)
        for line in content.lines
    )
    return replace(content, lines=lines)


def execute(document_id: int, actor: Actor) -> int:
    """执行销毁: the list goes into execution, and the errand that carries it out is asked for; return its number.

    What was begun and broke off is taken up again. Raises NotYoursError where the actor is one of the witnesses.
    """
    if actor.seat_as(Capacity.ARCHIVIST) is None:
        raise NotYoursError("销毁由档案员执行")
    document = row(document_id, actor)
    if document.state != EXECUTING.key:
        witnesses = signers_in(reading(), document, WITNESSING.key, "sign_jointly")
        if actor.person_id in {person for person, _ in witnesses}:
            raise NotYoursError("您是监销人，不能又是执行销毁的人：请由另一位档案员执行，或另请监销人")
        content = current(document_id, actor)
        if open_ := [line.code for line in content.lines if not line.decided]:
            raise UnmetNeedError(f"还有{len(open_)}件没有写明鉴定意见：{_some(open_)}")
        advance(document_id, Order("execute_disposal", change=witnesses), actor)
    title = f"销毁：{document.number}"
    back = f"/documents/{document_id}"
    return errands.ask(KIND, title, actor, subject_id=document_id, back=back)


def row(document_id: int, actor: Actor) -> Row[Any]:
    """The document's own row. Raises MissingDocumentError where it is no disposal of the actor's house."""
    ours = (Document.organisation_id == actor.organisation_id, Document.workflow == queries.WORKFLOW)
    found = reading().execute(select(Document.__table__).where(Document.id == document_id, *ours)).one_or_none()
    if found is None:
        raise MissingDocumentError(f"disposal {document_id}")
    return found


def _line(item: Row[Any]) -> Line:
    """An item as the list names it: of a restricted one, its 档号 and nothing else."""
    shown = {} if item.restricted else {
        "title": item.title,
        "number": item.number,
        "dated": item.dated.isoformat() if item.dated else "",
    }  # fmt: skip
    return Line(
        item.id,
        item.code,
        pages=item.pages,
        period=item.period,
        expires_on=item.expires_on.isoformat() if item.expires_on else "",
        **{"title": RESTRICTED, **shown},
    )


def _some(codes: Sequence[str]) -> str:
    more = f"等{len(codes)}件" if len(codes) > NAMED else ""
    return "、".join(code[:60] for code in codes[:NAMED]) + more


__all__ = ["DESTROY", "KEEP", "begin_list", "current", "execute", "filled", "revise", "row", "wrong"]
