"""Calendars: from rules, holidays, closures and single dates to meetings."""
