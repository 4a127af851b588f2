"""批量办理: one opinion on several documents, through the door one by one, a line in each one's log."""

from collections.abc import Iterable
from dataclasses import dataclass

from routing.actor import Actor
from routing.database import let_go, reading
from routing.queries import batch
from routing.services.advance import Order, advance
from routing.services.errors import InvalidChangeError
from workflows.errors import RuleError


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one document: done, or why not."""

    document_id: int
    title: str
    refusal: str = ""


def act(key: str, chosen: Iterable[tuple[int, int]], opinion: str, actor: Actor, receipt: str = "") -> list[Result]:
    """Take the same action on documents (id, version seen). Raises InvalidChangeError where none is chosen.

    A document that was not opened is refused: nobody consents to what they have not read. One refusal holds up no
    other document.
    """
    wanted = list(dict.fromkeys(chosen))
    if not wanted:
        raise InvalidChangeError("请至少勾选一件")
    opened = {row.document_id: row.title for row in batch.opened(reading(), actor)}
    let_go()
    results = []
    for document_id, version in wanted:
        title = opened.get(document_id)
        if title is None:
            results.append(Result(document_id, f"第{document_id}号文件", "没有打开看过，或已不在您这里"))
            continue
        order = Order(key, opinion=opinion, version=version, receipt=f"{receipt}-{document_id}" if receipt else "")
        try:
            advance(document_id, order, actor)
            results.append(Result(document_id, title))
        except RuleError as error:
            results.append(Result(document_id, title, error.message))
    return results
