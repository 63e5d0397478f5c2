"""What a return tells: each row matched with a planned visit, judged, and held against the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain.faults import Fault, quoted
from scheduler.domain.months import Month
from scheduler.domain.names import fold
from scheduler.language import LANGUAGES
from scheduler.ledger.records import MADE, JudgedRow, Known, Told
from scheduler.returns.answers import Given, answer
from scheduler.returns.comparing import (
    at_two_meetings,
    each_once,
    merged_with,
    none_counted_twice,
)
from scheduler.returns.decisions import Decision, decision_in
from scheduler.returns.doubts import Doubt, Finding, Judged
from scheduler.returns.extras import Extra, extra_visit
from scheduler.returns.headings import level_of
from scheduler.returns.matching import Match, match
from scheduler.returns.plan import Plan, Problems
from scheduler.returns.read_rows import ReturnSheets
from scheduler.returns.refusing import refuse_closed, refuse_strangers
from scheduler.returns.statuses import status_phrase

_KEPT = ("returns.told_remark", "returns.told_column", "returns.told_sheet")
"""What is told of notes, for which alone a file is kept."""


def judge(sheets: ReturnSheets, known: Known, problems: Problems) -> Judged:
    """What each row of a return tells, and what of it is doubtful.

    ``problems`` gives the problem of a publication, from its tables as they were. A later return of
    the same visits is judged with what the earlier ones told among the ``known``.

    Raises :class:`InputError` for a file of another ledger or of a month that is not published, and
    :class:`Closed` for one that would change a closed month.
    """
    decisions = [decision_in(row) for row in sheets.rows if not row.is_note]
    rows = [decision.row for decision in decisions]
    plan = Plan(known, problems, rows)
    if rows:
        refuse_strangers(rows, plan, sheets.name)
    findings = _findings(decisions, plan)
    findings = [_dropped(one, plan) for one in each_once(findings)]
    findings = none_counted_twice(findings, known)
    findings = merged_with(findings, known)
    refuse_closed(list(_closed(findings, plan)))
    notices = (
        *sheets.notices,
        *_unknown_columns(sheets, findings, plan),
        *_older(findings, plan),
        *(notice for finding in findings for notice in finding.notices),
        *at_two_meetings(findings, plan),
    )
    doubts = tuple(_doubt(finding, plan) for finding in findings if finding.fate == "review")
    rows_told = tuple(_judged_rows(sheets, findings))
    is_blank = not any(fault.kind in _KEPT for fault in notices) and not any(map(
        _brings_something, decisions, findings))  # fmt: skip
    return Judged(sheets.name, rows_told, doubts, notices, is_blank)


def _brings_something(decision: Decision, finding: Finding) -> bool:
    if decision.kind == "usual":
        return finding.fate not in ("no_answer", "note")
    return decision.kind in ("decided", "discarded")


def _findings(decisions: Sequence[Decision], plan: Plan) -> list[Finding]:
    matches = [match(decision.row, plan) for decision in decisions]
    month_first = any(one.turned for one in matches)
    told_of = {one.planned.id for one in matches if one.planned} | plan.known.outcomes.keys()
    planned = [one.planned for one in matches if one.planned]
    months = plan.months | {one.visit.month for one in planned}
    localities = {one.area for one in planned}
    found = []
    for decision, one in zip(decisions, matches, strict=True):
        if decision.kind == "discarded":
            found.append(Finding(decision.row, "note"))
            continue
        decided = decision.kind == "decided"
        if one.planned:
            finding = _planned(decision, one, plan, month_first)
        else:
            extra = Extra(decision.row, one, plan, told_of, months, localities, decided)
            finding = extra_visit(extra)
        found.append(_if_decided(decision, finding))
    return found


def _planned(decision: Decision, found: Match, plan: Plan, month_first: bool) -> Finding:
    assert found.planned is not None
    row, visit = decision.row, found.planned.visit
    day = found.day.date if found.day and found.day.sure and not found.turned else None
    finding = answer(Given(
        row, found.planned, plan.directory(found.planned.publication), plan, found.why,
        tuple(one for one in found.cadres if one != visit.cadre),
        day if day != visit.date else None, decision.kind == "decided", month_first,
    ))  # fmt: skip
    if found.instead and finding.fate == "review":
        named = answer(Given(row, found.instead, plan.directory(found.instead.publication), plan))
        first = named.options or ((named.told,) if named.told else ())
        finding = replace(finding, options=(*first, *finding.options))
    if row.off_plan and finding.fate == "no_answer":
        return _listed_off_plan(finding, found)
    if finding.fate == "recorded":
        finding = replace(finding, notices=(*found.notices, *finding.notices))
    return finding


def _listed_off_plan(finding: Finding, found: Match) -> Finding:
    """A planned visit among those that nobody planned: made, most likely, but nothing says so."""
    assert found.planned is not None
    visit = found.planned.visit
    told = Told(found.planned.id, "attended", visit.cadre, visit.branch, visit.date)
    context = {"status": status_phrase("unplanned")}
    why = Fault("returns.planned_as_unplanned", context=context, place=finding.row.place)
    return replace(finding, options=(told,)).doubted(why)


def _dropped(finding: Finding, plan: Plan) -> Finding:
    """A visit of an older publication that no newer one keeps: off plan, if it was made."""
    told = finding.told
    if told is None or not finding.visit or plan.known.is_current(finding.visit):
        return finding
    made = told.status in MADE
    context = {"publication": finding.publication}
    kind = "told_dropped" if made else "told_dropped_unmade"
    notice = Fault(f"returns.{kind}", context=context, place=finding.row.place)
    if not made:
        return replace(finding, fate="note", told=None, notices=(notice,))
    off_plan = replace(told, status="unplanned")
    return replace(finding, told=off_plan, notices=(*finding.notices, notice))


def _if_decided(decision: Decision, finding: Finding) -> Finding:
    """The finding of a row of a review workbook only counts if somebody decided."""
    place = finding.row.place
    if decision.kind == "open":
        return finding.doubted(Fault("returns.undecided", place=place))
    if decision.kind == "unknown":
        context = {"value": quoted(decision.row.text("decision"))}
        return finding.doubted(Fault("returns.unknown_decision", context=context, place=place))
    return finding


def _closed(findings: Sequence[Finding], plan: Plan) -> Iterator[Fault]:
    for finding in findings:
        if finding.told and finding.fate in ("recorded", "corrected"):
            planned = plan.known.planned.get(finding.visit)
            month = planned.visit.month if planned else Month.of(finding.told.date)
            if plan.known.is_closed(month):
                context = {"month": month}
                yield Fault("returns.closed_month", context=context, place=finding.row.place)


def _older(findings: Sequence[Finding], plan: Plan) -> Iterator[Fault]:
    """A notice for each publication that is not the newest of its month."""
    known = plan.known
    named: dict[str, str] = {}
    for finding in findings:
        named.setdefault(finding.row.text("publication"), finding.row.place)
    for publication, place in named.items():
        if publication in known.publications:
            newest = known.newest[known.publications[publication].month]
            if newest != publication:
                context = {"publication": publication, "newest": newest}
                yield Fault("returns.told_older", context=context, place=place)


def _unknown_columns(
    sheets: ReturnSheets, findings: Sequence[Finding], plan: Plan
) -> Iterator[Fault]:
    """A notice for each column that is none of a return and carries no level of the territory."""
    publications = dict.fromkeys(one.publication for one in findings if one.publication)
    levels = {
        fold(said)
        for publication in publications
        for settings in [plan.directory(publication).problem.settings]
        for level in settings.levels
        for said in (level, *(settings.level_said(level, language) for language in LANGUAGES))
    }
    for place, heading in sheets.columns:
        if fold(level_of(heading)) not in levels:
            yield Fault("returns.told_column", context={"column": quoted(heading)}, place=place)


def _doubt(finding: Finding, plan: Plan) -> Doubt:
    planned = plan.known.planned.get(finding.visit)
    directory = plan.directory(finding.publication)
    names = {}
    for told in finding.options:
        names[told.cadre] = directory.cadre_name(told.cadre)
        names[told.branch] = directory.branch_name(told.branch)
    if planned:
        names[planned.visit.cadre] = directory.cadre_name(planned.visit.cadre)
        names[planned.visit.branch] = directory.branch_name(planned.visit.branch)
    return Doubt(finding.row, finding.why, finding.options, finding.publication, planned, names)


def _judged_rows(sheets: ReturnSheets, findings: Sequence[Finding]) -> Iterator[JudgedRow]:
    found = iter(findings)
    for row in sheets.rows:
        if row.is_note:
            yield JudgedRow(row.place, row.cells, "note")
            continue
        one = next(found)
        yield JudgedRow(row.place, row.cells, one.fate, one.told, one.replaces)
