"""Lists as workbooks and as CSV. Cells are text or numbers: what begins with = or + is never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

Column = tuple[str, str, int]  # label, key of the row, width in characters
Table = tuple[str, Sequence[Column], Iterable[dict[str, Any]]]  # title, columns, rows
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def workbook(tables: Iterable[Table], name: str = "") -> bytes:
    """A sheet for each table (title, columns, rows), its title in the first line; called `name`, or as its title."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    made = Workbook(write_only=True)
    for title, columns, rows in tables:
        sheet = made.create_sheet(name or title.split("（", maxsplit=1)[0][:30])
        for index, (_, _, width) in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.freeze_panes = "A3"

        def cell(value: Any, sheet: Any = sheet, *, bold: bool = False) -> Any:
            made_cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                made_cell.data_type = "s"
            made_cell.font, made_cell.alignment = Font(bold=bold), Alignment(wrap_text=True, vertical="top")
            return made_cell

        sheet.append([cell(title, bold=True)])
        sheet.append([cell(label, bold=True) for label, _, _ in columns])
        for row in rows:
            sheet.append([cell(row[name]) for _, name, _ in columns])
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def comma_separated(tables: Iterable[Table]) -> bytes:
    """The tables one below the other, in UTF-8 with a mark, as Excel expects it."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    for title, columns, rows in tables:
        writer.writerow([title])
        writer.writerow([label for label, _, _ in columns])
        writer.writerows([[_harmless(row[name]) for _, name, _ in columns] for row in rows])
        writer.writerow([])
    return kept.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value
