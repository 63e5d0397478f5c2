"""Names of files that every system takes."""

from __future__ import annotations

import hashlib
import re

_SAFE_NAME = re.compile(r"\w(?:[\w ._()+,-]{0,58}[\w()+-])?")
"""Letters of any alphabet are safe; at most 60 of them, as some take four bytes."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe_name(identifier: str, taken: set[str], kind: str = "area") -> str:
    """A file name for an id that is safe on every system and not yet taken (in any case).

    ``kind`` stands in it where no letter of the id can.
    """
    name = identifier
    unsafe = not _SAFE_NAME.fullmatch(name) or _RESERVED.fullmatch(name)
    if unsafe or name.casefold() in taken:
        plain = re.sub(r"[^A-Za-z0-9-]+", "-", identifier).strip("-")[:40]
        name = f"{plain or kind}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"
    taken.add(name.casefold())
    return name
