"""`summary.json`: what a solve came to, for a program."""

from __future__ import annotations

import importlib.metadata
import platform
from collections import Counter
from typing import Any

from scheduler.answers.fairness import fairness_of
from scheduler.answers.rotation import rotation_of
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.result import Result


def summary_of(problem: Problem, result: Result, roster: Roster, digest: str) -> dict[str, Any]:
    """What `summary.json` says of a result and its roster; ``digest`` is that of the input."""
    tiers = Counter(problem.cadres[visit.cadre].tier for visit in roster)
    return {
        "instance": problem.settings.name,
        "horizon": {"start": str(problem.horizon[0]), "months": len(problem.horizon)},
        "status": result.status,
        "objectives": [
            {"name": o.name, "level": o.level, "value": o.value, "bound": o.bound}
            for o in result.objectives
        ],
        "levels": [
            {"level": x.level, "objectives": dict(x.objectives), "value": x.value, "bound": x.bound}
            for x in result.levels
        ],
        "visits": len(roster),
        "tiers": {
            tier: {"cadres": len(problem.cadres_by_tier[tier]), "visits": tiers[tier]}
            for tier in problem.tiers
        },
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
        "workers": result.workers,
        "reproducible": result.reproducible,
        "interrupted": result.interrupted,
        "versions": {
            "xoayvong": importlib.metadata.version("xoayvong"),
            "ortools": importlib.metadata.version("ortools"),
            "python": platform.python_version(),
        },
        "input_sha256": digest,
        "rotation": rotation_of(problem, roster).summary(),
        "fairness": fairness_of(problem, roster).summary(),
    }
