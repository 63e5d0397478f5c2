"""`scheduler solve`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import options, solving
from scheduler.cli.failures import INTERRUPTED
from scheduler.domain.months import Month
from scheduler.language import Language


@click.command("solve")
@options.path_argument("instance")
@options.out
@options.ledger
@options.start
@options.months
@options.time_limit
@options.workers
@options.seed
@click.option("--hint", type=click.Path(path_type=Path))
@options.as_json
@options.progress
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    out: Path,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    time_limit: float | None,
    workers: int,
    seed: int,
    hint: Path | None,
    as_json: bool,
    progress: bool,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler solve`, as `help.toml` describes it."""
    from scheduler.results.misnomers import find_misnomers
    from scheduler.service.reading import read_hint
    from scheduler.service.solve import write_result
    from scheduler.tables.formats.destination import Destination

    to = Destination(out, force, [instance, *([hint] if hint else [])])
    to.check_folder()  # before the work, not only after it
    source = options.read_source(instance, language, encoding)
    with options.opened(ledger, instance, language) as known_ledger:
        problem, past = options.planning(source, start, months, known_ledger)
    options.tell(past.notices, language)
    known = read_hint(source, hint, encoding) if hint else None
    if known:
        options.tell([known.part_notice] if known.is_part else [], language)
        options.tell_misnomers(find_misnomers(problem, known), language)

    from scheduler.engine.params import SolveParams
    from scheduler.engine.solve import solve

    with solving.engine(problem, progress, language, time_limit) as run:
        result = solve(
            problem,
            seed=seed,
            time_limit=time_limit,
            hint=known.roster if known else None,
            params=SolveParams(workers=workers),
            **run,
        )
    if result.roster is None:
        return solving.tell_why_not(problem, source, result, language, as_json)
    write_result(problem, result, to, language, source.digest, past)
    options.tell_moved(to, language)
    if as_json:
        solving.tell_json(out, language)
    else:
        solving.tell(out, problem, result, language)
    return INTERRUPTED if result.interrupted else 0
