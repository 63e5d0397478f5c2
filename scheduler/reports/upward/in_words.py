"""Figures of a report with tiers as they are called in a language: what people read of them."""

from __future__ import annotations

from dataclasses import replace

from scheduler.language import Language
from scheduler.reports.upward.figures import Figures
from scheduler.reports.upward.tallies import Count


def in_words(figures: Figures, language: Language) -> Figures:
    """The same figures, each tier under what it is called; levels of areas keep their names."""

    def said(tier: str) -> str:
        return figures.period.problem.settings.level_said(tier, language) if tier else ""

    def named(count: Count) -> Count:
        if count.kind != "tier":
            return count
        return replace(count, id=said(count.id), name=said(count.name))

    return replace(
        figures,
        counts=tuple(map(named, figures.counts)),
        people=tuple(replace(one, tier=said(one.tier)) for one in figures.people),
        places=tuple(replace(one, tier=said(one.tier)) for one in figures.places),
        bodies=tuple(replace(one, tier=said(one.tier)) for one in figures.bodies),
        circuits={said(tier): circuit for tier, circuit in figures.circuits.items()},
    )
