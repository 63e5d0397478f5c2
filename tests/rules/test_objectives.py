"""Each objective on a case that can be counted on one's fingers."""

from __future__ import annotations

import pytest

from scheduler import rules
from scheduler.domain.records import Distance, PastVisit
from tests.tiny import day, leave, roster, tiny


def value(name: str, *visits: str, **options: object) -> int:
    options.setdefault("rules", None)
    return rules.values(tiny(**options), roster(*visits))[name]  # type: ignore[arg-type]


def past(cadre: str, branch: str, date: str, status: str = "attended") -> PastVisit:
    return PastVisit(cadre=cadre, branch=branch, date=day(date), status=status)  # type: ignore[arg-type]


def test_missed_counts_what_is_due_and_not_made() -> None:
    # an, binh, chi, hoa: 1 in each of 3 months; dung in office 3 July to 1 September: 3;
    # em and giang: 2 in each of 3 months.
    assert value("missed") == 4 * 3 + 3 + 2 * 6
    assert value("missed", "an@w1@07-05", "em@w3@07-15") == 27 - 2


def test_a_visit_too_many_hides_none_that_another_owes() -> None:
    assert value("missed", "an@w1@07-05", "an@w2@07-10") == 27 - 1
    assert value("missed", "an@w1@07-05", "an@w2@07-10", "binh@w1@08-05") == 27 - 2


def test_who_is_on_leave_all_month_is_excused() -> None:
    assert value("missed", leave=[leave("an", "08-01", "08-31")]) == 27 - 1
    assert value("missed", leave=[leave("an", "08-01", "08-30")]) == 27
    parts = [leave("an", "08-01", "08-14"), leave("an", "08-15", "08-31")]
    assert value("missed", leave=parts) == 27 - 1


@pytest.mark.parametrize(
    ("gap", "visits", "expected"),
    [
        # an reaches c1, h1 and h2, so a gap of 6 months is cut to 2: windows of two months.
        (6, ("an@w1@07-05", "an@w1@08-05"), 1),
        (6, ("an@w1@07-05", "an@w1@09-05"), 0),
        (6, ("an@w1@07-05", "an@w2@08-10"), 0),
        (6, ("an@w1@07-05", "an@w1@08-05", "an@w1@09-05"), 2),
        (1, ("an@w1@07-05", "an@w1@08-05"), 0),
        # dung, who speaks no Khmer, reaches h2 alone: there is nowhere else to go.
        (6, ("dung@f2@08-02", "dung@f2@07-02"), 0),
        # chi reaches h1 and h2: with two places one goes to and fro.
        (6, ("chi@f1@07-05", "chi@f1@08-05"), 1),
        (6, ("chi@f1@07-05", "chi@f2@08-02", "chi@f1@09-05"), 0),
        (1, ("chi@f1@07-05", "chi@f1@08-05"), 0),
    ],
)
def test_early_returns_counts_windows(gap: int, visits: tuple[str, ...], expected: int) -> None:
    assert value("early_returns", *visits, rules={"gap_months": gap}) == expected


def test_early_returns_look_back_into_the_history() -> None:
    options = {"rules": {"gap_months": 2}, "history": [past("an", "w1", "06-05")]}
    assert value("early_returns", "an@w1@07-05", **options) == 1
    assert value("early_returns", "an@w1@08-05", **options) == 0
    options["history"] = [past("an", "w1", "06-05", "missed")]
    assert value("early_returns", "an@w1@07-05", **options) == 0


def test_unaccompanied_counts_tiers_that_could_have_come() -> None:
    prefer = {"accompany": "prefer"}
    assert value("unaccompanied", "hoa@w1@07-05", rules=prefer) == 1
    assert value("unaccompanied", "hoa@w1@07-05", "an@w1@07-05", rules=prefer) == 0
    assert value("unaccompanied", "an@w1@07-05", rules=prefer) == 0
    # Nobody of the commune can attend f1 while chi is away: dung speaks no Khmer.
    away = [leave("chi", "07-01", "07-10")]
    assert value("unaccompanied", "giang@f1@07-05", rules=prefer, leave=away) == 0


def test_waiting_grows_with_every_month_without_a_visit() -> None:
    # province: c1, h1, h2, h3; commune: the same four places. Ages 13, 14, 15 in three months.
    everywhere = 8 * (13 + 14 + 15)
    assert value("waiting") == everywhere
    assert value("waiting", "an@w1@08-05") == everywhere - (14 + 15) + 1
    assert value("waiting", "an@w1@08-05", "chi@f1@08-05") == everywhere - (14 + 15) + 1
    assert value("waiting", "an@w1@08-05", "hoa@w1@08-05") == everywhere - 2 * (14 + 15) + 2
    recent = [past("an", "w1", "05-05")]
    assert value("waiting", history=recent) == everywhere - (13 + 14 + 15) + (2 + 3 + 4)


def test_uneven_is_what_one_peer_misses_above_an_equal_share() -> None:
    # The peers of the tiny problem are an and binh (women, c1) and chi and dung (farmers, c1).
    an = ("an@w1@07-05", "an@w2@08-10", "an@w1@09-05")
    binh = ("binh@w2@07-10", "binh@w1@08-05", "binh@w2@09-10")
    assert value("uneven") == 0  # three missed by each
    assert value("uneven", *an) == 1  # none and three: a share is two
    assert value("uneven", an[0]) == 0  # two and three: a share is three
    assert value("uneven", *an[:2], *binh[:1]) == 0
    assert value("uneven", *an, *binh) == 0
    chi = ("chi@f2@07-02", "chi@f1@08-05", "chi@f2@09-02")
    assert value("uneven", *an, *chi) == 2
    two = {"cadres": [tiny().cadres["an"].model_copy(update={"id": "k"})]}
    assert value("uneven", *an, **two) == 2  # 0, 3 and 3: a share is two
    wider = tiny().cadres["an"].model_copy(update={"id": "k", "areas": ("c1", "c2")})
    assert value("uneven", *an, cadres=[wider]) == 1


def test_uneven_looks_back_as_far_as_the_tier_is_recorded() -> None:
    # Since May somebody of the communes is on record: an went twice, binh never, and chi neither;
    # dung joined in July. So an and binh miss 3 and 5, chi and dung 5 and 3.
    before = [past("an", "w1", "05-05"), past("an", "w2", "06-10"), past("an", "w1", "04-05")]
    assert value("uneven", history=before[:2]) == 1 + 1
    assert value("uneven", history=before) == 1 + 1  # 3 and 6: a share is 5
    options = {"rules": {"history_months": 1}}
    assert value("uneven", history=before, **options) == 0  # 3 and 4
    joined = {"cadres": [tiny().cadres["an"].model_copy(update={"id": "k", "from_": day("06-11")})]}
    assert value("uneven", history=before[:2], **joined) == 1 + 1  # 3, 5 and 4: a share is 4
    # A row that is nobody's visit is a record all the same.
    assert value("uneven", history=[past("binh", "w1", "05-05", "missed")]) == 0 + 1
    # The province is on record by itself: what it did says nothing of the communes.
    assert value("uneven", history=[past("hoa", "w1", "05-05")]) == 0


def test_imbalance_is_what_lies_above_an_even_share() -> None:
    two = {"cadres": [tiny().cadres["hoa"].model_copy(update={"id": "k", "areas": ("c1", "c2")})]}
    assert value("imbalance", **two) == 0
    assert value("imbalance", "k@w1@07-05", **two) == 0
    assert value("imbalance", "k@w1@07-05", "k@w2@08-10", **two) == 1
    assert value("imbalance", "k@w1@07-05", "k@w3@08-15", **two) == 0
    # Two past visits to c1 and two new ones: 4 over 2 areas, 2 above the share of 2.
    two["history"] = [past("k", "w1", "05-05"), past("k", "w2", "06-10")]  # type: ignore[list-item]
    assert value("imbalance", "k@w1@07-05", "k@w2@08-10", **two) == 2
    options = {"rules": {"history_months": 1}}
    assert value("imbalance", "k@w1@07-05", "k@w2@08-10", **two, **options) == 1


def test_travel_is_the_way_there_and_back() -> None:
    base = {"cadres": [tiny().cadres["an"].model_copy(update={"id": "k", "base": "c2"})]}
    road = {"distances": [Distance(from_="h1", to="c2", km=7.3)]}
    assert value("travel", "k@w1@07-05", **base) == 0
    assert value("travel", "k@w1@07-05", **base, **road) == 146
    assert value("travel", "k@w1@07-05", "k@w1@08-05", **base, **road) == 292
    assert value("peak_travel", "k@w1@07-05", "k@w1@08-05", **base, **road) == 292
