"""What is kept so that attachments can be found by what they say."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class ExtractedText(Model):
    """The text of a file of the store, by its digest: read once, however many documents carry it.

    `state`: waiting, reading (by a worker, since `at`), read, failed (tried again some times), locked (a password),
    unknown (a kind of file that cannot be read), secret (it bears the mark of a state secret: nothing of it is kept).
    `detail` says in plain Chinese why there is no text.
    """

    __tablename__ = "extracted_text"
    __table_args__ = (Index(None, "state", "at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    text: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(String(300), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
