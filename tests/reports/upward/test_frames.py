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
    assert counts.loc[("month", "2015-07"), ["made", "missed", "no_answer"]].tolist() == [1, 1, 2]
    assert counts["planned"].dtype == pd.Int64Dtype()
    assert counts["rate"].dtype == "float64"
    people = found["people"].set_index("cadre")
    assert people["never_went"].to_dict()["em"]
    assert found["places"]["last_visit"].dtype.kind == "M"
    assert found["adjustments"].empty
