"""A period's figures in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.domain.months import Month
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
    values = {"name": where or period.problem.settings.name, "first": month_in_words(first), "last":
              month_in_words(last)}  # fmt: skip
    return say("upward.one_month" if first == last else "upward.months", language, **values)


def month_in_words(month: Month) -> str:
    """A month as people write it: 07/2015."""
    return f"{month[1]:02}/{month[0]}"


def _changes(figures: Figures, language: Language) -> str:
    """What changed of the last signed months, as far as it fits in a sentence."""
    by_month: dict[str, list[str]] = {}
    for one in figures.adjustments:
        if one.figure in _TOLD:
            words = say(f"upward.figure_{one.figure}", language)
            told = f"{words} {one.reported} → {one.now}"
            by_month.setdefault(month_in_words(one.month), []).append(told)
    shown = [f"{month}: {', '.join(told)}" for month, told in by_month.items()][-_MOST_MONTHS:]
    more = "… " if len(by_month) > _MOST_MONTHS else ""
    return more + "; ".join(shown) if shown else str(len(figures.adjustments))


def sentences(figures: Figures, language: Language) -> list[str]:
    """What a chief needs to know, in the order in which they ask."""
    return [*leading_sentences(figures, language), *further_sentences(figures, language)]


def _teller(language: Language) -> Callable[..., str]:
    return lambda key, **values: say(f"upward.{key}", language, **values)


def leading_sentences(figures: Figures, language: Language) -> Iterator[str]:
    """What was planned and made, of what nothing has come back, how many people were there."""
    total = figures.total

    tell = _teller(language)

    yield tell("made", planned=total.planned, kept=total.kept,
               rate=percent(total.rate, language), unplanned=total.unplanned)  # fmt: skip
    yield tell("not_made", missed=total.fates["missed"], not_held=total.fates["not_held"],
               no_answer=total.fates["no_answer"])  # fmt: skip
    if total.stated:
        yield tell("turnout", turnout=percent(total.turnout, language), stated=total.stated,
                   attendance=total.attendance, members=total.members)  # fmt: skip


def further_sentences(figures: Figures, language: Language) -> Iterator[str]:
    """People, places and branches, what was said, and what changed since it was signed."""
    tell = _teller(language)

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
    total = figures.total
    if total.made:
        yield tell("mere_form", made=total.made,
                   silent=sum(body.mere_form for body in figures.bodies))  # fmt: skip
    if figures.adjustments:
        yield tell("adjusted", changes=_changes(figures, language))
    if figures.unpublished:
        yield tell("unpublished", months=", ".join(map(str, figures.unpublished)))
