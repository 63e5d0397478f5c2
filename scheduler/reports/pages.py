"""Pages from templates: the one way in which HTML is made."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from scheduler.language import Language, say


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("scheduler.reports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def render(template: str, words: str, language: Language, **values: object) -> str:
    """The page of a template in `scheduler/reports/templates`, with those values.

    ``words`` names the catalogue of its sentences: there `say("title")` says one of them.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            say=lambda key, **named: say(f"{words}.{key}", language, **named),
            find=say("pages.find", language),
            language=language,
            zip=zip,
            **values,
        )
    )
