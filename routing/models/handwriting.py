"""Signatures written by hand, each beside the line of the log that it was given with (append-only)."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class Handwriting(Model):
    """The strokes of one signature. The line says who, what, on which text and when, and names `digest`.

    `line_digest` is the line's own, so that the signature cannot be laid beside another one; `digest` is SHA-256 of
    `strokes` (the canonical JSON of `routing.typeset.strokes`).
    """

    __tablename__ = "handwriting"
    __table_args__ = (
        UniqueConstraint("document_id", "serial"),
        ForeignKeyConstraint(["document_id", "serial"], ["transition.document_id", "transition.serial"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int]
    serial: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    line_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    strokes: Mapped[str] = mapped_column(Text)
