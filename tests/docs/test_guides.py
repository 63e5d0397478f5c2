"""The planner's guides show what the program says: what they tell to type runs as it stands, on
files filled in as they tell.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language
from scheduler.results.roster_file import read_roster
from scheduler.tables.read import read_instance
from tests.cli.door import ROOT, call
from tests.docs.guide import (
    FilledIn,
    add_rows,
    chapter,
    fill_sheets,
    steps,
    text_of,
    unclocked,
)

NEWS = Path("july-news")
"""The copy of the instance into which the news are entered."""
OF_WINDOWS = {"py", "winget", "setx"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_an_empty_folder_to_a_proven_roster(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick start: headings, names and calendar phrases of the language, no ids, no edit."""
    monkeypatch.chdir(tmp_path)
    text = chapter(language, 0)
    done = [*steps(text[text.index("\n## ", 1) :])]
    tables = [step for step in done if isinstance(step, FilledIn)]
    assert len(tables) == 6
    commands = [step for step in done if not isinstance(step, FilledIn)]
    names = []
    for step in commands:
        program, *words = shlex.split(step.command)
        assert program == "scheduler"
        names.append(words[0])
        said = call(*words)
        assert said.code == 0, (step.command, said.err)
        if step.shown:
            assert [*map(unclocked, said.out.splitlines())] == [*map(unclocked, step.shown)]
        if words[0] == "new":
            fill_sheets(Path(words[1]), tables)
    assert names == ["new", "check", "convert", "solve"]
    people = next(table for table in tables if len(table.headings) == 4)
    filled_in, out = shlex.split(commands[-1].command)[2:5:2]
    cadres = read_instance(filled_in).instance.cadres
    assert [cadre.name for cadre in cadres] == [row[0] for row in people.rows]
    assert all(cadre.id for cadre in cadres)
    assert json.loads((Path(out) / "summary.json").read_text("utf-8"))["status"] == "optimal"
    csv, book = (read_roster(Path(out) / name).roster for name in ("roster.csv", "roster.xlsx"))
    assert sorted(csv) == sorted(book)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_on_answers_says_what_is_shown(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)
    assert call("solve", "instances/tra-vinh-2015", "--out", "july").code == 0
    shutil.copytree(ROOT / "instances" / "tra-vinh-2015", NEWS)
    compared = entered = 0
    for step in steps(chapter(language, 6)):
        if isinstance(step, FilledIn):
            assert Path(step.name).parent == NEWS
            add_rows(Path(step.name), step, language)
            entered += 1
            continue
        program, *words = shlex.split(step.command)
        assert program == "scheduler"
        done = call(*words)
        assert done.code == 0, (step.command, done.err)
        said = [*map(unclocked, done.out.splitlines())]
        rest = iter(said)
        for line in map(unclocked, step.shown):
            assert line in rest, (step.command, line)  # in this order; missed months are left out
        left_out = [line for line in said if line not in map(unclocked, step.shown)]
        assert all(line.startswith("- ") for line in left_out), (step.command, left_out)
        compared += bool(step.shown)
    assert (compared, entered) == (7, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_typed_that_windows_does_not_know(language: Language) -> None:
    text = text_of(language)
    typed = re.findall(r"^(?: {4}| {7})(\w\S*) ", text, re.M)
    assert typed.count("scheduler") > 20
    assert set(typed) == {"scheduler", *OF_WINDOWS}
    assert re.findall(r"`(?:cp|echo|ls|cat|export)\b", text) == []


def test_both_guides_tell_to_type_the_same() -> None:
    """But for names of files, and the language."""
    typed = [
        [re.sub(r" --lang \w+", "", line).split()[:2] for line in re.findall(
            r"^(?: {4}| {7})((?:py|winget|scheduler) .*)$", text_of(language), re.M
        )]
        for language in LANGUAGES
    ]  # fmt: skip
    assert typed[0] == typed[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pins_on_one_meeting_are_answered_as_shown(language: Language, tmp_path: Path) -> None:
    instance = shutil.copytree(ROOT / "instances" / "tra-vinh-2015", tmp_path / "instance")
    with (instance / "pins.csv").open("a", encoding="utf-8") as file:
        for cadre in ("X29275-01", "X29275-06"):
            file.write(f"{cadre},29275-03-MT,require,2015-07-09,,\n")
    blocks = re.findall(r"^```text\n(.*?)^```$", text_of(language), re.M | re.S)
    (shown,) = (block for block in blocks if "instance.toml: " in block)
    done = call("solve", instance, "--out", tmp_path / "out", "--lang", language)
    assert done.code == 1
    assert done.err.splitlines()[1:] == shown.splitlines()  # after what it is about to do
