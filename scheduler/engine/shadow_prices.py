"""What one more visit of a cadre would gain at most, by the relaxation.

The dual value of the quota of a cadre in a month bounds how much the level's relaxation falls when
the quota rises by one. It is a hint where to look, and no more: what is reported is solved.
"""

from __future__ import annotations

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.engine.candidates import Cell
from scheduler.engine.context import TaskContext
from scheduler.engine.errors import translated
from scheduler.engine.exact import Exact
from scheduler.engine.params import SolveParams
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.certificate import Certificate, certify
from scheduler.milp.watch import Watch
from scheduler.rules import quota
from scheduler.rules.posting import parted


@translated()
def shadow_prices(problem: Problem, objective: str, watch: Watch) -> dict[Cell, float]:
    """Cell to what one more visit could gain at most on the objective's level, among the points
    that attain the relaxation's bound on all levels above. Cells that gain nothing are left out.
    """
    exact = Exact(TaskContext(problem, params=SolveParams(milp=watch.params)))
    space = exact.space
    for level, cost in zip(rules.levels_of(problem), exact.vectors, strict=False):
        proof = certify(space, cost, watch)
        if objective in level:
            return _of_quotas(exact.model, proof)
        space = proof.points_of_cost(proof.bound)
    return {}


def _of_quotas(model: RosterModel, proof: Certificate) -> dict[Cell, float]:
    """By cadre and first month of the period."""
    cells = quota.cells(model.problem, parted(model.candidates)[1])
    rows = {tuple(c.variable for c in own): cell for cell, own in cells.items()}
    found: dict[Cell, float] = {}
    for row, weight in zip(model.rows, proof.weights.tolist(), strict=False):
        if weight < 0 and (cell := rows.get(row.variables)) is not None:
            cadre, period = cell
            found[cadre, period.first] = -weight / proof.scale
    return found
