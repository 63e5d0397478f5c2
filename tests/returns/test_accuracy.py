"""Some twenty files of clumsy clerks, taken in by a real ledger and then decided about: nothing is
wrong, lost or there twice, and it would be seen if it were.

`python -m benchmarks.returns_accuracy` does the same with hundreds of files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from benchmarks import returns_accuracy
from benchmarks.returns_accuracy import ALL, BAD, one_case, sure
from scheduler.generator.clerks.clerk import MadeUpReturn
from scheduler.generator.clerks.returns import MadeUpReturns, make_returns
from scheduler.ledger.records import Told
from tests.cli.door import ROOT

LONG_NAMES, TWO_VISITS = (
    ROOT / "tests" / "benchmarks" / f"{name}.toml" for name in ("long_names", "two_visits")
)
CASES = (*((LONG_NAMES, seed) for seed in (205, 206, 210)),
         *((TWO_VISITS, seed) for seed in (207, 208, 209)))  # fmt: skip


def test_twenty_files_are_taken_in_and_decided_about_without_a_mistake() -> None:
    total: Counter[str] = Counter()
    for recipe, seed in CASES:
        counts, _ = one_case(recipe, seed)
        total += counts[ALL]
    assert {name: total[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert total["files"] >= 20
    assert total["right"] > 120
    assert total["reviews"] >= 3
    assert sure(total) >= returns_accuracy.LEAST_SURE


def _with(file: MadeUpReturn, told: Told) -> MadeUpReturn:
    """The file, if another thing were true of the first row that nobody may ask about."""
    at = next(n for n, row in enumerate(file.expected) if not row.may_ask)
    rows = list(file.expected)
    rows[at] = replace(rows[at], told=replace(told, visit=rows[at].told.visit))
    return replace(file, expected=tuple(rows))


@pytest.mark.parametrize("field", ["status", "cadre", "date", "attendance", "members", "note"])
def test_one_wrong_outcome_is_seen(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def otherwise(*arguments: Any) -> MadeUpReturns:
        made = make_returns(*arguments)
        first = made.files[0]
        row = next(one for one in first.expected if not one.may_ask)
        other: Any = {
            "status": "missed" if row.told.status != "missed" else "attended",
            "cadre": "x", "date": row.told.date.replace(year=1999), "note": "x",
        }.get(field, 99)  # fmt: skip
        changed = _with(first, replace(row.told, **{field: other}))
        return replace(made, files=(changed, *made.files[1:]))

    monkeypatch.setattr(returns_accuracy, "make_returns", otherwise)
    counts, _ = one_case(*CASES[3])
    assert (counts[ALL]["wrong"], counts[ALL]["decided wrong"]) == (1, 1)


def test_one_lost_outcome_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_one_more(*arguments: Any) -> MadeUpReturns:
        made = make_returns(*arguments)
        first = made.files[0]
        row = next(one for one in first.expected if not one.may_ask)
        more = replace(row, told=replace(row.told, visit="nowhere"))
        changed = replace(first, expected=(*first.expected, more))
        return replace(made, files=(changed, *made.files[1:]))

    monkeypatch.setattr(returns_accuracy, "make_returns", with_one_more)
    counts, _ = one_case(*CASES[3])
    assert counts[ALL]["lost"] == 1
