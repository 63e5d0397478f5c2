"""The planner's guides show what the program says: their commands on answers run as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language
from tests.cli.door import ROOT, call


def chapter(language: Language) -> str:
    """The chapter on explain, substitute, replan and whatif."""
    text = (ROOT / "docs" / f"planners-guide.{language}.md").read_text(encoding="utf-8")
    return text[text.index("\n## 6.") : text.index("\n## 7.")]


def steps(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command, and the lines that the guide shows after it."""
    blocks = re.finditer(r"^    (?P<command>\S.*)$|^```text\n(?P<shown>(?:.*\n)*?)```$", text, re.M)
    command = ""
    for block in blocks:
        if block["command"]:
            if command:
                yield command, []
            command = block["command"]
        else:
            yield command, block["shown"].splitlines()
            command = ""


def unclocked(line: str) -> str:
    """The line without the seconds that it took."""
    return re.sub(r"\d+[.,]\d (s|giây)", "…", line).rstrip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_chapter_says_what_is_shown(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)
    assert call("solve", "instances/tra-vinh-2015", "--out", "july").code == 0
    compared = 0
    for command, shown in steps(chapter(language)):
        program, *words = shlex.split(command)
        if program != "scheduler":
            subprocess.run(command, shell=True, check=True)
            continue
        done = call(*words)
        assert done.code == 0, (command, done.err)
        said = [*map(unclocked, done.out.splitlines())]
        rest = iter(said)
        for line in map(unclocked, shown):
            assert line in rest, (command, line)  # in this order; missed months are left out
        left_out = [line for line in said if line not in map(unclocked, shown)]
        assert all(line.startswith("- ") for line in left_out), (command, left_out)
        compared += bool(shown)
    assert compared == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pins_on_one_meeting_are_answered_as_shown(language: Language, tmp_path: Path) -> None:
    instance = shutil.copytree(ROOT / "instances" / "tra-vinh-2015", tmp_path / "instance")
    with (instance / "pins.csv").open("a", encoding="utf-8") as file:
        for cadre in ("X29275-01", "X29275-06"):
            file.write(f"{cadre},29275-03-MT,require,2015-07-09,,\n")
    text = (ROOT / "docs" / f"planners-guide.{language}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```text\n(.*?)^```$", text, re.M | re.S)
    (shown,) = (block for block in blocks if "instance.toml: " in block)
    done = call("solve", instance, "--out", tmp_path / "out", "--lang", language)
    assert done.code == 1
    assert done.err.splitlines()[1:] == shown.splitlines()  # after what it is about to do
