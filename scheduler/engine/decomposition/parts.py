"""What is left of a problem without rules that are not separable: parts that share nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from scheduler import rules
from scheduler.domain.problem import Problem


@dataclass(frozen=True)
class Part:
    """Cadres of one tier who share localities with each other and nobody else of their tier."""

    tier: str
    cadres: tuple[str, ...]
    localities: frozenset[str]


def parts_of(problem: Problem) -> list[Part]:
    """The parts of a problem without what is not separable, those with the most cadres first.

    Former cadres belong to the parts whose localities they visited within the horizon.
    """
    separable = [item for item in rules.everything() if item.separable]
    together = rules.judged_together(problem, separable)
    visited: dict[str, set[str]] = defaultdict(set)
    for visit in problem.made:
        visited[visit.cadre].add(problem.locality(visit.branch))
    former = problem.former.cadre_ids
    parts = []
    for tier, own in problem.cadres_by_tier.items():
        cadres = (
            *own,
            *sorted(c for c in former & visited.keys() if problem.cadres[c].tier == tier),
        )
        label = {cadre: cadre for cadre in cadres}

        def root(cadre: str, label: dict[str, str] = label) -> str:
            while label[cadre] != cadre:
                label[cadre] = label[label[cadre]]
                cadre = label[cadre]
            return cadre

        reach = {c: {*map(problem.locality, problem.may_attend(c)), *visited[c]} for c in cadres}
        first: dict[str, str] = {}
        for cadre in cadres:
            for other in sorted(together.get(cadre, ())):
                label[root(other)] = root(cadre)
            for locality in reach[cadre]:
                label[root(cadre)] = root(first.setdefault(locality, cadre))
        members: dict[str, list[str]] = defaultdict(list)
        for cadre in cadres:
            members[root(cadre)].append(cadre)
        known = frozenset(problem.localities_of_tier[tier])
        for group in members.values():
            places = {locality for cadre in group for locality in reach[cadre]}
            parts.append(Part(tier, tuple(group), known & places))
    return sorted(parts, key=lambda part: (-len(part.cadres), part.cadres))
