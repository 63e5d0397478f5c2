"""Levels that are called like a column: their rosters and handoffs are read back as written."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import frictionless
import openpyxl
import pandas as pd
import pytest

from scheduler import frames
from scheduler.domain.problem import Problem
from scheduler.engine.result import Result
from scheduler.language import LANGUAGES, Language, catalogue
from scheduler.results.columns import level_marks
from scheduler.results.folder import write_result
from scheduler.results.misnomers import find_misnomers
from scheduler.results.roster import level_columns, roster_columns
from scheduler.results.roster_file import RosterFile, read_roster
from scheduler.tables.formats.places import GridPlaces
from scheduler.tables.recognise import Recognised, recognise
from scheduler.tables.schema import TABLES, heading_key
from tests.tiny import roster, tiny

ROSTER = roster("an@w1@07-05", "em@w3@07-15", "giang@w1@09-05")
NAMES = (
    ("cadre", "branch", "date"),
    ("Mã cán bộ", "MA CHI TO HOI", "ngày"),
    ("tier", "cấp", "area"),
    ("status", "kết quả", "ý kiến"),
    ("cadre_name", "họ tên cán bộ", "with"),
    ("cadre", "cadre (level)", "cadre (cấp địa bàn)"),
    ("xã", "XA", "Xã!"),
    ("scenario", "seed", "objectives"),
    ("missed", "reason", "month"),
    ("id", "Mã", "level"),
    ("***", "?", "km"),
)
"""Names of levels, of which each would be another column's heading or the same as another's."""


def problem_with(levels: tuple[str, ...]) -> Problem:
    """The tiny problem with other names for its levels."""
    instance = tiny().instance
    new = dict(zip(instance.settings.levels, levels, strict=True))
    return Problem(
        instance.model_copy(
            update={
                "settings": instance.settings.model_copy(update={"levels": levels}),
                "areas": tuple(
                    row.model_copy(update={"level": new[row.level]}) for row in instance.areas
                ),
                "cadres": tuple(
                    row.model_copy(update={"tier": new[row.tier]}) for row in instance.cadres
                ),
            }
        )
    )


def as_workbook(table: Path) -> Path:
    """The CSV as a workbook beside it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))):
        book.active.append(row)
    book.save(table.with_suffix(".xlsx"))
    return table.with_suffix(".xlsx")


def assert_says_the_levels(problem: Problem, file: RosterFile) -> None:
    """Whatever stands in the file is right, and each level has the name of its area."""
    levels = problem.settings.levels
    assert list(find_misnomers(problem, file)) == []
    for visit, said in zip(file.roster, file.said, strict=True):
        above = problem.territory.ancestor_at(problem.locality(visit.branch), levels[1])
        assert above is not None
        assert said[level_columns(levels)[levels[1]].name] == problem.territory[above].name
    assert isinstance(file.places, GridPlaces)
    assert file.places.headings.keys() == {column.name for column in roster_columns(levels)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", NAMES, ids="-".join)
def test_what_is_written_is_read(
    levels: tuple[str, ...], language: Language, tmp_path: Path
) -> None:
    problem = problem_with(levels)
    write_result(problem, Result("feasible", ROSTER, levels=()), tmp_path / "out", language)
    table = tmp_path / "out" / "roster.csv"
    for path in (table, as_workbook(table)):
        assert recognise(path) == Recognised("roster")
        file = read_roster(path, levels=levels)
        assert (file.roster, file.is_part) == (ROSTER, False)
        assert_says_the_levels(problem, file)
    for path in sorted((tmp_path / "out" / "handoff").iterdir()):
        assert recognise(path) == Recognised("handoff")
        file = read_roster(path, levels=levels)
        assert file.is_part
        assert file.roster.visits
        assert_says_the_levels(problem, file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_package_tells_the_columns_apart(language: Language, tmp_path: Path) -> None:
    problem = problem_with(NAMES[0])
    write_result(problem, Result("feasible", ROSTER, levels=()), tmp_path / "out", language)
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.flatten(["type", "note"]) == []


def test_a_wrong_area_is_told_under_the_heading_of_its_level(tmp_path: Path) -> None:
    problem = problem_with(("cadre", "cấp", "branch"))
    write_result(problem, Result("feasible", ROSTER, levels=()), tmp_path / "out", "vi")
    table = tmp_path / "out" / "roster.csv"
    head, *rest = table.read_text(encoding="utf-8-sig").splitlines()
    assert "cấp (cấp địa bàn)" in head.split(",")
    table.write_text("\n".join([head, rest[0].replace(",C1,", ",C2,"), *rest[1:]]), "utf-8-sig")
    (own,) = find_misnomers(problem, read_roster(table, levels=problem.settings.levels))
    assert (own.heading, own.value) == ("cấp (cấp địa bàn)", "C2")


def test_only_levels_called_like_a_column_are_marked() -> None:
    words = [word for own in catalogue("headings").values() for word in own.values()]
    words += [word for table in TABLES.values() for c in table.columns for word in c.headings]
    assert len(words) > 100
    for word in words:
        assert level_marks([word]) != [0], word
    for usual in (("province", "district", "commune", "hamlet"), ("tỉnh", "huyện", "xã", "ấp")):
        assert level_marks(usual) == [0, 0, 0, 0]
        assert list(level_columns(usual)) == [c.name for c in level_columns(usual).values()]


def test_no_two_headings_are_the_same_in_any_language() -> None:
    for levels in NAMES:
        keys: dict[str, str] = {}
        for column in level_columns(levels).values():
            for own in {heading_key(column.heading(language)) for language in LANGUAGES}:
                assert keys.setdefault(own, column.name) == column.name


def test_a_frame_has_the_columns_of_the_roster() -> None:
    problem = problem_with(("cadre", "commune", "hamlet"))
    frame = frames.visits(problem, ROSTER)
    assert list(frame.columns) == [c.name for c in roster_columns(problem.settings.levels)]
    assert list(frame["cadre"]) == ["an", "em", "giang"]
    assert set(frame["cadre (level)"]) == {"P"}
    assert [str(month) for month in frame["month"]] == ["2015-07", "2015-07", "2015-09"]
    assert frame["date"].tolist()[0] == pd.Timestamp("2015-07-05")
    assert frame["km"].isna().all()
    assert frames.visits(problem, ROSTER, "vi")["weekday"].tolist()[0] == "Chủ Nhật"
    assert list(frames.visits(problem, roster()).columns) == list(frame.columns)
