"""Several at one ledger at once: each is told the truth, and nothing comes between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from scheduler.ledger.errors import Refused
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import JudgedRow, Known
from scheduler.ledger.verify import verify
from tests.ledger.test_ledger import JULY, publish, row

AT_ONCE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A ledger with one publication, in either database."""
    place = str(tmp_path / "july.ledger.db")
    if request.param == "postgresql":
        place = request.getfixturevalue("server").new_database()
    with Ledger.open(place, create=True) as ledger:
        publish(ledger)
    return place


def at_once(where: str, act: Callable[[Ledger, int], str]) -> Counter[str]:
    """What came of the act, done by several who all know the same ledger."""

    def own(number: int) -> str:
        with Ledger.open(where) as ledger:
            try:
                return act(ledger, number)
            except Refused as error:
                return error.faults[0].kind

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(own, range(AT_ONCE)))


def test_of_several_planners_one_supersedes(where: str) -> None:
    def act(ledger: Ledger, number: int) -> str:
        visits = (JULY[number % 3],) + (("an@w1@08-05",) if number < 3 else ())
        done = publish(ledger, visits, "2015-07.1")
        return "already" if "2015-07.2" in done.already else "published"

    done = at_once(where, act)
    assert done["published"] == 1
    assert done["ledger.overtaken"] + done["already"] == AT_ONCE - 1
    with Ledger.open(where) as ledger:
        assert list(ledger.known().publications)[:2] == ["2015-07.1", "2015-07.2"]
        assert verify(ledger) == []


def test_the_same_roster_from_several_is_published_once(where: str) -> None:
    def act(ledger: Ledger, _: int) -> str:
        done = publish(ledger, JULY[:2], "2015-07.1")
        return "already" if done.already else "published"

    assert at_once(where, act) == {"published": 1, "already": AT_ONCE - 1}
    with Ledger.open(where) as ledger:
        assert len(ledger.known().publications) == 2


@pytest.mark.parametrize(
    "text", [f"{JULY[0]} attended", "x@y@07-01 unplanned hoa@w1@07-05"], ids=["planned", "not"]
)
def test_of_several_who_tell_of_a_visit_one_is_first(where: str, text: str) -> None:
    def act(ledger: Ledger, number: int) -> str:
        ledger.take_in("a", b"%d" % number, [row(ledger, text)], by="x")
        return "recorded"

    assert at_once(where, act) == {"recorded": 1, "ledger.recorded_since": AT_ONCE - 1}


def test_who_reads_sees_one_moment(where: str) -> None:
    """Each return tells of all three visits: whoever reads sees it whole, or not at all."""
    numbers = count(1)

    def act(ledger: Ledger, number: int) -> str:
        if number:
            return "whole" if all(map(_is_whole, (ledger.known() for _ in range(20)))) else "torn"
        for _ in range(15):
            before = next(numbers)
            rows = [row(ledger, f"{text} attended", 3 * (before - 1) and 3 * (before - 2) + own)
                    for own, text in enumerate(JULY, start=1)]  # fmt: skip
            ledger.take_in("a", b"%d" % before, rows, by="x")
        return "written"

    assert at_once(where, act) == {"written": 1, "whole": AT_ONCE - 1}


def _is_whole(known: Known) -> bool:
    """Whether the three visits, which each return tells of, are told of by the same one."""
    return len({one.of_return for one in known.outcomes.values()}) <= 1


def test_the_same_file_from_several_is_taken_in_once(where: str) -> None:
    def act(ledger: Ledger, _: int) -> str:
        note = JudgedRow("", {"ghi chú": "không có gì"}, "note")
        return "already" if ledger.take_in("a", b"1", [note], by="x").already else "taken in"

    assert at_once(where, act) == {"taken in": 1, "already": AT_ONCE - 1}
