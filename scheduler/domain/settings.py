"""What `instance.toml` says: horizon, levels, rules and objectives of an instance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    model_serializer,
    model_validator,
)  # fmt: skip
from pydantic_core import InitErrorDetails, PydanticCustomError

from scheduler.domain.cells import MonthCell, Name, Positive, Span, choice, fail
from scheduler.domain.months import Month
from scheduler.domain.names import fold
from scheduler.domain.registry import added_settings, objective_names
from scheduler.domain.vocabulary import LevelNames, Words, level_spellings, meant
from scheduler.language import Language

MAX_MONTHS = 60
"""Longest horizon, in months."""
MAX_WEIGHT = 1_000
"""Largest weight of an objective within its level: keeps sums below 2**31."""


def _months(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_MONTHS:
        raise fail("integer", low=1, high=MAX_MONTHS)
    return value


def _level(value: object) -> dict[str, int]:
    if not isinstance(value, dict) or not value:
        raise fail("objective_level")
    level: dict[str, int] = {}
    for said, weight in value.items():
        if not (name := meant("objectives", str(said), objective_names())):
            words = Words("objectives", objective_names())
            raise fail("choice", words=words, value=str(said))
        if isinstance(weight, bool) or not isinstance(weight, int) or not 1 <= weight <= MAX_WEIGHT:
            raise fail("integer", low=1, high=MAX_WEIGHT)
        if name in level:
            raise fail("repeated")
        level[name] = weight
    return level


def _levels(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise fail("list")
    return tuple(value)


def _level_names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise fail("list")
    return tuple(value)


ObjectiveLevel = Annotated[dict[str, int], BeforeValidator(_level)]
"""Objectives of one lexicographic level and their weights in it."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _located(key: str, error: Mapping[str, Any]) -> InitErrorDetails:
    """An error of a value as one of its key."""
    kind = PydanticCustomError(error["type"], error["type"], error.get("ctx"))
    return {"type": kind, "loc": (key, *error["loc"]), "input": error["input"]}


class Rules(_Table):
    """Parameters of the rules of SPEC §4–5, and those that other packages add
    (:func:`~scheduler.domain.registry.added_settings`): these are attributes too.
    """

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    visitors_per_meeting: Positive = 1
    gap_months: Span = 6
    accompany: Annotated[
        Literal["off", "prefer", "require"], choice("off", "prefer", "require")
    ] = "prefer"
    initial_age_months: Span = 12
    history_months: Span = 36

    @model_validator(mode="after")
    def _complete(self) -> Rules:
        """Check what other packages add, and fill in what the instance does not say of it."""
        extra = self.__pydantic_extra__
        assert extra is not None
        added = added_settings()
        faults: list[InitErrorDetails] = []
        for key in [key for key in extra if key not in added]:
            faults.append({"type": "extra_forbidden", "loc": (key,), "input": extra[key]})
        for key, setting in added.items():
            try:
                given = extra.get(key, setting.default)
                extra[key] = TypeAdapter(setting.type).validate_python(given)
            except ValidationError as error:
                faults += (_located(key, dict(one)) for one in error.errors(include_url=False))
        if faults:
            raise ValidationError.from_exception_data("Rules", faults)
        return self

    @model_serializer(mode="wrap")
    def _written(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What others add is written only where the instance says something of it: so that one
        reads the same, and where their package is not installed.
        """
        data: dict[str, Any] = dump(self)
        added = added_settings()
        silent = {key for key, one in added.items() if getattr(self, key) == one.default}
        return {key: value for key, value in data.items() if key not in silent}

    def added(self, key: str) -> Any:
        """The value of a key that another package adds."""
        return getattr(self, key)


class Objectives(_Table):
    """The lexicographic levels, the most important first."""

    levels: tuple[ObjectiveLevel, ...] = (
        {"missed": 1},
        {"early_returns": 1},
        {"unaccompanied": 1},
        {"waiting": 1},
        {"uneven": 1},
        {"imbalance": 1},
        {"travel": 1},
    )

    @model_validator(mode="after")
    def _each_once(self) -> Objectives:
        names = [name for level in self.levels for name in level]
        if len(set(names)) < len(names):
            raise fail("repeated")
        return self


class Settings(_Table):
    """Everything in `instance.toml`."""

    name: Name
    start: MonthCell
    months: Annotated[int, BeforeValidator(_months)] = 1
    levels: Annotated[tuple[Name, ...], BeforeValidator(_levels)] = (
        "province",
        "district",
        "commune",
        "hamlet",
    )
    level_names: Annotated[tuple[Name, ...], BeforeValidator(_level_names)] = ()
    """What the levels are called on screens and in files, in their order; without it as
    :func:`~scheduler.domain.vocabulary.level_called` says.
    """
    timezone: Name = "Asia/Ho_Chi_Minh"
    holidays: str = ""
    max_areas: Positive = 2
    rules: Rules = Field(default_factory=Rules)
    objectives: Objectives = Field(default_factory=Objectives)

    @model_serializer(mode="wrap")
    def _written(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Names of levels are written only where there are some."""
        data: dict[str, Any] = dump(self)
        return {key: value for key, value in data.items() if key != "level_names" or value}

    def level_said(self, level: str, language: Language) -> str:
        """What a level or tier is called in the language, or by the instance itself."""
        return self.levels_said([level]).said(language)

    def levels_said(self, levels: Iterable[str]) -> LevelNames:
        """Levels or tiers, to stand in a sentence."""
        return LevelNames(tuple(levels), dict(zip(self.levels, self.level_names, strict=False)))

    def level_meant(self, text: str) -> str:
        """The level that is called so, in some language or by the instance; "" if none is."""
        if text in self.levels:
            return text
        key = fold(text, plain=True)
        own = self.levels_said(self.levels).own
        names = {level: (own.get(level, ""), *level_spellings(level)) for level in self.levels}
        found = [
            level for level, said in names.items() if key in (fold(n, plain=True) for n in said)
        ]
        return found[0] if len(found) == 1 else ""

    @property
    def horizon(self) -> tuple[Month, ...]:
        """The months that are planned, in order."""
        return tuple(self.start.plus(i) for i in range(self.months))

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone; UTC where its name is that of none, which is a fault of its own."""
        try:
            return ZoneInfo(self.timezone)
        except (ValueError, KeyError, OSError):
            return dt.UTC

    def with_horizon(self, start: Month | None, months: int | None) -> Settings:
        """The same settings for another horizon (None keeps what stands)."""
        changes: dict[str, Any] = {}
        if start is not None:
            changes["start"] = start
        if months is not None:
            changes["months"] = _months(months)
        return self.model_copy(update=changes)
