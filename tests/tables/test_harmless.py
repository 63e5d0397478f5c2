"""No cell of a CSV that leaves is taken for a formula, and none is lost by it."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.tables.formats.csv_rows import csv_bytes, harmless, plain
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.cli.door import call
from tests.tables.small import FILES, write_small

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"
UNSEEN = ("", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060", "\x00", "\n", "\r", "\t")


def is_formula(cell: str) -> bool:
    """Whether some program may run the cell: what it begins with, once nothing unseen is there."""
    if cell.startswith(("\t", "\r", "\n", "\x00")):
        return True
    seen = next((x for x in cell if unicodedata.category(x) not in ("Cc", "Cf", "Zs")), "")
    return bool(seen) and seen in SIGNS


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", UNSEEN)
@pytest.mark.parametrize("marks", ["", "'", "''"])
def test_every_sign_is_marked(sign: str, before: str, marks: str) -> None:
    text = f"{marks}{before}{sign}SUM(A1)"
    assert harmless(text) == f"'{text}"
    assert plain(harmless(text)) == text.replace("\r", "\n")


@given(
    text=st.text(alphabet=st.sampled_from(f"{SIGNS}' \u00a0\u200b\t\n\x00a1.") | st.characters())
)
def test_any_text_is_harmless_and_comes_back(text: str) -> None:
    cell = harmless(text)
    assert plain(cell) == text.replace("\r\n", "\n").replace("\r", "\n")
    number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    assert not is_formula(cell) or (text.startswith("-") and number)


@pytest.mark.parametrize(
    "text", ["-1", "-1.5", "", "'", "'tis", "a=b", "Hội Phụ nữ", "1-2", "x＝1"]
)
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert harmless(text) == plain(text) == text


def test_headings_are_cells_too() -> None:
    text = csv_bytes(["＝x", "b"], [["1", "\u3000=y"]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["'＝x", "b"], ["1", "'\u3000=y"]]


def test_hostile_names_leave_harmless_in_every_file(tmp_path: Path) -> None:
    areas = FILES["areas.csv"].replace("Ấp 1", "＝HYPERLINK(1)").replace("Long Đức", "﹢84")
    changes = {
        "areas.csv": areas.replace("commune", "＠xã"),
        "branches.csv": FILES["branches.csv"].replace("Chi hội", "－Chi"),
        "cadres.csv": FILES["cadres.csv"].replace("Nguyễn", "＋Nguyễn").replace("commune", "＠xã"),
        "instance.toml": FILES["instance.toml"].replace("commune", "＠xã"),
    }
    instance = write_small(tmp_path / "small", dict(changes))
    assert call("solve", instance, "--out", tmp_path / "out", "--workers", "1").code == 0
    write_instance(read_instance(instance).instance, tmp_path / "again")
    files = [*(tmp_path / "out").rglob("*.csv"), *(tmp_path / "again").glob("*.csv")]
    assert len(files) > 8
    marked = 0
    for file in files:
        for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")):
            assert not any(is_formula(cell) and not cell[1:].isdecimal() for cell in row), file
            marked += sum(cell.startswith("'") for cell in row)
    assert marked > 20
    assert read_instance(tmp_path / "again").instance == read_instance(instance).instance
