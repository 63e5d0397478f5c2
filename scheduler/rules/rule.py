"""What a rule and an objective answer: everything that the rest of the program asks about them.

A hard rule is an object of a class derived from :class:`Rule`, an objective one of a class derived
from :class:`Objective`. The audit, the model, the construction, the neighbourhoods, the bounds, the
conflicts and the answers ask these objects and name none of them. ``docs/adding-a-rule.md`` walks
through one of each.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import ClassVar, NamedTuple

from scheduler.domain.edit import Edit
from scheduler.domain.fact import Fact
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.registry import Setting
from scheduler.domain.roster import Roster, Visit
from scheduler.domain.vocabulary import called
from scheduler.language import Language
from scheduler.rules.granted import Counted, Granted, Share
from scheduler.rules.posting import Model
from scheduler.rules.violations import Violation

Sentences = Mapping[str, Mapping[Language, str]]
"""Key, such as ``violations.weekend``, to the sentence in each language."""


class State:
    """A roster in the making, as one rule or objective sees it while the construction adds visits.

    What a state does not answer otherwise allows everything and costs nothing.
    """

    def add(self, visit: Visit) -> None:
        """Take note of a visit that is made from now on."""

    def allows(self, visit: Visit) -> bool:
        """Whether the visit keeps the rule beside those that were added."""
        return True

    def cost(self, visit: Visit) -> int:
        """What the visit would add to the objective now; negative where it gains."""
        return 0

    def calls(self, visit: Visit) -> Iterable[Sequence[Visit]]:
        """Groups of visits of which one each should be made along with this one."""
        return ()

    @property
    def insists(self) -> bool:
        """Whether a visit is out of the question where nobody answers one of its calls."""
        return False

    def turn(self, cadre: str) -> int:
        """Who chooses first among cadres with equally many meetings to choose from: the least."""
        return 0

    def end_month(self, month: Month) -> None:
        """Take note that nothing more will be planned in the month."""


class Repair(NamedTuple):
    """Cadres and months to plan anew together, because the roster is amiss there."""

    cadres: tuple[str, ...]
    months: tuple[Month, ...]
    area: str = ""
    """Where it is, for the log; "" for everywhere."""
    at_once: bool = False
    """Whether it is of use only if all of it is planned at once."""


class Waiver(NamedTuple):
    """What an instance in which a rule is waived is called, such as `accompany = off`, and the edit
    for it.
    """

    name: str
    edit: Edit

    def said(self, language: Language) -> str:
        """The name in the words of the language, where the edit sets what they speak of."""
        told = [
            f"{called('settings', f'rules.{key}', language)} = "
            f"{called('choices', str(value), language)}"
            for key, value in (self.edit.rules or {}).items()
        ]
        return self.name if language == "en" or not told else ", ".join(told)


class _Answers(ABC):
    """What rules and objectives have in common."""

    name: ClassVar[str]
    """Its name in settings, tables, and Python."""
    settings: ClassVar[Mapping[str, Setting]] = {}
    """Keys that it adds to ``[rules]``; the program's own stand in the settings themselves."""
    sentences: ClassVar[Sentences] = {}
    """What is said of it, unless it stands in the language files."""

    @abstractmethod
    def post(self, model: Model) -> None:
        """Add it to the model: rows, variables, costs."""

    @abstractmethod
    def state(self, problem: Problem) -> State:
        """Nothing is planned yet, but the past is known."""

    def judged_together(self, problem: Problem) -> Mapping[str, tuple[str, ...]]:
        """Cadre to all on whose visits depends what it says of theirs, the cadre included.

        Those who visit the same locality in the horizon are seen together anyway.
        """
        return {}

    def without(self, problem: Problem) -> Waiver | None:
        """The instance with the rule or objective asking for less; None where that is no
        question.
        """
        return None


class Rule(_Answers):
    """A hard rule: every roster keeps it."""

    is_objective: ClassVar = False
    violations: ClassVar[tuple[str, ...]]
    """The names of its breaches; each has a sentence ``violations.<name>``."""
    separable: ClassVar[bool] = True
    """Whether the visits of some cadres keep the rule by themselves if those of all do, as with
    quotas and not with company. What is not separable is left out of the model of a part of the
    problem, which makes it a relaxation.
    """
    each_month: ClassVar[bool] = False
    """Whether the facts and the visits of one month keep the rule by themselves if those of all
    months do, as with quotas and not with pins that ask for a visit in any month.
    """
    fate: ClassVar[str] = ""
    """What `missed.csv` says of meetings that :meth:`State.allows` refuses beside the whole roster:
    the sentence ``results.why_<fate>`` with their ``count``; "" where it says nothing of them.
    """

    @abstractmethod
    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Every breach by visits that are not facts."""

    def bars(self, problem: Problem, visit: Visit) -> Iterator[Violation]:
        """What speaks against the visit, whatever else a roster holds."""
        return iter(())

    def contradictions(self, problem: Problem, facts: Roster) -> Iterator[Violation]:
        """What the tables say against visits that were made: that is asked about, not refused."""
        return iter(())

    def fact(self, problem: Problem) -> Fact | None:
        """The rule as a fact that can stand in the way of pins, and how it could be otherwise: that
        of :meth:`without`, if it has one. The sentences are ``conflicts.<name>`` and
        ``conflicts.drop_<name>``.
        """
        relaxation = self.without(problem)
        return relaxation and Fact(self.name, "instance", None, {}, (relaxation.edit,))

    def helpers(self, problem: Problem, branches: Set[str]) -> Iterable[str]:
        """Cadres whose visits there a lawful roster may need, beside those that pins ask for."""
        return ()


class Objective(_Answers):
    """An objective: the less, the better."""

    is_objective: ClassVar = True
    separable: ClassVar[bool] = True
    """Whether the parts of a roster by tier and territory add up to no more than the whole: then
    bounds of parts add up to a bound. What is not separable has the bound 0 over many months.
    """
    each_alone: ClassVar[bool] = False
    """Whether it is the sum of what each cadre's own visits come to, whoever else goes where: then
    bounds of single cadres add up to a bound, within seconds.
    """
    each_month: ClassVar[bool] = False
    """Whether what a roster costs beyond the facts is the sum of what the visits of each month by
    themselves add to the facts: then bounds of single months add up to a bound.
    """
    precedence: ClassVar[int] = 100
    """In which order the construction looks at what a visit costs: the least first."""

    @abstractmethod
    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """A whole number ≥ 0, from the input and the roster alone.

        ``reference`` are the visits of an earlier roster that changes count from.
        """

    def applies(self, problem: Problem, reference: Set[Visit]) -> bool:
        """Whether it makes sense at all; a level does not count what does not apply."""
        return True

    def amiss(self, problem: Problem, roster: Roster) -> Iterator[Repair]:
        """Where the roster is plainly not as good as it might be."""
        return iter(())

    def counted(self, granted: Granted) -> Counted:
        """A bound by counting, in moments: what no roster costs less than for which that holds."""
        return Counted(0)

    def grant(self, granted: Granted, most: int, shares: Sequence[Share] = ()) -> Granted:
        """What may be taken for granted besides of rosters that cost no more than ``most``, and
        groups of cadres of them no more than their ``shares``.
        """
        return granted

    def outside(self, problem: Problem, reference: Set[Visit]) -> int:
        """What every roster costs beside what any of its cadres and localities does."""
        return 0
