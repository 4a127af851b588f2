"""收文: handing in and registering papers, correcting what was registered (CY-1, DA-2, DA-3; 条例 art. 24)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, select

import workflows
from routing import clock
from routing.actor import Actor
from routing.database import reading
from routing.models import Department, Document, Post, Revision
from routing.services.advance import Draft, Order, Outcome, advance, begin
from routing.services.effects import RESTRICTED_LATE
from routing.services.errors import InvalidChangeError, MissingDocumentError
from routing.services.numbering import SERIES_OF
from routing.services.received import CONFIDENTIAL, Received
from workflows.roles import Capacity

NO_CONTENT: Final = (
    "本系统为非涉密系统：秘密、机密、绝密文件只登记编号、份数、知悉范围和原件去向，"
    "不录标题、摘要，不附文件（《保守国家秘密法》第三十一条第三项）"
)

# What is not asked of a restricted paper, and not kept where it comes all the same (ADR 17): its 文种 is in no list and
# on no label; of a state secret nothing but that the paper is here, how many, whom it may go to and where it is.
NOT_ASKED: Final = {False: ("kind",), True: ("kind", "organ", "source_number", "dated", "recipients")}


def hand_in(content: Received, actor: Actor, receipt: str = "") -> Outcome:
    """A member hands in a paper that came to them: it waits in the office's tray to be registered (DA-2, DA-3)."""
    checked = checked_content(content)
    department_id = actor.departments[0] if actor.departments else office_of(actor)
    return begin(draft_of(checked, department_id, actor), checked, actor, receipt)


def register(content: Received, actor: Actor, receipt: str = "") -> Outcome:
    """The office receives a paper and registers it at once: it gets its number, and goes on (CY-1).

    Were the house to stop between the two, the paper would lie in the office's tray, to be registered there.
    """
    checked = checked_content(content)
    begun = begin(draft_of(checked, office_of(actor), actor), checked, actor, f"{receipt}-begun" if receipt else "")
    key = "register_within" if checked.restricted else "register"
    return advance(begun.document_id, Order(key, receipt=receipt), actor)


def correct(
    document_id: int, content: Received, actor: Actor, version: int | None = None, receipt: str = ""
) -> Outcome:
    """Correct what was registered; where nothing was changed, nothing is written. The scope is never touched."""
    current = registered(document_id, actor)
    if not current.restricted and (content.origin == CONFIDENTIAL or content.secret):
        raise InvalidChangeError(RESTRICTED_LATE, "restricted")
    kept = replace(content, restricted=current.restricted, scope=current.scope)
    if current.restricted:
        kept = replace(kept, origin=current.origin)
    checked = checked_content(kept)
    if checked == current:
        return Outcome(document_id, "", repeated=True)
    return advance(document_id, Order("revise", change=checked, version=version, receipt=receipt), actor)


def registered(document_id: int, actor: Actor) -> Received:
    """What was registered of a paper, as it stands now. Raises MissingDocumentError."""
    row = (
        reading()
        .execute(
            select(Revision.content)
            .join(Document, Document.revision_id == Revision.id)
            .where(
                Document.id == document_id,
                Document.organisation_id == actor.organisation_id,
                Document.workflow == "incoming",
            )
        )
        .one_or_none()
    )
    if row is None:
        raise MissingDocumentError(f"document {document_id}")
    return Received.read(row.content)


def series_of(actor: Actor, origin: str) -> int:
    """The number series of papers that come from there. Raises InvalidChangeError where the house keeps none."""
    which = {"organisation": actor.organisation_id, "origin": origin}
    found = reading().execute(SERIES_OF, which).scalar_one_or_none()
    if found is None:
        raise InvalidChangeError("请选择收文类别", "origin")
    return int(found)


def draft_of(content: Received, department_id: int, actor: Actor) -> Draft:
    name = reading().execute(_DEPARTMENT, {"department": department_id}).scalar_one()
    return Draft(workflows.get("incoming"), department_id, name, series_of(actor, content.origin))


def office_of(actor: Actor) -> int:
    """The department that receives and hands out (CY-1): the one of the office's clerks."""
    found = reading().execute(_OFFICE, {"organisation": actor.organisation_id}).scalar_one_or_none()
    if found is None:
        raise InvalidChangeError("还没有设置办公室文书岗位，请安全管理员在“岗位”中设置")
    return int(found)


def checked_content(content: Received) -> Received:
    """Raises InvalidChangeError at the column that cannot be so; says which people and days are meant."""
    today = clock.today()
    for column, label in (("received_on", "收文日期"), ("dated", "成文日期")):
        written = getattr(content, column)
        if written and date.fromisoformat(written) > today:
            raise InvalidChangeError(f"{label}不能晚于今天", column)
    if content.dated and content.received_on and content.dated > content.received_on:
        raise InvalidChangeError("成文日期晚于收文日期，请核对", "dated")
    if content.due_on and content.received_on and content.due_on < content.received_on:
        raise InvalidChangeError("办理时限早于收文日期，请核对", "due_on")
    content = replace(content, restricted=content.origin == CONFIDENTIAL or content.secret)
    if content.secret:
        _refuse_secrets(content)
    if content.restricted:
        if not content.scope:
            raise InvalidChangeError("机要文件须写明知悉范围：文件上写明给谁看，就选谁", "scope")
        blank: dict[str, Any] = dict.fromkeys(NOT_ASKED[content.secret], "")
        return replace(content, origin=CONFIDENTIAL, **blank)
    return replace(content, scope=())


def _refuse_secrets(content: Received) -> None:
    for column, written in (
        ("title", content.title),
        ("summary", content.summary),
        ("attachments", content.attachments),
    ):
        if written:
            raise InvalidChangeError(NO_CONTENT, column)


_DEPARTMENT: Final = select(Department.name).where(Department.id == bindparam("department"))
_OFFICE: Final = (
    select(Post.department_id)
    .where(
        Post.organisation_id == bindparam("organisation"),
        Post.capacity == Capacity.OFFICE_CLERK.value,
        Post.department_id.is_not(None),
        Post.closed_on.is_(None),
    )
    .order_by(Post.position)
    .limit(1)
)


def people_in(names: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """A scope as it is written: each person once, in the order of their ids."""
    return tuple(sorted(dict(names).items()))
