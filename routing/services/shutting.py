"""属机要，停止传阅: a paper registered as an ordinary one is shut, and registered anew within its scope (CY-2).

A part of the door, in two lines of the log. The first shuts it at once, where it stands: its scope is written, all that
went to others lapses, and no list, count, search or message has its title any more. The second ends it, says who had
seen it, and brings the new registration into being. What stands in the log and in earlier revisions stays as it is,
for those in the scope alone.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from routing.models import Attachment, Delivery, DraftCopy, IncomingPaper, Outbox, Scope, Slip
from routing.queries.documents import WITHDRAWN
from routing.queries.incoming import house_chart
from routing.queries.seen import seen
from routing.services import circulating, custody, indexing, notifying, slips, tasking
from routing.services.errors import InvalidChangeError
from routing.services.orders import Reregistration
from routing.services.received import Received
from routing.services.slips import Work
from workflows.model import STEP

NAMED: Final = 100  # people of whom a line says that they had seen it


def shut(connection: Connection, work: Work) -> None:
    """The paper is known within its scope alone from here on; nobody else's work on it goes on."""
    context, document, content = work.context, work.facts.document, work.context.change
    if not isinstance(content, Received) or not content.restricted or not content.scope:
        raise InvalidChangeError("请写明知悉范围：文件上写明给谁看，就选谁", "parties")
    context.columns["restricted"] = True
    house = {"document_id": document.id, "organisation_id": document.organisation_id}
    people = [house | {"person_id": one, "name": name} for one, name in content.scope]
    connection.execute(insert(Scope), people)  # while it does not hold yet: the door makes it hold (0020's trigger)
    others = [slip.id for slip in work.facts.slips if slip.kind not in STEP]
    if others:
        slips.lapse(connection, context, Slip.id.in_(others))
        context.closed.update(others)
    circulating.stop(connection, document.id, context.at)
    tasking.stop(connection, document.id, context.at, f"{slips.named(context)}：改按机要登记")
    connection.execute(_PAPER, {"of": document.id, **_NOTHING})
    indexing.forget(connection, document.id)
    connection.execute(delete(DraftCopy).where(DraftCopy.document_id == document.id))
    _recall(connection, document.id, [one for one, _ in content.scope])
    if content.secret:
        ours = Attachment.document_id == document.id
        connection.execute(update(Attachment).where(ours).values(media_type=WITHDRAWN))


def renew(connection: Connection, work: Work) -> None:
    """It ends here, and the line says who had seen it: whoever handles the secret must know (AQ-2)."""
    if not isinstance(work.context.change, Reregistration):
        raise InvalidChangeError("请在文件页面点“属机要，停止传阅”")
    read, opened = seen(connection, work.facts.document.id, house_chart(connection, work.context.actor))
    work.context.details.append(f"此前已阅签、办理的：{_listed(read)}")
    if opened:
        work.context.details.append(f"已打开、没有签的：{_listed(opened)}")


def take_over(connection: Connection, earlier: int, document_id: int, files: Sequence[int]) -> None:
    """The new registration has the files and the original of the earlier one, and says which one it was."""
    if files:
        connection.execute(update(Attachment).where(Attachment.id.in_(files)).values(document_id=document_id))
    connection.execute(_PAPER, {"of": document_id, "renews_id": earlier})
    custody.take_over(connection, earlier, document_id)


def _recall(connection: Connection, document_id: int, scope: Sequence[int]) -> None:
    """No message has its title any more; those on their way to people outside the scope are not sent."""
    ours = select(Outbox.id).where(Outbox.document_id == document_id)
    waiting = Delivery.outbox_id.in_(ours), Delivery.state == "waiting", Delivery.person_id.not_in(scope)
    connection.execute(delete(Delivery).where(*waiting))
    blank = {"subject": notifying.CONFIDENTIAL, "body": f"{notifying.CONFIDENTIAL}。", "confidential": True}
    connection.execute(update(Outbox).where(Outbox.document_id == document_id).values(blank))


def _listed(names: Sequence[str]) -> str:
    more = f"等{len(names)}人" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more or "无"


_NOTHING: Final[dict[str, Any]] = {"organ": "", "source_number": "", "source_key": "", "dated": None, "pages": None}
_PAPER: Final = update(IncomingPaper).where(IncomingPaper.document_id == bindparam("of"))
