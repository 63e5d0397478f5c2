"""A storm over a ledger: several who publish and record at once are killed at random moments.

    python -m benchmarks.ledger_storm
    python -m benchmarks.ledger_storm --commits 2000 --database postgresql

Each worker notes every receipt that it is given, and so knows what was acknowledged to it. After
the storm no acknowledged entry may be missing, no return may stand twice, and the ledger must
verify. On PostgreSQL the server itself is killed now and then, too. Ends with exit code 1 where
anything was lost.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
import sqlalchemy as sa

from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import JudgedRow, Told
from scheduler.ledger.schema import entries
from scheduler.ledger.verify import verify
from scheduler.tables.read import read_instance

INSTANCE = Path(__file__).parents[1] / "instances" / "first-steps"
MOST_WAITED = 6.0
"""Seconds to wait for a commit before the next kill."""
WORKERS = ("publish", "publish", "record", "record")


@dataclass(frozen=True)
class Storm:
    """What came of a storm."""

    acknowledged: int
    kills: int
    lost: int
    """Acknowledged entries that are not there, or not as they were."""
    twice: int
    """Returns that stand more than once."""
    faults: int
    """What :func:`~scheduler.ledger.verify.verify` finds."""

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.twice or self.faults)


def work(job: str, where: str, seed: int, acknowledged: Path) -> None:
    """Publish or record for ever; note each receipt."""
    draw = random.Random(seed)
    problem = Problem(read_instance(INSTANCE).instance, checked=True)
    with acknowledged.open("a", encoding="utf-8") as notes:
        for turn in range(10**9):
            with suppress(InputError), Ledger.open(where) as ledger:
                done = _publish if job == "publish" else _record
                entry, sha256 = done(ledger, problem, draw, f"{job}-{seed}-{turn}")
                if entry:
                    notes.write(f"{entry} {sha256}\n")
                    notes.flush()


def _publish(ledger: Ledger, problem: Problem, draw: random.Random, _name: str) -> tuple[int, str]:
    possible = sorted({v for visits in problem.possible_in.values() for v in visits})
    roster = Roster.of(draw.sample(possible, draw.randint(2, 8)))
    newest = ledger.known().newest.values()
    drafts = drafts_of(problem, roster, problem.instance, supersedes=newest)
    done = ledger.publish(drafts, by="storm")
    new = len(done.already) < len(done.publications)
    return (done.receipt.entry, done.receipt.sha256) if new else (0, "")


def _record(ledger: Ledger, _problem: Problem, draw: random.Random, name: str) -> tuple[int, str]:
    known = ledger.known()
    keys = sorted(known.planned)
    rows = []
    for key in draw.sample(keys, min(len(keys), draw.randint(1, 6))):
        before = known.outcomes.get(key)
        told = Told(key, draw.choice(["attended", "missed"]), *known.planned[key].visit)
        rows.append(JudgedRow("", {}, "corrected" if before else "recorded", told,
                              before.number if before else 0))  # fmt: skip
    if not rows:
        return 0, ""
    done = ledger.take_in(name, name.encode(), rows, by="storm")
    return (0, "") if done.already else (done.receipt.entry, done.receipt.sha256)


def storm(
    where: str, commits: int, seed: int = 0, strike: Callable[[], None] | None = None
) -> Storm:
    """Let the workers loose on a new ledger until so many commits are acknowledged.

    Workers are killed at random; so is what ``strike`` kills, now and then.
    """
    draw = random.Random(seed)
    Ledger.open(where, create=True).close_connections()
    notes = Path(tempfile.mkdtemp()) / "acknowledged"
    notes.touch()
    running: dict[subprocess.Popen[bytes], str] = {}
    started = kills = 0
    while _lines(notes) < commits:
        for job in WORKERS[len(running) :] if len(running) < len(WORKERS) else ():
            started += 1
            running[_start(job, where, seed * 10_000 + started, notes)] = job
        _wait(notes, draw.randint(1, 20))
        time.sleep(draw.uniform(0, 0.2))
        if strike and draw.random() < 0.2:
            strike()
        victim = draw.choice(list(running))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        del running[victim]
        kills += 1
    for process in running:
        process.kill()
        process.wait()
    return _judged(where, notes, kills)


def _wait(notes: Path, commits: int) -> None:
    """Until so many more commits are acknowledged, on a slow machine as on a fast one; at most a
    few seconds, since all workers may be about to begin.
    """
    wanted, late = _lines(notes) + commits, time.monotonic() + MOST_WAITED
    while _lines(notes) < wanted and time.monotonic() < late:
        time.sleep(0.02)


def _start(job: str, where: str, seed: int, notes: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "benchmarks.ledger_storm", "--work", job, "--where", where,
             "--seed", str(seed), "--notes", str(notes)]  # fmt: skip
    return subprocess.Popen(words, cwd=INSTANCE.parents[1], env=os.environ)


def _lines(notes: Path) -> int:
    return notes.read_text(encoding="utf-8").count("\n")


def _judged(where: str, notes: Path, kills: int) -> Storm:
    told = [line.split() for line in notes.read_text(encoding="utf-8").splitlines() if " " in line]
    with Ledger.open(where) as ledger:
        with ledger.reading() as connection:
            rows = connection.execute(sa.select(entries.c.number, entries.c.sha256)).all()
        there = {(str(number), sha256) for number, sha256 in rows}
        names = Counter(file.name for file in ledger.returns())
        return Storm(
            len(told), kills, sum((entry, sha256) not in there for entry, sha256 in told),
            sum(count > 1 for count in names.values()), len(verify(ledger)),
        )  # fmt: skip


@click.command()
@click.option("--commits", default=2000, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite")
@click.option("--seed", default=0)
@click.option("--work", "job", type=click.Choice(["publish", "record"]), hidden=True)
@click.option("--where", hidden=True)
@click.option("--notes", type=click.Path(path_type=Path), hidden=True)
def main(
    commits: int, database: str, seed: int, job: str | None, where: str | None, notes: Path | None
) -> None:
    """Let a storm loose and say what it left."""
    if job and where and notes:
        work(job, where, seed, notes)
        return
    begun = time.monotonic()
    if database == "postgresql":
        from tests.ledger.server import Server, programs

        found = programs()
        if found is None:
            raise click.ClickException("PostgreSQL is not installed")
        server = Server(found)
        server.start()

        def strike() -> None:
            server.kill()
            server.start()

        try:
            done = storm(server.new_database(), commits, seed, strike)
        finally:
            server.stop()
    else:
        with tempfile.TemporaryDirectory() as folder:
            done = storm(str(Path(folder) / "storm.ledger.db"), commits, seed)
    click.echo(
        f"{database}: {done.acknowledged} acknowledged, {done.kills} kills, {done.lost} lost, "
        f"{done.twice} twice, {done.faults} faults ({time.monotonic() - begun:.0f} s)"
    )
    sys.exit(0 if done.is_whole else 1)


if __name__ == "__main__":
    main()
