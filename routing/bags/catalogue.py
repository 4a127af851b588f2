"""目录.csv: one line an item, UTF-8 with BOM, so that WPS and Excel open it as it is (DA/T 22-2015, 5.5.2)."""

import csv
import io
from typing import Final

from routing.bags.facts import ItemFacts
from routing.bags.metadata import legal
from tools.verify_package import COLUMNS

_FORMULAS: Final = ("=", "+", "-", "@")


def line(place: int, item: ItemFacts, folder: str) -> bytes:
    """The item's line. Its words are those of the metadata, so that one can be held against the other."""
    values = (
        place, item.code, item.number, item.responsible, item.title, item.dated, item.secrecy, item.pages,
        item.remarks, item.year, item.period_label, item.unit, item.filed_at[:10].replace("-", ""), len(item.files),
        folder,
    )  # fmt: skip
    return _line(_plain(str(value)) for value in values)


def head() -> bytes:
    return b"\xef\xbb\xbf" + _line(COLUMNS)


def _line(values: object) -> bytes:
    told = io.StringIO(newline="")
    csv.writer(told, lineterminator="\r\n").writerow(values)  # type: ignore[arg-type]
    return told.getvalue().encode()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    written = legal(text)
    return f"'{written}" if written.startswith(_FORMULAS) else written
