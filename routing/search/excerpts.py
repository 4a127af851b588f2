"""The piece of a text shown under a hit."""

from collections.abc import Sequence

from routing.search.query import Span

ELLIPSIS = "…"
_LEAD = 3
"""One part in so many of the width goes before the first hit: what follows tells a reader more."""


def excerpt(original: str, spans: Sequence[Span], width: int = 60) -> tuple[tuple[str, bool], ...]:
    """Return about ``width`` characters of ``original`` around the first span, as pieces (text, is a hit).

    Joined, the pieces are the text as written, with line breaks as spaces and an ellipsis where it was cut.
    Without spans it is the beginning of the text.  A text changed since it was indexed only shifts the marks.
    """
    first = spans[0] if spans else (0, 0)
    start = max(0, min(first[0] - width // _LEAD, len(original) - width))
    end = min(len(original), max(start + width, first[1]))
    pieces: list[tuple[str, bool]] = [(ELLIPSIS, False)] if start else []
    at = start
    for low, high in sorted(spans):
        if low >= end or high <= at:
            continue
        if low > at:
            pieces.append((_line(original[at:low]), False))
        pieces.append((_line(original[max(low, at) : min(high, end)]), True))
        at = min(high, end)
    if at < end:
        pieces.append((_line(original[at:end]), False))
    if end < len(original):
        pieces.append((ELLIPSIS, False))
    return tuple(pieces)


def _line(text: str) -> str:
    return text.replace("\n", " ")
