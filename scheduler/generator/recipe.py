"""A recipe: everything from which a synthetic instance is made, but for the seed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError

from scheduler.domain.cells import (
    Day,
    Id,
    Kilometres,
    Latitude,
    Line,
    Longitude,
    MonthCell,
    Name,
    Natural,
    Note,
    Positive,
    Time,
    choice,
    fail,
)
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.records import Closure, Organization
from scheduler.domain.settings import MAX_MONTHS, Settings
from scheduler.generator.outcome_recipe import OutcomesRecipe, ReturnsRecipe
from scheduler.generator.recipe_cells import (
    Part,
    Rows,
    Share,
    SomeRows,
    Span,
    Weight,
    number_within,
)

MIN_SCALE, MAX_SCALE = 0.01, 10.0
"""Smallest and largest scale; at 10 a province is ten provinces large."""


def _past_months(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_MONTHS:
        raise fail("integer", low=1, high=MAX_MONTHS)
    return value


class Layer(Part):
    """A level of made-up areas below those of the layer (or the places) before it."""

    level: Name
    children: Span = (1, 1)
    """How many areas below each area above."""
    total: Positive | None = None
    """How many areas in all at scale 1, within what `children` allows."""
    names: Annotated[tuple[Name, ...], Rows] = ()
    """Names in order; where they end, the style goes on."""
    style: Line = ""
    """Name of a way to make up names, in `data/places.toml`."""
    prefixes: dict[str, Positive] = Field(default_factory=dict)
    """Words before the name, and how many of the total carry each."""
    spread_km: Kilometres = 2.0
    """How far from the area above they lie, at most, to the north and to the east."""
    at: tuple[Latitude, Longitude] | None = None
    """Where the areas lie; for the topmost layer."""
    code: Line = ""
    """The office code that ids begin with; for the topmost layer of one area."""
    urgent: Share = 0.0
    """Share of the areas with priority 2 or 3."""


class TerritoryRecipe(Part):
    """The areas: real places out of a file of the package, then made-up layers below."""

    places: Line = ""
    """Name of a file of real places in `data/`; empty if every area is made up."""
    layers: Annotated[tuple[Layer, ...], Rows] = ()
    roads: Natural = 0
    """Number of road distances between a branch's area and the seat above it."""


class BranchKind(Part):
    """A branch that stands in every area of a level."""

    id: Id
    name: Name
    """`{area}` stands for the name of the area."""
    organization: Id
    level: Name


class Skill(Part):
    """A skill that all branches of some localities require, and that some cadres have."""

    id: Id
    localities: Share
    cadres: Share


class Habit(Part):
    """How branches of some kinds meet; a branch draws one habit by weight."""

    kinds: Annotated[tuple[Id, ...], SomeRows]
    weight: Weight = 1.0
    rule: Name
    """A calendar rule in which `{day}`, `{nth}` and `{weekday}` are drawn for each branch."""
    days: Span = (1, 28)
    """The range that `{day}` is drawn from."""
    weekdays: Annotated[tuple[Name, ...], SomeRows] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    times: Annotated[tuple[Time, ...], SomeRows]
    minutes: Positive | None = None
    from_: Day | None = Field(default=None, alias="from")
    phases: Positive = 1
    """The first month is drawn from so many months beginning with `from`."""
    shift: Annotated[Literal["none", "next", "previous"], choice("none", "next", "previous")] = (
        "none"
    )


class Irregularities(Part):
    """What departs from the calendar rules."""

    together: Share = 0.0
    """Share of the localities whose branches all meet together, by one rule for the area."""
    together_rule: Line = "10"
    unannounced: Share = 0.0
    """Share of (area above the locality, kind) without any rule: to be announced."""
    added: Natural = 0
    cancelled: Natural = 0
    moved: Natural = 0
    """Numbers of single dates in the horizon."""


class CadreGroup(Part):
    """Cadres of one tier."""

    tier: Name
    prefix: Line = ""
    """Begins the ids of these cadres."""
    organizations: dict[Id, Natural]
    """How many cadres of each organisation for each area of the tier."""
    extra: Natural = 0
    """Cadres over and above, in all at scale 1, each in another area of the tier."""
    responsible: Name
    """The level of the areas that a cadre is responsible for."""
    areas: Span = (1, 1)
    """How many areas a cadre is responsible for."""
    visits_per_month: Natural = 1


class Cut(Part):
    """A cut in staff: a share of the cadres stays no longer than the day before a month."""

    month: MonthCell
    """The first month without them, such as `2015-01`; it may lie beyond the recipe's horizon."""
    share: Share
    """Of the cadres who are still there, in each tier alike."""
    tier: Line = ""
    organization: Line = ""
    """Whose cadres; empty for those of all."""


class Absences(Part):
    """Leave within the horizon, and changes of staff."""

    whole_month: Share = 0.0
    part_of_month: Share = 0.0
    """Share of the cadres on such leave, for each month of the horizon."""
    reasons: Annotated[tuple[Note, ...], SomeRows] = ("",)
    newcomers: Share = 0.0
    """Share of the cadres who began within the last 18 months before the horizon."""
    leavers: Share = 0.0
    """Share of the cadres who stop within the first month of the horizon."""
    cuts: Annotated[tuple[Cut, ...], Rows] = ()
    """Cuts in staff, one after the other."""


class PinsRecipe(Part):
    """Decisions of the planner; always possible together."""

    require: Natural = 0
    forbid: Natural = 0
    require_reason: Note = ""
    forbid_reason: Note = ""


class PastRecipe(Part):
    """The irregular practice before the horizon, from which the history is made."""

    months: Annotated[int, BeforeValidator(_past_months)]
    diligence: Annotated[tuple[Share, ...], SomeRows] = (0.95, 0.85, 0.6)
    """Chances that a cadre visits in a month; each cadre draws one of them."""
    idle: Share = 0.0
    """Share of (area, organisation) of a tier that assigned nobody for half a year."""
    neglected: Share = 0.0
    """Share of the localities that hardly anybody visits."""
    join: Share = 0.0
    """Chance that a cadre joins a meeting a higher tier visits, where there is one."""
    missed: Share = 0.0
    substituted: Share = 0.0
    """Shares of the visits with these statuses; the rest were attended."""


class Recipe(Part):
    """What a synthetic instance is made of; the model of `recipe.toml`."""

    instance: Settings
    """The settings of the instance, as `instance.toml` says them."""
    language: Annotated[Literal["en", "vi"], choice("en", "vi")] = "vi"
    """Whose names the cadres bear."""
    ids: Annotated[Literal["codes", "words"], choice("codes", "words")] = "codes"
    """Ids as office codes, or made of the names."""
    scale: Annotated[float, number_within(MIN_SCALE, MAX_SCALE)] = 1.0
    """Size of the instance against the recipe's own."""
    territory: TerritoryRecipe
    organizations: Annotated[tuple[Organization, ...], Rows]
    branches: Annotated[tuple[BranchKind, ...], Rows]
    skills: Annotated[tuple[Skill, ...], Rows] = ()
    calendars: Annotated[tuple[Habit, ...], Rows]
    irregularities: Irregularities = Irregularities()
    closures: Annotated[tuple[Closure, ...], Rows] = ()
    """Closures as they will stand; below scale 1 those of areas left out are left out."""
    cadres: Annotated[tuple[CadreGroup, ...], Rows]
    absences: Absences = Absences()
    pins: PinsRecipe = PinsRecipe()
    history: PastRecipe | None = None
    outcomes: OutcomesRecipe = OutcomesRecipe()
    returns: ReturnsRecipe = ReturnsRecipe()

    def scaled(self, scale: float) -> Recipe:
        """The same recipe for an instance of another size.

        Raises :class:`InputError` for a scale below 0.01 or above 10.
        """
        try:
            return self.model_validate({**dict(self), "scale": scale})
        except ValidationError:
            limits = {"low": MIN_SCALE, "high": MAX_SCALE}
            fault = Fault("decimal", "recipe", None, "scale", f"{scale:g}", context=limits)
            raise InputError([fault]) from None
