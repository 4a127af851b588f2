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


def picture_headers(media_type: str) -> dict[str, str]:
    """Return all headers of a picture that a page of ours shows; opened by itself it can do nothing."""
    return {
        "Content-Type": media_type,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def page_headers(name: str, media_type: str) -> dict[str, str]:
    """Return all headers of a file of our own making that the browser shows, also within a page of ours."""
    return {
        "Content-Type": media_type,
        "Content-Disposition": content_disposition(name).replace("attachment", "inline", 1),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Security-Policy": "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


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
