"""What is over and can stand in the way: nobody can change it, so it is no edit and no way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Literal

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import Language, say


@dataclass(frozen=True)
class Over:
    """Something that is over, and the problem as it would be if nobody knew of it.

    Letting it go tells only whether a conflict needs it.
    """

    kind: Literal["frozen", "past", "unmade"]
    context: Mapping[str, Any]
    forgotten: Callable[[Problem], Problem]
    table: ClassVar[str] = ""
    """It stands in no table, or in one that is a record."""
    row: ClassVar[int | None] = None

    def sentence(self, language: Language) -> str:
        """What is over, in words."""
        return say(f"conflicts.{self.kind}", language, **self.context)


def what_is_over(problem: Problem) -> Iterator[Over]:
    """That nothing is planned before the date, each meeting that was visited, and each visit that
    is recorded as not made.
    """
    if problem.elapsed is not None:
        yield Over("frozen", {"since": problem.elapsed.before}, _open_again)
    for branch, day in sorted({(v.branch, v.date) for v in problem.made}):
        there = frozenset(v for v in problem.made if (v.branch, v.date) == (branch, day))
        cadres = ", ".join(sorted(v.cadre for v in there))
        context = {"branch": branch, "date": day, "cadres": cadres}
        yield Over("past", context, partial(_never_recorded, there))
    for visit in sorted(problem.unmade):
        context = {"cadre": visit.cadre, "branch": visit.branch, "date": visit.date}
        yield Over("unmade", context, partial(_never_recorded, frozenset({visit})))


def _open_again(problem: Problem) -> Problem:
    """Everything may be planned for any time, beside what was made."""
    elapsed = problem.elapsed and replace(problem.elapsed, before=dt.date.min)
    return problem.of_instance(problem.instance, elapsed)


def _never_recorded(visits: frozenset[Visit], problem: Problem) -> Problem:
    """Nobody knows any more whether these visits were made."""
    elapsed = problem.elapsed
    if elapsed is not None:
        elapsed = replace(elapsed, made=elapsed.made - visits)
    rows = problem.instance.history
    history = tuple(r for r in rows if (r.cadre, r.branch, r.date) not in visits)
    return problem.of_instance(problem.instance.model_copy(update={"history": history}), elapsed)
