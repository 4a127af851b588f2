"""The text of attachments, read by the worker once a file; then every document that carries it is found by it."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.files.errors import FileError
from routing.models import Attachment, Document, ExtractedText
from routing.ocr import worker
from routing.ocr.errors import OcrError
from routing.services import indexing, jobs, scanning, setting
from routing.services.attaching import store
from routing.services.errors import UnsettableError
from routing.services.indexing import READ
from routing.text.plain import LONGEST, NO_READER, READABLE, Locked, NoText, shortened

WAITING, READING, FAILED, LOCKED, UNKNOWN, SECRET = "waiting", "reading", "failed", "locked", "unknown", "secret"
PDF: Final = "application/pdf"
PICTURE: Final = "image/"
SCANNED: Final = 30  # pages of a file that are read letter by letter: more than a minute
AT_ONCE: Final = 4  # of them in one call
LEAST: Final = 8  # characters of a page that is no picture
ATTEMPTS: Final = 3
SILENT: Final = timedelta(minutes=15)  # after which a worker that took a file is taken for dead
AGAIN: Final = 3_600  # seconds between two looks at what failed


class Secret(NoText):
    """The file bears the mark of a state secret."""


def run_next() -> bool:
    """Read one file that waits, or that a dead worker left behind; False where there is none."""
    digest = _taken()
    if digest is None:
        return False
    try:
        text, state, detail = _text(digest), READ, ""
    except Locked as error:
        text, state, detail = "", LOCKED, str(error)
    except Secret as error:
        text, state, detail = "", SECRET, str(error)
    except NoText as error:
        text, state, detail = "", UNKNOWN, str(error)
    except (OcrError, UnsettableError, FileError) as error:
        text, state, detail = "", FAILED, str(error)
    _keep(digest, text, state, detail)
    return True


def carriers(connection: Connection, digest: str) -> list[int]:
    """The documents that carry a file; of restricted ones nothing is read."""
    carry = (
        select(Document.id)
        .join(Attachment, Attachment.document_id == Document.id)
        .where(Attachment.digest == digest, Document.restricted.is_(False))
    )
    return list(connection.execute(carry.distinct()).scalars())


def _taken() -> str | None:
    """Take the file that has waited longest: of several workers one gets it."""
    left_behind = and_(ExtractedText.state == READING, ExtractedText.at < clock.now() - SILENT)
    for which in (ExtractedText.state == WAITING, left_behind):
        row = (
            reading()
            .execute(select(ExtractedText.digest, ExtractedText.at).where(which).order_by(ExtractedText.at).limit(1))
            .one_or_none()
        )
        let_go()
        if row is not None:
            break
    else:
        return None
    same = (
        ExtractedText.digest == row.digest,
        ExtractedText.at == row.at,
        or_(ExtractedText.state == WAITING, left_behind),
    )
    with writing() as connection:
        # The attempt counts before it is made: a file over which workers die is not tried for ever.
        taken = update(ExtractedText).where(*same, ExtractedText.attempts < 2 * ATTEMPTS)
        values = {"state": READING, "attempts": ExtractedText.attempts + 1, "at": clock.now()}
        if connection.execute(taken.values(values)).rowcount == 1:
            return str(row.digest)
        given_up = {"state": FAILED, "detail": "多次识别都中断了", "at": clock.now()}
        connection.execute(update(ExtractedText).where(*same).values(given_up))
    return None


def _keep(digest: str, text: str, state: str, detail: str) -> None:
    """Keep what was read, and with it, in the same transaction, the entries of all that carry the file."""
    let_go()
    with writing() as connection:
        values = {"text": text.replace("\0", " "), "state": state, "detail": detail[:300], "at": clock.now()}
        connection.execute(update(ExtractedText).where(ExtractedText.digest == digest).values(values))
        if text:
            for document_id in carriers(connection, digest):
                indexing.refresh(connection, document_id)


def _text(digest: str) -> str:
    """What a file says. Raises NoText and what the tools raise."""
    connection = reading()
    if not carriers(connection, digest):
        raise NoText("没有文件使用这个附件")
    media = connection.execute(select(Attachment.media_type).where(Attachment.digest == digest).limit(1)).scalar_one()
    let_go()
    with store().open(digest) as stream:
        data = stream.read()
    if media == PDF:
        text = _of_pdf(data)
    elif media.startswith(PICTURE):
        text = shortened(_recognised(data, media, 1, SCANNED))
    else:
        text = _of_office(data, media)
    mark = scanning.marked(text)
    if mark:
        raise Secret(f"文件上标有“{mark}”，不能存入本系统：请删除这个附件，按涉密文件另行登记")
    return text


def _of_pdf(data: bytes) -> str:
    """A PDF's own text, page by page; pages that are pictures are recognised, the first of them at least."""
    try:
        pages = list(setting.apart("routing.typeset.pictures:texts", data))
    except UnsettableError as error:
        if _locked(data):
            raise Locked("PDF 设有密码，读不出内容，只能按文件名检索") from error
        raise NoText("PDF 已经损坏，读不出内容") from error
    blank = [place for place, text in enumerate(pages) if len("".join(text.split())) < LEAST]
    for place in blank[:SCANNED]:
        pages[place] = "\n".join(_recognised(data, PDF, place + 1, place + 1))
        if sum(map(len, pages)) > LONGEST:
            break
    return shortened(line for text in pages for line in text.splitlines())


def _of_office(data: bytes, media: str) -> str:
    """Read apart: a file made to exhaust its reader costs that process and not the worker."""
    try:
        return str(setting.apart("routing.text.plain:text_of", data, media))
    except UnsettableError as error:
        raise UnsettableError("读这个文件用时太长或占用内存太多，已经停止，只能按文件名检索") from error


def _recognised(data: bytes, media: str, first: int, last: int) -> list[str]:
    lines: list[str] = []
    count = last
    while first <= min(last, count):
        count, texts = worker.text_apart(data, media, first, min(first + AT_ONCE - 1, last))
        lines += [line for text in texts for line in text.splitlines()]
        first += AT_ONCE
    return lines


def _locked(data: bytes) -> bool:
    return b"/Encrypt" in data


def try_again() -> None:
    """What failed is tried again, some times; a house whose OCR was down for a day loses nothing.

    So is what was of no use before an upgrade and can be read since.
    """
    readable = select(Attachment.digest).where(Attachment.media_type.in_(READABLE))
    learnt = and_(ExtractedText.state == UNKNOWN, ExtractedText.detail == NO_READER, ExtractedText.digest.in_(readable))
    again = (or_(ExtractedText.state == FAILED, learnt), ExtractedText.attempts < ATTEMPTS)
    if reading().execute(select(func.count()).select_from(ExtractedText).where(*again)).scalar_one():
        let_go()
        with writing() as connection:
            connection.execute(update(ExtractedText).where(*again).values(state=WAITING))
    let_go()


jobs.register("extract_again", AGAIN, try_again)
