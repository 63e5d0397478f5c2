"""How time to the first roster, and memory, grow with the cadres and the months.

    python -m benchmarks.growth instances/tra-vinh-2013/recipe.toml --scale 1 --scale 2 --months 12

Generated instances of so many times the recipe's size are solved as a user would, with a limit. The
first roster's seconds count from the start of the solve, reading before it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.measure import measure, python
from scheduler.cli.failures import run
from scheduler.results.trace import read_trace


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--scale", "scales", type=float, multiple=True, default=(1.0,), help="Sizes.")
@click.option("--months", "horizons", type=int, multiple=True, default=(12,), help="Horizons.")
@click.option("--seconds", default=60.0, show_default=True, help="Limit of each solve.")
def main(
    recipe: Path, scales: tuple[float, ...], horizons: tuple[int, ...], seconds: float
) -> None:
    """Measure instances made from RECIPE and print a Markdown table."""
    click.echo(
        "| scale | months | cadres | cadre-months | first roster s | per 1,000 cadre-months s "
        "| waiting at the end | peak MB |"
    )
    click.echo("|---|---|---|---|---|---|---|---|")
    for scale in scales:
        with tempfile.TemporaryDirectory() as folder:
            own = Path(folder) / "recipe.toml"
            text = recipe.read_text(encoding="utf-8")
            own.write_text(f"scale = {scale}\n{text}", encoding="utf-8")
            instance = Path(folder) / "instance"
            measure(python("scheduler", "generate", own, "--out", instance))
            for months in horizons:
                click.echo(_row(instance, scale, months, seconds))


def _row(instance: Path, scale: float, months: int, seconds: float) -> str:
    out = instance.parent / f"out-{months}"
    limit = ("--months", months, "--time-limit", seconds, "--workers", 2)
    done = measure(python("scheduler", "solve", instance, "--out", out, *limit))
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    first = read_trace(out)[0].seconds
    cadres = sum(tier["cadres"] for tier in summary["tiers"].values())
    waiting = next(row for row in summary["objectives"] if row["name"] == "waiting")
    return (
        f"| {scale:g}× | {months} | {cadres:,} | {cadres * months:,} | {first:.1f} | "
        f"{1000 * first / (cadres * months):.2f} | {waiting['value']:,} ≥ {waiting['bound']:,} | "
        f"{done.peak:.0f} |"
    )


if __name__ == "__main__":
    sys.exit(run(main))
