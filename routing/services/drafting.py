"""拟稿: typing, keeping, saving. What is being typed is kept apart from what has been saved as a revision."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.datastructures import FileStorage

import workflows
from routing import clock
from routing.actor import Actor
from routing.database import reading, writing
from routing.models import Document, DraftCopy, NumberSeries, Revision
from routing.queries import drafting as lookups
from routing.services.advance import Draft, Order, Outcome, advance, begin
from routing.services.answering import answerable
from routing.services.content import KINDS, OPENNESS, Content
from routing.services.errors import InvalidChangeError, MissingDocumentError
from routing.text import odd, word
from routing.text.word import WordDraft
from workflows.case import NEEDS
from workflows.errors import NotOpenHereError, UnmetNeedError


def keep(actor: Actor, key: str, columns: dict[str, Any], document_id: int | None = None) -> datetime:
    """Keep what is being typed, as it is, however incomplete: one copy a person and form.

    Raises NotOpenHereError for a secret text; what had been kept of it before it was marked is then gone, too.
    """
    if columns.get("secrecy"):
        discard(actor, key)
        raise NotOpenHereError(NEEDS["not_secret"])
    at = clock.now()
    # PostgreSQL keeps no NUL; the sheet itself refuses it with a message when it is saved.
    columns = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in columns.items()}
    with writing() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        values = {
            "organisation_id": actor.organisation_id,
            "person_id": actor.person_id,
            "key": key,
            "document_id": document_id,
            "title": str(columns.get("title", ""))[:400],
            "content": columns,
            "saved_at": at,
        }
        insertion = dialect.insert(DraftCopy).values(values)
        connection.execute(
            insertion.on_conflict_do_update(
                index_elements=[DraftCopy.person_id, DraftCopy.key],
                set_={name: insertion.excluded[name] for name in ("title", "content", "saved_at")},
            )
        )
    return at


def kept(actor: Actor, key: str) -> Row[Any] | None:
    """What the actor was typing under that key, if it was not saved."""
    return reading().execute(_KEPT, {"person": actor.person_id, "of_key": key}).one_or_none()


def discard(actor: Actor, key: str) -> None:
    """Throw away what was being typed; where nothing is kept, nothing is written."""
    which = {"person": actor.person_id, "of_key": key}
    if reading().execute(_KEPT, which).first() is None:
        return
    with writing() as connection:
        connection.execute(_DISCARD, which)


def create(
    content: Content,
    department_id: int,
    series_id: int,
    actor: Actor,
    receipt: str = "",
    answers_id: int | None = None,
) -> Outcome:
    """Begin an outgoing document with its first revision, bound to the received paper that it answers, if it does.

    Raises InvalidChangeError for a wrong department, and as `answering.answerable`.
    """
    if answers_id is not None:
        answerable(answers_id, actor)
    department = lookups.departments(reading(), actor).get(department_id)
    if department is None:
        raise InvalidChangeError("请选择您所在的部室", "department")
    series = _one(
        select(NumberSeries.id).where(
            NumberSeries.id == series_id,
            NumberSeries.organisation_id == actor.organisation_id,
            NumberSeries.closed.is_(False),
            NumberSeries.origin == "outgoing",
        )
    )
    if series is None:
        raise InvalidChangeError("请选择发文字号的种类", "series")
    workflow = workflows.get("outgoing")
    refuse_secrets(content)
    if not content.title and not content.body.strip():
        raise UnmetNeedError("稿纸还是空的，请先填写标题或正文", fields=("title",))
    draft = Draft(workflow, department_id, department, series_id, answers_id)
    return begin(draft, tidy(content), actor, receipt)


def revise(document_id: int, content: Content, actor: Actor, version: int | None = None, receipt: str = "") -> Outcome:
    """Keep a corrected text as the next revision; where nothing was changed, nothing is written."""
    refuse_secrets(content)
    content = tidy(content)
    current = current_content(document_id, actor)
    if current == content:
        return Outcome(document_id, "", repeated=True)
    return advance(document_id, Order("revise", change=content, version=version, receipt=receipt), actor)


def current_content(document_id: int, actor: Actor) -> Content:
    """The content of a document's present revision. Raises MissingDocumentError."""
    row = _one(
        select(Revision.content, Revision.body)
        .join(Document, Document.revision_id == Revision.id)
        .where(Document.id == document_id, Document.organisation_id == actor.organisation_id)
    )
    if row is None:
        raise MissingDocumentError(f"document {document_id}")
    return Content.read(row.content, row.body)


def read_word(upload: FileStorage | None) -> WordDraft:
    """Read a Word draft (.docx). Raises InvalidChangeError, saying what to do, where it cannot be read."""
    if upload is None or not upload.filename:
        raise InvalidChangeError("请先选择要读入的 Word 文稿（.docx）", "word")
    try:
        return word.read_docx(upload.read())
    except word.UnreadableWord as error:
        raise InvalidChangeError(f"“{upload.filename}”不能读入：{error}", "word") from error


def columns_of(draft: WordDraft) -> dict[str, Any]:
    """The columns that a Word draft fills: the 文种 is the title's last word, the salutation is the 主送."""
    title, body = draft.title or "", draft.body
    first, _, rest = body.lstrip("\n").partition("\n")
    salutation = first.strip()
    plain = len(salutation) <= 120 and not set(salutation) & set("。；！？")
    is_salutation = plain and salutation.endswith(("：", ":"))
    return {
        "title": title,
        "kind": next((kind for kind in KINDS if title.rstrip("）)").endswith(kind)), ""),
        "recipients": salutation.rstrip("：:") if is_salutation else "",
        "openness": OPENNESS[0],
        "lost": list(draft.lost),
        "body": rest if is_salutation else body,
    }


def tidy(content: Content) -> Content:
    """One kind of line end, so that a text has one digest wherever it was typed; nothing else is touched."""
    return replace(content, body=odd.clean(content.body))


def refuse_secrets(content: Content) -> None:
    """保守国家秘密法 art. 31(3): a secret text may not even be stored here (standards.md, 4)."""
    if content.secrecy:
        raise NotOpenHereError(NEEDS["not_secret"])


def _one(statement: Any) -> Any:
    return reading().execute(statement).one_or_none()


_THIS: Final = (DraftCopy.person_id == bindparam("person"), DraftCopy.key == bindparam("of_key"))
_KEPT: Final = select(DraftCopy.key, DraftCopy.content, DraftCopy.saved_at).where(*_THIS)
_DISCARD: Final = delete(DraftCopy).where(*_THIS)
