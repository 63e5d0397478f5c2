"""What a roster answers first: what is missing and why, who returns too soon, what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scheduler.answers.missed import MissedVisits, missed_visits
from scheduler.answers.rotation import Rotation
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.vocabulary import meant
from scheduler.language import Language, say
from scheduler.results.place_names import within_said
from scheduler.results.trace import TraceRow
from scheduler.rules import all_objectives
from scheduler.rules.missed import Missed


def leading_sentence(
    rotation: Rotation, roster: Roster, trace: Sequence[TraceRow], language: Language
) -> str:
    """The answer in one sentence; the trace tells whether what is missing is proven."""
    problem = rotation.problem
    parts = [_missing(problem, roster, trace, language), _soon(problem, roster, language)]
    said = "; ".join([*parts, *_longest(rotation, language)])
    return f"{said}."


def _missing(
    problem: Problem, roster: Roster, trace: Sequence[TraceRow], language: Language
) -> str:
    due = sum(problem.owed(c, month) for c in problem.cadres for month in problem.horizon)
    causes: Counter[str] = Counter()
    for missed in missed_visits(problem, roster):
        causes[main_cause(missed)] += missed.count
    if not causes:
        return say("show.lead_all", language, due=due)
    reasons = ", ".join(
        say(f"show.cause_{cause}", language, count=count) for cause, count in causes.most_common()
    )
    count = causes.total()
    key = "show.lead_cannot" if _is_proven(count, trace) else "show.lead_missed"
    return say(key, language, count=count, due=due, reasons=reasons)


def main_cause(missed: MissedVisits) -> str:
    """The one cause that takes away most of the meetings at which the visits could be made."""
    if not missed.branches:
        return "branches"
    if not missed.meetings:
        return "meetings"
    fates = {
        "left": missed.left, "away": missed.away, "forbidden": missed.forbidden,
        "refused": sum(missed.refused.values()), "over": missed.over, "own": missed.own,
    }  # fmt: skip
    return "left" if missed.left else max(fates, key=lambda fate: fates[fate])


def _is_proven(count: int, trace: Sequence[TraceRow]) -> bool:
    """Whether the trace says that so many are missed at least."""
    known = [row for row in trace if meant("objectives", row.objectives, all_objectives())
             == Missed.name]  # fmt: skip
    return bool(known) and known[-1].bound == count


def _soon(problem: Problem, roster: Roster, language: Language) -> str:
    count = sum(1 for _ in returns_too_soon(problem, roster))
    return say("show.soon", language, count=count) if count else say("show.soon_none", language)


def returns_too_soon(problem: Problem, roster: Roster) -> Iterator[tuple[str, str, int]]:
    """Cadre, locality and month (running number) of each visit of the roster that follows another
    there within the cadre's gap, recorded ones included.
    """
    planned: dict[tuple[str, str], list[int]] = {}
    for visit in roster:
        if visit.cadre in problem.cadres and visit.branch in problem.branches:
            key = visit.cadre, problem.locality(visit.branch)
            planned.setdefault(key, []).append(visit.month_number)
    for key, months in sorted(planned.items()):
        before = sorted((*problem.past_months.get(key, ()), *months))
        gap = problem.gap(key[0])
        for place, month in enumerate(before[1:]):
            if month in months and gap >= 2 and month - before[place] < gap:
                yield *key, month


def _longest(rotation: Rotation, language: Language) -> Iterator[str]:
    """The longest wait, for whom and where; nothing where nothing waits."""
    tier = tier_longest_waited_for(rotation)
    waits = {place: max(ages) for (own, place), ages in rotation.ages.items() if own == tier}
    if not waits:
        return
    problem, months = rotation.problem, max(waits.values())
    places = [place for place, wait in waits.items() if wait == months]
    yield say(
        "show.longest_and" if len(places) > 1 else "show.longest", language,
        tier=problem.settings.level_said(tier, language), months=months,
        place=within_said(problem, places[0]), count=len(places) - 1,
    )  # fmt: skip


def tier_longest_waited_for(rotation: Rotation) -> str:
    """The tier for which some place waits longest; "" without any place."""
    return max(rotation.ages, key=lambda key: max(rotation.ages[key]), default=("", ""))[0]
