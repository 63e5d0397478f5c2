"""`scheduler show`: how far the rotation has come round, how evenly, and who is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.cli.layout import print_json, table
from scheduler.domain.months import Month
from scheduler.language import Language, numeral, say

if TYPE_CHECKING:
    from scheduler.answers.fairness import Fairness
    from scheduler.answers.rotation import Circuit, Rotation
    from scheduler.domain.problem import Problem

EDGES = (0, 3, 6, 12, 24)
"""Where the classes of ages end."""


@click.command("show")
@options.path_argument("instance")
@options.path_argument("roster")
@click.option("--html", type=click.Path(path_type=Path))
@click.option("--rows", type=click.IntRange(0), default=10, show_default=True)
@options.ledger
@options.start
@options.months
@options.as_json
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    html: Path | None,
    rows: int,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    as_json: bool,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler show`, as `help.toml` describes it."""
    from scheduler.answers.fairness import fairness_of
    from scheduler.answers.rotation import rotation_of
    from scheduler.results.trace import read_trace
    from scheduler.service.show import write_rotation_page
    from scheduler.tables.formats.destination import Destination

    to = Destination(html, force, [instance, roster]) if html else None
    if to:
        to.check_file(".html", ".htm")
    case = options.read_case(instance, roster, start, months, encoding, language, ledger=ledger)
    problem, planned = case.problem, case.roster
    options.tell_recorded(case, language)
    if case.violations:
        click.echo(say("show.broken", language, count=len(case.violations)), err=True)
    rotation = rotation_of(problem, planned)
    fairness = fairness_of(problem, planned)
    if as_json:
        facts = {"rotation": rotation.summary(), "fairness": fairness.summary()}
        print_json(facts)
    else:
        for line in _lines(problem, rotation, fairness, rows, language):
            click.echo(line)
    if to:
        trace = read_trace(case.path.parent)
        write_rotation_page(rotation, planned, to, language, trace)
        options.tell_moved(to, language)
        click.echo(say("cli.written", language, path=html), err=as_json)
    return 0


def _lines(
    problem: Problem, rotation: Rotation, fairness: Fairness, rows: int, language: Language
) -> Iterator[str]:
    from scheduler.reports.heat import by_area, most_of, text_heatmap

    tell, said = partial(_say, language), problem.settings.level_said
    first = problem.horizon[0]
    yield tell("title", name=problem.settings.name)
    yield tell("horizon", start=first, months=len(problem.horizon))
    yield f"\n{tell('tiers')}"
    yield from table([
        [tell("tier"), *_headings(tell("localities"), language)],
        *([said(tier, language), *_cells(circuit)] for tier, circuit in rotation.tiers.items()),
    ])  # fmt: skip
    yield f"\n{tell('fairness')}"
    yield from table(_loads(problem, fairness, language))
    yield f"\n{tell('ages_at_end')}"
    yield from table(_ages(problem, rotation, language))
    for tier in rotation.tiers:
        areas = [area for area, _ in by_area(problem, rotation, tier)]
        most = most_of(areas)
        waiting = tell("waiting_for", tier=said(tier, language))
        yield f"\n{waiting}: {tell('scale', months=numeral(f'{most:.1f}', language))}"
        yield from (numeral(line, language) for line in text_heatmap(areas, most))
    yield f"\n{tell('behind')}"
    yield from table(_behind(problem, rotation, rows, language))
    yield f"\n{tell('least')}"
    yield from table(_least(problem, rotation, rows, language))


def _say(language: Language, key: str, **values: object) -> str:
    return say(f"show.{key}", language, **values)


def _headings(counted: str, language: Language) -> list[str]:
    names = ("reached", "share", "completion", "wait")
    return [counted, *(say(f"show.{name}", language) for name in names)]


def _cells(circuit: Circuit) -> list[str]:
    done = circuit.months_to_completion
    return [
        str(circuit.size), str(circuit.reached), f"{100 * circuit.share:.0f} %",
        "–" if done is None else str(done), str(circuit.longest_wait),
    ]  # fmt: skip


def _loads(problem: Problem, fairness: Fairness, language: Language) -> Iterator[list[str]]:
    names = ("tier", "due", "visits", "km_median", "km_largest", "apart")
    yield [say(f"show.{name}", language) for name in names]
    for tier, own in fairness.tiers.items():
        counts = (str(own.due), str(own.visits))
        yield [
            problem.settings.level_said(tier, language),
            *counts,
            *(numeral(f"{km:.1f}", language) for km in (own.km_median, own.km_largest, own.apart)),
        ]


def _ages(problem: Problem, rotation: Rotation, language: Language) -> Iterator[list[str]]:
    from scheduler.reports.heat import ages_in_bins

    bins = [f"{before + 1}–{edge}" for before, edge in pairwise(EDGES)]
    yield [say("show.tier", language), str(EDGES[0]), *bins, f"> {EDGES[-1]}"]
    for tier in rotation.tiers:
        yield [
            problem.settings.level_said(tier, language),
            *map(str, ages_in_bins(rotation.ages_at_end(tier), EDGES)),
        ]


def _behind(
    problem: Problem, rotation: Rotation, rows: int, language: Language
) -> Iterator[list[str]]:
    yield [say(f"show.{key}", language) for key in ("tier", "wait", "last", "locality")]
    order = sorted(rotation.ages.items(), key=lambda item: (-max(item[1]), -item[1][-1], item[0]))
    for (tier, locality), ages in order[:rows]:
        above = [problem.territory[area].name for area in problem.territory.ancestors(locality)]
        name = problem.settings.level_said(tier, language)
        yield [name, str(max(ages)), str(ages[-1]), f"{locality}  {', '.join(above[:-1])}"]


def _least(
    problem: Problem, rotation: Rotation, rows: int, language: Language
) -> Iterator[list[str]]:
    head = (say(f"show.{key}", language) for key in ("cadre", "tier"))
    yield [*head, *_headings(say("show.localities", language), language),
           say("show.name", language)]  # fmt: skip
    people = [cadre for cadre in problem.by_name(problem.cadres) if rotation.cadres[cadre].size]
    for cadre in sorted(people, key=lambda cadre: rotation.cadres[cadre].share)[:rows]:
        row = problem.cadres[cadre]
        tier = problem.settings.level_said(row.tier, language)
        yield [cadre, tier, *_cells(rotation.cadres[cadre]), row.name]
