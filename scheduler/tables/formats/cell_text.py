"""Values as text: of a cell, as readers take it; in a message, as the user sees it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_text(value: Any) -> str:
    """A cell of any column as text, as a reader takes it."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple) and not hasattr(value, "_fields"):  # a list, not a Month
        return ";".join(value)
    return str(value)


def number_text(value: float | None) -> str:
    """A number in decimal digits, never with an exponent; "" for None."""
    if value is None:
        return ""
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text.removesuffix(".0")


def shown(value: object) -> str:
    """A cell's value as the user sees it."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return ";".join(map(str, value))
    return str(value)
