"""Workbooks of somebody who has no codes: ids are made, and rows are meant by their names."""

from __future__ import annotations

import csv
import io
import itertools
import json
from pathlib import Path

import openpyxl
import pytest

from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.tables.small import faults_of

TABLES = {
    "areas": """name,level,parent
Long Đức,commune,
Hòa Lợi,commune,
Ấp Ba,hamlet,Long Đức
Ấp Nhất,hamlet,Long Đức
Ấp Nhất,hamlet,Hòa Lợi
""",
    "organizations": "name,attends\nHội Phụ nữ,own\nBan Dân vận,all\n",
    "branches": """name,organization,area
Chi hội 1,Hội Phụ nữ,Ấp Ba
Chi hội 1,Hội Phụ nữ,Ấp Nhất (Long Đức)
Chi hội 1,Hội Phụ nữ,"Ấp Nhất, Hòa Lợi"
Tổ dân vận,Ban Dân vận,ấp nhất (HÒA LỢI)
""",
    "calendars": """branch,rule,time
"Chi hội 1 (Ấp Nhất, Hòa Lợi)",15,19:00
"Tổ dân vận, Ấp Nhất",1SA,19:00
""",
    "cadres": """name,tier,organization,areas
Nguyễn Văn An,commune,Hội Phụ nữ,Ấp Ba;Ấp Nhất (Hòa Lợi)
Trần Thị Bình,commune,Ban Dân vận,Long Đức
Nguyễn Văn An,commune,Ban Dân vận,Hòa Lợi
Nguyễn Văn An,commune,Ban Dân vận,Hòa Lợi
""",
    "leave": "cadre,from,until\nNguyễn Văn An (Hội Phụ nữ),2015-07-01,2015-07-02\n",
}  # fmt: skip
BRANCH = "name,organization,area\nChi hội 1,Hội Phụ nữ,{area}\n"
ONE = {
    "organizations": "name\nHội Phụ nữ\n",
    "cadres": "name,tier,organization,areas\nAn,commune,Hội Phụ nữ,Phường 1\n",
}
"""One organisation and one cadre, for the tests that bring the rest."""
SETTINGS = {"name": "small", "start": "2015-07", "levels": ["commune", "hamlet"]}
FORMATS = ("folder", "book.xlsx", "file.json")


def made(folder: Path, form: str, tables: dict[str, str] = TABLES) -> Path:
    path = folder / form
    rows = {name: list(csv.reader(io.StringIO(text))) for name, text in tables.items()}
    if form == "folder":
        path.mkdir()
        (path / "instance.toml").write_text(
            'name = "small"\nstart = "2015-07"\nlevels = ["commune", "hamlet"]\n', encoding="utf-8"
        )
        for name, text in tables.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8")
    elif form == "book.xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "instance"
        for key, value in SETTINGS.items():
            sheet.append([key, ";".join(value) if isinstance(value, list) else value])
        for name, lines in rows.items():
            one = book.create_sheet(name)
            for line in lines:
                one.append([cell or None for cell in line])
        book.save(path)
    else:
        dicts = {name: [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
                 for name, lines in rows.items()}  # fmt: skip
        path.write_text(json.dumps({"instance": SETTINGS, **dicts}), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_rows_without_ids_get_readable_ones(form: str, tmp_path: Path) -> None:
    source = read_instance(made(tmp_path, form))
    instance = source.instance
    assert [row.id for row in instance.areas] == [
        "long-duc", "hoa-loi", "ap-ba", "ap-nhat-long-duc", "ap-nhat-hoa-loi",
    ]  # fmt: skip
    assert [row.id for row in instance.organizations] == ["hoi-phu-nu", "ban-dan-van"]
    assert [row.id for row in instance.branches] == [
        "chi-hoi-1-ap-ba", "chi-hoi-1-ap-nhat-long-duc", "chi-hoi-1-ap-nhat-hoa-loi", "to-dan-van",
    ]  # fmt: skip
    assert [row.id for row in instance.cadres] == [
        "nguyen-van-an-ap-ba-ap-nhat-hoa-loi", "tran-thi-binh",
        "nguyen-van-an-hoa-loi-ban-dan-van-commune-1",
        "nguyen-van-an-hoa-loi-ban-dan-van-commune-2",
    ]  # fmt: skip
    assert instance.branches[3].area == "ap-nhat-hoa-loi", "as it is written in brackets"
    assert instance.cadres[0].areas == ("ap-ba", "ap-nhat-hoa-loi")
    assert instance.calendars[0].branch == "chi-hoi-1-ap-nhat-hoa-loi"
    assert instance.leave[0].cadre == instance.cadres[0].id
    told = {notice.table: notice for notice in source.notices if notice.kind == "ids_made"}
    assert {name: one.context["count"] for name, one in told.items()} == {
        "areas": 5, "organizations": 2, "branches": 4, "cadres": 4,
    }  # fmt: skip


@pytest.mark.parametrize("said", ["Hòa Lợi", "xã Hòa Lợi", "hoà lợi"])
def test_an_area_is_meant_without_the_word_for_what_it_is(said: str, tmp_path: Path) -> None:
    areas = """name,level,parent
Xã Hòa Lợi,commune,
Phường 1,commune,
Ấp Nhất,hamlet,Xã Hòa Lợi
Ấp Nhất,hamlet,Phường 1
Ấp Nhì,hamlet,Phường 1
"""
    tables = {**ONE, "areas": areas, "branches": BRANCH.format(area=f"Ấp Nhất ({said})")}
    instance = read_instance(made(tmp_path, "folder", tables)).instance
    assert [row.area for row in instance.branches] == ["ap-nhat-xa-hoa-loi"]


@pytest.mark.parametrize("said", ["Hòa", "Lợi", "Huyện Hòa Lợi", "1"])
def test_half_a_name_or_another_word_is_nobody(said: str, tmp_path: Path) -> None:
    areas = """name,level,parent
Xã Hòa Lợi,commune,
Phường 1,commune,
Ấp Nhất,hamlet,Xã Hòa Lợi
Ấp Nhất,hamlet,Phường 1
"""
    tables = {**ONE, "areas": areas, "branches": BRANCH.format(area=f"Ấp Nhất ({said})")}
    faults = faults_of(made(tmp_path, "folder", tables))
    assert [fault.column for fault in faults] == ["area"]


def test_the_order_of_rows_changes_no_id(tmp_path: Path) -> None:
    head, *rows = TABLES["cadres"].splitlines()[:4]
    expected = None
    for number, order in enumerate(itertools.permutations(rows)):
        tables = {**TABLES, "cadres": "\n".join((head, *order)) + "\n"}
        (tmp_path / str(number)).mkdir()
        instance = read_instance(made(tmp_path / str(number), "folder", tables)).instance
        ids = {(row.name, row.organization): row.id for row in instance.cadres}
        expected = expected or ids
        assert ids == expected
        assert len(ids) == 3


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_has_the_ids_and_reads_the_same(form: str, tmp_path: Path) -> None:
    source = read_instance(made(tmp_path, "folder"))
    write_instance(source.instance, tmp_path / "out" / form)
    again = read_instance(tmp_path / "out" / form)
    assert again.instance == source.instance
    assert not [notice for notice in again.notices if notice.kind == "ids_made"]


def test_a_row_more_keeps_the_ids_of_the_others(tmp_path: Path) -> None:
    tables = {
        **TABLES,
        "cadres": "id,name,tier,organization,areas\nx1,Bình,commune,Hội Phụ nữ,Ấp Ba\n"
        ",Bình,commune,Ban Dân vận,Ấp Ba\nbinh,An,commune,Ban Dân vận,Ấp Ba\n"
        "own,An,commune,Ban Dân vận,Ấp Ba\n,own,commune,Ban Dân vận,Ấp Ba\n",
        "leave": "cadre,from,until\n",
    }
    ids = [row.id for row in read_instance(made(tmp_path, "folder", tables)).instance.cadres]
    assert ids == ["x1", "binh-ap-ba", "binh", "own", "own-ap-ba"]


@pytest.mark.parametrize("line", [
    "Tổng cộng,,,", "Danh sách cán bộ,,,", ",commune,Hội Phụ nữ,Ấp Ba", "An,,Hội Phụ nữ,Ấp Ba",
])  # fmt: skip
def test_what_is_no_whole_row_gets_none(line: str, tmp_path: Path) -> None:
    path = made(tmp_path, "folder", {**TABLES, "cadres": f"{TABLES['cadres']}{line}\n"})
    assert {fault.place for fault in faults_of(path)} == {"cadres.csv:6"}


@pytest.mark.parametrize(("cell", "kind"), [
    ("Ấp Nhất", "namesakes"), ("Ấp Nhất (Ấp Ba)", "reference"), ("Ấp Nhất ()", "reference"),
    ("Ấp Nhất (commune)", "namesakes"), ("Ấp Nhất, Ấp Ba", "reference"),
    ("Ấp Ba, Ấp Ba", "one_of_several"), ("Ấp Nhất (Hòa Lợi), Long Đức", "reference"),
])  # fmt: skip
def test_what_fits_several_or_none_is_refused(cell: str, kind: str, tmp_path: Path) -> None:
    branches = TABLES["branches"].replace("ấp nhất (HÒA LỢI)", f'"{cell}"')
    faults = faults_of(made(tmp_path, "folder", {**TABLES, "branches": branches}))
    assert (faults[0].place, faults[0].kind) == ("branches.csv:5", kind)


def test_an_area_that_lies_in_itself_ends(tmp_path: Path) -> None:
    areas = TABLES["areas"].replace("Long Đức,commune,\n", "Long Đức,commune,Long Đức (Long Đức)\n")
    assert faults_of(made(tmp_path, "folder", {**TABLES, "areas": areas}))
