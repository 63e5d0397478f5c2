"""Many months with a limit that is the same on every machine: one round of neighbourhoods.

Run by :mod:`benchmarks.same_bytes`, as a script and not as a module, so that the ``scheduler`` of
another checkout can be on the path. Prints the answer as JSON, in order, without seconds.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

import scheduler


def limited(workers: int) -> dict[str, Any]:
    """The options of a solve with one round, for the parameters of today and for those before."""
    if hasattr(scheduler, "SolveParams"):
        params = importlib.import_module("scheduler.engine.params")
        return {"params": params.SolveParams(workers=workers, lns=params.LnsParams(rounds=1))}
    effort = importlib.import_module("scheduler.engine.progress").Effort(rounds=1)
    return {"workers": workers, "effort": effort}


def answer(path: str, months: int, workers: int) -> dict[str, Any]:
    """Everything that a solve says but seconds.

    With more than one process the bounds are worked at aside, each under what is proven when it
    begins, so they depend on which process is faster: then status, bounds and trace are left out.
    """
    result = scheduler.solve(scheduler.read(path, months=months), **limited(workers))
    told: dict[str, Any] = {
        "roster": [[visit.cadre, visit.branch, str(visit.date)] for visit in result.roster or ()],
        "values": [[row.level, row.name, row.value] for row in result.objectives],
        "reproducible": result.reproducible,
    }
    if workers == 1:
        told["status"] = result.status
        told["levels"] = [[row.level, row.value, row.bound] for row in result.levels]
        told["bounds"] = [[row.name, row.bound] for row in result.objectives]
        told["trace"] = [[row.level, row.value, row.bound] for row in result.trace]
    return told


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), indent=1))
