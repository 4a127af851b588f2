"""正式文件: the archive copy of an issued document, set once, kept with its digest, checked whenever it is read.

It is made when it is first asked for after the number was given, outside the door and its locks: typesetting neither
delays a number nor can it lose one. Two workers may set it at once; the first row stands, and the bytes are the same.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from flask import current_app
from sqlalchemy import Row, insert

from routing import clock
from routing.actor import Actor
from routing.database import reading, writing
from routing.models import AdministrationLog, IssuedPaper, SignedPaper
from routing.queries import documents, papers
from routing.queries.documents import DocumentView
from routing.queries.papers import Looks, Standing
from routing.services import copies, setting
from routing.services.content import Content
from routing.services.errors import TamperedError, UnsettableError
from routing.services.setting import Pages, apart
from routing.typeset.engine import Typeset
from routing.typeset.paper import OfficialPaper
from routing.typeset.sealing import Certificate, Holder, Place, Sealed

CHANGED: Final = "的正式文件与留存的校验码不符，不能提供；有人下载时记入管理日志。请联系审计管理员"


@dataclass(frozen=True, slots=True)
class Shown:
    """A revision's pages as a reader gets them; `copy` is the archive copy where it is what went out.

    A copy that is `withheld` is no longer what was kept: nobody gets it.
    """

    pages: Pages
    content: Content
    paper: OfficialPaper
    copy: Row[Any] | None = None
    trouble: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Equipment:
    """What pages are made with here, for the system officer: the signing certificate and the fonts, in words."""

    certificate: str
    certificate_holds: bool
    fonts: tuple[str, ...]


def shown(view: DocumentView, serial: int) -> Shown:
    """The pages of a revision: the archive copy where that is what went out, made if it is not there yet.

    Raises UnsettableError where they cannot be set now. A copy that is no longer what was kept says so in `trouble`.
    """
    connection = reading()
    line = papers.issuing_line(view.workflow, view.lines)
    if serial == view.document.revision_serial:
        content = view.content
    else:
        row = documents.revision(connection, view.document.id, serial)
        content, line = Content.read(row.content, row.body), None
    standing = papers.standing(view, serial)
    if line is None or standing.draft:
        looks = papers.looks(connection, view.document.series_id)
        paper = setting.build(content, looks, standing)
        return Shown(setting.pages_of(paper, looks, papers.moment_of(view, serial)), content, paper)
    copy = papers.issued_row(connection, view.document.id, line.serial) or _issue(view, line, standing)
    withheld = bool(copies.fault_of(copy))
    trouble = f"{copy.number}{CHANGED}" if withheld else ""
    if not withheld and certificate() is not None and copy.signed_digest is None:
        copy, trouble = _sign(copy)
    pages = Pages(copy.signed_digest or copy.digest, copy.pages, tuple(copy.notices))
    return Shown(pages, content, paper_of(copy, content), copy, trouble, withheld)


def pdf(found: Shown, actor: Actor, *, unsigned: bool = False) -> bytes:
    """The PDF: of an issued document its archive copy, checked against its digest. Raises TamperedError."""
    if found.copy is None:
        return setting.pdf(found.pages)
    wanted = found.copy.digest if unsigned else found.pages.key
    octets = copies.read(wanted)
    if octets is None or copies.fault_of(found.copy):
        _tell(found.copy, actor)
        raise TamperedError(f"{found.copy.number}{CHANGED}")
    return octets


def paper_of(copy: Row[Any], content: Content) -> OfficialPaper:
    """The paper of an archive copy, from what its row keeps and the revision that it names."""
    return setting.build(content, Looks(**copy.settings["looks"]), Standing.read(copy.settings["standing"]))


def certificate() -> Certificate | None:
    """The organisation's certificate for signing, where one is configured (HONGTOU_CERTIFICATE)."""
    config = current_app.config
    if not config["CERTIFICATE"]:
        return None
    return Certificate(Path(config["CERTIFICATE"]), config["CERTIFICATE_PASSPHRASE"], config["TIMESTAMPS"])


def equipment() -> Equipment:
    """The certificate and the fonts as they are found now."""
    try:
        notices = tuple(apart("routing.typeset.provenance:font_notices", setting.fonts()))
    except UnsettableError as error:
        notices = (error.message,)
    own = certificate()
    if own is None:
        return Equipment("没有配置。正式文件照样留存和核对，只是不带电子签名", False, notices)
    try:
        found: Holder = apart("routing.typeset.sealing:holder", own)
    except UnsettableError as error:
        return Equipment(f"{error.message}", False, notices)
    until = clock.local(found.until.replace(tzinfo=None)).date()
    return Equipment(f"{found.name}，有效期至{until:%Y-%m-%d}", until >= clock.today(), notices)


def _issue(view: DocumentView, line: Any, standing: Standing) -> Row[Any]:
    """Set the archive copy, have it judged, keep it. Whoever comes second takes what the first one kept."""
    document = view.document
    looks = papers.looks(reading(), document.series_id)
    paper = setting.build(view.content, looks, standing)
    done = setting.set_out(paper, looks, line.at)
    report = apart("routing.judge:judge", done.pdf, paper.layout.value).as_dict()
    kept = copies.keep_file(done.pdf)
    values = {
        "organisation_id": document.organisation_id,
        "document_id": document.id,
        "log_serial": line.serial,
        "revision_id": document.revision_id,
        "revision_digest": document.revision_digest,
        "number": document.number,
        "numbered_at": line.at,
        "set_at": clock.now(),
        "digest": kept.digest,
        "size": kept.size,
        "pages": done.pages,
        "settings": {"looks": asdict(looks), "standing": standing.as_dict()},
        "made_with": _made_with(done),
        "notices": list(done.notices),
        "report": report,
    }
    copies.keep_row(IssuedPaper, values)
    return papers.issued_row(reading(), document.id, line.serial) or _gone(document.number)


def _gone(number: str) -> Row[Any]:
    raise UnsettableError(f"{number}的正式文件没有存下来，请稍候再试")


def _made_with(done: Typeset) -> dict[str, Any]:
    tools: dict[str, Any] = apart("routing.typeset.provenance:made_with", setting.fonts())
    return {**tools, "seals": list(done.facts.get("seals", ()))}


def _sign(copy: Row[Any]) -> tuple[Row[Any], str]:
    """Sign an archive copy and keep the signed file beside it; where that fails, the copy and the reason."""
    own, octets = certificate(), copies.read(copy.digest)
    seals = copy.made_with.get("seals", [])
    try:
        sealed: Sealed = apart("routing.typeset.sealing:seal", octets, own, Place(**seals[0]) if seals else None)
    except UnsettableError as error:
        return copy, f"没有带上电子签名：{error.message}"
    kept = copies.keep_file(sealed.pdf)
    values = {
        "issued_paper_id": copy.id,
        "organisation_id": copy.organisation_id,
        "digest": kept.digest,
        "size": kept.size,
        "signer": sealed.signer,
        "signed_at": clock.now(),
    }
    copies.keep_row(SignedPaper, values)
    row = papers.issued_row(reading(), copy.document_id, copy.log_serial)
    return row if row is not None else copy, ""


def _tell(copy: Row[Any], actor: Actor) -> None:
    """Leave a line for the auditor: a kept copy is not what it was."""
    with writing() as connection:
        connection.execute(
            insert(AdministrationLog).values(
                organisation_id=copy.organisation_id,
                at=clock.now(),
                person_id=actor.person_id,
                person_name=actor.name,
                post_name=actor.post_names,
                done=f"下载时发现正式文件与校验码不符，已拒绝提供：{copy.number}",
                before=f"留存的校验码 {copy.digest}",
                after=copies.fault_of(copy),
            )
        )
