"""How many pages the files of a 件 have, before it is put together: proposed to the filer, who counts the paper.

A Word file has no pages of its own: what Word or WPS wrote into it when it was saved is told as just that.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Row

from routing.actor import Actor
from routing.files.kinds import MEDIA_TYPE
from routing.files.store import Stored
from routing.services import copies
from routing.services.filing import assembling
from routing.services.filing.assembling import Filed
from routing.text.word_pages import pages_said

WORD: Final = frozenset(MEDIA_TYPE[kind] for kind in ("docx", "doc", "wps"))


@dataclass(frozen=True, slots=True)
class Count:
    """A file's pages; 0 where nobody can tell. `made`: a sheet of the house; `said`: by Word, not counted."""

    name: str
    pages: int
    made: bool = False
    said: bool = False


def count(item_id: int, actor: Actor) -> list[Count]:
    """Count the files of an item in the order of filing; nothing is kept. Raises UnsettableError as 封卷 would."""
    parts = assembling.parts(item_id)
    of = {part.document_id: part for part in parts}
    return [_counted(file, of[file.document_id]) for file in assembling.files_of(parts, actor, keep=_unkept)]


def _counted(file: Filed, part: Row[Any]) -> Count:
    if file.kind in {"sheet", "final"} or (file.kind == "original" and part.workflow == "outgoing"):
        return Count(file.name.partition(" ")[0], file.pages, made=True)
    if file.pages or part.restricted or file.media_type not in WORD:
        return Count(file.name, file.pages)
    pages = pages_said(copies.read(file.digest) or b"")
    return Count(file.name, pages, said=pages > 0)


def _unkept(octets: bytes) -> Stored:
    return Stored(sha256(octets).hexdigest(), len(octets))
