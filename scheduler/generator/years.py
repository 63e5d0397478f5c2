"""Years of a ledger, made up: rosters that were published, and what became of each visit.

Meant for trying reports, and for measuring, at full size. The rosters are those of the engine's
construction heuristic, one pass over the months: lawful, and audited, but not optimised and not
proven. What becomes of a visit is drawn by rates; the same seed gives the same years.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.feasibility import pinned_visits
from scheduler.generator.outcome_recipe import OutcomesRecipe
from scheduler.generator.outcomes import is_silent, outcomes_of
from scheduler.language import Language
from scheduler.ledger.chain import canonical
from scheduler.ledger.drafts import PublicationDraft, drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import JudgedRow, PlannedVisit, Told, visit_id
from scheduler.milp.watch import Watch

BY = "generator"


def made_up_roster(problem: Problem, seed: int) -> Roster:
    """A lawful roster of the problem's months, in one pass around what its pins ask for.

    Raises :class:`~scheduler.milp.errors.NoPoint` where no roster does what the pins ask for.
    """
    pinned = pinned_visits(problem, Watch())
    return construct_roster(problem, pinned, seed) or pinned


def made_up_drafts(problem: Problem, roster: Roster) -> list[PublicationDraft]:
    """What is to be published of the roster, month by month."""
    return drafts_of(problem, roster, problem.instance, version="made up")


def planned_by(draft: PublicationDraft, ledger: str) -> list[PlannedVisit]:
    """The visits of a draft as the ledger with that id would have them; it has no publication
    yet.
    """
    return [
        PlannedVisit(visit_id(ledger, one.visit), "", one.visit, one.tier, one.organization,
                     one.area)
        for one in draft.visits
    ]  # fmt: skip


def by_area(problem: Problem, told: Sequence[Told]) -> Iterator[tuple[str, list[Told]]]:
    """Each area of the level below the top, and what is told of the branches in it."""
    level = problem.settings.levels[1]
    own: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        own[problem.territory.ancestor_at(problem.locality(one.branch), level) or ""].append(one)
    yield from sorted(own.items())


def fill_ledger(
    ledger: Ledger,
    problem: Problem,
    roster: Roster,
    seed: int,
    rates: OutcomesRecipe | None = None,
    language: Language = "vi",
) -> None:
    """Publish each month of the roster, and take in what every area tells of it a few days later.

    The ledger must be new.
    """
    rates = rates or OutcomesRecipe()
    for draft in made_up_drafts(problem, roster):
        month = draft.month
        ledger.publish([draft], by=BY, time=_at(month, -3))
        planned = planned_by(draft, ledger.id)
        told = outcomes_of(problem, planned, rates, seed, language)
        for area, own in by_area(problem, told):
            if is_silent(area, month, rates, seed):
                continue
            rows = [_row(f"{area}:{number}", one) for number, one in enumerate(own, 1)]
            content = canonical([[*map(str, row.cells.values())] for row in rows]).encode()
            ledger.take_in(f"{area} {month}.json", content, rows, by=BY, time=_at(month, 34))


def _at(month: Month, days: int) -> dt.datetime:
    day = month.first_day + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(8), dt.UTC)


def _row(place: str, told: Told) -> JudgedRow:
    said = (told.visit, told.status, told.cadre, told.branch, told.date, told.attendance,
            told.members)  # fmt: skip
    names = ("visit", "status", "cadre", "branch", "date", "attendance", "members")
    cells = {name: "" if value is None else str(value)
             for name, value in zip(names, said, strict=True)}  # fmt: skip
    return JudgedRow(place, cells, "recorded", told)
