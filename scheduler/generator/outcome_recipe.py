"""The parts of a recipe that speak of what comes after a roster: what becomes of the visits, and
how clumsily clerks tell it.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from scheduler.domain.cells import Line
from scheduler.generator.recipe_cells import Part, Rows, Share, Span, Weight

FileKind = Literal["xlsx", "csv", "ods", "xls"]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
"""The kinds of file that clerks send back, by the ending that belongs to them."""


_USUAL_KINDS: dict[FileKind, float] = {"xlsx": 6.0, "csv": 3.0, "ods": 1.0}


class VisitRates(Part):
    """Rates of the visits of some cadres, in place of the general ones; what is not said is as
    there.
    """

    tier: Line = ""
    organization: Line = ""
    """Of the cadre; empty for any."""
    missed: Share | None = None
    substituted: Share | None = None
    moved: Share | None = None
    unplanned: Share | None = None
    opinions: Share | None = None
    proposals: Share | None = None


class MeetingRates(Part):
    """Rates of the meetings of an organisation's branches, in place of the general ones; what is
    not said is as there.
    """

    organization: Line
    not_held: Share | None = None
    turnout: Share | None = None


class OutcomesRecipe(Part):
    """What really becomes of planned visits. Those that are not missed, substituted, moved or at a
    meeting that is not held are attended.
    """

    missed: Share = 0.04
    """Share of the planned visits that nobody makes."""
    substituted: Share = 0.04
    """Share that somebody else makes: of the same tier, who may go there and is free that day.
    Where there is nobody, the visit is attended.
    """
    moved: Share = 0.03
    """Share that is made on another day of the month."""
    off_calendar: Share = 0.5
    """Share of the moved ones on a day on which the branch does not meet by its calendar; where it
    meets on one day a month there is no other.
    """
    not_held: Share = 0.02
    """Share of the meetings that do not take place."""
    unplanned: Share = 0.02
    """Visits that nobody planned, for each planned one."""
    turnout: Share = 0.657
    """Members who attend, on average."""
    members: Span = (12, 45)
    """Members of a branch."""
    opinions: Share = 0.4
    proposals: Share = 0.15
    """Shares of the visits made from which opinions, or proposals, are brought back."""
    mere_form: Share = 0.05
    """Share of the bodies that tell nothing of their visits but that they were made; a body is an
    organisation in an area for which its cadres are responsible.
    """
    silent: Share = 0.01
    """Share of the returns, each of an area and a month, that never come."""
    never: Share = 0.0
    """Share of the areas of which no return ever comes."""
    visits: Annotated[tuple[VisitRates, ...], Rows] = ()
    """Other rates for some cadres; of several that fit a cadre the first holds."""
    meetings: Annotated[tuple[MeetingRates, ...], Rows] = ()
    """Other rates for some branches; of several that fit a branch the first holds."""

    def of_cadre(self, tier: str, organization: str) -> OutcomesRecipe:
        """The rates of the visits of a cadre of that tier and organisation."""
        for own in self.visits:
            if own.tier in ("", tier) and own.organization in ("", organization):
                return self.with_rates(own)
        return self

    def of_branch(self, organization: str) -> OutcomesRecipe:
        """The rates of the meetings of a branch of that organisation."""
        for own in self.meetings:
            if own.organization == organization:
                return self.with_rates(own)
        return self

    def with_rates(self, own: VisitRates | MeetingRates) -> OutcomesRecipe:
        """These rates, but for what the part says."""
        said = own.model_dump(exclude={"tier", "organization"}, exclude_none=True)
        return self.model_copy(update=said)


class ReturnsRecipe(Part):
    """How clerks fill in handoffs. Shares are of the files, where nothing else is said."""

    kinds: dict[FileKind, Weight] = Field(default_factory=lambda: dict(_USUAL_KINDS))
    """The kinds of file, and how often each is sent. `xls` needs the package `xlwt`, which is not
    installed with the program.
    """
    renamed: Share = 0.4
    """Under a name of the clerk's own; now and then with the ending of another kind."""
    columns_moved: Share = 0.1
    columns_added: Share = 0.15
    columns_hidden: Share = 0.15
    """Hidden columns; in workbooks only."""
    headings_changed: Share = 0.15
    """In the other language, or in words of the clerk's own."""
    ids_lost: Share = 0.1
    """Without the columns of ids; half of these without those of codes, too."""
    notes_below: Share = 0.4
    blank_rows: Share = 0.15
    rows_removed: Share = 0.1
    rows_twice: Share = 0.1
    """With a row that stands there twice, half of the times with different answers."""
    rows_sorted: Share = 0.1
    """With the rows in another order."""
    sorted_apart: Share = 0.01
    """With what can be seen of the rows sorted, and the folded ids and codes left where they were:
    nobody can be sure of such rows.
    """
    headings_again: Share = 0.1
    """With the headings once more in the middle of the table, as for another printed page."""
    filtered: Share = 0.1
    """With a filter left on that hides some rows; in workbooks of Excel only."""
    protected: Share = 0.1
    """With sheets protected against changes; in workbooks of Excel only."""
    decomposed: Share = 0.1
    """With letters and marks apart (Unicode NFD), as some telephones write."""
    two_months: Share = 0.05
    """Together with the area's next month, where there is one."""
    two_areas: Share = 0.05
    """Together with the next area of the same month."""
    one_sheet: Share = 0.5
    """Of the files with several forms, those in which they are pasted into one sheet: below each
    other, or beside each other.
    """
    former: Share = 0.5
    """On the form of the publication before, where there is one."""
    forgotten: Share = 0.02
    """Share of the rows that are left blank."""
    own_words: Share = 0.4
    """Share of the rows with results, counts and dates in words of the clerk's own."""
    accents_left_out: Share = 0.05
    """Share of the names that are typed without accents."""
    doubtful: Share = 0.01
    """Share of the rows that nobody can be sure of: no result beside the rest, a word that is none,
    more people than there are members, put off without a date.
    """
