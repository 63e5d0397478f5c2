"""Whatever is published and comes back: it is kept once, in any order, and moves without loss."""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.months import Month
from scheduler.domain.roster import Roster
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.errors import LedgerError
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.package import export, import_package
from scheduler.ledger.records import JudgedRow, Told, visit_id
from scheduler.ledger.verify import verify
from scheduler.returns.judging import judge
from scheduler.returns.reading import read_return
from scheduler.tables.formats.destination import Destination
from tests.ledger.known import visit
from tests.ledger.test_ledger import JULY, full
from tests.returns.small import ALL, PROBLEM, csv_file, filled, grid
from tests.tiny import tiny

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NAMES = st.sampled_from(["=1+1", "'=x", "-5", "'-5", " a\r\nb\rc ", '";,', "\ufeff", "ý kiến"])
SAID = TEXTS | NAMES


@contextmanager
def new_ledger() -> Iterator[tuple[Ledger, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.ledger.db"
        with Ledger.open(path, create=True) as ledger:
            yield ledger, path.parent


def in_order(ledger: Ledger) -> list[list[Any]]:
    """What it knows, in the order in which it is said."""
    known = ledger.known()
    by_key = (known.publications, known.planned, known.outcomes, known.newest)
    return [*(list(one.items()) for one in by_key), list(known.unplanned)]


# -- export and import -----------------------------------------------------------------------------


@st.composite
def returns(draw: st.DrawFn) -> list[tuple[str, bytes, list[dict[str, Any]]]]:
    """Files with a row for some of the visits of July, whatever it says."""
    one = st.fixed_dictionaries({
        "visit": st.sampled_from(JULY), "cells": st.dictionaries(SAID, SAID, max_size=3),
        "attendance": st.none() | st.integers(0, 10**9 - 1), "opinions": SAID, "proposals": SAID,
        "note": SAID, "place": SAID,
    })  # fmt: skip
    rows = st.lists(one, max_size=3, unique_by=lambda row: row["visit"])
    return draw(st.lists(st.tuples(SAID, st.binary(max_size=50), rows), max_size=3))


@few
@given(returns(), SAID, SAID)
def test_export_and_import_are_inverse(
    files: list[tuple[str, bytes, list[dict[str, Any]]]], by: str, note: str
) -> None:
    with new_ledger() as (ledger, folder):
        for visits, before in ((JULY, ()), (JULY[:2], ("2015-07.1",))):
            roster = Roster(tuple(map(visit, visits)))
            problem = tiny()
            ledger.publish(
                drafts_of(problem, roster, problem.instance, supersedes=before, note=note), by=by
            )
        for name, content, rows in files:
            newest = {key: one.number for key, one in ledger.known().outcomes.items()}
            ledger.take_in(name, content, [_judged(ledger, row, newest) for row in rows], by=by)
        answered = {one.number: f"seen {note}" for one in ledger.known().outcomes.values()
                    if one.told.proposals}  # fmt: skip
        ledger.answer(answered, by=by)
        ledger.close(Month(2015, 7), Month(2015, 7), note, by=by)
        export(ledger, Destination(folder / "one"))
        with import_package(folder / "one", folder / "copy.db") as copy:
            assert in_order(copy) == in_order(ledger), "read at once, and bit by bit"
            assert (copy.id, copy.receipt) == (ledger.id, ledger.receipt)
            assert copy.known() == ledger.known()
            assert verify(copy, ledger.receipt.sha256) == []
            for file in ledger.returns():
                assert copy.content_of(file.number) == ledger.content_of(file.number)
                assert copy.rows_of(file.number) == ledger.rows_of(file.number)
            export(copy, Destination(folder / "two"))
        one, two = ({f.relative_to(p): f.read_bytes() for f in p.rglob("*") if f.is_file()}
                    for p in (folder / "one", folder / "two"))  # fmt: skip
        assert one == two


def _judged(ledger: Ledger, row: Mapping[str, Any], newest: Mapping[str, int]) -> JudgedRow:
    own = visit(row["visit"])
    key = visit_id(ledger.id, own)
    told = Told(key, "attended", *own, row["attendance"], None, row["opinions"], row["proposals"],
                row["note"])  # fmt: skip
    before = newest.get(key, 0)
    fate = "corrected" if before else "recorded"
    return JudgedRow(row["place"], row["cells"], fate, told, before)  # type: ignore[arg-type]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "own.ledger.db", create=True) as ledger:
        full(ledger)
        cells = {"ý kiến": "dài " * 50_000}
        ledger.take_in("long", b"2", [JudgedRow("", cells, "note")], by="x")
        export(ledger, Destination(tmp_path / "package"))
    return tmp_path / "package"


def test_the_package_is_read_by_others(package: Path) -> None:
    report = Package(str(package / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])
    with (package / "returns.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        content = (package / "returns" / f"{int(row['number']):06}").read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
    (instance,) = (package / "instances").iterdir()
    assert json.loads(instance.read_text(encoding="utf-8"))["cadres"]


def test_a_long_cell_moves(package: Path, tmp_path: Path) -> None:
    before = csv.field_size_limit()
    with import_package(package, tmp_path / "copy.db") as copy:
        assert len(copy.rows_of(2)[0].cells["ý kiến"]) == 200_000
    assert csv.field_size_limit() == before


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("outcomes.csv", "attended", "missed", "changed_rows"),
        ("planned.csv", "w1", "w2", "changed_rows"),
        ("entries.csv", "chief", "thief", "changed_entry"),
        ("returns.csv", "1,a,", "1,b,", "changed_rows"),
        ("closings.csv", "entry", "entrance", "unreadable"),
        ("outcomes.csv", "\r\n1,", "\r\none,", "unreadable"),
        ("datapackage.json", '"ledger_schema": "0001"', '"ledger_schema": "9999"', "newer"),
        ("datapackage.json", '"ledger_schema"', '"schema"', "no_package"),
    ],
)
def test_what_does_not_verify_is_not_imported(
    package: Path, tmp_path: Path, file: str, old: str, new: str, kind: str
) -> None:
    if file.endswith(".json"):
        text = (package / file).read_text(encoding="utf-8")
        assert old in text
        (package / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    else:
        _edit(package / file, old, new)
    with pytest.raises(LedgerError) as error:
        import_package(package, tmp_path / "copy.db")
    assert f"ledger.{kind}" in {fault.kind for fault in error.value.faults}
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("file", ["returns/000001", "planned.csv", "datapackage.json"])
def test_a_package_with_a_file_missing(package: Path, tmp_path: Path, file: str) -> None:
    (package / file).unlink()
    with pytest.raises(LedgerError, match="is missing"):
        import_package(package, tmp_path / "copy.db")


def test_a_stored_file_that_was_changed(package: Path, tmp_path: Path) -> None:
    (package / "returns" / "000001").write_bytes(b"3")
    with pytest.raises(LedgerError):
        import_package(package, tmp_path / "copy.db")


def test_nothing_is_imported_over_a_ledger(package: Path, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is one already"):
        import_package(package, tmp_path / "own.ledger.db")


# -- returns, twice and in any order ---------------------------------------------------------------

Answers = Mapping[int, Mapping[str, Any]]
JULY_VISITS = [number for number, one in enumerate(ALL) if one.month == Month(2015, 7)]


@st.composite
def files_that_agree(draw: st.DrawFn) -> list[Answers]:
    """Files that tell of the same visits, each some of the same facts."""
    facts = {
        number: {
            "attendance": draw(st.integers(1, 20)), "members": draw(st.integers(20, 40)),
            "opinions": draw(st.sampled_from(["Đường ấp xấu", "Điện yếu"])),
            "proposals": draw(st.sampled_from(["Sửa cầu", "Kéo điện"])),
        }
        for number in JULY_VISITS
    }  # fmt: skip
    status = {number: draw(st.sampled_from(["x", "vắng"])) for number in JULY_VISITS}
    names = st.sets(st.sampled_from(["attendance", "members", "opinions", "proposals"]))
    files = []
    for _ in range(draw(st.integers(1, 4))):
        own = draw(st.sets(st.sampled_from(JULY_VISITS), min_size=1))
        files.append({
            number: {"status": status[number]} | {name: facts[number][name] for name in sorted(
                draw(names) if status[number] == "x" else ())}
            for number in sorted(own)
        })  # fmt: skip
    return files


def recorded(files: Sequence[Answers], times: int = 1) -> tuple[set[Told], int]:
    """What a new ledger knows after the files, each so often; and how many files it took in."""
    with new_ledger() as (ledger, _):
        roster = Roster(tuple(ALL[number] for number in JULY_VISITS))
        ledger.publish(drafts_of(PROBLEM, roster, PROBLEM.instance), by="an")
        for number, answers in enumerate(files):
            ids = {own: visit_id(ledger.id, ALL[own]) for own in answers}
            content = csv_file(grid([filled(own, **{"visit": ids[own]} | dict(cells))
                                     for own, cells in answers.items()]))  # fmt: skip
            for _ in range(times):
                found = judge(
                    read_return(f"{number}.csv", content), ledger.known(), lambda _: PROBLEM
                )
                ledger.take_in(f"{number}.csv", content, found.rows, by="an")
        assert verify(ledger) == []
        known = ledger.known()
        assert len(known.outcomes) == len({own for answers in files for own in answers})
        plain = {
            Told("", one.told.status, *known.planned[key].visit, one.told.attendance,
                 one.told.members, one.told.opinions, one.told.proposals)
            for key, one in known.outcomes.items()
        }  # fmt: skip
        return plain, len(ledger.returns())


@few
@given(files_that_agree(), st.randoms(use_true_random=False))
def test_any_order_of_returns_tells_the_same(files: list[Answers], chance: Any) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)
    assert recorded(files)[0] == recorded(shuffled)[0]


@few
@given(files_that_agree())
def test_twice_is_once(files: list[Answers]) -> None:
    assert recorded(files, times=2) == recorded(files)
