"""What the system says, in the language of the user."""

from __future__ import annotations

import errno
import os

import pytest

from scheduler.language import LANGUAGES, Phrase, catalogue, say
from scheduler.language.system import reason_of


@pytest.mark.parametrize("name", catalogue("system"))
def test_every_reason_is_that_of_an_error_of_the_system(name: str) -> None:
    number = getattr(errno, name)
    reason = reason_of(OSError(number, os.strerror(number)))
    assert reason == Phrase(f"system.{name}")
    assert len({say("cli.system", language, path="x", text=reason) for language in LANGUAGES}) == 2


def test_what_has_no_words_of_ours_keeps_its_own() -> None:
    for error, text in (
        (OSError("the dog ate it"), "the dog ate it"),
        (OSError(errno.EPIPE, "Broken pipe"), "Broken pipe"),
    ):
        assert reason_of(error).said("en") == text
        assert reason_of(error).said("vi") == say("causes.unknown", "vi")
