"""The rows of a return held against each other, and against what is known: nothing counts twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.domain.faults import Fault
from scheduler.ledger.records import MADE, Known, Outcome, Told
from scheduler.returns.doubts import Finding
from scheduler.returns.merging import merge
from scheduler.returns.people_counted import over_members
from scheduler.returns.plan import Plan
from scheduler.returns.statuses import status_phrase

Meeting = tuple[str, str, dt.date]
"""Who was where, when."""


def each_once(findings: Sequence[Finding]) -> list[Finding]:
    """Rows that tell the same of a visit count once; those that tell different things are doubtful,
    but for one that was decided.
    """
    found = list(findings)
    for places in _same_visit(found).values():
        said = [at for at in places if found[at].fate != "no_answer"]
        first = (said or places)[0]
        for at in places:
            if at != first and found[at].fate == "no_answer":
                kind = "told_blank_twice" if said else "told_twice"
                found[at] = _also(found[at], _beside(kind, found[at], found[first]))
        if len(said) > 1:
            _compare(found, said)
    return found


def _same_visit(findings: Sequence[Finding]) -> Mapping[Hashable, list[int]]:
    """The places of rows about the same visit, planned or not."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at, finding in enumerate(findings):
        if finding.visit and finding.fate != "note":
            groups[finding.visit].append(at)
        elif finding.told:
            groups[_meeting(finding.told)].append(at)
    return groups


def _compare(found: list[Finding], places: Sequence[int]) -> None:
    decided = [at for at in places if found[at].decided and found[at].told]
    first = decided[0] if len(decided) == 1 else places[0]
    kept = found[first]
    others = [at for at in places if at != first]
    if all(found[at].told and found[at].told == kept.told for at in others):
        for at in others:
            told = _beside("told_twice", found[at], kept)
            found[at] = replace(found[at], fate="unchanged", told=None, notices=(told,))
        return
    for at in others if len(decided) == 1 else places:
        other = kept if at != first else found[others[0]]
        found[at] = found[at].doubted(_beside("row_twice", found[at], other))


def _beside(kind: str, finding: Finding, other: Finding) -> Fault:
    return Fault(f"returns.{kind}", context={"other": other.row.place}, place=finding.row.place)


def _also(finding: Finding, *notices: Fault) -> Finding:
    return replace(finding, notices=(*finding.notices, *notices))


def _meeting(told: Told) -> Meeting:
    return told.cadre, told.branch, told.date


def none_counted_twice(findings: Sequence[Finding], known: Known) -> list[Finding]:
    """A visit nobody planned is not one that took the place of a planned one, nor the reverse."""
    planned = {_meeting(o.told): o.told for o in known.outcomes.values() if o.told.status in MADE}
    for finding in findings:
        if finding.told and finding.visit and finding.told.status in MADE:
            planned[_meeting(finding.told)] = finding.told
    unplanned = {_meeting(one.told) for one in known.unplanned}
    return [_unless_told(one, planned, unplanned) for one in findings]


def _unless_told(
    finding: Finding, planned: Mapping[Meeting, Told], unplanned: set[Meeting]
) -> Finding:
    told = finding.told
    if told is None or finding.decided or told.status not in MADE:
        return finding
    other = planned.get(_meeting(told))
    if not finding.visit and other is not None:
        context = {"status": status_phrase(other.status)}
    elif finding.visit and _meeting(told) in unplanned:
        context = {"status": status_phrase("unplanned")}
    else:
        return finding
    return finding.doubted(Fault("returns.told_already", context=context, place=finding.row.place))


def merged_with(findings: Sequence[Finding], known: Known) -> list[Finding]:
    """Each row with what is known of its visit: recorded, unchanged or corrected."""
    unplanned = {_meeting(one.told): one for one in known.unplanned}
    return [_merged(finding, known, unplanned) for finding in findings]


def _merged(finding: Finding, known: Known, unplanned: Mapping[Meeting, Outcome]) -> Finding:
    told = finding.told
    if told is None:
        return finding
    before = known.outcomes.get(finding.visit) or (
        None if finding.visit else unplanned.get(_meeting(told))
    )
    if before is None:
        return finding
    merged = merge(before, told, finding.row)
    if merged.told == before.told:
        return replace(finding, fate="unchanged", told=None, replaces=before.number, notices=())
    too_many = list(over_members(merged.told.attendance, merged.told.members, finding.row.place))
    if too_many and not finding.decided:
        return replace(finding, told=merged.told).doubted(*too_many)
    corrected = replace(finding, fate="corrected", told=merged.told, replaces=before.number)
    return _also(corrected, *merged.changes)


def at_two_meetings(findings: Sequence[Finding], plan: Plan) -> Iterator[Fault]:
    """What is told of people who are said to have been at two meetings on a day."""
    there: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
    known = plan.known
    replaced = {finding.visit for finding in findings if finding.told and finding.visit}
    before = [o.told for own, o in known.outcomes.items() if own not in replaced]
    before += [one.told for one in known.unplanned]
    for one in (*before, *(finding.told for finding in findings if finding.told)):
        if one.status in MADE:
            there[one.cadre, one.date].add(one.branch)
    for finding in findings:
        told = finding.told
        if told and told.status in MADE and len(there[told.cadre, told.date]) > 1:
            name = plan.directory(finding.publication).cadre_name(told.cadre)
            context = {"name": name, "cadre": told.cadre, "date": told.date}
            yield Fault("returns.told_two_places", context=context, place=finding.row.place)
