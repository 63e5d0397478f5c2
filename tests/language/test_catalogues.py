"""Every sentence is there, in every language, with the same values to fill in."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, catalogue

PACKAGE = Path(__file__).parents[2] / "scheduler"
CATALOGUES = sorted(path.stem for path in (PACKAGE / "language").glob("*.toml"))
OF_FAULTS = ("cells", "checks", "faults", "calendar")

_KIND = re.compile(r"""\b(?:fail|Fault|Unclear)\(\s*"([a-z_.]+)\"""")
_SAID = re.compile(r"""\bsay\(\s*"([a-z_]+)\.([a-z_.]+)\"""")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_sentence_in_every_language(name: str) -> None:
    for key, sentences in catalogue(name).items():
        assert set(sentences) == set(LANGUAGES), key
        wanted = [placeholders(sentence) for sentence in sentences.values()]
        # What another program says may hold more than is told of it.
        assert wanted[0] == wanted[1] or (name == "causes" and wanted[0] > wanted[1]), key
        assert all(sentence.strip() for sentence in sentences.values()), key


def test_every_kind_of_fault_has_its_sentence() -> None:
    known = {key for name in OF_FAULTS for key in catalogue(name)}
    found = set()
    for file in PACKAGE.rglob("*.py"):
        found |= set(_KIND.findall(file.read_text(encoding="utf-8")))
    assert len(found) > 60
    for kind in found:
        name, dot, key = kind.partition(".")
        assert (key in catalogue(name)) if dot else kind in known, kind


def test_no_kind_means_two_things() -> None:
    keys = [key for name in OF_FAULTS for key in catalogue(name)]
    assert len(keys) == len(set(keys))


def test_every_sentence_that_is_said_is_there() -> None:
    said = set()
    for file in PACKAGE.rglob("*.py"):
        said |= set(_SAID.findall(file.read_text(encoding="utf-8")))
    assert len(said) > 30
    for name, key in said:
        assert key in catalogue(name), f"{name}.{key}"
