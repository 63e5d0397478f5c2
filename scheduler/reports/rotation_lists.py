"""The lists of a rotation's page: tiers, places, people, and who goes where."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.answers.rotation import Circuit, Rotation
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.language import Language, say
from scheduler.reports.lists import Cell, Column, Listing, day_cell, number_cell, text_cell
from scheduler.results.place_names import within_said
from scheduler.results.roster import VisitRow, roster_table, spoken, visit_rows, weekday

MOST_VISITS = 3000
"""Visits on a page at most where a roster is of several months: more stand in its files alone."""
_CIRCUIT = ("localities", "reached", "share", "completion", "wait")
_VISIT = ("date", "weekday", "time", "cadre_name", "tier", "branch_name")
"""Columns of the roster that stand on the page, before place and company."""


def tiers_list(rotation: Rotation, language: Language) -> Listing:
    """A row a tier: how far it has come round."""
    said = rotation.problem.settings.level_said
    heads = [Column(say("show.tier", language)), *_circuit_heads(language)]
    rows = [
        [text_cell(said(tier, language)), *_circuit_cells(circuit, language)]
        for tier, circuit in rotation.tiers.items()
    ]
    return Listing(say("show.tiers", language), heads, rows)


def cadres_list(rotation: Rotation, language: Language) -> Listing:
    """A row a cadre: how far each has come round, in the order of lists for people."""
    problem = rotation.problem
    words = [say(f"show.{key}", language) for key in ("name", "cadre", "tier")]
    heads = [*map(Column, words), *_circuit_heads(language)]
    rows = [
        [
            text_cell(problem.cadres[cadre].name), text_cell(cadre),
            text_cell(problem.settings.level_said(problem.cadres[cadre].tier, language)),
            *_circuit_cells(rotation.cadres[cadre], language),
        ]
        for cadre in problem.by_name(problem.cadres)
    ]  # fmt: skip
    return Listing(say("show.cadres", language), heads, rows)


def _circuit_heads(language: Language) -> list[Column]:
    return [Column(say(f"show.{key}", language), is_number=True) for key in _CIRCUIT]


def _circuit_cells(circuit: Circuit, language: Language) -> list[Cell]:
    return [
        number_cell(circuit.size, language), number_cell(circuit.reached, language),
        number_cell(round(100 * circuit.share), language, " %"),
        number_cell(circuit.months_to_completion, language),
        number_cell(circuit.longest_wait, language),
    ]  # fmt: skip


def places_list(rotation: Rotation, tier: str, language: Language) -> Listing:
    """A row a locality that the tier visits, the ones that wait longest first."""
    problem = rotation.problem
    heads = [Column(say("show.locality", language)), Column(say("show.above", language))]
    heads += [Column(say(f"show.{key}", language), is_number=True)
              for key in ("age_at_end", "wait", "visits_here")]  # fmt: skip
    own = {place: ages for (of, place), ages in rotation.ages.items() if of == tier}
    rows = []
    for place, ages in sorted(own.items(), key=lambda one: (-one[1][-1], -max(one[1]), one[0])):
        area = problem.territory[place]
        made = len(rotation.of_tier.get((tier, place), ()))
        numbers = (number_cell(n, language) for n in (ages[-1], max(ages), made))
        above = within_said(problem, area.parent) if area.parent else ""
        rows.append([text_cell(area.name), text_cell(above), *numbers])
    said = problem.settings.level_said(tier, language)
    return Listing(say("show.waiting_places", language, tier=said), heads, rows)


def roster_lists(problem: Problem, roster: Roster, language: Language) -> Iterator[Listing]:
    """A list a month of who goes where and when; of several months only where they are few."""
    known = [v for v in roster if v.cadre in problem.cadres and v.branch in problem.branches
             and (v.branch, v.date) in problem.meetings]  # fmt: skip
    if len(problem.horizon) > 1 and len(known) > MOST_VISITS:
        return
    by_month: dict[Month, list[VisitRow]] = {}
    for row in visit_rows(problem, Roster.of(known), language):
        by_month.setdefault(row.visit.month, []).append(row)
    heads = _visit_heads(language)
    for month in problem.horizon:
        rows = [_visit_cells(row, language) for row in by_month.get(month, ())]
        yield Listing(say("show.roster_of", language, month=month), heads, rows)


def _visit_heads(language: Language) -> list[Column]:
    by_name = {one.name: one.heading(language) for one in roster_table(()).columns}
    heads = [Column(by_name[name], is_whole=name in ("date", "weekday")) for name in _VISIT]
    return [*heads, Column(say("show.locality", language)), Column(by_name["with"])]


def _visit_cells(row: VisitRow, language: Language) -> list[Cell]:
    days = row.visit.date.weekday()
    return [
        day_cell(row.visit.date, language), Cell(weekday(row.visit.date, language), str(days)),
        Cell(spoken(row.meeting.time, language), row.meeting.time), text_cell(row.cadre.name),
        text_cell(row.tier), text_cell(row.branch.name),
        text_cell(within_said(row.problem, row.branch.area)), text_cell(row.company),
    ]  # fmt: skip
