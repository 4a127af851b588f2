"""Pages as they will be printed: set by the worker's process, kept on the disk as long as somebody looks at them."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from flask import current_app

from routing import clock
from routing.files.cache import Cache
from routing.queries import papers
from routing.queries.papers import UNTITLED, Looks, Standing
from routing.services.attaching import store
from routing.services.content import Content
from routing.services.errors import UnsettableError
from routing.typeset.engine import TEMPLATES, Typeset
from routing.typeset.errors import TypesetError
from routing.typeset.fonts import FontSet
from routing.typeset.paper import OfficialPaper, PaperError
from routing.typeset.pictures import Preview
from routing.typeset.worker import run_apart, warm

ROOM: Final = 256 * 1024 * 1024  # bytes of pages that are kept
PREVIEW_WIDTH: Final = 820  # dots of the page beside the sheet
PREVIEW_LIMIT: Final = 40_000  # characters of a text that is set anew with every pause of its writer
PREVIEW_SECONDS: Final = 20.0
PREVIEW_PAGES: Final = 12
LONGEST: Final = 300_000  # characters of a text that may be saved
_SPECIMEN: Final = "一、黑体\n（一）楷体\n1.仿宋，2026年。"  # of every face that a body is set in


@dataclass(frozen=True, slots=True)
class Pages:
    """A set paper: the name under which it is kept, how many pages it has, and what is to be said of its fonts."""

    key: str
    count: int
    notices: tuple[str, ...] = ()


def apart(function: str, *given: Any, **named: Any) -> Any:
    """Have a tool's function done in the worker's process. Raises UnsettableError with a message for the person."""
    try:
        return run_apart(function, *given, **named)
    except TypesetError as error:
        raise UnsettableError(str(error).rstrip("。")) from error


def fonts() -> FontSet:
    """The fonts of the house, its own before those of packages."""
    return FontSet.own(current_app.config["FONTS"])


def build(content: Content, looks: Looks, standing: Standing) -> OfficialPaper:
    """The page of a text. Raises UnsettableError where an element is not as the standard asks."""
    try:
        return papers.official(content, looks, standing)
    except PaperError as error:
        raise UnsettableError(str(error).rstrip("。")) from error


def set_out(paper: OfficialPaper, looks: Looks, when: datetime) -> Typeset:
    """Set a paper, with its 印章图样. The same paper, looks and moment give the same bytes."""
    files = _seal(looks) if paper.seals else {}
    done: Typeset = apart(
        "routing.typeset.official:set_paper", paper, when=when.replace(microsecond=0), fonts=fonts(), files=files
    )
    return done


def pages_of(paper: OfficialPaper, looks: Looks, when: datetime) -> Pages:
    """The pages of a paper, from an earlier look at it where it was set before."""
    key = _key(paper.as_data(), looks.seal_digest, when.isoformat(), _own_fonts(), _tools())
    told = kept().get(f"{key}.json")
    if told is None or kept().get(f"{key}.pdf") is None:
        done = set_out(paper, looks, when)
        kept().put(f"{key}.pdf", done.pdf)
        told = kept().put(f"{key}.json", json.dumps([done.pages, done.notices]).encode())
    count, notices = json.loads(told)
    return Pages(key, count, tuple(notices))


def pdf(pages: Pages) -> bytes:
    """The PDF of pages that were set a moment ago. Raises UnsettableError where they had to make room already."""
    found = kept().get(f"{pages.key}.pdf")
    if found is None:
        raise UnsettableError("服务器存放版面的地方满了，请稍候再试")
    return found


def picture(key: str, number: int, octets: Callable[[], bytes]) -> bytes:
    """One page (from 1) of a PDF as a PNG, kept under the PDF's `key`; `octets` reads that where it is needed."""
    name = f"{key}-{number}.png"
    found: bytes | None = kept().get(name)
    if found is None:
        found = kept().put(name, apart("routing.typeset.pictures:pictures", octets(), pages=[number])[0])
    return found


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is shown of a text that is being written: pages as pictures (base64 of PNG), or why there are none."""

    pictures: tuple[str, ...] = ()
    page: int = 0
    pages: int = 0
    notices: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def picture(self) -> str:
        return self.pictures[0] if self.pictures else ""


def make_ready() -> None:
    """Somebody is about to write: have a page set in the background, so that the first preview comes at once."""
    paper = OfficialPaper.drafted(_SPECIMEN, mark=("（文头）",), title=UNTITLED)
    warm("routing.typeset.pictures:preview", paper, "", 0.0, when=_moment(), fonts=fonts(), width=PREVIEW_WIDTH)


def preview(content: Content, looks: Looks | None, near: str, share: float) -> Sketch:
    """The page that somebody is writing on: where the last characters before the cursor stand."""
    if len(content.body) > PREVIEW_LIMIT:
        return Sketch(trouble=f"正文超过{PREVIEW_LIMIT}字，不再边写边排，要看版面请点“预览全文”")
    if not (content.body.strip() or content.title):
        return Sketch()

    def sketched(paper: OfficialPaper) -> Sketch:
        done: Preview = apart(
            "routing.typeset.pictures:preview", paper, near, share, when=_moment(), fonts=fonts(), width=PREVIEW_WIDTH,
            seconds=PREVIEW_SECONDS,
        )  # fmt: skip
        return Sketch((_told(done.picture),), done.page, done.pages, done.notices)

    return _sketch(content, looks, sketched)


def whole_preview(content: Content, looks: Looks | None) -> Sketch:
    """The first pages of a text that was typed and not saved; nothing of it is kept."""
    if len(content.body) > LONGEST:
        return Sketch(trouble=f"正文超过{LONGEST}字，请先删减")

    def sketched(paper: OfficialPaper) -> Sketch:
        done: Typeset = apart("routing.typeset.official:set_paper", paper, when=_moment(), fonts=fonts())
        shown = range(1, min(done.pages, PREVIEW_PAGES) + 1)
        found = apart("routing.typeset.pictures:pictures", done.pdf, pages=shown)
        return Sketch(tuple(map(_told, found)), 1, done.pages, done.notices)

    return _sketch(content, looks, sketched)


def _sketch(content: Content, looks: Looks | None, sketched: Callable[[OfficialPaper], Sketch]) -> Sketch:
    """A sketch, or the reason why there is none: of a secret text nothing is set here."""
    if content.secrecy:
        return Sketch(trouble="已选密级：本系统不处理涉密文稿")
    if looks is None:
        return Sketch(trouble="还没有可用的发文字号和文头，请联系系统管理员")
    try:
        return sketched(build(content, looks, Standing()))
    except UnsettableError as error:
        return Sketch(trouble=f"版面现在排不出来：{error.message}")


def _moment() -> datetime:
    return clock.now().replace(microsecond=0)


def _told(picture: bytes) -> str:
    return b64encode(picture).decode()


def word(paper: OfficialPaper, when: datetime) -> bytes:
    """The same document as a Word file, without its seal."""
    octets: bytes = apart("routing.typeset.word_copy:word_copy", paper, when=when)
    return octets


def kept() -> Cache:
    """Where set pages are kept."""
    return Cache(current_app.config["CACHE"], ROOM)


def _seal(looks: Looks) -> dict[str, bytes]:
    with store().open(looks.seal_digest) as picture:
        return {looks.seal_file: picture.read()}


def _key(data: Mapping[str, Any], *more: str) -> str:
    told = json.dumps([data, *more], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()


def _own_fonts() -> str:
    """The office's own fonts as they lie in their folder now: where one is added, pages are set anew."""
    folder = Path(current_app.config["FONTS"])
    return " ".join(f"{path.name}:{path.stat().st_mtime_ns}" for path in sorted(folder.glob("*")))


@cache
def _tools() -> str:
    """What pages are set with: after an upgrade they are set anew."""
    templates = b"".join(path.read_bytes() for path in sorted(TEMPLATES.rglob("*.typ")))
    return f"{version('typst')} {sha256(templates).hexdigest()}"
