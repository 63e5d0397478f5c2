"""Scenarios side by side, in words."""

from __future__ import annotations

from scheduler.answers.whatif import each_cadre_leaves, what_if
from scheduler.reports.comparison import markdown, missed_most, why_infeasible
from scheduler.results.study_folder import study_facts
from tests.tiny import pin, tiny


def test_somebody_without_whom_no_roster_exists_is_missed_most() -> None:
    # Giang must go to w1 and needs company; Binh's visit of the month is bound elsewhere.
    pins = (pin("giang", "w1", "require", "07-05"), pin("binh", "w2", "require", "07-10"))
    problem = tiny({"accompany": "require"}, pins=pins)
    study = what_if(problem, each_cadre_leaves(problem), workers=1)
    head, first, *others = missed_most(study, 10, "en")
    assert first == ["An (an)", "infeasible", *["–"] * (len(head) - 2)]
    assert {row[1] for row in others} == {"optimal"}
    lines = list(why_infeasible(study, "en"))
    assert lines[0].startswith("without an: No roster exists")
    assert "- pins: a pin requires giang (Giang) to visit w1 (when: 2015-07-05)" in lines
    assert (
        "- instance: every visit must be accompanied by the lower tiers (accompany = require)"
        in lines
    )
    (told,) = [s["conflicts"] for s in study_facts(study, "vi")["scenarios"] if s["conflicts"]]
    assert len(told[0]) == len(lines) - 1
    assert lines[-1] in markdown(study, "en")
    # With Em go Em's missed visits; what gets worse is `waiting`, more than without Hoa.
    assert [row[0] for row in others[:2]] == ["Em (em)", "Hoa (hoa)"]
