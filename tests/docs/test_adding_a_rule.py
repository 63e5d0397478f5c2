"""The page shows the code that is tried, and names every question that is asked."""

from __future__ import annotations

import re

import pytest

from scheduler.rules.rule import Objective, Rule
from tests.cli.door import ROOT

PAGE = (ROOT / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")
CODE = (ROOT / "tests" / "plugins" / "weekends.py").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_what_the_page_shows_is_what_is_tried(block: str) -> None:
    assert block.strip("\n") in CODE


@pytest.mark.parametrize("kind", [Rule, Objective])
def test_every_question_is_on_the_page(kind: type) -> None:
    asked = {name for cls in kind.__mro__[:-2] for name in (*vars(cls), *cls.__annotations__)}
    for name in asked:
        if not name.startswith("_") and name != "is_objective":
            assert f"`{name}`" in PAGE, name
