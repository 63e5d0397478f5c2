"""Public holidays of a country.

The package that knows them takes a quarter of a second to load, and is loaded only when an instance
asks for holidays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.domain.cells import fail
from scheduler.domain.names import nearest

if TYPE_CHECKING:
    from holidays import HolidayBase
    from pydantic_core import PydanticCustomError


def public_holidays(country: str, years: Iterable[int]) -> frozenset[dt.date]:
    """The public holidays of a country (``VN``) or a part of it (``US-CA``) in those years.

    "" has none. Raises the cell error ``holiday_country`` for a code that is not known.
    """
    return frozenset(day for year in set(years) for day in _holidays(country, year))


@lru_cache(maxsize=1_024)
def _holidays(country: str, year: int) -> frozenset[dt.date]:
    if not country:
        return frozenset()
    return frozenset(day for day in _of(country, year) if day.year == year)


def _of(country: str, year: int, language: str | None = None) -> HolidayBase:
    """The holidays of a year, with their names in one of the languages known of that country."""
    import holidays

    code, _, subdivision = country.partition("-")
    try:
        return holidays.country_holidays(
            code, subdiv=subdivision or None, years=year, language=language
        )
    except (NotImplementedError, AttributeError):
        raise _unknown(code, subdivision) from None


def holiday_name(country: str, day: dt.date, language: str) -> str:
    """What the public holiday is called: in the language if its country's are translated to it,
    else in the country's own; "" for a day that is none.
    """
    return _names(country, day.year, language).get(day, "")


@lru_cache(maxsize=64)
def _names(country: str, year: int, language: str) -> Mapping[dt.date, str]:
    if not country:
        return {}
    own = _of(country, year)
    near = [known for known in own.supported_languages if known.partition("_")[0] == language]
    return dict(_of(country, year, near[0] if near else own.default_language))


def _unknown(code: str, subdivision: str) -> PydanticCustomError:
    import holidays

    supported = holidays.list_supported_countries()
    if code not in supported:
        return fail("holiday_country", nearest=nearest(code, supported))
    near = nearest(subdivision, supported[code])
    return fail("holiday_country", nearest=f"{code}-{near}" if near else code)
