"""How long one month takes on provinces that the program was not built with.

    python -m benchmarks.unseen_provinces
    python -m benchmarks.unseen_provinces --seeds development --shape plain --shape two-visitors
    python -m benchmarks.unseen_provinces --seed 77 --json

Provinces are made up by `provinces/recipe.toml` in the shapes of `provinces/shapes.toml`, and each
is solved as a user would, by a process of its own, and its roster audited by another. Whoever works
at the engine looks at the seeds for development only; those for judging tell what it is worth. Ends
with exit code 1 where a level is not proven, or an audit disagrees.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.measure import Failed, Measured, measure, python
from scheduler.cli.failures import run
from scheduler.generator.generate import generate
from scheduler.generator.read_recipe import recipe_of
from scheduler.generator.recipe import Recipe
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.toml_model import read_toml_file
from scheduler.tables.write import write_instance

FOLDER = Path(__file__).parent / "provinces"
SEEDS = {"development": (1, 2, 3), "judging": (501, 502, 503)}


@dataclass(frozen=True)
class Line:
    """What a province took; ``open_levels`` are the objectives of the levels that are not proven,
    each with value and bound.
    """

    shape: str
    seed: int
    seconds: float
    processor: float
    peak: float
    visits: int
    open_levels: tuple[str, ...]

    @property
    def proven(self) -> bool:
        return not self.open_levels


def shapes(folder: Path = FOLDER) -> Mapping[str, Mapping[str, Any]]:
    """The content of a recipe for each shape."""
    recipe = read_toml_file(folder / "recipe.toml", "recipe")
    laid_over = read_toml_file(folder / "shapes.toml", "recipe")
    return {name: _over(recipe, own) for name, own in laid_over.items()}


def scaled(content: Mapping[str, Any], size: float) -> Recipe:
    """The recipe of that content, so many times as large as it says."""
    return recipe_of({**content, "scale": content.get("scale", 1.0) * size})


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are laid over tables, all else stands in its place; false takes a key away."""
    both = dict(below)
    for key, value in above.items():
        both[key] = _over(both.get(key, {}), value) if isinstance(value, dict) else value
        if value is False:
            del both[key]
    return both


@click.command()
@click.option("--shape", "names", multiple=True, help="Shapes; all if not given.")
@click.option("--seeds", "which", type=click.Choice([*SEEDS]), default="judging", show_default=True)
@click.option("--seed", "own", type=int, multiple=True, help="Seeds in place of these.")
@click.option("--scale", type=float, default=1.0, show_default=True, help="Size of them all.")
@click.option("--time-limit", type=float, default=60.0, show_default=True, help="For each solve.")
@click.option("--json", "as_json", is_flag=True, help="All figures, for programs.")
def main(
    names: tuple[str, ...], which: str, own: tuple[int, ...], scale: float, time_limit: float,
    as_json: bool,
) -> None:  # fmt: skip
    """Measure one month of made-up provinces and print a Markdown table."""
    recipes = shapes()
    if unknown := [name for name in names if name not in recipes]:
        raise click.BadParameter(f"{', '.join(unknown)}: not one of {', '.join(recipes)}")
    lines = []
    for name in names or recipes:
        for seed in own or SEEDS[which]:
            lines.append(_line(name, recipes[name], seed, scale, time_limit))
            click.echo(row_of(lines[-1]), err=True)
    click.echo(json.dumps([asdict(line) for line in lines], indent=1) if as_json else table(lines))
    sys.exit(0 if all(line.proven for line in lines) else 1)


def _line(
    shape: str, content: Mapping[str, Any], seed: int, scale: float, time_limit: float
) -> Line:
    recipe = scaled(content, scale)
    with tempfile.TemporaryDirectory() as folder:
        instance, out = Path(folder) / "instance", Path(folder) / "out"
        write_instance(generate(recipe, seed), Destination(instance))
        done = measure(
            python("scheduler", "solve", instance, "--out", out, "--time-limit", time_limit)
        )
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        _audit(instance, out, summary)
        return _figures(shape, seed, done, summary)


def _audit(instance: Path, out: Path, summary: Mapping[str, Any]) -> None:
    """Raises :class:`Failed` where the roster breaks a rule or is not worth what was said."""
    told = json.loads(measure(python("scheduler", "audit", instance, out, "--json")).output)
    said = {row["name"]: row["value"] for row in summary["objectives"]}
    found = {name: told["objectives"][name] for name in said}
    if found != said:
        raise Failed(f"the audit finds {found}, not {said}")


def _figures(shape: str, seed: int, done: Measured, summary: Mapping[str, Any]) -> Line:
    unproven = tuple(
        f"{row['name']} {row['value']:,} ≥ {row['bound']:,}"
        for row in summary["objectives"]
        if row["value"] != row["bound"]
    )
    if (summary["status"] == "optimal") != (not unproven):
        raise Failed(f"status {summary['status']}, but open are {unproven}")
    visits = sum(tier["visits"] for tier in summary["tiers"].values())
    return Line(shape, seed, done.seconds, done.processor, done.peak, visits, unproven)


def row_of(line: Line) -> str:
    """The province's line of the table."""
    proven = "all" if line.proven else "; ".join(line.open_levels)
    return (
        f"| {line.shape} | {line.seed} | {line.seconds:.1f} | {line.processor:.1f} | "
        f"{line.peak:.0f} | {line.visits} | {proven} |"
    )


def table(lines: Sequence[Line]) -> str:
    """All lines, then the median and the worst."""
    return "\n".join(_table(lines))


def _table(lines: Sequence[Line]) -> Iterator[str]:
    yield "| shape | seed | seconds | processor s | peak MB | visits | proven |"
    yield "|---|---|---|---|---|---|---|"
    yield from map(row_of, lines)
    proven = f"{sum(line.proven for line in lines)} of {len(lines)}"
    yield _summary("median", statistics.median, lines, proven)
    yield _summary("worst", max, lines, proven)


def _summary(name: str, of: Any, lines: Sequence[Line], proven: str) -> str:
    def over(numbers: Iterable[float]) -> float:
        return float(of(list(numbers)))

    return (
        f"| {name} | | {over(line.seconds for line in lines):.1f} | "
        f"{over(line.processor for line in lines):.1f} | {over(line.peak for line in lines):.0f} | "
        f"{over(line.visits for line in lines):.0f} | {proven} |"
    )


if __name__ == "__main__":
    sys.exit(run(main))
