"""What the system says of files and disks, in the language of the user."""

from __future__ import annotations

import errno

from scheduler.language import Phrase, catalogue
from scheduler.language.causes import Cause


def reason_of(error: OSError) -> Phrase | Cause:
    """Why the system refused; in its own words where there are no others."""
    name = errno.errorcode.get(error.errno or 0, "")
    if name in catalogue("system"):
        return Phrase(f"system.{name}")
    return Cause(error.strerror or str(error) or type(error).__name__)
