"""The report as a Word document, filled in from a template that an office may have edited.

What a template says is never trusted: it is rendered in a sandbox, every value is escaped, and a
name that there is not is a fault of the template (LEDGER §7).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from scheduler.domain.faults import Fault, InputError
from scheduler.language import Language, say
from scheduler.reports.upward.figures import Figures, facts
from scheduler.reports.upward.form_template import Layout, template
from scheduler.reports.upward.sentences import period_in_words, sentences
from scheduler.reports.upward.summary_table import (
    SUMMARY,
    summary_cell,
    summary_counts,
    summary_name,
)

DOTS = "…………"
"""Where something is left to be written by hand."""
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
    rows: list[dict[str, int | str]] = []
    for one in summary_counts(figures):
        cells = {column: summary_cell(one, column, language) for column in SUMMARY}
        rows.append({"name": summary_name(one, language), **cells})
    return {
        "title": period_in_words(figures, language),
        "sentences": list(sentences(figures, language)),
        "rows": rows,
        "report": facts(figures),
        "body_above": letterhead.body_above,
        "body": letterhead.body,
        "number": letterhead.number,
        "place": letterhead.place,
        "recipients": letterhead.recipients,
        "signed_as": letterhead.signed_as or say("upward.signed_by", language).upper(),
        "signed_by": letterhead.signed_by,
    }


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
    return InputError([Fault(f"upward.{kind}", context={"text": text}, place=name)])


def undated(content: bytes) -> bytes:
    """The same document without the time at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            packed = zipfile.ZipInfo(info.filename, _DATE)
            packed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(packed, old.read(info))
    return out.getvalue()
