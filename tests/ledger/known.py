"""What a ledger knows, written as text, for tests that need no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import cast

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.ledger.records import (
    Known,
    Outcome,
    PlannedVisit,
    Publication,
    Status,
    Told,
    visit_id,
)
from tests.tiny import day

LEDGER = "tiny-ledger"


def visit(text: str) -> Visit:
    """A visit written as ``an@w1@06-05``."""
    cadre, branch, date = text.split("@")
    return Visit(cadre, branch, day(date))


def published(problem: Problem, *rosters: Sequence[str], answers: Iterable[str] = ()) -> Known:
    """A ledger in which each of the rosters, of a month, was published in this order.

    Answers are written ``an@w1@06-05 attended``, with who really went, and the date on which it
    really was, where these differ: ``an@w1@06-05 substituted binh@w1@06-06``; a visit that nobody
    planned is ``unplanned an@w1@06-05``.
    """
    publications: dict[str, Publication] = {}
    planned: dict[str, PlannedVisit] = {}
    newest: dict[Month, str] = {}
    for number, roster in enumerate(rosters, start=1):
        visits = list(map(visit, roster))
        month = visits[0].month
        before = newest.get(month, "")
        own = publications[before].number + 1 if before else 1
        publication = f"{month}.{own}"
        publications[publication] = Publication(
            publication, month, own, before, "", "tiny", "0" * 64, "0" * 64, "0", (), number,
            dt.datetime(2015, 6, 1, tzinfo=dt.UTC), "an",
        )  # fmt: skip
        newest[month] = publication
        for one in visits:
            key, row, branch = visit_id(LEDGER, one), problem.cadres[one.cadre], one.branch
            planned[key] = PlannedVisit(
                key, publication, one, row.tier, row.organization, problem.branches[branch].area
            )
    outcomes: dict[str, Outcome] = {}
    unplanned: list[Outcome] = []
    for number, answer in enumerate(answers, start=1):
        first, *rest = answer.split()
        if first == "unplanned":
            unplanned.append(_outcome(number, "", "unplanned", visit(rest[0])))
            continue
        status, *really = rest
        key = visit_id(LEDGER, visit(first))
        outcomes[key] = _outcome(number, key, status, visit(really[0] if really else first))
    return Known(
        LEDGER, publications, planned, dict(sorted(newest.items())), outcomes, tuple(unplanned)
    )


def _outcome(number: int, key: str, status: str, really: Visit) -> Outcome:
    told = Told(key, cast(Status, status), really.cadre, really.branch, really.date)
    return Outcome(number, told, 1, "", 0, 1)
