"""Tables in workbooks of Excel (.xlsx), read by openpyxl: stored values only, no formula is run."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any

from claims.faults import Fault, Place
from claims.source import quoted
from claims.tables.cells import as_value
from claims.tables.missing import extra
from claims.tables.model import Odd, Read, Row, ShownTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.tables.model import Wanted

MOST_BYTES = 512 * 1024 * 1024
"""What the parts of a workbook may come to when they are unpacked."""
MOST_ROWS = 1_048_576
"""Rows of a sheet, by Excel's specifications and limits."""
MOST_COLUMNS = 16_384
"""Columns of a sheet, by the same."""
_CLOCK = re.compile(r'"[^"]*"|\\.|\[[^hms\]]*\]|(?P<clock>[hs])', re.IGNORECASE)


def read_sheet(
    name: str,
    path: str,
    sheet: str | None,
    header: int,
    wanted: Wanted,
    limit: int,
) -> Read:
    """Read rows of a sheet (the first by default), up to a limit, below the row of the names.

    Raises:
        MissingExtraError: openpyxl is not installed.

    """
    openpyxl = extra("openpyxl", "Excel workbooks")
    place = Place(name)
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > MOST_BYTES:
            return _refused(place, f"unpacks to {size // 1024**2} MiB, more than is read")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001 - whatever a library raises over a broken file
        return _refused(place, f"cannot be read as a workbook: {_reason(error)}")
    try:
        names = [each.title for each in book.worksheets]
        if sheet is not None and sheet not in names:
            message = f"has no sheet {quoted(sheet)}; its sheets are {', '.join(names)}"
            return _refused(place, message)
        page = book[sheet] if sheet is not None else book.worksheets[0]
        return _rows(name, page, header, wanted, limit)
    except Exception as error:  # noqa: BLE001 - the same
        return _refused(place, f"cannot be read as a workbook: {_reason(error)}")
    finally:
        book.close()


def _rows(name: str, page: Any, header: int, wanted: Wanted, limit: int) -> Read:
    names: list[str] | None = None
    faults: list[Fault] = []
    kept: list[tuple[int, str]] = []
    rows: list[Row] = []
    cut = False
    for number, cells in enumerate(_cells(page, header), header):
        if names is None:
            names = [_header(cell) for cell in cells]
            faults += _repeated(name, names)
            kept = [(i, n) for i, n in enumerate(names) if n and n in wanted]
            continue
        held = {n: _value(cells[i]) for i, n in kept if i < len(cells)}
        if all(cell.value is None for cell in cells):
            continue
        if len(rows) >= limit:
            cut = True
            break
        rows.append(Row(number, held))
    if names is None or not any(names):
        return _refused(Place(name), f"has no header in row {header} of {quoted(page.title)}")
    return Read(ShownTable(name, [n for n in names if n], rows, cut=cut), tuple(faults))


def _cells(page: Any, header: int) -> Iterator[tuple[Any, ...]]:
    """Give the rows from the header on, each as wide as that, however wide the file says it is."""
    page.reset_dimensions()
    first = next(page.iter_rows(min_row=header, max_row=header, max_col=MOST_COLUMNS), ())
    width = max((i for i, cell in enumerate(first, 1) if cell.value is not None), default=0)
    if width:
        yield from page.iter_rows(min_row=header, max_row=MOST_ROWS, max_col=width)


def _header(cell: Any) -> str:
    value = _value(cell)
    return value.strip() if isinstance(value, str) else ""


def _repeated(name: str, names: list[str]) -> Iterator[Fault]:
    for at, column in enumerate(names):
        if column and column in names[:at]:
            message = f"two columns are called {quoted(column)}; the second is not read"
            names[at] = ""
            yield Fault("record/syntax", message, Place(name), "give each a name of its own")


def _value(cell: Any) -> Any:
    held = cell.value
    if cell.data_type == "e":
        return Odd(f"holds the error {held}")
    if isinstance(held, dt.datetime) and not _has_clock(cell.number_format):
        return str(held.date())
    value = as_value(held)
    return value.strip() or None if isinstance(value, str) else value


def _has_clock(number_format: str) -> bool:
    """Say whether a format of Excel shows hours or seconds: else a time of 0:00 is no time."""
    return any(match["clock"] for match in _CLOCK.finditer(number_format or ""))


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _refused(place: Place, reason: str) -> Read:
    fault = Fault("record/file", f"{quoted(place.file)} {reason}", place)
    return Read(None, (fault,))
