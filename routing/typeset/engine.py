"""Typst sets a page: a template, its data and a moment go in, a PDF/A comes out.

The same input gives the same bytes, for the moment is given and nothing else of the day gets in. One Typst compiler a
thread (one that is shared refuses to be), one set of fonts for all.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from routing.typeset.errors import MissingGlyphError, TypesetError
from routing.typeset.fonts import FontSet, LoadedFonts

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates" / "typst"
_PAGE = re.compile(rb"/Type\s*/Page\b")
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True)
class Typeset:
    """A finished PDF, its number of pages, and what its reader should know about its fonts (plain Chinese).

    `facts` is what the template tells of its layout, `#metadata(…) <facts>`; empty where it tells nothing.
    """

    pdf: bytes
    pages: int
    notices: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    when: datetime,
    standard: str = "a-2u",
    fonts: FontSet | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Typeset:
    """Set `data` with `template` (a name under templates/typst/) and date the PDF `when` (naive means UTC).

    A template reads `json(bytes(sys.inputs.doc))` for the data and imports `/base/inputs.typ` for the font stacks
    (`faces.fangsong` …) and the pictures (`file("seal.png")`, the bytes given under that name in `files`). All that is
    in `data` stays literal text: nothing of it is run, and no file outside templates/typst/ can be read.

    Raises MissingGlyphError with all characters that no font has, TypesetError for whatever else Typst refuses, and
    ValueError for a template that is not there.
    """
    import typst

    loaded = (fonts or FontSet.own()).loaded
    compiler = _compiler(loaded)
    try:
        pdf = cast(
            bytes,
            compiler.compile(
                str(_path(template)),
                format="pdf",
                sys_inputs={
                    "doc": json.dumps(data, ensure_ascii=False),
                    "faces": json.dumps(loaded.stacks),
                    "files": _as_json(files or {}),
                },
                pdf_standards=[cast(Any, standard)],
                timestamp=(when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC),
            ),
        )
    except typst.TypstError as error:
        raise _explained(error, data, loaded) from None
    facts = json.loads(compiler.query("<facts>", field="value"))  # of the pages just set: 0.3 ms
    notices = (*loaded.notices, *_stand_ins(data, loaded))
    return Typeset(pdf, len(_PAGE.findall(pdf)), notices, facts[-1] if facts else {})


_THREAD = threading.local()


def _compiler(fonts: LoadedFonts) -> "typst.Compiler":
    """This thread's compiler. It is made anew, and the old one let go of, when the fonts have changed."""
    import typst

    if getattr(_THREAD, "fonts", None) is not fonts:
        _THREAD.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts.typst)
        _THREAD.fonts = fonts
    compiler: typst.Compiler = _THREAD.compiler
    return compiler


def _path(template: str) -> Path:
    path = (TEMPLATES / template).resolve()
    if not (path.is_relative_to(TEMPLATES) and path.is_file()):
        raise ValueError(f"no such template: {template}")
    return path


def _as_json(files: Mapping[str, bytes]) -> str:
    """Files for `sys.inputs`, which takes text alone: every byte as a number."""
    return "{" + ",".join(f"{json.dumps(name)}:{_numbers(content)}" for name, content in files.items()) + "}"


@lru_cache(maxsize=4)
def _numbers(content: bytes) -> str:
    return str(list(content))  # a seal goes onto page after page: 10 ms for one of 100 KB


def _explained(error: "typst.TypstError", data: Mapping[str, Any], fonts: LoadedFonts) -> TypesetError:
    """Typst's error in words for the user: all missing characters at once, where it is those."""
    told = str(error.diagnostic or error)
    unset = _NO_GLYPH.findall(told)
    if unset:
        return MissingGlyphError(fonts.missing(_texts(data)) or _unescaped("".join(unset)))
    return TypesetError("版面没有排成，请把这件公文的编号告诉系统管理员。", told)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _stand_ins(data: Mapping[str, Any], fonts: LoadedFonts) -> Iterator[str]:
    lent = fonts.standing_in(_texts(data), "fangsong")
    if lent:
        yield f"仿宋字体里没有“{'、'.join(lent)}”，已用其他字体代替。"


def _texts(value: Any) -> Iterator[str]:
    """Every piece of text within some data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
