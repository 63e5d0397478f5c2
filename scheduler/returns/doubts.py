"""What is doubtful in a return, and what is told of it: the results of judging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scheduler.domain.faults import Fault
from scheduler.ledger.records import Fate, JudgedRow, PlannedVisit, Told
from scheduler.returns.read_rows import ReadRow


@dataclass(frozen=True)
class Doubt:
    """A row that is not recorded before somebody has decided."""

    row: ReadRow
    why: tuple[Fault, ...]
    options: tuple[Told, ...] = ()
    """What it may mean, the likeliest first: that is the proposed answer."""
    publication: str = ""
    """The publication by whose tables it was judged."""
    planned: PlannedVisit | None = None
    """The visit of which it speaks, if it is a planned one."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The name of each cadre and branch in it, by id."""

    @property
    def proposed(self) -> Told | None:
        """What it most likely means."""
        return self.options[0] if self.options else None


@dataclass(frozen=True)
class Finding:
    """What one row says, before it is compared with others."""

    row: ReadRow
    fate: Fate
    told: Told | None = None
    why: tuple[Fault, ...] = ()
    options: tuple[Told, ...] = ()
    notices: tuple[Fault, ...] = ()
    visit: str = ""
    """The planned visit of which it speaks, or ""."""
    publication: str = ""
    decided: bool = False
    """Whether a planner decided it in a review workbook."""
    replaces: int = 0
    """Number of the outcome that it corrects or confirms."""

    def doubted(self, *why: Fault) -> Finding:
        """The same, to be reviewed because of that too."""
        options = self.options or ((self.told,) if self.told else ())
        return replace(self, fate="review", why=(*self.why, *why), options=options, told=None,
                       notices=())  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A return, judged: each of its rows in their order, and what is to be said and asked."""

    name: str
    rows: tuple[JudgedRow, ...]
    doubts: tuple[Doubt, ...] = ()
    notices: tuple[Fault, ...] = ()
    is_blank: bool = False
    """Whether it brings nothing that is to be kept: a form that nobody filled in, or a review
    workbook in which nobody decided anything.
    """
    counts: Mapping[Fate, int] = field(init=False)
    """How many rows had each fate."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", Counter(row.fate for row in self.rows))
