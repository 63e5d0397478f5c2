"""What scenarios change for better or worse, ranked: numbers behind a picture, and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.answers.compare import Certainty, Effect, effects
from scheduler.answers.whatif import Kpi, Outcome, WhatIf
from scheduler.language import Language, numeral, say
from scheduler.reports.measures import NEITHER, Measure, measure_of, measure_said
from scheduler.rules import all_objectives

SENTENCES = 3
"""Scenarios that are all told; of more, only the gravest and the most helpful."""
_TOLD_FIRST = ("visits", "missed", "early_returns", "longest_wait")
_TOLD = 3
"""Figures in a sentence."""


@dataclass(frozen=True)
class Shift:
    """A figure that a scenario changes.

    Parts are per cent of the figure's whole (:mod:`.measures`), above 0 for better; ``least`` and
    ``most`` are the ends of what is not proven, both ``part`` where nothing is open. None where the
    whole is nothing.
    """

    kpi: str
    change: float
    """What was found, against what was found in the base."""
    certainty: Certainty
    name: str
    part: float | None
    least: float | None
    most: float | None
    text: str
    """Value before and after with the unit, and the change."""

    @property
    def is_better(self) -> bool:
        """Whether what was found is better than in the base."""
        return self.change * measure_of(self.kpi).more > 0


def shifts(base: Outcome, outcome: Outcome, language: Language) -> list[Shift]:
    """Every figure for which anything is or may be better or worse, the largest first."""
    found = [
        _shift(base, effect, effect.base, effect.scenario, language)
        for effect in effects(base, outcome)
        if effect.kpi not in NEITHER and effect.base and effect.scenario
        if effect.low or effect.high or effect.base.value != effect.scenario.value
    ]
    return sorted(found, key=lambda one: -math.inf if one.part is None else -abs(one.part))


def _shift(base: Outcome, effect: Effect, here: Kpi, there: Kpi, language: Language) -> Shift:
    measure, change = measure_of(effect.kpi), round(there.value - here.value, 6)
    whole = measure.whole(base.kpis, effect.kpi)
    low, high = (change if end is None else end for end in (effect.low, effect.high))

    def share(value: float) -> float | None:
        return 100 * measure.more * value / whole if whole else None

    least, most = (low, high) if measure.more > 0 else (high, low)
    part = share(change)
    text = (
        f"{measure.shown(here.value, language)} → {measure.shown(there.value, language)}"
        f"{measure.unit_said(there.value, language)}"
    )
    if low < high:
        text += f" ({measure.shown(low, language, True)} … {measure.shown(high, language, True)})"
    elif part is not None:
        text += f" ({change_said(part * measure.more, measure, language)})"
    return Shift(
        effect.kpi, change, effect.certainty, measure_said(effect.kpi, base.problem, language),
        part, share(least), share(most), text,
    )  # fmt: skip


def change_said(part: float, measure: Measure, language: Language) -> str:
    """Per cent with a sign, to a tenth where small; shares differ by points."""
    if 0 < abs(part) < 0.05:
        text = "+<0.1" if part > 0 else "-<0.1"
    else:
        text = f"{part:+.0f}" if abs(part) >= 10 else f"{part:+.1f}"
    text = numeral(text.replace("-", "\N{MINUS SIGN}"), language)
    return say("measures.points" if measure.is_share else "measures.percent", language, number=text)


def ranked(study: WhatIf) -> list[Outcome]:
    """The scenarios, the gravest loss first; that no roster exists at all is the gravest."""
    return sorted(study.outcomes, key=lambda one: _gravity(study.base, one), reverse=True)


def _gravity(base: Outcome, outcome: Outcome) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How much worse each level gets, and then how it changes at all.

    What gets better does not count at first: visits that somebody misses are gone with them.
    """
    if outcome.result.roster is None:
        return (math.inf,), (0 if outcome.result.status == "unknown" else 1,)
    pairs = list(zip(base.result.levels, outcome.result.levels, strict=False))
    changes = tuple(there.value - here.value for here, there in pairs)
    return tuple(max(0, change) for change in changes), changes


def leading(study: WhatIf, language: Language) -> Iterator[str]:
    """What the study answers, a sentence a scenario; of many the gravest and the most helpful."""
    if study.base.result.roster is None:
        yield say("whatif.lead_no_base", language)
    order = ranked(study)
    if len(order) <= SENTENCES:
        yield from (answer(study, outcome, language) for outcome in order)
        return
    for key, outcome in (("gravest", order[0]), ("helpful", order[-1])):
        said = answer(study, outcome, language)
        yield say(f"whatif.lead_{key}", language, count=len(order), answer=said)


def answer(study: WhatIf, outcome: Outcome, language: Language) -> str:
    """What a scenario comes to, as a sentence."""
    base, name = study.base, scenario_said(study, outcome)
    if outcome.result.roster is None:
        return say(f"whatif.answer_{outcome.result.status}", language, name=name)
    if not base.kpis:
        return say("whatif.answer_alone", language, name=name)
    found = {one.kpi: one for one in shifts(base, outcome, language)}
    if not found:
        return say("whatif.answer_none", language, name=name)
    first = [kpi for kpi in _TOLD_FIRST if kpi in found]
    rest = [kpi for kpi in base.kpis if kpi in found and kpi not in first]
    told = [found[kpi] for kpi in [*first, *rest][:_TOLD]]
    parts = ", ".join(_told(one, language) for one in told)
    certainty = _certainty(list(found.values()), told, language)
    return say("whatif.answer", language, name=name, told=parts, certainty=certainty)


def scenario_said(study: WhatIf, outcome: Outcome) -> str:
    """The scenario's name, with the seed where there are several of that name."""
    several = len(study.by_name.get(outcome.name, ())) > 1
    return f"{outcome.name} #{outcome.seed}" if several else outcome.name


def _told(shift: Shift, language: Language) -> str:
    if shift.kpi == "visits":
        key = "whatif.visits_more" if shift.change > 0 else "whatif.visits_fewer"
        return say(key, language, count=int(abs(shift.change)))
    return f"{shift.name} {shift.text}"


def _certainty(found: Sequence[Shift], told: Sequence[Shift], language: Language) -> str:
    """Whether every change of an objective is proven, and what of the sentence can be no more than
    what the rosters found have.
    """
    names = all_objectives()
    objectives = [one for one in found if one.kpi in names]
    loose = [one.name for one in told if one.kpi not in (*names, "visits")]
    if not objectives:
        return say("whatif.answer_found", language)
    if any(one.certainty != "proven" for one in objectives):
        return say("whatif.answer_open", language)
    if loose:
        return say("whatif.answer_proven_but", language, names=", ".join(loose))
    return say("whatif.answer_proven", language)
