"""Each line of the table of what a returned file is answered with (LEDGER.md §6), alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.ledger.records import Told
from scheduler.returns.days import Day, day_of
from scheduler.returns.directory import Directory
from scheduler.returns.refusing import Closed
from tests.returns.small import (
    ALL,
    KNOWN,
    NAMES,
    PROBLEM,
    after,
    csv_file,
    day,
    filled,
    grid,
    ident,
    judged,
    judged_rows,
    known,
    only,
)
from tests.tiny import tiny


def told_of(**cells: Any) -> Told:
    """What a row of the first visit is recorded to tell."""
    row = only(judged_rows(filled(0, **cells)))
    assert row.fate == "recorded"
    assert row.told is not None
    return row.told


def why_of(*rows: dict[str, Any], **more: Any) -> set[str]:
    """The reasons for which rows are to be reviewed, and none is recorded."""
    found = judged_rows(*rows, **more)
    assert {row.fate for row in found.rows} <= {"review", "note", "no_answer"}
    return {fault.kind.removeprefix("returns.") for doubt in found.doubts for fault in doubt.why}


def kinds(faults: Any) -> list[str]:
    return [fault.kind.removeprefix("returns.") for fault in faults]


# -- status ----------------------------------------------------------------------------------------


def test_blank_says_nothing() -> None:
    found = judged_rows(filled(0))
    assert only(found).fate == "no_answer"
    assert not found.doubts
    assert not found.notices


@pytest.mark.parametrize("column", ["attendance", "opinions", "proposals", "members"])
def test_blank_status_with_something_filled_is_asked(column: str) -> None:
    found = judged_rows(filled(0, **{column: "18"}))
    assert kinds(found.doubts[0].why) == ["blank_status"]
    assert found.doubts[0].proposed is not None
    assert found.doubts[0].proposed.status == "attended"


@pytest.mark.parametrize(
    "word", ["x", "X", "có", "Đã đi", "1", "dự", "ĐÃ DỰ", "da du", " đã  dự ", "attended", 1, "✓"]
)
def test_words_for_attended(word: Any) -> None:
    assert told_of(status=word).status == "attended"


@pytest.mark.parametrize(
    ("word", "status"),
    [("vắng", "missed"), ("Absent", "missed"), ("vang", "missed"), ("không họp", "not_held"),
     ("not_held", "not_held"), ("Không sinh hoạt", "not_held"), ("vắng (ốm)", "missed")],
)  # fmt: skip
def test_words_for_others(word: str, status: str) -> None:
    told = told_of(status=word)
    assert (told.status, told.cadre, told.date) == (status, "CB-01", day("07-08"))
    assert told.note == ("ốm" if "ốm" in word else "")


@pytest.mark.parametrize(("word", "near"), [("vằng", "missed"), ("đã ddự", "attended")])
def test_unknown_word_is_asked_with_the_nearest(word: str, near: str) -> None:
    found = judged_rows(filled(0, status=word))
    assert kinds(found.doubts[0].why) == ["unknown_status"]
    assert found.doubts[0].proposed is not None
    assert found.doubts[0].proposed.status == near


def test_a_word_that_could_be_anything_is_asked() -> None:
    assert why_of(filled(0, status="???")) == {"unknown_status"}


# -- who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Lê Văn Thọ", "lê văn thọ", "CB-03", "Đ/c Lê Văn Thọ", "Lê Văn Thọ (CB-03)",
             "CB-03 - Lê Văn Thọ", "Le Van Tho", "Lê  Văn Tho\u0323"],
)  # fmt: skip
def test_substitute_by_name_within_tier_area_and_line(name: str) -> None:
    """Lê Văn Thơ, of another line of organisations, may be meant by none of these."""
    found = judged_rows(filled(1, status="dự thay", actual_cadre=name))
    told = only(found).told
    assert told is not None
    assert (told.status, told.cadre, told.date) == ("substituted", "CB-03", day("07-10"))
    assert not found.notices


def test_several_of_that_name_are_asked() -> None:
    found = judged_rows(filled(1, status="dự thay", actual_cadre="Nguyễn Văn An"))
    assert kinds(found.doubts[0].why) == ["several_cadres"]
    assert {told.cadre for told in found.doubts[0].options} == {"CB-01", "CB-06"}


def test_another_accent_is_another_name() -> None:
    found = judged_rows(filled(1, status="dự thay", actual_cadre="Lê Văn Thò"))
    assert kinds(found.doubts[0].why) == ["unknown_cadre"]


def test_substitute_of_another_tier_is_recorded_and_told() -> None:
    found = judged_rows(filled(1, status="dự thay", actual_cadre="Võ Minh Đức"))
    told = only(found).told
    assert told is not None
    assert told.cadre == "CB-07"
    assert "told_tier" in kinds(found.notices)


def test_substitute_of_another_line_is_told() -> None:
    found = judged_rows(filled(1, status="dự thay", actual_cadre="Ngô Thị Sáu"))
    assert only(found).fate == "recorded"
    assert kinds(found.notices) == ["told_outside"]


def test_substituted_and_another_date_are_both_kept() -> None:
    for status in ("dự thay", "dời ngày"):
        told = told_of(status=status, actual_cadre="CB-03", actual_date="9/7")
        assert (told.status, told.cadre, told.date) == ("substituted", "CB-03", day("07-09"))


def test_substitute_beside_the_word() -> None:
    assert told_of(status="dự thay: Trần Thị Bình").cadre == "CB-02"


@pytest.mark.parametrize(
    ("cells", "why", "likely"),
    [
        ({"status": "dự thay"}, "no_substitute", None),
        ({"status": "dự thay", "actual_cadre": "CB-01"}, "own_substitute", "attended"),
        ({"status": "đã dự", "actual_cadre": "CB-03"}, "status_and_cadre", "substituted"),
        ({"status": "vắng", "actual_cadre": "CB-03"}, "status_and_cadre", "substituted"),
        ({"status": "đã dự", "actual_date": "9/7"}, "status_and_date", "moved"),
        ({"status": "dời ngày"}, "no_date", "not_held"),
        ({"status": "hoãn"}, "no_date", "not_held"),
        ({"status": "dời ngày", "actual_date": "8/7"}, "same_date", "attended"),
        ({"status": "không sinh hoạt", "attendance": 18}, "held_or_not", "attended"),
        ({"status": "ngoài kế hoạch"}, "planned_as_unplanned", "attended"),
    ],
)
def test_what_contradicts_itself_is_asked(
    cells: dict[str, Any], why: str, likely: str | None
) -> None:
    found = judged_rows(filled(0, **cells))
    assert kinds(found.doubts[0].why) == [why]
    proposed = found.doubts[0].proposed
    assert (proposed.status if proposed else None) == likely


# -- how many --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attendance", "members", "read"),
    [("18/25", "", (18, 25)), ("18 người", "", (18, None)), ("18/ 25 HV", 25, (18, 25)),
     (18, 25, (18, 25)), ("18", "25 hội viên", (18, 25)), ("", "18/25", (18, 25))],
)  # fmt: skip
def test_attendance(attendance: Any, members: Any, read: tuple[int, int | None]) -> None:
    told = told_of(status="đã dự", attendance=attendance, members=members)
    assert (told.attendance, told.members) == read


@pytest.mark.parametrize(
    ("attendance", "members", "why"),
    [("18/25", "26", "two_counts"), (30, 25, "over_members"), ("30/25", "", "over_members"),
     ("đông", "", "unclear_count"), ("18-20", "", "unclear_count"), (-3, "", "unclear_count"),
     ("khoảng 18", "", "unclear_count")],
)  # fmt: skip
def test_attendance_that_is_asked(attendance: Any, members: Any, why: str) -> None:
    assert why_of(filled(0, status="đã dự", attendance=attendance, members=members)) == {why}


# -- when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["9/7", "09/07/15", "09/07/2015", "9-7", "9.7.2015", "ngày 9/7", "42194", "2015-07-09",
             "9 tháng 7", "thứ năm, 9/7"],
)  # fmt: skip
def test_dates_day_first(text: str) -> None:
    told = told_of(status="dời ngày", actual_date=text)
    assert (told.status, told.date) == ("moved", day("07-09"))


def test_the_year_is_that_nearest_to_the_plan() -> None:
    visit = Visit("CB-01", "PN-HB1", dt.date(2015, 12, 28))
    row = only(judged_rows(filled(visit, status="dời", actual_date="3/1"), of=known([visit])))
    assert row.told is not None
    assert row.told.date == dt.date(2016, 1, 3)


@pytest.mark.parametrize(
    ("text", "why"),
    [("20/9", "far_date"), ("31/6", "unclear_date"), ("7/15/2015", "unclear_date"),
     ("tuần sau", "unclear_date"), ("7/8", "turned_date")],
)  # fmt: skip
def test_dates_that_are_asked(text: str, why: str) -> None:
    assert why_of(filled(0, status="dời ngày", actual_date=text)) == {why}


def test_a_date_in_another_month_is_told() -> None:
    found = judged_rows(filled(4, status="dời ngày", actual_date="2/8"))
    assert only(found).fate == "recorded"
    assert kinds(found.notices) == ["told_month", "told_no_meeting"]


def test_a_day_on_which_the_branch_did_not_meet_is_told() -> None:
    found = judged_rows(filled(0, status="dời ngày", actual_date="9/7"))
    assert kinds(found.notices) == ["told_no_meeting"]


# -- rows ------------------------------------------------------------------------------------------


def test_the_same_row_twice_counts_once() -> None:
    found = judged_rows(filled(0, status="x"), filled(0, status="đã dự"))
    assert [row.fate for row in found.rows] == ["recorded", "unchanged"]
    assert kinds(found.notices) == ["told_twice"]


def test_the_same_visit_with_two_answers_is_asked_twice() -> None:
    found = judged_rows(filled(0, status="x"), filled(0, status="vắng"), filled(1, status="x"))
    assert [row.fate for row in found.rows] == ["review", "review", "recorded"]


def test_a_blank_copy_says_nothing() -> None:
    found = judged_rows(filled(0), filled(0, status="vắng"))
    assert [row.fate for row in found.rows] == ["no_answer", "recorded"]


def test_a_row_that_was_removed_says_nothing() -> None:
    found = judged_rows(filled(1, status="x"))
    assert [row.told.visit for row in found.rows if row.told] == [ident(1)]


EXTRA = {"date": "20/7", "cadre": "CB-02", "branch": "PN-HB1"}


def test_an_extra_row_is_unplanned() -> None:
    found = judged_rows(filled(0, status="x"), EXTRA | {"attendance": "12"})
    told = found.rows[1].told
    assert told == Told("", "unplanned", "CB-02", "PN-HB1", day("07-20"), 12)
    assert kinds(found.notices) == ["told_no_meeting"]


def test_an_extra_row_by_names() -> None:
    row = {"date": "20/7/2015", "cadre_name": "phạm thị hòa", "branch_name": "Chi hội phụ nữ ấp 1",
           "commune": "Tân An", "status": "ngoài kế hoạch"}  # fmt: skip
    told = judged_rows(filled(4, status="x"), row).rows[1].told
    assert told is not None
    assert (told.cadre, told.branch, told.status) == ("CB-05", "PN-TA1", "unplanned")


@pytest.mark.parametrize(
    ("cells", "why"),
    [({"cadre": "CB-99"}, "unknown_cadre"), ({"branch": "PN"}, "unknown_branch"),
     ({"date": "hè"}, "unclear_date"), ({"date": ""}, "not_said"), ({"cadre": ""}, "not_said"),
     ({"cadre": "", "cadre_name": "Nguyễn Văn An"}, "several_cadres"),
     ({"date": "20/11"}, "not_published"), ({"status": "vắng"}, "extra_status")],
)  # fmt: skip
def test_an_extra_row_that_does_not_resolve_is_asked(cells: dict[str, str], why: str) -> None:
    found = judged_rows(filled(0), EXTRA | cells)
    assert found.rows[1].fate == "review"
    assert kinds(found.doubts[0].why) == [why]


def test_namesakes_are_offered_with_the_branches_to_which_they_may_go() -> None:
    row = {"date": "20/7/2015", "cadre_name": "Trần Thị Bình", "status": "ngoài kế hoạch",
           "branch_name": "Chi hội Phụ nữ Ấp 1"}  # fmt: skip
    (doubt,) = judged_rows(filled(0, status="x"), row).doubts
    assert kinds(doubt.why) == ["several_cadres", "several_branches"]
    offered = [(told.cadre, told.branch) for told in doubt.options]
    assert offered == [("CB-02", "PN-HB1"), ("CB-09", "PN-TA1")]


def test_a_name_is_that_of_the_area_to_which_the_form_went() -> None:
    directory = Directory(tiny())
    assert directory.handed_off_with(("w1", "w3"), {"h2"}) == ("w1",)
    assert directory.handed_off_with(("w1", "w3"), {"h2", "h3"}) == ("w1", "w3")
    assert directory.handed_off_with(("w1", "w3"), ()) == ()


def test_an_extra_row_that_may_be_a_planned_visit_is_asked() -> None:
    row = {"date": "9/7", "cadre": "CB-01", "branch": "PN-HB1", "status": "đã dự"}
    found = judged_rows(filled(1), row)
    assert kinds(found.doubts[0].why) == ["maybe_planned"]
    assert found.doubts[0].proposed is not None
    assert (found.doubts[0].proposed.visit, found.doubts[0].proposed.status) == (ident(0), "moved")


def test_a_row_of_a_file_that_says_no_month_is_asked_the_same() -> None:
    row = {"date": "9/7/2015", "cadre": "CB-01", "branch": "PN-HB1", "status": "đã dự"}
    names = [name for name in NAMES if name not in ("publication", "visit")]
    assert why_of(row, names=names) == {"maybe_planned"}


def test_an_extra_row_is_not_counted_beside_the_planned_visit_it_repeats() -> None:
    moved = filled(0, status="dời ngày", actual_date="9/7")
    extra = {"date": "9/7", "cadre": "CB-01", "branch": "PN-HB1"}
    found = judged_rows(moved, extra)
    assert [row.fate for row in found.rows] == ["recorded", "review"]
    assert kinds(found.doubts[0].why) == ["told_already"]


# -- matching --------------------------------------------------------------------------------------


def test_by_codes_and_date_without_id() -> None:
    row = filled(0, status="x") | {"visit": "", "publication": ""}
    told = only(judged_rows(row)).told
    assert told is not None
    assert told.visit == ident(0)


@pytest.mark.parametrize("name", ["Phạm Thị Hoà", "PHẠM THỊ HÒA", "pham thi hoa"])
def test_by_unique_names_without_codes(name: str) -> None:
    row = {"date": "14/7/2015", "cadre_name": name, "status": "x",
           "branch_name": "chi hội phụ nữ  ấp 1"}  # fmt: skip
    told = only(judged_rows(row)).told
    assert told is not None
    assert told.visit == ident(4)


def month_first(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows without ids, as a spreadsheet of another country writes their dates."""
    return [
        row | {"visit": "", "date": f"{dt.date.fromisoformat(row['date']):%m/%d/%Y}"}
        for row in rows
    ]


def test_a_file_that_writes_dates_month_first() -> None:
    rows = month_first(filled(0, status="x"), filled(1, status="dời ngày", actual_date="7/11/2015"))
    found = judged_rows(*rows)
    assert [row.fate for row in found.rows] == ["recorded", "review"]
    assert found.rows[0].told is not None
    assert found.rows[0].told.visit == ident(0)
    bare = [row | {"publication": ""} for row in rows]
    assert kinds(judged_rows(*bare).doubts[0].why) == ["turned_date"]  # August is published too


def test_files_that_do_not_disagree_may_come_in_any_order() -> None:
    parts = [
        filled(0, status="x"), filled(0, status="x", attendance=18),
        filled(0, status="x", opinions="Đường xấu"), filled(1, status="vắng"), EXTRA,
    ]  # fmt: skip

    def told(order: list[dict[str, Any]]) -> list[Told]:
        knows = KNOWN
        for row in order:
            knows = after(knows, judged_rows(row, filled(2), of=knows))
        every = [*knows.outcomes.values(), *knows.unplanned]
        return sorted((one.told for one in every), key=lambda one: one.visit)

    assert told(parts) == told(parts[::-1]) == told([*parts[2:], *parts[:2]])


def test_an_unknown_id_is_told_and_the_codes_hold() -> None:
    found = judged_rows(filled(0, status="x", visit="abcdefghijkl"), filled(1))
    assert found.rows[0].told is not None
    assert kinds(found.notices) == ["told_unknown_id"]


def test_rows_sorted_without_their_ids_are_asked() -> None:
    swapped = filled(1, status="x") | {"visit": ident(0)}
    assert why_of(swapped) == {"other_visit"}


def test_a_row_sorted_without_its_id_may_be_decided_to_be_that_which_it_names() -> None:
    (doubt,) = judged_rows(filled(1, status="dự thay", actual_cadre="CB-03") | {"visit": ident(0)}
                           ).doubts  # fmt: skip
    assert doubt.options[0] == Told(ident(1), "substituted", "CB-03", "PN-HB2", day("07-10"))


@pytest.mark.parametrize("name", ["Thọ Lê Văn", "le van thoo"])
def test_a_name_that_nobody_bears_is_asked_with_the_visit_of_the_one_most_like_it(
    name: str,
) -> None:
    row = filled(2, status="x", cadre_name=name, visit="", cadre="", branch="", publication="")
    (doubt,) = judged_rows(row, filled(0)).doubts
    assert kinds(doubt.why) == ["unknown_cadre"]
    assert doubt.options == (Told(ident(2), "attended", "CB-03", "PN-HB1", day("07-08")),)


def test_the_name_of_a_substitute_with_its_words_in_another_order_is_proposed() -> None:
    (doubt,) = judged_rows(filled(1, status="dự thay", actual_cadre="Sáu Ngô Thị")).doubts
    assert [told.cadre for told in doubt.options] == ["CB-08"]


def test_a_name_that_nobody_bears_in_an_extra_row_is_asked_with_the_one_most_like_it() -> None:
    row = {"date": "20/7", "cadre_name": "Sáu Ngô Thị", "branch": "ND-HB1", "status": "đột xuất"}
    (doubt,) = judged_rows(filled(0, status="x"), row).doubts
    assert doubt.options == (Told("", "unplanned", "CB-08", "ND-HB1", day("07-20")),)


def test_a_name_written_over_the_planned_one_is_asked() -> None:
    found = judged_rows(filled(1, status="x", cadre_name="Lê Văn Thọ"))
    assert kinds(found.doubts[0].why) == ["other_visit"]
    assert found.doubts[0].proposed is not None
    assert found.doubts[0].proposed.cadre == "CB-03"


def test_a_misspelt_name_beside_an_id_does_not_matter() -> None:
    assert only(judged_rows(filled(0, status="x", cadre_name="Nguyễn V. An"))).fate == "recorded"


# -- several returns -------------------------------------------------------------------------------


def test_two_files_that_disagree() -> None:
    first = judged_rows(filled(0, status="x", attendance=18, opinions="Đường xấu"))
    then = after(KNOWN, first)
    second = judged_rows(filled(0, status="vắng", members=25), of=then)
    row = only(second)
    assert (row.fate, row.replaces) == ("corrected", 1)
    assert row.told == Told(
        ident(0), "missed", "CB-01", "PN-HB1", day("07-08"), 18, 25, "Đường xấu"
    )
    assert kinds(second.notices) == ["told_changed"]


def test_the_same_again_changes_nothing() -> None:
    rows = [filled(0, status="x", attendance="18/25"), filled(1), EXTRA, filled(2, status="?")]
    first = judged_rows(*rows)
    second = judged_rows(*rows, of=after(KNOWN, first))
    assert [row.fate for row in second.rows] == ["unchanged", "no_answer", "unchanged", "review"]
    assert second.rows[0].replaces == 1


def test_what_is_added_later_needs_no_result() -> None:
    then = after(KNOWN, judged_rows(filled(0, status="x")))
    row = only(judged_rows(filled(0, attendance=18), of=then))
    assert row.fate == "corrected"
    assert row.told is not None
    assert (row.told.status, row.told.attendance) == ("attended", 18)


def test_more_people_than_another_file_gives_members() -> None:
    then = after(KNOWN, judged_rows(filled(0, status="x", members=10)))
    found = judged_rows(filled(0, status="x", attendance=18), of=then)
    assert kinds(found.doubts[0].why) == ["over_members"]


def test_the_form_of_an_older_publication() -> None:
    dropped = Visit("CB-02", "PN-HB1", day("07-09"))
    of = known([v for v in ALL if v.month == Month(2015, 7)], dropped=[dropped])
    rows = [filled(0, status="x"), filled(dropped, status="x", attendance=9)]
    found = judged_rows(*rows, of=of)
    assert found.rows[0].told is not None
    assert found.rows[0].told.status == "attended"
    told = found.rows[1].told
    assert told is not None
    assert (told.status, told.visit, told.attendance) == ("unplanned", ident(dropped), 9)
    assert {"told_older", "told_dropped"} <= set(kinds(found.notices))


def test_a_dropped_visit_that_was_not_made_is_a_note() -> None:
    dropped = Visit("CB-02", "PN-HB1", day("07-09"))
    found = judged_rows(filled(dropped, status="vắng"), of=known(dropped=[dropped]))
    assert [row.fate for row in found.rows] == ["note"]
    assert "told_dropped_unmade" in kinds(found.notices)


def test_a_dropped_visit_with_two_answers_is_asked_twice() -> None:
    dropped = Visit("CB-02", "PN-HB1", day("07-09"))
    rows = [filled(dropped, status="vắng"), filled(dropped, status="đã dự")]
    found = judged_rows(*rows, of=known(dropped=[dropped]))
    assert [row.fate for row in found.rows] == ["review", "review"]
    assert {kind for doubt in found.doubts for kind in kinds(doubt.why)} == {"row_twice"}


# -- refused ---------------------------------------------------------------------------------------


def refused(*rows: dict[str, Any], **more: Any) -> InputError:
    with pytest.raises(InputError) as error:
        judged_rows(*rows, **more)
    return error.value


def test_a_file_of_another_ledger() -> None:
    error = refused(filled(0, visit="abcdefghijkl"), filled(1, visit="abcdefghijkm"))
    assert kinds(error.faults) == ["other_ledger"]
    assert "scheduler record" in str(error)


def test_a_month_that_is_not_published() -> None:
    july = known([visit for visit in ALL if visit.month == Month(2015, 7)])
    for row in (filled(6), filled(6) | {"publication": "", "visit": ""}):
        error = refused(row, of=july)
        assert kinds(error.faults) == ["unpublished"]
        assert "scheduler publish" in str(error)


def test_what_is_no_handoff() -> None:
    with pytest.raises(InputError) as error:
        judged(csv_file([["a", "b"], ["1", "2"]]), name="x.csv")
    assert kinds(error.value.faults) == ["no_return"]


def test_a_roster_is_called_by_its_name() -> None:
    headings = [["month", "date", "weekday", "cadre", "cadre_name", "branch", "with"]]
    with pytest.raises(InputError) as error:
        judged(csv_file([*headings, ["2015-07", "2015-07-08", "", "CB-01", "", "PN-HB1", ""]]),
               name="roster.csv")  # fmt: skip
    assert "scheduler audit" in str(error.value)


def test_a_closed_month_is_refused_but_not_what_is_known() -> None:
    first = judged_rows(filled(0, status="x"))
    then = after(KNOWN, first)
    closed = known(outcomes=then.outcomes.values(), closed=[Month(2015, 7)])
    assert only(judged_rows(filled(0, status="x"), of=closed)).fate == "unchanged"
    with pytest.raises(Closed) as error:
        judged_rows(filled(0, status="vắng"), filled(1, status="x"), of=closed)
    assert kinds(error.value.faults) == ["closed_month", "closed_month"]
    assert error.value.exit_code == 1
    assert only(judged_rows(filled(6, status="x"), of=closed)).fate == "recorded"


def test_notes_keep_their_cells() -> None:
    cells = grid([filled(0, status="x")])
    content = csv_file([["Huyện Cầu Kè"], *cells, ["", "Người lập biểu", "", "Thủ trưởng"]])
    found = judged(content, name="a.csv")
    assert [(row.fate, list(row.cells.values())) for row in found.rows if row.fate == "note"] == [
        ("note", ["Huyện Cầu Kè"]), ("note", ["Người lập biểu", "Thủ trưởng"]),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [41280, 41280.0, "41280"])
def test_a_number_of_days_that_could_be_the_digits_of_a_far_date(number: object) -> None:
    """41280 is 6 January 2013, and 04/12/80; only one of them is anywhere near."""
    assert day_of(number, dt.date(2013, 1, 3)) == Day(dt.date(2013, 1, 6))
    assert day_of(number, dt.date(2080, 12, 1)) == Day(dt.date(2080, 12, 4))
    assert day_of(number, None) == Day(None, sure=False)


def test_an_extra_visit_is_no_planned_one_of_a_month_of_which_the_file_does_not_speak() -> None:
    """7/8 is 8 July with day and month changed over, and then it would be planned."""
    extra = {"date": "7/8/2015", "cadre": "CB-01", "branch": "PN-HB1", "status": "đột xuất"}
    found = judged_rows(filled(6, status="x"), extra)
    assert [row.told and row.told.date for row in found.rows if row.fate == "recorded"] == [
        day("08-08"), day("08-07"),
    ]  # fmt: skip


def test_an_area_that_is_named_counts_once() -> None:
    """Its id may be its name, while that of another of the same name is not."""
    instance = PROBLEM.instance
    areas = tuple(row.model_copy(update={"id": "Ấp 1"}) if row.id == "hb1" else row
                  for row in instance.areas)  # fmt: skip
    branches = tuple(row.model_copy(update={"area": "Ấp 1"}) if row.area == "hb1" else row
                     for row in instance.branches)  # fmt: skip
    changed = Problem(instance.model_copy(update={"areas": areas, "branches": branches}))
    both = ("PN-HB1", "PN-TA1")
    assert Directory(changed).lies_where_said(both, ["ấp 1"]) == both
