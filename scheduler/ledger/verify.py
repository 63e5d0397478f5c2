"""Whether a ledger is whole: nothing changed, nothing missing, nothing put between."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import sqlalchemy as sa

from scheduler.domain.faults import Fault
from scheduler.language import Phrase
from scheduler.language.causes import Cause
from scheduler.ledger import guard
from scheduler.ledger.chain import START, Row, by_key, entry_hash, rows_hash
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.schema import BROUGHT, entries

Contents = Mapping[str, Mapping[int, tuple[int, str]]]
"""Table to the number of an entry to how many rows it brought, and their hash."""

_NO_ROWS = (0, "")


def verify(ledger: Ledger, expect: str = "") -> list[Fault]:
    """Every fault of the ledger, the first entries first; none if it is whole.

    ``expect`` is the hash of a receipt: an end that was cut off leaves no other trace.
    """
    with ledger.reading() as connection:
        found = list(_of_database(connection, ledger.place))
        chain, brought = _read(connection, ledger.place, found)
    found += faults_of(chain, brought, ledger.place)
    if expect and all(entry["sha256"] != expect for entry in chain):
        found.append(_fault("cut_off", ledger.place, sha256=expect))
    return found


def faults_of(chain: Sequence[Row], brought: Contents, place: str) -> list[Fault]:
    """Every fault of a chain of entries, and of the rows that they brought."""
    return [*_of_chain(chain, place), *_of_rows(chain, brought, place)]


def _fault(kind: str, place: str, **context: object) -> Fault:
    return Fault(f"ledger.{kind}", context=context, place=place)


def _in_order(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    key = list(table.primary_key)
    first = [table.c.entry] if "entry" in table.c else []
    return sa.select(table).order_by(*first, *key)


def _of_database(connection: sa.Connection, place: str) -> Iterator[Fault]:
    """What the database itself says, and whether its guards are in force."""
    if connection.dialect.name == "sqlite":
        for text in connection.execute(sa.text("PRAGMA integrity_check")).scalars():
            if text != "ok":
                yield _fault("integrity", place, text=Cause(text))
        if connection.execute(sa.text("PRAGMA foreign_key_check")).first():
            yield _fault("integrity", place, text=Phrase("ledger.broken_keys"))
    for name in guard.missing(connection, ("entries", *BROUGHT)):
        yield _fault("unguarded", place, name=name)


def _read(
    connection: sa.Connection, place: str, found: list[Fault]
) -> tuple[list[Row], dict[str, dict[int, tuple[int, str]]]]:
    """The chain, and what each entry brought; tables that cannot be read are left out, and
    ``found``.
    """
    chain: list[Row] = []
    brought: dict[str, dict[int, tuple[int, str]]] = defaultdict(dict)
    for table in (entries, *BROUGHT.values()):
        try:
            rows = [dict(row) for row in connection.execute(_in_order(table)).mappings()]
            if table is entries:
                chain = list(rows)
                continue
            for number, own in groupby(rows, key=lambda row: row["entry"]):
                brought[table.name][int(number)] = rows_hash(by_key(table, own))
        except sa.exc.DBAPIError as error:
            found.append(_fault("unreadable", place, table=table.name, text=Cause(str(error.orig))))
        except (ValueError, TypeError) as error:  # values of another type than the column's
            found.append(_fault("unreadable", place, table=table.name, text=Cause(str(error))))
    return chain, brought


def _of_chain(chain: Iterable[Row], place: str) -> Iterator[Fault]:
    before, number = START, 1
    for entry in chain:
        if entry["number"] != number:
            yield _fault("missing_entry", place, first=number, last=entry["number"] - 1)
        elif entry["previous"] != before:
            yield _fault("broken_link", place, number=number)
        if not _is_as_written(entry):
            yield _fault("changed_entry", place, number=entry["number"])
        before, number = entry["sha256"], entry["number"] + 1
    if number == 1:
        yield _fault("missing_entry", place, first=1, last=1)


def _is_as_written(entry: Row) -> bool:
    try:
        return bool(entry_hash(entry) == entry["sha256"])
    except TypeError:  # bytes where a text was
        return False


def _of_rows(chain: Iterable[Row], brought: Contents, place: str) -> Iterator[Fault]:
    said: dict[str, dict[int, tuple[int, str]]] = defaultdict(dict)
    for entry in chain:
        try:
            contents = json.loads(entry["contents"])
            for name, (count, sha256) in contents.items():
                said[name][entry["number"]] = (count, sha256)
        except (ValueError, TypeError, AttributeError):
            yield _fault("changed_entry", place, number=entry["number"])
    for name in sorted({*BROUGHT, *said}):
        own, there = said.get(name, {}), brought.get(name, {})
        for number in sorted({*own, *there}):
            if own.get(number) == there.get(number):
                continue
            counts = {
                "expected": own.get(number, (0, ""))[0],
                "found": there.get(number, (0, ""))[0],
            }
            kind = "changed_rows" if counts["expected"] == counts["found"] else "missing_rows"
            yield _fault(kind, place, table=name, number=number, **counts)
