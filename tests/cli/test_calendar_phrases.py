"""Calendars in the planner's own words: from the table to the dates that `check` shows."""

# ruff: noqa: E501 -- sentences as they are said

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scheduler.domain.faults import describe
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.cli.door import call
from tests.tables.small import faults_of, found, read_small, write_small

PHRASES = """rule,time,branch,shift
Thứ Bảy đầu tháng,19 giờ,b1,
ngày 15 và 30 lúc 7h30,,b2,
mùng 1 và rằm,tối,b2,next
1SA,07:30,b1,
"""


def test_check_shows_each_rule_in_words_with_its_next_dates(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "in", {"calendars.csv": PHRASES})
    done = call("check", folder, "--lang", "vi")
    assert done.code == 0, done.err
    assert (
        'calendars.csv:2 "Thứ Bảy đầu tháng" = thứ Bảy đầu tiên của mỗi tháng: '
        "thứ Bảy 04/07/2015, thứ Bảy 01/08/2015, thứ Bảy 05/09/2015; số dòng: 1\n"
    ) in done.out
    assert (
        'calendars.csv:3 "ngày 15 và 30 lúc 7h30" = ngày 15 và ngày 30 hằng tháng (07:30): '
        "thứ Tư 15/07/2015, thứ Năm 30/07/2015, thứ Bảy 15/08/2015; số dòng: 1; "
        "tháng nào không có ngày 30 thì không sinh hoạt\n"
    ) in done.out
    # 16 and 30 July are the first and the 15th of the sixth lunar month.
    assert (
        'calendars.csv:4 "mùng 1 và rằm" = mùng 1 và rằm âm lịch hằng tháng: '
        "thứ Năm 16/07/2015, thứ Năm 30/07/2015, thứ Sáu 14/08/2015; số dòng: 1; "
        "gặp ngày nghỉ thì dời sang ngày làm việc sau\n"
    ) in done.out


def test_the_same_as_json(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "in", {"calendars.csv": PHRASES})
    rules = json.loads(call("check", folder, "--json", "--lang", "en").out)["rules"]
    assert [rule["words"] for rule in rules] == [
        "the first Saturday of every month",
        "the 15th and the 30th of every month (07:30)",
        "the 1st and the 15th of every lunar month",
        "the first Saturday of every month",
    ]
    assert rules[1]["rule"] == "ngày 15 và 30 lúc 7h30"
    assert rules[1]["place"] == "calendars.csv:3"
    assert rules[1]["rows"] == 1
    assert rules[1]["next"] == ["2015-07-15", "2015-07-30", "2015-08-15"]
    assert rules[1]["notes"] == ["no meeting in months without the 30th"]


def test_a_time_in_the_rule_fills_its_empty_cell_and_goes_round(tmp_path: Path) -> None:
    source = read_small(tmp_path / "in", {"calendars.csv": PHRASES})
    assert [row.time for row in source.instance.calendars] == [
        "19:00", "07:30", "evening", "07:30",
    ]  # fmt: skip
    for name in ("book.xlsx", "instance.json", "again"):
        write_instance(source.instance, tmp_path / name)
        assert read_instance(tmp_path / name).digest == source.digest
    book = load_workbook(tmp_path / "book.xlsx")
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Thứ Bảy đầu tháng" in cells


@pytest.mark.parametrize(
    ("row", "place", "kind", "said"),
    [
        ("thứ 7,19h,b1,", "calendars.csv:2", "rule_unclear",
         'calendars.csv:2: cột rule: "thứ 7" không hợp lệ; cần một quy tắc chỉ có một nghĩa; có thể là một trong các '
         "quy tắc sau, hãy ghi lại đúng một quy tắc: thứ Bảy hằng tuần | thứ Bảy đầu tiên của mỗi "
         "tháng | ngày 7 hằng tháng"),
        ("thứ bảy đầu thnág,19h,b1,", "calendars.csv:2", "rule_words",
         'calendars.csv:2: cột rule: "thứ bảy đầu thnág" không hợp lệ; cần những từ mà chương trình biết, không phải thnág; gần '
         "nhất: thứ bảy đầu tháng"),
        ("ngày 15 lúc 19h,8h,b1,", "calendars.csv:2", "rule_other_time",
         'calendars.csv:2: cột time: "08:00" không hợp lệ; cần giờ mà quy tắc đã ghi, 19:00, hoặc một quy tắc không '
         "ghi giờ; gần nhất: 19:00"),
        ("ngày 15,,b1,", "calendars.csv:2", "empty", ""),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_a_fault(
    tmp_path: Path, row: str, place: str, kind: str, said: str
) -> None:
    folder = write_small(
        tmp_path / "in", {"calendars.csv": f"rule,time,branch,shift\n{row}\n1SA,07:30,b2,\n"}
    )
    faults = faults_of(folder)
    assert found(faults) == [(place, kind)]
    if said:
        assert describe(faults[0], "vi") == said


def test_a_session_and_a_time_of_it_agree(tmp_path: Path) -> None:
    row = "tối ngày 15,19h,b1,"
    folder = write_small(tmp_path / "in", {"calendars.csv": f"rule,time,branch,shift\n{row}\n"})
    assert not faults_of(folder)
