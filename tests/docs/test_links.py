"""Every page that a page refers to is there, and every command that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.cli import COMMANDS
from tests.cli.door import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s\\]+)\)", text)]
    own = [link for link in links if link and "://" not in link and not link.startswith("mailto:")]
    assert [link for link in own if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist(page: Path) -> None:
    named = set(re.findall(r"`scheduler ([a-z]+)\b", page.read_text(encoding="utf-8")))
    assert named - set(COMMANDS) == set()
