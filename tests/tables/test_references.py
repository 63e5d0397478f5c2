"""Names and lists where ids are due, in each of the three formats."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from scheduler.domain.faults import describe
from scheduler.domain.instance import Instance
from scheduler.language import LANGUAGES
from scheduler.tables.read import Source, read_instance
from scheduler.tables.write import write_instance
from tests.tables.small import FILES, faults_of, write_small

FORMATS = ("folder", "book.xlsx", "file.json")

NAMED = {
    **FILES,
    "areas.csv": (
        "id,name,level,parent\nc,Long Đức,commune,\nd,Hòa Lợi,commune,\n"
        "h1,Ấp Ba,hamlet,c\nh2,Ấp Nhì,hamlet,c\nh3,Ấp Nhất,hamlet,d\nh4,Ấp Nhất,hamlet,c\n"
    ),
    "organizations.csv": "id,name,attends\nw,Hội Phụ nữ,own\nm,Ban Dân vận,all\n",
    "cadres.csv": (
        "id,name,tier,organization,areas,base,skills\n"
        "an,Nguyễn Văn An,commune,w,h1;h2,c,\nbinh,Trần Thị Bình,commune,m,c,,\n"
        "an2,Nguyễn Văn An,commune,m,d,,\n"
    ),
    "leave.csv": "cadre,from,until\nbinh,2015-07-01,2015-07-02\n",
    "pins.csv": "cadre,branch,decision\nbinh,b1,forbid\n",
    "distances.csv": "from,to,km\nc,h1,3\n",
}
"""The small instance with all that refers to something, and with namesakes."""

Cells = dict[tuple[str, int, str], str]
"""Table, number of the row from 0 and column, to what stands there instead."""


def made(folder: Path, name: str, cells: Cells) -> Path:
    """The instance in that format, with some of its cells written otherwise."""
    tables = {
        file.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text)))
        for file, text in NAMED.items()
        if file.endswith(".csv")
    }
    for (table, row, column), text in cells.items():
        tables[table][row][column] = text
    settings = {"name": "small", "start": "2015-07", "levels": ["commune", "hamlet"]}
    path = folder / name
    if name == "file.json":
        path.write_text(json.dumps({"instance": settings, **tables}), encoding="utf-8")
    elif name == "book.xlsx":
        book = openpyxl.Workbook()
        book.active.title = "instance"
        for key, value in settings.items():
            book.active.append([key, *(value if isinstance(value, list) else [value])])
        for table, rows in tables.items():
            sheet = book.create_sheet(table)
            for row in ([*rows[0]], *(row.values() for row in rows)):
                sheet.append(list(row))
        book.save(path)
    else:
        path.mkdir()
        (path / "instance.toml").write_text(FILES["instance.toml"])
        for table, rows in tables.items():
            with (path / f"{table}.csv").open("w", newline="") as stream:
                writer = csv.DictWriter(stream, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return path


@pytest.fixture
def same(tmp_path: Path) -> Instance:
    """The instance as it is with ids everywhere."""
    folder = tmp_path / "same"
    folder.mkdir()
    return read_instance(made(folder, "file.json", {})).instance


def kinds(source: Source) -> list[tuple[str, str]]:
    for notice in source.notices:
        assert all(describe(notice, language) for language in LANGUAGES)
    return [(notice.table, notice.kind) for notice in source.notices]


# -- what is read -----------------------------------------------------------------------------------

NAMES: list[tuple[str, Cells]] = [
    ("areas", {("areas", 2, "parent"): "Long Đức"}),
    ("areas", {("cadres", 0, "areas"): "Ấp Ba;Ấp Nhì"}),
    ("areas", {("cadres", 0, "areas"): "h1; ấp nhì "}),
    ("areas", {("cadres", 0, "base"): "LONG ĐỨC"}),
    ("areas", {("branches", 0, "area"): "Ấp  Ba"}),
    ("areas", {("distances", 0, "from"): "Long Đức"}),
    ("organizations", {("branches", 0, "organization"): "Hội Phụ nữ"}),
    ("organizations", {("cadres", 0, "organization"): "hội phụ nữ"}),
    ("cadres", {("leave", 0, "cadre"): "Trần Thị Bình"}),
    ("cadres", {("pins", 0, "cadre"): "trần thị bình"}),
    ("branches", {("pins", 0, "branch"): "Chi hội 1"}),
    ("branches", {("calendars", 0, "branch"): "Chi hội 1"}),
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_name_that_one_row_alone_bears_is_read_as_its_id(
    name: str, same: Instance, tmp_path: Path
) -> None:
    for number, (_, cells) in enumerate(NAMES):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = read_instance(made(folder, name, cells))
        assert source.instance == same
        ((table, *_),) = cells
        assert kinds(source) == [(table, "names_read")]


@pytest.mark.parametrize("name", FORMATS)
def test_names_everywhere_have_one_notice_a_table(
    name: str, same: Instance, tmp_path: Path
) -> None:
    cells = {place: text for _, case in NAMES for place, text in case.items()}
    source = read_instance(made(tmp_path, name, cells))
    assert source.instance == same
    counts = {notice.table: notice.context["count"] for notice in source.notices}
    tables = [table for table, _, _ in cells]
    assert counts == {table: tables.count(table) for table in tables}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_has_ids(name: str, tmp_path: Path) -> None:
    cells = {("leave", 0, "cadre"): "Trần Thị Bình", ("cadres", 0, "areas"): "Ấp Ba;Ấp Nhì"}
    source = read_instance(made(tmp_path, name, cells))
    write_instance(source.instance, tmp_path / "out.json")
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert written["leave"][0]["cadre"] == "binh"
    assert written["cadres"][0]["areas"] == ["h1", "h2"]


def test_a_name_and_an_id_alike_is_the_id(tmp_path: Path) -> None:
    areas = "id,name,level,parent\nc,h1,commune,\nh1,c,hamlet,c\nh2,Ấp 2,hamlet,c\n"
    source = read_instance(write_small(tmp_path / "small", {"areas.csv": areas}))
    assert source.instance.areas[1].parent == "c"
    assert source.instance.branches[0].area == "h1"
    assert source.notices == ()


def test_words_of_a_column_are_no_names(tmp_path: Path) -> None:
    organizations = "id,name,attends\nw,All,own\nm,Own,all\n"
    changes = {"organizations.csv": organizations}
    source = read_instance(write_small(tmp_path / "small", dict(changes)))
    assert [row.attends for row in source.instance.organizations] == [("own",), ("all",)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "text", ["h1, h2", "h1,h2", "h1\nh2", "h1,\nh2,", "h1，h2", "h1；h2", " h1 ; h2"]
)
def test_a_list_of_ids_separated_otherwise_is_read(
    text: str, name: str, same: Instance, tmp_path: Path
) -> None:
    source = read_instance(made(tmp_path, name, {("cadres", 0, "areas"): text}))
    assert source.instance == same
    assert kinds(source) == ([] if ";" in text else [("cadres", "list_read")])


def test_an_id_with_a_comma_is_no_list(tmp_path: Path) -> None:
    areas = FILES["areas.csv"] + '"h1, h2",Ấp 3,hamlet,c\n'
    cadres = FILES["cadres.csv"].replace("h1;h2", '"h1, h2"')
    changes = {"areas.csv": areas, "cadres.csv": cadres}
    source = read_instance(write_small(tmp_path / "small", dict(changes)))
    assert source.instance.cadres[0].areas == ("h1, h2",)
    assert source.notices == ()


@pytest.mark.parametrize("name", FORMATS)
def test_words_that_are_no_ids_are_separated_by_lines_and_kept_with_commas(
    name: str, tmp_path: Path
) -> None:
    cells = {("cadres", 0, "skills"): "khmer\nsơ cứu", ("cadres", 1, "skills"): "khmer, sơ cứu"}
    source = read_instance(made(tmp_path, name, cells))
    assert [row.skills for row in source.instance.cadres[:2]] == [
        ("khmer", "sơ cứu"), ("khmer, sơ cứu",),
    ]  # fmt: skip
    assert kinds(source) == [("cadres", "list_read"), ("cadres", "comma_in_list")]
    assert "khmer;sơ cứu" in describe(source.notices[1], "en")


# -- what is asked ----------------------------------------------------------------------------------

ASKED: list[tuple[str, Cells, str, str, str]] = [
    ("slash", {("cadres", 0, "areas"): "h1 / h2"}, "list_separator", "h1 / h2", "h1;h2"),
    ("and", {("cadres", 0, "areas"): "h1 và h2"}, "list_separator", "h1 và h2", "h1;h2"),
    ("comma-misspelt", {("cadres", 0, "areas"): "h1, ấp nhi"}, "list_of_unknown", "h1, ấp nhi", "h1;Ấp Nhì"),
    ("comma-and-nothing-near", {("cadres", 0, "areas"): "h1, xyz"}, "list_of_unknown", "h1, xyz", ""),
    ("comma-of-names", {("cadres", 0, "areas"): "Ấp Ba, Ấp Nhì"}, "list_separator", "Ấp Ba, Ấp Nhì", "h1;h2"),
    ("lines-of-nothing", {("cadres", 0, "areas"): "x\ny"}, "list_of_unknown", "x\ny", ""),
    ("several-for-one", {("branches", 0, "area"): "h1, h2"}, "one_of_several", "h1, h2", ""),
    ("several-names-for-one", {("leave", 0, "cadre"): "an và Trần Thị Bình"}, "one_of_several", "an và Trần Thị Bình", ""),
    ("namesakes", {("branches", 0, "area"): "Ấp Nhất"}, "namesakes", "Ấp Nhất", ""),
    ("namesakes-in-a-list", {("cadres", 0, "areas"): "h1;ấp nhất"}, "namesakes", "ấp nhất", ""),
    ("unknown-id", {("leave", 0, "cadre"): "binhh"}, "reference", "binhh", "binh"),
    ("unknown-name", {("leave", 0, "cadre"): "Tran Thi Binh"}, "reference", "Tran Thi Binh", "Trần Thị Bình"),
    ("nothing-near", {("leave", 0, "cadre"): "Thạch Sô Phia"}, "reference", "Thạch Sô Phia", ""),
]  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("cells", "kind", "value", "nearest"), [c[1:] for c in ASKED], ids=[c[0] for c in ASKED]
)
def test_what_may_mean_several_things_is_asked(
    cells: Cells, kind: str, value: str, nearest: str, name: str, tmp_path: Path
) -> None:
    (fault,) = faults_of(made(tmp_path, name, cells))
    ((table, row, column),) = cells
    assert (fault.table, fault.column) == (table, column)
    assert (fault.kind, fault.value, fault.nearest) == (kind, value, nearest)
    where = {
        "folder": f"{table}.csv:{row + 2}",
        "book.xlsx": f"book.xlsx!{table}!",
        "file.json": f"file.json:$.{table}[{row}].{column}",
    }
    assert fault.place.startswith(where[name])
    assert all(describe(fault, language) for language in LANGUAGES)


def test_namesakes_are_told_apart(tmp_path: Path) -> None:
    cells = {("branches", 0, "area"): "Ấp Nhất", ("leave", 0, "cadre"): "Nguyễn Văn An"}
    area, person = faults_of(made(tmp_path, "folder", cells))
    assert "h3 (Hòa Lợi), h4 (Long Đức)" in describe(area, "vi")
    assert "an (commune, Ấp Ba, Ấp Nhì), an2 (commune, Hòa Lợi)" in describe(person, "en")


def test_a_name_in_a_row_with_another_fault_is_no_fault(tmp_path: Path) -> None:
    cells = {("leave", 0, "cadre"): "Trần Thị Bình", ("leave", 0, "from"): "soon"}
    (fault,) = faults_of(made(tmp_path, "folder", cells))
    assert fault.kind == "day"


def test_the_name_of_a_row_with_a_fault_is_known(tmp_path: Path) -> None:
    cells = {("leave", 0, "cadre"): "Trần Thị Bình", ("cadres", 1, "tier"): ""}
    (fault,) = faults_of(made(tmp_path, "folder", cells))
    assert (fault.table, fault.kind) == ("cadres", "empty")


def test_a_table_that_cannot_be_read_makes_no_name_unknown(tmp_path: Path) -> None:
    path = made(tmp_path, "folder", {("leave", 0, "cadre"): "Trần Thị Bình"})
    cadres = (path / "cadres.csv").read_text(encoding="utf-8")
    (path / "cadres.csv").write_text(cadres.replace("id,", "mã số,", 1), encoding="utf-8")
    assert {fault.table for fault in faults_of(path)} == {"cadres"}
