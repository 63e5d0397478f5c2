"""What is known of the past when a month is planned: by the instance, and by a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scheduler.domain.elapsed import Elapsed
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import Language, Spoken
from scheduler.ledger.history import (
    LedgerHistory,
    former_ones,
    month_after,
    unknown_months,
    with_history,
)
from scheduler.ledger.records import Known, Receipt

if TYPE_CHECKING:
    from scheduler.ledger.ledger import Ledger  # SQLAlchemy takes its time to load


@dataclass(frozen=True)
class Past:
    """What is known before a horizon, and how much of it by a ledger."""

    unknown: tuple[Month, ...]
    """Months before the horizon of which nothing is known."""
    start: Month
    """Of the horizon."""
    is_empty: bool
    """Whether nothing at all is known."""
    history: LedgerHistory | None = None
    """What a ledger adds; None without one."""
    ledger: str = ""
    """Its id."""
    receipt: Receipt | None = None
    """Its newest entry when it was read."""

    @property
    def notices(self) -> list[Fault]:
        """What a planner must not overlook."""
        found = []
        if self.unknown:
            kind = "nothing_before" if self.is_empty else "nothing_known"
            context = {"months": Runs(self.unknown), "start": self.start}
            found.append(Fault(f"notices.{kind}", context=context))
        if self.history and self.history.unanswered:
            count = self.history.unanswered
            found.append(Fault("notices.unanswered", context={"count": count}))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """The same for a program, as `summary.json` says it."""
        told: dict[str, Any] = {"unknown_months": [str(month) for month in self.unknown]}
        if self.history and self.receipt:
            told["ledger"] = {
                "id": self.ledger,
                "entry": self.receipt.entry,
                "sha256": self.receipt.sha256,
                "answered": self.history.answered,
                "unanswered": self.history.unanswered,
            }
        return told


def month_to_plan(ledger: Ledger) -> Month | None:
    """The month after the last that was published; None where none was."""
    return month_after(ledger.known())


def with_past(
    problem: Problem, ledger: Ledger | None, known: Known | None = None
) -> tuple[Problem, Past]:
    """The problem with the history that the ledger adds to its own, and what is known of the past.

    Those who are in no table of the instance any more are kept as past ones. ``known`` is what the
    ledger knows, where it was read already. Raises InputError for a ledger of another instance.
    """
    start = problem.horizon[0]
    if ledger is None:
        return problem, Past(unknown_months(problem.instance), start, not problem.past)
    known = known or ledger.known()
    refuse_stranger(problem.instance, known, ledger.place)
    history = with_history(problem.instance, known, ledger.instance_of)
    unknown = unknown_months(problem.instance, known.newest)
    problem = problem.of_instance(history.instance, _joined(problem.elapsed, history.elapsed))
    is_empty = not problem.past and not known.newest
    return problem, Past(unknown, start, is_empty, history, ledger.id, ledger.receipt)


def as_it_was(problem: Problem, ledger: Ledger, known: Known) -> Problem:
    """The problem as a report looks back upon it: the past before it holds only visits that really
    were made, none that is taken as made until an answer comes; and all whom the ledger's visits
    up to the end of the horizon name are known, in the tables or as past ones.
    """
    problem, _ = with_past(problem, ledger, known)
    instance = problem.instance
    rows = tuple(row for row in instance.history if row.status != "planned")
    instance = instance.model_copy(update={"history": rows})
    named = _named(known, problem.horizon[-1])
    former = former_ones(instance, named, known, ledger.instance_of)
    elapsed = Elapsed(problem.horizon[0].first_day, frozenset(), former)
    return problem.of_instance(instance, _joined(problem.elapsed, elapsed))


def _named(known: Known, last: Month) -> Iterator[Visit]:
    """The visits of months up to the last one: as planned, and as they really were."""
    for visit, planned in known.planned.items():
        outcome = known.outcomes.get(visit)
        if planned.visit.month <= last and (outcome or known.is_current(visit)):
            yield planned.visit
            if outcome:
                yield outcome.actual


def refuse_stranger(instance: Instance, known: Known, place: str) -> None:
    """Raise InputError if nobody and no branch of the visits that a ledger ever planned stands in
    the tables: it is the ledger of something else.
    """
    ours = {row.id for row in instance.cadres} | {row.id for row in instance.branches}
    visits = [planned.visit for planned in known.planned.values()]
    if visits and not any(visit.cadre in ours or visit.branch in ours for visit in visits):
        names = dict.fromkeys(one.instance for one in known.publications.values())
        context = {"name": instance.settings.name, "other": ", ".join(names)}
        raise InputError([Fault("ledger.stranger", context=context, place=place)])


def _joined(own: Elapsed | None, of_ledger: Elapsed | None) -> Elapsed | None:
    """What is over, with those whom the ledger knows as past ones too."""
    if own is None or of_ledger is None:
        return own or of_ledger
    return replace(own, former=of_ledger.former.joined(own.former))


def own_instance(problem: Problem, source: Instance) -> Instance:
    """The instance as its tables say it, without what a ledger adds, in the problem's horizon."""
    return source.model_copy(update={"settings": problem.settings})


@dataclass(frozen=True)
class Runs(Spoken):
    """Months as people write them: runs by their ends."""

    months: tuple[Month, ...]

    def said(self, language: Language) -> str:
        """The runs, one after the other."""
        runs: list[list[Month]] = []
        for month in self.months:
            if runs and runs[-1][-1].plus(1) == month:
                runs[-1].append(month)
            else:
                runs.append([month])
        ends = ((run[0].said(language), run[-1].said(language)) for run in runs)
        return ", ".join(first if first == last else f"{first}–{last}" for first, last in ends)
