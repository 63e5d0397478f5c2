"""What problems share is right for each of them, and is shared."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.edit import Edit
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.edits.apply import edited
from tests.random_instances import random_instance
from tests.tiny import closure, day, leave, pin, tiny

DERIVED = (
    "territory.areas", "organizations", "branches", "meetings", "meetings_by_branch", "dropped",
    "cadres", "tiers", "cadres_by_tier", "localities_of_tier", "pins", "attendable",
    "attendable_in", "able_tiers", "made", "unmade", "past", "past_months", "ages_at_start",
    "excused",
)  # fmt: skip


def derived(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in DERIVED:
        value: Any = problem
        for name in path.split("."):
            value = getattr(value, name)
        found[path] = value
    for cadre in problem.cadres:
        found[cadre] = problem.may_attend(cadre), problem.gap(cadre), problem.short_before(cadre)
        found[f"{cadre} owes"] = [problem.owed(cadre, month) for month in problem.horizon]
        found[f"{cadre} goes"] = [problem.travel(cadre, branch) for branch in problem.branches]
    return found


def edits(problem: Problem) -> list[Edit]:
    """An edit of each table and setting that views are derived from."""
    instance = problem.instance
    cadre, branch = instance.cadres[-1].id, instance.branches[-1].id
    first = problem.horizon[0].first_day
    named = [
        {"rules": {"gap_months": 1, "history_months": 2}},
        {"settings": {"months": len(problem.horizon) + 1}},
        {"settings": {"holidays": "" if problem.settings.holidays else "VN"}},
        {"put": {"table": "meetings", "rows": [{"branch": branch, "date": first}]}},
        {"put": {"table": "pins", "rows": [
            {"cadre": cadre, "branch": branch, "decision": "forbid"}]}},
        {"put": {"table": "closures", "rows": [{"from": first, "until": first}]}},
        {"put": {"table": "leave", "rows": [{"cadre": cadre, "from": first, "until": first}]}},
        {"change": {"table": "cadres", "where": {"id": cadre}, "set": {"visits_per_month": 3}}},
        {"change": {"table": "branches", "where": {"id": branch}, "set": {"requires": ["x"]}}},
        {"change": {"table": "organizations", "set": {"attends": ["all"]}}},
        {"close": {"areas": [instance.branches[0].area]}},
    ]  # fmt: skip
    if instance.history:
        named.append({"remove": {"table": "history"}})
    return [Edit.model_validate(edit) for edit in named]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_shared_is_what_would_be_worked_out_anew(seed: int) -> None:
    problem = Problem(random_instance(seed))
    derived(problem)
    for edit in edits(problem):
        changed = edited(problem, [edit])
        assert derived(changed) == derived(Problem(changed.instance, checked=True)), edit


def test_what_an_edit_does_not_touch_is_shared() -> None:
    problem = tiny(pins=(pin("an", "w1", "require"),), leave=(leave("an", "07-01", "07-02"),))
    views = problem.views
    other = edited(problem, [Edit.model_validate({"remove": {"table": "pins"}})]).views
    assert vars(other) == vars(views)
    assert all(getattr(other, name) is view for name, view in vars(views).items())
    other = edited(problem, [Edit.model_validate({"remove": {"table": "leave"}})]).views
    assert (other.dates, other.reach, other.past) == (views.dates, views.reach, views.past)
    assert other.people is not views.people
    row = {"from": day("07-01"), "until": day("07-09")}
    closed = Edit.model_validate({"put": {"table": "closures", "rows": [row]}})
    other = edited(problem, [closed]).views
    assert other.dates is not views.dates
    assert (other.people, other.branch_map) == (views.people, views.branch_map)


def test_what_is_over_stays_over_in_an_edited_problem() -> None:
    elapsed = Elapsed(day("07-08"), frozenset({Visit("an", "w1", day("07-05"))}))
    problem = tiny(closures=(closure("07-20", "07-21"),))
    begun = problem.of_instance(problem.instance, elapsed)
    changed = edited(begun, [Edit.model_validate({"remove": {"table": "closures"}})])
    assert changed.elapsed == elapsed
    assert changed.made == elapsed.made


def test_a_part_says_the_same_of_its_own() -> None:
    for seed in range(12):
        problem = Problem(random_instance(seed))
        own = frozenset(sorted(problem.cadres)[::2])
        localities = frozenset(sorted({row.area for row in problem.branches.values()})[::2])
        part = problem.part(own, localities)
        assert set(part.cadres) == own
        assert part.attendable == {cadre: problem.attendable[cadre] for cadre in sorted(own)}
        assert part.past_months == {k: m for k, m in problem.past_months.items() if k[0] in own}
        assert part.requiring_pins == {
            k: p for k, p in problem.requiring_pins.items() if k[0] in own
        }
        for key, age in part.ages_at_start.items():
            assert problem.ages_at_start[key] == age
            assert key[1] in localities
        for cadre in own:
            assert part.short_before(cadre) == problem.short_before(cadre)
