"""Answers as pandas frames, for notebooks: one function an answer, one row a thing.

>>> import scheduler
>>> problem = scheduler.read("instances/first-steps")
>>> result = scheduler.solve(problem)
>>> scheduler.frames.objectives(result).columns.tolist()
['level', 'objective', 'value', 'bound']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from scheduler.answers.explain import Explanation
    from scheduler.answers.replan import VisitChange
    from scheduler.answers.substitute import Substitutes
    from scheduler.answers.whatif import WhatIf
    from scheduler.domain.problem import Problem
    from scheduler.domain.roster import Roster
    from scheduler.engine.result import Result
    from scheduler.language import Language
    from scheduler.reports.upward.figures import Figures
    from scheduler.results.columns import FieldType


def visits(problem: Problem, roster: Roster, language: Language = "en") -> pd.DataFrame:
    """A row a visit, with the columns of `roster.csv` under the names of the data dictionary.

    Months are periods, dates timestamps, numbers numbers (``<NA>`` or NaN where there is none), the
    rest text; weekdays and sessions are in the words of the language.
    """
    from scheduler.results.roster import roster_columns, visit_rows

    rows = list(visit_rows(problem, roster, language))
    columns = roster_columns(problem.settings.levels)
    return pd.DataFrame({c.name: _typed([c.cell(row) for row in rows], c.type) for c in columns})


def _typed(cells: list[str], kind: FieldType) -> pd.Series[Any] | pd.PeriodIndex | pd.DatetimeIndex:
    """The cells of a column of a result as values of its type."""
    match kind:
        case "yearmonth":
            return pd.PeriodIndex(cells, freq="M")
        case "date":
            return pd.DatetimeIndex(cells)
        case "integer":
            return pd.Series([int(cell) if cell else None for cell in cells], dtype="Int64")
        case "number":
            return pd.Series([float(cell) if cell else None for cell in cells], dtype="float64")
    return pd.Series(cells, dtype=object)


def objectives(result: Result) -> pd.DataFrame:
    """A row an objective: its level, its value and its proven bound."""
    rows = [(row.level, row.name, row.value, row.bound) for row in result.objectives]
    return pd.DataFrame(rows, columns=["level", "objective", "value", "bound"])


def trace(result: Result) -> pd.DataFrame:
    """A row each time a value or a bound changed: seconds, level, value, bound, gap."""
    rows = [(row.seconds, row.level, row.value, row.bound) for row in result.trace]
    frame = pd.DataFrame(rows, columns=["seconds", "level", "value", "bound"])
    return frame.assign(gap=frame["value"] - frame["bound"])


def cadres(problem: Problem, roster: Roster) -> pd.DataFrame:
    """A row a cadre: visits due and made, kilometres, and how far their circuit has come round."""
    from scheduler.answers.fairness import fairness_of
    from scheduler.answers.rotation import rotation_of

    loads, circuits = fairness_of(problem, roster).cadres, rotation_of(problem, roster).cadres
    rows = [
        (
            cadre, problem.cadres[cadre].name, problem.cadres[cadre].tier, loads[cadre].due,
            loads[cadre].visits, loads[cadre].km, circuits[cadre].size, circuits[cadre].reached,
        )
        for cadre in problem.by_name(problem.cadres)
    ]  # fmt: skip
    columns = ["cadre", "name", "tier", "due", "visits", "km", "localities", "reached"]
    return pd.DataFrame(rows, columns=columns).set_index("cadre")


def ages(problem: Problem, roster: Roster) -> pd.DataFrame:
    """A row a tier and locality, a column a month: its age, in months since a visit."""
    from scheduler.answers.rotation import rotation_of

    found = rotation_of(problem, roster).ages
    index = pd.MultiIndex.from_tuples(list(found), names=["tier", "locality"])
    months = pd.PeriodIndex([str(month) for month in problem.horizon], freq="M", name="month")
    return pd.DataFrame([list(own) for own in found.values()], index=index, columns=months)


def kpis(study: WhatIf) -> pd.DataFrame:
    """A row a scenario (and seed), a column a KPI: its value in the roster found."""
    outcomes = (study.base, *study.outcomes)
    rows = [{name: kpi.value for name, kpi in outcome.kpis.items()} for outcome in outcomes]
    index = pd.MultiIndex.from_tuples(
        [(outcome.name, outcome.seed) for outcome in outcomes], names=["scenario", "seed"]
    )
    return pd.DataFrame(rows, index=index)


def effects(study: WhatIf) -> pd.DataFrame:
    """A row a scenario, seed and KPI: between ``low`` and ``high`` it differs from the base."""
    from scheduler.answers import compare

    rows = [
        (
            outcome.name, outcome.seed, effect.kpi,
            effect.base and effect.base.value, effect.scenario and effect.scenario.value,
            effect.low, effect.high, effect.certainty,
        )
        for outcome in study.outcomes
        for effect in compare.effects(study.base, outcome)
    ]  # fmt: skip
    columns = ["scenario", "seed", "kpi", "base", "value", "low", "high", "certainty"]
    return pd.DataFrame(rows, columns=columns)


def alternatives(explanation: Explanation) -> pd.DataFrame:
    """A row an alternative: what the best roster with it costs more on each level."""
    names = [" + ".join(level) for level in explanation.levels]
    rows = []
    for alternative in explanation.alternatives:
        more = explanation.difference(alternative) or [None] * len(names)
        visit = alternative.visit
        rows.append((alternative.kind, visit.cadre, visit.branch, pd.Timestamp(visit.date), *more))
    columns = ["kind", "cadre", "branch", "date", *names]
    return pd.DataFrame(rows, columns=columns)


def substitutes(answer: Substitutes) -> pd.DataFrame:
    """A row a substitute, the cheapest first: the cost on each level, and what else changes."""
    rows = [(found.cadre, *found.difference, len(found.changes)) for found in answer.able]
    return pd.DataFrame(rows, columns=["cadre", *answer.levels, "other_changes"])


def changes(found: Sequence[VisitChange]) -> pd.DataFrame:
    """A row a change: what was published and what there is now."""
    rows = [
        (
            change.kind, change.cadre, str(change.month),
            change.before and change.before.branch,
            pd.Timestamp(change.before.date) if change.before else pd.NaT,
            change.after and change.after.branch,
            pd.Timestamp(change.after.date) if change.after else pd.NaT,
        )
        for change in found
    ]  # fmt: skip
    columns = ["kind", "cadre", "month", "branch_before", "date_before", "branch_after",
               "date_after"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def report(figures: Figures) -> dict[str, pd.DataFrame]:
    """The tables of a report (`counts`, `people`, `places`, `branches`, `bodies`, `voices`,
    `adjustments`), with the columns of its CSVs under the names of the data dictionary.

    Words are English; of `people` it is also told who never went (`never_went`).
    """
    from scheduler.reports.upward.figures import REPORTS, rows_of

    rows = {name: list(own) for name, own in rows_of(figures, "en").items()}
    found = {
        table.name.removeprefix("report_"): pd.DataFrame(
            {c.name: _typed([c.cell(row) for row in rows[table.name]], c.type)
             for c in table.columns}
        )
        for table in REPORTS
    }  # fmt: skip
    found["people"]["never_went"] = [person.never_went for person in figures.people]
    return found


def outcomes(figures: Figures) -> pd.DataFrame:
    """A row a visit of a report's period that was planned or made, by date: to be grouped at will.

    ``status`` is what became of it (``no_answer`` where nothing came back) and ``made`` whether
    somebody went; an ``unplanned`` one is in no plan. ``month`` (a period), ``tier``,
    ``organization`` and ``body`` (the area of its body) are those of the plan, else of whoever
    went. ``date`` and ``went`` say when and by whom it was really made; a visit that was not made
    has its planned date, and ``went`` is "". ``attendance`` and ``members`` are ``<NA>`` where
    nothing is told.
    """
    from scheduler.reports.upward.bodies import home_of

    period = figures.period
    rows = [
        (
            pd.Period(str(line.month), "M"), pd.Timestamp(line.date), line.fate, line.is_made,
            tier, organization, home_of(period, line.owner, tier, line), line.branch, line.owner,
            line.cadre if line.is_made else "",
            told.attendance if told else None, told.members if told else None,
            told.opinions if told else "", told.proposals if told else "",
        )
        for line in period.lines
        for told in [line.outcome.told if line.outcome else None]
        for tier, organization in [
            (line.planned.tier, line.planned.organization) if line.planned else period.goer_of(line)
        ]
    ]  # fmt: skip
    columns = ["month", "date", "status", "made", "tier", "organization", "body", "branch",
               "cadre", "went", "attendance", "members", "opinions", "proposals"]  # fmt: skip
    kinds = {
        "month": "period[M]", "date": "datetime64[ns]", "made": "bool", "attendance": "Int64",
        "members": "Int64",
    }  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype(kinds)
