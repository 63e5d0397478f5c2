"""Scenario files: grids laid out, every fault with its place."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from scheduler.domain.faults import InputError, describe
from scheduler.edits.scenario_file import read_scenarios
from scheduler.language import LANGUAGES

GOOD = """
[[scenario]]
name = "fewer"
repeat = 3
[[scenario.edit]]
remove = {table = "cadres", share = 0.1}
[scenario.grid]
"edit.1.remove.share" = [0.1, 0.2]
"edit.1.remove.table" = ["cadres", "leave"]

[[scenario]]
name = "as it is"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "s.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_grid_is_laid_out_point_by_point(tmp_path: Path) -> None:
    found = read_scenarios(written(tmp_path, GOOD))
    assert [scenario.name for scenario in found] == [
        "fewer [share=0.1, table=cadres]", "fewer [share=0.1, table=leave]",
        "fewer [share=0.2, table=cadres]", "fewer [share=0.2, table=leave]", "as it is",
    ]  # fmt: skip
    assert [scenario.repeat for scenario in found] == [3, 3, 3, 3, 1]
    assert found[2].edit[0].remove is not None
    assert found[2].edit[0].remove.share == 0.2


FAULTS = [
    ('name = "fewer"', 'nam = "fewer"', "toml_key", "scenario[1].nam", "name"),
    ("repeat = 3", "repeat = 0", "toml_least", "scenario[1].repeat", ""),
    ("remove = {", "remoove = {", "toml_key", "scenario[1].edit[1].remoove", "remove"),
    ('table = "cadres", s', 'table = "cadre", s', "choice", "scenario[1].edit[1].remove.table", ""),
    ("share = 0.1}", "share = 1.5}", "toml_most", "scenario[1].edit[1].remove.share", ""),
    ("share = 0.1}", 'count = "two"}', "toml_whole", "scenario[1].edit[1].remove.count", ""),
    ("share = 0.1}", "share = 0.1, count = 1}", "count_or_share", "scenario[1].edit[1].remove", ""),
    ('name = "as it is"', 'name = "as it is"\nedit = 3', "toml_list", "scenario[2].edit", ""),
    ('"edit.1.remove.share"', '"edit.0.remove.share"', "grid_key", "scenario[1].grid", ""),
    ("share = 0.1}", "shar = 0.1}", "toml_key", "scenario[1].edit[1].remove.shar", "share"),
    ('"edit.1.remove.share"', '"edit.7.remove.share"', "grid_key", "scenario[1].grid", ""),
    ('"as it is"', '"fewer [share=0.1, table=cadres]"', "repeated", "name", ""),
    ("repeat = 3", "repeat = 3\nedit = []", "toml_syntax", "", ""),
]


@pytest.mark.parametrize(("old", "new", "kind", "place", "near"), FAULTS)
def test_a_fault_has_its_place_and_the_nearest_word(
    tmp_path: Path, old: str, new: str, kind: str, place: str, near: str
) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as error:
        read_scenarios(written(tmp_path, GOOD.replace(old, new, 1)))
    fault = next(fault for fault in error.value.faults if fault.kind == kind)
    assert fault.place == (f"s.toml:{place}" if place else "s.toml")
    if near:
        assert fault.nearest == near
    for language in LANGUAGES:
        assert "s.toml" in describe(fault, language)


def test_too_many_scenarios_are_refused_before_any_is_solved(tmp_path: Path) -> None:
    grid = ", ".join(str(n / 1000) for n in range(900))
    text = GOOD.replace("[0.1, 0.2]", f"[{grid}]")
    with pytest.raises(InputError) as error:
        read_scenarios(written(tmp_path, text))
    assert [fault.kind for fault in error.value.faults] == ["scenario_count"]


def test_a_vast_grid_is_refused_before_it_is_laid_out(tmp_path: Path) -> None:
    keys = "\n".join(f'"edit.1.remove.{"share" if n == 1 else f"x{n}"}" = {[*range(99)]}'
                     for n in range(1, 9))  # fmt: skip
    text = GOOD.replace('"edit.1.remove.table" = ["cadres", "leave"]', keys)
    text = text.replace('"edit.1.remove.share" = [0.1, 0.2]\n', "")
    with pytest.raises(InputError) as error:
        read_scenarios(written(tmp_path, text))  # 99^8 points
    assert [fault.kind for fault in error.value.faults] == ["scenario_count"]


@pytest.mark.parametrize("text", ["", "scenario = 3", "[[scenario]]", "\x00", "scenario = []"])
def test_what_is_no_scenario_file_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read_scenarios(written(tmp_path, text))
    with pytest.raises(InputError) as error:
        read_scenarios(tmp_path / "missing.toml")
    assert [fault.kind for fault in error.value.faults] == ["not_found"]


def test_names_are_read_in_the_form_that_tables_have(tmp_path: Path) -> None:
    text = GOOD.replace('"as it is"', '"Bình đi học"')
    (*_, last) = read_scenarios(written(tmp_path, unicodedata.normalize("NFD", text)))
    assert last.name == unicodedata.normalize("NFC", "Bình đi học")
