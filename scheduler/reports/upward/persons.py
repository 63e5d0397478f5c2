"""What became of each cadre's visits: due, planned, made, by and for whom; and who never went."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from scheduler.domain.months import Month
from scheduler.reports.upward.period import Period


@dataclass
class Person:
    """A cadre in the period."""

    cadre: str
    name: str
    tier: str
    """By the tables, as the organisation."""
    organization: str
    due: int = 0
    """By the tables as they are now."""
    planned: int = 0
    made: int = 0
    not_held: int = 0
    """Planned, but the branch did not meet: never held against them."""
    no_answer: int = 0
    """Planned, and nobody knows yet what became of it."""
    substituted_by: Counter[str] = field(default_factory=Counter)
    """Who went in their place, how often."""
    substituted_for: Counter[str] = field(default_factory=Counter)
    """In whose place they went."""
    without: list[Month] = field(default_factory=list)
    """Months in which a visit was due and none was made, though the branch met and answered."""
    mere_form: int = 0
    """Visits made of which nothing is told: no attendance, no opinions, no proposals."""

    @property
    def never_went(self) -> bool:
        """Whether they owed visits, and by all answers made none."""
        return self.due > 0 and self.made == 0 and self.no_answer == 0


def people(period: Period) -> list[Person]:
    """Every cadre who owed a visit, was planned for one or made one, as lists for people have them:
    by tier, given name, id.
    """
    problem = period.problem
    found: dict[str, Person] = {}

    def person(cadre: str) -> Person:
        if cadre not in found:
            row = problem.cadres.get(cadre)
            own = (row.tier, row.organization) if row else ("", "")
            found[cadre] = Person(cadre, period.name_of(cadre), *own)
        return found[cadre]

    made_in: dict[str, set[Month]] = defaultdict(set)
    unsaid: dict[str, Counter[Month]] = defaultdict(Counter)
    for line in period.lines:
        if line.planned:
            owner = person(line.owner)
            owner.planned += 1
            if line.fate in ("not_held", "no_answer"):
                owner.not_held += line.fate == "not_held"
                owner.no_answer += line.fate == "no_answer"
                unsaid[line.owner][line.month] += 1
            if line.fate == "substituted":
                owner.substituted_by[line.cadre] += 1
        if line.is_made:
            goer = person(line.cadre)
            goer.made += 1
            goer.mere_form += is_mere_form(line.outcome)
            made_in[line.cadre].add(line.month)
            if line.planned and line.fate == "substituted":
                goer.substituted_for[line.owner] += 1
    for cadre, row in problem.cadres.items():
        if period.area and not _serves(period, row.areas):
            continue
        dues = period.dues[cadre]
        if any(dues.values()) or cadre in found:
            own = person(cadre)
            own.due = sum(dues.values())
            own.without = [
                month for month, due in dues.items()
                if due > unsaid[cadre][month] and month not in made_in[cadre]
            ]  # fmt: skip
    known = problem.by_name(cadre for cadre in found if cadre in problem.cadres)
    return [found[cadre] for cadre in (*known, *sorted(found.keys() - set(known)))]


def _serves(period: Period, areas: tuple[str, ...]) -> bool:
    """Whether one of the areas lies in that which is reported on."""
    return any(period.area in period.problem.territory.ancestors(area) for area in areas)


def is_mere_form(outcome: object) -> bool:
    """Whether nothing is told of a visit that was made."""
    told = getattr(outcome, "told", None)
    return told is None or (told.attendance is None and not told.opinions and not told.proposals)
