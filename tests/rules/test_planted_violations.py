"""The smallest breach of every rule is found, by the name of that rule and at that row."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scheduler import rules
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.language import Language, day
from scheduler.rules.past import Past
from tests.tiny import closure, leave, pin, roster, single, tiny

GOOD = ("an@w1@07-05", "binh@w2@07-10", "chi@f1@07-05", "em@w3@07-15", "giang@f2@07-02")
AUGUST = Month(2015, 8)

PLAIN = tiny()
TABLES = {
    "leave": (leave("an", "08-04", "08-06"), leave("binh", "08-10", "08-10")),
    "meetings": (
        single("w3", "08-15", "cancelled"), single("w2", "09-10", "moved", "09-12"),
        single("f1", "08-20", "added"),
    ),
    "closures": (closure("09-01", "09-06", "h1"),),
    "pins": (
        pin("binh", "w1", "forbid", month=Month(2015, 9)), pin("chi", "f2", "forbid"),
        pin("em", "w3", "forbid", "09-15"),
    ),
}  # fmt: skip
RICH = tiny(**TABLES)
PINNED = tiny(
    pins=(
        pin("binh", "w2", "require", month=AUGUST), pin("em", "w3", "require", "07-15"),
        pin("hoa", "w1", "require"),
    )
)  # fmt: skip
KEPT = ("binh@w2@08-10", "em@w3@07-15", "hoa@w1@09-05")
TOGETHER = tiny({"accompany": "require"})
PAIRS = tiny({"visitors_per_meeting": 2})

CASES: list[tuple[str, Problem, tuple[str, ...], set[tuple[str, int | None]]]] = [
    ("no-such-cadre", PLAIN, ("zoe@w1@08-05",), {("unknown_cadre", 5)}),
    ("id-in-other-case", PLAIN, ("AN@w1@08-05",), {("unknown_cadre", 5)}),
    ("no-such-branch", PLAIN, ("an@w9@08-05",), {("unknown_branch", 5)}),
    ("before-the-horizon", PLAIN, ("an@w1@06-05",), {("horizon", 5)}),
    ("after-the-horizon", PLAIN, ("an@w1@10-05",), {("horizon", 5)}),
    ("another-year", PLAIN, ("an@w1@2016-08-05",), {("horizon", 5)}),
    ("a-day-late", PLAIN, ("an@w1@08-06",), {("meeting", 5)}),
    ("a-day-early", PLAIN, ("an@w1@08-04",), {("meeting", 5)}),
    ("date-of-another-branch", PLAIN, ("an@w1@08-10",), {("meeting", 5)}),
    ("on-a-public-holiday", PLAIN, ("dung@f2@09-02",), {("meeting", 5), ("employment", 5)}),
    ("holiday-of-one-in-office", PLAIN, ("chi@f2@09-02",), {("meeting", 5)}),
    ("solar-for-lunar", PLAIN, ("giang@moon@08-15",), {("meeting", 5)}),
    ("not-in-this-quarter", PLAIN, ("an@board@08-25",), {("meeting", 5)}),
    ("before-the-shift", PLAIN, ("hoa@board@07-25",), {("meeting", 5)}),
    ("cancelled", RICH, ("hoa@w3@08-15",), {("meeting", 5)}),
    ("moved-away", RICH, ("an@w2@09-10",), {("meeting", 5)}),
    ("closed", RICH, ("an@w1@09-05",), {("meeting", 5)}),
    ("in-another-commune", PLAIN, ("an@w3@08-15",), {("area", 5)}),
    ("in-the-first-commune", PLAIN, ("em@w1@08-05",), {("area", 5)}),
    ("another-organisation", PLAIN, ("an@f2@08-02",), {("organization", 5)}),
    ("farmer-among-women", PLAIN, ("chi@w2@08-10",), {("organization", 5)}),
    ("without-the-skill", PLAIN, ("dung@f1@08-05",), {("skills", 5)}),
    ("before-taking-office", PLAIN, ("dung@f2@07-02",), {("employment", 5)}),
    ("after-leaving-office", RICH, ("dung@f2@09-02",), {("meeting", 5), ("employment", 5)}),
    ("on-leave", RICH, ("an@w1@08-05",), {("leave", 5)}),
    ("on-leave-for-a-day", RICH, ("binh@w2@08-10",), {("leave", 5)}),
    ("forbidden-in-the-month", RICH, ("hoa@w1@08-05", "binh@w1@09-05"),
     {("forbidden", 6), ("meeting", 6)}),
    ("forbidden-always", RICH, ("chi@f2@08-02",), {("forbidden", 5)}),
    ("forbidden-on-the-date", RICH, ("em@w3@09-15",), {("forbidden", 5)}),
    ("second-in-a-month", PLAIN, ("an@w2@07-10",), {("quota", 5), ("capacity", 5)}),
    ("second-elsewhere", PLAIN, ("chi@f2@07-02",), {("quota", 5)}),
    ("third-in-a-month", PLAIN, ("giang@w3@07-15", "giang@w1@07-05"), {("quota", 6)}),
    ("two-on-one-day", PLAIN, ("giang@w1@08-05", "giang@f1@08-05"), {("one_a_day", 6)}),
    ("the-same-row-twice", PLAIN, ("em@w3@08-15", "em@w3@08-15"),
     {("one_a_day", 6), ("capacity", 6)}),
    ("two-of-a-tier", PLAIN, ("an@w2@08-10", "binh@w2@08-10"), {("capacity", 6)}),
    ("two-of-the-upper-tier", PLAIN, ("giang@w1@08-05", "hoa@w1@08-05"), {("capacity", 6)}),
    ("unmet-pin-of-a-month", PINNED, ("-binh@w2@08-10",), {("pin", None)}),
    ("unmet-pin-of-a-date", PINNED, ("-em@w3@07-15",), {("pin", None)}),
    ("unmet-pin-at-any-time", PINNED, ("-hoa@w1@09-05",), {("pin", None)}),
    ("pin-met-in-another-month", PINNED, ("-binh@w2@08-10", "binh@w2@09-10"), {("pin", None)}),
    ("pin-met-elsewhere", PINNED, ("-binh@w2@08-10", "binh@w1@08-05"), {("pin", None)}),
    ("pin-met-by-another", PINNED, ("-binh@w2@08-10", "an@w2@08-10"), {("pin", None)}),
    ("alone", TOGETHER, ("hoa@w3@08-15",), {("accompany", 0)}),
    ("alone-among-farmers", TOGETHER, ("giang@f2@08-02",), {("accompany", 0)}),
    ("with-one-of-their-own-tier", TOGETHER, ("hoa@w2@08-10", "an@w1@08-05"), {("accompany", 0)}),
]  # fmt: skip


def _made(problem: Problem, changes: tuple[str, ...]) -> tuple[str, ...]:
    base = KEPT if problem is PINNED else () if problem is TOGETHER else GOOD
    left = tuple(visit for visit in base if f"-{visit}" not in changes)
    return left + tuple(change for change in changes if not change.startswith("-"))


@pytest.mark.parametrize("visits", [GOOD])
def test_the_base_breaks_no_rule(visits: tuple[str, ...]) -> None:
    for problem in (PLAIN, RICH, PAIRS):
        assert list(rules.audit(problem, roster(*visits))) == []
    assert list(rules.audit(PINNED, roster(*KEPT))) == []


@pytest.mark.parametrize(("problem", "changes", "expected"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_the_breach_is_named(
    problem: Problem, changes: tuple[str, ...], expected: set[tuple[str, int | None]]
) -> None:
    found = {(v.rule, v.row) for v in rules.audit(problem, roster(*_made(problem, changes)))}
    assert found == expected


def test_there_are_at_least_thirty_kinds() -> None:
    assert len(CASES) >= 30
    planted = {rule for case in CASES for rule, _ in case[3]}
    every = {kind for rule in rules.all_rules() for kind in rule.violations}
    assert planted == every - set(Past.violations)  # what is over: tests/answers/test_replan.py


def test_two_of_a_tier_are_allowed_where_two_may_come() -> None:
    both = ("an@w2@08-10", "binh@w2@08-10")
    assert list(rules.audit(PAIRS, roster(*both))) == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_breach_is_said_in_words(language: Language) -> None:
    for _, problem, changes, _ in CASES:
        for violation in rules.audit(problem, roster(*_made(problem, changes))):
            message, visit = violation.message(language), violation.visit
            assert visit.cadre in message or day(visit.date, language) in message
            assert "{" not in message


def test_the_rules_know_no_solver() -> None:
    text = (
        "import sys, scheduler.rules; sys.exit(any(m.startswith('ortools') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0
