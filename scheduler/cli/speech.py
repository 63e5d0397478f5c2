"""In which language a command speaks, and what its help and click itself say in it.

Sentences of our own stand in ``help.toml``. Those of click are translated as click has it, by
``gettext``: the catalogue lies in ``scheduler/language/locale``.
"""

from __future__ import annotations

import copy
import gettext
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

import scheduler.language
from scheduler.language import LANGUAGES, Language, is_said, say
from scheduler.language.choice import usual_language

_DOMAIN = "click"
_LOCALE = Path(scheduler.language.__file__).with_name("locale")
_VARIABLE = "LANGUAGE"
"""The variable from which ``gettext`` takes the language."""
_KEY = "key_of_name"
"""Attribute of a type that keeps what it is called here, whatever it is called on the screen."""


def spoken_language() -> Language:
    """The language of the running command, as far as it is known."""
    arguments = sys.argv
    asked = ""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        elif argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
    return next((language for language in LANGUAGES if language == asked), usual_language())


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let click say its own sentences in the language."""
    before, domain = os.environ.get(_VARIABLE), gettext.textdomain()
    gettext.bindtextdomain(_DOMAIN, str(_LOCALE))
    gettext.textdomain(_DOMAIN)
    os.environ[_VARIABLE] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before


def explained(command: click.Command, path: str) -> click.Command:
    """A copy of the command with its help in the language that is spoken; ``path`` are its name and
    those of the groups around it, with dots: "ledger.status".
    """
    language = spoken_language()
    command = copy.copy(command)
    command.help = say(f"help.{path}", language)
    command.options_metavar = say("help.options", language)
    if isinstance(command, click.Group):
        command.subcommand_metavar = say("help.subcommand", language)
        command.commands = {
            name: explained(inner, f"{path}.{name}") for name, inner in command.commands.items()
        }
    command.params = [_explained(parameter, path, language) for parameter in command.params]
    return command


def _explained(parameter: click.Parameter, path: str, language: Language) -> click.Parameter:
    parameter = copy.copy(parameter)
    parameter.type = _named(parameter.type, language)
    if isinstance(parameter, click.Option):
        if key := help_key(path, str(parameter.name)):
            parameter.help = say(key, language)
    elif isinstance(parameter, click.Argument):
        name = say(f"help.argument.{parameter.name}", language)
        name = name if parameter.required else f"[{name}]"
        parameter.metavar = f"{name}..." if parameter.nargs != 1 else name
    return parameter


def help_key(path: str, option: str) -> str:
    """Key of the sentence about an option: of the command, of a group around it, or of all
    commands; "" for what click explains itself.
    """
    parts = path.split(".")
    paths = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    keys = (f"help.{place}.{option}" for place in (*paths, "option"))
    return next((key for key in keys if is_said(key, "en")), "")


def _named(kind: click.ParamType[Any], language: Language) -> click.ParamType[Any]:
    """The type under its name in the language, by which errors and help call it."""
    key = getattr(kind, _KEY, kind.name)
    if isinstance(kind, click.Path):  # which has named itself in some language already
        key = "path" if kind.file_okay else "directory"
    named = copy.copy(kind)
    setattr(named, _KEY, key)
    named.name = say(f"help.type.{key}", language)
    return named


class Words(click.Choice[str]):
    """One of some words, said in the language that is spoken and read in every one."""

    def __init__(self, sentence: str):
        self.sentence = sentence
        super().__init__(say(sentence, "en").split(";"))

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The word in the language that is spoken; of what is none of them the same again."""
        from scheduler.tables.schema import heading_key

        key = heading_key(str(choice))
        for language in LANGUAGES:
            known = [heading_key(word) for word in say(self.sentence, language).split(";")]
            if key in known:
                return say(self.sentence, spoken_language()).split(";")[known.index(key)]
        return str(choice)


def no_value(kind: click.ParamType[Any], key: str, value: object, **values: object) -> NoReturn:
    """Refuse the value of a parameter, by the sentence ``help.wrong.<key>``."""
    kind.fail(say(f"help.wrong.{key}", spoken_language(), value=value, **values))
