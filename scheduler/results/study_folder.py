"""The folder that a comparison of scenarios writes: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler.answers.compare import effects
from scheduler.answers.whatif import Outcome, WhatIf
from scheduler.language import Language
from scheduler.results.comparison import comparison_files, roster_files
from scheduler.results.package import package_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.json_text import json_text
from scheduler.tables.formats.seals import seal

COMPARISON_FILE = "comparison.json"


def write_study(
    study: WhatIf,
    to: Path | Destination,
    language: Language = "en",
    *,
    pages: Mapping[str, str | bytes] | None = None,
) -> None:
    """Write the tables of a study, the roster of each scenario, `comparison.json`, the pages (file
    name to content) and a data package of the tables to a folder.

    Raises :class:`scheduler.domain.faults.InputError` if what stands there may not be replaced,
    and OSError, with nothing written.
    """
    files = [*comparison_files(study, language), *roster_files(study, language)]
    told = json_text(study_facts(study, language))
    every = {
        COMPARISON_FILE: told,
        **(pages or {}),
        **{file.path: file.content for file in files},
    }
    with Destination.of(to).folder() as out:
        for path, content in every.items():
            (out / path).parent.mkdir(exist_ok=True)
            (out / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        seal(out, package_of(study.base.problem.settings.name, files, language))


def study_facts(study: WhatIf, language: Language) -> dict[str, Any]:
    """The comparison for a program."""
    return {
        "instance": study.base.problem.settings.name,
        "interrupted": study.interrupted,
        "base": _outcome(study.base, language),
        "scenarios": [
            _outcome(outcome, language)
            | {
                "effects": {
                    effect.kpi: {
                        "low": effect.low, "high": effect.high, "certainty": effect.certainty,
                    }
                    for effect in effects(study.base, outcome)
                    if outcome.kpis
                }
            }
            for outcome in study.outcomes
        ],
    }  # fmt: skip


def _outcome(outcome: Outcome, language: Language) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "seed": outcome.seed,
        "status": outcome.result.status,
        "reproducible": outcome.result.reproducible,
        "conflicts": [
            [fact.sentence(language) for fact in conflict.facts] for conflict in outcome.conflicts
        ],
        "kpis": {
            name: {"value": kpi.value, "bound": kpi.bound} for name, kpi in outcome.kpis.items()
        },
    }
