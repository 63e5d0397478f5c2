"""JSON instances that are none, and where each fault is said to stand."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.faults import describe
from scheduler.language import LANGUAGES
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.tables.small import faults_of, found, write_small


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The small instance as JSON."""
    path = tmp_path / "file.json"
    write_instance(read_instance(write_small(tmp_path / "small")).instance, path)
    return path


def cadre(**cells: object) -> Callable[[Any], None]:
    return lambda data: data["cadres"][0].update(cells)


CHANGES: list[tuple[str, Callable[[Any], Any], list[tuple[str, str]]]] = [
    ("none", lambda _: None, []),
    ("null-optional", cadre(base=None, skills=[], email=""), []),
    ("list-as-text", cadre(areas="h1;h2"), []),
    ("number-as-id", lambda d: (d["branches"][0].update(id=7), d["calendars"][0].update(branch=7)), []),
    ("unknown-cell", cadre(are="h1"), [("file.json:$.cadres[0].are", "unknown_column")]),
    ("python-name", cadre(from_="2015-01-01"), [("file.json:$.cadres[0].from_", "unknown_column")]),
    ("value", cadre(visits_per_month=-1), [("file.json:$.cadres[0].visits_per_month", "integer")]),
    ("boolean", cadre(visits_per_month=True), [("file.json:$.cadres[0].visits_per_month", "integer")]),
    ("null-required", cadre(name=None), [("file.json:$.cadres[0].name", "empty")]),
    ("absent-required", lambda d: d["cadres"][0].pop("name"), [("file.json:$.cadres[0].name", "empty")]),
    ("list-of-numbers", cadre(areas=[1]), [("file.json:$.cadres[0].areas", "text")]),
    ("separator-in-part", cadre(skills=["a;b"]), [("file.json:$.cadres[0].skills", "identifier")]),
    ("nested-cell", cadre(name={"first": "An"}), [("file.json:$.cadres[0].name", "text")]),
    ("reference", cadre(organization="x"), [("file.json:$.cadres[0].organization", "reference")]),
    ("row-no-object", lambda d: d["cadres"].insert(0, "An"), [("file.json:$.cadres[0]", "json_object")]),
    ("table-no-array", lambda d: d.update(leave={}), [("file.json:$.leave", "json_array")]),
    ("unknown-table", lambda d: d.update(cadre=[]), [("file.json:$.cadre", "unknown_table")]),
    ("no-table", lambda d: d.pop("cadres"), [("file.json", "missing_table")]),
    ("no-rows", lambda d: d.update(cadres=[]), [("file.json:$.cadres", "no_rows")]),
    ("no-settings", lambda d: d.pop("instance"), [("file.json:$", "no_settings")]),
    ("settings-no-object", lambda d: d.update(instance=3), [("file.json:$.instance", "section")]),
    ("setting", lambda d: d["instance"]["rules"].update(gap_months=-1),
     [("file.json:$.instance.rules.gap_months", "integer")]),
    ("unknown-setting", lambda d: d["instance"].update(holiday="VN"),
     [("file.json:$.instance.holiday", "unknown_setting")]),
    ("deep", lambda d: d.update(leave=json.loads("[" * 30 + "]" * 30)),
     [("file.json:$.leave" + "[0]" * 20, "nesting")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "expected"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_changed_json(
    edit: Callable[[Any], Any], expected: list[tuple[str, str]], file: Path
) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    edit(data)
    file.write_text(json.dumps(data), encoding="utf-8")
    faults = faults_of(file)
    assert found(faults) == expected
    for language in LANGUAGES:
        assert all(describe(fault, language) for fault in faults)


TEXTS = [
    ("empty", b"", [("file.json:1", "json")]),
    ("comma", b'{\n "areas": []\n "cadres": []}', [("file.json:3", "json")]),
    ("array", b"[]", [("file.json:$", "json_object")]),
    ("nan", b'{"areas": [{"priority": NaN}]}', [("file.json", "json_number")]),
    ("infinity", b'{"areas": [{"priority": -Infinity}]}', [("file.json", "json_number")]),
    ("digits", b'{"areas": ' + b"9" * 5_000 + b"}", [("file.json", "json_number")]),
    ("brackets", b"[" * 200_000, [("file.json", "nesting")]),
    ("key-twice", b'{"areas": [{"id": 1, "id": 2}]}', [("file.json:$.areas[0]", "json_key")]),
    ("bytes", b'{"areas": "\xff"}', [("file.json:1", "encoding")]),
]


@pytest.mark.parametrize(("data", "expected"), [c[1:] for c in TEXTS], ids=[c[0] for c in TEXTS])
def test_no_json(data: bytes, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "file.json").write_bytes(data)
    faults = faults_of(tmp_path / "file.json")
    assert found(faults) == expected
    assert all(describe(fault, language) for fault in faults for language in LANGUAGES)


def test_a_number_beyond_all_floats_is_refused(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(
        '"parent": ""', '"parent": "", "latitude": 1e400, "longitude": 1'
    )
    file.write_text(text, encoding="utf-8")
    assert found(faults_of(file)) == [("file.json:$.areas[0].latitude", "decimal")]
