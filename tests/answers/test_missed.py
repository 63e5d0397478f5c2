"""Who owes a visit that the roster does not make, and why, counted by hand."""

from __future__ import annotations

import pytest

from scheduler.answers.missed import MissedVisits, missed_visits
from scheduler.domain.months import Month
from tests.tiny import leave, pin, roster, single, tiny

JULY = Month(2015, 7)


def of(cadre: str, *visits: str, **tables: object) -> MissedVisits:
    found = missed_visits(tiny(**tables), roster(*visits))  # type: ignore[arg-type]
    return next(row for row in found if (row.cadre, row.month) == (cadre, JULY))


def counts(row: MissedVisits) -> tuple[int, ...]:
    return (
        row.branches,
        row.meetings,
        row.own,
        row.away,
        row.forbidden,
        row.refused["taken"],
        row.left,
    )


def test_every_meeting_is_accounted_for() -> None:
    # an may attend w1, w2 and the board of c1; in July w1, w2 and the board meet.
    assert counts(of("an")) == (3, 3, 0, 0, 0, 0, 3)
    assert counts(of("an", leave=[leave("an", "07-01", "07-06")])) == (3, 3, 0, 1, 0, 0, 2)
    assert counts(of("an", pins=[pin("an", "w2", "forbid")])) == (3, 3, 0, 0, 1, 0, 2)
    assert counts(of("an", "binh@w1@07-05")) == (3, 3, 0, 0, 0, 1, 2)
    cancelled = [single("w2", "07-10", "cancelled")]
    assert counts(of("an", meetings=cancelled)) == (3, 2, 0, 0, 0, 0, 2)


def test_how_many_are_missing() -> None:
    assert of("em").count == 2
    half = of("em", "em@w3@07-15")
    assert half.count == 1
    assert counts(half) == (1, 1, 1, 0, 0, 0, 0)  # not "taken by others"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "branches that may be attended in C1: 3; their meetings in 2015-07: 3; during leave",
        ),
        ("vi", "được dự 3 chi, tổ hội tại C1; 3 buổi sinh hoạt trong tháng 07/2015; 1 buổi"),
    ],
)
def test_the_reason_in_words(language: str, words: str) -> None:
    row = of("an", leave=[leave("an", "07-01", "07-06")])
    assert row.reason(language).startswith(words)  # type: ignore[arg-type]


def test_people_stand_by_tier_and_given_name() -> None:
    found = [row.cadre for row in missed_visits(tiny(), roster()) if row.month == JULY]
    assert found == ["giang", "hoa", "an", "binh", "chi", "dung", "em"]
