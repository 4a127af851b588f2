"""附件: files are checked and kept before anything else of a form is looked at, so that none is lost."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import insert, select
from werkzeug.datastructures import FileStorage

from routing import clock
from routing.actor import Actor
from routing.database import reading, writing
from routing.files.checks import check
from routing.files.errors import FileError
from routing.files.store import Store, store_from
from routing.models import Attachment
from routing.services.content import File


def store() -> Store:
    """The house's file store, made when first used."""
    extensions = current_app.extensions
    if "hongtou_files" not in extensions:
        extensions["hongtou_files"] = store_from(current_app.config["FILES"])
    kept: Store = extensions["hongtou_files"]
    return kept


def attach(uploads: Iterable[FileStorage], actor: Actor) -> tuple[File, ...]:
    """Check every file, then keep them all. Raises Refused, naming the file, before any is kept."""
    limit = current_app.config["ATTACHMENT_LIMIT"]
    present = [upload for upload in uploads if upload.filename]
    accepted = [(check(upload.filename or "", upload.stream, limit=limit), upload) for upload in present]
    kept = []
    for sound, upload in accepted:
        upload.stream.seek(0)
        kept.append((sound, store().put(upload.stream, limit)))
    if not kept:
        return ()
    with writing() as connection:
        return tuple(
            File(
                connection.execute(
                    insert(Attachment).returning(Attachment.id),
                    {
                        "organisation_id": actor.organisation_id,
                        "name": sound.name,
                        "digest": stored.digest,
                        "size": stored.size,
                        "media_type": sound.media_type,
                        "added_by": actor.person_id,
                        "added_at": clock.now(),
                    },
                ).scalar_one(),
                sound.name,
                stored.digest,
                stored.size,
            )
            for sound, stored in kept
        )


def attach_each(uploads: Iterable[FileStorage], actor: Actor) -> tuple[tuple[File, ...], list[str]]:
    """Keep what can be kept; return it with the reasons why the others were refused."""
    kept: list[File] = []
    refused: list[str] = []
    for upload in uploads:
        try:
            kept += attach([upload], actor)
        except FileError as error:
            refused.append(str(error))
    return tuple(kept), refused


def files(ids: Iterable[int], actor: Actor, allowed: Iterable[int] = ()) -> tuple[File, ...]:
    """The files of those ids, in their order: what the actor added and no document has yet, and what may be kept."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return ()
    rows: dict[int, Any] = {
        row.id: row
        for row in reading().execute(
            select(
                Attachment.id,
                Attachment.name,
                Attachment.digest,
                Attachment.size,
                Attachment.added_by,
                Attachment.document_id,
            ).where(Attachment.id.in_(wanted), Attachment.organisation_id == actor.organisation_id)
        )
    }
    permitted = set(allowed)
    return tuple(
        File(row.id, row.name, row.digest, row.size)
        for row in (rows[number] for number in wanted if number in rows)
        if (row.document_id is None and row.added_by == actor.person_id) or row.id in permitted
    )
