"""What is left of a problem when company is forgotten: parts that share nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from scheduler.domain.problem import Problem
from scheduler.rules import peak_travel


@dataclass(frozen=True)
class Part:
    """Cadres of one tier who share localities with each other and nobody else of their tier."""

    tier: str
    cadres: tuple[str, ...]
    localities: frozenset[str]


def parts_of(problem: Problem) -> list[Part]:
    """The parts of a problem without company, those with the most cadres first."""
    peers = peak_travel.peers(problem)
    parts = []
    for tier, cadres in problem.cadres_by_tier.items():
        label = {cadre: cadre for cadre in cadres}

        def root(cadre: str, label: dict[str, str] = label) -> str:
            while label[cadre] != cadre:
                label[cadre] = label[label[cadre]]
                cadre = label[cadre]
            return cadre

        first: dict[str, str] = {}
        for cadre in cadres:
            for other in peers[cadre]:
                label[root(other)] = root(cadre)
            for branch in problem.may_attend(cadre):
                other = first.setdefault(problem.locality(branch), cadre)
                label[root(cadre)] = root(other)
        members: dict[str, list[str]] = defaultdict(list)
        for cadre in cadres:
            members[root(cadre)].append(cadre)
        for group in members.values():
            branches = {branch for cadre in group for branch in problem.may_attend(cadre)}
            parts.append(Part(tier, tuple(group), frozenset(map(problem.locality, branches))))
    return sorted(parts, key=lambda part: (-len(part.cadres), part.cadres))
