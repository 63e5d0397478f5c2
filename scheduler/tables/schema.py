"""One schema for each table, derived from the record models, with headings in every language.

Readers, writers, templates, documentation and data packages all take the columns from here; the
models in :mod:`scheduler.domain.records` remain the only place where a column is declared.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from scheduler.domain.cells import Line, Time
from scheduler.domain.months import Month
from scheduler.domain.names import NEAR, nearest
from scheduler.domain.records import RECORDS, Record, Ref
from scheduler.language import Language, Spoken, catalogue

SETTINGS = "instance"
"""Name of the sheet, the JSON member and (with ``.toml``) the file that hold the settings."""

REQUIRED_TABLES = ("areas", "organizations", "branches", "cadres")
"""Tables without which there is nothing to plan; all others may be absent."""

CellType = Literal["text", "day", "month", "time", "integer", "decimal", "list"]

_TYPES: dict[Any, CellType] = {
    str: "text", dt.date: "day", Month: "month", int: "integer", float: "decimal",
}  # fmt: skip
MISSPELT = 0.75
"""How much alike a misspelt heading and the one that was meant are at least: form and from."""
_NO_WORD = re.compile(r"[\W_]+")


def heading_key(heading: str) -> str:
    """What is compared of a heading: no case, no diacritics (in NFC or NFD), single spaces."""
    letters = unicodedata.normalize("NFKD", heading.casefold()).replace("đ", "d").replace("ð", "d")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NO_WORD.sub(" ", plain).strip()


@dataclass(frozen=True)
class Column:
    """A column: its name as in SPEC §3, what its cells hold, and what it refers to."""

    table: str
    name: str
    field: str
    """Name of the record's attribute: the column's name, but ``from_`` for ``from``."""
    type: CellType
    required: bool
    blank: bool
    """Whether a cell may be empty; an empty cell of an optional column means ``default``."""
    default: Any = None
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    """Table whose ids stand in the cells, or ""."""
    also: tuple[str, ...] = ()
    """Further headings under which the column is known."""

    def heading(self, language: Language) -> str:
        """The column's heading in that language."""
        own = self._own_headings
        return own[0][language] if own else self.name

    @property
    def headings(self) -> tuple[str, ...]:
        """Everything the column may be called: its name and its headings in every language."""
        words = (word for headings in self._own_headings for word in headings.values())
        return tuple(dict.fromkeys((self.name, *words, *self.also)))

    @property
    def needed(self) -> bool:
        """Whether a table must have the column: ids are made where they are left out."""
        return self.required and self.name != "id"

    @property
    def _own_headings(self) -> list[dict[str, str]]:
        words = catalogue("tables")
        keys = (f"{self.table}.{self.name}", f"column.{self.name}")
        own = [words[key] for key in keys if key in words]
        of_results = catalogue("headings").get(self.name)
        return own or ([of_results] if of_results else [])


@dataclass(frozen=True)
class Table:
    """A table: its name as in SPEC §3, its columns in the order they are written, its record."""

    name: str
    record: type[Record]
    columns: tuple[Column, ...]
    open: bool = False
    """Whether columns that are none of the table's are passed over, and not faults."""

    @property
    def required(self) -> bool:
        """Whether an instance must have rows of it."""
        return self.name in REQUIRED_TABLES

    def title(self, language: Language) -> str:
        """The table's title in that language."""
        return catalogue("tables")[self.name][language]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Column name to column."""
        return {column.name: column for column in self.columns}

    @cached_property
    def _by_key(self) -> dict[str, tuple[Column, str]]:
        return {
            heading_key(heading): (column, heading)
            for column in self.columns
            for heading in column.headings
        }

    def match(self, heading: str) -> Column | None:
        """The column with that heading in any language, or None."""
        found = self._by_key.get(heading_key(heading))
        return found[0] if found else None

    def is_heading(self, text: str) -> bool:
        """Whether a column of the table may be called that."""
        return self.match(text) is not None

    def nearest_heading(self, heading: str, absent: Container[str]) -> str:
        """The heading of an absent column of which one that is not known is a misspelling, or "".

        What resembles a required one only a little may still be it: the table has to have it.
        """
        heading = heading_key(heading)
        for needed, least in ((False, MISSPELT), (True, NEAR)):
            key = nearest(heading, self._keys(absent, needed), least)
            if key:
                return self._by_key[key][1]
        return ""

    def _keys(self, among: Container[str], required: bool) -> Iterator[str]:
        for key, (column, _) in self._by_key.items():
            if column.name in among and (column.required or not required):
                yield key


@dataclass(frozen=True)
class Headings(Spoken):
    """Columns of a table in a sentence, each under its heading."""

    table: Table
    names: tuple[str, ...]

    def said(self, language: Language) -> str:
        """The headings, one after the other."""
        return ", ".join(self.table.by_name[name].heading(language) for name in self.names)


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type inside ``Annotated[…]`` and ``… | None``, and the marks around it."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        bare, more = _bare(inner)
        return bare, (*marks, *more)
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(annotation) if part is not type(None))
        return _bare(inner)
    return annotation, ()


def _column(table: str, field: str, info: FieldInfo) -> Column:
    bare, marks = _bare(info.annotation)
    marks = (*info.metadata, *marks)
    is_line = any(mark in marks for mark in get_args(Line)[1:])
    is_time = any(mark in marks for mark in get_args(Time)[1:])
    return Column(
        table=table,
        name=info.alias or field,
        field=field,
        type=_cell_type(bare, is_time),
        required=info.is_required(),
        blank=is_line or not info.is_required(),
        default=None if info.default is PydanticUndefined else info.default,
        choices=get_args(bare) if get_origin(bare) is Literal else (),
        refers_to=next((mark.table for mark in marks if isinstance(mark, Ref)), ""),
    )


def _cell_type(bare: Any, is_time: bool) -> CellType:
    if get_origin(bare) is tuple:
        return "list"
    if is_time:
        return "time"
    return "text" if get_origin(bare) is Literal else _TYPES[bare]


def columns_of(record: type[Record]) -> tuple[Column, ...]:
    """The columns of a table, in the order in which its record declares them."""
    return tuple(_column(record.table, field, info) for field, info in record.model_fields.items())


def known_in_results(column: Column) -> Column:
    """The column, known by its heading in results too."""
    return replace(column, also=tuple(catalogue("headings")[column.name].values()))


TABLES: dict[str, Table] = {
    record.table: Table(record.table, record, columns_of(record)) for record in RECORDS
}
"""The tables of an instance by name, in the order a reader meets them."""

_TABLES_BY_KEY = {
    heading_key(title): name
    for name in (SETTINGS, *TABLES)
    for title in (name, *catalogue("tables")[name].values())
}


def match_table(title: str) -> str:
    """Name of the table (or of the settings) with that name or title in any language, or ""."""
    return _TABLES_BY_KEY.get(heading_key(title), "")


def nearest_table(title: str) -> str:
    """Name of the table (or of the settings) of which that title is a misspelling, or ""."""
    key = nearest(heading_key(title), _TABLES_BY_KEY, MISSPELT)
    return _TABLES_BY_KEY[key] if key else ""


def table_within(title: str) -> str:
    """Name of the table (or of the settings) whose title has all words of that one, or the other
    way round, as "leave 2015" and "Nghỉ" of "Nghỉ phép"; else "".
    """
    words = f" {heading_key(title)} "
    alike = [key for key in _TABLES_BY_KEY if f" {key} " in words or words in f" {key} "]
    return _TABLES_BY_KEY[max(alike, key=len)] if alike and words.strip() else ""
