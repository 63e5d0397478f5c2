"""Attendance: every visit is to a meeting that takes place and that the cadre can attend (rule 1).

The model needs no row for it: only visits that are possible become candidates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.domain.dropped_dates import lost_on
from scheduler.domain.names import nearest
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, Cadre
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model
from scheduler.rules.rule import Rule, State
from scheduler.rules.violations import Violation

OF_THE_DAY = ("meeting", "employment", "leave", "forbidden")
"""Breaches that speak of the day itself. Where somebody works by now, and what they may do, says
nothing of a visit that is over.
"""


def conditions(problem: Problem, visit: Visit, row: int | None = None) -> Iterator[Violation]:
    """Whatever the tables say against a visit, fact or not."""
    former = problem.former
    if visit.cadre not in problem.cadres or visit.cadre in former.cadre_ids:
        near = _nearest(visit.cadre, problem.instance.cadres)
        yield Violation("unknown_cadre", row, visit, {"near": near})
    elif visit.branch not in problem.branches or visit.branch in former.branch_ids:
        near = _nearest(visit.branch, problem.instance.branches)
        yield Violation("unknown_branch", row, visit, {"near": near})
    elif visit.month not in problem.horizon:
        first, last = problem.horizon[0], problem.horizon[-1]
        yield Violation("horizon", row, visit, {"first": first, "last": last})
    else:
        yield from _meeting(problem, row, visit)
        yield from _eligibility(problem, row, visit)


def _nearest(given: str, rows: Sequence[Cadre] | Sequence[Branch]) -> str:
    """The id most like what was given, or whose name is; "–" where none is near."""
    ids = {row.name: row.id for row in rows} | {row.id: row.id for row in rows}
    return ids.get(nearest(given, ids), "–")


def _meeting(problem: Problem, row: int | None, visit: Visit) -> Iterator[Violation]:
    if (visit.branch, visit.date) not in problem.meetings:
        dates = [m.date for m in problem.meetings_by_branch.get(visit.branch, ())]
        near = sorted(dates, key=lambda date: (abs(date - visit.date), date))[:3]
        on = lost_on(problem, visit.branch, {visit.date}) or visit.date
        yield Violation("meeting", row, visit, {"near": tuple(sorted(near)), "on": on})


def _eligibility(problem: Problem, row: int | None, visit: Visit) -> Iterator[Violation]:
    cadre, branch = problem.cadres[visit.cadre], problem.branches[visit.branch]
    if not set(cadre.areas) & set(problem.territory.ancestors(branch.area)):
        yield Violation("area", row, visit, {"areas": ", ".join(cadre.areas), "area": branch.area})
    if branch.organization not in problem.attended_organizations(cadre.organization):
        yield Violation(
            "organization", row, visit,
            {"own": cadre.organization, "organization": branch.organization},
        )  # fmt: skip
    if missing := sorted(set(branch.requires) - set(cadre.skills)):
        yield Violation("skills", row, visit, {"skills": ", ".join(missing)})
    if not problem.employed(visit.cadre, visit.date):
        yield Violation(
            "employment", row, visit, {"from": cadre.from_ or "…", "until": cadre.until or "…"}
        )
    if leave := problem.leave_on(visit.cadre, visit.date):
        yield Violation("leave", row, visit, {"from": leave.from_, "until": leave.until})
    if problem.forbidden(*visit):
        yield Violation("forbidden", row, visit)


class Attendance(Rule):
    """Every visit is to a meeting that takes place and that the cadre can attend."""

    name = "attendance"
    violations = (
        "unknown_cadre", "unknown_branch", "horizon", "meeting", "area", "organization", "skills",
        "employment", "leave", "forbidden",
    )  # fmt: skip

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """One violation for each condition of SPEC §4 that a visit fails; none for facts."""
        for row, visit in enumerate(roster):
            if visit not in problem.made:
                yield from conditions(problem, visit, row)

    def bars(self, problem: Problem, visit: Visit) -> Iterator[Violation]:
        """Each condition that the visit fails, fact or not."""
        return conditions(problem, visit)

    def contradictions(self, problem: Problem, facts: Roster) -> Iterator[Violation]:
        """Conditions of the very day that hold against visits that were made."""
        every = (violation for visit in facts for violation in conditions(problem, visit))
        return (violation for violation in every if violation.rule in OF_THE_DAY)

    def post(self, model: Model) -> None:
        """Nothing: impossible visits are no candidates."""

    def state(self, problem: Problem) -> State:
        """Nothing: only what can be attended is chosen from."""
        return State()
