"""What a clerk writes in the row of a visit, and what it tells whoever reads it perfectly."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from scheduler.generator.clerks.namesakes import Namesakes
from scheduler.generator.clerks.words import Words, date_in_words, words_in
from scheduler.generator.outcome_recipe import ReturnsRecipe
from scheduler.generator.outcomes import voices
from scheduler.language import Language
from scheduler.ledger.records import PlannedVisit, Told
from scheduler.results.columns import words_of

Cells = dict[str, Any]
"""What stands in which column."""
_SERIAL_FROM = dt.date(1899, 12, 30)
"""The day from which spreadsheets count."""
_STATUSES = ("attended", "missed", "substituted", "moved", "not_held")
"""In the order of their words in a form."""
_OFTEN = 0.25
"""How often something is done that has no rate of its own."""


@dataclass(frozen=True)
class Answer:
    """What is written in a row, and what it tells."""

    cells: Cells
    told: Told
    may_ask: bool = False
    """Whether a reader may rightly ask instead of taking it."""
    done: frozenset[str] = frozenset()
    """In what ways it is clumsy."""


class Hand:
    """How one clerk writes in the forms of a language."""

    def __init__(
        self, rates: ReturnsRecipe, language: Language, namesakes: Namesakes, is_text: bool
    ):
        """``is_text`` says that the file is text, in which a date is no number."""
        self.rates, self.language, self.namesakes = rates, language, namesakes
        self.words: Words = words_in(language)
        self.is_text = is_text

    def planned(self, told: Told, planned: PlannedVisit, draw: Random) -> Answer:
        """The answer to a planned visit of which that is true."""
        return _Writing(self, told, draw).planned(planned)

    def unplanned(self, told: Told, draw: Random, with_status: bool) -> Answer:
        """The row of a visit that nobody planned."""
        return _Writing(self, told, draw).unplanned(with_status)


class _Writing:
    """Writes one row."""

    def __init__(self, hand: Hand, told: Told, draw: Random):
        self.hand, self.told, self.draw = hand, told, draw
        self.cells: Cells = {}
        self.written = told
        self.may_ask = False
        self.done: set[str] = set()

    def planned(self, planned: PlannedVisit) -> Answer:
        self._status()
        self._counts()
        self._texts()
        if self.told.status == "substituted":
            self._substitute(planned)
        elif self.told.status == "moved":
            self._write_date("actual_date", self.told.date)
        if self._now_and_then(self.hand.rates.doubtful):
            self._make_doubtful()
        return self._answer()

    def unplanned(self, with_status: bool) -> Answer:
        problem, told = self.hand.namesakes.problem, self.told
        self._counts()
        self._texts()
        self._write_date("date", told.date)
        self.cells["cadre_name"] = problem.cadres[told.cadre].name
        self.cells["branch_name"] = problem.branches[told.branch].name
        if self.draw.random() < 0.5:
            self.cells |= {"cadre": told.cadre, "branch": told.branch}
        elif not self.hand.namesakes.are_only_ones(told.cadre, told.branch):
            self.may_ask = True
        if with_status:
            self.cells["status"] = self.draw.choice(self.hand.words.list("unplanned"))
            # Beside the plan it may be taken for the planned visit, on another day.
            self.may_ask |= self.hand.namesakes.is_planned_too(told.cadre, told.branch)
        return self._answer()

    def _answer(self) -> Answer:
        return Answer(self.cells, self.written, self.may_ask, frozenset(self.done))

    def _now_and_then(self, share: float) -> bool:
        return self.draw.random() < share

    def _tells(self, **fields: Any) -> None:
        self.written = replace(self.written, **fields)

    # -- cell by cell ------------------------------------------------------------------------------

    def _status(self) -> None:
        status = self.told.status
        word = words_of("statuses", self.hand.language)[_STATUSES.index(status)]
        if self._now_and_then(self.hand.rates.own_words):
            word = self.draw.choice(self.hand.words.list(status))
            self.done.add("status_in_own_words")
        if status == "missed" and self._now_and_then(_OFTEN):
            reason = self.draw.choice(voices(self.hand.language)["reasons"])
            if self._now_and_then(0.5):
                word = f"{word} ({reason})"
                self.done.add("reason_beside_status")
            else:
                self.cells["note"] = reason
            self._tells(note=reason)
        self.cells["status"] = word

    def _counts(self) -> None:
        there, members = self.told.attendance, self.told.members
        if there is None or members is None:
            return
        self.cells |= {"attendance": there, "members": members}
        if not self._now_and_then(self.hand.rates.own_words):
            return
        if self._now_and_then(0.5):
            pattern = self.draw.choice(self.hand.words.list("people"))
            self.cells["attendance"] = pattern.format(n=there)
            self.done.add("count_in_words")
            if self._now_and_then(_OFTEN):
                self.cells["members"] = None
                self._tells(members=None)
            return
        pattern = self.draw.choice(self.hand.words.list("of_members"))
        self.cells["attendance"] = pattern.format(n=there, m=members)
        self.done.add("both_counts_in_a_cell")
        if self._now_and_then(0.5):
            self.cells["members"] = None

    def _texts(self) -> None:
        for name in ("opinions", "proposals"):
            if text := getattr(self.told, name):
                self.cells[name] = text

    def _substitute(self, planned: PlannedVisit) -> None:
        cadre = self.told.cadre
        name = self.hand.namesakes.problem.cadres[cadre].name
        if self._now_and_then(_OFTEN):
            self.cells["actual_cadre"] = f"{name} ({cadre})"
            return
        self.may_ask |= not self.hand.namesakes.is_only_substitute(cadre, planned)
        if self._now_and_then(self.hand.rates.accents_left_out):
            name = _without_accents(name)
            self.done.add("no_accents")
        elif self._now_and_then(_OFTEN):
            name = self.draw.choice(self.hand.words.list("titles")).format(name=name)
            self.done.add("title_before_name")
        self.cells["actual_cadre"] = name
        self.done.add("name_without_code")

    def _write_date(self, column: str, day: dt.date) -> None:
        self.cells[column] = dt.datetime.combine(day, dt.time())
        if not self._now_and_then(self.hand.rates.own_words):
            return
        if self._now_and_then(_OFTEN) and not self.hand.is_text:
            self.cells[column] = (day - _SERIAL_FROM).days
            self.done.add("date_as_number")
            return
        self.cells[column] = date_in_words(self.draw.choice(self.hand.words.list("dates")), day)
        self.done.add("date_as_text")

    # -- what nobody can be sure of ----------------------------------------------------------------

    def _make_doubtful(self) -> None:
        self.may_ask = True
        self.draw.choice(self._doubts())()

    def _doubts(self) -> list[Callable[[], None]]:
        doubts = [self._odd_status]
        if self.told.status == "missed" and not self.written.note:
            doubts.append(self._put_off)
        if set(self.cells) & {"attendance", "opinions", "actual_cadre"}:
            doubts.append(self._no_status)
        there, members = self.written.attendance, self.written.members
        if there is not None and members is not None and there < members:
            doubts.append(self._too_many)
        return doubts

    def _odd_status(self) -> None:
        self.cells["status"] = self.draw.choice(self.hand.words.list("unknown"))
        self.done.add("unknown_status")

    def _put_off(self) -> None:
        self.cells["status"] = self.draw.choice(self.hand.words.list("put_off"))
        self.done.add("put_off_without_date")

    def _no_status(self) -> None:
        self.cells["status"] = None
        self.done.add("no_status")

    def _too_many(self) -> None:
        there, members = self.written.attendance, self.written.members
        self.cells |= {"attendance": members, "members": there}
        self.done.add("more_than_members")


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
