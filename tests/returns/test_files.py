"""Each kind of file that clerks send back, as a real file."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import normalize

import pytest

from scheduler.ledger.records import Told
from scheduler.returns.doubts import Judged
from tests.returns.small import (
    HEADINGS,
    NAMES,
    csv_file,
    day,
    filled,
    grid,
    ident,
    judged,
    ods_file,
    xls_file,
    xlsx_file,
)

ROWS = (
    filled(0, status="đã dự", attendance=18, members=25, opinions="Cần sửa đường ấp"),
    filled(1, status="dự thay", actual_cadre="Lê Văn Thọ", actual_date=dt.date(2015, 7, 11)),
    filled(2, status="vắng"),
    filled(3),
    filled(4, status="dời ngày", actual_date="15/7", attendance="12/20"),
    filled(5, status="không sinh hoạt"),
)
TOLD = (
    Told(ident(0), "attended", "CB-01", "PN-HB1", day("07-08"), 18, 25, "Cần sửa đường ấp"),
    Told(ident(1), "substituted", "CB-03", "PN-HB2", day("07-11")),
    Told(ident(2), "missed", "CB-03", "PN-HB1", day("07-08")),
    Told(ident(4), "moved", "CB-05", "PN-TA1", day("07-15"), 12, 20),
    Told(ident(5), "not_held", "CB-07", "PN-HB2", day("07-10")),
)
CELLS = grid(ROWS)
TITLES = [
    ["HỘI LIÊN HIỆP PHỤ NỮ HUYỆN CẦU KÈ"], ["Lần công bố 2015-07.1, tháng 7 năm 2015"], [],
]  # fmt: skip
SIGNED = [[], ["Ghi chú: đường ấp 1 ngập từ 20/7"], ["", "Ngày 31 tháng 7 năm 2015"],
          ["", "", "Người lập biểu", "", "", "", "Thủ trưởng đơn vị"]]  # fmt: skip


def whole(found: Judged) -> None:
    """All is recorded, and nothing asked."""
    assert [fault.kind for doubt in found.doubts for fault in doubt.why] == []
    assert sorted((row.told for row in found.rows if row.told), key=lambda t: t.visit) == sorted(
        TOLD, key=lambda told: told.visit
    )
    assert found.counts["no_answer"] == 1


def test_xlsx() -> None:
    whole(judged(xlsx_file({"Tháng 7": CELLS})))


def test_xls() -> None:
    whole(judged(xls_file({"Tháng 7": CELLS}), name="cau-ke.xls"))


def test_ods() -> None:
    whole(judged(ods_file({"Tháng 7": CELLS}), name="cau-ke.ods"))


def test_renamed() -> None:
    """A file is what its bytes say."""
    whole(judged(xls_file({"Tháng 7": CELLS}), name="bao cao.csv"))
    whole(judged(xlsx_file({"Tháng 7": CELLS}), name="Zalo 12345"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_csv(delimiter: str, encoding: str, form: str) -> None:
    found = judged(csv_file(CELLS, delimiter, encoding, form), name="cau-ke.csv")
    whole(found)


def in_code_page(text: str) -> str:
    """The text with tones as marks of their own, other marks on their letters."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    letters = ""
    for letter in normalize("NFC", text):
        apart = normalize("NFD", letter)
        base = normalize("NFC", "".join(mark for mark in apart if mark not in tones))
        letters += base + "".join(mark for mark in apart if mark in tones)
    return letters


def test_csv_in_the_code_page_of_vietnam() -> None:
    """Code page 1258 has no letters for most tones, but marks that follow the letter."""
    text = "\r\n".join(";".join(map(in_code_page, map(str, row))) for row in CELLS)
    found = judged(text.encode("cp1258"), name="cau-ke.csv")
    whole(found)
    assert "returns.told_encoding" in [notice.kind for notice in found.notices]
    whole(judged(text.encode("cp1258"), name="cau-ke.csv", encoding="cp1258"))


Change = Callable[[list[list[Any]]], list[list[Any]]]


def moved(cells: list[list[Any]]) -> list[list[Any]]:
    order = list(range(len(NAMES)))
    random.Random(7).shuffle(order)
    return [[row[at] for at in order] for row in cells]


def added(cells: list[list[Any]]) -> list[list[Any]]:
    return [["STT", *row[:6], "số hội viên nữ", *row[6:]] if at == 0
            else [at, *row[:6], 7, *row[6:]] for at, row in enumerate(cells)]  # fmt: skip


def translated(cells: list[list[Any]]) -> list[list[Any]]:
    return [list(NAMES), *cells[1:]]


def renamed(cells: list[list[Any]]) -> list[list[Any]]:
    other = {"kết quả": "Kết quả (chọn trong danh sách)", "ngày dự thực tế": "3. Ngày thực tế",
             "số người dự": "Số người tham dự", "tổng số hội viên": "TỔNG HỘI VIÊN",
             "họ tên cán bộ": "Họ và tên", "cán bộ dự thực tế": "Người dự thay",
             "kiến nghị": "Kiến nghi", "mã lượt dự": "mã lượt dư"}  # fmt: skip
    return [[other.get(text, text) for text in cells[0]], *cells[1:]]


def titled(cells: list[list[Any]]) -> list[list[Any]]:
    return [*TITLES, *cells, *SIGNED]


def grouped(cells: list[list[Any]]) -> list[list[Any]]:
    head, *rows = cells
    at = NAMES.index("commune")
    out = [*TITLES, [text for place, text in enumerate(head) if place != at]]
    for commune in ("Hòa Bình", "Tân An"):
        out.append([f"XÃ {commune.upper()} (3 lượt)"])
        out += [row[:at] + row[at + 1 :] for row in rows if row[at] == commune]
    return [*out, ["Tổng cộng", "", "", "", "", "", "", "", "", "", 30], *SIGNED]


def by_names(cells: list[list[Any]]) -> list[list[Any]]:
    left_out = ("publication", "visit", "cadre", "branch")
    kept = [at for at, name in enumerate(NAMES) if name not in left_out]
    return [[row[at] for at in kept] for row in cells]


def by_codes(cells: list[list[Any]]) -> list[list[Any]]:
    left_out = ("publication", "visit", "cadre_name", "branch_name", "commune")
    kept = [at for at, name in enumerate(NAMES) if name not in left_out]
    return [[row[at] for at in kept] for row in cells]


def two_rows_of_headings(cells: list[list[Any]]) -> list[list[Any]]:
    above, below = list(cells[0]), [""] * len(NAMES)
    at = NAMES.index("attendance")
    above[at], below[at] = "Số lượng", "Số người dự"
    above[at + 1], below[at + 1] = "", "Tổng số hội viên"
    return [above, below, *cells[1:]]


CHANGES: Sequence[Change] = (
    moved, added, translated, renamed, titled, grouped, by_codes, by_names, two_rows_of_headings,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_changed(change: Change, kind: str) -> None:
    cells = change([list(row) for row in CELLS])
    match kind:
        case "csv":
            content = csv_file(cells, ";")
        case "xlsx":
            content = xlsx_file({"Tháng 7": cells})
        case "xls":
            content = xls_file({"Tháng 7": cells})
        case _:
            content = ods_file({"Tháng 7": cells})
    whole(judged(content, name=f"a.{kind}"))


def test_merged_titles_and_cells() -> None:
    """A title over all columns; the result of two visits at one meeting in one cell."""
    rows = [filled(0, status="đã dự", attendance=18), filled(2)]
    content = xlsx_file({"Tháng 7": [*TITLES, *grid(rows)]}, merged=["A1:O1", "I5:I6", "L5:L6"])
    found = judged(content)
    told = [row.told for row in found.rows if row.told]
    assert [(one.visit, one.status, one.attendance) for one in told] == [
        (ident(0), "attended", 18), (ident(2), "attended", 18),
    ]  # fmt: skip


def test_hidden_rows_and_columns() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"Tháng 7": CELLS})))
    sheet = book.active
    assert sheet is not None
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[2].hidden = True
    data = io.BytesIO()
    book.save(data)
    found = judged(data.getvalue())
    whole(found)
    assert "returns.told_hidden" in [notice.kind for notice in found.notices]


def test_struck_out_is_asked() -> None:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"Tháng 7": CELLS})))
    sheet = book.active
    assert sheet is not None
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    data = io.BytesIO()
    book.save(data)
    found = judged(data.getvalue())
    assert [fault.kind for doubt in found.doubts for fault in doubt.why] == ["returns.struck"]


def test_a_formula_without_a_value_is_asked() -> None:
    rows = [filled(0, status="=A1"), filled(1, status="x")]
    found = judged(xlsx_file({"Tháng 7": grid(rows)}))
    assert [row.fate for row in found.rows] == ["review", "recorded"]


def test_a_date_that_a_spreadsheet_made_of_counts_is_asked() -> None:
    rows = [filled(0, status="x", attendance=dt.date(2015, 12, 8))]
    found = judged(xlsx_file({"Tháng 7": grid(rows)}))
    assert [fault.kind for doubt in found.doubts for fault in doubt.why] == [
        "returns.unclear_count"
    ]
    assert found.doubts[0].proposed is not None
    assert found.doubts[0].proposed.attendance == 8


def test_two_months_in_one_file() -> None:
    """In two sheets, and one below the other."""
    july, august = [filled(0, status="x")], [filled(6, status="vắng")]
    both = {ident(0): "attended", ident(6): "missed"}
    two_sheets = xlsx_file({"T7": grid(july), "T8": grid(august)})
    second = [["Lần công bố 2015-08.1"], *grid(august)]
    below = csv_file([["Lần công bố 2015-07.1"], *grid(july), [], *second])
    names = [name for name in NAMES if name not in ("publication", "visit", "date")]
    for content, name in ((two_sheets, "a.xlsx"), (below, "a.csv")):
        found = judged(content, name=name)
        assert {row.told.visit: row.told.status for row in found.rows if row.told} == both
    bare = csv_file([["Lần công bố 2015-07.1"], *grid(july, ["date", *names]), *second])
    found = judged(bare, name="a.csv")
    assert {row.told.visit: row.told.status for row in found.rows if row.told} == both


def test_the_sheet_of_unplanned_visits() -> None:
    extra = {"date": "20/7", "cadre_name": "Phạm Thị Hoà", "branch_name": "Chi hội Phụ nữ Ấp 1",
             "commune": "Tân An", "attendance": "15/20"}  # fmt: skip
    names = ["date", "cadre_name", "branch_name", "commune", "attendance", "members", "opinions"]
    other = [["Chỉ tiêu", "Số"], ["Kinh phí", 12]]
    found = judged(
        xlsx_file({"Tháng 7": CELLS, "Ngoài kế hoạch": [["Các lượt dự ngoài kế hoạch"],
                                                       *grid([extra], names)], "Khác": other})
    )  # fmt: skip
    assert not found.doubts
    told = [row.told for row in found.rows if row.told and not row.told.visit]
    assert told == [Told("", "unplanned", "CB-05", "PN-TA1", day("07-20"), 15, 20)]
    assert "returns.told_sheet" in [notice.kind for notice in found.notices]
    kept = [row for row in found.rows if "Khác" in row.place]
    assert [(row.fate, dict(row.cells)) for row in kept] == [
        ("note", {"A": "Chỉ tiêu", "B": "Số"}), ("note", {"A": "Kinh phí", "B": "12"}),
    ]  # fmt: skip


def test_a_section_of_unplanned_visits() -> None:
    rows = [*CELLS, ["Ngoài kế hoạch"], ["", "", "20/7", "CB-05", "", "PN-TA1"]]
    found = judged(xlsx_file({"Tháng 7": rows}))
    assert not found.doubts
    assert [row.told.cadre for row in found.rows if row.told and not row.told.visit] == ["CB-05"]


def test_unknown_columns_are_kept() -> None:
    found = judged(xlsx_file({"T7": added([list(row) for row in CELLS])}))
    assert found.rows[0].cells["số hội viên nữ"] == "7"
    told = [notice for notice in found.notices if notice.kind == "returns.told_column"]
    assert len(told) == 2
    assert "xã" not in str(told)


def test_headings_of_all_languages_are_known() -> None:
    for headings in (NAMES, HEADINGS, [text.upper() for text in HEADINGS]):
        cells = [list(headings), *CELLS[1:]]
        whole(judged(xlsx_file({"a": cells})))


def test_places_are_those_of_the_file() -> None:
    found = judged(xlsx_file({"Tháng 7": [*TITLES, *CELLS]}), name="HUY-01.xlsx")
    assert "HUY-01.xlsx!Tháng 7:5" in [row.place for row in found.rows if row.told]
    found = judged(csv_file(CELLS), name="HUY-01.csv")
    assert found.rows[0].place == "HUY-01.csv:2"


@pytest.mark.parametrize("level", ["đơn vị", "cán bộ", "kết quả (cấp địa bàn)", "date (level)"])
def test_a_level_may_be_called_like_a_column(level: str) -> None:
    """As others may call it, or as the program does: then it is marked as a level."""
    cells = [["Cầu Kè" if at else level, *row] for at, row in enumerate(CELLS)]
    whole(judged(xlsx_file({"T7": cells})))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("turned", [False, True])
def test_forms_pasted_beside_each_other(kind: str, turned: bool) -> None:
    """The form of one commune right of that of another; maybe with its columns the other way."""
    head, *rows = CELLS
    there = [row[::-1] if turned else row for row in (head, *rows[4:])]
    there += [[""] * len(head)] * 2
    cells = [
        ["XÃ HÒA BÌNH", *[""] * len(head), "XÃ TÂN AN"], [],
        *[[*a, "", *b] for a, b in zip([head, *rows[:4]], there, strict=False)],
        ["", "", "Người lập biểu", *[""] * len(head), "Người lập biểu"],
    ]  # fmt: skip
    found = judged(
        xlsx_file({"T7": cells}) if kind == "xlsx" else csv_file(cells), name=f"a.{kind}"
    )
    whole(found)
    assert "returns.told_column" not in [notice.kind for notice in found.notices]
    places = [row.place.rpartition(":")[2] for row in found.rows if row.told]
    assert places[0] == "4"
    assert places[-1] == "Q5"


def test_headings_again_in_one_of_two_tables_beside_each_other() -> None:
    head, *rows = CELLS
    left, right = [head, *rows[:2], head, rows[2]], [head, *rows[3:]]
    cells = [[*a, *b] for a, b in zip(left, [*right, [""] * len(head)], strict=True)]
    whole(judged(xlsx_file({"T7": [*TITLES, *cells, *SIGNED]})))


def test_a_sum_and_a_month_with_letters_and_marks_apart() -> None:
    total = [*[""] * 3, "Tổng cộng", *[""] * 7, 30]
    dated = [[row[2][8:].lstrip("0") if n and row[2] else row[2], *row[3:]]
             for n, row in enumerate(CELLS)]  # fmt: skip
    content = csv_file([["Tháng 7 năm 2015"], *dated, total[2:]], form="NFD")
    found = judged(content, name="a.csv")
    whole(found)
    assert found.rows[-1].fate == "note"


@pytest.mark.parametrize("at", ["opinions", "proposals"])
def test_a_comma_that_parts_a_cell_is_asked(at: str) -> None:
    """Where whatever wrote the text put no quotes around it."""
    rows = [filled(n, status="x", attendance=9, opinions="Đường xấu") for n in range(4)]
    rows[1] |= {at: "Hẹp, xấu"}
    lines = [",".join(map(str, row)) for row in grid(rows)]
    found = judged("\n".join(lines).encode(), name="a.csv")
    (doubt,) = found.doubts
    assert [fault.kind for fault in doubt.why] == ["returns.shifted"]
    assert doubt.row.place.endswith(":3")
    wide = [f"{line},,," for line in lines[:2]]
    assert judged("\n".join(wide).encode(), name="a.csv").counts["recorded"] == 1
