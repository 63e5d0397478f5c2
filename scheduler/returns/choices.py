"""What a planner can choose for a doubtful row, in words that are read again.

A choice begins with the status; who, where, when and how many follow where they are at issue:
``dự thay – Nguyễn Văn An [CB-012] – 09/07/2015 – 18/25``. Codes stand in square brackets, a planned
visit other than that of the row after a ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from scheduler.language import Language, day
from scheduler.ledger.records import STATUSES, Told
from scheduler.returns.doubts import Doubt
from scheduler.returns.headings import IDENTITY
from scheduler.returns.read_rows import ReadRow
from scheduler.returns.synonyms import status_of, status_word

_BETWEEN = " – "
_CODE = re.compile(r"\[([^\[\]]+)\]")
_VISIT = re.compile(r"#([a-z2-7]{12})\b")
_DATE = re.compile(r"\b(?:[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_COUNTS = re.compile(rf"{_BETWEEN}([0-9]*)/([0-9]*)$")
_OF_COUNTS = ("returns.unclear_count", "returns.two_counts", "returns.over_members")


def option_text(told: Told, doubt: Doubt, language: Language) -> str:
    """The choice that a doubtful row tells that."""
    parts = [status_word(told.status, language)]
    own = doubt.planned
    if own is None or told.visit != own.id:
        names = [doubt.names.get(one, one) for one in (told.cadre, told.branch)]
        shown = names[1:] if told.status == "substituted" else names
        parts += [f"#{told.visit} ({', '.join(shown)})"] if told.visit else []
    if told.status in ("substituted", "unplanned"):
        parts.append(_named(told.cadre, doubt.names))
    if told.status == "unplanned":
        parts.append(_named(told.branch, doubt.names))
    if own is None or told.date != own.visit.date:
        parts.append(day(told.date, language))
    if any(fault.kind in _OF_COUNTS for fault in doubt.why):
        counts = (told.attendance, told.members)
        parts.append("/".join("" if one is None else str(one) for one in counts))
    return _BETWEEN.join(parts)


def _named(own: str, names: Mapping[str, str]) -> str:
    return f"{names.get(own, own)} [{own}]"


def status_options(doubt: Doubt, language: Language) -> list[str]:
    """The bare statuses that can be chosen of a planned visit; none of others."""
    if doubt.planned is None:
        return []
    return [status_word(one, language) for one in STATUSES if one != "unplanned"]


def chosen(row: ReadRow, text: str) -> ReadRow | None:
    """The row as it was decided to be read; None if the text is no choice."""
    status, _ = status_of(text.split(_BETWEEN)[0])
    if status is None:
        return None
    values = dict(row.values)
    codes, date = _CODE.findall(text), _DATE.search(text)
    if visit := _VISIT.search(text):
        values["visit"] = visit[1]
    if counts := _COUNTS.search(text):
        values["attendance"], values["members"] = counts[1], counts[2]
    values["status"] = status
    if status == "unplanned":
        _choose_unplanned(values, codes)
        if date:
            values["date"] = date[0]
        return replace(row, values=_filled(values), struck=False, unreadable=())
    if codes or status != "substituted":
        values["actual_cadre"] = codes[0] if codes else ""
    if date or status in ("attended", "missed", "not_held"):
        values["actual_date"] = date[0] if date else ""
    if values.get("visit"):  # which is what was decided on, whatever else stands in the row
        values = {name: one for name, one in values.items() if name == "visit" or (
            name not in IDENTITY)}  # fmt: skip
    return replace(row, values=_filled(values), struck=False, unreadable=())


def _choose_unplanned(values: dict[str, object], codes: list[str]) -> None:
    for name in ("actual_cadre", "actual_date", "visit"):
        values.pop(name, None)
    for name, code in zip(("cadre", "branch"), codes, strict=False):
        values[name] = code
        values.pop(f"{name}_name", None)


def _filled(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value != ""}
