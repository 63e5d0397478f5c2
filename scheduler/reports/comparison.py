"""Scenarios side by side, to read: a table and a page of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.answers.compare import Effect, effects, level_effects, people
from scheduler.answers.whatif import Kpi, WhatIf
from scheduler.domain.vocabulary import called, objectives_said
from scheduler.engine.result import Result
from scheduler.language import Language, numeral, say
from scheduler.reports.shifts import leading, ranked, scenario_said
from scheduler.results.comparison import figure, kpi_said

WIDEST = 6
"""Scenarios that are shown side by side; more are shown below each other."""


def status_in_words(result: Result, language: Language) -> str:
    """In one or two words what a solve came to."""
    return say(f"whatif.{result.status}", language)


def comparison_table(study: WhatIf, language: Language) -> list[list[str]]:
    """The base's value of each KPI, and each scenario's effect on it.

    A row a KPI and a column a scenario; with many scenarios the other way round.
    """
    names = [scenario_said(study, outcome) for outcome in study.outcomes]
    found = [effects(study.base, outcome) for outcome in study.outcomes]
    by_kpi = [{effect.kpi: effect for effect in own} for own in found]
    kpis = dict.fromkeys([*study.base.kpis, *(effect.kpi for own in found for effect in own)])
    rows = [["", say("whatif.base", language), *names]]
    status = [status_in_words(o.result, language) for o in (study.base, *study.outcomes)]
    rows.append([say("whatif.status", language), *status])
    for kpi in kpis:
        base = study.base.kpis.get(kpi)
        cells = [effect_in_words(own.get(kpi), language) for own in by_kpi]
        name = kpi_said(kpi, study.base.problem, language)
        rows.append([name, numeral(_known(base), language), *cells])
    return rows if len(study.outcomes) <= WIDEST else [list(row) for row in zip(*rows, strict=True)]


def effects_by_scenario(study: WhatIf, title: str, language: Language) -> Iterator[list[str]]:
    """A row a scenario: its effect on each objective."""
    names = [row.name for row in study.base.result.objectives]
    yield [title, *(called("objectives", name, language) for name in names)]
    for outcome in study.outcomes:
        own = {effect.kpi: effect for effect in effects(study.base, outcome)}
        yield [outcome.name, *(effect_in_words(own.get(name), language) for name in names)]


def effect_in_words(effect: Effect | None, language: Language) -> str:
    """The effect: +3, or +1…+5 where bounds leave a range, or ≈+3 below a level that is open."""
    if effect is None or effect.low is None or effect.high is None:
        known = effect.scenario if effect else None
        return "–" if known is None else numeral(figure(known.value), language)
    if effect.low == effect.high:
        guess = effect.certainty == "measured" and effect.base and effect.base.bound is not None
        return numeral(f"{'≈' if guess else ''}{effect.low:+.10g}", language)
    return numeral(f"{effect.low:+.10g}…{effect.high:+.10g}", language)


def _known(kpi: Kpi | None) -> str:
    if kpi is None:
        return "–"
    open_ = kpi.bound is not None and kpi.bound != kpi.value
    return f"{figure(kpi.value)} ≥ {figure(kpi.bound)}" if open_ else figure(kpi.value)


def note(study: WhatIf, language: Language) -> str:
    """How the comparison is to be read."""
    key = "note" if study.base.result.roster is not None else "note_without_base"
    return say(f"whatif.{key}", language)


def missed_most(study: WhatIf, most: int, language: Language) -> Iterator[list[str]]:
    """A table of scenarios in each of which one cadre is gone: the gravest loss first."""
    levels = [objectives_said(level.objectives, language) for level in study.base.result.levels]
    yield [say("whatif.cadre", language), say("whatif.status", language), *levels]
    for outcome in ranked(study)[:most]:
        gone = next(row.cadre for row in people(study.base, outcome) if row.status == "gone")
        name = f"{study.base.problem.cadres[gone].name} ({gone})"
        own = (effect_in_words(one, language) for one in level_effects(study.base, outcome))
        status = status_in_words(outcome.result, language)
        yield [name, status, *(own if outcome.kpis else ["–"] * len(levels))]


def markdown(study: WhatIf, language: Language) -> str:
    """The comparison as a page of Markdown."""
    head, *rows = comparison_table(study, language)
    lines = [f"# {say('whatif.title', language, name=study.base.problem.settings.name)}", ""]
    lines += [*leading(study, language), "", note(study, language), ""]
    lines += [_line(head), _line(["---"] * len(head)), *map(_line, rows)]
    if reasons := list(why_infeasible(study, language)):
        lines += ["", *reasons]
    return "\n".join(lines) + "\n"


def why_infeasible(study: WhatIf, language: Language) -> Iterator[str]:
    """The facts that conflict in the base and in each scenario without a roster, a line each."""
    for outcome in (study.base, *study.outcomes):
        name = say("whatif.base", language) if outcome is study.base else outcome.name
        for conflict in outcome.conflicts:
            yield f"{name}: {say('conflicts.headline', language)}"
            for fact in conflict.facts:
                yield f"- {fact.table}: {fact.sentence(language)}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
