"""Time zones by the names that other programs give them."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Mapping
from functools import cache, lru_cache

_OFFSET = re.compile(r"(?:utc|gmt)([+-])(0[0-9]|1[0-4]):?([0-5][0-9])")


@lru_cache(maxsize=1_024)
def zone_named(name: str) -> dt.tzinfo | None:
    """The zone of an IANA name (``Asia/Ho_Chi_Minh``), of a Windows name (``SE Asia Standard
    Time``), both in any case, or of an id that ends in an IANA name
    (``/freeassociation.sourceforge.net/Asia/Ho_Chi_Minh``), or of a difference from UTC
    (``GMT+07:00``); None for any other.
    """
    key = name.strip().strip('"').casefold()
    if match := _OFFSET.fullmatch(key):
        offset = dt.timedelta(hours=int(match[2]), minutes=int(match[3]))
        return dt.timezone(-offset if match[1] == "-" else offset)
    key = "utc" if key == "tzone://microsoft/utc" else key  # as Exchange writes it
    known = _by_key().get(key) or _windows().get(key)
    if known is None and key.startswith("/"):
        parts = key.strip("/").split("/")
        known = next(
            (x for n in range(len(parts)) if (x := _by_key().get("/".join(parts[n:])))), None
        )
    return zoneinfo.ZoneInfo(known) if known else None


@cache
def _by_key() -> Mapping[str, str]:
    return {name.casefold(): name for name in zoneinfo.available_timezones()}


@cache
def _windows() -> Mapping[str, str]:
    # here, so that whoever reads no calendar file does not wait for the package
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {
        windows.casefold(): name
        for windows, name in WINDOWS_TO_OLSON.items()
        if name.casefold() in _by_key()
    }
