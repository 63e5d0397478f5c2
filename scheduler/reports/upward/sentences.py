"""A period's figures in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.language import Language, say
from scheduler.reports.upward.figures import Figures

_TOLD = ("planned", "made", "missed", "not_held", "no_answer")
"""Changed figures that the page speaks of; the others stand in their table."""
_MOST_MONTHS = 4


def percent(value: float | None, language: Language) -> str:
    """A part of the whole as people write it: with one digit; a dash where there is no whole."""
    if value is None:
        return "–"
    text = f"{100 * value:.1f}"
    return f"{text.replace('.', ',') if language == 'vi' else text} %"


def period_in_words(figures: Figures, language: Language) -> str:
    """Months, and where."""
    period = figures.period
    first, last = period.months[0], period.months[-1]
    where = period.problem.territory[period.area].name if period.area else ""
    values = {"name": where or period.problem.settings.name, "first": _month(first), "last":
              _month(last)}  # fmt: skip
    return say("upward.one_month" if first == last else "upward.months", language, **values)


def _month(month: tuple[int, int]) -> str:
    return f"{month[1]:02}/{month[0]}"


def _changes(figures: Figures, language: Language) -> str:
    """What changed of the last signed months, as far as it fits in a sentence."""
    by_month: dict[str, list[str]] = {}
    for one in figures.adjustments:
        if one.figure in _TOLD:
            words = say(f"upward.figure_{one.figure}", language)
            told = f"{words} {one.reported} → {one.now}"
            by_month.setdefault(_month(one.month), []).append(told)
    shown = [f"{month}: {', '.join(told)}" for month, told in by_month.items()][-_MOST_MONTHS:]
    more = "… " if len(by_month) > _MOST_MONTHS else ""
    return more + "; ".join(shown) if shown else str(len(figures.adjustments))


def sentences(figures: Figures, language: Language) -> Iterator[str]:
    """What a chief needs to know, in the order in which they ask."""
    total = figures.total

    def tell(key: str, **values: object) -> str:
        return say(f"upward.{key}", language, **values)

    yield tell("made", planned=total.planned, kept=total.kept,
               rate=percent(total.rate, language), unplanned=total.unplanned)  # fmt: skip
    yield tell("not_made", missed=total.fates["missed"], not_held=total.fates["not_held"],
               no_answer=total.fates["no_answer"])  # fmt: skip
    if total.stated:
        yield tell("turnout", turnout=percent(total.turnout, language), stated=total.stated,
                   attendance=total.attendance, members=total.members)  # fmt: skip
    never = sum(person.never_went for person in figures.people)
    nobody = sum(body.assigned_nobody for body in figures.bodies)
    idle = sum(branch.not_held > 0 for branch in figures.branches)
    yield tell("people", people=len(figures.people), never=never, nobody=nobody)
    for tier, circuit in figures.circuits.items():
        yield tell("circuit", tier=tier, reached=circuit.reached, size=circuit.size,
                   wait=circuit.longest_wait)  # fmt: skip
    proposals = [voice for voice in figures.voices if voice.proposals]
    answered = sum(bool(voice.answer) for voice in proposals)
    yield tell("said", idle=idle, proposals=len(proposals), answered=answered)
    if figures.total.made:
        yield tell("mere_form", made=figures.total.made,
                   silent=sum(body.mere_form for body in figures.bodies))  # fmt: skip
    if figures.adjustments:
        yield tell("adjusted", changes=_changes(figures, language))
    if figures.unpublished:
        yield tell("unpublished", months=", ".join(map(str, figures.unpublished)))
