"""What was destroyed is gone from the disk, too: the bytes of its files, the pages that databases leave behind."""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import Connection, delete, literal, select

from routing.database import let_go, reading, rewrite, writing
from routing.extensions import Model
from routing.models import Delivery, Erasure, SignedPaper
from routing.search import purge
from routing.services import erasing, setting
from routing.services.attaching import store


def remove_files(disposal_id: int) -> int:
    """Take away the bytes of all that a disposal destroyed, but for files that something living has, too.

    May be done again at any time; returns how many digests these were.
    """
    let_go()
    rows = reading().execute(select(Erasure.digests).where(Erasure.disposal_id == disposal_id)).scalars()
    wanted = {digest for digests in rows for digest in digests}
    gone = [digest for digest in sorted(wanted) if not _is_needed(reading(), digest)]
    let_go()
    with writing() as connection:
        for table in READ_FROM_FILES:
            for digest in gone:
                connection.execute(delete(table).where(table.c.digest == digest))
    for digest in gone:
        store().remove(digest)
    return len(wanted)


def _is_needed(connection: Connection, digest: str) -> bool:
    """Does any row of any table name these bytes? Asked of every column that holds a digest of a file."""
    return any(
        connection.execute(select(column).where(column == digest).limit(1)).first() is not None for column in NAMING
    )


def leftovers_of(connection: Connection, document_id: int) -> Iterator[str]:
    """What there still is of a document that the log says was destroyed; or that nothing says what was."""
    erased = connection.execute(select(Erasure.digests).where(Erasure.document_id == document_id)).one_or_none()
    if erased is None:
        yield "is destroyed by its log, and nothing says what was taken away"
        return
    for model in erasing.CONTENT:
        if connection.execute(select(literal(1)).where(model.document_id == document_id).limit(1)).first() is not None:
            yield f"is destroyed by its log, and still has rows of {model.__tablename__}"
    for digest in erased.digests:
        if store().exists(digest) and not _is_needed(connection, digest):
            yield f"is destroyed by its log, and a file of it is still kept ({digest[:12]})"


def forget() -> None:
    """Have nothing left of what was deleted: the index's old segments, the database's free pages, set pages.

    Long on a large database (it is written anew), and done once a disposal.
    """
    setting.kept().clear()
    let_go()
    rewrite(tables=_rewritten(), first=purge.STATEMENTS)


def _rewritten() -> Iterable[str]:
    erased = (SignedPaper, Delivery, *erasing.CONTENT)
    texts = (table.name for table in READ_FROM_FILES)
    return (*dict.fromkeys(model.__tablename__ for model in erased), *texts, *purge.TABLES)


# What was read from files, by their digest: it goes with them.
READ_FROM_FILES: Final = tuple(table for name, table in Model.metadata.tables.items() if name == "extracted_text")
# Columns by which rows name files in the store. More than there need be does no harm: a file is then kept.
NAMING: Final = tuple(
    column
    for table in Model.metadata.sorted_tables
    for column in table.columns
    if (column.name == "digest" or column.name.endswith("_digest"))
    and table.name not in {"transition", "handwriting", "revision", "workflow_version", "document", "extracted_text"}
)
