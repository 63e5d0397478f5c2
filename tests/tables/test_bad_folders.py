"""The catalogue of bad CSV folders: each spoilt file gives exactly these faults at these places."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest

from scheduler.domain.checks import find_notices
from scheduler.domain.faults import InputError, describe
from scheduler.language import LANGUAGES
from scheduler.tables.read import read_instance
from tests.tables.small import FILES, faults_of, found, read_small, write_small

AREAS = FILES["areas.csv"]
CADRES = FILES["cadres.csv"]
HEADER = "id,name,tier,organization,areas,from,until\n"
LEAVE = "cadre,from,until,reason\n"

# (name, file, content, [(place, kind), …])
BAD = [
    # A. encoding
    ("utf16-no-mark", "leave.csv", LEAVE.encode("utf-16-le"), [("leave.csv:1", "no_mark")]),
    ("cp1258", "areas.csv", "id,name,level,parent\nc,Huê,commune,\n".encode("cp1258"), [("areas.csv:2", "encoding")]),
    ("cut-utf8", "areas.csv", AREAS.encode()[:-9] + b"\xe1\xba,hamlet,c\n", [("areas.csv:4", "encoding")]),
    ("surrogate", "areas.csv", AREAS.encode() + b"h3,\xed\xa0\x80,hamlet,c\n", [("areas.csv:5", "encoding")]),
    ("nul", "areas.csv", AREAS + "h3,A\x00p,hamlet,c\n", [("areas.csv:5", "control")]),
    ("escape", "areas.csv", AREAS + "h3,\x1b[31mred,hamlet,c\n", [("areas.csv:5", "control")]),
    ("c1-control", "areas.csv", AREAS + "h3,a\x85b,hamlet,c\n", [("areas.csv:5", "control")]),
    ("zip", "areas.csv", b"PK\x03\x04rest", [("areas.csv", "disguised")]),
    ("ole", "areas.csv", b"\xd0\xcf\x11\xe0rest", [("areas.csv", "disguised")]),
    ("pdf", "areas.csv", b"%PDF-1.7", [("areas.csv", "disguised")]),
    ("gzip", "areas.csv", b"\x1f\x8b\x08", [("areas.csv", "disguised")]),
    ("html", "areas.csv", b"\n <!DOCTYPE html><table>", [("areas.csv", "disguised")]),
    # B. shape
    ("extra-everywhere", "leave.csv", "cadre,from,until\nan,2015-07-01,2015-07-02,x\nan,2015-08-01,2015-08-02,x\n",
     [("leave.csv:2", "many_fields"), ("leave.csv:3", "many_fields")]),
    ("extra-once", "areas.csv", AREAS + "h3,Ấp 3,hamlet,c,9\n", [("areas.csv:5", "many_fields")]),
    ("missing-field", "areas.csv", AREAS + "h3,Ấp 3,hamlet\n", [("areas.csv:5", "few_fields")]),
    ("repeated-heading", "leave.csv", "cadre,from,until,Từ ngày\nan,2015-07-01,2015-07-02,\n",
     [("leave.csv:1", "repeated_column")]),
    ("unknown-heading", "leave.csv", "cadre,from,until,reasn\nan,2015-07-01,2015-07-02,\n",
     [("leave.csv:1", "unknown_column")]),
    ("missing-heading", "leave.csv", "cadre,from\nan,2015-07-01\n", [("leave.csv:1", "missing_column")]),
    ("nameless-column", "leave.csv", "cadre,from,until,\nan,2015-07-01,2015-07-02,x\n",
     [("leave.csv:1", "no_heading")]),
    ("open-quote", "areas.csv", AREAS + 'h3,"Ấp 3,hamlet,c\nh4,Ấp 4,hamlet,c\n', [("areas.csv:5", "quote_open")]),
    ("open-quote-in-second-line", "leave.csv", LEAVE + 'an,2015-07-01,2015-07-02,"a\nb"\nan,2015-08-01,2015-08-02,"x\n\n',
     [("leave.csv:4", "quote_open")]),
    ("swallowed-quote", "leave.csv", LEAVE + 'an,2015-07-01,2015-07-02,"x\nan,2015-08-01,2015-08-02,"y"\n',
     [("leave.csv:2", "quote_text")]),
    ("text-after-quote", "areas.csv", AREAS + 'h3,"Ấp"3,hamlet,c\n', [("areas.csv:5", "quote_text")]),
    ("empty", "areas.csv", b"", [("areas.csv", "no_header")]),
    ("blank-lines-only", "areas.csv", b"\r\n \r\n,,\r\n", [("areas.csv", "no_header")]),
    ("header-only", "areas.csv", "id,name,level,parent\n", [("areas.csv", "no_rows")]),
    ("conflict", "areas.csv", AREAS + "<<<<<<< HEAD\nh3,a,hamlet,c\n=======\nh3,b,hamlet,c\n>>>>>>> theirs\n",
     [("areas.csv:5", "merge_conflict"), ("areas.csv:7", "merge_conflict"), ("areas.csv:9", "merge_conflict"),
      ("areas.csv:8", "duplicate")]),
    ("line-break-in-id", "areas.csv", AREAS + '"h\n3",Ấp,hamlet,c\n', [("areas.csv:5", "line")]),
    ("huge-cell", "areas.csv", AREAS + f"h3,{'x' * 140_000},hamlet,c\n", [("areas.csv:5", "cell_size")]),
    ("titles-above", "areas.csv", "DANH SÁCH ĐỊA BÀN,,,\n\n" + AREAS, [("areas.csv:1", "header_below")]),
    ("no-headings", "leave.csv", "an,2015-07-01,2015-07-02\n", [("leave.csv:1", "no_headings")]),
    ("pipes", "leave.csv", "cadre|from|until\nan|2015-07-01|2015-07-02\n", [("leave.csv:1", "no_headings")]),
    # D. dates
    ("no-such-day", "cadres.csv", CADRES.replace("31/12/2015", "31/04/2015"), [("cadres.csv:3", "day_missing")]),
    ("no-leap-year", "cadres.csv", CADRES.replace("2015-01-01", "2015-02-29"), [("cadres.csv:2", "day_missing")]),
    ("month-first", "cadres.csv", CADRES.replace("31/12/2015", "12/31/2015"), [("cadres.csv:3", "month_first")]),
    ("seconds", "cadres.csv", CADRES.replace("2015-01-01", "86400"), [("cadres.csv:2", "day_far")]),
    ("compact", "cadres.csv", CADRES.replace("2015-01-01", "20150101"), [("cadres.csv:2", "day_digits")]),
    ("week", "cadres.csv", CADRES.replace("2015-01-01", "2015-W05-1"), [("cadres.csv:2", "day")]),
    ("fullwidth", "cadres.csv", CADRES.replace("2015-01-01", "２０１５-01-01"), [("cadres.csv:2", "day_signs")]),
    ("year", "cadres.csv", CADRES.replace("2015-01-01", "0215-01-01"), [("cadres.csv:2", "year")]),
    ("backwards", "leave.csv", LEAVE + "an,2015-07-09,2015-07-01,\n", [("leave.csv:2", "order")]),
    # E. references
    ("unknown-cadre", "leave.csv", LEAVE + "ann,2015-07-01,2015-07-02,\n", [("leave.csv:2", "reference")]),
    ("unknown-branch", "calendars.csv", "rule,time,branch\n15,morning,b9\n", [("calendars.csv:2", "reference")]),
    ("cycle", "areas.csv", "id,name,level,parent\nc,C,commune,h1\nh1,A,hamlet,c\nh2,B,hamlet,c\n",
     [("areas.csv:2", "parent_level"), ("areas.csv:2", "cycle")]),
    ("alike", "areas.csv", AREAS + "H1,Ấp,hamlet,c\n", [("areas.csv:5", "alike")]),
    # F. duplicates, Unicode
    ("same-key", "areas.csv", AREAS + "h1,Ấp khác,hamlet,c\n", [("areas.csv:5", "duplicate")]),
    ("hidden", "areas.csv", AREAS + "h\u200b3,Ấp,hamlet,c\n", [("areas.csv:5", "hidden")]),
    ("bidi", "areas.csv", AREAS + "h3,\u202eevil,hamlet,c\n", [("areas.csv:5", "hidden")]),
    ("long", "areas.csv", AREAS + f"h3,{'🌾' * 201},hamlet,c\n", [("areas.csv:5", "long")]),
    # G. numbers
    *(
        (f"priority-{text}", "areas.csv", f"id,name,level,parent,priority\nc,C,commune,,{text}\n"
         "h1,A,hamlet,c,\nh2,B,hamlet,c,\n", [("areas.csv:2", "integer")])
        for text in ("0", "-1", "+5", "1_000", "1.0", "1e3", "TRUE", "nan", "9" * 5000, "5000000000")
    ),
    *(
        (f"latitude-{text}", "areas.csv", f"id,name,level,parent,latitude,longitude\nc,C,commune,,{text},1\n"
         "h1,A,hamlet,c,,\nh2,B,hamlet,c,,\n", [("areas.csv:2", "decimal")])
        for text in ("nan", "inf", "1e400", "\"9,81\"", "91", "+9.8", "9.8.1")
    ),
    # cells in general
    ("empty-cell", "areas.csv", AREAS + "h3, ,hamlet,c\n", [("areas.csv:5", "empty")]),
    ("choice", "pins.csv", "cadre,branch,decision\nan,b1,requir\n", [("pins.csv:2", "choice")]),
    ("list-twice", "cadres.csv", CADRES.replace("h1;h2", "h1;h1"), [("cadres.csv:2", "repeated")]),
    # settings
    ("toml", "instance.toml", 'name = "x"\nstart = 2015-07\n', [("instance.toml:2", "toml")]),
    ("toml-utf8", "instance.toml", b'name = "\xff"\n', [("instance.toml:1", "encoding")]),
    ("toml-nesting", "instance.toml", "a = " + "[" * 5000, [("instance.toml", "nesting")]),
    ("setting", "instance.toml", FILES["instance.toml"] + "mnths = 2\n", [("instance.toml:mnths", "unknown_setting")]),
    ("rule", "instance.toml", FILES["instance.toml"] + "[rules]\ngap_month = 2\n",
     [("instance.toml:[rules] gap_month", "unknown_setting")]),
    ("rule-value", "instance.toml", FILES["instance.toml"] + "[rules]\ngap_months = -2\naccompany = 'often'\n",
     [("instance.toml:[rules] gap_months", "integer"), ("instance.toml:[rules] accompany", "choice")]),
    ("no-section", "instance.toml", "rules = 3\n" + FILES["instance.toml"], [("instance.toml:rules", "section")]),
    ("objective", "instance.toml", FILES["instance.toml"] + "[objectives]\nlevels = [{mised = 1}]\n",
     [("instance.toml:[objectives] levels", "choice")]),
    ("weight", "instance.toml", FILES["instance.toml"] + "[objectives]\nlevels = [{missed = 5_000_000_000}]\n",
     [("instance.toml:[objectives] levels", "integer")]),
    ("no-name", "instance.toml", 'start = "2015-07"\n',
     [("instance.toml:name", "missing_setting")]),
    ("months", "instance.toml", FILES["instance.toml"] + "months = 1000\n", [("instance.toml:months", "integer")]),
    ("zone", "instance.toml", FILES["instance.toml"] + 'timezone = "Asia/Ho_Chi_Min"\n',
     [("instance.toml:timezone", "timezone")]),
    # whole tables
    ("table-missing", "cadres.csv", None, [("small", "missing_table")]),
    ("settings-missing", "instance.toml", None, [("small", "no_settings")]),
    ("table-unknown", "cadre.csv", CADRES, [("cadre.csv", "unknown_table")]),
    ("table-twice", "Cán bộ.csv", CADRES, [("cadres.csv", "table_twice")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "content", "expected"), [c[1:] for c in BAD], ids=[c[0] for c in BAD]
)
def test_bad_file(
    file: str, content: str | bytes | None, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    faults = faults_of(write_small(tmp_path / "small", {file: content}))
    assert found(faults) == expected
    for language in LANGUAGES:  # every kind has its sentence, and the place leads the line
        for fault in faults:
            assert describe(fault, language).startswith(f"{fault.place}: ")


def test_the_small_instance_itself_is_sound(tmp_path: Path) -> None:
    assert faults_of(write_small(tmp_path / "small")) == ()


# -- what is not a fault ----------------------------------------------------------------------------

CRLF = {name: content.replace("\n", "\r\n") for name, content in FILES.items()}
SEMICOLONS = {
    n: c.replace(";", "|").replace(",", ";") for n, c in FILES.items() if n.endswith(".csv")
}
SEMICOLONS["cadres.csv"] = SEMICOLONS["cadres.csv"].replace("h1|h2", '"h1;h2"')
TABS = {n: c.replace(",", "\t") for n, c in FILES.items() if n.endswith(".csv")}
VIETNAMESE = {
    "areas.csv": AREAS.replace("id,name,level,parent", " MÃ ,Tên,CẤP,Địa bàn\u00a0 cấp trên"),
    "leave.csv": "Ca\u0301n bộ,tu ngay,Đến_ngày,LÍ DO\n".replace("LÍ DO", "Lý do"),
}

SAME = [
    ("utf8-mark", {n: codecs.BOM_UTF8 + c.encode() for n, c in FILES.items()}),
    ("two-marks", {"areas.csv": codecs.BOM_UTF8 * 2 + AREAS.encode()}),
    ("utf16", {n: c.encode("utf-16") for n, c in FILES.items()}),
    ("utf16-be", {"areas.csv": codecs.BOM_UTF16_BE + AREAS.encode("utf-16-be")}),
    ("crlf", CRLF),
    ("cr", {n: c.replace("\n", "\r") for n, c in FILES.items() if n.endswith(".csv")}),
    ("mixed-line-ends", {"areas.csv": AREAS.replace("\n", "\r\n", 2)}),
    ("no-final-line-end", {"areas.csv": AREAS.rstrip("\n")}),
    ("semicolons", SEMICOLONS),
    ("tabs", TABS),
    ("separator-line", {"areas.csv": "sep=;\r\n" + SEMICOLONS["areas.csv"]}),
    ("odd-separator", {"areas.csv": '"sep=|"\n' + AREAS.replace(",", "|")}),
    ("blank-rows", {"areas.csv": AREAS.replace("h2,", "\n,,,\nh2,") + "\n\n,,,\n"}),
    ("empty-extra-column", {"areas.csv": AREAS.replace("\n", ",\n")}),
    ("row-twice", {"areas.csv": AREAS + "h2,Ấp 2,hamlet,c\n"}),
    ("decomposed", {n: unicodedata.normalize("NFD", c) for n, c in FILES.items()}),
    ("vietnamese-headings", VIETNAMESE),
    ("header-only-optional", {"leave.csv": LEAVE, "history.csv": "cadre,branch,date\r\n"}),
    ("column-order", {"areas.csv": "parent,level,name,id\n,commune,Long Đức,c\nc,hamlet,Ấp 1,h1\nc,hamlet,Ấp 2,h2\n"}),
    ("other-files", {"README.md": "#", "notes.csv": "x", ".areas.csv": "x", "~$areas.csv": "x"}),
]  # fmt: skip


@pytest.mark.parametrize("changes", [case[1] for case in SAME], ids=[case[0] for case in SAME])
def test_same_instance_all_the_same(changes: dict[str, str | bytes | None], tmp_path: Path) -> None:
    plain = read_instance(write_small(tmp_path / "plain"))
    source = read_small(tmp_path / "small", changes)
    assert source.instance == plain.instance
    assert source.digest == plain.digest


def test_the_given_encoding_is_used_and_composed(tmp_path: Path) -> None:
    # cp1258 has ã, ò … only as a letter and a combining mark: what is read must be composed again
    areas = "id,name,level,parent\nc,Xa\u0303 Ho\u0300a Lơ\u0323i,commune,\nh1,A,hamlet,c\nh2,B,hamlet,c\n"
    changes: dict[str, str | bytes | None] = {
        name: text.encode("ascii", "replace") for name, text in FILES.items()
    }
    changes["areas.csv"] = areas.encode("cp1258")
    source = read_small(tmp_path / "small", changes, "cp1258")
    assert source.instance.areas[0].name == "Xã Hòa Lợi"
    assert faults_of(tmp_path / "small", "no-such-code")[0].kind == "encoding_name"


def test_ids_that_look_like_something_else_stay_text(tmp_path: Path) -> None:
    ids = ["NA", "null", "None", "007", "7", "1e5", "100000", "TRUE", "nan"]
    rows = "".join(f"{name},x,hamlet,c\n" for name in ids)
    source = read_small(tmp_path / "small", {"areas.csv": AREAS + rows})
    assert [area.id for area in source.instance.areas[3:]] == ids


def test_marked_formulas_are_plain_text_again(tmp_path: Path) -> None:
    rows = "h3,'=1+1,hamlet,c\nh4,''=1,hamlet,c\nh5,'tis,hamlet,c\nh6,=x,hamlet,c\n"
    source = read_small(tmp_path / "small", {"areas.csv": AREAS + rows})
    assert [area.name for area in source.instance.areas[3:]] == ["=1+1", "'=1", "'tis", "=x"]


def test_line_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    leave = 'cadre,from,until,reason\r\n\r\nan,2015-07-01,2015-07-02,"two\r\nlines"\ran,2015-08-01,2015-08-02,\n'
    source = read_small(tmp_path / "small", {"leave.csv": leave})
    assert source.instance.leave[0].reason == "two\nlines"
    assert [source.place("leave", row) for row in (0, 1)] == ["leave.csv:3", "leave.csv:5"]
    assert found(source.notices) == [("leave.csv", "blank_rows")]


def test_a_row_that_stands_twice_is_kept_once_and_noted(tmp_path: Path) -> None:
    source = read_small(
        tmp_path / "small", {"areas.csv": AREAS.replace("h2,", "h1,Ấp 1,hamlet,c\nh2,")}
    )
    assert [area.id for area in source.instance.areas] == ["c", "h1", "h2"]
    assert found(source.notices) == [("areas.csv:4", "same_row")]
    assert source.notices[0].context["first_row"] == 3
    assert source.place("areas", 2) == "areas.csv:5"


@pytest.mark.parametrize(
    ("row", "nearest"),
    [
        ("9.8,106,２", "2"), ("９.8,106,1", "9.8"), ('"9,81",106,1', "9.81"),
        ("９９９,106,1", ""), ("9.8,106,０", ""), ("9.8,106,1.5", ""),
    ],
)  # fmt: skip
def test_the_nearest_number(tmp_path: Path, row: str, nearest: str) -> None:
    rows = f"id,name,level,parent,latitude,longitude,priority\nc,C,commune,,{row}\n"
    areas = rows + "h1,A,hamlet,c,,,\nh2,B,hamlet,c,,,\n"
    (fault,) = faults_of(write_small(tmp_path / "small", {"areas.csv": areas}))
    assert fault.nearest == nearest


def test_a_fault_names_value_heading_and_nearest(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "leave.csv": "Cán bộ,Từ ngày,Đến ngày\nbinhh,2015-02-30,2015-03-01\nbinhh,2015-03-01,2015-03-01\n",
        "pins.csv": "cadre,branch,desicion\n",
    }
    faults = faults_of(write_small(tmp_path / "small", changes))
    lines = [describe(fault, "en") for fault in faults]
    assert lines == [
        'leave.csv:2: column Từ ngày: "2015-02-30" is not valid; '
        "expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; that month ends on 2015-02-28; "
        "nearest: 2015-02-28",
        'leave.csv:2: column Cán bộ: "binhh" is not valid; '
        "expected an id that stands in the table cadres; nearest: binh",
        'leave.csv:3: column Cán bộ: "binhh" is not valid; '
        "expected an id that stands in the table cadres; nearest: binh",
        'pins.csv:1: "desicion" is not valid; '
        "expected one of the columns: cadre, branch, decision, date, month, reason; nearest: decision",
        "pins.csv:1: expected the required column decision; no column of this table has the headings: "
        "desicion",
    ]


def test_rows_that_fail_do_not_make_others_fail(tmp_path: Path) -> None:
    areas = AREAS.replace("h2,Ấp 2,hamlet", "h2,,hamlet")
    assert found(faults_of(write_small(tmp_path / "small", {"areas.csv": areas}))) == [
        ("areas.csv:4", "empty")
    ]


def test_a_duplicate_names_both_lines(tmp_path: Path) -> None:
    fault = faults_of(
        write_small(tmp_path / "small", {"areas.csv": "\n" + AREAS + "h1,B,hamlet,c\n"})
    )[0]
    assert (fault.place, fault.value, fault.context["first_row"]) == ("areas.csv:6", "h1", 4)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.xlsx", "x.csv", "instance.xls"])
def test_paths_that_are_no_instance(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name != "nowhere" and path.suffix != ".xlsx":
        path.write_text("x")
    kind = "format" if path.exists() else "not_found"
    assert found(faults_of(path)) == [(name, kind)]


def test_an_empty_folder_lists_everything_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_instance(tmp_path)
    assert [f.kind for f in caught.value.faults] == ["no_settings"] + ["missing_table"] * 4


def test_old_font_encodings_are_noted(tmp_path: Path) -> None:
    areas = AREAS.replace("Long Đức", "X· ®«ng H¶i").replace("Ấp 1", "«Ấp 1» µm? ½ ©")
    source = read_small(tmp_path / "small", {"areas.csv": areas.replace("µm", "A")})
    assert found(source.notices) == [("areas.csv:2", "legacy_font")]
    assert source.notices[0].value == "X· ®«ng H¶i"


def test_too_many_rows_are_refused_before_they_are_checked(tmp_path: Path) -> None:
    rows = "an,b1,2015-01-01\n" * 500_001
    faults = faults_of(
        write_small(tmp_path / "small", {"history.csv": "cadre,branch,date\n" + rows})
    )
    assert found(faults) == [("history.csv", "row_count")]


def test_later_faults_and_notices_can_be_placed(tmp_path: Path) -> None:
    leave = LEAVE + "an,2015-07-01,2015-07-09,\n\nan,2015-07-05,2015-07-12,\n"
    source = read_small(tmp_path / "small", {"leave.csv": leave})
    (overlap,) = map(source.locate, find_notices(source.instance))
    assert (overlap.place, overlap.context["first_row"]) == ("leave.csv:4", 2)
    assert source.place("calendars", None) == "calendars.csv"
    assert source.place("instance", None, "rules.gap_months") == "instance.toml:[rules] gap_months"
