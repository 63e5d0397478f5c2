"""Every page that a page refers to is there, and every command that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.cli import COMMANDS
from tests.cli.door import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "README.vi.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s\\]+)\)", text)]
    own = [link for link in links if link and "://" not in link and not link.startswith("mailto:")]
    assert [link for link in own if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_into_a_page_lead_to_a_heading_of_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    into = re.findall(r"\]\(([^)\s:#]*\.md)?#([^)\s]+)\)", text)
    lost = [
        (to, mark) for to, mark in into if mark not in anchors(page.parent / to if to else page)
    ]
    assert lost == []


def anchors(page: Path) -> set[str]:
    """The marks that GitHub gives to the headings of a page."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist(page: Path) -> None:
    named = set(re.findall(r"`scheduler ([a-z]+)\b", page.read_text(encoding="utf-8")))
    assert named - set(COMMANDS) == set()
