"""Does the day or the month stand first? What the dates of a table say together.

Dates of two numbers and a year have the day first. One such as 3/20/2026 cannot: whoever wrote it
put the month first, and most likely in all dates of the table, also in those that can be read
either way. To refuse that one alone would leave 3/4/2026 as the third of April.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from scheduler.domain.dates import Order, day_month_first, order_of
from scheduler.domain.faults import Fault
from scheduler.tables.grid import FoundRows


class _Cell(NamedTuple):
    row: int
    """Index among the rows found."""
    column: str
    text: str


def refuse_month_first(found: FoundRows) -> None:
    """Refuses dates with the month first, and all that are then not certain any more.

    A table that a spreadsheet program itself may have turned round has a notice.
    """
    orders = _orders(found)
    proofs, days, either = orders["month"], orders["day"], orders["either"]
    turned = None if either else _turned_by_a_spreadsheet(found)
    if proofs and days:  # each person has a way of their own
        for cell in proofs:
            _refuse(found, cell, "date_orders", first=_place(found, days[0]), count=len(either))
    elif proofs:
        for cell in proofs:
            count = len(proofs) + len(either)
            _refuse(found, cell, "month_first", count=count)
        for cell in either:
            _refuse(found, cell, "month_first_too", first=_place(found, proofs[0]))
    if turned and bool(proofs) != bool(days):
        proof = (proofs or days)[0]
        fault = Fault("turned_dates", found.table.name, None, found.places.heading(turned.column),
                      turned.text, context={"first": _place(found, proof)},
                      place=_place(found, turned))  # fmt: skip
        (found.faults if proofs else found.notices).append(fault)


def find_doubtful(found: FoundRows, proof: str) -> Iterator[Fault]:
    """A fault if dates can be read either way while another table, at that place, has the month
    first, and none of this table says otherwise.
    """
    orders = _orders(found)
    either = orders["either"]
    if either and not orders["month"] and not orders["day"]:
        cell = either[0]
        context = {"first": proof, "count": len(either)}
        yield Fault("maybe_month_first", found.table.name, cell.row,
                    found.places.heading(cell.column), cell.text, "", context,
                    _place(found, cell))  # fmt: skip


def _orders(found: FoundRows) -> dict[Order, list[_Cell]]:
    """The dates that are texts of two numbers and a year, by what stands first in them."""
    orders: dict[Order, list[_Cell]] = {"day": [], "month": [], "either": []}
    columns = [column.name for column in found.table.columns if column.type == "day"]
    for name in columns:
        for index, row in enumerate(found.cells):
            text = row.get(name)
            # Nearly all begin with the four digits of the year.
            if (
                isinstance(text, str)
                and not text[:4].isdecimal()
                and (order := order_of(text)) is not None
            ):
                orders[order].append(_Cell(index, name, text))
    return {order: sorted(cells) for order, cells in orders.items()}


def _turned_by_a_spreadsheet(found: FoundRows) -> _Cell | None:
    """The first true date of a table whose true dates all have a day that could be a month.

    A program that expects another order makes true dates of those that it can read so, and leaves
    the others as text.
    """
    columns = [column.name for column in found.table.columns if column.type == "day"]
    dates = [
        _Cell(index, name, day.strftime("%Y-%m-%d"))
        for index, row in enumerate(found.cells)
        for name in columns
        if isinstance(day := row.get(name), dt.date) and (day.day > 12 or day.day != day.month)
    ]
    return dates[0] if dates and all(int(cell.text[8:]) <= 12 for cell in dates) else None


def _refuse(found: FoundRows, cell: _Cell, kind: str, **context: object) -> None:
    day = day_month_first(cell.text)
    found.refuse(cell.row, cell.column, kind, day.isoformat() if day else "", context)


def _place(found: FoundRows, cell: _Cell) -> str:
    return found.places.place(found.numbers[cell.row], cell.column)
