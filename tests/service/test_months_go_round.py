"""A month goes out, comes back, and the next one begins from it: by the command line."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import scheduler
from scheduler.ledger.connect import connect
from scheduler.ledger.ledger import Ledger
from scheduler.service.ledgers import beside
from tests.cli.door import FIRST_STEPS, Outcome, call
from tests.ledger.server import Server, programs

Row = Mapping[str, Any]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """First steps as one file, and beside it the folder of its first month."""
    root = tmp_path_factory.mktemp("round")
    scheduler.write_instance(scheduler.read(FIRST_STEPS, months=1).instance, root / "own.json")
    assert call("solve", root / "own.json", "--out", root / "march").code == 0
    return root


@pytest.fixture
def root(solved: Path, tmp_path: Path) -> Path:
    shutil.copytree(solved, tmp_path / "work")
    return tmp_path / "work"


def publish(root: Path, *more: object, out: str = "out") -> Outcome:
    return call("publish", root / "own.json", root / "march", "--out", root / out, "--by", "Lan",
                *more)  # fmt: skip


def record(root: Path, *more: object) -> Outcome:
    return call("record", *more, "--ledger", root / "own.ledger.db", "--by", "Lan")


def fill(form: Path, to: Path, answers: Callable[[Row], Row]) -> list[Row]:
    """Fill in each row of a form by its columns' names; the rows as they were."""
    book = openpyxl.load_workbook(form)
    sheet, columns, found = book.worksheets[0], {}, []
    for cells in sheet.iter_rows():
        values = [cell.value for cell in cells]
        if "visit" in values:
            columns = {str(value): place for place, value in enumerate(values)}
        elif columns and values[columns["visit"]]:
            row = {name: values[place] for name, place in columns.items()}
            found.append(row)
            for name, value in answers(row).items():
                cells[columns[name]].value = value
    book.save(to)
    return found


def test_a_month_goes_round(root: Path) -> None:
    first = publish(root)
    assert first.code == 0, first.err
    assert "published as 2026-03.1" in first.out
    again = publish(root)
    assert "already published as 2026-03.1" in again.out
    assert first.out.splitlines()[-2] == again.out.splitlines()[-2], "the same receipt"
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    rows = fill(form, root / "back.xlsx", lambda _: {"status": "đã dự", "attendance": "18/25"})
    done = record(root, root / "back.xlsx")
    assert done.code == 0, done.err
    assert f"back.xlsx: {len(rows)} recorded" in done.out
    shutil.copy(root / "back.xlsx", root / "renamed.xlsx")
    same = record(root, root / "renamed.xlsx")
    assert (same.code, "unchanged" in same.out) == (0, True)
    with Ledger.open(root / "own.ledger.db") as book:
        outcomes = book.known().outcomes
        assert len(outcomes) == len(rows)
        assert {(o.told.status, o.told.attendance, o.told.members) for o in outcomes.values()} == {
            ("attended", 18, 25)
        }
        assert scheduler.verify_ledger(book) == []
    status = json.loads(
        call("ledger", "status", "--ledger", root / "own.ledger.db", "--json").out
    )["months"]  # fmt: skip
    assert [(one["publication"], one["state"]) for one in status] == [("2026-03.1", "complete")]
    april = call("solve", root / "own.json", "--ledger", root / "own.ledger.db",
                 "--out", root / "april")  # fmt: skip
    assert april.code == 0
    assert "no answer" not in april.err
    assert {v.month for v in scheduler.read_roster(root / "april")} == {(2026, 4)}


def test_what_is_doubtful_is_decided_in_the_review_workbook(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    fill(form, root / "back.xlsx", lambda _: {"status": "Đi rồi nhé"})
    done = record(root, root / "back.xlsx", "--review", root / "review.xlsx")
    assert done.code == 1
    book = openpyxl.load_workbook(root / "review.xlsx")
    sheet = book.worksheets[0]
    headings = next(row for row in sheet.iter_rows() if "decision" in [c.value for c in row])
    place = [cell.value for cell in headings].index("decision")
    proposed = [cell.value for cell in headings].index("proposed")
    for cells in sheet.iter_rows(min_row=headings[0].row + 1):
        if cells[proposed].value:
            cells[place].value = cells[proposed].value
    book.save(root / "decided.xlsx")
    decided = record(root, root / "decided.xlsx")
    assert decided.code == 0, decided.out + decided.err
    with Ledger.open(root / "own.ledger.db") as ledger:
        known = ledger.known()
        assert known.outcomes.keys() == known.planned.keys()


def test_files_of_one_name_from_several_districts_are_all_asked_about(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    for place, district in enumerate(("cau-ke", "cang-long", "cang-long/late")):
        (root / "returns" / district).mkdir(parents=True)
        rows = iter(range(100))
        fill(
            form,
            root / "returns" / district / "march.xlsx",
            lambda _, own=place, rows=rows: {"status": "Đi rồi nhé"} if next(rows) == own else {},
        )
    done = record(root, root / "returns", "--review", root / "review.xlsx")
    assert done.code == 1
    told = [line for line in done.out.splitlines() if "to review" in line]
    assert [line.partition(":")[0] for line in told] == [
        "late/march.xlsx", "cang-long/march.xlsx", "cau-ke/march.xlsx",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(root / "review.xlsx").worksheets[0]
    asked = [str(row[0]) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert [place.partition("!")[0] for place in asked] == [x.partition(":")[0] for x in told]


def test_files_of_a_folder_that_are_not_read_are_told(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    (root / "returns").mkdir()
    fill(form, root / "returns" / "march.xlsx", lambda _: {"status": "vắng"})
    for name in ("Cầu Kè.docx", "scan.jpg", "Thumbs.db", "~$march.xlsx", ".hidden.csv"):
        (root / "returns" / name).write_bytes(b"x")
    done = record(root, root / "returns")
    assert done.code == 0
    (line,) = [line for line in done.err.splitlines() if "not read" in line]
    assert line.endswith(": Cầu Kè.docx, scan.jpg")
    assert "not read" not in record(root, root / "returns" / "march.xlsx").err


def test_an_answer_that_says_nothing_answers_nothing(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    fill(form, root / "back.xlsx", lambda _: {"status": "đã dự", "proposals": "Sửa cầu"})
    record(root, root / "back.xlsx")
    own = ("--ledger", root / "own.ledger.db")
    assert call("ledger", "answer", 1, "  ", *own).code == 2
    with Ledger.open(root / "own.ledger.db") as book:
        assert book.known().answered == {}
    assert call("ledger", "answer", 1, "Đã sửa", *own).code == 0


def test_an_overtaken_publication_is_refused(root: Path) -> None:
    publish(root)
    roster = root / "march" / "roster.csv"
    lines = roster.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    roster.write_text("".join(lines[:-1]), encoding="utf-8-sig")
    refused = publish(root, out="second")
    assert refused.code == 1
    assert "--supersedes 2026-03.1" in refused.err
    assert not (root / "second").exists()
    assert publish(root, "--supersedes", "2026-03.1", "--note", "ill", out="second").code == 0
    assert publish(root, "--supersedes", "2026-03.1", out="third").code == 0, "the same again"
    roster.write_text("".join(lines[:-2]), encoding="utf-8-sig")
    assert publish(root, "--supersedes", "2026-03.1", out="third").code == 1, "overtaken"


def test_what_is_superseded_must_be_of_the_roster_and_have_been(root: Path) -> None:
    begun = publish(root, "--supersedes", "2026-03.1")
    assert (begun.code, "no ledger here yet" in begun.err) == (1, True)
    assert not (root / "own.ledger.db").exists(), "nothing was written"
    publish(root)
    for given in ("2026-02.1", "xyz", ""):
        other = publish(root, "--supersedes", given, out="second")
        assert (other.code, "2026-03.1" in other.err) == (2, True), given
    roster = root / "march" / "roster.csv"
    lines = roster.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    roster.write_text("".join(lines[:-1]), encoding="utf-8-sig")
    for given in ("2026-03.7", "2026-03.x", "2026-03.0", "2026-03." + "9" * 5000):
        never = publish(root, "--supersedes", given, out="second")
        assert (never.code, "there never was" in never.err) == (1, True), given
    assert not (root / "second").exists()


def test_what_an_interrupted_beginning_left_is_no_ledger_yet(root: Path) -> None:
    path = root / "own.ledger.db"
    path.touch()
    assert publish(root).code == 0
    assert "2026-03.1" in call("ledger", "status", "--ledger", path).out
    left = root / "left.db"
    connect(left, create=True)  # the tables stand, and the first entry was not made any more
    assert not Ledger.is_begun(left)
    assert publish(root, "--ledger", left, out="second").code == 0


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_the_first_publication_begins_a_ledger_in_an_empty_database(root: Path) -> None:
    server = Server(programs() or Path())
    server.start()
    try:
        own = ("--ledger", server.new_database())
        assert publish(root, *own).code == 0
        (form,) = (root / "out" / "handoff").glob("*.xlsx")
        fill(form, root / "back.xlsx", lambda _: {"status": "đã dự"})
        assert call("record", root / "back.xlsx", *own).code == 0
        assert "complete" in call("ledger", "status", *own).out
        made_up = ("generate", FIRST_STEPS / "recipe.toml", "--months", 1)
        fresh = ("--ledger", server.new_database())
        assert call(*made_up, "--out", root / "made", *fresh).code == 0
        assert call(*made_up, "--out", root / "again", *fresh).code == 2, "there is one"
    finally:
        server.stop()


def test_a_roster_of_the_next_month_needs_no_start(root: Path) -> None:
    publish(root)
    own = ("--ledger", root / "own.ledger.db")
    solved = call("solve", root / "own.json", *own, "--months", 1, "--out", root / "april")
    assert solved.code == 0
    done = call("publish", root / "own.json", root / "april", *own, "--months", 1,
                "--out", root / "april-out")  # fmt: skip
    assert (done.code, "published as 2026-04.1" in done.out) == (0, True), done.err
    assert "horizon 2026-04" in done.err


def test_what_is_published_is_told_before_its_folder_fails(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(root / "out"))

    with monkeypatch.context() as patched:
        patched.setattr("scheduler.service.publish.write_publication", full)
        failed = publish(root)
    assert failed.code == 2
    assert "published as 2026-03.1" in failed.out
    assert "already published as 2026-03.1" in publish(root).out
    assert (root / "out" / "handoff").is_dir()


def test_an_entry_that_is_not_there_is_no_moment_of_the_ledger(root: Path) -> None:
    publish(root)
    for entry in (3, 10**9, 10**40):
        told = call("report", root / "own.json", "--from", "2026-03", "--as-of", entry)
        assert (told.code, "2, the newest" in told.err, told.out) == (2, True, ""), entry
    assert call("report", root / "own.json", "--from", "2026-03", "--as-of", 2).code == 0


def test_a_form_without_a_folder_to_write_to_is_wrong_use(root: Path) -> None:
    publish(root)
    (root / "own.docx").write_bytes(b"")
    told = call("report", root / "own.json", "--from", "2026-03", "--form", root / "own.docx",
                "--lang", "vi")  # fmt: skip
    assert (told.code, "--form cần có --out" in told.err, told.out) == (2, True, "")


def test_an_empty_name_of_a_ledger_is_none(root: Path) -> None:
    assert call("check", root / "own.json", "--ledger", "").code == 0


def test_a_roster_that_breaks_a_rule_is_not_published(root: Path) -> None:
    roster = root / "march" / "roster.csv"
    lines = roster.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    roster.write_text("".join([*lines, lines[-1]]), encoding="utf-8-sig")
    refused = publish(root)
    assert (refused.code, "audit" in refused.err) == (1, True)
    assert not (root / "own.ledger.db").exists()
    assert not (root / "out").exists()


def test_files_that_are_no_returns(root: Path) -> None:
    publish(root)
    (root / "note.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert call("report", root / "own.json", "--from", "2026-03", "--out", root / "told").code == 0
    others = (root / "told" / name for name in ("report.xlsx", "people.csv", "voices.csv"))
    for file in (
        root / "note.csv", root / "own.json", root / "march" / "missed.csv",
        root / "march" / "roster.csv", *others,
    ):  # fmt: skip
        assert record(root, file).code == 2, file
    empty = root / "empty"
    empty.mkdir()
    assert record(root, empty).code == 2
    assert record(root, root / "gone.xlsx").code == 2
    assert call("record", root / "note.csv").code == 2, "no ledger is named"


def test_a_file_of_another_ledger_is_refused(root: Path) -> None:
    publish(root)
    publish(root, "--ledger", root / "other.ledger.db", out="other")
    (form,) = (root / "other" / "handoff").glob("*.xlsx")
    fill(form, root / "back.xlsx", lambda _: {"status": "đã dự"})
    refused = record(root, root / "back.xlsx")
    assert refused.code == 2
    with Ledger.open(root / "own.ledger.db") as book:
        assert book.returns() == []


def test_the_ledger_may_be_named_by_the_environment(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEDULER_LEDGER", str(root / "elsewhere.db"))
    assert publish(root).code == 0
    assert (root / "elsewhere.db").is_file()
    assert not (root / "own.ledger.db").exists()
    assert "2026-03.1" in call("ledger", "status").out


def test_a_ledger_beside_a_folder_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "tra-vinh.2015").mkdir()
    assert beside(tmp_path / "tra-vinh.2015").name == "tra-vinh.2015.ledger.db"
    assert beside(tmp_path / "book.xlsx").name == "book.ledger.db"
    assert beside(Path("book.xlsx")) == Path("book.ledger.db")


def test_a_trial_records_nothing(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    fill(form, root / "back.xlsx", lambda _: {"status": "vắng"})
    told = record(root, root / "back.xlsx", "--dry-run")
    assert "would be" in told.out
    with Ledger.open(root / "own.ledger.db") as book:
        assert book.returns() == []


def test_a_trial_refuses_what_would_be_refused(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.csv")
    with form.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"status": "attended", "opinions": "a\0b"}
    with (root / "back.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    codes = [record(root, root / "back.csv", *more).code for more in (["--dry-run"], [])]
    assert codes == [2, 2]


def test_a_period_is_reopened_as_it_was_closed(root: Path) -> None:
    publish(root)
    own = ("--ledger", root / "own.ledger.db")
    assert call("ledger", "close", "2026-02:2026-03", *own).code == 0
    for period in ("2026-03", "2026-01:2026-12"):
        told = call("ledger", "reopen", period, *own)
        assert (told.code, "2026-02:2026-03" in told.err) == (1, True), period
    assert "is none" in call("ledger", "reopen", "2026-07", *own).err
    assert call("ledger", "reopen", "2026-02:2026-03", *own).code == 0


def test_a_closed_month_is_closed(root: Path) -> None:
    publish(root)
    own = ("--ledger", root / "own.ledger.db")
    assert call("ledger", "close", "2026-03", *own).code == 0
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    fill(form, root / "back.xlsx", lambda _: {"status": "đã dự"})
    refused = record(root, root / "back.xlsx")
    assert (refused.code, "reopen" in refused.err) == (1, True)
    assert call("ledger", "close", "2026-03:2026-04", *own).code == 1
    assert call("ledger", "reopen", "2026-03", *own).code == 0
    assert record(root, root / "back.xlsx").code == 0
    for period in ("2026-13", "march", "2026-04:2026-03"):
        assert call("ledger", "close", period, *own).code == 2


def test_export_and_import_are_one_another_s_inverse(root: Path) -> None:
    publish(root)
    (form,) = (root / "out" / "handoff").glob("*.xlsx")
    fill(
        form,
        root / "back.xlsx",
        lambda _: {
            "status": "đã dự",
            "opinions": "+ 1\n\"dấu\", 'nháy'",
            "proposals": "'=SUM(A1)\n- 5",
        },
    )
    assert record(root, root / "back.xlsx").code == 0
    own, copy = root / "own.ledger.db", root / "copy.ledger.db"
    assert call("ledger", "export", "--ledger", own, "--out", root / "package").code == 0
    assert call("ledger", "import", root / "package", "--ledger", copy).code == 0
    with Ledger.open(own) as one, Ledger.open(copy) as other:
        assert (one.id, one.receipt, one.known()) == (other.id, other.receipt, other.known())
        assert one.content_of(1) == other.content_of(1) == (root / "back.xlsx").read_bytes()
        assert scheduler.verify_ledger(other) == []
        scheduler.export_ledger(other, root / "again")
    packages = [{f.relative_to(p): f.read_bytes() for f in p.rglob("*") if f.is_file()}
                for p in (root / "package", root / "again")]  # fmt: skip
    assert packages[0] == packages[1]
    assert call("ledger", "import", root / "package", "--ledger", copy).code == 2, "there is one"
    outcomes = root / "package" / "outcomes.csv"
    text = outcomes.read_text(encoding="utf-8-sig").replace("attended", "missed", 1)
    outcomes.write_text(text, encoding="utf-8-sig", newline="")
    broken = call("ledger", "import", root / "package", "--ledger", root / "no.ledger.db")
    assert (broken.code, "outcomes" in broken.err) == (2, True)
    assert not (root / "no.ledger.db").exists()


def test_a_tampered_ledger_is_told(root: Path) -> None:
    publish(root)
    with sqlite3.connect(root / "own.ledger.db") as raw:
        raw.execute("DROP TRIGGER planned_update")
        raw.execute("UPDATE planned SET date = '2026-03-31'")
    told = call("ledger", "verify", "--ledger", root / "own.ledger.db", "--lang", "vi")
    assert told.code == 1
    assert "bút toán 2" in told.out
    assert "planned" in told.out


def test_calendars_of_a_second_publication_cancel_what_was_dropped(root: Path) -> None:
    publish(root)
    roster = root / "march" / "roster.csv"
    lines = roster.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    gone = scheduler.read_roster(root / "march").visits[-1].cadre
    roster.write_text("".join(lines[:-1]), encoding="utf-8-sig")
    publish(root, "--supersedes", "2026-03.1", out="second")
    assert call("calendar", root / "own.json", root / "second", "--out", root / "ics",
                "--ledger", root / "own.ledger.db").code == 0  # fmt: skip
    assert "STATUS:CANCELLED" in (root / "ics" / f"{gone}.ics").read_text(encoding="utf-8")


def test_the_same_from_python(root: Path) -> None:
    case = scheduler.read_case(root / "own.json", root / "march")
    with Ledger.open(root / "own.ledger.db", create=True) as book:
        done = scheduler.publish(case, book, by="Lan")
        scheduler.write_published(case, book, done, root / "out")
        (form,) = (root / "out" / "handoff").glob("*.xlsx")
        fill(form, root / "back.xlsx", lambda _: {"status": "Đi rùi nha"})
        (taken,) = scheduler.record([root / "back.xlsx"], book, by="Lan")
        assert taken.doubts
        scheduler.write_review([taken], root / "review.xlsx")
        scheduler.write_calendars(case, root / "ics", ledger=book)
        state = scheduler.ledger_state(book, "2026-05")
        assert [one.state for one in state.months] == ["overdue"]
        scheduler.export_ledger(book, root / "package")
    with scheduler.import_ledger(root / "package", root / "copy.db") as copy:
        assert copy.receipt.entry == 3
