"""The chapter on the second month: every command runs, on what four districts sent back."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language
from tests.cli.door import ROOT, call
from tests.docs import returns
from tests.docs.guide import Typed, chapter, steps, unclocked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_month_goes_round_as_shown(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)
    assert call("solve", "instances/tra-vinh-2015", "--out", "july").code == 0
    forms = Path("july-out/handoff")

    def first() -> None:
        returns.clean(forms, Path("returns"))
        returns.clumsy(forms, Path("returns"))

    def later() -> None:
        returns.late(forms, Path("later"))
        returns.contradictory(forms, Path("later"))

    before: dict[str, Callable[[], None]] = {
        "record returns": first,
        "record review.xlsx": lambda: returns.decide(Path("review.xlsx"), Path("review.xlsx")),
        "record later": later,
    }
    shown_at_all = 0
    for step in steps(chapter(language, 7)):
        assert isinstance(step, Typed)
        program, *words = shlex.split(step.command)
        assert program == "scheduler"
        before.get(" ".join(words[:2]), lambda: None)()
        done = call(*words)
        assert done.code == (1 if words[1] == "returns" else 0), (step.command, done.err)
        said = iter([unclocked(line) for line in done.out.splitlines()])
        for line in map(unclocked, step.shown):
            assert line in said, (step.command, line)  # in this order; receipts are left out
        shown_at_all += bool(step.shown)
    assert shown_at_all == 7
    assert Path("july-report/report.docx").is_file()
