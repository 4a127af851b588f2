"""属机要，停止传阅: what the office does when a paper turns out to be restricted after its registration (CY-2)."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from routing.actor import Actor
from routing.database import reading
from routing.models import Attachment, Document, IncomingPaper
from routing.queries.incoming import house_chart
from routing.queries.seen import seen
from routing.services import attaching, receiving
from routing.services.advance import Order, advance
from routing.services.orders import Reregistration
from routing.services.received import CONFIDENTIAL, SECRETS, Received


@dataclass(frozen=True, slots=True)
class Renewed:
    """The new registration, its number, and who had seen the paper before: whom the office has to remind of it."""

    document_id: int
    number: str
    seen: tuple[str, ...]


def restrict(
    document_id: int,
    scope: tuple[tuple[int, str], ...],
    secrecy: str,
    reason: str,
    actor: Actor,
    version: int | None = None,
    receipt: str = "",
) -> Renewed:
    """Shut a paper that is under way, and register it anew within the scope that is written on it.

    Three lines in two logs: it is shut, it ends and its successor comes to be, the successor gets its number. Whatever
    stops the house in between, the paper is shut; the same form sent again goes on from there. Raises RuleError.
    """
    before = receiving.registered(document_id, actor)
    content = receiving.checked_content(_restricted(before, scope, secrecy or before.secrecy))
    shut = Order("restrict", reason, change=content, version=version, receipt=f"{receipt}-shut" if receipt else "")
    advance(document_id, shut, actor)
    read, opened = seen(reading(), document_id, house_chart(reading(), actor))
    renewal = Reregistration(receiving.draft_of(content, receiving.office_of(actor), actor), content)
    advance(document_id, Order("renew", change=renewal, receipt=f"{receipt}-renew" if receipt else ""), actor)
    if content.secret:
        _destroy(document_id)
    born = (
        reading().execute(select(IncomingPaper.document_id).where(IncomingPaper.renews_id == document_id)).scalar_one()
    )
    registered = advance(born, Order("register_within", receipt=receipt), actor)
    number = registered.number or reading().execute(select(Document.number).where(Document.id == born)).scalar_one()
    return Renewed(born, number, (*read, *opened))


def _restricted(before: Received, scope: tuple[tuple[int, str], ...], secrecy: str) -> Received:
    """The same paper within a scope; of a state secret nothing that was written of it goes along."""
    content = replace(
        before, origin=CONFIDENTIAL, secrecy=secrecy, restricted=True, scope=scope, unconfirmed=(),
        title=before.title or "（没有录标题）",
    )  # fmt: skip
    return replace(content, title="", summary="", remarks="", attachments=()) if secrecy in SECRETS else content


def _destroy(document_id: int) -> None:
    """The bytes of a state secret's files: nothing of it is stored here (保守国家秘密法 art. 31(3))."""
    digests = select(Attachment.digest).where(Attachment.document_id == document_id)
    ours = set(reading().execute(digests).scalars())
    others = select(Attachment.digest).where(Attachment.digest.in_(ours), Attachment.document_id != document_id)
    for digest in ours - set(reading().execute(others).scalars()):
        attaching.store().remove(digest)
