"""Dates with the month first: told for all of a table, and wherever they cast doubt."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.faults import InputError, describe
from scheduler.language import LANGUAGES
from scheduler.results.roster_file import read_roster
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.tables.small import faults_of, write_small
from tests.tables.test_bad_workbooks import change, put

LEAVE = "cadre,from,until\n"
HISTORY = "cadre,branch,date\n"
Told = list[tuple[str, str, str]]


def told(folder: Path, **tables: str) -> Told:
    """Place, kind and nearest value of each fault of the small instance with those tables."""
    path = write_small(folder / "small", {f"{name}.csv": text for name, text in tables.items()})
    faults = faults_of(path)
    assert all(describe(fault, language) for fault in faults for language in LANGUAGES)
    return [
        (f"{fault.place} {fault.column}".strip(), fault.kind, fault.nearest) for fault in faults
    ]


CASES: list[tuple[str, dict[str, str], Told]] = [
    ("all-of-a-table", {"leave": LEAVE + "an,3/4/2026,3/10/2026\nbinh,3/20/2026,3/25/2026\nan,2026-01-02,5/5/2026\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first_too", "2026-03-10"),
        ("leave.csv:3 from", "month_first", "2026-03-20"),
        ("leave.csv:3 until", "month_first", "2026-03-25"),
    ]),
    ("the-other-column", {"leave": LEAVE + "an,3/4/2026,3/20/2026\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first", "2026-03-20"),
    ]),
    ("dashes-and-times", {"leave": LEAVE + "an,3-4-2026,3.20.2026 00:00\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first", "2026-03-20"),
    ]),
    ("two-digits", {"leave": LEAVE + "an,3/4/26,3/20/26\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first", "2026-03-20"),
    ]),
    ("one-person-of-two", {"leave": LEAVE + "an,20/3/2026,25/3/2026\nbinh,3/4/2026,3/26/2026\n"}, [
        ("leave.csv:3 until", "date_orders", "2026-03-26"),
    ]),
    ("another-table", {"leave": LEAVE + "an,3/4/2026,3/20/2026\n", "history": HISTORY + "an,b1,2/3/2015\nan,b1,2/4/2015\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first", "2026-03-20"),
        ("history.csv:2 date", "maybe_month_first", ""),
    ]),
    ("another-table-with-proof-of-its-own", {"leave": LEAVE + "an,3/4/2026,3/20/2026\n", "history": HISTORY + "an,b1,2/3/2015\nan,b1,20/4/2015\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first", "2026-03-20"),
    ]),
    ("another-table-with-the-year-first", {"leave": LEAVE + "an,3/4/2026,3/20/2026\n", "history": HISTORY + "an,b1,2015-02-03\n"}, [
        ("leave.csv:2 from", "month_first_too", "2026-03-04"),
        ("leave.csv:2 until", "month_first", "2026-03-20"),
    ]),
    ("day-first", {"leave": LEAVE + "an,3/4/2015,20/4/2015\nbinh,5/6/2015,7/6/2015\n"}, []),
    ("no-proof", {"leave": LEAVE + "an,3/4/2015,5/4/2015\n"}, []),
    ("no-such-day-either-way", {"leave": LEAVE + "an,3/4/2015,31/4/2015\n"}, [("leave.csv:2 until", "day_missing", "2015-04-30")]),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_stands_first_is_asked_of_all_dates(
    tables: dict[str, str], expected: Told, tmp_path: Path
) -> None:
    assert told(tmp_path, **tables) == expected


def test_the_message_says_that_the_whole_table_is_meant(tmp_path: Path) -> None:
    leave = LEAVE + "an,3/4/2026,3/10/2026\nbinh,3/20/2026,3/25/2026\n"
    lines = [
        describe(fault, "en")
        for fault in faults_of(write_small(tmp_path / "s", {"leave.csv": leave}))
    ]
    assert "the month stands before the day, so all 4 dates" in lines[2]
    assert "leave.csv:3" in lines[0]
    assert lines[0].endswith("nearest: 2026-03-04")


def test_the_order_of_the_span_is_not_judged_by_a_refused_date(tmp_path: Path) -> None:
    leave = LEAVE + "an,12/1/2026,3/20/2026\nan,3/1/2026,2026-02-01\n"
    assert {kind for _, kind, _ in told(tmp_path, leave=leave)} == {
        "month_first",
        "month_first_too",
    }


@given(
    days=st.lists(st.dates(dt.date(2015, 1, 1), dt.date(2015, 12, 31)), min_size=1, max_size=6),
    sign=st.sampled_from("/-."),
)
def test_a_table_with_the_month_first_is_never_half_read(days: list[dt.date], sign: str) -> None:
    rows = "".join(f"an,b1,{day.month}{sign}{day.day}{sign}{day.year}\n" for day in set(days))
    proof = any(day.day > 12 for day in days)
    unclear = sum(day.day != day.month for day in set(days))
    with tempfile.TemporaryDirectory() as folder:
        faults = told(Path(folder), history=HISTORY + rows)
    assert len(faults) == (unclear if proof else 0)
    near = {dt.date.fromisoformat(nearest) for _, _, nearest in faults}
    assert near == ({day for day in days if day.day != day.month} if proof else set())


def test_json_and_workbooks_are_asked_too(tmp_path: Path) -> None:
    plain = read_instance(
        write_small(tmp_path / "small", {"leave.csv": LEAVE + "an,2015-07-01,2015-07-02\n"})
    )
    for name in ("file.json", "book.xlsx"):
        write_instance(plain.instance, tmp_path / name)
    data = json.loads((tmp_path / "file.json").read_text(encoding="utf-8"))
    data["leave"][0].update({"from": "3/4/2015", "until": "3/20/2015"})
    (tmp_path / "file.json").write_text(json.dumps(data), encoding="utf-8")
    assert [(f.place, f.kind) for f in faults_of(tmp_path / "file.json")] == [
        ("file.json:$.leave[0].from", "month_first_too"),
        ("file.json:$.leave[0].until", "month_first"),
    ]
    change(
        tmp_path / "book.xlsx",
        lambda b: [put("leave", "B2", "3/4/2015")(b), put("leave", "C2", "3/20/2015")(b)],
    )
    assert [(f.place, f.kind) for f in faults_of(tmp_path / "book.xlsx")] == [
        ("book.xlsx!leave!B2", "month_first_too"), ("book.xlsx!leave!C2", "month_first"),
    ]  # fmt: skip


def test_dates_that_a_spreadsheet_may_have_turned_round_are_told(tmp_path: Path) -> None:
    """A program that expects another order leaves as text what it cannot read, and turns the rest."""
    book = tmp_path / "book.xlsx"
    leave = LEAVE + "an,2015-04-03,2015-04-03\n"
    write_instance(
        read_instance(write_small(tmp_path / "small", {"leave.csv": leave})).instance, book
    )

    change(book, put("leave", "C2", "20/04/2015"))
    (notice,) = read_instance(book).notices
    assert (notice.place, notice.kind) == ("book.xlsx!leave!B2", "turned_dates")

    change(book, put("leave", "C2", "4/20/2015"))
    assert sorted((f.place, f.kind) for f in faults_of(book)) == [
        ("book.xlsx!leave!B2", "turned_dates"), ("book.xlsx!leave!C2", "month_first"),
    ]  # fmt: skip

    change(
        book,
        lambda b: [
            put("leave", "C2", "20/04/2015")(b),
            put("leave", "B2", dt.datetime(2015, 4, 13), "yyyy-mm-dd")(b),
        ],
    )
    assert read_instance(book).notices == ()


def test_a_roster_saved_with_the_month_first_is_refused_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("cadre,branch,date\nan,b1,7/15/2015\nbinh,b2,7/4/2015\n")
    with pytest.raises(InputError) as caught:
        read_roster(tmp_path / "roster.csv")
    assert [(f.place, f.kind, f.nearest) for f in caught.value.faults] == [
        ("roster.csv:2", "month_first", "2015-07-15"),
        ("roster.csv:3", "month_first_too", "2015-07-04"),
    ]
