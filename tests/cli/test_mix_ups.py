"""Files given where others are wanted: each is called what it is, and so is the command for it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

import scheduler
from scheduler.domain.faults import InputError
from scheduler.tables.recognise import recognise
from tests.cli.door import FIRST_STEPS, ROOT, call
from tests.results.sheets import head_of

LANGUAGES = ("en", "vi")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the program writes, in both languages."""
    desk = tmp_path_factory.mktemp("desk")
    for lang in LANGUAGES:
        out = desk / lang
        assert call("solve", FIRST_STEPS, "--out", out / "result", "--workers", 1,
                    "--lang", lang).code == 0  # fmt: skip
        assert call("check", FIRST_STEPS, "--request-form", out / "form.xlsx",
                    "--lang", lang).code == 0  # fmt: skip
        for name in ("book.xlsx", "file.json", "folder"):
            assert call("convert", FIRST_STEPS, out / name, "--lang", lang).code == 0
        _save_as_text(out / "form.xlsx", out / "form.csv")
        handoff = out / "result" / "handoff" / "sunrise"
        _answer_text(handoff.with_suffix(".csv"), out / "returned.csv")
        _answer_book(handoff.with_suffix(".xlsx"), out / "returned.xlsx")
        replanned = ["replan", FIRST_STEPS, out / "result", "--from", "2026-04-01"]
        assert call(*replanned, "--out", out / "replanned", "--lang", lang).code == 0
    assert call("whatif", FIRST_STEPS, "--gap", "3:3", "--out", desk / "study").code == 0
    shutil.copy(ROOT / "tests/cases/ics-two-calendars/two.ics", desk / "calendar.txt")
    return desk


def _save_as_text(book: Path, file: Path) -> None:
    rows = openpyxl.load_workbook(book).active.iter_rows(values_only=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(
            [["" if c is None else c for c in r] for r in rows]
        )


def _answer_text(handoff: Path, file: Path) -> None:
    with handoff.open(encoding="utf-8-sig", newline="") as read:
        rows = list(csv.reader(read))
    rows[2][-4] = "18"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter="\t").writerows(rows)


def _answer_book(handoff: Path, file: Path) -> None:
    book = openpyxl.load_workbook(handoff)
    sheet = book.active
    sheet.insert_rows(1)
    sheet.cell(1, 1, "Returned on 5 May")
    sheet.cell(head_of(sheet) + 2, sheet.max_column, "more chairs")
    book.save(file)


RESULTS = {
    "result": "result", "result/roster.csv": "roster", "result/missed.csv": "missed",
    "result/trace.csv": "trace", "result/handoff/sunrise.csv": "handoff",
    "result/handoff/sunrise.xlsx": "handoff", "returned.csv": "answered",
    "returned.xlsx": "answered", "form.xlsx": "form", "form.csv": "form_text",
    "book.xlsx": "instance", "file.json": "instance", "folder": "instance",
    "replanned/changes.csv": "changes",
}  # fmt: skip
OTHERS = {
    "study": "study", "study/comparison.csv": "comparison", "study/people.csv": "comparison",
    "study/localities.csv": "comparison", "calendar.txt": "calendar",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "kind"), RESULTS.items())
def test_what_the_program_writes_is_recognised(desk: Path, lang: str, name: str, kind: str) -> None:
    found = recognise(desk / lang / name)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(("name", "kind"), OTHERS.items())
def test_what_else_is_recognised(desk: Path, name: str, kind: str) -> None:
    found = recognise(desk / name)
    assert found is not None
    assert found.kind == kind


def test_what_tells_of_a_result_is_no_instance(desk: Path) -> None:
    assert recognise(desk / "en" / "result" / "summary.json") is None
    assert recognise(desk / "en" / "result" / "datapackage.json") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_of_an_instance_are_recognised(desk: Path, lang: str) -> None:
    for file in (desk / lang / "folder").glob("*.csv"):
        found = recognise(file)
        assert found is not None
        assert found.kind == "table", file
    plain = {file.stem for file in FIRST_STEPS.glob("*.csv")}
    named = {found.table for file in FIRST_STEPS.glob("*.csv") if (found := recognise(file))}
    assert named == plain


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cadre,branch,date\nan,b1,2026-03-01\n", "roster"),
        ("date;branch;cadre;remarks\n2026-03-01;b1;an;x\n", "roster"),
        ("mã cán bộ\tmã chi tổ hội\tngày\nan\tb1\t01/03/2026\n", "roster"),
        ("cadre,branch,date,status\nan,b1,2026-03-01,missed\n", "table"),
        ("cadre,branch,date,attendance,opinions\nan,b1,2026-03-01,,\n", "handoff"),
        ("cadre,branch,date,cadre_name,status\nan,b1,2026-03-01,An,đã dự\n", "answered"),
        ("notes\n", ""), ("", ""), ("a,b\n1,2\n", ""), ("{\"a\": 1}", ""),
    ],
)  # fmt: skip
def test_files_of_other_hands(tmp_path: Path, text: str, kind: str) -> None:
    file = tmp_path / "file.csv"
    file.write_text(text, encoding="utf-8")
    found = recognise(file)
    assert (found.kind if found else "") == kind


def commands(file: Path, out: Path) -> Iterator[tuple[str, list[object]]]:
    yield "roster", ["audit", FIRST_STEPS, file]
    yield "roster", ["explain", FIRST_STEPS, file, "--cadre", "hien", "--month", "2026-03"]
    yield "roster", ["replan", FIRST_STEPS, file, "--from", "2026-03-10", "--out", out]
    yield "roster", ["show", FIRST_STEPS, file]
    yield "roster", ["solve", FIRST_STEPS, "--out", out, "--hint", file]
    yield "meetings", ["convert", FIRST_STEPS, out, "--meetings", file]
    yield "instance", ["check", file]
    yield "instance", ["convert", file, out]


TAKEN = {
    "result": ("roster",), "result/roster.csv": ("roster",), "form.xlsx": ("meetings",),
    "book.xlsx": ("instance",), "file.json": ("instance",), "folder": ("instance",),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in RESULTS if "handoff" not in name])
def test_every_command_says_what_it_was_given(
    desk: Path, tmp_path: Path, lang: str, name: str
) -> None:
    file, out = desk / lang / name, tmp_path / "out"
    for wanted, words in commands(file, out):
        if wanted in TAKEN.get(name, ()):
            continue
        done = call(*words, "--lang", lang)
        first, *rest = done.lines
        assert done.code == 2, words
        assert first.startswith(f"{file.name}: "), words
        assert ("; this is " if lang == "en" else "; đây là ") in first, words
        assert len(rest) == 1
        assert not out.exists()


def test_answers_are_not_dropped(desk: Path, tmp_path: Path) -> None:
    for name in ("returned.csv", "returned.xlsx"):
        for words in (
            ["audit", FIRST_STEPS, desk / "en" / name],
            ["convert", FIRST_STEPS, tmp_path / "out", "--meetings", desk / "en" / name],
        ):
            done = call(*words)
            assert done.code == 2
            assert "a handoff that came back filled in: its answers are not read here" in done.err
            assert "`scheduler record` takes it back" in done.err


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_handoff_without_answers_may_be_audited_but_not_planned_with(
    desk: Path, tmp_path: Path, ending: str
) -> None:
    file = desk / "en" / "result" / "handoff" / f"sunrise{ending}"
    done = call("audit", FIRST_STEPS, file)
    assert done.code == 0
    assert "one area's part of a roster" in done.err
    assert "horizon 2026-03, 2 months" in done.err
    hinted = call("solve", FIRST_STEPS, "--out", tmp_path / "hinted", "--hint", file,
                  "--workers", 1)  # fmt: skip
    assert hinted.code == 0
    assert "one area's part of a roster" in hinted.err
    refused = call("replan", FIRST_STEPS, file, "--from", "2026-03-10", "--out", tmp_path / "out")
    assert refused.code == 2
    assert "all else needs the whole, roster.csv" in refused.err


def test_the_hint_may_be_the_folder_of_a_solve(desk: Path, tmp_path: Path) -> None:
    hint = desk / "en" / "result"
    words = ["solve", FIRST_STEPS, "--out", tmp_path / "out", "--hint", hint, "--workers", 1]
    assert call(*words).code == 0


def test_python_callers_are_told_too(desk: Path) -> None:
    with pytest.warns(UserWarning, match="one area's part of a roster"):
        part = scheduler.read_roster(desk / "en" / "result" / "handoff" / "sunrise.csv")
    assert part.visits
    with pytest.raises(InputError, match="came back filled in"):
        scheduler.read_roster(desk / "en" / "returned.csv")


@pytest.mark.parametrize(
    ("name", "said"),
    [("dates.ods", "saved as .xlsx"), ("dates.xls", "saved as .xlsx"), ("dates.csv", "saved as"),
     ("dates.docx", "a calendar (.ics)")],
)  # fmt: skip
def test_files_that_are_neither_calendar_nor_form(tmp_path: Path, name: str, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04")
    done = call("convert", FIRST_STEPS, tmp_path / "out", "--meetings", file)
    assert done.code == 2
    assert said in done.err
