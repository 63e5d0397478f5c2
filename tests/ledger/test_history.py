"""What a ledger knows becomes the history of the next month (LEDGER §2 and §6)."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, PastVisit
from scheduler.ledger.history import LedgerHistory, month_after, unknown_months, with_history
from scheduler.ledger.records import Known
from tests.ledger.known import published
from tests.tiny import day, tiny

JUNE = ["an@w1@06-05", "binh@w2@06-10", "chi@f1@06-05", "em@w3@06-15", "hoa@w3@06-15"]


def record(cadre: str, branch: str, date: str, status: str = "attended") -> PastVisit:
    return PastVisit(cadre=cadre, branch=branch, date=day(date), status=status)


def added(problem: Problem, known: Known) -> LedgerHistory:
    return with_history(problem.instance, known, lambda _: problem.instance)


def rows(history: LedgerHistory) -> list[str]:
    return [f"{r.cadre}@{r.branch}@{r.date:%m-%d} {r.status}" for r in history.instance.history]


def without(instance: Instance, cadres: Sequence[str], branches: Sequence[str]) -> Instance:
    return instance.model_copy(update={
        "cadres": tuple(row for row in instance.cadres if row.id not in cadres),
        "branches": tuple(row for row in instance.branches if row.id not in branches),
        "areas": tuple(row for row in instance.areas if row.id not in ("h3", "c2")),
        "calendars": tuple(row for row in instance.calendars if row.branch not in branches),
    })  # fmt: skip


def test_each_kind_of_answer() -> None:
    answers = [
        "an@w1@06-05 attended",
        "binh@w2@06-10 substituted an@w2@06-10",
        "chi@f1@06-05 moved chi@f1@06-08",
        "em@w3@06-15 missed",
        "hoa@w3@06-15 not_held",
        "unplanned giang@w1@06-05",
    ]
    history = added(tiny(), published(tiny(), JUNE, answers=answers))
    assert rows(history) == [
        "chi@f1@06-05 missed",
        "an@w1@06-05 attended",
        "giang@w1@06-05 attended",
        "chi@f1@06-08 attended",
        "an@w2@06-10 attended",
        "binh@w2@06-10 substituted",
        "em@w3@06-15 missed",
        "hoa@w3@06-15 missed",
    ]
    assert (history.answered, history.unanswered) == (6, 0)


def test_a_visit_without_an_answer_counts_as_made() -> None:
    history = added(tiny(), published(tiny(), JUNE, answers=["an@w1@06-05 missed"]))
    assert "binh@w2@06-10 planned" in rows(history)
    assert (history.answered, history.unanswered) == (1, 4)
    past = tiny(history=history.instance.history).past
    assert {row.cadre for row in past} == {"binh", "chi", "em", "hoa"}


def test_a_visit_that_a_later_publication_dropped_is_no_history_unless_it_was_made() -> None:
    dropped = rows(added(tiny(), published(tiny(), JUNE, JUNE[1:])))
    assert not [row for row in dropped if row.startswith("an@")]
    known = published(tiny(), JUNE, JUNE[1:], answers=["an@w1@06-05 attended"])
    assert "an@w1@06-05 attended" in rows(added(tiny(), known))


def test_the_own_table_comes_first_and_an_answer_corrects_it() -> None:
    own = (record("an", "w1", "05-05"), record("an", "w1", "06-05", "missed"),
           record("binh", "w2", "06-10", "missed"))  # fmt: skip
    problem = tiny(history=own)
    known = published(problem, JUNE[:2], answers=["an@w1@06-05 attended"])
    assert rows(added(problem, known)) == [
        "an@w1@05-05 attended",
        "binh@w2@06-10 missed",
        "an@w1@06-05 attended",
    ]


def test_of_the_horizon_only_what_really_happened_counts() -> None:
    july = ["an@w1@07-05", "binh@w2@07-10", "em@w3@07-15"]
    answers = ["an@w1@07-05 missed", "binh@w2@07-10 moved binh@w2@07-11", "an@w1@10-05 attended"]
    history = added(tiny(), published(tiny(), july, ["an@w1@10-05"], answers=answers))
    assert rows(history) == [
        "an@w1@07-05 missed",
        "binh@w2@07-10 missed",
        "binh@w2@07-11 attended",
    ]
    problem = tiny().of_instance(history.instance)
    assert [f"{visit.cadre}@{visit.date:%m-%d}" for visit in problem.made] == ["binh@07-11"]
    assert (history.answered, history.unanswered) == (2, 0)


def test_people_and_places_that_no_table_has_any_more_are_kept_as_past_ones() -> None:
    before = tiny()
    known = published(before, JUNE, answers=["hoa@w3@06-15 attended"])
    after = without(before.instance, ["an", "em"], ["w3", "moon"])
    history = with_history(after, known, lambda _: before.instance)
    former = history.former
    assert [row.id for row in former.cadres] == ["an", "em"]
    assert all(row.visits_per_month == 0 and not row.areas for row in former.cadres)
    assert [row.id for row in former.branches] == ["w3"]
    assert [row.id for row in former.areas] == ["c2", "h3"]
    problem = Problem(history.instance, checked=True, elapsed=history.elapsed)
    assert {row.cadre for row in problem.past} == {"an", "binh", "chi", "em", "hoa"}
    assert problem.ages_at_start["commune", "h1"] == 1, "an is gone, but h1 was visited in June"


def test_former_ones_are_as_their_newest_publication_had_them() -> None:
    before = tiny().instance
    known = published(tiny(), ["an@w1@05-05"], ["an@w1@06-05"])
    renamed = before.model_copy(update={
        "cadres": tuple(
            row.model_copy(update={"name": "An Mới"}) if row.id == "an" else row
            for row in before.cadres
        ),
    })  # fmt: skip
    instances = {"2015-05.1": before, "2015-06.1": renamed}
    history = with_history(without(before, ["an"], []), known, instances.__getitem__)
    assert [row.name for row in history.former.cadres] == ["An Mới"]


def test_nobody_is_former_who_is_still_there() -> None:
    assert added(tiny(), published(tiny(), JUNE)).elapsed is None


def test_a_branch_of_an_area_that_is_still_there_brings_no_area() -> None:
    before = tiny(branches=(Branch(id="w9", name="w9", organization="w", area="h1"),))
    known = published(before, ["an@w9@06-05"])
    history = with_history(tiny().instance, known, lambda _: before.instance)
    assert ([row.id for row in history.former.branches], history.former.areas) == (["w9"], ())


def test_the_month_after_the_last_published() -> None:
    assert month_after(published(tiny(), JUNE, ["an@w1@05-05"])) == Month(2015, 7)
    assert month_after(Known("")) is None


def test_months_of_which_nothing_is_known() -> None:
    def unknown(*dates: str, months: Sequence[Month] = ()) -> list[str]:
        own = tuple(record("an", "w1", date) for date in dates)
        return list(map(str, unknown_months(tiny(history=own).instance, months)))

    assert unknown() == ["2015-06"], "without any history the month before"
    assert unknown("06-05") == []
    assert unknown("03-05", "06-05") == [], "the table tells of all between its ends"
    assert unknown("04-05") == ["2015-05", "2015-06"]
    assert unknown("03-05", months=[Month(2015, 5)]) == ["2015-04", "2015-06"]
    assert unknown("03-05", months=[Month(2015, 4), Month(2015, 5), Month(2015, 6)]) == []
    assert unknown("07-10") == ["2015-06"], "what is recorded of the horizon is not before it"
