"""What the archive's paper says of its items: 目录, 封面, 备考表, 盒脊, 归档章; the catalogue as xlsx."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from routing import display
from routing.presenting import sheets
from routing.services.filing import terms
from routing.typeset.forms.archive import BoxNote, Catalogue, CatalogueCover, CatalogueEntry, Spine, Spines, StampSheet
from routing.typeset.forms.parts import Signed
from routing.typeset.paper import ArchiveStamp

# DA/T 22-2015, 5.5.2, and where the item lies.
COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("序号", "serial", 6), ("档号", "reference", 28), ("文号", "number", 22), ("责任者", "author", 22),
    ("题名", "title", 52), ("日期", "date", 10), ("密级", "secrecy", 6), ("页数", "pages", 6), ("备注", "remarks", 24),
    ("保管期限", "term", 14), ("机构（问题）", "unit", 14), ("盒号", "box", 6),
)  # fmt: skip


def catalogue(rows: Sequence[Any], setting: Any, organisation: str, unit: str, period: str, year: str) -> Catalogue:
    """归档文件目录 of items that belong together."""
    cover = _cover(setting, organisation, unit, period, year)
    return Catalogue(**cover, entries=tuple(entry(number, row) for number, row in enumerate(rows, 1)))


def cover(setting: Any, organisation: str, unit: str, period: str, year: str) -> CatalogueCover:
    return CatalogueCover(**_cover(setting, organisation, unit, period, year))


def _cover(setting: Any, organisation: str, unit: str, period: str, year: str) -> dict[str, str]:
    return {
        "organisation": organisation,
        "fonds": setting.fonds_number,
        "fonds_name": setting.fonds_name,
        "year": year,
        "retention": terms.PERIODS.get(period, period),
        "unit": unit,
    }


def entry(number: int, row: Any) -> CatalogueEntry:
    """One 件 as the catalogue lists it: the date with 8 digits."""
    return CatalogueEntry(
        serial=str(number),
        reference=row.code,
        number=row.number,
        author=row.responsible,
        title=row.title,
        date=f"{row.dated:%Y%m%d}" if row.dated else "",
        secrecy=row.secrecy,
        pages=str(row.pages or ""),
        remarks=row.remarks,
    )


def note(box: Any, organisation: str) -> BoxNote:
    """备考表 of a box, as it was filled in."""
    return BoxNote(
        organisation=organisation,
        condition=box.condition or f"本盒共{box.items}件，{box.pages}页。",
        arranged_by=Signed(name=box.arranged_by) if box.arranged_by else None,
        arranged_on=display.day(box.arranged_on),
        checked_by=Signed(name=box.checked_by) if box.checked_by else None,
        checked_on=display.day(box.checked_on),
    )


def spines(boxes: Iterable[Any], setting: Any, organisation: str) -> Spines:
    """盒脊 of boxes, to be cut out (DA/T 22-2015, 5.6)."""
    return Spines(
        organisation=organisation,
        spines=tuple(
            Spine(
                fonds=setting.fonds_number,
                year=str(box.year),
                retention=terms.PERIODS[box.period],
                unit=box.unit,
                first=f"{box.first:04d}" if box.first else "",
                last=f"{box.last:04d}" if box.last else "",
                box=str(box.number),
                thickness=float(box.thickness),
            )
            for box in boxes
        ),
    )


def stamp(row: Any, setting: Any) -> ArchiveStamp:
    """归档章 of a 件 (DA/T 22-2015, 5.4.5)."""
    return ArchiveStamp(
        fonds=setting.fonds_number,
        year=str(row.year),
        item=f"{row.serial:04d}" if row.serial else "",
        unit=row.unit,
        retention=terms.PERIODS.get(row.period, ""),
        pages=str(row.pages or ""),
    )


def stamp_sheet(row: Any, setting: Any, organisation: str) -> StampSheet:
    return StampSheet(organisation=organisation, stamp=stamp(row, setting))


def workbook(rows: Iterable[Any], title: str, organisation: str) -> bytes:
    """The catalogue as a workbook."""
    told = (_columns(number, row) for number, row in enumerate(rows, 1))
    return sheets.workbook([(f"{organisation}归档文件目录（{title}）", COLUMNS, told)], "归档文件目录")


def _columns(number: int, row: Any) -> dict[str, Any]:
    """An entry with what the workbook has besides; what is counted by whoever gets it: numbers as numbers."""
    counts = {"serial": number, "pages": row.pages or None, "box": row.box}
    return asdict(entry(number, row)) | counts | {"term": terms.written(row.period, row.house_term), "unit": row.unit}
