"""识别扫描件: a scan is looked at, read, and only then kept; a state secret is read no further and kept nowhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from flask import current_app
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from routing.actor import Actor
from routing.database import reading, writing
from routing.files.checks import check
from routing.files.errors import FileError
from routing.models import Attachment
from routing.ocr import worker
from routing.ocr.errors import OcrError
from routing.ocr.values import PaperRead
from routing.services import attaching
from routing.services.content import URGENCIES, File
from routing.services.received import KINDS, READ, SECRETS

LAW: Final = (
    "扫描件上标有“{mark}”：国家秘密不得在非涉密系统存储、处理（《保守国家秘密法》第三十一条第三项）。"
    "这份扫描件没有保存，也没有填写任何栏目；请在“密级”中选“{mark}”，只登记编号、份数、知悉范围，"
    "并删除电脑、手机里的扫描件"
)
_MARKED: Final = re.compile(rf"({'|'.join(SECRETS)})\s*[★☆*＊]|^\s*({'|'.join(SECRETS)})\s*$", re.MULTILINE)
_STARRED: Final = re.compile(rf"({'|'.join(SECRETS)})\s*[★☆]")
HEAD: Final = 8  # lines in which a file says how secret it is
_READABLE: Final = ("image/", "application/pdf")


@dataclass(frozen=True, slots=True)
class Scan:
    """What came of reading: the columns proposed, the files that were kept and why others were not, remarks,
    `trouble` where nothing could be read, `secret` where the scan bears such a mark (then nothing was kept).
    """

    columns: dict[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trouble: str = ""
    secret: str = ""

    @property
    def law(self) -> str:
        return LAW.format(mark=self.secret) if self.secret else ""


def take(uploads: Sequence[FileStorage], kept: tuple[File, ...], actor: Actor) -> Scan:
    """Read the first scan among the uploads, or else among the kept files, and keep the uploads.

    Nothing is lost where reading fails: the files are kept all the same, and `trouble` says why nothing was filled in.
    """
    present = [one for one in uploads if one.filename]
    if not present:
        return _read_kept(kept, actor)
    notes: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    trouble = "识别只支持 PDF 和图片（JPG、PNG、TIFF 等）；文件已作为附件保存，请手工填写各栏"
    for upload in present:
        media = _media(upload)
        if not media.startswith(_READABLE):
            continue
        found, trouble = _read(upload.stream, media)
        if found is None:
            break
        secret = secrecy_in(found)
        if secret:
            return Scan(secret=secret)
        columns, notes = columns_of(found), found.notes
        break
    files, refused = attaching.attach_each(present, actor)
    return Scan(columns, files, tuple(refused), notes, "" if not files else trouble)


def _read_kept(kept: tuple[File, ...], actor: Actor) -> Scan:
    """Read a file that is on the sheet already; where it turns out a secret, the sheet gives it up."""
    for file in kept:
        statement = select(Attachment.media_type).where(Attachment.id == file.attachment_id)
        media = reading().execute(statement).scalar_one()
        if not media.startswith(_READABLE):
            continue
        with attaching.store().open(file.digest) as stream:
            found, trouble = _read(stream, media)
        if found is None:
            return Scan(trouble=trouble)
        secret = secrecy_in(found)
        if secret:
            forget(kept, actor)
            return Scan(secret=secret)
        return Scan(columns_of(found), notes=found.notes)
    return Scan(trouble="请先选择、拖入或拍摄要识别的扫描件（PDF 或图片）")


def forget(files: Sequence[File], actor: Actor) -> None:
    """Give up files that the actor put on a sheet and no document has: rows, and bytes that no other row names."""
    ids = [file.attachment_id for file in files]
    if not ids:
        return
    with writing() as connection:
        connection.execute(
            delete(Attachment).where(
                Attachment.id.in_(ids), Attachment.document_id.is_(None), Attachment.added_by == actor.person_id
            )
        )
    digests = {file.digest for file in files}
    named = reading().execute(select(Attachment.digest).where(Attachment.digest.in_(digests))).scalars()
    for digest in digests - set(named):
        attaching.store().remove(digest)


def _media(upload: FileStorage) -> str:
    """What an upload is; empty where it is refused, which `attach_each` says."""
    try:
        return check(upload.filename or "", upload.stream, limit=current_app.config["ATTACHMENT_LIMIT"]).media_type
    except FileError:
        return ""


def _read(stream: IO[bytes], media: str) -> tuple[PaperRead | None, str]:
    """What was read, or why nothing was."""
    stream.seek(0)
    data = stream.read()
    stream.seek(0)
    try:
        return worker.read_apart(data, media), ""
    except OcrError as error:
        return None, str(error).rstrip("。")


def secrecy_in(found: PaperRead) -> str:
    """The mark of a state secret on a scan (秘密★1年); empty where there is none."""
    suggestion = found.fields.get("secrecy")
    printed = suggestion.value if suggestion else ""
    mark = next((one for one in SECRETS if one in printed), "")
    seen = None if mark else _MARKED.search(found.text)
    return mark or ((seen[1] or seen[2]) if seen else "")


def marked(text: str) -> str:
    """The mark of a state secret in the text of a file: with its star anywhere, or alone at the head of it."""
    seen = _STARRED.search(text) or _MARKED.search("\n".join(text.split("\n")[:HEAD]))
    return next(filter(None, seen.groups()), "") if seen else ""


def columns_of(found: PaperRead) -> dict[str, str]:
    """What was read, as the columns can hold it."""
    read = {name: found.fields[name].value.strip() for name in READ if name in found.fields}
    if read.get("kind") not in KINDS:
        read.pop("kind", None)
    if "urgency" in read:
        read["urgency"] = next((word for word in URGENCIES[1:] if word in read["urgency"]), "")
    if "secrecy" in read:
        read["secrecy"] = "内部" if "内部" in read["secrecy"] else ""
    return {name: value for name, value in read.items() if value}
