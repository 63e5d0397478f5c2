"""`trace.csv`: how the value and the bound of each level came to be."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from scheduler.domain.vocabulary import objectives_said
from scheduler.engine.result import Result
from scheduler.language import Language
from scheduler.results.columns import ResultColumn, ResultTable

TRACE_FILE = "trace.csv"


class TraceRow(NamedTuple):
    """What was known of a level some seconds after the solve began."""

    seconds: float
    level: int
    objectives: str
    value: int
    bound: int


def trace_rows(result: Result, language: Language) -> Iterator[TraceRow]:
    """The trace of a result, in order of time, with the objectives as the language has them."""
    names = {level.level: objectives_said(level.objectives, language) for level in result.levels}
    for known in result.trace:
        yield TraceRow(known.seconds, known.level, names[known.level], known.value, known.bound)


def read_trace(folder: Path) -> list[TraceRow]:
    """The trace that a solve left in the folder; none where it is missing or not readable."""
    try:
        with (folder / TRACE_FILE).open(encoding="utf-8-sig", newline="") as file:
            return [
                TraceRow(float(seconds), int(level), objectives, int(value), int(bound))
                for seconds, level, objectives, value, bound in islice(csv.reader(file), 1, None)
            ]
    except (OSError, ValueError, csv.Error):
        return []


_Column = ResultColumn[TraceRow]

TRACE = ResultTable[TraceRow](
    "trace",
    (
        _Column("trace", "seconds", lambda row: f"{row.seconds:.3f}", "number",
                filled=True, least=0),
        _Column("trace", "level", lambda row: str(row.level), "integer", filled=True, least=1),
        _Column("trace", "objectives", lambda row: row.objectives, filled=True),
        _Column("trace", "value", lambda row: str(row.value), "integer", filled=True),
        _Column("trace", "bound", lambda row: str(row.bound), "integer", filled=True),
    ),
    ("seconds", "level"),
)  # fmt: skip
