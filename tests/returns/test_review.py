"""The review workbook asks, is read like any return, and decides."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.domain.faults import describe
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.ledger.records import Known, Told
from scheduler.returns.doubts import Judged
from scheduler.returns.review import write_review
from tests.returns.small import ALL, KNOWN, after, day, filled, ident, judged, judged_rows

EXTRA = {"date": "9/7", "cadre": "CB-01", "branch": "PN-HB1", "status": "đã dự"}
ASKED = (
    filled(0, status="dự thay", actual_cadre="Nguyễn Văn An", opinions="Đường xấu"),
    filled(1, attendance="18/25"),
    filled(2, status="x", attendance=30, members=25),
    filled(3, status="dời ngày", actual_date="20/10"),
    filled(4, status="vằng"),
    filled(5, status="x"),
    filled(5, status="vắng"),
)


class Review:
    """A review workbook, opened as a planner opens it."""

    def __init__(self, found: Judged, folder: Path, language: Language):
        self.path = folder / "review.xlsx"
        write_review(self.path, found.doubts, language)
        self.book = openpyxl.load_workbook(self.path)
        self.sheet: Any = self.book.worksheets[0]
        heading = say("returns.column_decision", language).split(";")[0]
        self.column = next(c.column for c in self.sheet[2] if c.value == heading)

    def choices(self, row: int) -> list[str]:
        """What the drop-down of a row offers, counted from 0."""
        cell = self.sheet.cell(3 + row, self.column).coordinate
        (rule,) = (one for one in self.sheet.data_validations.dataValidation if cell in one.sqref)
        title, reference = rule.formula1.split("!")
        (cells,) = self.book[title.strip("'")][reference.replace("$", "")]
        return [one.value for one in cells]

    def decide(self, row: int, text: str) -> None:
        self.sheet.cell(3 + row, self.column).value = text

    def judged(self, of: Known = KNOWN) -> Judged:
        data = io.BytesIO()
        self.book.save(data)
        return judged(data.getvalue(), of, "review.xlsx")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


def test_undecided_rows_stay_open(tmp_path: Path, language: Language) -> None:
    found = judged_rows(*ASKED)
    again = Review(found, tmp_path, language).judged()
    assert [row.fate for row in again.rows if row.fate != "note"] == ["review"] * len(ASKED)
    assert all("returns.undecided" in [f.kind for f in doubt.why] for doubt in again.doubts)


def test_what_is_proposed_is_recorded(tmp_path: Path, language: Language) -> None:
    found = judged_rows(*ASKED)
    review = Review(found, tmp_path, language)
    for row in range(len(ASKED)):
        review.decide(row, review.choices(row)[0])
    review.decide(6, say("returns.discard", language))
    decided = review.judged()
    told = [row.told for row in decided.rows if row.told]
    assert told == [
        Told(ident(0), "substituted", "CB-06", "PN-HB1", day("07-08"), opinions="Đường xấu"),
        Told(ident(1), "attended", "CB-02", "PN-HB2", day("07-10"), 18, 25),
        Told(ident(2), "attended", "CB-03", "PN-HB1", day("07-08"), 30, 25),
        Told(ident(3), "moved", "CB-04", "ND-HB1", day("10-20")),
        Told(ident(4), "missed", "CB-05", "PN-TA1", day("07-14")),
        Told(ident(5), "attended", "CB-07", "PN-HB2", day("07-10")),
    ]  # fmt: skip
    assert not decided.doubts


def test_any_choice_is_read_as_what_it_says(tmp_path: Path, language: Language) -> None:
    found = judged_rows(*ASKED)
    for number, doubt in enumerate(found.doubts):
        for at, option in enumerate(doubt.options):
            review = Review(found, tmp_path, language)
            (review.path).unlink()
            review.decide(number, review.choices(number)[at])
            told = [row.told for row in review.judged().rows if row.told]
            assert told == [option]


def test_a_bare_status_is_a_decision(tmp_path: Path, language: Language) -> None:
    found = judged_rows(filled(1, attendance="18/25"))
    for word, status in (("vắng", "missed"), ("not held", "not_held")):
        review = Review(found, tmp_path, language)
        review.path.unlink()
        review.decide(0, word)
        again = review.judged()
        if status == "not_held":
            assert [f.kind for d in again.doubts for f in d.why] == ["returns.held_or_not"]
        else:
            (told,) = (row.told for row in again.rows if row.told)
            assert (told.status, told.attendance) == (status, 18)


def test_an_extra_row_can_become_a_planned_visit(tmp_path: Path, language: Language) -> None:
    found = judged_rows(filled(1), EXTRA)
    for at, (visit, status) in enumerate(((ident(0), "moved"), ("", "unplanned"))):
        review = Review(found, tmp_path, language)
        review.path.unlink()
        review.decide(0, review.choices(0)[at])
        (told,) = (row.told for row in review.judged().rows if row.told)
        assert (told.visit, told.status, told.cadre, told.branch, told.date) == (
            visit, status, "CB-01", "PN-HB1", day("07-09")
        )  # fmt: skip


def test_a_row_corrected_by_hand_is_recorded_as_it_stands(
    tmp_path: Path, language: Language
) -> None:
    found = judged_rows(filled(0, status="x", attendance="đông lắm"))
    review = Review(found, tmp_path, language)
    titles = [cell.value for cell in review.sheet[2]]
    heading = say("headings.handoff.attendance", language)
    review.sheet.cell(3, titles.index(heading) + 1).value = 22
    review.decide(0, say("returns.record", language))
    (told,) = (row.told for row in review.judged().rows if row.told)
    assert (told.status, told.attendance) == ("attended", 22)


def test_what_is_still_missing_is_asked_again(tmp_path: Path, language: Language) -> None:
    review = Review(judged_rows(filled(0, status="hoãn")), tmp_path, language)
    review.decide(0, say("returns.record", language))
    again = review.judged()
    assert [fault.kind for doubt in again.doubts for fault in doubt.why] == ["returns.no_date"]
    review.decide(0, "???")
    again = review.judged()
    assert "returns.unknown_decision" in [f.kind for d in again.doubts for f in d.why]


def test_a_decision_twice_changes_nothing(tmp_path: Path, language: Language) -> None:
    review = Review(judged_rows(*ASKED), tmp_path, language)
    for row in range(len(ASKED)):
        review.decide(row, review.choices(row)[0])
    review.decide(6, say("returns.discard", language))
    first = review.judged()
    second = review.judged(after(KNOWN, first))
    assert not second.counts["recorded"] + second.counts["corrected"]
    assert second.counts["unchanged"] == first.counts["recorded"]


def test_no_word_of_the_other_language(tmp_path: Path) -> None:
    """Nor a sentence that cannot be said."""
    dropped = Visit("CB-02", "PN-HB1", day("07-09"))
    found = judged_rows(*ASKED, EXTRA, filled(dropped, visit="", publication="", status="x"))
    assert found.doubts
    for lang in LANGUAGES:
        for doubt in found.doubts:
            for fault in doubt.why:
                assert describe(fault, lang)
    review = Review(found, tmp_path, "vi")
    texts = " ".join(
        str(cell.value) for row in review.sheet.iter_rows() for cell in row if cell.value
    )
    for word in ("attended", "unplanned", "record as", "place", "decision"):
        assert word not in texts.replace("`scheduler record`", "")


def test_the_same_bytes_again(tmp_path: Path, language: Language) -> None:
    found = judged_rows(*ASKED)
    for name in ("a.xlsx", "b.xlsx"):
        write_review(tmp_path / name, found.doubts, language)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_all_visits_are_planned() -> None:
    assert len({ident(visit) for visit in ALL}) == len(ALL)
