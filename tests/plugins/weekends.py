"""Rules of an organisation of its own, as `docs/adding-a-rule.md` has them.

``once_a_commune``: no cadre of the top tier twice in one commune in a month (a hard rule).
``weekend_visits``: visits on Saturdays and Sundays (an objective).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Annotated, ClassVar

from scheduler.domain.cells import choice
from scheduler.domain.edit import Edit
from scheduler.domain.problem import Problem
from scheduler.domain.registry import Setting
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model, at_most, grouped, parted
from scheduler.rules.rule import Objective, Rule, State, Waiver
from scheduler.rules.violations import Violation


class OnceACommune(Rule):
    """No cadre of the top tier twice in one commune in a month."""

    name = "once_a_commune"
    violations = ("once_a_commune",)
    fate = "commune_visited"
    settings: ClassVar = {"once_a_commune": Setting(Annotated[str, choice("off", "on")], "off")}
    sentences: ClassVar = {
        "rules.once_a_commune": {
            "en": "no cadre of the top tier is twice in one commune in a month",
            "vi": "không cán bộ cấp cao nhất nào đến một xã hai lần trong một tháng",
        },
        "columns.instance.rules.once_a_commune": {
            "en": "whether cadres of the top tier may be only once a month in one commune",
            "vi": "cán bộ cấp cao nhất chỉ được đến một xã một lần mỗi tháng hay không",
        },
        "choices.on": {"en": "on", "vi": "có xét"},
        "violations.once_a_commune": {
            "en": "{cadre} is in {commune} more than once in {month}",
            "vi": "{cadre} đến {commune} hơn một lần trong tháng {month}",
        },
        "results.why_commune_visited": {
            "en": "in communes where they have been this month: {count}",
            "vi": "{count} buổi ở xã đã đến trong tháng",
        },
        "conflicts.once_a_commune": {
            "en": "cadres of the top tier may be only once a month in one commune",
            "vi": "cán bộ cấp cao nhất chỉ được đến một xã một lần mỗi tháng",
        },
        "conflicts.drop_once_a_commune": {
            "en": "let cadres of the top tier be in one commune more than once a month",
            "vi": "cho cán bộ cấp cao nhất đến một xã hơn một lần mỗi tháng",
        },
    }

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Each visit to a commune where the cadre has been in the month; facts come first."""
        seen = {_cell(problem, visit) for visit in problem.made}
        for row, visit in enumerate(roster):
            if visit in problem.made or not _concerned(problem, visit):
                continue
            if (cell := _cell(problem, visit)) in seen:
                context = {"commune": cell[1], "month": visit.month}
                yield Violation("once_a_commune", row, visit, context)
            seen.add(cell)

    def post(self, model: Model) -> None:
        """Σ visits of a cadre to a commune in a month ≤ 1; settled ones leave nothing."""
        own = (c for c in model.candidates if _concerned(model.problem, c.visit))
        for candidates in grouped(own, lambda c: _cell(model.problem, c.visit)).values():
            settled, open_ = parted(candidates)
            at_most(model, 1 - len(settled), open_)

    def state(self, problem: Problem) -> State:
        """Remembers who was where in which month."""
        return _Seen(problem)

    def without(self, problem: Problem) -> Waiver | None:
        """More than once is allowed."""
        if problem.rules.added("once_a_commune") == "off":
            return None
        return Waiver("once_a_commune = off", Edit(rules={"once_a_commune": "off"}))


def _concerned(problem: Problem, visit: Visit) -> bool:
    """Whether the rule is switched on and speaks of the cadre."""
    cadre = problem.cadres.get(visit.cadre)
    on = problem.rules.added("once_a_commune") == "on" and visit.branch in problem.branches
    return bool(on and cadre and cadre.tier == problem.settings.levels[0])


def _cell(problem: Problem, visit: Visit) -> tuple[str, str, int]:
    """The cadre, the commune, and the running number of the month."""
    area = problem.locality(visit.branch)
    commune = problem.territory.ancestor_at(area, problem.settings.levels[-2]) or area
    return visit.cadre, commune, visit.month_number


class _Seen(State):
    def __init__(self, problem: Problem):
        self._problem = problem
        self._seen: set[tuple[str, str, int]] = set()

    def add(self, visit: Visit) -> None:
        if _concerned(self._problem, visit):
            self._seen.add(_cell(self._problem, visit))

    def allows(self, visit: Visit) -> bool:
        return not _concerned(self._problem, visit) or (
            _cell(self._problem, visit) not in self._seen
        )


class WeekendVisits(Objective):
    """Visits on Saturdays and Sundays."""

    name = "weekend_visits"
    sentences: ClassVar = {
        "rules.weekend_visits": {
            "en": "visits on Saturdays and Sundays",
            "vi": "lượt dự vào thứ Bảy và Chủ nhật",
        },
    }

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """How many of the visits are on a Saturday or a Sunday."""
        return sum(visit.date.weekday() >= SATURDAY for visit in roster)

    def post(self, model: Model) -> None:
        """Each visit on a weekend costs 1."""
        late = (c for c in model.candidates if c.date.weekday() >= SATURDAY)
        model.cost(self.name, ((c.variable, 1) for c in late))

    def state(self, problem: Problem) -> State:
        """Prefers working days."""
        return _Weekdays()


class _Weekdays(State):
    def cost(self, visit: Visit) -> int:
        return int(visit.date.weekday() >= SATURDAY)


SATURDAY = 5
REGISTERED = (OnceACommune(), WeekendVisits())
