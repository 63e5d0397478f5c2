"""A real Chromium for pages; tests that need it are skipped, with a clear word, where there is
none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium, as playwright drives it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield own
        finally:
            own.close()


@contextmanager
def opened(own: Any, file: Path, width: int) -> Iterator[tuple[Any, list[str]]]:
    """A page of a file in a window of that width, and the addresses that it asked for."""
    asked: list[str] = []
    page = own.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    try:
        yield page, asked
    finally:
        page.close()


def texts_of(page: Any) -> set[str]:
    """What stands on the page, text by text."""
    script = """() => {
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
        while (walk.nextNode()) found.push(walk.currentNode.textContent.trim());
        for (const one of document.querySelectorAll('[aria-label]')) found.push(one.ariaLabel);
        return found.filter(text => text);
    }"""
    return set(page.evaluate(script))
