"""Which font sets which face (仿宋, 楷体, 黑体, 宋体, 小标宋), where it was found, and what is missing.

Looked for in this order: the office's own folder (方正小标宋, 仿宋_GB2312 … win when they are there), the fonts that
`make fonts` fetched from the distribution's packages, and the wheel `pylopdf-fonts-zh-cn`. The page comes out with
whatever there is; `FontSet.notices` says in plain words what had to be replaced and how to get it.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from routing.typeset.fetching import cache_folder

if TYPE_CHECKING:
    import typst

# FandolFang's digits and letters are too bold: a Song face lends its own.
LATIN = r"[0-9A-Za-z.%+\-/]"
NO_GLYPH = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # controls and spaces, as Unicode sorts characters
SUFFIXES = {".otf", ".ttf", ".ttc", ".otc"}


@dataclass(frozen=True)
class Face:
    """One of the faces that the standard names, and the fonts that can set it, the best first.

    `own` are beginnings of family names as the makers write them; `packaged` are families that `make fonts` and the
    wheel bring. `instead` is what the reader sees when neither is there.
    """

    name: str
    own: tuple[str, ...]
    packaged: tuple[str, ...]
    instead: str


FACES = {
    "fangsong": Face(
        "仿宋",
        (
            "仿宋_GB2312",
            "FangSong_GB2312",
            "方正仿宋",
            "FZFangSong",
            "FZFS",
            "华文仿宋",
            "STFangsong",
            "仿宋",
            "FangSong",
        ),
        ("FandolFang R",),
        "正文",
    ),
    "kaiti": Face(
        "楷体",
        ("楷体_GB2312", "KaiTi_GB2312", "方正楷体", "FZKai", "FZKT", "华文楷体", "STKaiti", "楷体", "KaiTi"),
        ("LXGW WenKai",),
        "二级标题和签发人姓名",
    ),
    "heiti": Face(
        "黑体",
        ("方正黑体", "FZHei", "FZHT", "华文黑体", "STHeiti", "黑体", "SimHei"),
        ("Noto Sans SC", "Noto Sans CJK SC"),
        "一级标题",
    ),
    "songti": Face(
        "宋体",
        ("方正书宋", "FZShuSong", "FZSS", "华文宋体", "STSong", "宋体", "SimSun"),
        ("Noto Serif SC", "Noto Serif CJK SC"),
        "页码",
    ),
    "biaosong": Face(
        "小标宋",
        ("方正小标宋", "FZXiaoBiaoSong", "FZXBS", "小标宋", "华文中宋", "STZhongsong"),
        ("Noto Serif CJK SC",),
        "标题和发文机关标志",
    ),
}
# Whose glyphs stand in for a character that a face lacks: light strokes sit best among 仿宋.
STAND_INS = (
    "LXGW WenKai Mono",
    "LXGW WenKai",
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Noto Sans SC",
    "Noto Sans CJK SC",
)
HOW_TO_GET = "联网运行 make fonts 可以自动取得，也可以把单位自有的字体文件放进字体文件夹"


@dataclass(frozen=True)
class FontSet:
    """The fonts that pages are set with: folders in the order in which they win.

    Small enough to be sent to another process; what is read from the files is read once and kept there.
    """

    own_folder: Path | None = None
    packages: tuple[Path, ...] = ()

    @classmethod
    def own(cls, folder: Path | str | None = None) -> "FontSet":
        """The fonts of this machine, with the office's own folder before them where there is one."""
        return cls(Path(folder) if folder else None, (cache_folder(), _wheel()))

    @property
    def loaded(self) -> "LoadedFonts":
        """What the files hold; read anew when a file was added, changed or taken away."""
        own = _files([self.own_folder] if self.own_folder else [])
        with _LOADING:
            return _load(own, _files(self.packages))

    @property
    def families(self) -> dict[str, list[str | dict[str, str]]]:
        """The font stack of every face, as Typst's `font:` wants it; `covers` is the text of a regular expression."""
        return self.loaded.stacks

    @property
    def notices(self) -> tuple[str, ...]:
        """What is missing, what is used instead, and how to get it: plain sentences, none when all is there."""
        return self.loaded.notices


@dataclass(frozen=True)
class FontFile:
    """A file with its time and size, so that a changed file is another file."""

    path: Path
    changed: int
    size: int


@dataclass(frozen=True)
class Family:
    """A family as Typst calls it, all the names its files carry, and where the first of them lies."""

    name: str
    names: frozenset[str]
    path: Path
    index: int
    is_own: bool

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points that the font has glyphs for."""
        from fontTools.ttLib import TTFont

        with TTFont(self.path, fontNumber=self.index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())


class LoadedFonts:
    """The families in the folders, chosen for the faces. One for all threads; nothing in it changes."""

    def __init__(self, own: Iterable[FontFile], packaged: Iterable[FontFile]) -> None:
        import typst

        own, packaged = list(own), list(packaged)
        self.folders = list(dict.fromkeys(str(file.path.parent) for file in [*own, *packaged]))
        self.typst: typst.Fonts = typst.Fonts(False, False, self.folders)
        mine = {file.path.resolve() for file in own}
        self.families = _families(self.typst.fonts(), mine)
        self.chosen = {key: self._choose(face) for key, face in FACES.items()}
        self.stacks = {key: self._stack(key) for key in FACES}
        self.stacks["digits"] = self.stacks["songti"]
        self.notices = tuple(self._notices())

    def missing(self, text: Iterable[str]) -> str:
        """The characters of `text` that no font here has, each once, in their order."""
        return "".join(char for char in _visible(text) if not any(self._has(family, char) for family in self.families))

    def standing_in(self, text: Iterable[str], face: str) -> str:
        """The characters that the face's own font lacks and another one lends."""
        chosen = self.families.get(self.chosen[face] or "")
        if chosen is None:
            return ""
        lacking = [char for char in _visible(text) if ord(char) not in chosen.characters]
        return "".join(char for char in lacking if _is_han(char))

    def _has(self, family: str, char: str) -> bool:
        return ord(char) in self.families[family].characters

    def _choose(self, face: Face) -> str | None:
        """The family that sets a face: an own one by its names, then a packaged one."""
        for wanted in face.own:
            for family in self.families.values():
                if family.is_own and any(name.startswith(wanted) for name in family.names):
                    return family.name
        return next((name for name in face.packaged if name in self.families), None)

    def _stack(self, key: str) -> list[str | dict[str, str]]:
        chosen, song = self.chosen[key], self.chosen["songti"]
        stack: list[str | dict[str, str]] = []
        if chosen == "FandolFang R" and song:
            stack.append({"name": song, "covers": LATIN})
        if chosen:
            stack.append(chosen)
        if not chosen and song:
            stack.append(song)
        stack += [name for name in STAND_INS if name in self.families and name not in stack]
        return stack

    def _notices(self) -> Iterable[str]:
        for key, face in FACES.items():
            if self.chosen[key] is None:
                used = next((name for name in self.stacks[key] if isinstance(name, str)), None)
                instead = f"{face.instead}暂用 {used} 代替" if used else "没有可以代替的字体，无法排版"
                yield f"没有找到{face.name}字体，{instead}。{HOW_TO_GET}。"


_LOADING = threading.Lock()  # two threads that begin together need the files read once


@lru_cache(maxsize=2)
def _load(own: tuple[FontFile, ...], packaged: tuple[FontFile, ...]) -> LoadedFonts:
    return LoadedFonts(own, packaged)


def _files(folders: Iterable[Path]) -> tuple[FontFile, ...]:
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in SUFFIXES and path.is_file():
                state = path.stat()
                found.append(FontFile(path, state.st_mtime_ns, state.st_size))
    return tuple(found)


def _families(infos: "Iterable[typst.FontInfo]", own: set[Path]) -> dict[str, Family]:
    families: dict[str, Family] = {}
    for info in infos:
        path = Path(info.path or "")
        if info.family not in families:
            is_own = path.resolve() in own
            names = _names(path, info.index) if is_own else frozenset[str]()
            families[info.family] = Family(info.family, names | {info.family}, path, info.index, is_own)
    return families


def _names(path: Path, index: int) -> frozenset[str]:
    """Every family and full name that a font file gives itself, in all its languages."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(
                record.toUnicode(errors="replace") for record in font["name"].names if record.nameID in {1, 4, 16}
            )
    except TTLibError:
        return frozenset()


def _wheel() -> Path:
    """The folder of the wheel with 黑体 and 宋体."""
    import pylopdf_fonts_zh_cn

    return Path(pylopdf_fonts_zh_cn.__file__).parent


def _visible(text: Iterable[str]) -> list[str]:
    """The characters that need a glyph, each once, in their order.

    One that this Python does not know yet needs one, too: names are written with the newest characters.
    """
    seen = dict.fromkeys(char for part in text for char in part)
    return [char for char in seen if category(char) not in NO_GLYPH]


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"
