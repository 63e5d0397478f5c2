"""An edit in words, in every language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scheduler.domain.cells import written
from scheduler.domain.edit import (
    Add,
    Cells,
    Change,
    DropLevel,
    Edit,
    Merge,
    Put,
    Remove,
    Split,
    Transfer,
)
from scheduler.domain.vocabulary import called, level_called
from scheduler.edits.kept_words import LEVELS
from scheduler.language import Language, Phrase, Spoken, day, numeral, say
from scheduler.tables.said_values import said_value
from scheduler.tables.schema import TABLES, Column


def sentence(edit: Edit, language: Language) -> str:
    """What the edit does, in words."""
    return _SENTENCES[edit.name](getattr(edit, edit.name), language)


def _remove(edit: Remove, language: Language) -> str:
    if edit.share is not None:
        rows = _with(
            "share", edit.table, edit.where, language, percent=_percent(edit.share, language)
        )
    elif edit.count is not None:
        rows = _with("count", edit.table, edit.where, language, count=edit.count)
    else:
        rows = _with("every", edit.table, edit.where, language)
    return say("edits.remove", language, table=_title(edit.table, language), rows=rows)


def _add(edit: Add, language: Language) -> str:
    rows = [_cells(edit.table, row, language) for row in edit.rows]
    if edit.like is not None:
        percent = {"percent": _percent(edit.share or 0, language)}
        number = edit.count if edit.share is None else Phrase("edits.percent", percent)
        rows.append(_with("like_every", edit.table, edit.like, language, number=number))
    return say("edits.add", language, table=_title(edit.table, language), rows="; ".join(rows))


def _put(edit: Put, language: Language) -> str:
    rows = "; ".join(_cells(edit.table, row, language) for row in edit.rows)
    return say("edits.put", language, table=_title(edit.table, language), rows=rows)


def _change(edit: Change, language: Language) -> str:
    return say(
        "edits.change", language, table=_title(edit.table, language),
        rows=_with("every", edit.table, edit.where, language),
        cells=_cells(edit.table, edit.set, language),
    )  # fmt: skip


def _transfer(edit: Transfer, language: Language) -> str:
    cells = {key: value for key, value in edit.model_dump(exclude={"where"}).items() if value}
    rows = _with("every", "cadres", edit.where, language)
    return say("edits.transfer", language, rows=rows, cells=_cells("cadres", cells, language))


def _merge(edit: Merge, language: Language) -> str:
    parts = (
        say("edits.merged", language, old=tuple(old), new=_named(new, edit.names))
        for new, old in edit.into.items()
    )
    key = "edits.merge" if edit.unite else "edits.merge_apart"
    return say(key, language, parts="; ".join(parts))


def _split(edit: Split, language: Language) -> str:
    parts = (
        say("edits.part", language, new=_named(new, edit.names), children=tuple(children))
        for new, children in edit.into.items()
    )
    return say("edits.split", language, area=edit.area, parts="; ".join(parts))


def _drop_level(edit: DropLevel, language: Language) -> str:
    level = level_called(edit.level, language)
    if not edit.tier:
        return say("edits.drop_level", language, level=level)
    tier = level_called(edit.tier, language)
    return say("edits.drop_level_to", language, level=level, tier=tier)


def _objectives(levels: Iterable[Mapping[str, int]], language: Language) -> str:
    told = (
        " + ".join(
            name if weight == 1 else f"{weight} {name}"
            for word, weight in level.items()
            for name in [called("objectives", word, language)]
        )
        for level in levels
    )
    return say("edits.objectives", language, levels=", ".join(told))


_SENTENCES: Mapping[str, Callable[[Any, Language], str]] = {
    "remove": _remove,
    "add": _add,
    "put": _put,
    "change": _change,
    "transfer": _transfer,
    "close": lambda edit, language: say("edits.close", language, areas=tuple(edit.areas)),
    "merge": _merge,
    "split": _split,
    "drop_level": _drop_level,
    "rules": lambda keys, language: say("edits.rules", language, cells=_cells("", keys, language)),
    "settings": lambda keys, language: say(
        "edits.settings", language, cells=_cells("", keys, language)
    ),
    "objectives": _objectives,
}
assert _SENTENCES.keys() == Edit.model_fields.keys()


# -- parts of a sentence ---------------------------------------------------------------------------


def _with(key: str, table: str, where: Cells, language: Language, **values: Any) -> str:
    """Which rows: by the sentence of that key, or by that with a condition where there is one."""
    key = f"edits.{key}_with" if where else f"edits.{key}"
    return say(key, language, where=_cells(table, where, language), **values)


def _cells(table: str, cells: Cells, language: Language) -> str:
    """Each column with what stands in it; keys of settings, which have no table, as they are."""
    told = []
    for name, value in cells.items():
        if name == "within":
            told.append(say("edits.within", language, areas=_value(value, language)))
            continue
        column = TABLES[table].by_name.get(name) if table else None
        if column is None:
            heading = called("settings", f"rules.{name}", language)
            heading = called("settings", name, language) if "." in heading else heading
            value = called("choices", value, language) if isinstance(value, str) else value
        else:
            heading = column.heading(language)
            value = _said(column, value, language)
        told.append(say("edits.cell", language, column=heading, values=_value(value, language)))
    return ", ".join(told) or say("edits.nothing", language)


def _said(column: Column, value: Any, language: Language) -> Any:
    """A value with its known words in the language."""
    if isinstance(value, list):
        return [_said(column, part, language) for part in value]
    if isinstance(value, str) and (column.table, column.name) in LEVELS:
        return level_called(value, language)
    return said_value(column, value, language)


def _value(value: Any, language: Language) -> str:
    if isinstance(value, list):
        parts = (_value(part, language) for part in value)
        return ", ".join(parts) or say("edits.empty", language)
    if value == "":
        return say("edits.empty", language)
    if isinstance(value, dt.date):
        return day(value, language)
    return value if isinstance(value, str) else written(value)


def _title(table: str, language: Language) -> str:
    return TABLES[table].title(language)


def _named(area: str, names: Mapping[str, str]) -> str | Spoken:
    name = names.get(area)
    return Phrase("edits.named", {"area": area, "name": name}) if name else area


def _percent(share: float, language: Language) -> str:
    return numeral(f"{100 * share:.6g}", language)
