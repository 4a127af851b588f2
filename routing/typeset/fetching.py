"""`make fonts`: fetches the fonts that the page needs from the distribution's packages. No root, no fonts in the code.

Run as a file (`python routing/typeset/fetching.py`), for it knows the standard library alone and is through in
milliseconds when all is there. Debian's own client fetches and checks the packages; of each only the needed font and
its licence are kept, in a folder of the user that all clones share. Where something cannot be had, it says so, ends
well, and is tried again by the next run: the product serves all the same and typesets with what there is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SECONDS = 900  # for one package; a line that brings 0.1 MB a second is through in time


class UnavailableError(Exception):
    """A package cannot be had from here."""


@dataclass(frozen=True)
class Package:
    """A Debian package, the fonts wanted from it and its licence (paths within it), and its size in megabytes."""

    name: str
    fonts: tuple[str, ...]
    licence: str
    face: str
    size: int


PACKAGES = (
    Package(
        "texlive-lang-chinese",
        ("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",),
        "usr/share/doc/texlive-lang-chinese/copyright",
        "仿宋",
        49,
    ),
    Package(
        "fonts-lxgw-wenkai",
        # The light weight comes from the Mono family (its Chinese glyphs are the same): a name of its own in a stack.
        (
            "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
            "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKaiMono-Light.ttf",
        ),
        "usr/share/doc/fonts-lxgw-wenkai/copyright",
        "楷体",
        52,
    ),
    Package(
        "fonts-noto-cjk",
        ("usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",),
        "usr/share/doc/fonts-noto-cjk/copyright",
        "小标宋",
        57,
    ),
)


def cache_folder() -> Path:
    """Where the fetched fonts are: HONGTOU_FONTS_CACHE, or `hongtou/fonts` in the user's cache."""
    if given := os.environ.get("HONGTOU_FONTS_CACHE"):
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hongtou" / "fonts"


def fetch(packages: Iterable[Package] = PACKAGES, folder: Path | None = None, system: Path = Path("/")) -> list[str]:
    """Have the fonts of `packages` in `folder`, and return the faces that could not be had.

    A font that the system has installed is linked to and not fetched. After the first package that cannot be fetched
    the others are not tried: they would wait for the same network.
    """
    folder = folder or cache_folder()
    lacking = [package for package in packages if not _is_there(package, folder)]
    if not lacking:
        return []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lacking = [package for package in lacking if not _linked(package, folder, system)]
        for number, package in enumerate(lacking, 1):
            _say(f"fetching {package.face} ({number}/{len(lacking)}): {package.name}, about {package.size} MB")
            _fetch(package, folder)
    except (UnavailableError, OSError) as error:
        _say(f"not fetched: {error}")
    return [package.face for package in lacking if not _is_there(package, folder)]


def _is_there(package: Package, folder: Path) -> bool:
    return all((folder / Path(font).name).is_file() for font in package.fonts)


def _linked(package: Package, folder: Path, system: Path) -> bool:
    """Link to the fonts that the system has, if it has them all."""
    if not all((system / font).is_file() for font in package.fonts):
        return False
    for font in package.fonts:
        link = folder / f".{Path(font).name}.{os.getpid()}"
        link.symlink_to(system / font)
        link.replace(folder / link.name[1:].rpartition(".")[0])
    return True


def _fetch(package: Package, folder: Path) -> None:
    """Fetch a package, unpack it beside the folder's fonts, and put what is needed in its place, whole."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as made:
        room = Path(made)
        unpacked = room / "unpacked"
        _run(["dpkg-deb", "--extract", str(_download(package.name, room)), str(unpacked)])
        for font in package.fonts:
            if not (unpacked / font).is_file():
                raise UnavailableError(f"{package.name} has no {font}")
        licences = folder / "licences"
        licences.mkdir(exist_ok=True)
        if (unpacked / package.licence).is_file():
            shutil.move(unpacked / package.licence, licences / f"{package.name}.txt")
        for font in package.fonts:
            (unpacked / font).replace(folder / Path(font).name)


def _download(name: str, room: Path) -> Path:
    """The package as a file: by the system's lists of packages, or by fresh ones where it has none (or old ones)."""
    # apt gives up its rights for the download where it has them, and would not get into this folder.
    asking = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::http::Timeout=30", "-o",
              "Acquire::Retries=2"]  # fmt: skip
    try:
        _run([*asking, "download", name], room)
    except UnavailableError:
        lists, archives = room / "lists", room / "archives"
        for made in (lists / "partial", archives / "partial"):
            made.mkdir(parents=True)
        asking += ["-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={room}"]
        _run([*asking, "update"], room)
        _run([*asking, "download", name], room)
    found = next(room.glob(f"{name}_*.deb"), None)
    if found is None:
        raise UnavailableError(f"{name} was not brought")
    return found


def _run(command: list[str], folder: Path | None = None) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - the commands of this file
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise UnavailableError(f"this machine has no {command[0]}") from None
    except subprocess.TimeoutExpired:
        raise UnavailableError(f"{command[0]} took more than {SECONDS // 60} minutes") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith(("E:", "dpkg"))] or [done.stderr]
        raise UnavailableError(said[0].strip()[:300])


def _say(text: str) -> None:
    sys.stderr.write(f"fonts: {text}\n")
    sys.stderr.flush()


def main() -> None:
    """Fetch what is missing, and say plainly what the page will have to do without."""
    faces = fetch()
    if faces:
        _say(
            f"{', '.join(faces)} could not be had. Hongtou runs all the same and sets pages with other fonts. "
            "Run `make fonts` with a network, or put fonts of your own into instance/fonts (HONGTOU_FONTS)."
        )


if __name__ == "__main__":
    main()
