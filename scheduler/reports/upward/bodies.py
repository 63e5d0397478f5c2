"""Bodies: the cadres of a tier and organisation in one area. Which of them sent nobody, and of
whose visits nothing is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.records import Cadre
from scheduler.reports.upward.period import Line, Period
from scheduler.reports.upward.persons import is_mere_form


@dataclass
class Body:
    """A body in the period."""

    tier: str
    organization: str
    area: str
    name: str
    """Of the area."""
    due: int = 0
    planned: int = 0
    made: int = 0
    mere_form: int = 0
    """Visits made of which nothing is told: no attendance, no opinions, no proposals."""

    @property
    def mere_form_share(self) -> float | None:
        """Part of the visits made of which nothing is told; None where none was made."""
        return self.mere_form / self.made if self.made else None

    @property
    def assigned_nobody(self) -> bool:
        """Whether its cadres owed visits, and none was planned."""
        return self.due > 0 and self.planned == 0


def bodies(period: Period) -> list[Body]:
    """Each body whose cadres owed a visit, were planned for one, or made one."""
    problem = period.problem
    found: dict[tuple[str, str, str], Body] = {}

    def body(tier: str, organization: str, area: str) -> Body:
        key = (tier, organization, area)
        if key not in found:
            known = area in problem.territory
            found[key] = Body(*key, problem.territory[area].name if known else area)
        return found[key]

    for cadre, row in problem.cadres.items():
        due = sum(period.dues[cadre].values())
        home = _home(period, row)
        if not due or not home:
            continue
        if not period.area or period.area in problem.territory.ancestors(home):
            body(row.tier, row.organization, home).due += due
    for line in period.lines:
        if line.planned:
            own = line.planned
            home = home_of(period, line.owner, own.tier, line)
            body(own.tier, own.organization, home).planned += 1
        if line.is_made:
            tier, organization = period.goer_of(line)
            goer = body(tier, organization, home_of(period, line.cadre, tier, line))
            goer.made += 1
            goer.mere_form += is_mere_form(line.outcome)
    levels = problem.settings.levels
    rank = {level: place for place, level in enumerate(levels)}
    return sorted(
        found.values(),
        key=lambda one: (rank.get(one.tier, len(rank)), one.organization, one.area),
    )


def home_of(period: Period, cadre: str, tier: str, line: Line) -> str:
    """The area of a cadre's body; of somebody who is gone, or of another tier by now, the area of
    the tier's level in which the branch lies.
    """
    row = period.problem.cadres.get(cadre)
    if row and row.tier == tier and (home := _home(period, row)):
        return home
    areas = period.areas_of(line.branch)
    return next((a for a in areas if period.problem.territory[a].level == tier), "")


def _home(period: Period, row: Cadre) -> str:
    """The area of the tier's level in which a cadre's areas lie: a district's cadres belong to the
    district; "" of a former one.
    """
    for area in row.areas:
        if above := period.problem.territory.ancestor_at(area, row.tier):
            return above
    return row.areas[0] if row.areas else ""
