"""How large a ledger of years is, and how long it takes to read it.

    python -m benchmarks.ledger_scale
    python -m benchmarks.ledger_scale --months 12 --database postgresql

Makes up months of a province, publishes each of them twice, takes in what every area tells of it,
and then reads: each figure is the best of three. Ends with exit code 1 where a bar is missed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.generator.generate import generate
from scheduler.generator.outcome_recipe import OutcomesRecipe
from scheduler.generator.read_recipe import read_recipe
from scheduler.generator.years import fill_ledger, made_up_roster
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.package import export, import_package
from scheduler.ledger.verify import verify
from scheduler.tables.formats.destination import Destination

RECIPE = Path(__file__).parents[1] / "instances" / "tra-vinh-2013" / "recipe.toml"
MOST_SECONDS = 2.0
"""A read may take."""
MOST_BYTES = 100_000_000


@contextmanager
def _places(database: str) -> Iterator[Callable[[], str]]:
    """Gives places for new ledgers."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            numbers = iter(range(10**6))
            yield lambda: str(Path(folder) / f"{next(numbers)}.ledger.db")
        return
    from tests.ledger.server import Server, programs

    found = programs()
    if found is None:
        raise click.ClickException("PostgreSQL is not installed")
    server = Server(found)
    server.start()
    try:
        yield server.new_database
    finally:
        server.stop()


def fill(ledger: Ledger, months: int, seed: int) -> None:
    """Make up the months; every one is published once more with a visit less."""
    instance = generate(read_recipe(RECIPE), seed)
    settings = instance.settings.with_horizon(None, months)
    problem = Problem(instance.model_copy(update={"settings": settings}), checked=True)
    roster = made_up_roster(problem, seed)
    fill_ledger(ledger, problem, roster, seed, OutcomesRecipe(silent=0))
    for month, newest in ledger.known().newest.items():
        visits = [visit for visit in roster if visit.month == month][1:]
        drafts = drafts_of(problem, Roster(tuple(visits)), problem.instance, supersedes=[newest])
        ledger.publish(drafts, by="generator")


def size_of(ledger: Ledger) -> int:
    """Bytes of the ledger."""
    if ledger.database.path is not None:
        return ledger.database.path.stat().st_size
    with ledger.reading() as connection:
        query = sa.text("SELECT pg_database_size(current_database())")
        return int(connection.execute(query).scalar() or 0)


def best(act: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append(time.perf_counter() - begun)
    return min(took)


def reads(ledger: Ledger, where: str) -> dict[str, Callable[[], Any]]:
    """What is read of a ledger, by name."""

    def opened() -> None:
        with Ledger.open(where, read_only=True) as own:
            own.known()

    def one_more() -> None:
        ledger.take_in("one more", str(time.time_ns()).encode(), [], by="generator")
        ledger.known()

    known = ledger.known()
    last = max(known.newest)
    first: Month = min(known.newest)
    files = ledger.returns()
    return {
        "opened, and all known": opened,
        "one return more, and all known": one_more,
        "known, as of the middle": lambda: ledger.known(as_of=ledger.receipt.entry // 2),
        "known, one month": lambda: ledger.known(first, first),
        "returns": ledger.returns,
        "rows of a return": lambda: ledger.rows_of(files[-1].number),
        "tables of a publication": lambda: ledger.instance_of(known.newest[last]),
        "roster of a publication": lambda: ledger.roster_of(known.newest[last]),
    }


@click.command()
@click.option("--months", default=36, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite")
@click.option("--seed", default=0)
def main(months: int, database: str, seed: int) -> None:
    """Make up years and say how large they are, and how fast they are read."""
    with _places(database) as place, tempfile.TemporaryDirectory() as folder:
        where = place()
        with Ledger.open(where, create=True) as ledger:
            begun = time.perf_counter()
            fill(ledger, months, seed)
            known, size = ledger.known(), size_of(ledger)
            click.echo(
                f"{database}: {months} months, {len(known.planned)} visits, "
                f"{len(known.publications)} publications, {len(ledger.returns())} returns, "
                f"{len(known.outcomes)} outcomes: {size / 1e6:.1f} MB "
                f"(made up in {time.perf_counter() - begun:.0f} s)"
            )
            missed = size > MOST_BYTES
            for name, act in reads(ledger, where).items():
                seconds = best(act)
                missed |= seconds > MOST_SECONDS
                click.echo(f"  {name}: {seconds:.2f} s")
            click.echo(f"  verify: {best(lambda: verify(ledger), 1):.2f} s")
            package = Path(folder) / "package"
            click.echo(f"  export: {best(lambda: export(ledger, Destination(package)), 1):.2f} s")
        begun = time.perf_counter()
        with import_package(package, place()):
            click.echo(f"  import: {time.perf_counter() - begun:.2f} s")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
