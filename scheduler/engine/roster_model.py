"""The linear model over candidates that rules post themselves against."""

from __future__ import annotations

from collections.abc import Container, Sequence, Set

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.engine.candidates import candidates_of
from scheduler.milp.model import LinearModel, Variable
from scheduler.rules.posting import Candidate, Group


class RosterModel(LinearModel):
    """What rules post themselves against (:mod:`scheduler.rules.posting`); a variable for each
    candidate first.
    """

    def __init__(
        self,
        problem: Problem,
        reference: Set[Visit] = frozenset(),
        candidates: Sequence[Candidate] | None = None,
    ):
        self.problem = problem
        self.reference = frozenset(reference)
        self.candidates = candidates_of(problem) if candidates is None else candidates
        settled = (int(candidate.settled) for candidate in self.candidates)
        self.presence: dict[Group, Variable] = {}
        super().__init__(settled, [1] * len(self.candidates))

    @classmethod
    def of(
        cls,
        problem: Problem,
        reference: Set[Visit] = frozenset(),
        candidates: Sequence[Candidate] | None = None,
        counted: Container[str] | None = None,
    ) -> RosterModel:
        """The problem's model over these candidates (all if None) with every rule posted.

        With ``counted`` objectives alone it is a relaxation (see :func:`scheduler.rules.post`).
        """
        model = cls(problem, reference, candidates)
        rules.post(model, counted)
        return model
