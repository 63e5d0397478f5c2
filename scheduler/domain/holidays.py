"""Public holidays of a country.

The package that knows them takes a quarter of a second to load, and is loaded only when an instance
asks for holidays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.domain.cells import fail
from scheduler.domain.names import nearest

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError


def public_holidays(country: str, years: Iterable[int]) -> frozenset[dt.date]:
    """The public holidays of a country (``VN``) or a part of it (``US-CA``) in those years.

    "" has none. Raises the cell error ``holiday_country`` for a code that is not known.
    """
    return frozenset(day for year in set(years) for day, _ in _holidays(country, year, ""))


def holiday_names(country: str, years: Iterable[int], language: str) -> dict[dt.date, str]:
    """The public holidays in those years, in order, with their names.

    The names are in the language (``en``, ``vi``) where the country's holidays have names in it,
    else in the country's own. Raises the cell error ``holiday_country``.
    """
    found = (named for year in sorted(set(years)) for named in _holidays(country, year, language))
    return dict(found)


@lru_cache(maxsize=1_024)
def _holidays(country: str, year: int, language: str) -> tuple[tuple[dt.date, str], ...]:
    if not country:
        return ()
    import holidays

    code, _, subdivision = country.partition("-")
    try:
        known = holidays.country_holidays(code, subdiv=subdivision or None, years=year)
        spoken = [name for name in known.supported_languages if name.split("_")[0] == language]
        # Named always: without a language the package takes that of the machine.
        chosen = spoken[0] if spoken else known.default_language
        named = holidays.country_holidays(
            code, subdiv=subdivision or None, years=year, language=chosen
        )
    except (NotImplementedError, AttributeError):
        raise _unknown(code, subdivision) from None
    return tuple(sorted((day, name) for day, name in named.items() if day.year == year))


def _unknown(code: str, subdivision: str) -> PydanticCustomError:
    import holidays

    supported = holidays.list_supported_countries()
    if code not in supported:
        return fail("holiday_country", nearest=nearest(code, supported))
    near = nearest(subdivision, supported[code])
    return fail("holiday_country", nearest=f"{code}-{near}" if near else code)
