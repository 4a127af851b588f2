"""The pages of an attached scan as pictures: a picture is one page, a PDF's pages are drawn apart and kept."""

from typing import Any, Final

from routing.services import setting
from routing.services.attaching import store
from routing.services.errors import UnsettableError

PDF: Final = "application/pdf"
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp"})  # as every browser shows them
MOST: Final = 100  # pages shown on the screen; whoever wants to read more takes the file


def pages(file: Any) -> int:
    """How many pages of it can be shown; 0 where it has to be downloaded, or cannot be drawn."""
    if file.media_type in PICTURES:
        return 1
    if file.media_type != PDF:
        return 0
    name = f"{file.digest}.pages"
    known = setting.kept().get(name)
    if known is None:
        try:
            counted: int = setting.apart("routing.typeset.pictures:count", _octets(file))
        except UnsettableError:
            return 0
        known = setting.kept().put(name, str(counted).encode())
    return min(int(known), MOST)


def picture(file: Any, page: int) -> tuple[bytes, str] | None:
    """A page (from 1) as a picture and its media type; None where there is none such."""
    if not 1 <= page <= pages(file):
        return None
    if file.media_type == PDF:
        return setting.picture(file.digest, page, lambda: _octets(file)), "image/png"
    return _octets(file), file.media_type


def _octets(file: Any) -> bytes:
    with store().open(file.digest) as stream:
        return stream.read()
