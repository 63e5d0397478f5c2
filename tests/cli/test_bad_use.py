"""Bad options, paths, rosters, recipes and destinations: refused by name, nothing written or lost.

From the catalogue of bad inputs: I (106: destinations, links), J (109, 112: limits), and whatever a
user can mistype on the line itself.
"""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, call, counted, launch, tree
from tests.tables.small import write_small

RECIPE = FIRST_STEPS / "recipe.toml"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def refused(folder: Path, *arguments: object, code: int = 2) -> list[str]:
    """What the command says when it refuses, after a look that nothing changed."""
    before = tree(folder)
    done = call(*arguments)
    assert (done.code, done.out) == (code, ""), done.err
    assert tree(folder) == before
    return done.lines


# -- options ----------------------------------------------------------------------------------------

OPTIONS = [
    (["--months", "0"], "'--months': 0 is not in the range 1<=x<=60"),
    (["--months", "61"], "'--months': 61 is not in the range 1<=x<=60"),
    (["--months", "-1"], "'--months': -1 is not in the range"),
    (["--months", "1.5"], "'--months': '1.5' is not a valid integer"),
    (["--months", "9" * 30], "'--months': 9999"),
    (["--start", "2015-13"], "'--start': '2015-13' is not a month YYYY-MM"),
    (["--start", "1899-12"], "'--start': '1899-12' is not a month YYYY-MM"),
    (["--start", "2015-7"], "'--start': '2015-7' is not a month YYYY-MM"),
    (["--start", ""], "'--start': '' is not a month YYYY-MM"),
    (["--start", "2100-12", "--months", "2"], '--start, --months: "2" is not valid; expected a horizon that ends by 2100'),
    (["--time-limit", "-1"], "'--time-limit': -1.0 is not in the range"),
    (["--time-limit", "nan"], "'--time-limit': 'nan' is not a number of seconds"),
    (["--time-limit", "inf"], "'--time-limit': inf is not in the range"),
    (["--time-limit", "1e300"], "'--time-limit': 1e+300 is not in the range"),
    (["--time-limit", "soon"], "'--time-limit': 'soon' is not a valid"),
    (["--workers", "0"], "'--workers': 0 is not in the range 1<=x<=64"),
    (["--workers", "65"], "'--workers': 65 is not in the range 1<=x<=64"),
    (["--workers", "-8"], "'--workers': -8 is not in the range 1<=x<=64"),
    (["--workers", "two"], "'--workers': 'two' is not a valid integer"),
    (["--seed", "1.5"], "'--seed': '1.5' is not a valid integer"),
    (["--lang", "fr"], "'--lang': 'fr' is not one of 'en', 'vi'"),
    (["--encoding", "utf-9"], 'areas.csv: "utf-9" is not valid; expected the name of a text encoding'),
    (["--encoding", "rot13"], 'areas.csv: "rot13" is not valid; expected the name of a text encoding'),
    (["--wokers", "2"], "No such option '--wokers'. Did you mean '--workers'"),
    (["one-more"], "Got unexpected extra argument (one-more)"),
    (["--hint"], "Option '--hint' requires an argument"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), OPTIONS, ids=[" ".join(w)[:30] for w, _ in OPTIONS])
def test_options_out_of_range(words: list[str], said: str, small: Path) -> None:
    lines = refused(small.parent, "solve", small, "--out", small.parent / "out", *words)
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize("seed", [-1, 2**31, 10**20])
def test_any_whole_number_is_a_seed(seed: int, small: Path) -> None:
    out = small.parent / "out"
    assert call("solve", small, "--out", out, "--seed", seed, "--workers", 1).code == 0
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["seed"] == seed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["check"], "Missing argument 'INSTANCE'"),
        (["audit", "x"], "Missing argument 'ROSTER'"),
        (["solve", "x"], "Missing option '--out'"),
        (["generate", RECIPE], "Missing option '--out'"),
        (["generate", RECIPE, "--out", "x", "--scale", "0"], "'--scale': 0.0 is not in the range"),
        (["generate", RECIPE, "--out", "x", "--scale", "nan"], 'scale: "nan" is not valid'),
        (["generate", RECIPE, "--out", "x", "--scale", "inf"], "'--scale': inf is not in the range"),
        (["generate", RECIPE, "--out", "x", "--seed", "two"], "'--seed': 'two' is not a valid"),
    ],
    ids=str,
)  # fmt: skip
def test_wrong_use(words: list[object], said: str, tmp_path: Path) -> None:
    lines = refused(tmp_path, *words)
    assert any(said in line for line in lines), lines


# -- what is read -----------------------------------------------------------------------------------


def put(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def folder_for_table(small: Path) -> None:
    (small / "areas.csv").unlink()
    (small / "areas.csv").mkdir()


def folder_for_settings(small: Path) -> None:
    (small / "instance.toml").unlink()
    (small / "instance.toml").mkdir()


def link(name: str, target: str) -> Callable[[Path], None]:
    return lambda small: (small / name).symlink_to(target)


PATHS: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("nothing-there", lambda _: None, "nowhere", 'nowhere: "'),
    ("a-table", lambda _: None, "small/areas.csv", 'areas.csv: ".csv" is not valid; expected a folder of CSV files'),
    ("old-workbook", lambda s: put(s.parent / "book.xls", b"\xd0\xcf\x11\xe0"), "book.xls", 'book.xls: ".xls" is not valid'),
    ("text-as-workbook", lambda s: put(s.parent / "book.xlsx", "id,name\n"), "book.xlsx", "book.xlsx: expected an Excel workbook (.xlsx)"),
    ("workbook-as-json", lambda s: put(s.parent / "file.json", b"PK\x03\x04"), "file.json", 'file.json: "ZIP, XLSX" is not valid'),
    ("empty-json", lambda s: put(s.parent / "file.json", ""), "file.json", "file.json:1: expected JSON"),
    ("deep-json", lambda s: put(s.parent / "file.json", '{"areas": ' + "[" * 100_000), "file.json", "file.json: expected values that are not nested so deeply"),
    ("folder-as-table", folder_for_table, "small", "areas.csv: expected a file that can be read (Is a directory)"),
    ("folder-as-settings", folder_for_settings, "small", "instance.toml: expected a file that can be read (Is a directory)"),
    ("dangling-link", link("leave.csv", "nowhere"), "small", "leave.csv: expected a file that can be read"),
    ("link-to-itself", link("leave.csv", "leave.csv"), "small", "leave.csv: expected a file that can be read"),
    ("no-regular-file", link("leave.csv", "/dev/null"), "small", "leave.csv: expected a row of headings"),
]  # fmt: skip


@pytest.mark.parametrize("command", ["check", "solve"])
@pytest.mark.parametrize(
    ("spoil", "name", "said"), [case[1:] for case in PATHS], ids=[case[0] for case in PATHS]
)
def test_paths_that_are_no_instance(
    spoil: Callable[[Path], object], name: str, said: str, command: str, small: Path
) -> None:
    spoil(small)
    more = ["--out", small.parent / "out"] if command == "solve" else []
    lines = refused(small.parent, command, small.parent / name, *more)
    assert lines[0].startswith(said), lines
    assert lines[-1] == counted(1)


def test_a_zip_bomb_is_not_unpacked(small: Path) -> None:
    book = small.parent / "book.xlsx"
    assert call("convert", small, book).code == 0
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b" " * 30_000_000)
    lines = refused(small.parent, "solve", book, "--out", small.parent / "out")
    assert lines == [
        "book.xlsx: expected a workbook that unpacks to at most 200 MB", counted(1)
    ]  # fmt: skip


def test_names_of_files_may_be_decomposed(small: Path) -> None:
    (small / "cadres.csv").rename(small / "Ca\u0301n bo\u0323\u0302.csv")
    assert call("check", small).code == 0


# -- rosters ----------------------------------------------------------------------------------------

ROSTERS: list[tuple[str, str | bytes, list[str]]] = [
    ("empty", "", ["roster.csv: expected a row of headings"]),
    ("no-headings", "an,b1,2015-07-15\n", ["roster.csv:1: "]),
    ("cells", "cadre,branch,date\nan,b1,2015-07-32\n,b1,x\n",
     ['roster.csv:2: column date: "2015-07-32" is not valid', 'roster.csv:3: column cadre: ""', 'roster.csv:3: column date: "x"']),
    ("open-quote", 'cadre,branch,date\nan,"b1,2015-07-15\n', ["roster.csv:2: "]),
    ("utf16-cut", b"\xff\xfe\x00", ["roster.csv:1: "]),
    ("nul", "cadre,branch,date\nan,b\0,2015-07-15\n", ['roster.csv:2: column branch: "b\\x00" is not valid']),
    ("old-workbook", b"\xd0\xcf\x11\xe0", ['roster.csv: "XLS" is not valid']),
    ("column-missing", "cadre,date\nan,2015-07-15\n", ["roster.csv:1: expected the required column branch"]),
    ("column-twice", "cadre,branch,branch,date\nan,b1,b1,2015-07-15\n", ["roster.csv:1: column branch: "]),
]  # fmt: skip


@pytest.mark.parametrize("command", ["audit", "solve --hint"])
@pytest.mark.parametrize(("data", "said"), [c[1:] for c in ROSTERS], ids=[c[0] for c in ROSTERS])
def test_bad_rosters(data: str | bytes, said: list[str], command: str, small: Path) -> None:
    roster = put(small.parent / "roster.csv", data)
    words: list[object] = ["audit", small, roster]
    if command != "audit":
        words = ["solve", small, "--out", small.parent / "out", "--hint", roster]
    *lines, count = refused(small.parent, *words)
    assert len(lines) == len(said), lines
    assert all(line.startswith(start) for line, start in zip(lines, said, strict=True)), lines
    assert count == counted(len(said))


def test_a_roster_of_strangers_is_audited_line_by_line(small: Path) -> None:
    rows = "ann,b1,2015-07-15\nan,b9,2015-07-15\nan,b1,2016-07-15\n"
    roster = put(small.parent / "roster.csv", "cadre,branch,date\n" + rows)
    before = tree(small.parent)
    done = call("audit", small, roster)
    assert done.code == 1
    for start in ("roster.csv:2: unknown_cadre", "roster.csv:3: unknown_branch", "roster.csv:4: "):
        assert any(line.startswith(start) for line in done.out.splitlines()), done.out
    assert tree(small.parent) == before


@pytest.mark.parametrize(
    "summary",
    [
        "[" * 100_000,
        '{"instance": "small", "horizon": {"start": "2015-07", "months": 1e400}}',
        '{"instance": "small", "horizon": {"start": "2015-07", "months": 99999}}',
        '{"instance": "small", "horizon": {"start": "2015-07", "months": 0}}',
        '{"instance": "small", "horizon": {"start": 7, "months": 1}}',
        '{"instance": "small", "horizon": []}',
        "\x00",
    ],
    ids=range(7),
)
def test_a_broken_summary_beside_a_roster_is_passed_over(summary: str, small: Path) -> None:
    put(small.parent / "summary.json", summary)
    roster = put(small.parent / "roster.csv", "cadre,branch,date\n")
    done = call("audit", small, roster)
    assert (done.code, done.lines) == (0, [])
    assert "missed                     2" in done.out


# -- recipes ----------------------------------------------------------------------------------------

RECIPES: list[tuple[str, str | bytes, str]] = [
    ("empty", "", "r.toml:instance: "),
    ("bytes", b"\xff\xfe\x00", "r.toml: "),
    ("syntax", "a = \n", "r.toml: expected valid TOML: Invalid value (at line 1, column 5)"),
    ("nesting", "a = " + "[" * 5_000, "r.toml: expected values that are not nested so deeply"),
    ("digits", "a = " + "9" * 5_000, "r.toml: expected valid TOML: "),
]


@pytest.mark.parametrize(("data", "said"), [c[1:] for c in RECIPES], ids=[c[0] for c in RECIPES])
def test_bad_recipes(data: str | bytes, said: str, tmp_path: Path) -> None:
    recipe = put(tmp_path / "r.toml", data)
    lines = refused(tmp_path, "generate", recipe, "--out", tmp_path / "made")
    assert lines[0].startswith(said), lines


@pytest.mark.parametrize("name", ["nowhere.toml", "small"])
def test_recipes_that_are_none(name: str, small: Path) -> None:
    lines = refused(small.parent, "generate", small.parent / name, "--out", small.parent / "made")
    assert lines[0].startswith(f"{name}: "), lines


# -- where it is written ----------------------------------------------------------------------------


def to(command: str, small: Path, target: Path) -> list[object]:
    """The command, writing to the target."""
    words: dict[str, list[object]] = {
        "new": [target],
        "convert": [small, target],
        "generate": [RECIPE, "--out", target],
        "solve": [small, "--out", target],
    }
    return [command, *words[command]]


WRITERS = ["new", "convert", "generate", "solve"]


@pytest.mark.parametrize("command", WRITERS)
def test_what_exists_is_not_replaced_unasked(command: str, small: Path) -> None:
    put(small.parent / "mine" / "letter.txt", "keep me")
    lines = refused(small.parent, *to(command, small, small.parent / "mine"))
    assert lines[0].startswith(f"{small.parent / 'mine' / 'letter.txt'}: expected nothing"), lines


@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_is_not_written_over_a_file(command: str, small: Path) -> None:
    put(small.parent / "mine", "keep me")
    lines = refused(small.parent, *to(command, small, small.parent / "mine"), "--force")
    assert lines[0].startswith('mine: "'), lines
    assert "expected a folder, or a place where nothing stands yet" in lines[0]


@pytest.mark.parametrize("command", WRITERS)
def test_nothing_is_written_into_a_file(command: str, small: Path) -> None:
    target = small / "areas.csv" / "out"
    lines = refused(small.parent, *to(command, small, target), "--force")
    assert lines[0].startswith(f'{target}: "{target.parent}'[:80]), lines
    assert "expected a folder" in lines[0]


@pytest.mark.parametrize("command", ["new", "convert", "generate"])
@pytest.mark.parametrize("name", ["x.csv", "x.ods", "x.xls", "x.zip"])
def test_formats_that_are_not_written(command: str, name: str, small: Path) -> None:
    lines = refused(small.parent, *to(command, small, small.parent / name))
    assert lines[0].startswith(f'{name}: "{Path(name).suffix}" is not valid'), lines


@pytest.mark.parametrize("command", ["new", "convert", "generate"])
def test_a_file_is_not_written_over_a_folder(command: str, small: Path) -> None:
    put(small.parent / "book.xlsx" / "letter.txt", "keep me")
    lines = refused(small.parent, *to(command, small, small.parent / "book.xlsx"), "--force")
    assert "expected a file, or a place where nothing stands yet" in lines[0]


@pytest.mark.parametrize("command", WRITERS)
def test_links_in_a_circle_are_refused(command: str, small: Path) -> None:
    (small.parent / "link").symlink_to("link")
    lines = refused(small.parent, *to(command, small, small.parent / "link"))
    assert lines == [f"{small.parent / 'link'}: Too many levels of symbolic links"]


@pytest.mark.parametrize("command", WRITERS)
def test_names_too_long_for_the_file_system_are_refused(command: str, small: Path) -> None:
    lines = refused(small.parent, *to(command, small, small.parent / ("ấ" * 200)))
    assert lines[0].endswith(": File name too long"), lines


@pytest.mark.parametrize("where", ["small", ".", "small/../small"])
def test_a_result_never_replaces_its_own_input(where: str, small: Path) -> None:
    target = small.parent / where
    lines = refused(small.parent, *to("solve", small, target), "--force")
    assert "expected a folder that holds no input: writing there would replace it" in lines[0]


def test_a_result_never_replaces_its_own_input_behind_a_link(small: Path) -> None:
    (small.parent / "link").symlink_to(small)
    lines = refused(small.parent, *to("solve", small, small.parent / "link"), "--force")
    assert "expected a folder that holds no input" in lines[0]


def test_a_result_never_replaces_the_roster_it_began_from(small: Path) -> None:
    out = small.parent / "out"
    assert call("solve", small, "--out", out).code == 0
    hint = ["--hint", out / "roster.csv"]
    lines = refused(small.parent, *to("solve", small, out), *hint)
    assert lines[0].startswith(str(out)), lines


def test_a_result_goes_where_a_link_points_to(small: Path) -> None:
    (small.parent / "real").mkdir()
    (small.parent / "link").symlink_to("real")
    assert call(*to("solve", small, small.parent / "link")).code == 0
    assert (small.parent / "link").is_symlink()
    assert (small.parent / "real" / "roster.csv").is_file()


def test_an_unknown_language_in_the_environment_is_wrong_use(small: Path) -> None:
    done = launch("check", small, env={"SCHEDULER_LANG": "fr"})
    assert (done.code, done.out) == (2, "")
    assert "'fr' is not one of 'en', 'vi'" in done.err
