"""The report as a Word document, filled in from a template that an office may have edited.

What a template says is never trusted: it is rendered in a sandbox, every value is escaped, and a
name that there is not is a fault of the template (LEDGER §7).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.language import Language, say
from scheduler.language.causes import Cause
from scheduler.reports.upward.annexes import Annex, mere_form_by_body
from scheduler.reports.upward.figures import Figures, facts
from scheduler.reports.upward.form_template import SILENT, Layout, template
from scheduler.reports.upward.sentences import (
    further_sentences,
    leading_sentences,
    period_in_words,
)
from scheduler.reports.upward.summary_table import SUMMARY, count_name, groups, summary_cell
from scheduler.reports.upward.tallies import Count

DOTS = "…………"
"""Where something is left to be written by hand."""
MOST_BODIES = 25
"""Bodies with signs of mere form that are named in the document."""
_DATE = (1980, 1, 1, 0, 0, 0)
_TYPES = "[Content_Types].xml"
_KINDS = {
    b"document.macroEnabled.main": ".docm",
    b"template.macroEnabledTemplate.main": ".dotm",
    b"wordprocessingml.template.main": ".dotx",
}
"""Kinds of Word files that are no .docx, by what stands in their list of types."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, SyntaxError)
"""What a damaged, encrypted or strangely packed archive raises, and XML that is none."""


@dataclass(frozen=True)
class Letterhead:
    """Who writes and signs; what is not given is left to be written by hand."""

    body_above: str = DOTS * 3
    body: str = DOTS * 3
    number: str = DOTS
    place: str = DOTS
    recipients: str = f"- {DOTS * 2};"
    signed_as: str = ""
    """The office of who signs."""
    signed_by: str = DOTS * 2


def word_form(
    figures: Figures,
    language: Language,
    *,
    letterhead: Letterhead | None = None,
    layout: Layout = "state",
    own: tuple[str, bytes] | None = None,
) -> bytes:
    """The document. ``own`` is an office's template, by its file's name and bytes, in place of the
    program's. The bytes depend on the arguments alone.

    Raises InputError where a template cannot be used.
    """
    name, content = own or ("", template(language, layout))
    return _rendered(name, content, _context(figures, language, letterhead or Letterhead()))


def _context(figures: Figures, language: Language, letterhead: Letterhead) -> dict[str, object]:
    """What a template may name."""
    kinds = {group.kind: group.counts for group in groups(figures)}

    def rows(*counts: Count) -> list[dict[str, int | str]]:
        return [{"name": count_name(one, language),
                 **{column: summary_cell(one, column, language) for column in SUMMARY}}
                for one in counts]  # fmt: skip

    silent = next(mere_form_by_body(figures, language), None)
    return {
        "title": period_in_words(figures, language),
        "sentences": [
            " ".join(leading_sentences(figures, language)),
            *further_sentences(figures, language),
        ],
        "rows": rows(*kinds["tier"], *kinds.get("area", ()), figures.total),
        "organizations": rows(*kinds.get("organization", ()), figures.total),
        "silent": _silent(silent, language),
        "report": _printable(facts(figures)),
        "body_above": letterhead.body_above,
        "body": letterhead.body,
        "number": letterhead.number,
        "place": letterhead.place,
        "recipients": letterhead.recipients,
        "signed_as": letterhead.signed_as or say("upward.signed_by", language).upper(),
        "signed_by": letterhead.signed_by,
    }


def _silent(annex: Annex | None, language: Language) -> dict[str, object]:
    """Signs of mere form by body, as far as they fit on a page; no rows where there are none."""
    rows = annex.rows if annex else ()
    more = len(rows) - MOST_BODIES
    shown = [dict(zip(SILENT, row, strict=True)) for row in rows[:MOST_BODIES]]
    rest = say("upward.annex_silent_more", language, more=more) if more > 0 else ""
    return {"rows": shown, "meaning": annex.meaning if annex else "", "more": rest}


def _printable(told: dict[str, Any]) -> dict[str, Any]:
    """The facts without signs of mere form by person, which are for the screen alone."""
    people = [{name: value for name, value in row.items() if name != "mere_form"}
              for row in told["people"]]  # fmt: skip
    return {**told, "people": people}


def _rendered(name: str, content: bytes, context: dict[str, object]) -> bytes:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    out = io.BytesIO()
    if other := _other_kind(content):
        raise InputError([Fault("upward.other_word", context={"kind": other}, place=name)])
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.render(context, jinja_env=environment)
        document.save(out)
    except (PackageNotFoundError, *_UNREADABLE, KeyError, ValueError) as error:
        raise _fault("no_word", name, str(error)) from None
    except (TemplateError, ArithmeticError, TypeError, AttributeError, LookupError) as error:
        raise _fault("template", name, str(error)) from None
    return undated(out.getvalue())


def _other_kind(content: bytes) -> str:
    """The ending of a kind of Word file that is like a .docx, by what it says of itself; "" for a
    .docx and for what is none at all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            types = packed.read(_TYPES)
    except (*_UNREADABLE, KeyError, ValueError):
        return ""
    return next((ending for sign, ending in _KINDS.items() if sign in types), "")


def _fault(kind: str, name: str, text: str) -> InputError:
    return InputError([Fault(f"upward.{kind}", context={"text": Cause(text)}, place=name)])


def undated(content: bytes) -> bytes:
    """The same document without the time at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            packed = zipfile.ZipInfo(info.filename, _DATE)
            packed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(packed, old.read(info))
    return out.getvalue()
