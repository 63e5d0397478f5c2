"""Clerks' files: as clumsy as asked for, from a seed; what they tell is read without a mistake."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import openpyxl
import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.generator.clerks import files
from scheduler.generator.clerks.clerk import MadeUpReturn
from scheduler.generator.clerks.form import Form
from scheduler.generator.clerks.returns import MadeUpReturns, make_returns, read_forms
from scheduler.generator.outcome_recipe import FILE_KINDS, OutcomesRecipe, ReturnsRecipe
from scheduler.generator.years import made_up_drafts, made_up_roster
from scheduler.language import Language
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import Known, Told
from scheduler.results.publication import write_publication
from scheduler.returns.judging import judge
from scheduler.returns.reading import read_return
from scheduler.tables.read import read_instance
from tests.cli.door import ROOT, call

OUTCOMES = OutcomesRecipe(substituted=0.15, moved=0.1, missed=0.1, not_held=0.04, unplanned=0.08)
KINDS = dict.fromkeys(FILE_KINDS, 1.0)
RETURNS = ReturnsRecipe(kinds=KINDS, two_months=0.3, doubtful=0.03)
GENTLE = ReturnsRecipe(
    kinds={"xlsx": 1.0}, renamed=0, columns_moved=0, columns_added=0, columns_hidden=0,
    headings_changed=0, ids_lost=0, notes_below=0, blank_rows=0, rows_removed=0, rows_twice=0,
    rows_sorted=0, sorted_apart=0, headings_again=0, filtered=0, protected=0, two_areas=0,
    decomposed=0, two_months=0, former=0, forgotten=0, own_words=0, doubtful=0,
)  # fmt: skip
"""As a careful clerk fills in the form."""


@dataclass(frozen=True)
class Case:
    """Months that were published, the first of them twice."""

    problem: Problem
    known: Known
    forms: Sequence[Form]
    folders: tuple[Path, Path]
    """What was written at the first publishing, and at the second."""
    ledger: Path


def published(name: str, months: int, language: Language, folder: Path) -> Case:
    instance = read_instance(ROOT / "instances" / name).instance
    settings = instance.settings.with_horizon(None, months)
    instance = instance.model_copy(update={"settings": settings})
    problem = Problem(instance, checked=True)
    roster = made_up_roster(problem, 1)
    start = problem.horizon[0]
    kept = [visit for n, visit in enumerate(roster) if visit.month == start and n % 7]
    again = drafts_of(problem, Roster(tuple(kept)), instance, supersedes=[f"{start}.1"], note="x")
    place = folder / f"{name}.ledger.db"
    handoffs: list[tuple[str, bytes]] = []
    with Ledger.open(place, create=True) as ledger:
        for number, drafts in enumerate((made_up_drafts(problem, roster), again), 1):
            done = ledger.publish(drafts, by="test").publications
            ids = {one.id for one in done}
            visits = [one for one in ledger.known().planned.values() if one.publication in ids]
            write_publication(folder / f"{name}-{number}", problem, done, visits, language)
            found = sorted((folder / f"{name}-{number}" / "handoff").glob("*.xlsx"))
            handoffs += [(file.name, file.read_bytes()) for file in found]
        known = ledger.known()
    folders = folder / f"{name}-1", folder / f"{name}-2"
    return Case(problem, known, read_forms(problem, handoffs), folders, place)


@pytest.fixture(scope="module")
def vietnamese(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return published("first-steps", 3, "vi", tmp_path_factory.mktemp("vi"))


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return published("district-health", 3, "en", tmp_path_factory.mktemp("en"))


def made(case: Case, seed: int, returns: ReturnsRecipe = RETURNS, language: Language = "vi"
         ) -> MadeUpReturns:  # fmt: skip
    return make_returns(case.problem, case.forms, OUTCOMES, returns, seed, language)


# -- read and counted -----------------------------------------------------------------------------


def key(told: Told) -> object:
    return told.visit or (told.cadre, told.branch, told.date)


def count(case: Case, file: MadeUpReturn) -> Counter[str]:
    """How many rows are recorded as they should be, wrongly, or not at all."""
    judged = judge(read_return(file.name, file.content), case.known, lambda _: case.problem)
    told = {key(row.told): row.told for row in judged.rows
            if row.told and row.fate in ("recorded", "corrected")}  # fmt: skip
    expected = {key(one.told): one for one in file.expected}
    assert len(expected) == len(file.expected)
    found: Counter[str] = Counter()
    for own, one in told.items():
        right = own in expected and expected[own].told == one
        found["right" if right else "wrong"] += 1
    for own, row in expected.items():
        if own not in told:
            found["rightly asked" if row.may_ask else "missing"] += 1
    return found


def of_all(case: Case, every: Iterable[MadeUpReturn]) -> Counter[str]:
    return sum((count(case, file) for file in every), Counter())


@pytest.mark.parametrize("seeds", [range(50), range(50, 100)])
def test_nothing_is_recorded_wrongly_and_hardly_anything_asked(
    vietnamese: Case, seeds: range
) -> None:
    every = [file for seed in seeds for file in made(vietnamese, seed).files]
    check(of_all(vietnamese, every))


@pytest.mark.parametrize("seed", range(8))
def test_in_english(english: Case, seed: int) -> None:
    check(of_all(english, made(english, seed, language="en").files))


def check(found: Counter[str]) -> None:
    assert found["wrong"] == 0
    sure = found["right"] + found["missing"]
    assert found["right"] >= 0.97 * sure > 0
    assert found["right"] >= 0.85 * found.total()


def test_a_mistake_would_be_counted(english: Case) -> None:
    file = made(english, 1, GENTLE, "en").files[0]
    assert count(english, file).keys() == {"right"}
    some, other = file.expected[0], file.expected[1]
    more = replace(some, told=replace(some.told, note="said otherwise"))
    assert count(english, replace(file, expected=(more, other)))["wrong"] >= 1
    unread = replace(some, told=replace(some.told, visit="nowhere"))
    assert count(english, replace(file, expected=(unread,)))["missing"] == 1


def test_every_way_of_being_clumsy_is_there_over_a_hundred_seeds(
    vietnamese: Case, english: Case
) -> None:
    cases = [(vietnamese, seed) for seed in range(100)] + [(english, seed) for seed in range(8)]
    done = {one for case, seed in cases for file in made(case, seed).files for one in file.done}
    encodings = {"utf-8-sig_comma", "utf-8-sig_semicolon", "utf-8_comma", "utf-8_semicolon",
                 "cp1258_semicolon", "cp1258_comma", "utf-16_tab"}  # fmt: skip
    assert done == {
        "both_counts_in_a_cell", "blank_rows", "columns_added", "columns_hidden", "columns_moved",
        "copied", "count_in_words", "date_as_number", "date_as_text", "decomposed", "filtered",
        "forgotten", "headings_again", "pasted_below", "pasted_beside", "protected", "rows_sorted",
        "sorted_apart", "two_areas",
        "former_publication", "headings_renamed", "headings_translated", "ids_and_codes_lost",
        "ids_lost", "more_than_members", "name_without_code", "no_accents", "no_status",
        "notes_below", "other_ending", "put_off_without_date", "reason_beside_status", "renamed",
        "row_twice", "row_twice_differently", "rows_removed", "rows_without_id",
        "status_in_own_words", "title_before_name", "two_months", "unknown_status",
        "unplanned_sheet", *FILE_KINDS, *(f"csv_{one}" for one in encodings),
    }  # fmt: skip


# -- the same seed --------------------------------------------------------------------------------


def test_the_same_seed_the_same_bytes(english: Case) -> None:
    one, again = made(english, 5), made(english, 5)
    assert one == again
    assert {file.name.rpartition(".")[2] for file in one.files} > {"csv", "xlsx"}
    assert one != made(english, 6)


def test_no_archive_says_when_it_was_made(english: Case) -> None:
    for file in made(english, 5).files:
        if file.content[:2] == b"PK":
            archive = zipfile.ZipFile(io.BytesIO(file.content))
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            for name in {"docProps/core.xml"} & set(archive.namelist()):
                assert not re.search(rb"20[0-9]{2}-..-..T(?!00:00:00Z)", archive.read(name))


def test_the_forms_stay_as_they_are(english: Case) -> None:
    before = [row for form in english.forms for page in form.pages for row in page.rows]
    cells = [list(row) for row in before]
    made(english, 5)
    assert [list(row) for row in before] == cells


# -- what the files are ---------------------------------------------------------------------------


def test_a_careful_clerk_fills_in_the_form_itself(vietnamese: Case) -> None:
    for file in made(vietnamese, 3, GENTLE).files:
        assert set(file.done) <= {"xlsx", "name_without_code", "title_before_name",
                                  "reason_beside_status", "unplanned_sheet", "no_accents",
                                  "rows_without_id", "copied"}  # fmt: skip
        if "copied" in file.done:
            continue
        sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
        assert sheet.data_validations.dataValidation
        assert sheet.print_title_rows
        told = [one for one in file.expected if one.told.visit]
        statuses = {"đã dự", "vắng", "dự thay", "dời ngày", "không sinh hoạt"}
        texts = [str(cell.value).split(" (")[0] for row in sheet.iter_rows() for cell in row]
        assert sum(text in statuses for text in texts) == len(told)


def test_a_visit_dropped_since_is_off_plan_if_it_was_made(vietnamese: Case) -> None:
    returns = GENTLE.model_copy(update={"former": 1.0})
    known, found = vietnamese.known, 0
    for seed in range(5):
        for file in made(vietnamese, seed, returns).files:
            assert ("former_publication" in file.done) == (
                file.publications == (f"{vietnamese.problem.horizon[0]}.1",)
            )
            for row in file.expected:
                if row.told.visit and not known.is_current(row.told.visit):
                    assert row.told.status == "unplanned"
                    found += 1
    assert found


def test_the_outcomes_are_those_of_the_seed_also_where_nothing_comes_back(english: Case) -> None:
    rates = OutcomesRecipe(never=1.0)
    silent = make_returns(english.problem, english.forms, rates, RETURNS, 1, "en")
    assert not silent.files
    assert len([one for one in silent.outcomes if one.visit]) == len(english.known.planned)


# -- refused --------------------------------------------------------------------------------------


def test_kinds_that_cannot_be_written_here_are_refused(english: Case) -> None:
    with (
        mock.patch.object(files.importlib.util, "find_spec", return_value=None),
        pytest.raises(InputError) as error,
    ):
        made(english, 1)
    assert [fault.value for fault in error.value.faults] == ["xls"]
    made(english, 1, ReturnsRecipe())


def test_what_is_no_published_form_is_refused(english: Case, vietnamese: Case) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    given = [("a.xlsx", b"text"), ("b.xlsx", book.getvalue()),
             ("c.xlsx", vietnamese.forms[0].content)]  # fmt: skip
    with pytest.raises(InputError) as error:
        read_forms(english.problem, given)
    kinds = Counter((fault.place, fault.kind) for fault in error.value.faults)
    assert kinds["a.xlsx", "generator.no_form"] == kinds["b.xlsx", "generator.no_form"] == 1
    assert kinds["c.xlsx", "generator.stranger"] > 5


# -- the command ----------------------------------------------------------------------------------


def test_the_command_makes_files_that_record_takes(vietnamese: Case, tmp_path: Path) -> None:
    recipe, out = ROOT / "instances" / "first-steps" / "recipe.toml", tmp_path / "back"
    folders = [word for one in vietnamese.folders for word in ("--returns", one)]
    words = ("generate", recipe, *folders, "--out", out)
    assert call(*words).code == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert call(*words).code == 0  # the program's own, and untouched
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    truth = json.loads(before["truth.json"])
    assert {one["file"] for one in truth["returns"]} == before.keys() - {
        "truth.json", "datapackage.json"}  # fmt: skip
    copy = tmp_path / "l.ledger.db"
    copy.write_bytes(vietnamese.ledger.read_bytes())
    assert call("record", out, "--ledger", copy).code in (0, 1)
    with Ledger.open(copy, read_only=True) as ledger:
        known = ledger.known()
    rows = {row["visit"]: row for one in truth["returns"] for row in one["rows"] if row["visit"]}
    assert len(known.outcomes) > 0.9 * len(rows)
    for own, outcome in known.outcomes.items():
        assert rows[own]["status"] == outcome.told.status
        assert rows[own]["cadre"] == outcome.told.cadre


def test_a_folder_without_handoffs_is_told(tmp_path: Path) -> None:
    recipe = ROOT / "instances" / "first-steps" / "recipe.toml"
    words = ("generate", recipe, "--returns", tmp_path, "--out", tmp_path / "back", "--lang", "vi")
    ended = call(*words)
    assert ended.code == 2
    assert "handoff" in ended.err
    assert not (tmp_path / "back").exists()
