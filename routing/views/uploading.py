"""Files that come with a form: those that were on it before, and those that are added now."""

from typing import Any

from flask import request

from routing.gate import present
from routing.services import attaching
from routing.services.content import File


def attached(form: Any, own: tuple[int, ...] = (), name: str = "files") -> tuple[File, ...]:
    """The files to stay and the new ones. A refused file is said at its field; the others are kept all the same.

    `own`: attachments of the document itself, which may stay; `name` of the field.
    """
    staying = attaching.files(form.kept.data or (), present(), own)
    added, refused = attaching.attach_each(request.files.getlist(name), present())
    form.refused_files += refused
    return (*staying, *added)
