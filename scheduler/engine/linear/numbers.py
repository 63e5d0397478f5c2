"""How large a number of a model may be: the solver can be trusted below 2**31."""

from __future__ import annotations

from scheduler.domain.faults import SchedulerError

INFINITY = 2**31 - 1
"""Stands for an open side of a row; no row may reach it."""


class ModelTooLarge(SchedulerError):
    """A row or objective beyond what the solver can be trusted with (google/or-tools#5293)."""

    sentence = "cli.too_large"
