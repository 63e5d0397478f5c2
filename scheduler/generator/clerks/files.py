"""Sheets as a file of each kind that clerks send; the same sheets, the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from scheduler.generator.clerks.form import Page, Row
from scheduler.generator.outcome_recipe import FileKind

_NEEDS: dict[FileKind, str] = {"xls": "xlwt"}
"""Packages, and modules of the same name, that not every installation has."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
_STAMPED = "docProps/core.xml"
"""The part of a workbook that says when it was written."""
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_ENCODINGS = ("utf-8-sig", "utf-8-sig", "utf-8", "cp1258", "utf-16")
_LONGEST_TITLE = 31


def missing_package(kind: FileKind) -> str:
    """The package without which no such file can be written here; "" if it can."""
    package = _NEEDS.get(kind, "")
    return package if package and importlib.util.find_spec(package) is None else ""


def filled_workbook(content: bytes, pages: Sequence[Page]) -> bytes:
    """The published workbook itself with what stands on the pages; no row or column of it may have
    moved.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    for page in pages:
        sheet = book[page.title]
        for number, row in enumerate(page.rows, 1):
            for position, value in enumerate(row, 1):
                cell = sheet.cell(number, position)
                if value == cell.value:
                    continue
                if isinstance(value, int):
                    cell.number_format = "General"
                cell.value = value
        _hide(sheet, page)
    return _saved(book)


def new_workbook(pages: Sequence[Page]) -> bytes:
    """A workbook of the clerk's own into which the pages were copied."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for page, title in zip(pages, _titles(pages), strict=True):
        sheet = book.create_sheet(title)
        for row in page.rows:
            sheet.append(row)
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, dt.datetime):
                    cell.number_format = "dd/mm/yyyy"
        _hide(sheet, page)
    return _saved(book)


def _hide(sheet: Any, page: Page) -> None:
    from openpyxl.utils import get_column_letter

    for at in page.hidden:
        sheet.column_dimensions[get_column_letter(at + 1)].hidden = True
    if page.filtered:
        first, last = page.place_of(page.head) + 1, len(page.rows)
        sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(page.head))}{last}"
    for row in page.filtered:
        sheet.row_dimensions[page.place_of(row) + 1].hidden = True
    sheet.protection.sheet = page.is_protected


def _saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return _without_times(data.getvalue())


def _titles(pages: Sequence[Page]) -> list[str]:
    """The titles of the pages, each once."""
    taken: set[str] = set()
    for page in pages:
        title, number = page.title, 1
        while title in taken:
            number += 1
            title = f"{page.title[: _LONGEST_TITLE - 4]} ({number})"
        taken.add(title)
        page.title = title
    return [page.title for page in pages]


def _without_times(archive: bytes) -> bytes:
    """The archive without the moment at which it was written."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(data, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == _STAMPED:
                content = _TIMES.sub(b"2000-01-01T00:00:00", content)
            stamped = zipfile.ZipInfo(info.filename, _MOMENT)
            stamped.compress_type = info.compress_type
            new.writestr(stamped, content)
    return data.getvalue()


def xls_workbook(pages: Sequence[Page]) -> bytes:
    """A workbook of Excel 97–2003."""
    import xlwt

    book = xlwt.Workbook()
    style = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for page, title in zip(pages, _titles(pages), strict=True):
        sheet = book.add_sheet(title)
        for number, row in enumerate(page.rows):
            for position, value in enumerate(row):
                if value is not None:
                    how = (style,) if isinstance(value, dt.datetime) else ()
                    sheet.write(number, position, value, *how)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def ods_workbook(pages: Sequence[Page]) -> bytes:
    """A workbook of LibreOffice.

    Written by hand: what odfpy writes depends on what the process wrote before.
    """
    tables = "".join(
        f"<table:table table:name={quoteattr(title)}>{''.join(map(_ods_row, page.rows))}"
        "</table:table>"
        for page, title in zip(pages, _titles(pages), strict=True)
    )
    parts = {
        "mimetype": _ODS,
        "META-INF/manifest.xml": _ODS_MANIFEST,
        "content.xml": f"{_ODS_HEAD}{tables}{_ODS_END}",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return data.getvalue()


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ODS_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ODS_HEAD = (
    f'{_XML}<office:document-content xmlns:office="{_URN}:office:1.0" '
    f'xmlns:table="{_URN}:table:1.0" xmlns:text="{_URN}:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
_ODS_END = "</office:spreadsheet></office:body></office:document-content>"


def _ods_row(row: Row) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.datetime):
        kind = f'"date" office:date-value="{value.date().isoformat()}"'
        value = f"{value:%d/%m/%Y}"
    elif isinstance(value, int | float):
        kind = f'"float" office:value="{value}"'
    else:
        kind = '"string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell office:value-type={kind}>{lines}</table:table-cell>"


def csv_text(pages: Sequence[Page], draw: Random) -> tuple[bytes, str]:
    """The pages below each other as text, and in which way it is clumsy: separator and encoding as
    the clerk's program writes them.
    """
    encoding = draw.choice(_ENCODINGS)
    separator = "\t" if encoding == "utf-16" else draw.choice(",;;")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    for page in pages:
        writer.writerows([_as_text(value) for value in row] for row in page.rows)
    content = text.getvalue()
    if encoding == "cp1258":
        content = _with_marks_apart(content)
    return content.encode(encoding, errors="replace"), f"csv_{encoding}_{_NAMES[separator]}"


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value.day}/{value.month:02}/{value.year}"
    return "" if value is None else str(value)


def _with_marks_apart(text: str) -> str:
    """The text with tones as marks of their own, as code page 1258 has them."""
    letters = ""
    for letter in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", letter)
        base = "".join(mark for mark in apart if mark not in _TONES)
        letters += unicodedata.normalize("NFC", base)
        letters += "".join(mark for mark in apart if mark in _TONES)
    return letters


def decompose(rows: Sequence[Row]) -> None:
    """Take letters and marks apart in all texts."""
    for row in rows:
        row[:] = [unicodedata.normalize("NFD", v) if isinstance(v, str) else v for v in row]
