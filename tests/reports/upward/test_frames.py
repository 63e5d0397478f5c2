"""The tables of a report as frames: the same rows as in its files, with values of their types."""

from __future__ import annotations

import pandas as pd

from scheduler import frames
from scheduler.reports.upward.figures import REPORTS
from tests.reports.upward.test_figures import JULY, of_text


def test_a_frame_for_each_table() -> None:
    figures = of_text(JULY, answers=["an@w1@07-05 attended", "em@w3@07-15 missed"])
    found = frames.report(figures)
    assert list(found) == [table.name.removeprefix("report_") for table in REPORTS]
    counts = found["counts"].set_index(["kind", "id"])
    assert counts.loc[("total", ""), "planned"] == 4
    assert list(counts.loc[("month", "2015-07"), ["made", "missed", "no_answer"]]) == [1, 1, 2]
    assert counts["planned"].dtype == pd.Int64Dtype()
    assert counts["rate"].dtype == "float64"
    people = found["people"].set_index("cadre")
    assert people["never_went"].to_dict()["em"]
    assert found["places"]["last_visit"].dtype.kind == "M"
    assert found["adjustments"].empty


ANSWERS = ["an@w1@07-05 attended", "binh@w2@07-10 substituted an@w2@07-10",
           "chi@f1@07-05 not_held", "unplanned hoa@w3@07-15"]  # fmt: skip


def test_a_row_for_each_visit_that_was_planned_or_made() -> None:
    found = frames.outcomes(of_text(JULY, answers=ANSWERS)).set_index("status")
    assert sorted(found.index) == ["attended", "no_answer", "not_held", "substituted", "unplanned"]
    assert found["made"].to_dict() == {
        "attended": True, "substituted": True, "unplanned": True, "not_held": False,
        "no_answer": False,
    }  # fmt: skip
    assert list(found.loc["substituted", ["cadre", "went"]]) == ["binh", "an"]
    assert list(found.loc["no_answer", ["cadre", "went"]]) == ["em", ""]
    assert found.loc["unplanned", "month"] == pd.Period("2015-07", "M")
    assert found["attendance"].dtype == pd.Int64Dtype()
    assert found["attendance"].isna().all()


def test_its_sums_are_those_of_the_report() -> None:
    figures = of_text(JULY, answers=ANSWERS)
    found, tables = frames.outcomes(figures), frames.report(figures)
    assert found["made"].sum() == figures.total.made
    planned = found[found["status"] != "unplanned"]
    tiers = tables["counts"].query("kind == 'tier'").set_index("id")["planned"]
    assert planned.groupby("tier").size().to_dict() == tiers[tiers > 0].to_dict()
    bodies = tables["bodies"].set_index(["tier", "organization", "area"])["planned"]
    own = planned.groupby(["tier", "organization", "body"]).size()
    assert own.to_dict() == bodies[bodies > 0].to_dict()


def test_without_any_visit_its_columns_keep_their_types() -> None:
    empty = frames.outcomes(of_text(answers=[]))
    assert empty.empty
    assert str(empty["month"].dtype) == "period[M]"
    assert empty["made"].dtype == bool
