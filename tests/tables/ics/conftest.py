"""The desk at which calendar files are taken in."""

from tests.tables.ics.calendars import desk

__all__ = ["desk"]
