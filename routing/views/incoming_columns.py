"""What every form of registration does with its columns: people offered, what is typed kept, twins shown."""

import re
import secrets
from typing import Any

from routing.database import reading
from routing.forms.incoming import WAYS, PaperForm
from routing.gate import present
from routing.presenting import incoming as words
from routing.queries import incoming, readers, senders
from routing.services import attaching, intake, receiving, scanning
from routing.services.content import File
from routing.services.received import Received


def offered(form: PaperForm) -> PaperForm:
    form.offer(incoming.people(reading(), present()))
    return form


def content_of(form: PaperForm, files: tuple[File, ...]) -> Received:
    """The columns, and the people whom the keys of the scope mean today."""
    named = form.parties.data or ()
    scope = readers.people(reading(), incoming.house_chart(reading(), present()), named) if named else ()
    return form.content(files, receiving.people_in(scope))


def give_up(form: PaperForm) -> None:
    """Of a state secret nothing is taken in; what lay on the form before it was marked goes, too."""
    scanning.forget(attaching.files(form.kept.data or (), present()), present())


def around(
    form: PaperForm, files: tuple[File, ...], but: int | None = None, *, registered: bool = False
) -> dict[str, Any]:
    """What stands around the columns: the files, what the machine read, the same paper where it is here already, a
    series that may be wrong (once it is registered, its number says under which)."""
    new = {name: form.said(name) for name in ("organ", "source_number", "title", "dated")}
    digests = [] if form.restricted else [file.digest for file in files]
    number = "" if form.restricted else new["source_number"]
    found = incoming.twins(reading(), present(), new["organ"], number, digests, but)
    return {
        "files": words.file_rows(files),
        "marks": words.marks(form),
        "twins": [words.compared(one, new) for one in found],
        "doubt": ""
        if registered
        else senders.doubtful_series(reading(), present(), new["organ"], form.origin.data or "", but),
        "organs": incoming.organs(reading(), present()),
        "ways": WAYS,
    }


def keep_typed(key: str, form: PaperForm, files: tuple[File, ...], document_id: int | None = None) -> None:
    columns = {**words.typed(form), "kept": [file.attachment_id for file in files]}
    intake.keep(present(), key, columns, document_id)


def key_of(given: str) -> str:
    """The key under which a copy is kept: the one given where it is like ours, else a new one."""
    return given if re.fullmatch("(in|paper|many)-[a-z0-9]{1,30}", given) else f"in-{secrets.token_hex(8)}"
