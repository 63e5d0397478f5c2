"""Scenarios side by side, as tables: every KPI, every person, every locality, and the rosters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from scheduler.answers.compare import (
    Certainty,
    Effect,
    LocalityDifference,
    PersonDifference,
    PersonStatus,
    effects,
    localities,
    people,
)
from scheduler.answers.whatif import REACHED, Kpi, Outcome, WhatIf
from scheduler.domain.problem import Problem
from scheduler.domain.records import Cadre
from scheduler.domain.roster import Visit
from scheduler.domain.territory import Territory
from scheduler.domain.vocabulary import called
from scheduler.language import Language, is_said, say
from scheduler.results.columns import ResultColumn, ResultTable, words_of
from scheduler.results.package import TableFile, table_file
from scheduler.results.roster import roster_table, visit_rows
from scheduler.tables.formats.file_names import safe_name


@dataclass(frozen=True)
class EffectRow:
    """What a scenario does to a KPI; without a roster it does nothing to any."""

    outcome: Outcome
    effect: Effect | None
    language: Language

    @property
    def base(self) -> Kpi | None:
        """The KPI in the base."""
        return self.effect.base if self.effect else None

    @property
    def scenario(self) -> Kpi | None:
        """The KPI in the scenario."""
        return self.effect.scenario if self.effect else None

    @property
    def kpi(self) -> str:
        """What the KPI is called."""
        if self.effect is None:
            return "–"
        return kpi_said(self.effect.kpi, self.outcome.problem, self.language)

    @property
    def certainty(self) -> str:
        """In words."""
        if self.effect is None:
            return ""
        known = get_args(Certainty)
        return words_of("certainties", self.language)[known.index(self.effect.certainty)]


@dataclass(frozen=True)
class PersonRow:
    """What a scenario means for a person."""

    outcome: Outcome
    person: PersonDifference
    cadre: Cadre
    language: Language

    @property
    def tier(self) -> str:
        """The tier, as it is called."""
        return self.outcome.problem.settings.level_said(self.cadre.tier, self.language)

    @property
    def status(self) -> str:
        """New, gone or idle, in words; "" for everybody else."""
        if not self.person.status:
            return ""
        known = [status for status in get_args(PersonStatus) if status]
        return words_of("person_statuses", self.language)[known.index(self.person.status)]


@dataclass(frozen=True)
class PlaceRow:
    """What a scenario means for a locality."""

    outcome: Outcome
    place: LocalityDifference
    problem: Problem
    language: Language

    @property
    def territory(self) -> Territory:
        """Where the locality lies."""
        return self.problem.territory

    @property
    def tier(self) -> str:
        """The tier, as it is called."""
        return self.problem.settings.level_said(self.place.tier, self.language)

    @property
    def above(self) -> str:
        """Name of the area above it, or ""."""
        areas = self.territory.ancestors(self.place.locality)[1:2]
        return self.territory[areas[0]].name if areas else ""


def comparison_files(study: WhatIf, language: Language) -> list[TableFile]:
    """`comparison.csv`, `people.csv` and `localities.csv`."""
    return [
        table_file("comparison.csv", COMPARISON, _effect_rows(study, language), language),
        table_file("people.csv", PEOPLE, _people_rows(study, language), language),
        table_file("localities.csv", LOCALITIES, _place_rows(study, language), language),
    ]


def roster_files(study: WhatIf, language: Language) -> list[TableFile]:
    """The roster of the base and of each scenario, in `rosters/`."""
    taken: set[str] = set()
    files = []
    for outcome in (study.base, *study.outcomes):
        several = len(study.by_name.get(outcome.name, ())) > 1
        name = safe_name(f"{outcome.name}-{outcome.seed}" if several else outcome.name, taken)
        settings = outcome.problem.settings
        if outcome.result.roster is not None:
            table = roster_table(settings.levels, names=settings.level_names)
            rows = visit_rows(outcome.problem, outcome.roster, language)
            files.append(table_file(f"rosters/{name}.csv", table, rows, language))
    return files


def kpi_said(kpi: str, problem: Problem, language: Language) -> str:
    """What a KPI is called: an objective, what is counted, or how much a tier has reached."""
    if kpi.startswith(REACHED):
        tier = problem.settings.level_said(kpi.removeprefix(REACHED), language)
        return say("kpis.reached", language, tier=tier)
    return (
        say(f"kpis.{kpi}", language)
        if is_said(f"kpis.{kpi}", language)
        else called("objectives", kpi, language)
    )


def status_said(outcome: Outcome, language: Language) -> str:
    """How the solve of a scenario ended."""
    return say(f"whatif.{outcome.result.status}", language)


def figure(number: float | None) -> str:
    """A number without a needless fraction; "" for none."""
    return "" if number is None else f"{number:.10g}"


def _effect_rows(study: WhatIf, language: Language) -> Iterator[EffectRow]:
    for outcome in study.outcomes:
        if not outcome.kpis:
            yield EffectRow(outcome, None, language)
        for effect in effects(study.base, outcome) if outcome.kpis else ():
            yield EffectRow(outcome, effect, language)


def _people_rows(study: WhatIf, language: Language) -> Iterator[PersonRow]:
    for outcome in _compared(study):
        for row in people(study.base, outcome):
            problem = outcome.problem if row.cadre in outcome.problem.cadres else study.base.problem
            yield PersonRow(outcome, row, problem.cadres[row.cadre], language)


def _place_rows(study: WhatIf, language: Language) -> Iterator[PlaceRow]:
    for outcome in _compared(study):
        for row in localities(study.base, outcome):
            known = row.locality in outcome.problem.territory
            problem = outcome.problem if known else study.base.problem
            yield PlaceRow(outcome, row, problem, language)


def _compared(study: WhatIf) -> Iterator[Outcome]:
    """The scenarios whose visits can be compared with those of the base."""
    if study.base.result.roster is not None:
        yield from (outcome for outcome in study.outcomes if outcome.result.roster is not None)


def _value(kpi: Kpi | None) -> str:
    return figure(kpi.value) if kpi else ""


def _bound(kpi: Kpi | None) -> str:
    return figure(kpi.bound) if kpi else ""


def _visits(visits: Sequence[Visit]) -> str:
    return "; ".join(f"{visit.branch} {visit.date.isoformat()}" for visit in visits)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


_EffectColumn = ResultColumn[EffectRow]
_PersonColumn = ResultColumn[PersonRow]
_PlaceColumn = ResultColumn[PlaceRow]

COMPARISON = ResultTable[EffectRow](
    "comparison",
    (
        _EffectColumn("comparison", "scenario", lambda row: row.outcome.name, filled=True),
        _EffectColumn("comparison", "seed", lambda row: str(row.outcome.seed), "integer",
                      filled=True),
        _EffectColumn("comparison", "outcome", lambda row: status_said(row.outcome, row.language),
                      filled=True),
        _EffectColumn("comparison", "kpi", lambda row: row.kpi, filled=True),
        _EffectColumn("comparison", "base_value", lambda row: _value(row.base), "number"),
        _EffectColumn("comparison", "base_bound", lambda row: _bound(row.base), "number"),
        _EffectColumn("comparison", "value", lambda row: _value(row.scenario), "number"),
        _EffectColumn("comparison", "bound", lambda row: _bound(row.scenario), "number"),
        _EffectColumn("comparison", "effect_low",
                      lambda row: figure(row.effect.low) if row.effect else "", "number"),
        _EffectColumn("comparison", "effect_high",
                      lambda row: figure(row.effect.high) if row.effect else "", "number"),
        _EffectColumn("comparison", "certainty", lambda row: row.certainty, words="certainties"),
    ),
    ("scenario", "seed", "kpi"),
)  # fmt: skip
"""What each scenario does to each KPI."""

PEOPLE = ResultTable[PersonRow](
    "people",
    (
        _PersonColumn("people", "scenario", lambda row: row.outcome.name, filled=True),
        _PersonColumn("people", "seed", lambda row: str(row.outcome.seed), "integer", filled=True),
        _PersonColumn("people", "cadre", lambda row: row.cadre.id, filled=True),
        _PersonColumn("people", "cadre_name", lambda row: row.cadre.name),
        _PersonColumn("people", "tier", lambda row: row.tier),
        _PersonColumn("people", "person_status", lambda row: row.status, words="person_statuses"),
        _PersonColumn("people", "base_due", lambda row: str(row.person.due[0]), "integer",
                      filled=True, least=0),
        _PersonColumn("people", "due", lambda row: str(row.person.due[1]), "integer",
                      filled=True, least=0),
        _PersonColumn("people", "base_visits", lambda row: str(row.person.visits[0]), "integer",
                      filled=True, least=0),
        _PersonColumn("people", "visits", lambda row: str(row.person.visits[1]), "integer",
                      filled=True, least=0),
        _PersonColumn("people", "lost", lambda row: _visits(row.person.lost)),
        _PersonColumn("people", "gained", lambda row: _visits(row.person.gained)),
    ),
    ("scenario", "seed", "cadre"),
)  # fmt: skip
"""What each scenario means for each person."""

LOCALITIES = ResultTable[PlaceRow](
    "localities",
    (
        _PlaceColumn("localities", "scenario", lambda row: row.outcome.name, filled=True),
        _PlaceColumn("localities", "seed", lambda row: str(row.outcome.seed), "integer",
                     filled=True),
        _PlaceColumn("localities", "tier", lambda row: row.tier, filled=True),
        _PlaceColumn("localities", "area", lambda row: row.place.locality, filled=True),
        _PlaceColumn("localities", "area_name",
                     lambda row: row.territory[row.place.locality].name, filled=True),
        _PlaceColumn("localities", "area_above", lambda row: row.above),
        _PlaceColumn("localities", "base_visits", lambda row: str(row.place.visits[0]), "integer",
                     filled=True, least=0),
        _PlaceColumn("localities", "visits", lambda row: str(row.place.visits[1]), "integer",
                     filled=True, least=0),
        _PlaceColumn("localities", "base_age_at_end", lambda row: _text(row.place.age_at_end[0]),
                     "integer", least=0),
        _PlaceColumn("localities", "age_at_end", lambda row: _text(row.place.age_at_end[1]),
                     "integer", least=0),
        _PlaceColumn("localities", "base_longest_wait",
                     lambda row: _text(row.place.longest_wait[0]), "integer", least=0),
        _PlaceColumn("localities", "longest_wait", lambda row: _text(row.place.longest_wait[1]),
                     "integer", least=0),
    ),
    ("scenario", "seed", "tier", "area"),
)  # fmt: skip
"""What each scenario means for each locality."""
