"""What four districts send back in the chapter on the second month: one clean, one clumsy, one
late, one that contradicts what was sent before.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

Answers = Callable[[int], Mapping[str, object]]


VISIT = {"visit", "mã lượt dự"}
DECISION, PROPOSED = {"decision", "quyết định"}, {"proposed", "đề xuất xử lý"}
HEADINGS = {
    "status": ("status", "kết quả"), "attendance": ("attendance", "số người dự"),
    "members": ("members", "tổng số hội viên"), "proposals": ("proposals", "kiến nghị"),
}  # fmt: skip


def fill(form: Path, to: Path, answers: Answers) -> None:
    """Fill in the rows of a form, counted from 0, by its columns' names."""
    book = openpyxl.load_workbook(form)
    sheet, number = book.worksheets[0], 0
    columns: dict[str, int] = {}
    for cells in sheet.iter_rows():
        values = [cell.value for cell in cells]
        if VISIT & {str(value) for value in values}:
            columns = {str(value): place for place, value in enumerate(values)}
        elif columns and values[next(columns[name] for name in VISIT if name in columns)]:
            for name, value in answers(number).items():
                own = next(heading for heading in HEADINGS[name] if heading in columns)
                cells[columns[own]].value = value
            number += 1
    to.parent.mkdir(exist_ok=True)
    book.save(to)


def clean(out: Path, to: Path) -> None:
    """Everything as the form asks for it."""
    fill(out / "842.xlsx", to / "842.xlsx", lambda n: {
        "status": "đã dự", "attendance": 20, "members": 30,
        **({"proposals": "Sửa cầu ấp"} if n == 0 else {}),
    })  # fmt: skip


def clumsy(out: Path, to: Path) -> None:
    """The CSV, with semicolons and under another name, filled in as people talk."""
    with (out / "844.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    status = next(name for name in HEADINGS["status"] if name in rows[0])
    there = next(name for name in HEADINGS["attendance"] if name in rows[0])
    for number, row in enumerate(rows):
        row[status] = "Đi rồi nhé" if number == 3 else ("Đã đi", "x")[number % 2]
        row[there] = "18/25"
    to.mkdir(exist_ok=True)
    with (to / "Cang Long thang 7.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def late(out: Path, to: Path) -> None:
    """It comes when August is planned already."""
    fill(out / "845.xlsx", to / "845.xlsx", lambda n: {"status": "vắng" if n % 9 == 0 else "đã dự"})


def contradictory(out: Path, to: Path) -> None:
    """The clean one again, with another answer for its first visit."""
    fill(out / "842.xlsx", to / "842 (2).xlsx", lambda n: {"status": "vắng" if n == 0 else ""})


def decide(review: Path, to: Path) -> None:
    """Choose in the review workbook what is proposed."""
    book = openpyxl.load_workbook(review)
    rows = list(book.worksheets[0].iter_rows())
    start, headings = next(
        (number, row) for number, row in enumerate(rows) if DECISION & {str(c.value) for c in row}
    )
    names = [str(cell.value) for cell in headings]
    decision, proposed = (
        next(names.index(name) for name in wanted if name in names)
        for wanted in (DECISION, PROPOSED)
    )
    for row in rows[start + 1 :]:
        if row[proposed].value:
            row[decision].value = row[proposed].value
    book.save(to)
