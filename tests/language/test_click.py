"""What click itself says is translated whole, and the catalogue that is read is the one that is
written.
"""

from __future__ import annotations

import gettext
import string
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import scheduler.language

FOLDER = Path(scheduler.language.__file__).parent / "locale" / "vi" / "LC_MESSAGES"


def catalogue() -> Catalog:
    with (FOLDER / "click.po").open("rb") as file:
        return read_po(file, locale="vi")


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(message: Message) -> tuple[set[str], set[str]]:
    """The placeholders of the English text in all its numbers, and of the translation."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    return set().union(*map(names, ids)), set().union(*map(names, said))


def test_everything_that_click_says_is_translated() -> None:
    known, wanted = catalogue(), set()
    for _, _, text, _, _ in extract_from_dir(str(Path(click.__file__).parent)):
        wanted.add(text if isinstance(text, str) else text[0])
    assert len(wanted) > 50
    assert not {text for text in wanted if text not in known or not known[text].string}


def test_translations_fill_in_what_click_hands_over() -> None:
    for message in catalogue():
        if message.id:
            given, used = forms(message)
            assert used <= given, message.id


def test_the_catalogue_that_is_read_is_up_to_date() -> None:
    """If not: pybabel compile -D click -d scheduler/language/locale."""
    with (FOLDER / "click.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue():
        if isinstance(message.id, tuple):
            assert compiled.ngettext(*message.id, 2) == message.string[0]
        elif message.id:
            assert compiled.gettext(message.id) == message.string
