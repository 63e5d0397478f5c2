"""What scenarios change: parts of one whole each, ranked, and told in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.answers.whatif import Kpi, Outcome, WhatIf, each_cadre_leaves, what_if
from scheduler.domain.edit import Edit
from scheduler.edits.scenario import Scenario
from scheduler.language import LANGUAGES, Language
from scheduler.reports.pictures.comparison import end_of_scale
from scheduler.reports.shifts import answer, leading, ranked, shifts
from tests.tiny import tiny


@pytest.fixture(scope="module")
def study() -> WhatIf:
    problem = tiny({"gap_months": 3})
    asked = [Scenario(name="gap 2", edit=(Edit(rules={"gap_months": 2}),)),
             *each_cadre_leaves(problem)]  # fmt: skip
    return what_if(problem, asked, workers=1)


def with_kpi(outcome: Outcome, **kpis: Kpi) -> Outcome:
    return replace(outcome, kpis={**outcome.kpis, **kpis})


def test_a_visit_missed_is_a_part_of_the_visits_due(study: WhatIf) -> None:
    base = with_kpi(study.base, missed=Kpi(1, 1), due=Kpi(200))
    worse = with_kpi(study.outcomes[0], missed=Kpi(3, 3), due=Kpi(200))
    (missed,) = [one for one in shifts(base, worse, "en") if one.kpi == "missed"]
    assert missed.part == missed.least == missed.most == pytest.approx(-1.0)
    assert missed.text == "1 → 3 visits (+1.0\u00a0%)"
    assert not missed.is_better


def test_what_is_open_is_a_range_with_its_worse_end_first(study: WhatIf) -> None:
    base = with_kpi(study.base, missed=Kpi(4, 2), due=Kpi(100))
    other = with_kpi(study.outcomes[0], missed=Kpi(5, 5), due=Kpi(100))
    (missed,) = [one for one in shifts(base, other, "vi") if one.kpi == "missed"]
    assert (missed.least, missed.part, missed.most) == pytest.approx((-3.0, -1.0, -1.0))
    assert missed.text == "4 → 5 lượt (+1 … +3)"
    sentence = answer(WhatIf(base, (other,)), other, "vi")
    assert "chưa chứng minh hết" in sentence


def test_shares_differ_by_points_and_more_is_better(study: WhatIf) -> None:
    base = with_kpi(study.base, **{"reached commune": Kpi(0.5)})
    other = with_kpi(study.outcomes[0], **{"reached commune": Kpi(0.6)})
    (share,) = [one for one in shifts(base, other, "en") if one.kpi == "reached commune"]
    assert (share.part, share.is_better) == (pytest.approx(10.0), True)
    assert share.text == "50 → 60\u00a0% (+10 points)"


def test_a_small_effect_is_not_stretched(study: WhatIf) -> None:
    small = with_kpi(study.base, travel=Kpi(1000), due=Kpi(100))
    other = replace(with_kpi(small, travel=Kpi(1010)), result=replace(study.base.result))
    assert end_of_scale(WhatIf(small, (other,)), "en") == 10


def test_the_gravest_come_first_and_what_leads_names_the_ends(study: WhatIf) -> None:
    order = ranked(study)
    assert sorted(one.name for one in order) == sorted(one.name for one in study.outcomes)

    def loss(outcome: Outcome) -> tuple[int, ...]:
        pairs = zip(study.base.result.levels, outcome.result.levels, strict=False)
        return tuple(max(0, there.value - here.value) for here, there in pairs)

    assert [loss(one) for one in order] == sorted(map(loss, order), reverse=True)
    first, last = leading(study, "en")
    assert order[0].name in first
    assert order[-1].name in last


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_base_changed_in_nothing_says_so(study: WhatIf, language: Language) -> None:
    same = replace(study.base, name="same")
    (said,) = leading(WhatIf(study.base, (same,)), language)
    assert said == {"en": "same: nothing gets better or worse.",
                    "vi": "same: không có gì tốt lên hay kém đi."}[language]  # fmt: skip
