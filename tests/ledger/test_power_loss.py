"""When the power fails: what was acknowledged is there, and the ledger is whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from scheduler.ledger import database
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.schema import entries
from scheduler.ledger.verify import verify
from tests.ledger.test_ledger import JULY, publish, row

power = pytest.importorskip("tests.ledger.power", reason="apsw is not installed")

NAME = "july.ledger.db"
COMMITS = 80


def worked_on(folder: Path, monkeypatch: pytest.MonkeyPatch, synchronous: str = "extra") -> object:
    """The disk of a ledger in which much was published and recorded, as it was done."""
    disk = power.Disk()
    with monkeypatch.context() as here:
        here.setattr(database, "sqlite3", power.module(disk, synchronous))
        with Ledger.open(folder / NAME, create=True) as ledger:
            disk.note("told", ledger.receipt.sha256)
            before: tuple[str, ...] = ()
            for number in range(1, COMMITS // 2):
                done = publish(ledger, JULY[: 1 + number % 3], *before)
                disk.note("told", done.receipt.sha256)
                before = (f"2015-07.{number}",)
                told = row(ledger, f"{JULY[0]} attended", number - 1)
                taken = ledger.take_in("a", b"%d" % number, [told], by="x")
                disk.note("told", taken.receipt.sha256)
    return disk


def lost(image: dict[str, bytes], told: list[str], folder: Path) -> int:
    """How many of the acknowledged entries are not in what is found; it must be whole."""
    for file in folder.iterdir():
        file.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    if not told and not image.get(NAME):
        return 0
    with Ledger.open(folder / NAME, create=not told) as ledger:
        assert verify(ledger) == []
        with ledger.reading() as connection:
            there = set(connection.execute(sa.select(entries.c.sha256)).scalars())
    return len(set(told) - there)


@pytest.mark.parametrize("survives", [None, random.Random(7)], ids=["nothing", "a part"])
def test_nothing_acknowledged_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survives: random.Random | None
) -> None:
    """``survives`` of what was not synced."""
    (tmp_path / "own").mkdir()
    (tmp_path / "found").mkdir()
    disk = worked_on(tmp_path / "own", monkeypatch)
    acts, draw = disk.acts, random.Random(1)
    at_once = {number for number, (act, _) in enumerate(acts) if act == "told"}
    cuts = at_once | set(draw.sample(range(len(acts)), 120))
    losses = {
        number: lost(image, told, tmp_path / "found")
        for number, told, image in disk.after_each(survives)
        if number in cuts
    }
    assert len(losses) >= 120
    assert not any(losses.values())


def test_the_model_takes_away_what_is_not_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With SQLite's default the journal comes back, and the last commit is undone."""
    (tmp_path / "own").mkdir()
    (tmp_path / "found").mkdir()
    disk = worked_on(tmp_path / "own", monkeypatch, "full")
    losses = [
        lost(image, told, tmp_path / "found")
        for number, told, image in disk.after_each()
        if disk.acts[number][0] == "told" and len(told) > 1
    ]
    assert losses == [1] * (COMMITS - 2)
