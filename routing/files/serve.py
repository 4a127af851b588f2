"""The headers under which a kept file leaves the house: always a download, never a page."""

import re
from urllib.parse import quote

from routing.files.kinds import MEDIA_TYPES

_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 5987, besides letters and digits
_UNPLAIN = re.compile(r"[^A-Za-z0-9 ._()-]")


def content_disposition(name: str) -> str:
    """Return the attachment header of RFC 6266, with a Chinese name as `filename*` of RFC 5987.

    The plain `filename`, for old programs, has an underline for each character outside a safe ASCII set.
    """
    plain = _UNPLAIN.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTR_CHAR)}"


def download_headers(name: str, media_type: str) -> dict[str, str]:
    """Return all headers of a download; a media type that uploads cannot have becomes plain bytes."""
    return {
        "Content-Type": media_type if media_type in MEDIA_TYPES else "application/octet-stream",
        "Content-Disposition": content_disposition(name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
