"""Returns judged against a real ledger, and taken in by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from scheduler.domain.months import Month
from scheduler.domain.roster import Roster
from scheduler.language import say
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import visit_id
from scheduler.ledger.verify import verify
from scheduler.returns.doubts import Judged
from scheduler.returns.judging import judge
from scheduler.returns.reading import read_return
from scheduler.returns.refusing import Closed
from scheduler.returns.review import write_review
from scheduler.service.record import Taken
from scheduler.service.record import record as take_in
from tests.returns.small import ALL, NAMES, PROBLEM, csv_file, filled, grid


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "small.ledger.db", create=True, by="an") as own:
        publish(own, 0)
        yield own


def publish(ledger: Ledger, dropped: int, *supersedes: str) -> None:
    """Publish July, without so many of the first visits."""
    visits = [visit for visit in ALL if visit.month == Month(2015, 7)][dropped:]
    drafts = drafts_of(PROBLEM, Roster(tuple(visits)), PROBLEM.instance, values=[], version="1",
                       supersedes=supersedes, note="")  # fmt: skip
    ledger.publish([draft for draft in drafts if draft.month == Month(2015, 7)], by="an")


def record(ledger: Ledger, content: bytes, name: str = "CAU-KE.csv") -> Judged:
    found = judge(read_return(name, content), ledger.known(), lambda _: PROBLEM)
    ledger.take_in(name, content, found.rows, by="an")
    return found


def form(ledger: Ledger, *rows: tuple[int, dict[str, object]]) -> bytes:
    return csv_file(grid([
        filled(number, **({"visit": visit_id(ledger.id, ALL[number])} | cells))
        for number, cells in rows
    ]))  # fmt: skip


def test_what_is_certain_is_taken_in_and_what_is_not_is_asked(
    ledger: Ledger, tmp_path: Path
) -> None:
    content = form(ledger, (0, {"status": "x", "attendance": "18/25"}), (1, {"attendance": 9}),
                   (2, {"status": "dời ngày", "actual_date": "9/7"}))  # fmt: skip
    found = record(ledger, content)
    assert {one.told.status for one in ledger.known().outcomes.values()} == {"attended", "moved"}
    path = tmp_path / "review.xlsx"
    write_review(path, found.doubts, "vi")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = [cell.value for cell in sheet[2]].index(say("returns.column_decision", "vi")) + 1
    sheet.cell(3, at).value = "vắng"
    book.save(path)
    record(ledger, path.read_bytes(), "review.xlsx")
    told = ledger.known().outcomes[visit_id(ledger.id, ALL[1])].told
    assert (told.status, told.attendance) == ("missed", 9)
    before = ledger.known()
    record(ledger, content)
    assert ledger.known().outcomes == before.outcomes
    assert not list(verify(ledger))


def test_the_form_of_an_older_publication(ledger: Ledger) -> None:
    old = form(ledger, (0, {"status": "x"}), (1, {"status": "x"}))
    publish(ledger, 1, "2015-07.1")
    found = record(ledger, old)
    assert "returns.told_dropped" in [notice.kind for notice in found.notices]
    statuses = {own: one.told.status for own, one in ledger.known().outcomes.items()}
    assert statuses == {visit_id(ledger.id, ALL[0]): "unplanned",
                        visit_id(ledger.id, ALL[1]): "attended"}  # fmt: skip


def test_a_closed_month_takes_nothing_new(ledger: Ledger) -> None:
    record(ledger, form(ledger, (0, {"status": "x"})))
    ledger.close(Month(2015, 7), Month(2015, 7), 64 * "0", by="an")
    with pytest.raises(Closed):
        record(ledger, form(ledger, (0, {"status": "vắng"})))
    assert record(ledger, form(ledger, (0, {"status": "x"}))).counts["unchanged"] == 1


def take(ledger: Ledger, folder: Path, content: bytes, name: str) -> Taken:
    """A file recorded as `record` does it."""
    path = folder / name
    path.write_bytes(content)
    (taken,) = take_in([path], ledger, by="an")
    return taken


def test_a_form_that_nobody_filled_in_leaves_no_entry(ledger: Ledger, tmp_path: Path) -> None:
    before = ledger.receipt
    for content in (form(ledger, (0, {}), (1, {})), form(ledger, (0, {"status": "-"}))):
        taken = take(ledger, tmp_path, content, "blank.csv")
        assert (taken.error, taken.recorded, ledger.receipt) == (None, None, before)
    remark = csv_file(grid([filled(0, visit=visit_id(ledger.id, ALL[0]), note="ngập")],
                           (*NAMES, "note"), {"note": "ghi chú"}))  # fmt: skip
    assert take(ledger, tmp_path, remark, "remark.csv").recorded
    assert ledger.receipt != before


def test_a_review_in_which_nothing_is_decided_leaves_no_entry(
    ledger: Ledger, tmp_path: Path
) -> None:
    doubtful = form(ledger, (0, {"attendance": 9}), (1, {"status": "hoãn"}))
    taken = take(ledger, tmp_path, doubtful, "doubtful.csv")
    before = ledger.receipt
    path = tmp_path / "review.xlsx"
    write_review(path, taken.doubts, "vi")
    again = take(ledger, tmp_path, path.read_bytes(), "review.xlsx")
    assert (again.recorded, len(again.doubts), ledger.receipt) == (None, 2, before)
    book = openpyxl.load_workbook(path)
    at = [cell.value for cell in book.worksheets[0][2]].index(say("returns.column_decision", "vi"))
    book.worksheets[0].cell(3, at + 1).value = say("returns.discard", "vi")
    book.save(path)
    assert take(ledger, tmp_path, path.read_bytes(), "review.xlsx").recorded
    assert ledger.receipt != before
