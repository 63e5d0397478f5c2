"""What comes after a roster, made up: what becomes of its visits, and what clerks send back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.generator import generate as generated
from scheduler.generator import read_recipe
from scheduler.generator.clerks.returns import MadeUpReturns, make_returns, read_forms
from scheduler.results.handoff import HANDOFF
from scheduler.tables.formats.decoding import read_bytes

if TYPE_CHECKING:
    from scheduler.ledger.ledger import Ledger


def fill(ledger: Ledger, instance: Instance, *, seed: int = 1, recipe: Path | None = None) -> None:
    """Make up in a new ledger what was published of the instance's months, and what became of it:
    lawful rosters, neither optimised nor proven, and an outcome for each visit, by the rates of the
    ``recipe`` where one is given.

    Raises InputError with every fault of the recipe.
    """
    from scheduler.generator.years import fill_ledger, made_up_roster

    problem = Problem(instance, checked=True)
    roster = made_up_roster(problem, seed)
    if recipe is None:
        fill_ledger(ledger, problem, roster, seed)
    else:
        said = read_recipe(recipe)
        fill_ledger(ledger, problem, roster, seed, said.outcomes, said.language)


def made_up_returns(
    recipe: Path, published: Iterable[Path], *, seed: int = 1, scale: float | None = None
) -> MadeUpReturns:
    """What clerks send back of the handoffs in folders that ``publish`` wrote, of an instance that
    the recipe and the seed make.

    Of several publications of a month the newest holds, and some clerks fill in an older form.
    Raises InputError with every fault of the recipe and of the handoffs.
    """
    wanted = read_recipe(recipe)
    wanted = wanted if scale is None else wanted.scaled(scale)
    instance = generated(wanted, seed)
    problem = Problem(instance, checked=True)
    forms = read_forms(problem, _handoffs(published))
    first, last = min(form.month for form in forms), max(form.month for form in forms)
    settings = instance.settings.with_horizon(first, last.ordinal - first.ordinal + 1)
    problem = problem.of_instance(instance.model_copy(update={"settings": settings}))
    return make_returns(problem, forms, wanted.outcomes, wanted.returns, seed, wanted.language)


def _handoffs(published: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """The workbooks of handoffs in the folders, by name; InputError for a folder without any."""
    for folder in published:
        files = sorted((folder / HANDOFF).glob("*.xlsx"))
        if not files:
            raise InputError([Fault("generator.no_handoffs", value=str(folder), place=folder.name)])
        for file in files:
            yield file.name, read_bytes(file)
