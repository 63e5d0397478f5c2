"""Files and folders appear whole or not at all, and never at the cost of what stood there."""

# ruff: noqa: PT012 -- what fails inside the block is the point of these tests

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scheduler.domain.faults import InputError
from scheduler.tables.formats import drafts
from scheduler.tables.formats.destination import Destination, InTheWay
from scheduler.tables.formats.seals import seal
from scheduler.tables.starter import starter_instance
from scheduler.tables.write import write_instance
from tests.cli.door import ROOT, tree
from tests.tables.formats.killed import CASES, fill, texts

FULL = OSError(28, "No space left on device")
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks, links and signals of POSIX")


def write_sealed(path: Path, files: dict[str, str], **options: bool) -> list[Path]:
    """Write the files as a folder that bears a seal; where the old was moved."""
    to = Destination(path, **options)
    with to.folder() as folder:
        fill(folder, files)
        seal(folder, {"resources": []})
    return to.moved


def kinds(path: Path, force: bool = False, inputs: Sequence[Path] = ()) -> list[tuple[str, str]]:
    """Everything in the way of a folder: where below it, and what was expected there."""
    with pytest.raises(InputError) as refused:
        Destination(path, force, inputs).check_folder()
    return [(fault.place.removeprefix(f"{path}/"), fault.kind) for fault in refused.value.faults]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that the program wrote."""
    write_sealed(tmp_path / "out", {"a.csv": "1", "part/b.xlsx": "2", "part/deep/c": "3"})
    return tmp_path / "out"


# -- whole or not at all --------------------------------------------------------------------------


def test_a_folder_appears_with_its_content(tmp_path: Path) -> None:
    with Destination(tmp_path / "deep" / "out").folder() as folder:
        (folder / "a").write_text("1")
        assert not (tmp_path / "deep" / "out").exists()
    assert texts(tmp_path) == {"deep/out/a": "1"}
    assert list(tmp_path.iterdir()) == [tmp_path / "deep"]
    if os.name == "posix":
        assert (tmp_path / "deep" / "out").stat().st_mode == (tmp_path / "deep").stat().st_mode


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()])
def test_a_folder_that_fails_leaves_nothing(error: BaseException, tmp_path: Path) -> None:
    with (
        pytest.raises(type(error)),
        Destination(tmp_path / "not" / "yet" / "out").folder() as folder,
    ):
        (folder / "a").write_text("half")
        raise error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()])
@pytest.mark.parametrize("force", [True, False])
def test_a_folder_that_fails_keeps_the_old(error: BaseException, force: bool, out: Path) -> None:
    before = tree(out.parent)
    with pytest.raises(type(error)), Destination(out, force).folder() as folder:
        (folder / "new").write_text("half")
        raise error
    assert tree(out.parent) == before


@pytest.mark.parametrize("force", [True, False])
def test_a_folder_that_cannot_be_put_in_place_keeps_the_old(force: bool, out: Path) -> None:
    before = tree(out.parent)
    with pytest.raises(OSError, match="No such file"), Destination(out, force).folder() as folder:
        folder.rmdir()  # the rename of the new one will fail after the old one moved aside
    assert tree(out.parent) == before


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write_sealed(tmp_path / "out", {"a": "1"}, force=True) == []
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), Destination(tmp_path / "f").file() as file:
        file.write_text("half")
        raise FULL
    assert texts(tmp_path) == {}
    with Destination(tmp_path / "f").file() as file:
        file.write_text("whole")
    with pytest.raises(InTheWay), Destination(tmp_path / "f").file():
        raise AssertionError("nothing may be written")
    with pytest.raises(OSError, match="No space"), Destination(tmp_path / "f", True).file() as file:
        file.write_text("half")
        raise FULL
    assert texts(tmp_path) == {"f": "whole"}


def test_files_and_folders_do_not_replace_each_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("1")
    (tmp_path / "folder").mkdir()
    for refused_for, kind in (("folder", "not_a_file"), ("file", "not_a_folder")):
        to = Destination(tmp_path / refused_for, force=True)
        with pytest.raises(InputError) as refused:
            (to.check_file if refused_for == "folder" else to.check_folder)()
        assert [fault.kind for fault in refused.value.faults] == [kind]


# -- what is the program's own --------------------------------------------------------------------


def test_what_nobody_touched_is_replaced_as_a_whole(out: Path) -> None:
    (out / "part" / "b.xlsx").unlink()  # what is gone cannot be lost
    assert write_sealed(out, {"new": "4"}) == []
    assert set(texts(out)) == {"new", "datapackage.json"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("path", ["a.csv", "part/b.xlsx", "part/deep/c", "datapackage.json"])
@pytest.mark.parametrize("edit", [lambda b: b + b" ", lambda b: b[:-1], lambda _: b""])
def test_any_changed_byte_is_noticed(path: str, edit: Callable[[bytes], bytes], out: Path) -> None:
    content = (out / path).read_bytes()
    (out / path).write_bytes(edit(content))
    assert path in {place for place, _ in kinds(out)}
    (out / path).write_bytes(content)
    Destination(out).check_folder()


def test_a_hash_in_the_package_cannot_be_made_to_fit(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text())
    (out / "a.csv").write_text("edited")
    [entry] = [entry for entry in package["files"] if entry["path"] == "a.csv"]
    entry["hash"] = f"sha256:{hashlib.sha256(b'edited').hexdigest()}"
    (out / "datapackage.json").write_text(json.dumps(package, indent=2) + "\n")
    assert kinds(out) == [("datapackage.json", "destination.changed")]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("note.txt", "unknown"), (".hidden", "unknown"), ("part/~$other.xlsx", "unknown"),
        ("part/deep/note", "unknown"), ("x.LEDGER.db", "ledger"), ("A.csv", "unknown"),
    ],
)  # fmt: skip
def test_what_is_foreign_is_named(path: str, kind: str, out: Path) -> None:
    if (out / path).exists():
        pytest.skip("here the case of letters tells no files apart")
    (out / path).write_text("1")
    assert kinds(out) == [(path, f"destination.{kind}")]


def test_foreign_folders_are_named_but_not_looked_into(out: Path) -> None:
    fill(out, {".git/config": "", "part/mine/a.csv": ""})
    (out / "empty").mkdir()
    unknown = "destination.unknown"
    assert kinds(out) == [(".git/", unknown), ("empty/", unknown), ("part/mine/", unknown)]


@pytest.mark.parametrize("lock", ["~$b.xlsx", ".~lock.b.xlsx#"])
def test_a_workbook_that_somebody_has_open_is_named(lock: str, out: Path) -> None:
    (out / "part" / lock).write_text("Lan")
    assert kinds(out) == [("part/b.xlsx", "destination.open")]
    with pytest.raises(InTheWay) as refused:
        Destination(out).check_folder()
    assert all(lock in refused.value.lines(language)[0] for language in ("en", "vi"))


@pytest.mark.parametrize(
    "package",
    [None, "", "[]", "{}", "nonsense", "[" * 100_000, '{"resources": 1}', "\0",
     '{"files": [{"path": 1}]}', '{"resources": [{"path": "a.csv"}]}', '{"hash": 1}'],
    ids=range(11),
)  # fmt: skip
def test_without_a_seal_everything_is_foreign(package: str | None, out: Path) -> None:
    (out / "datapackage.json").unlink()
    if package is not None:
        (out / "datapackage.json").write_text(package)
    named = {place for place, _ in kinds(out)}
    assert named == {"a.csv", "part/"} | ({"datapackage.json"} if package is not None else set())


def test_an_earlier_version_left_no_seal(out: Path) -> None:
    """It named the hashes of tables alone: what it does not name, nobody can tell to be its own."""
    package = json.loads((out / "datapackage.json").read_text())
    table = next(entry for entry in package["files"] if entry["path"] == "a.csv")
    (out / "datapackage.json").write_text(json.dumps({"resources": [table]}))
    assert kinds(out) == [
        ("datapackage.json", "destination.unsealed"), ("part/", "destination.unknown"),
    ]  # fmt: skip


@posix
def test_links_and_pipes_are_foreign_whatever_they_say(out: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (out / "a.csv").rename(tmp_path / "mine" / "a.csv")
    (out / "a.csv").symlink_to(tmp_path / "mine" / "a.csv")
    (out / "dangling").symlink_to("nowhere")
    (out / "folder").symlink_to(tmp_path / "mine")
    os.mkfifo(out / "pipe")
    unknown = "destination.unknown"
    places = ("a.csv", "dangling", "folder", "pipe")
    assert kinds(out) == [(place, unknown) for place in places]
    write_sealed(out, {"new": "4"}, force=True)
    assert (tmp_path / "mine" / "a.csv").read_text() == "1"
    assert (tmp_path / "out.old-1" / "a.csv").is_symlink()


def test_another_name_of_a_file_keeps_its_content(out: Path) -> None:
    (out.parent / "other").hardlink_to(out / "a.csv")
    write_sealed(out, {"a.csv": "new"})
    assert (out.parent / "other").read_text() == "1"


def test_only_so_many_things_in_the_way_are_named(out: Path) -> None:
    fill(out, {f"note {number:03}": "" for number in range(150)})
    with pytest.raises(InTheWay) as refused:
        Destination(out).check_folder()
    lines = refused.value.lines("en")
    assert len(refused.value.faults) == 150
    assert lines[-3].startswith(f"{out}/note 019: ")
    assert lines[-2] == "… and 130 more"
    assert lines[-1].startswith(f"With --force, {out} is moved aside to {out}.old-1 ")


# -- moved aside ----------------------------------------------------------------------------------


def test_what_is_forced_away_is_kept_under_a_name_of_its_own(out: Path) -> None:
    before = []
    for number in range(1, 4):
        (out / f"note {number}").write_text("mine")
        before.append(tree(out))
        moved = write_sealed(out, {"new": str(number)}, force=True)
        assert moved == [out.with_name(f"out.old-{number}")]
    out.with_name("out.old-1").rename(out.with_name("mine"))
    assert write_sealed(out, {}, force=True) == [out.with_name("out.old-4")]  # the newest is last
    kept = [tree(out.with_name(name)) for name in ("mine", "out.old-2", "out.old-3")]
    assert kept == before


def test_a_file_that_is_forced_away_keeps_its_ending(tmp_path: Path) -> None:
    for number, name in enumerate(("old", "next", "last")):
        to = Destination(tmp_path / "book.xlsx", force=True)
        with to.file() as file:
            file.write_text(name)
        assert to.moved == ([tmp_path / f"book.old-{number}.xlsx"] if number else [])
    assert texts(tmp_path) == {
        "book.xlsx": "last", "book.old-1.xlsx": "old", "book.old-2.xlsx": "next",
    }  # fmt: skip


def test_work_that_comes_in_while_writing_is_not_lost(out: Path) -> None:
    with pytest.raises(InTheWay), Destination(out).folder() as folder:
        (folder / "new").write_text("1")
        (out / "a.csv").write_text("edited")
    assert (out / "a.csv").read_text() == "edited"
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    with pytest.raises(InTheWay), Destination(out.parent / "f").file() as file:
        file.write_text("new")
        (out.parent / "f").write_text("theirs")
    assert (out.parent / "f").read_text() == "theirs"


def test_work_that_comes_in_at_the_last_moment_is_kept(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last look, before the old is moved: it is looked through again before it goes."""
    put = drafts.Draft.put

    def late(draft: drafts.Draft, aside: Path | None) -> None:
        (out / "part" / "b.xlsx").write_text("filled in")
        put(draft, aside)

    monkeypatch.setattr(drafts.Draft, "put", late)
    assert write_sealed(out, {"new": "4"}) == [out.with_name("out.old-1")]
    assert (out.with_name("out.old-1") / "part" / "b.xlsx").read_text() == "filled in"
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "out.old-1"]


@posix
def test_a_folder_closed_in_part_is_replaced_and_removed(out: Path) -> None:
    (out / "part").chmod(0o500)
    write_sealed(out, {"new": "4"})
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["out", "book.xlsx"])
def test_what_cannot_be_moved_stays(name: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where nothing is moved that a program has open."""
    (out.parent / "book.xlsx").write_text("mine")
    before, path = tree(out.parent), out.parent / name
    for method in ("rename", "unlink"):
        own = getattr(Path, method)

        def closed(place: Path, *arguments: object, own: Callable[..., None] = own) -> None:
            if place == path:
                raise PermissionError(13, "Permission denied", str(place))
            own(place, *arguments)

        monkeypatch.setattr(Path, method, closed)
    to = Destination(path, force=True)
    with pytest.raises(InputError) as refused, to.folder() if name == "out" else to.file() as new:
        (new / "a" if name == "out" else new).write_text("new")
    assert [fault.kind for fault in refused.value.faults] == ["destination.in_use"]
    assert tree(out.parent) == before


# -- links ----------------------------------------------------------------------------------------


@posix
def test_a_link_stays_a_link(out: Path, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "link"
    link.symlink_to(out)
    write_sealed(link, {"new": "4"})
    assert set(texts(out)) == {"new", "datapackage.json"}
    assert write_sealed(link, {"newer": "5"}, force=True) == [tmp_path / "out.old-1"]
    assert link.is_symlink()
    assert set(texts(out)) == {"newer", "datapackage.json"}
    assert [path.name for path in (tmp_path / "links").iterdir()] == ["link"]


@posix
def test_a_dangling_link_comes_to_point_to_something(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real/out")
    write_sealed(tmp_path / "link", {"a": "1"})
    assert (tmp_path / "real" / "out" / "a").read_text() == "1"
    (tmp_path / "page").symlink_to("real/page.html")
    with Destination(tmp_path / "page").file() as file:
        file.write_text("page")
    assert (tmp_path / "page").is_symlink()
    assert (tmp_path / "real" / "page.html").read_text() == "page"


# -- inputs and ledgers ---------------------------------------------------------------------------


@pytest.mark.parametrize("force", [True, False])
def test_no_folder_replaces_an_input(force: bool, out: Path) -> None:
    """Neither the input itself, nor a folder around it, nor a part of what is read of it."""
    instance = out.parent / "in" / "july"
    fill(instance, {"areas.csv": "1", "instance.toml": ""})
    expected = "holds_input"
    for place in (instance, instance.parent, out.parent, instance / "leave.csv"):
        assert [kind for _, kind in kinds(place, force, [instance])] == [expected], place
    assert [kind for _, kind in kinds(out, force, [out / "a.csv"])] == [expected]
    for place in (out, out / "part", out / "part" / "deep"):
        assert [kind for _, kind in kinds(place, force, [out])] == [expected]
    Destination(instance / "result", force, [instance]).check_folder()
    Destination(out / "next", force, [out]).check_folder()


@posix
def test_no_folder_replaces_an_input_behind_a_link(out: Path) -> None:
    (out.parent / "to").symlink_to(out)
    (out.parent / "back").symlink_to("to")
    assert [kind for _, kind in kinds(out.parent / "to", True, [out])] == ["holds_input"]
    assert [kind for _, kind in kinds(out, True, [out.parent / "back"])] == ["holds_input"]
    circle = out.parent / "circle"
    circle.symlink_to("circle")
    Destination(out, True, [circle]).check_folder()


@pytest.mark.parametrize("force", [True, False])
def test_no_file_replaces_an_input(force: bool, out: Path) -> None:
    fill(out.parent / "in", {"areas.csv": "1", "instance.toml": "", "page.html": ""})
    inputs = [out.parent / "in", out, out.parent / "in" / "page.html"]
    for place in (
        "in/areas.csv", "in/leave.csv", "in/instance.toml", "in/page.html", "out/a.csv",
        "out/part/b.xlsx", "out/datapackage.json",
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            Destination(out.parent / place, force, inputs).check_file()
        assert {fault.kind for fault in refused.value.faults} == {"destination.input"}, place
    Destination(out.parent / "in" / "ask.xlsx", force, inputs).check_file()


@pytest.mark.parametrize("path", ["x.ledger.db", "notes/deep/X.Ledger.DB"])
def test_a_ledger_is_never_moved(path: str, out: Path) -> None:
    fill(out, {path: "1"})
    assert kinds(out, force=True) == [(path, "destination.ledger")]
    with pytest.raises(InputError) as refused:
        Destination(out / path, force=True).check_file()
    assert [fault.kind for fault in refused.value.faults] == ["destination.ledger"]
    assert "--force" not in refused.value.lines("en")[0]


def test_the_top_of_all_folders_is_no_destination() -> None:
    assert [kind for _, kind in kinds(Path(Path.cwd().anchor), force=True)] == ["destination.top"]


# -- several runs ---------------------------------------------------------------------------------


def test_two_at_once_leave_one_whole_folder(out: Path) -> None:
    """The second waits for the first, and finds its folder untouched."""
    writing, waiting = threading.Event(), threading.Event()

    def first() -> None:
        with Destination(out).folder() as folder:
            writing.set()
            fill(folder, {"first": "1"})
            seal(folder, {"resources": []})
            waiting.wait(0.2)

    thread = threading.Thread(target=first)
    thread.start()
    writing.wait()
    assert write_sealed(out, {"second": "2"}) == []
    thread.join()
    assert set(texts(out)) == {"second", "datapackage.json"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_who_is_writing_for_too_long_is_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "PATIENCE", 0.2)
    before = tree(out)
    with pytest.raises(InputError) as refused, Destination(out).folder() as folder:
        fill(folder, {"first": "1"})
        with Destination(out).folder():
            raise AssertionError("somebody else is writing")
    [fault] = refused.value.faults
    assert (fault.kind, fault.context["pid"]) == ("destination.busy", os.getpid())
    assert tree(out.parent) == {"out": None} | {f"out/{name}": x for name, x in before.items()}


def test_what_only_looks_like_a_leftover_stays(out: Path) -> None:
    """Somebody's folder of such a name, a file, a link; and what a running process writes."""
    fill(out.parent, {".mine.xoayvong-draft/letter": "1", ".file.xoayvong-draft": "2"})
    before = tree(out.parent)
    Destination(out).check_folder()
    assert tree(out.parent) == before
    with Destination(out.parent / "other").folder() as folder:
        fill(folder, {"half": "1"})
        write_sealed(out, {"new": "4"})
        assert (folder / "half").read_text() == "1"
    assert (out.parent / "other" / "half").read_text() == "1"


def test_leftovers_of_the_longest_names_are_settled_too(tmp_path: Path) -> None:
    target = tmp_path / ("ấ" * 80)
    write_sealed(target, {"old": "1"})
    draft = drafts.Draft(target)
    draft.folder.mkdir()
    draft.begin()
    target.rename(draft.folder / "old")  # and here the process dies
    Destination(tmp_path / "other").check_folder()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert set(texts(target)) == {"old", "datapackage.json"}


@posix
@pytest.mark.parametrize("case", CASES)
def test_no_kill_at_any_moment_loses_anything(case: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.tables.formats.killed", str(tmp_path), case],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


# -- the writers on top ---------------------------------------------------------------------------


def test_an_instance_is_never_replaced_unasked(tmp_path: Path) -> None:
    """Not even untouched: it is there to be edited, and bears no seal."""
    out = tmp_path / "out"
    write_instance(starter_instance("en"), out, blank_columns=True)
    fill(out, {"README.md": "mine", "plots/a.svg": "mine"})
    before = tree(out)
    with pytest.raises(InTheWay):
        write_instance(starter_instance("vi"), out)
    to = Destination(out, force=True)
    write_instance(starter_instance("vi"), to)
    assert [tree(place) for place in to.moved] == [before]
    assert not (out / "leave.csv").exists()  # an empty table of the old instance is gone


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.ods", "a.toml"])
def test_destinations_that_are_no_instance_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        write_instance(starter_instance("en"), tmp_path / name)
    assert refused.value.faults[0].kind == "format"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["ask.csv", "ask.xls", "ask", "ask.xlsx.bak"])
def test_a_file_has_the_ending_by_which_others_open_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as refused:
        Destination(tmp_path / name, force=True).check_file(".xlsx", ".xlsm")
    (fault,) = refused.value.faults
    assert (fault.kind, fault.place) == ("destination.ending", name)
    assert fault.nearest == str((tmp_path / name).with_suffix(".xlsx"))
    Destination(tmp_path / "ASK.XLSX").check_file(".xlsx")
