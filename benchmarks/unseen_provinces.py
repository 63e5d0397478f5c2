"""How long one month, or several, take on provinces that the program was not built with.

    python -m benchmarks.unseen_provinces
    python -m benchmarks.unseen_provinces --seeds development --shape plain --shape two-visitors
    python -m benchmarks.unseen_provinces --seed 77 --json
    python -m benchmarks.unseen_provinces --shape plain --months 36 --scale 0.11 --time-limit 120

Provinces are made up by `provinces/recipe.toml` in the shapes of `provinces/shapes.toml`, and each
is solved as a user would, by a process of its own, and its roster audited by another. Whoever works
at the engine looks at the seeds for development only; those for judging tell what it is worth. Of
several months a second table says how near the bounds of each level are. Ends with exit code 1
where a level is not proven, or an audit disagrees.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks.measure import Failed, Measured, measure, python
from scheduler.cli.failures import run
from scheduler.generator.generate import generate
from scheduler.generator.read_recipe import recipe_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.toml_model import read_toml_file
from scheduler.tables.write import write_instance

FOLDER = Path(__file__).parent / "provinces"
SEEDS = {"development": (1, 2, 3), "judging": (501, 502, 503)}


@dataclass(frozen=True)
class Line:
    """What a province took; ``reached`` are value and bound of each objective."""

    shape: str
    seed: int
    seconds: float
    processor: float
    peak: float
    visits: int
    reached: Mapping[str, tuple[int, int]]

    @property
    def open_levels(self) -> tuple[str, ...]:
        """What is not proven."""
        every = self.reached.items()
        return tuple(
            f"{name} {value:,} ≥ {bound:,}" for name, (value, bound) in every if value != bound
        )

    @property
    def proven(self) -> bool:
        return not self.open_levels

    def gap(self, name: str) -> float:
        """What is open of the objective, as a share of its value."""
        value, bound = self.reached[name]
        return (value - bound) / max(value, 1)


def shapes(folder: Path = FOLDER) -> Mapping[str, Mapping[str, Any]]:
    """The content of a recipe for each shape."""
    recipe = read_toml_file(folder / "recipe.toml", "recipe")
    laid_over = read_toml_file(folder / "shapes.toml", "recipe")
    return {name: _over(recipe, own) for name, own in laid_over.items()}


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
@click.option("--months", type=int, default=1, show_default=True, help="Of the horizon.")
@click.option("--time-limit", type=float, default=60.0, show_default=True, help="For each solve.")
@click.option("--json", "as_json", is_flag=True, help="All figures, for programs.")
def main(
    names: tuple[str, ...], which: str, own: tuple[int, ...], scale: float, months: int,
    time_limit: float, as_json: bool,
) -> None:  # fmt: skip
    """Measure a solve of made-up provinces and print a Markdown table."""
    horizon = {"instance": {"months": months}}
    recipes = {name: _over(content, horizon) for name, content in shapes().items()}
    if unknown := [name for name in names if name not in recipes]:
        raise click.BadParameter(f"{', '.join(unknown)}: not one of {', '.join(recipes)}")
    lines = []
    for name in names or recipes:
        for seed in own or SEEDS[which]:
            lines.append(_line(name, recipes[name], seed, scale, time_limit))
            click.echo(row_of(lines[-1]), err=True)
    click.echo(json.dumps([asdict(line) for line in lines], indent=1) if as_json else table(lines))
    if months > 1 and not as_json:
        click.echo("\n" + gaps(lines))
    sys.exit(0 if all(line.proven for line in lines) else 1)


def _line(
    shape: str, content: Mapping[str, Any], seed: int, scale: float, time_limit: float
) -> Line:
    recipe = recipe_of({**content, "scale": content.get("scale", 1.0) * scale})
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
    reached = {row["name"]: (row["value"], row["bound"]) for row in summary["objectives"]}
    visits = sum(tier["visits"] for tier in summary["tiers"].values())
    line = Line(shape, seed, done.seconds, done.processor, done.peak, visits, reached)
    if (summary["status"] == "optimal") != line.proven:
        raise Failed(f"status {summary['status']}, but open are {line.open_levels}")
    return line


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


def gaps(lines: Sequence[Line]) -> str:
    """Of each level how often it is proven, and what is open of it: as a share of its value the
    median and the worst, and where that is.
    """
    rows = ["| level | proven | gap, median | gap, worst | the worst |", "|---|---|---|---|---|"]
    for name in dict.fromkeys(name for line in lines for name in line.reached):
        own = [line for line in lines if name in line.reached]
        proven = sum(line.gap(name) == 0 for line in own)
        worst = max(own, key=partial(Line.gap, name=name))
        value, bound = worst.reached[name]
        rows.append(
            f"| {name} | {proven} of {len(own)} | "
            f"{statistics.median(line.gap(name) for line in own):.1%} | {worst.gap(name):.1%} | "
            f"{worst.shape} {worst.seed}: {value:,} ≥ {bound:,} |"
        )
    return "\n".join(rows)


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
