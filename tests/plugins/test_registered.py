"""A rule and an objective of another package work wherever the program's own do.

The package is real: a module and its entry point in a folder on the path, and the program runs in
processes of its own.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.door import FIRST_STEPS, ROOT

HEALTH = ROOT / "instances" / "district-health"


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Door:
    """The program with the package installed."""

    def __init__(self, site: Path):
        self.path = os.pathsep.join((str(site), str(ROOT)))

    def run(self, *arguments: object) -> Done:
        environment = {**os.environ, "PYTHONPATH": self.path}
        done = subprocess.run(
            [sys.executable, *map(str, arguments)], env=environment, capture_output=True,
            encoding="utf-8", cwd=ROOT, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def call(self, *arguments: object) -> Done:
        return self.run("-m", "scheduler", *arguments)


def package(site: Path, source: str, entry: str = "REGISTERED") -> Door:
    """A package on the path that registers what the module calls so."""
    (site / "ward_rules.py").write_text(source, encoding="utf-8")
    about = site / "ward_rules-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: ward-rules\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[xoayvong.rules]\nward = ward_rules:{entry}\n")
    return Door(site)


@pytest.fixture(scope="module")
def source() -> str:
    return Path(__file__).with_name("weekends.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, source: str) -> Door:
    return package(tmp_path_factory.mktemp("site"), source)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """First steps, in which cadres of the top tier may be in a commune twice a month."""
    place = Path(shutil.copytree(FIRST_STEPS, tmp_path / "instance"))
    settings = place / "instance.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[rules]\n", '[rules]\nonce_a_commune = "on"\n')
    assert "once_a_commune" in text
    settings.write_text(
        text.replace("{missed = 1},", "{missed = 1},\n    {weekend_visits = 1},"), encoding="utf-8"
    )
    return place


def visits(folder: Path) -> list[Mapping[str, str]]:
    with (folder / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
