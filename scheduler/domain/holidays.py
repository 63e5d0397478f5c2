"""Public holidays of a country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from scheduler.domain.cells import fail
from scheduler.domain.names import nearest


@cache
def _calendar(country: str, years: tuple[int, ...], language: str | None) -> Any:
    import holidays  # costs a tenth of a second, and many instances need none

    code, _, subdivision = country.partition("-")
    supported = holidays.list_supported_countries()
    if code not in supported:
        raise fail("holiday_country", nearest=nearest(code, supported))
    if subdivision and subdivision not in supported[code]:
        raise fail("holiday_country", nearest=nearest(subdivision, supported[code]))
    return holidays.country_holidays(
        code, subdiv=subdivision or None, years=years, language=language
    )


def public_holidays(country: str, years: Iterable[int]) -> frozenset[dt.date]:
    """The public holidays of a country (``VN``, ``US-CA``) in those years; "" has none.

    Raises the cell error ``holiday_country`` for an unknown code.
    """
    if not country:
        return frozenset()
    return frozenset(_calendar(country, tuple(sorted(set(years))), None))
