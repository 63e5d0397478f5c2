"""What compares two checkouts: it sees a changed value, and nothing in seconds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.measure import python
from benchmarks.same_bytes import without_seconds
from tests.cli.door import FIRST_STEPS, ROOT, call


def test_a_checkout_writes_the_same_as_itself() -> None:
    arguments = (ROOT, ROOT, "--instance", "first-steps", "--months", 1, "--months", 2)
    done = subprocess.run(
        python("benchmarks.same_bytes", *arguments),
        capture_output=True, cwd=ROOT, check=False, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert [": same (" in line for line in done.stdout.splitlines()] == [True, True]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("summary.json", '"value": ', '"value": 1'),
        ("trace.csv", ",waiting,", ",waiting,1"),
        ("datapackage.json", '"path": "roster.csv"', '"path": "other.csv"'),
        ("roster.csv", "2026", "2027"),
    ],
)
def test_a_changed_value_is_seen(tmp_path: Path, name: str, old: str, new: str) -> None:
    out = tmp_path / "out"
    assert call("solve", FIRST_STEPS, "--months", 1, "--out", out).code == 0
    text = (out / name).read_text(encoding="utf-8")
    assert old in text
    before = without_seconds(out / name)
    (out / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert without_seconds(out / name) != before
