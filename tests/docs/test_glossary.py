"""The glossary sends nobody to a module that is not there."""

from __future__ import annotations

import re

from tests.cli.door import ROOT


def test_every_module_named_is_there() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+/[a-z_/.]*)`", text))
    assert len(named) > 20
    missing = [
        path
        for path in sorted(named)
        if not (ROOT / "scheduler" / path).exists() and not (ROOT / path).exists()
    ]
    assert missing == []
