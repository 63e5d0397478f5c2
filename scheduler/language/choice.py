"""Which language is spoken where nobody says one."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping

from scheduler.language import LANGUAGES, Language

VARIABLE = "SCHEDULER_LANG"
"""The variable of the environment that says a language."""

_OF_SYSTEMS = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where systems keep the language of messages, the first that is set alone."""


def usual_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of ``SCHEDULER_LANG``, else that of the system where it is one of ours, else
    English.
    """
    if asked := environment.get(VARIABLE):
        return _known(asked)
    return _known(next(filter(None, map(environment.get, _OF_SYSTEMS)), "") or _of_windows())


def _of_windows() -> str:
    """The language of the screens of Windows, such as ``vi_VN``; "" on other systems."""
    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def _known(name: str) -> Language:
    start = name.casefold().replace("-", "_").partition("_")[0].partition(".")[0]
    return next((language for language in LANGUAGES if language == start), "en")
