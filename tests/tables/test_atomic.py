"""Files and folders appear whole or not at all, and what stood there stays until then."""

# ruff: noqa: PT012 -- what fails inside the block is the point of these tests

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.faults import InputError
from scheduler.tables.atomic import atomic_file, atomic_folder
from scheduler.tables.templates import starter_instance
from scheduler.tables.write import write_instance

FULL = OSError(28, "No space left on device")


def everything(folder: Path) -> dict[str, str]:
    """Every file under the folder, hidden ones too, and its content."""
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_appears_with_its_content(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "deep" / "out") as folder:
        (folder / "a").write_text("1")
        assert not (tmp_path / "deep" / "out").exists()
    assert everything(tmp_path) == {"deep/out/a": "1"}
    assert list(tmp_path.iterdir()) == [tmp_path / "deep"]


def test_a_folder_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), atomic_folder(tmp_path / "out") as folder:
        (folder / "a").write_text("half")
        raise FULL
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()])
def test_a_folder_that_fails_keeps_the_old(error: BaseException, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("old")
    with pytest.raises(type(error)), atomic_folder(tmp_path / "out", overwrite=True) as folder:
        (folder / "new").write_text("half")
        raise error
    assert everything(tmp_path) == {"out/old": "old"}


def test_a_folder_that_cannot_be_put_in_place_keeps_the_old(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("old")
    with (
        pytest.raises(OSError, match="No such file"),
        atomic_folder(tmp_path / "out", True) as folder,
    ):
        folder.rmdir()  # the rename of the new one will fail after the old one moved aside
    assert everything(tmp_path) == {"out/old": "old"}
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_filled_folder_is_replaced_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("old")
    with pytest.raises(InputError) as refused, atomic_folder(tmp_path / "out"):
        raise AssertionError("nothing may be written")
    assert refused.value.faults[0].kind == "exists"
    with atomic_folder(tmp_path / "out", overwrite=True) as folder:
        (folder / "new").write_text("new")
    assert everything(tmp_path) == {"out/new": "new"}
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with atomic_folder(tmp_path / "out") as folder:
        (folder / "a").write_text("1")
    assert everything(tmp_path) == {"out/a": "1"}


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), atomic_file(tmp_path / "f") as file:
        file.write_text("half")
        raise FULL
    assert everything(tmp_path) == {}
    with atomic_file(tmp_path / "f") as file:
        file.write_text("whole")
    with pytest.raises(InputError), atomic_file(tmp_path / "f"):
        raise AssertionError("nothing may be written")
    with pytest.raises(OSError, match="No space"), atomic_file(tmp_path / "f", True) as file:
        file.write_text("half")
        raise FULL
    assert everything(tmp_path) == {"f": "whole"}


def test_files_and_folders_do_not_replace_each_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("1")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError) as refused, atomic_folder(tmp_path / "file", True):
        raise AssertionError("nothing may be written")
    assert refused.value.faults[0].kind == "not_a_folder"
    with pytest.raises(InputError) as refused, atomic_file(tmp_path / "folder", True):
        raise AssertionError("nothing may be written")
    assert refused.value.faults[0].kind == "not_a_file"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with atomic_folder(tmp_path / "link") as folder:
        (folder / "a").write_text("1")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a").read_text() == "1"


# -- the writers on top ---------------------------------------------------------------------------


def test_overwriting_an_instance_keeps_what_is_no_table(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_instance(starter_instance("en"), out, blank_columns=True)
    (out / "README.md").write_text("mine")
    (out / "plots").mkdir()
    (out / "plots" / "a.svg").write_text("mine")
    with pytest.raises(InputError):
        write_instance(starter_instance("vi"), out)
    write_instance(starter_instance("vi"), out, overwrite=True)
    assert (out / "README.md").read_text() == (out / "plots" / "a.svg").read_text() == "mine"
    assert not (out / "leave.csv").exists()  # an empty table of the old instance is gone


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.ods", "a.toml"])
def test_destinations_that_are_no_instance_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        write_instance(starter_instance("en"), tmp_path / name)
    assert refused.value.faults[0].kind == "format"
    assert list(tmp_path.iterdir()) == []
