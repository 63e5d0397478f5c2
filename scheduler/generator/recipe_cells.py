"""What may stand in a recipe: shares, spans, lists of parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from scheduler.domain.cells import fail


class Part(BaseModel):
    """A part of a recipe: fixed once it is read, and without keys that are not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def number_within(low: float, high: float) -> BeforeValidator:
    """Takes numbers from ``low`` to ``high``, both included."""

    def parse(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise fail("decimal", low=low, high=high)
        if not low <= value <= high:
            raise fail("decimal", low=low, high=high)
        return float(value)

    return BeforeValidator(parse)


def _rows(value: object) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise fail("list")
    return tuple(value)


def _some_rows(value: object) -> tuple[object, ...]:
    if not (rows := _rows(value)):
        raise fail("empty")
    return rows


def _span(value: object) -> tuple[int, int]:
    match value:
        case [int(low), int(high)] if 1 <= low <= high and not isinstance(low, bool):
            return low, high
    raise fail("generator.span")


Rows = BeforeValidator(_rows)
SomeRows = BeforeValidator(_some_rows)
Share = Annotated[float, number_within(0, 1)]
"""A part of a whole, 0 to 1; a probability."""
Weight = Annotated[float, number_within(0, 1_000_000)]
Span = Annotated[tuple[int, int], BeforeValidator(_span)]
"""The least and the largest of something, both included."""
