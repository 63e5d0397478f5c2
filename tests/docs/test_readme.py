"""The README in both languages: the same commands, figures and links, and what the program says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language
from tests.cli.door import ROOT, call
from tests.docs.guide import unclocked

FILES: dict[Language, str] = {"en": "README.md", "vi": "README.vi.md"}


def text_of(language: Language) -> str:
    return (ROOT / FILES[language]).read_text(encoding="utf-8")


def blocks(language: Language, *kinds: str) -> list[str]:
    """What stands in code blocks of these kinds."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text_of(language), re.M | re.S)
    return [text for kind, text in found if kind in kinds]


def numbers(text: str, language: Language) -> Counter[str]:
    """The numbers of two digits and more, outside commands and links, written alike."""
    if language == "vi":
        text = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    fences = re.sub(r"^```(?!text)\w+\n.*?^```$", "", text, flags=re.M | re.S)
    prose = re.sub(r"\]\([^)]*\)|(?<!`)`[^`]+`(?!`)", "", fences)
    return Counter(one for one in re.findall(r"\d+(?:\.\d+)*", prose) if len(one) > 1)


def links(language: Language) -> set[str]:
    """Pages and pictures to which it leads, whatever their language."""
    found = re.findall(r"\]\(([^)#]+)[^)]*\)", text_of(language))
    return {re.sub(r"\.(?:en|vi)\.md$", ".md", link) for link in found}


def test_the_same_commands_stand_in_both() -> None:
    english, vietnamese = (blocks(language, "sh", "bat", "python") for language in LANGUAGES)
    assert len(english) == 5
    assert english == vietnamese


def test_the_same_figures_stand_in_both() -> None:
    english, vietnamese = (numbers(text_of(language), language) for language in LANGUAGES)
    assert english.total() > 30
    assert english == vietnamese


def test_both_lead_to_the_same_pages_and_to_each_other() -> None:
    assert links("en") == links("vi")
    assert f"]({FILES['vi']})" in text_of("en")
    assert f"]({FILES['en']})" in text_of("vi")
    assert len(re.findall("^## ", text_of("en"), re.M)) == len(
        re.findall("^## ", text_of("vi"), re.M)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_command_ends_as_shown(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)
    (solve,) = re.findall(r"bin/scheduler (solve .*)$", blocks(language, "sh")[0], re.M)
    done = call(*solve.split(), "--lang", language)
    assert done.code == 0, done.err
    (shown,) = blocks(language, "text")
    assert [*map(unclocked, done.out.splitlines())] == [*map(unclocked, shown.splitlines())]
