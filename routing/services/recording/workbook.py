"""补录 from an xlsx: a template to fill in, every cell checked, each fault named by row and column in Chinese."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from routing.services.errors import InvalidChangeError
from routing.services.recorded import KINDS, Record
from routing.services.recording.entering import NOT_HERE, REASONS, SECRECIES, check, faults
from routing.text import odd

# Column, heading of the template, is it required, most characters, width.
COLUMNS: Final = (
    ("title", "题名", True, 400, 50), ("number", "文号", False, 80, 20), ("responsible", "责任者", True, 120, 24),
    ("dated", "文件日期", True, 10, 14), ("kind", "文种", True, 10, 8), ("department", "部室", True, 60, 18),
    ("secrecy", "密级", False, 10, 8), ("pages", "页数", False, 5, 8), ("remarks", "备注", False, 500, 24),
    ("reason", "补录原因", True, 200, 26),
)  # fmt: skip
LABELS: Final = {name: label for name, label, *_ in COLUMNS}
MOST: Final = 5_000  # rows
FAULTS: Final = 50  # that are named at once
HEADING: Final = 5  # rows among which the headings are looked for
_DAYS: Final = (
    re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
)
_CHINESE: Final = re.compile(r"[\u2010-\u203b\u3000-\u9fff\uff00-\uffef]")
_GARBLED: Final = re.compile(r"\ufffd|锟斤拷|烫烫|[\u0080-\u009f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the workbook: its number there, the department, the paper."""

    row: int
    department_id: int
    content: Record


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: whole rows, or every fault in words, never both; what a person should look at."""

    lines: tuple[Line, ...] = ()
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def template(departments: Sequence[str]) -> bytes:
    """An empty workbook with the headings, a line of explanation and what may be chosen."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    made = Workbook()
    sheet: Any = made.active
    sheet.title = "补录"
    for index, (name, label, required, _, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(row=1, column=index, value=f"{label}{'*' if required else ''}")
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
        cell.fill = PatternFill("solid", fgColor="F2E6D8" if required else "F5F5F5")
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = width
        if name in {"dated", "number", "title"}:  # as text, so that nothing is turned into another date or number
            for row in range(2, 202):
                sheet.cell(row=row, column=index).number_format = "@"
        offered = {"kind": KINDS, "department": departments, "secrecy": ("内部",), "reason": REASONS}.get(name)
        if offered and len(",".join(offered)) < 250:
            choice = DataValidation(
                type="list", formula1=f'"{",".join(offered)}"', allow_blank=True, showErrorMessage=False
            )
            sheet.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}{MOST + 1}")
    sheet.freeze_panes = "A2"
    help_ = made.create_sheet("填写说明")
    for words in (
        "一行一件，从第2行填起；带*的必填，不要改动第1行的栏目名称。",
        "文件日期写成 2019-03-08 或 20190308，是文件本身的日期，不是补录的日期。",
        "秘密、机密、绝密文件不得填入；工作秘密在“密级”栏写“内部”。",
        f"部室：{'、'.join(departments)}。",
        f"文种：{'、'.join(KINDS)}。",
    ):
        help_.append([words])
    help_.column_dimensions["A"].width = 90
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def read(octets: bytes, departments: dict[str, int]) -> Read:
    """Read a workbook that was filled in. Raises InvalidChangeError where it is none, or not of this form."""
    rows = list(_rows(octets))
    at, columns = _headings(rows)
    lines: list[Line] = []
    told: list[str] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in enumerate(rows[at + 1 :], at + 2):
        if all(cell is None or not str(cell).strip() for cell in cells):
            continue
        found = list(_faults(number, cells, columns, departments, lines, seen))
        told += found
        if len(told) > FAULTS:
            break
    if not lines and not told:
        raise InvalidChangeError("表里没有内容：请从栏目名称的下一行填起", "workbook")
    if len(lines) > MOST:
        raise InvalidChangeError(f"一次最多导入{MOST}行，请分几次", "workbook")
    return Read((), tuple(told[:FAULTS])) if told else Read(tuple(lines), (), tuple(_twins(lines)))


def _twins(lines: Sequence[Line]) -> Iterator[str]:
    """文号 that stand twice: two papers may bear one (a paper and its annex), but mostly one was entered twice."""
    seen: dict[str, int] = {}
    for line in lines:
        number = "".join(line.content.number.split())
        first = seen.setdefault(number, line.row) if number else line.row
        if first != line.row:
            yield f"第{line.row}行与第{first}行的文号相同：{line.content.number}"


def _rows(octets: bytes) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(octets), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            if number > MOST + HEADING:
                raise InvalidChangeError(f"一次最多导入{MOST}行，请分几次", "workbook")
            yield row
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, IndexError) as error:
        raise InvalidChangeError("打不开：请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”再上传", "workbook") from error


def _headings(rows: Sequence[tuple[Any, ...]]) -> tuple[int, dict[str, int]]:
    """In which row the headings stand, and the place of each column. Raises InvalidChangeError, naming what lacks."""
    best: dict[str, int] = {}
    at = 0
    for number, row in enumerate(rows[:HEADING]):
        named = {str(cell or "").strip().rstrip("*＊").strip(): place for place, cell in enumerate(row)}
        found = {name: named[label] for name, label in LABELS.items() if label in named}
        if len(found) > len(best):
            best, at = found, number
    missing = [label for name, label, required, *_ in COLUMNS if required and name not in best]
    if missing:
        raise InvalidChangeError(f"没有找到“{'、'.join(missing)}”栏：请下载模板，照模板的栏目填写", "workbook")
    return at, best


def _faults(
    number: int,
    cells: tuple[Any, ...],
    columns: dict[str, int],
    departments: dict[str, int],
    lines: list[Line],
    seen: dict[tuple[str, str, str], int],
) -> Iterator[str]:
    """What is wrong with a row; where nothing is, it is added to the lines."""
    said: dict[str, Any] = {}
    wrong: set[str] = set()
    for name, label, required, most, _ in COLUMNS:
        cell = cells[columns[name]] if name in columns and columns[name] < len(cells) else None
        value, fault = _value(name, cell)
        if not fault and not value and required:
            fault = "没有填"
        if not fault and len(str(value)) > most:
            fault = f"太长了，最多{most}字"
        if fault:
            wrong.add(name)
            yield f"第{number}行“{label}”：{fault}"
        said[name] = value
    department = said.pop("department")
    if department and department not in departments:
        wrong.add("department")
        yield f"第{number}行“部室”：没有“{department[:20]}”，可填{'、'.join(dict.fromkeys(departments))}"
    pages = int(said["pages"]) if said["pages"] and "pages" not in wrong else None
    written = Record(**{**said, "pages": pages})
    for error in faults(written):
        if error.field not in wrong:
            wrong.add(error.field)
            yield f"第{number}行“{LABELS.get(error.field, '')}”：{error.message}"
    if wrong:
        return
    content = check(written)
    twin = seen.setdefault((content.title, content.number, content.dated), number)
    if twin != number:
        yield f"第{number}行“题名”：与第{twin}行重复"
        return
    lines.append(Line(number, departments[department], content))


def _value(name: str, cell: Any) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    if name == "dated":
        return _day(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date().isoformat()
    text = " ".join(odd.clean(str(cell)).split()) if cell is not None else ""
    return text, _fault(name, text)


def _fault(name: str, text: str) -> str:
    """What is wrong with a cell's text; empty where nothing is."""
    strange = odd.oddities(text, multiline=False, limit=1)
    known = {
        "有乱码，请用 Excel 或 WPS 打开核对后另存": _garbled(text),
        strange[0].message if strange else "": bool(strange),
        NOT_HERE: name == "secrecy" and text not in SECRECIES,
        f"没有“{text[:10]}”这个文种，可填{'、'.join(KINDS)}": name == "kind" and bool(text) and text not in KINDS,
        f"“{text[:10]}”不是数字": name == "pages" and bool(text) and not (text.isascii() and text.isdigit()),
    }
    return next((said for said, holds in known.items() if holds), "")


def _garbled(text: str) -> bool:
    """Was UTF-8 once read as something else? Then it can be read back, which no text does by chance."""
    if _GARBLED.search(text):
        return True
    if sum(not char.isascii() for char in text) < len("关于"):
        return False
    for encoding in ("cp1252", "gbk"):
        try:
            back = text.encode(encoding).decode()
        except UnicodeError:
            continue
        if any(_CHINESE.match(char) for char in back) and all(char.isascii() or _CHINESE.match(char) for char in back):
            return back != text
    return False


def _day(cell: Any) -> tuple[str, str]:
    """A day, whether Excel took it for one or it was typed in one of the usual ways."""
    if cell is None or not str(cell).strip():
        return "", ""
    if isinstance(cell, datetime):
        return cell.date().isoformat(), ""
    if isinstance(cell, date):
        return cell.isoformat(), ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    found = next((match for one in _DAYS if (match := one.fullmatch(text))), None)
    wrong = f"“{text[:20]}”不是日期，请写成 2019-03-08"
    if found is None:
        return text[:10], wrong
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat(), ""
    except ValueError:
        return text[:10], wrong
