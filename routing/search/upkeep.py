"""The index as a whole: written anew, emptied, and rid of what was removed."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, delete, text, update

from routing.search.entering import put_in, write_tokens
from routing.search.entry import Entry
from routing.search.index import texts_in, texts_of_entries
from routing.search.schema import is_sqlite, search_entry, search_index_postgresql, search_number, search_text
from routing.search.tokens import TOKENISER_VERSION, document_tokens

_REBUILD_BATCH = 500


def scrub(conn: Connection, pages: int = 500) -> bool:
    """Do a bounded piece of the work that leaves nothing in the file of what was removed; True where more is left.

    To be called until it says False, each time in a transaction of its own.  PostgreSQL's vacuum does it by itself.
    """
    if not is_sqlite(conn):
        return False
    changes = text("SELECT total_changes()")
    before = conn.execute(changes).scalar_one()
    # A negative number begins the merging of everything into one, which positive ones carry on (FTS5, 6.7).
    conn.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('merge', :pages)"), {"pages": pages})
    return bool(conn.execute(changes).scalar_one() - before >= 2)


def begin_scrub(conn: Connection) -> None:
    """Have everything merged into one by the calls of `scrub` that follow."""
    if is_sqlite(conn):
        conn.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('merge', -500)"))


def settle(conn: Connection) -> int:
    """Put the tokens that wait on PostgreSQL's list in their place; return how many pages of it there were.

    Called by a worker each minute, so that no writer has to, and searches never read a long list.
    """
    if is_sqlite(conn):
        return 0
    index = "SELECT gin_clean_pending_list(CAST('ix_search_index_tokens' AS regclass))"
    return int(conn.execute(text(index)).scalar_one())


def clear(conn: Connection) -> None:
    """Forget everything, whatever tokeniser wrote it."""
    if is_sqlite(conn):
        conn.execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
    else:
        conn.execute(delete(search_index_postgresql))
    for table in (search_text, search_number, search_entry):
        conn.execute(delete(table))


def rebuild(
    conn: Connection,
    entries: Iterable[Entry] | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write every token anew and return the number of entries.

    With ``entries`` everything is forgotten first and read from the documents, as it must be when the table of
    characters has changed.  Without them the stored texts serve, which is enough for a new tokeniser.
    ``progress`` is told the number of entries done, every 500.
    """
    if entries is None:
        if is_sqlite(conn):
            conn.execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
        else:
            conn.execute(delete(search_index_postgresql))
        return _retokenise(conn, progress)
    clear(conn)
    done = 0
    for done, entry in enumerate(entries, start=1):
        put_in(conn, entry)
        if progress and done % _REBUILD_BATCH == 0:
            progress(done)
    return done


def _retokenise(conn: Connection, progress: Callable[[int], None] | None) -> int:
    done, last = 0, -1
    while rows := conn.execute(
        texts_of_entries().where(search_entry.c.key > last).order_by(search_entry.c.key).limit(_REBUILD_BATCH)
    ).all():
        for row in rows:
            write_tokens(conn, row.key, row.department_id, document_tokens(texts_in(row)))
        done, last = done + len(rows), rows[-1].key
        if progress:
            progress(done)
    conn.execute(update(search_entry).values(tokeniser_version=TOKENISER_VERSION))
    return done
