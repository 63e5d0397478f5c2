"""What stands in a ledger, as plain records: no database, no file.

The ledger holds rosters that were published, the visits planned in them, the returns that came back
and the outcomes which they tell. Whoever reads a return, writes a report or plans the next month
works with these records; only :mod:`scheduler.ledger` knows how they are stored.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from scheduler.domain.months import Month
from scheduler.domain.roster import Visit

Status = Literal["attended", "missed", "substituted", "moved", "not_held", "unplanned"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""What may have become of a visit; their words in each language stand in ``results.statuses``."""
MADE: frozenset[Status] = frozenset({"attended", "substituted", "moved", "unplanned"})
"""The statuses of visits that were made."""

Fate = Literal["recorded", "unchanged", "corrected", "review", "no_answer", "note"]
"""What became of a row of a return."""

ID_LENGTH = 12
"""Characters of the id of a planned visit."""


def visit_id(ledger: str, visit: Visit) -> str:
    """The id of a visit in the ledger with that id: the same in every publication that keeps the
    visit, another in every other ledger.

    Twelve of the letters a–z and digits 2–7: 60 bits of a SHA-256, so that among a million visits
    two share an id with a probability below one in a million.
    """
    text = "\x1f".join((ledger, visit.cadre, visit.branch, visit.date.isoformat()))
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:ID_LENGTH].decode().lower()


@dataclass(frozen=True)
class Value:
    """What an objective of a published roster came to; ``bound`` is None where none was proven."""

    name: str
    value: int
    bound: int | None


@dataclass(frozen=True)
class Publication:
    """A month of a roster that went out.

    ``id`` is the month and a number, such as ``2015-07.1``; ``supersedes`` is the id of the
    publication before it of the same month, or "", and ``note`` says why.
    """

    id: str
    month: Month
    number: int
    supersedes: str
    note: str
    instance: str
    """Name of the instance."""
    instance_sha256: str
    """Of the instance's tables as they were, as canonical JSON; the ledger keeps these too."""
    roster_sha256: str
    version: str
    """Of the program."""
    values: tuple[Value, ...]
    entry: int
    """Number of the entry that brought it."""
    time: dt.datetime
    """When, in UTC."""
    by: str


@dataclass(frozen=True)
class PlannedVisit:
    """A visit of a publication; who and where, as the instance then said."""

    id: str
    publication: str
    visit: Visit
    tier: str
    organization: str
    """Of the cadre."""
    area: str
    """Of the branch: its locality."""


@dataclass(frozen=True)
class ReturnFile:
    """A file that came back; ``number`` counts the returns of the ledger from 1."""

    number: int
    name: str
    sha256: str
    entry: int
    time: dt.datetime
    by: str


@dataclass(frozen=True)
class ReturnRow:
    """A row of a return as it was read, and what became of it."""

    place: str
    """Where it stands, such as ``HUY-01.xlsx!Tháng 7:12``."""
    cells: Mapping[str, str]
    """What was read, by heading as it stands in the file."""
    fate: Fate
    outcome: int = 0
    """Number of the outcome that it made or confirms, or 0."""


@dataclass(frozen=True)
class Told:
    """What a return tells of a visit, before the ledger has numbered it.

    ``visit`` is the id of the planned visit, "" for one that nobody planned. ``cadre`` is who
    really went (who should have gone, where nobody did), ``branch`` the branch and ``date`` the
    date on which it really was (should have been). Texts are "" and numbers None where the return
    says nothing.
    """

    visit: str
    status: Status
    cadre: str
    branch: str
    date: dt.date
    attendance: int | None = None
    members: int | None = None
    opinions: str = ""
    proposals: str = ""
    note: str = ""


@dataclass(frozen=True)
class JudgedRow:
    """A row of a return that was judged, before the ledger has numbered anything of it.

    A row that is ``recorded`` or ``corrected`` has what it ``told``, whole: what it leaves open and
    an earlier return said is in it.
    """

    place: str
    cells: Mapping[str, str]
    """What was read, by heading as it stands in the file."""
    fate: Fate
    told: Told | None = None
    replaces: int = 0
    """Number of the outcome that it corrects, or if ``unchanged`` confirms; 0 for none."""


@dataclass(frozen=True)
class Outcome:
    """What became of a visit, as the ledger has it; an outcome never changes, a later one names
    the one that it ``replaces`` (0: none).
    """

    number: int
    told: Told
    of_return: int
    """Number of the return that says so."""
    place: str
    """Of its row."""
    replaces: int
    entry: int

    @property
    def actual(self) -> Visit:
        """Who really went where and when; who should have gone, where nobody did."""
        return Visit(self.told.cadre, self.told.branch, self.told.date)


@dataclass(frozen=True)
class Closing:
    """A period that was signed: what was reported of it stays; ``reopened`` by a later entry."""

    first: Month
    last: Month
    entry: int
    """As of which the period was reported: later entries do not count in it."""
    report_sha256: str
    time: dt.datetime
    by: str
    reopened: bool = False


@dataclass(frozen=True)
class Receipt:
    """What a writer is given: the newest entry and its hash. Keep it: :func:`verify` finds with it
    whether the end of a ledger was cut off.
    """

    entry: int
    sha256: str


@dataclass(frozen=True)
class Known:
    """What the ledger knows of one or several months, at one moment: all that is needed to read
    returns, to report and to plan on.
    """

    ledger: str
    """The id of the ledger."""
    publications: Mapping[str, Publication] = field(default_factory=dict)
    """By id, in the order in which they went out."""
    planned: Mapping[str, PlannedVisit] = field(default_factory=dict)
    """By id of the visit: all that ever was planned, in its newest publication."""
    newest: Mapping[Month, str] = field(default_factory=dict)
    """The id of the newest publication of each month, in the order of months."""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    """The newest outcome of each planned visit, by its id."""
    unplanned: tuple[Outcome, ...] = ()
    """The newest outcomes of visits that nobody planned, by date, branch and cadre."""
    closed: tuple[Closing, ...] = ()
    """The periods that are signed and not reopened."""
    answered: Mapping[int, str] = field(default_factory=dict)
    """Proposals that were answered: number of the outcome that holds them, to what was answered."""

    def is_current(self, visit: str) -> bool:
        """Whether the newest publication of its month still plans the visit of that id."""
        planned = self.planned.get(visit)
        return planned is not None and self.newest[planned.visit.month] == planned.publication

    def is_closed(self, month: Month) -> bool:
        """Whether the month lies in a signed period."""
        return any(period.first <= month <= period.last for period in self.closed)
