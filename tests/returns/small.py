"""A district of two communes, what its ledger knows of July and August 2015, and forms to fill in.

Branches of the same name stand in both communes; `an` and `an2` are namesakes of one tier, line and
area, `tho` and `thom` differ by an accent only; `huyen` works for the district.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Area, Branch, Cadre, CalendarRule, Organization
from scheduler.domain.roster import Visit
from scheduler.domain.settings import Rules, Settings
from scheduler.ledger.records import (
    Closing,
    JudgedRow,
    Known,
    Outcome,
    PlannedVisit,
    Publication,
    visit_id,
)
from scheduler.returns.doubts import Judged
from scheduler.returns.judging import judge
from scheduler.returns.reading import read_return

LEDGER = "0123456789abcdef"
AREAS = (
    ("p", "Trà Vinh", "tỉnh", ""), ("d", "Cầu Kè", "huyện", "p"),
    ("hb", "Hòa Bình", "xã", "d"), ("ta", "Tân An", "xã", "d"),
    ("hb1", "Ấp 1", "ấp", "hb"), ("hb2", "Ấp 2", "ấp", "hb"), ("ta1", "Ấp 1", "ấp", "ta"),
)  # fmt: skip
BRANCHES = (
    ("PN-HB1", "Chi hội Phụ nữ Ấp 1", "pn", "hb1"), ("PN-HB2", "Chi hội Phụ nữ Ấp 2", "pn", "hb2"),
    ("PN-TA1", "Chi hội Phụ nữ Ấp 1", "pn", "ta1"),
    ("ND-HB1", "Chi hội Nông dân Ấp 1", "nd", "hb1"),
)  # fmt: skip
CADRES = (
    ("CB-01", "Nguyễn Văn An", "xã", "pn", "hb"), ("CB-02", "Trần Thị Bình", "xã", "pn", "hb"),
    ("CB-03", "Lê Văn Thọ", "xã", "pn", "hb"), ("CB-04", "Lê Văn Thơ", "xã", "nd", "hb"),
    ("CB-05", "Phạm Thị Hoà", "xã", "pn", "ta"), ("CB-06", "Nguyễn Văn An", "xã", "pn", "hb"),
    ("CB-07", "Võ Minh Đức", "huyện", "pn", "d"), ("CB-08", "Ngô Thị Sáu", "xã", "nd", "hb"),
    ("CB-09", "Trần Thị Bình", "xã", "pn", "ta"),
)  # fmt: skip
PLANNED = (
    ("CB-01", "PN-HB1", "07-08"), ("CB-02", "PN-HB2", "07-10"), ("CB-03", "PN-HB1", "07-08"),
    ("CB-04", "ND-HB1", "07-12"), ("CB-05", "PN-TA1", "07-14"), ("CB-07", "PN-HB2", "07-10"),
    ("CB-02", "PN-HB1", "08-08"), ("CB-05", "PN-TA1", "08-14"),
)  # fmt: skip
HEADINGS = (
    "lần công bố", "mã lượt dự", "ngày", "mã cán bộ", "họ tên cán bộ", "mã chi tổ hội",
    "tên chi tổ hội", "xã", "kết quả", "cán bộ dự thực tế", "ngày dự thực tế", "số người dự",
    "tổng số hội viên", "ý kiến", "kiến nghị",
)  # fmt: skip
NAMES = (
    "publication", "visit", "date", "cadre", "cadre_name", "branch", "branch_name", "commune",
    "status", "actual_cadre", "actual_date", "attendance", "members", "opinions", "proposals",
)  # fmt: skip


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2015-{text}")


def problem() -> Problem:
    settings = Settings(
        name="small", start=Month(2015, 7), months=2, levels=("tỉnh", "huyện", "xã", "ấp"),
        holidays="VN", rules=Rules(accompany="off", gap_months=0),
    )  # fmt: skip
    rules = (("PN-HB1", "8"), ("PN-HB2", "10"), ("PN-TA1", "14"), ("ND-HB1", "12"))
    return Problem(Instance(
        settings=settings,
        areas=tuple(Area(id=i, name=n, level=lv, parent=p) for i, n, lv, p in AREAS),
        organizations=tuple(Organization(id=i, name=i, attends=("own",)) for i in ("pn", "nd")),
        branches=tuple(Branch(id=i, name=n, organization=o, area=a) for i, n, o, a in BRANCHES),
        cadres=tuple(
            Cadre(id=i, name=n, tier=t, organization=o, areas=(a,)) for i, n, t, o, a in CADRES
        ),
        calendars=tuple(CalendarRule(rule=rule, time="07:30", branch=b) for b, rule in rules),
    ))  # fmt: skip


PROBLEM = problem()
ALL = tuple(Visit(cadre, branch, day(date)) for cadre, branch, date in PLANNED)


def ident(visit: Visit | int) -> str:
    """The id of a visit, or of that of the list."""
    return visit_id(LEDGER, ALL[visit] if isinstance(visit, int) else visit)


def publication(month: Month, number: int) -> Publication:
    return Publication(
        f"{month}.{number}", month, number, f"{month}.{number - 1}" if number > 1 else "", "",
        "small", "", "", "0.1.0", (), number, dt.datetime(2015, 6, 25, tzinfo=dt.UTC), "test",
    )  # fmt: skip


def known(
    visits: Sequence[Visit] = ALL,
    dropped: Sequence[Visit] = (),
    outcomes: Iterable[Outcome] = (),
    closed: Sequence[Month] = (),
) -> Known:
    """A ledger with the visits published; those that are dropped only in the first publication."""
    months = sorted({visit.month for visit in (*visits, *dropped)})
    again = {visit.month for visit in dropped}
    publications = [publication(m, n) for m in months for n in ((1, 2) if m in again else (1,))]
    newest = {one.month: one.id for one in publications}
    planned = {}
    for visit in (*visits, *dropped):
        row = PROBLEM.cadres[visit.cadre]
        of = f"{visit.month}.1" if visit in dropped else newest[visit.month]
        one = PlannedVisit(ident(visit), of, visit, row.tier, row.organization,
                           PROBLEM.locality(visit.branch))  # fmt: skip
        planned[one.id] = one
    told = tuple(outcomes)
    time = dt.datetime(2015, 9, 1, tzinfo=dt.UTC)
    return Known(
        LEDGER, {one.id: one for one in publications}, planned, newest,
        {one.told.visit: one for one in told if one.told.visit},
        tuple(one for one in told if not one.told.visit),
        tuple(Closing(month, month, 9, "", time, "test") for month in closed),
    )  # fmt: skip


KNOWN = known()


def after(before: Known, judged: Judged) -> Known:
    """What the ledger knows once the rows of a return stand in it."""
    from dataclasses import replace

    outcomes, unplanned = dict(before.outcomes), {o.number: o for o in before.unplanned}
    number = max([o.number for o in (*outcomes.values(), *unplanned.values())], default=0)
    for row in judged.rows:
        if row.fate in ("recorded", "corrected"):
            assert row.told is not None
            number += 1
            outcome = Outcome(number, row.told, 1, row.place, row.replaces, 1)
            if row.told.visit:
                outcomes[row.told.visit] = outcome
            else:
                unplanned.pop(row.replaces, None)
                unplanned[number] = outcome
    return replace(before, outcomes=outcomes, unplanned=tuple(unplanned.values()))


# -- forms ----------------------------------------------------------------------------------------


def filled(of: int | Visit, /, **cells: Any) -> dict[str, Any]:
    """A row of the form for a planned visit, with what the office wrote in it."""
    one = ALL[of] if isinstance(of, int) else of
    branch = PROBLEM.branches[one.branch]
    commune = PROBLEM.territory.ancestor_at(branch.area, "xã")
    assert commune is not None
    return {
        "publication": f"{one.month}.1", "visit": ident(one), "date": one.date.isoformat(),
        "cadre": one.cadre, "cadre_name": PROBLEM.cadres[one.cadre].name, "branch": one.branch,
        "branch_name": branch.name, "commune": PROBLEM.territory[commune].name, **cells,
    }  # fmt: skip


def grid(
    rows: Iterable[Mapping[str, Any]],
    names: Sequence[str] = NAMES,
    headings: Mapping[str, str] | None = None,
) -> list[list[Any]]:
    """The rows under their headings, as a table of cells."""
    titles = dict(zip(NAMES, HEADINGS, strict=True)) | dict(headings or {})
    return [[titles.get(name, name) for name in names],
            *([row.get(name, "") for name in names] for row in rows)]  # fmt: skip


def csv_file(cells: Iterable[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8-sig",
             form: str = "NFC") -> bytes:  # fmt: skip
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(cells)
    return unicodedata.normalize(form, text.getvalue()).encode(encoding)


def xlsx_file(sheets: Mapping[str, Iterable[Sequence[Any]]], merged: Sequence[str] = ()) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for reference in merged:
            sheet.merge_cells(reference)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def xls_file(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    date = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell != "":
                    style = (date,) if isinstance(cell, dt.date) else ()
                    sheet.write(at, place, cell, *style)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def ods_file(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for title, rows in sheets.items():
        table = Table(name=title)
        for row in rows:
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell, TableCell, P))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _ods_cell(cell: Any, kind: Any, paragraph: Any) -> Any:
    if cell == "":
        return kind()
    if isinstance(cell, dt.date):
        made = kind(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, int | float):
        made = kind(valuetype="float", value=cell)
    else:
        made = kind(valuetype="string")
    made.addElement(paragraph(text=str(cell)))
    return made


# -- judged ---------------------------------------------------------------------------------------


def judged(content: bytes, of: Known = KNOWN, name: str = "CAU-KE.xlsx", **more: Any) -> Judged:
    return judge(read_return(name, content, **more), of, lambda _: PROBLEM)


def judged_rows(*rows: Mapping[str, Any], of: Known = KNOWN, **more: Any) -> Judged:
    """The rows of a CSV form, judged."""
    return judged(csv_file(grid(rows, **more)), of, "CAU-KE.csv")


def only(found: Judged) -> JudgedRow:
    """The one row of a return."""
    (row,) = (row for row in found.rows if row.fate != "note")
    return row
