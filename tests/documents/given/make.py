"""Makes of the service's own table what somebody would who keeps it in Excel or LibreOffice Calc instead of Word.

`python make.py` needs what ../own/make.py needs; the same bytes each time. The text beside it is as it was given, the
Word document is ../open/o01-service-framework.docx.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from itertools import groupby
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.styles import Font

HERE = Path(__file__).parent
TITLE = "Quality Assurance learning framework for Safeguarding and Performance Service 2020-2021"
HEAD = ["Month", "Quality Assurance Activity", "Named worker", "Purpose of Quality Assurance Activity"]
QUARTERS = {"July": "Quarter 2", "October": "Quarter 3", "January": "Quarter 4"}

_spec = spec_from_file_location("own_make", HERE.parent / "own" / "make.py")
assert _spec is not None
assert _spec.loader is not None
own = module_from_spec(_spec)
_spec.loader.exec_module(own)


def months() -> Iterator[tuple[str, list[list[str]]]]:
    """Each month as the document writes it, with its rows."""
    with (HERE.parents[1] / "data" / "framework_2020_21.csv").open(encoding="utf-8", newline="") as file:
        for month, rows in groupby(csv.DictReader(file), key=lambda row: row["month"]):
            said = f"{QUARTERS[month]}\n{month}" if month in QUARTERS else month
            yield said, [[row["activity"], row["named_worker"], row["purpose"]] for row in rows]


def excel() -> None:
    """The title above, the months merged down."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Framework"
    own.fill(sheet, 1, [[TITLE], [], HEAD], bold=(0, 2))
    sheet.merge_cells("A1:D1")
    row = 4
    for month, rows in months():
        own.fill(sheet, row, [[month, *rows[0]], *([None, *one] for one in rows[1:])])
        sheet.cell(row, 1).font = Font(bold=True)
        if len(rows) > 1:
            sheet.merge_cells(start_row=row, end_row=row + len(rows) - 1, start_column=1, end_column=1)
        row += len(rows)
    own.save_excel(book, "../given/service-framework.xlsx", {})


def calc() -> None:
    """The same in LibreOffice Calc."""
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Framework")
    book.spreadsheet.addElement(sheet)
    put(sheet, cell(TITLE, numbercolumnsspanned=4), *(CoveredTableCell() for _ in range(3)))
    put(sheet, TableCell())
    put(sheet, *map(cell, HEAD))
    for month, rows in months():
        for number, one in enumerate(rows):
            first = CoveredTableCell() if number else cell(month, numberrowsspanned=len(rows))
            put(sheet, first, *map(cell, one))
    out = io.BytesIO()
    book.write(out)
    (HERE / "service-framework.ods").write_bytes(own.settled(out.getvalue()))


def cell(text: str, **spans: int) -> TableCell:
    """A cell of *text*, a paragraph for each line."""
    made = TableCell(valuetype="string", **spans)
    for line in text.split("\n"):
        made.addElement(P(text=line))
    return made


def put(sheet: Table, *cells: TableCell | CoveredTableCell) -> None:
    """One row more."""
    row = TableRow()
    for one in cells:
        row.addElement(one)
    sheet.addElement(row)


if __name__ == "__main__":
    excel()
    calc()
