"""What a scenario file says: named lists of edits, grids of values, repetitions.

::

    [[scenario]]
    name = "two-fewer"
    [[scenario.edit]]
    remove = {table = "cadres", where = {tier = "commune", within = "844"}, count = 2}

Each edit is a table with one key, the edit's name (:mod:`scheduler.domain.edit`).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scheduler.domain.cells import Name
from scheduler.domain.edit import Edit

MOST_SCENARIOS = 2_000
"""Scenarios that one file may come to with its grids and repetitions."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scenario(_Entry):
    """A changed instance to be solved: edits in order, on seed after seed."""

    name: Name
    edit: tuple[Edit, ...] = ()
    repeat: int = Field(default=1, ge=1, le=100)


Grid = dict[str, Annotated[list[Any], Field(min_length=1)]]


class ScenarioEntry(Scenario):
    """A scenario as a file has it, with a grid of values to be put in.

    A key of the grid leads to a value of the scenario, counting from 1: ``edit.1.remove.share``.
    """

    grid: Grid = {}


class ScenarioFile(_Entry):
    """Everything in a scenario file."""

    scenario: Annotated[list[ScenarioEntry], Field(min_length=1)]
