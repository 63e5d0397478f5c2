"""The ledger on SQLite: what is published and taken in stays, and nothing else gets in."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.months import Month
from scheduler.domain.roster import Roster
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.errors import LedgerError, Refused
from scheduler.ledger.ledger import Ledger, Published
from scheduler.ledger.records import JudgedRow, Told, Value, visit_id
from scheduler.ledger.verify import verify
from tests.ledger.known import visit
from tests.tiny import tiny

JULY = ("an@w1@07-05", "binh@w2@07-10", "em@w3@07-15")
WHEN = dt.datetime(2015, 7, 1, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "tiny.ledger.db", create=True, by="an", time=WHEN) as own:
        yield own


def publish(
    ledger: Ledger, visits: Sequence[str] = JULY, *supersedes: str, note: str = ""
) -> Published:
    problem = tiny()
    roster = Roster(tuple(map(visit, visits)))
    drafts = drafts_of(problem, roster, problem.instance, values=[Value("missed", 2, 1)],
                       version="1", supersedes=supersedes, note=note)  # fmt: skip
    return ledger.publish(drafts, by="an", time=WHEN)


def row(ledger: Ledger, text: str, replaces: int = 0, fate: str = "recorded") -> JudgedRow:
    planned, status, *really = text.split()
    to = visit(really[0] if really else planned)
    key = "" if status == "unplanned" else visit_id(ledger.id, visit(planned))
    told = Told(key, status, to.cadre, to.branch, to.date, 18, 25, "ý kiến")  # type: ignore[arg-type]
    return JudgedRow("a.xlsx!1:2", {"họ tên": "An"}, fate, told, replaces)  # type: ignore[arg-type]


def test_what_is_published_is_known(ledger: Ledger) -> None:
    done = publish(ledger, (*JULY, "an@w1@08-05"))
    assert [one.id for one in done.publications] == ["2015-07.1", "2015-08.1"]
    known = ledger.known()
    first = known.publications["2015-07.1"]
    assert (first.by, first.time, first.values) == ("an", WHEN, (Value("missed", 2, 1),))
    assert {one.visit for one in known.planned.values()} == {visit(v) for v in JULY} | {
        visit("an@w1@08-05")
    }
    assert ledger.instance_of("2015-07.1") == tiny().instance
    assert ledger.roster_of("2015-08.1").visits == (visit("an@w1@08-05"),)
    assert set(ledger.known(Month(2015, 8)).planned.values()) == {
        one for one in known.planned.values() if one.publication == "2015-08.1"
    }
    assert verify(ledger, done.receipt.sha256) == []


def test_the_same_again_is_nothing_new(ledger: Ledger) -> None:
    first = publish(ledger)
    again = publish(ledger)
    assert again.already == {"2015-07.1"}
    assert again.receipt == first.receipt


def test_a_published_month_is_superseded_by_name_or_not_at_all(ledger: Ledger) -> None:
    publish(ledger)
    with pytest.raises(Refused, match=r"--supersedes 2015-07\.1"):
        publish(ledger, JULY[:2])
    second = publish(ledger, JULY[:2], "2015-07.1", note="em is ill")
    assert second.publications[0].note == "em is ill"
    with pytest.raises(Refused, match="somebody has published meanwhile"):
        publish(ledger, JULY[1:], "2015-07.1")
    with pytest.raises(Refused, match="not published yet"):
        publish(ledger, ["an@w1@08-05"], "2015-08.4")
    known = ledger.known()
    kept, dropped = (visit_id(ledger.id, visit(text)) for text in (JULY[0], JULY[2]))
    assert known.planned[kept].publication == "2015-07.2"
    assert (known.is_current(kept), known.is_current(dropped)) == (True, False)


def test_ids_are_of_their_ledger(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "other.ledger.db", create=True) as other:
        assert other.id != ledger.id
        own = visit(JULY[0])
        assert visit_id(ledger.id, own) == visit_id(ledger.id, own) != visit_id(other.id, own)
        assert len(visit_id(other.id, own)) == 12


def test_a_return_is_taken_in_once(ledger: Ledger) -> None:
    publish(ledger)
    rows = [row(ledger, "an@w1@07-05 attended"), row(ledger, "x@y@07-01 unplanned hoa@w1@07-05")]
    done = ledger.take_in("a.xlsx", b"bytes", rows, by="huyen", time=WHEN)
    assert not done.already
    assert (done.file.number, done.file.name, done.file.by) == (1, "a.xlsx", "huyen")
    again = ledger.take_in("b.xlsx", b"bytes", [row(ledger, "an@w1@07-05 attended", 1,
                                                   "unchanged")], by="huyen")  # fmt: skip
    assert again.already
    assert again.receipt == done.receipt
    known = ledger.known()
    assert [one.told.status for one in known.outcomes.values()] == ["attended"]
    assert [one.told.cadre for one in known.unplanned] == ["hoa"]
    assert ledger.content_of(1) == b"bytes"
    assert [one.cells for one in ledger.rows_of(1)] == [{"họ tên": "An"}] * 2
    assert [one.outcome for one in ledger.rows_of(1)] == [1, 2]
    assert verify(ledger) == []


def test_a_correction_names_what_it_replaces(ledger: Ledger) -> None:
    publish(ledger)
    ledger.take_in("a", b"1", [row(ledger, "an@w1@07-05 missed")], by="x")
    with pytest.raises(Refused, match="since the file was read"):
        ledger.take_in("b", b"2", [row(ledger, "an@w1@07-05 attended")], by="x")
    ledger.take_in("b", b"2", [row(ledger, "an@w1@07-05 attended", 1, "corrected")], by="x")
    (newest,) = ledger.known().outcomes.values()
    assert (newest.told.status, newest.replaces, newest.of_return) == ("attended", 1, 2)
    (before,) = ledger.known(as_of=3).outcomes.values()
    assert before.told.status == "missed"


def test_a_visit_that_nobody_planned_counts_once(ledger: Ledger) -> None:
    publish(ledger)
    first, again = (row(ledger, "x@y@07-01 unplanned hoa@w1@07-05") for _ in range(2))
    ledger.take_in("a", b"1", [first], by="x")
    with pytest.raises(Refused, match="since the file was read"):
        ledger.take_in("b", b"2", [again], by="y")
    corrected = row(ledger, "x@y@07-01 unplanned hoa@w1@07-05", 1, "corrected")
    ledger.take_in("b", b"2", [corrected], by="y")
    ledger.take_in("c", b"3", [row(ledger, "x@y@07-01 unplanned hoa@w1@07-06")], by="y")
    assert [(one.number, one.told.date.day) for one in ledger.known().unplanned] == [(2, 5), (3, 6)]


def test_what_others_append_is_known_too(ledger: Ledger) -> None:
    publish(ledger)
    assert len(ledger.known().publications) == 1
    with Ledger.open(ledger.place) as other:
        publish(other, JULY[:2], "2015-07.1")
        other.take_in("a", b"1", [row(other, "an@w1@07-05 attended")], by="x")
        assert ledger.known() == other.known()
        other.close(Month(2015, 7), Month(2015, 7), "", by="x")
        assert ledger.known() == other.known()
        assert ledger.known().closed
        other.reopen(Month(2015, 7), Month(2015, 7), by="x")
        other.take_in("b", b"2", [row(other, "an@w1@07-05 missed", 1, "corrected")], by="x")
    (newest,) = ledger.known().outcomes.values()
    assert newest.told.status == "missed"


def test_another_file_under_the_same_name_is_read_anew(ledger: Ledger, tmp_path: Path) -> None:
    publish(ledger)
    assert ledger.known().publications
    with Ledger.open(tmp_path / "other.ledger.db", create=True) as other:
        for number in range(1, 5):
            publish(other, JULY[: 1 + number % 2], *[f"2015-07.{number - 1}"][: number - 1])
        known = other.known()
    Path(other.place).replace(ledger.place)
    assert ledger.known().publications == known.publications


def test_what_was_not_published_is_not_recorded(ledger: Ledger) -> None:
    publish(ledger)
    with pytest.raises(LedgerError, match="published in this ledger"):
        ledger.take_in("a", b"1", [row(ledger, "hoa@w1@07-05 attended")], by="x")
    assert ledger.returns() == []


def test_a_closed_month_takes_nothing_in_until_it_is_reopened(ledger: Ledger) -> None:
    publish(ledger)
    closing = ledger.close(Month(2015, 7), Month(2015, 7), "f" * 64, by="chief", time=WHEN)
    assert ledger.closings() == [closing]
    for fails in (
        lambda: ledger.take_in("a", b"1", [row(ledger, "an@w1@07-05 missed")], by="x"),
        lambda: publish(ledger, JULY[:1], "2015-07.1"),
        lambda: ledger.close(Month(2015, 6), Month(2015, 8), "", by="chief"),
        lambda: ledger.reopen(Month(2015, 6), Month(2015, 8), by="chief"),
    ):
        with pytest.raises(Refused):
            fails()
    assert ledger.known().is_closed(Month(2015, 7))
    ledger.reopen(Month(2015, 7), Month(2015, 7), by="chief")
    ledger.take_in("a", b"1", [row(ledger, "an@w1@07-05 missed")], by="x")
    assert ledger.known(as_of=closing.entry).outcomes == {}
    assert not ledger.known().closed


def test_proposals_are_answered(ledger: Ledger) -> None:
    publish(ledger)
    told = JudgedRow("", {}, "recorded", Told(visit_id(ledger.id, visit(JULY[0])), "attended",
                     "an", "w1", visit(JULY[0]).date, proposals="Sửa cầu"))  # fmt: skip
    ledger.take_in("a", b"1", [told], by="x")
    ledger.answer({1: "Đã sửa"}, by="chief")
    assert ledger.known().answered == {1: "Đã sửa"}
    with pytest.raises(LedgerError, match="number of an outcome"):
        ledger.answer({2: ""}, by="chief")


def test_an_answer_stands_when_what_is_told_beside_the_proposals_is_corrected(
    ledger: Ledger,
) -> None:
    publish(ledger)
    told = Told(visit_id(ledger.id, visit(JULY[0])), "attended", "an", "w1",
                visit(JULY[0]).date, proposals="Sửa cầu")  # fmt: skip
    ledger.take_in("a", b"1", [JudgedRow("", {}, "recorded", told)], by="x")
    entry = ledger.answer({1: "Đã sửa"}, by="chief").entry
    more = replace(told, attendance=18)
    ledger.take_in("b", b"2", [JudgedRow("", {}, "corrected", more, 1)], by="x")
    assert ledger.known().answered == {1: "Đã sửa", 2: "Đã sửa"}
    assert ledger.known(as_of=entry).answered == {1: "Đã sửa"}
    other = replace(more, proposals="Sửa đường")
    ledger.take_in("c", b"3", [JudgedRow("", {}, "corrected", other, 2)], by="x")
    assert ledger.known().answered == {1: "Đã sửa", 2: "Đã sửa"}, "another proposal, not answered"


# -- what no ledger is -----------------------------------------------------------------------------


def test_a_slip_of_the_pen_makes_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such file"):
        Ledger.open(tmp_path / "slip.ledger.db")
    assert not list(tmp_path.iterdir())
    with pytest.raises(LedgerError, match="folder"):
        Ledger.open(tmp_path)
    with pytest.raises(LedgerError, match="does not"):
        Ledger.open(tmp_path / "no" / "x.ledger.db", create=True)
    (tmp_path / "text.ledger.db").write_text("no database at all, but long enough" * 20)
    with pytest.raises(LedgerError, match="no SQLite database"):
        Ledger.open(tmp_path / "text.ledger.db")
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(LedgerError, match="holds none"):
        Ledger.open(tmp_path / "empty.db")


def test_a_newer_ledger_is_refused(ledger: Ledger) -> None:
    with sqlite3.connect(ledger.place) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="later version"):
        Ledger.open(ledger.place)


def test_durable_settings_are_in_force(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1}


def test_a_writer_waits_for_another_and_then_says_so(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.ledger.database.PATIENCE", 0.1)
    raw = sqlite3.connect(ledger.place, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="keeps locked"):
        publish(ledger)
    raw.execute("ROLLBACK")
    raw.close()
    publish(ledger)


def test_nothing_is_changed_or_deleted(ledger: Ledger) -> None:
    publish(ledger)
    raw = sqlite3.connect(ledger.place)
    for table in ("entries", "publications", "planned", "instances", "ledgers"):
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 7"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                raw.execute(act)
    raw.close()


# -- every tampering is found ----------------------------------------------------------------------


TABLES = ("entries", "instances", "publications", "planned", "returns", "return_rows", "outcomes",
          "closings", "answers", "ledgers")  # fmt: skip


def full(ledger: Ledger) -> str:
    publish(ledger, (*JULY, "an@w1@08-05"))
    publish(ledger, JULY[:2], "2015-07.1")
    told = [row(ledger, f"{text} attended") for text in JULY[:2]]
    proposal = JudgedRow("", {}, "recorded", Told(visit_id(ledger.id, visit(JULY[2])), "missed",
                         "em", "w3", visit(JULY[2]).date, proposals="Sửa cầu"))  # fmt: skip
    ledger.take_in("a", b"1", [*told, proposal], by="x", time=WHEN)
    ledger.answer({3: "Đã sửa"}, by="chief", time=WHEN)
    ledger.close(Month(2015, 7), Month(2015, 7), "f" * 64, by="chief", time=WHEN)
    return ledger.receipt.sha256


ACTS = ("change", "retype", "move", "delete", "copy", "swap")


def _tamper(raw: sqlite3.Connection, draw: random.Random) -> str:
    """Change, delete, copy or exchange something; what was done, "" if nothing could be."""
    raw.row_factory = sqlite3.Row
    table, act = draw.choice(TABLES), draw.choice(ACTS)
    rows = raw.execute(f"SELECT rowid AS place, * FROM {table}").fetchall()
    target, other = draw.choice(rows), draw.choice(rows)
    column = draw.choice([name for name in target.keys() if name != "place"])  # noqa: SIM118
    value = target[column]
    where = f"WHERE rowid = {target['place']}"
    before = list(raw.iterdump())
    try:
        if act == "delete":
            raw.execute(f"DELETE FROM {table} {where}")
        elif act == "copy":  # of a row, under another key
            names = [name for name in target.keys() if name != "place"]  # noqa: SIM118
            values = [_changed(target[name]) if name == names[0] else target[name]
                      for name in names]  # fmt: skip
            marks = ", ".join("?" * len(names))
            raw.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
        elif act == "swap":  # cells of two rows, by way of a third value
            for place, cell in ((target, "-7"), (other, value), (target, other[column])):
                raw.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?",
                            (cell, place["place"]))  # fmt: skip
        elif act == "move":  # the row to another entry, or the entry to another place
            number = "number" if table == "entries" else "entry"
            raw.execute(f"UPDATE {table} SET {number} = {number} + 1 {where}")
        else:
            cell = _retyped(value) if act == "retype" else _changed(value)
            raw.execute(f"UPDATE {table} SET {column} = ? {where}", (cell,))
    except sqlite3.IntegrityError:
        pass
    if list(raw.iterdump()) == before:
        return ""
    return f"{act} {table}.{column}"


def _changed(value: object) -> object:
    """Another value of the same kind; packed bytes hold something else, or something behind."""
    if isinstance(value, bytes):
        return value + b"x" if len(value) % 2 else zlib.compress(zlib.decompress(value) + b" ")
    return (value or 0) + 1000 if isinstance(value, int) or value is None else f"{value}x"


def _retyped(value: object) -> object:
    """As much as possible the same value, of another type, which SQLite does not mind."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value).encode()


def test_each_of_many_tamperings_is_found(ledger: Ledger) -> None:
    receipt = full(ledger)
    assert verify(ledger, receipt) == []
    whole = Path(ledger.place).read_bytes()
    seen, unseen = set(), []
    for seed in range(400):
        Path(ledger.place).write_bytes(whole)
        raw = sqlite3.connect(ledger.place, isolation_level=None)
        raw.execute("PRAGMA foreign_keys=off")
        raw.execute("BEGIN")
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        done = _tamper(raw, random.Random(seed))
        for _, statement in guards:  # a clever hand puts the guards back
            raw.execute(statement)
        raw.commit()
        raw.close()
        if done and not verify(ledger, receipt):
            unseen.append((seed, done))
        seen.add(done)
    assert unseen == []
    assert len(seen) > 100, "different ones"
    assert {done.split(".")[0] for done in seen} >= {f"change {table}" for table in TABLES}


@pytest.mark.parametrize(
    "acts",
    [
        ["UPDATE returns SET sha256 = content"],
        ["UPDATE returns SET content = sha256"],
        ["UPDATE instances SET content = sha256"],
        ["UPDATE instances SET sha256 = content",
         "UPDATE publications SET instance_sha256 = (SELECT content FROM instances)"],
    ],
)  # fmt: skip
def test_bytes_that_stand_for_their_hash_are_found(ledger: Ledger, acts: list[str]) -> None:
    """What a row's hash takes of packed bytes is their hash: neither may take the other's place."""
    receipt = full(ledger)
    with sqlite3.connect(ledger.place) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for act in acts:
            raw.execute(act)
        for _, statement in guards:
            raw.execute(statement)
    assert verify(ledger, receipt)


def test_entries_in_another_order_are_found(ledger: Ledger) -> None:
    full(ledger)
    raw = sqlite3.connect(ledger.place)
    raw.execute("PRAGMA foreign_keys=off")
    raw.execute("DROP TRIGGER entries_update")
    for number, other in ((2, -1), (3, 2), (-1, 3)):
        raw.execute("UPDATE entries SET number = ? WHERE number = ?", (other, number))
    raw.commit()
    raw.close()
    found = {fault.kind for fault in verify(ledger)}
    assert {"ledger.broken_link", "ledger.changed_entry", "ledger.missing_rows"} <= found


def test_a_guard_that_refuses_nothing_is_missed(ledger: Ledger) -> None:
    with sqlite3.connect(ledger.place) as raw:
        raw.execute("DROP TRIGGER planned_delete")
        raw.execute("CREATE TRIGGER planned_delete BEFORE DELETE ON planned BEGIN SELECT 1; END")
    (fault,) = verify(ledger)
    assert (fault.kind, fault.context["name"]) == ("ledger.unguarded", "planned_delete")


def test_a_table_that_cannot_be_read_hides_no_other_fault(ledger: Ledger) -> None:
    full(ledger)
    with sqlite3.connect(ledger.place) as raw:
        raw.executescript("""
            DROP TRIGGER returns_update; DROP TRIGGER planned_update;
            UPDATE returns SET content = x'00'; UPDATE planned SET tier = 'x';
        """)
    told = [(f.kind, f.context["table"]) for f in verify(ledger) if "table" in f.context]
    assert ("ledger.unreadable", "returns") in told
    assert ("ledger.changed_rows", "planned") in told


def test_an_end_that_was_cut_off_is_found_by_the_receipt(ledger: Ledger) -> None:
    publish(ledger)
    before = Path(ledger.place).read_bytes()
    receipt = publish(ledger, JULY[:2], "2015-07.1").receipt
    Path(ledger.place).write_bytes(before)
    assert verify(ledger) == []
    (fault,) = verify(ledger, receipt.sha256)
    assert fault.kind == "ledger.cut_off"


def test_a_guard_that_was_taken_away_is_missed(ledger: Ledger) -> None:
    with sqlite3.connect(ledger.place) as raw:
        raw.execute("DROP TRIGGER planned_delete")
    (fault,) = verify(ledger)
    assert (fault.kind, fault.context["name"]) == ("ledger.unguarded", "planned_delete")


def test_damaged_pages_are_told(ledger: Ledger) -> None:
    publish(ledger)
    content = bytearray(Path(ledger.place).read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    Path(ledger.place).write_bytes(content)
    with pytest.raises(InputError), Ledger.open(ledger.place) as damaged:
        raise LedgerError(verify(damaged))
