"""Scenarios side by side, as files: every KPI, every person, every locality."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from scheduler.answers.compare import Effect, effects, level_effects, people, places
from scheduler.answers.whatif import Kpi, Outcome, WhatIf
from scheduler.domain.roster import Visit
from scheduler.engine.result import Result
from scheduler.language import Language, say
from scheduler.results.columns import (
    EFFECT,
    PERSON,
    PLACE,
    VISIT,
    ResultColumn,
    headings,
    roster_columns,
)
from scheduler.results.package import TableFile
from scheduler.results.roster_file import roster_rows
from scheduler.tables.formats.csv_rows import csv_bytes
from scheduler.tables.formats.file_names import safe_name

WIDEST = 6
"""Scenarios that are shown side by side; more are shown below each other."""


def comparison_files(study: WhatIf, language: Language) -> list[TableFile]:
    """`comparison.csv`, `people.csv` and `localities.csv`."""
    run = ("scenario", "seed")
    tables = (
        ("comparison", EFFECT, "kpi", _effect_rows(study, language)),
        ("people", PERSON, "cadre", _people_rows(study, language)),
        ("localities", PLACE, "tier area", _place_rows(study)),
    )
    return [
        _file(name, columns, (*run, *key.split()), rows, language)
        for name, columns, key, rows in tables
    ]


def _file(
    name: str,
    columns: Sequence[ResultColumn],
    key: tuple[str, ...],
    rows: Iterator[list[str]],
    language: Language,
) -> TableFile:
    return TableFile(f"{name}.csv", columns, csv_bytes(headings(columns, language), rows), key)


def _effect_rows(study: WhatIf, language: Language) -> Iterator[list[str]]:
    words = _words("certainties", ("proven", "between", "measured"), language)
    for outcome in study.outcomes:
        head = [outcome.name, str(outcome.seed), outcome.result.status]
        if not outcome.kpis:
            yield [*head, "–", *[""] * 6, ""]
        for effect in effects(study.base, outcome) if outcome.kpis else ():
            pairs = (*_value_and_bound(effect.base), *_value_and_bound(effect.scenario))
            ends = (shown(effect.low), shown(effect.high))
            yield [*head, effect.kpi, *pairs, *ends, words[effect.certainty]]


def _words(key: str, names: Sequence[str], language: Language) -> dict[str, str]:
    return dict(zip(names, say(f"results.{key}", language).split(";"), strict=True))


def _value_and_bound(kpi: Kpi | None) -> list[str]:
    return ["", ""] if kpi is None else [shown(kpi.value), shown(kpi.bound)]


def status_in_words(result: Result, language: Language) -> str:
    """In one or two words what a solve came to."""
    return say(f"whatif.{result.status}", language)


def shown(number: float | None) -> str:
    """A number without a needless fraction; "" for none."""
    return "" if number is None else f"{number:.10g}"


def _people_rows(study: WhatIf, language: Language) -> Iterator[list[str]]:
    words = dict(
        zip(
            ("new", "gone", "idle"),
            say("results.person_statuses", language).split(";"),
            strict=True,
        )
    )
    for outcome in study.outcomes:
        if outcome.result.roster is None:
            continue
        for row in people(study.base, outcome):
            problem = outcome.problem if row.cadre in outcome.problem.cadres else study.base.problem
            cadre = problem.cadres[row.cadre]
            yield [
                outcome.name, str(outcome.seed), row.cadre, cadre.name, cadre.tier,
                words.get(row.status, ""), *map(str, row.due), *map(str, row.visits),
                _visits(row.lost), _visits(row.gained),
            ]  # fmt: skip


def _visits(visits: Sequence[Visit]) -> str:
    return "; ".join(f"{visit.branch} {visit.date.isoformat()}" for visit in visits)


def _place_rows(study: WhatIf) -> Iterator[list[str]]:
    for outcome in study.outcomes:
        if outcome.result.roster is None:
            continue
        for row in places(study.base, outcome):
            known = outcome.problem.territory
            territory = known if row.locality in known else study.base.problem.territory
            above = territory.ancestors(row.locality)[1:2]
            pairs = (*row.visits, *row.age_at_end, *row.longest_wait)
            names = (territory[row.locality].name, territory[above[0]].name if above else "")
            yield [
                outcome.name, str(outcome.seed), row.tier, row.locality, *names,
                *("" if number is None else str(number) for number in pairs),
            ]  # fmt: skip


def roster_files(study: WhatIf, language: Language) -> list[TableFile]:
    """The roster of the base and of each scenario, in `rosters/`."""
    taken: set[str] = set()
    files = []
    for outcome in (study.base, *study.outcomes):
        several = len(study.by_name.get(outcome.name, ())) > 1
        name = safe_name(f"{outcome.name}-{outcome.seed}" if several else outcome.name, taken)
        if outcome.result.roster is not None:
            columns = roster_columns(outcome.problem.settings.levels)
            rows = roster_rows(outcome.problem, outcome.roster, language)
            content = csv_bytes(headings(columns, language), rows)
            files.append(TableFile(f"rosters/{name}.csv", columns, content, VISIT))
    return files


# -- to read, and for programs --------------------------------------------------------------------


def comparison_table(study: WhatIf, language: Language) -> list[list[str]]:
    """The base's value of each KPI, and each scenario's effect on it.

    A row a KPI and a column a scenario; with many scenarios the other way round.
    """
    names = [outcome.name if len(study.by_name[outcome.name]) == 1 else
             f"{outcome.name} #{outcome.seed}" for outcome in study.outcomes]  # fmt: skip
    found = [effects(study.base, outcome) for outcome in study.outcomes]
    by_kpi = [{effect.kpi: effect for effect in own} for own in found]
    kpis = dict.fromkeys([*study.base.kpis, *(effect.kpi for own in found for effect in own)])
    rows = [["", say("whatif.base", language), *names]]
    status = [status_in_words(o.result, language) for o in (study.base, *study.outcomes)]
    rows.append([say("whatif.status", language), *status])
    for kpi in kpis:
        base = study.base.kpis.get(kpi)
        cells = [effect_in_words(own.get(kpi)) for own in by_kpi]
        rows.append([kpi, _known(base), *cells])
    return rows if len(study.outcomes) <= WIDEST else [list(row) for row in zip(*rows, strict=True)]


def effects_by_scenario(study: WhatIf, title: str) -> Iterator[list[str]]:
    """A row a scenario: its effect on each objective."""
    names = [row.name for row in study.base.result.objectives]
    yield [title, *names]
    for outcome in study.outcomes:
        own = {effect.kpi: effect for effect in effects(study.base, outcome)}
        yield [outcome.name, *(effect_in_words(own.get(name)) for name in names)]


def effect_in_words(effect: Effect | None) -> str:
    """The effect: +3, or +1…+5 where bounds leave a range, or ≈+3 below a level that is open."""
    if effect is None or effect.low is None or effect.high is None:
        return "–" if effect is None or effect.scenario is None else shown(effect.scenario.value)
    if effect.low == effect.high:
        guess = effect.certainty == "measured" and effect.base and effect.base.bound is not None
        return f"{'≈' if guess else ''}{effect.low:+.10g}"
    return f"{effect.low:+.10g}…{effect.high:+.10g}"


def _known(kpi: Kpi | None) -> str:
    if kpi is None:
        return "–"
    open_ = kpi.bound is not None and kpi.bound != kpi.value
    return f"{shown(kpi.value)} ≥ {shown(kpi.bound)}" if open_ else shown(kpi.value)


def missed_most(study: WhatIf, most: int, language: Language) -> Iterator[list[str]]:
    """A table of scenarios in each of which one cadre is gone: the gravest loss first."""
    levels = [" + ".join(level.objectives) for level in study.base.result.levels]
    yield [say("whatif.cadre", language), say("whatif.status", language), *levels]
    worst = sorted(study.outcomes, key=lambda outcome: _loss(study.base, outcome), reverse=True)
    for outcome in worst[:most]:
        gone = next(row.cadre for row in people(study.base, outcome) if row.status == "gone")
        name = f"{study.base.problem.cadres[gone].name} ({gone})"
        own = map(effect_in_words, level_effects(study.base, outcome))
        status = status_in_words(outcome.result, language)
        yield [name, status, *(own if outcome.kpis else ["–"] * len(levels))]


def _loss(base: Outcome, outcome: Outcome) -> tuple[float, ...]:
    """How much worse each level gets; that no roster exists at all is the gravest.

    What gets better does not count: the visits that somebody misses are gone with them.
    """
    if outcome.result.status == "infeasible":
        return (math.inf,)
    pairs = zip(base.result.levels, outcome.result.levels, strict=False)
    return tuple(max(0, there.value - here.value) for here, there in pairs)


def markdown(study: WhatIf, language: Language) -> str:
    """The comparison as a page of Markdown."""
    head, *rows = comparison_table(study, language)
    lines = [f"# {say('whatif.title', language, name=study.base.problem.settings.name)}", ""]
    lines += [say("whatif.note", language), ""]
    lines += [_line(head), _line(["---"] * len(head)), *map(_line, rows)]
    if reasons := list(why_infeasible(study, language)):
        lines += ["", *reasons]
    return "\n".join(lines) + "\n"


def why_infeasible(study: WhatIf, language: Language) -> Iterator[str]:
    """The facts that conflict in each scenario without a roster, a line each."""
    for outcome in study.outcomes:
        for conflict in outcome.conflicts:
            yield f"{outcome.name}: {say('conflicts.headline', language)}"
            for fact in conflict.facts:
                yield f"- {fact.table}: {fact.sentence(language)}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def facts(study: WhatIf, language: Language) -> dict[str, Any]:
    """The comparison for a program."""
    return {
        "instance": study.base.problem.settings.name,
        "interrupted": study.interrupted,
        "base": _outcome(study.base),
        "scenarios": [
            _outcome(outcome)
            | {
                "conflicts": [
                    [fact.sentence(language) for fact in conflict.facts]
                    for conflict in outcome.conflicts
                ],
                "effects": {
                    effect.kpi: {
                        "low": effect.low, "high": effect.high, "certainty": effect.certainty,
                    }
                    for effect in effects(study.base, outcome)
                    if outcome.kpis
                }
            }
            for outcome in study.outcomes
        ],
    }  # fmt: skip


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "seed": outcome.seed,
        "status": outcome.result.status,
        "reproducible": outcome.result.reproducible,
        "kpis": {
            name: {"value": kpi.value, "bound": kpi.bound} for name, kpi in outcome.kpis.items()
        },
    }


def as_json(study: WhatIf, language: Language) -> str:
    """The comparison as JSON."""
    return json.dumps(facts(study, language), ensure_ascii=False, indent=2) + "\n"
