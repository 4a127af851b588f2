"""起草答复: an outgoing document drafted from a received paper and bound to it (条例 art. 24)."""

from typing import Final

from routing.actor import Actor
from routing.database import reading
from routing.queries import documents
from routing.services.content import OPENNESS, Content
from routing.services.errors import InvalidChangeError, MissingDocumentError
from routing.services.received import Received
from routing.text.replying import reply_title

ASKING: Final = "请示"


def answerable(document_id: int, actor: Actor) -> Received:
    """The paper that is to be answered. Raises MissingDocumentError where the actor may not read it, or it is no
    received paper; InvalidChangeError where it is restricted: what is in it may not come into another text (CY-2)."""
    view = documents.view(reading(), document_id, actor)
    if not isinstance(view.content, Received):
        raise MissingDocumentError(f"document {document_id} was not received")
    if view.document.restricted:
        raise InvalidChangeError("机要文件不能在这里起草答复：它的内容不能写进别的文件")
    return view.content


def beginning(document_id: int, actor: Actor) -> Content:
    """What the sheet of a reply begins with: to whom, about what, as which 文种. Raises as `answerable`."""
    paper = answerable(document_id, actor)
    kind = kind_of(paper)
    return Content(
        title=reply_title(actor.organisation_name, paper.title, kind),
        kind=kind,
        recipients=paper.organ,
        openness=OPENNESS[0],
    )


def kind_of(paper: Received) -> str:
    """As what it is answered: upward by a 报告, a 请示 from below by a 批复, anything else by a 函 (条例 art. 8)."""
    if paper.origin == "superior":
        return "报告"
    return "批复" if paper.origin == "subordinate" and paper.kind == ASKING else "函"
