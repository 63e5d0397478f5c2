"""The desk at which calendar files are taken in."""

from tests.tables.formats.ics.calendars import desk

__all__ = ["desk"]
