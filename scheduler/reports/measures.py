"""What is measured of a roster: in which unit, what of it is better, of what a change is a part.

A change from 1 to 2 missed visits of 891 is no change of 100 %: it is a tenth of a per cent of the
visits due. So each figure has a whole of which its changes are told as per cents, and all can
stand on one scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.answers.whatif import REACHED, Kpi
from scheduler.domain.problem import Problem
from scheduler.language import Language, is_said, numeral, say
from scheduler.results.comparison import kpi_said


@dataclass(frozen=True)
class Measure:
    """How a figure is told."""

    unit: str = ""
    """Key of its unit in ``measures.toml``; "" for none."""
    factor: float = 1.0
    """What is shown of a 1 of the figure: a tenth where it is kept in 100 m."""
    of_due: bool = False
    """A change is told as a part of the visits due; otherwise of the base's own value."""
    more: int = -1
    """Whether more of it is better (1) or worse (−1)."""

    @property
    def is_share(self) -> bool:
        """Whether it is a part of something itself."""
        return self.unit == "percent"

    def whole(self, base: Mapping[str, Kpi], kpi: str) -> float:
        """Of what a change is a part; 0 where there is nothing."""
        if self.is_share:
            return 1.0
        named = "due" if self.of_due else kpi
        return abs(base[named].value) if named in base else 0.0

    def shown(self, value: float, language: Language, sign: bool = False) -> str:
        """The value as a person reads it, without its unit."""
        text = f"{value * self.factor:{'+' if sign else ''}.10g}"
        return numeral(text.replace("-", "\N{MINUS SIGN}"), language)

    def unit_said(self, value: float, language: Language) -> str:
        """The unit of so many, with the space before it; "" where there is none."""
        count = 1 if value * self.factor == 1 else 2
        return say(f"measures.unit_{self.unit}", language, count=count) if self.unit else ""


_VISITS = Measure("visits", of_due=True)
_MEASURES: Mapping[str, Measure] = {
    "visits": Measure("visits", of_due=True, more=1),
    "missed": _VISITS,
    "early_returns": Measure(of_due=True),
    "unaccompanied": Measure("meetings", of_due=True),
    "uneven": _VISITS,
    "imbalance": _VISITS,
    "waiting": Measure(),
    "travel": Measure("km", factor=0.1),
    "peak_travel": Measure("km", factor=0.1),
    "longest_wait": Measure("months"),
    "mean_age_at_end": Measure("months"),
    "km_per_visit": Measure("km"),
}
_SHARE = Measure("percent", factor=100.0, more=1)
NEITHER = frozenset({"cadres", "due", "changes"})
"""What a scenario asks for, or merely differs: neither better nor worse."""


def measure_of(kpi: str) -> Measure:
    """How the figure is told; an objective of another package has no unit, and less is better."""
    return _SHARE if kpi.startswith(REACHED) else _MEASURES.get(kpi, Measure())


def measure_said(kpi: str, problem: Problem, language: Language) -> str:
    """What the figure is called in a sentence."""
    if is_said(f"measures.{kpi}", language):
        return say(f"measures.{kpi}", language)
    return kpi_said(kpi, problem, language).replace("_", " ")
