"""The data dictionary: every table and column that goes in or comes out.

``docs/data-dictionary.md`` and its Vietnamese sibling are written by::

    python -m scheduler.reports.dictionary docs
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scheduler.domain.cells import written
from scheduler.domain.faults import Fault
from scheduler.domain.registry import added_settings, objective_names, registered
from scheduler.domain.settings import MAX_WEIGHT, Rules, Settings
from scheduler.domain.vocabulary import called
from scheduler.language import LANGUAGES, Language, say
from scheduler.reports.upward.figures import REPORTS
from scheduler.results.changes import CHANGES
from scheduler.results.columns import ResultTable
from scheduler.results.comparison import COMPARISON, LOCALITIES, PEOPLE
from scheduler.results.missed import MISSED
from scheduler.results.roster import handoff_table, roster_table
from scheduler.results.trace import TRACE
from scheduler.tables.formats.places import TomlPlaces
from scheduler.tables.said_values import said_choices
from scheduler.tables.schema import SETTINGS, TABLES, Column, Table
from scheduler.tables.settings import validate_settings

FILES: dict[Language, str] = {"en": "data-dictionary.md", "vi": "data-dictionary.vi.md"}
"""Name of the page in each language."""
RESULTS: tuple[ResultTable[Any], ...] = (
    roster_table(["level"]), handoff_table(["level"], published=True), MISSED, CHANGES, COMPARISON,
    PEOPLE, LOCALITIES, TRACE, *REPORTS,
)  # fmt: skip
"""The tables that come out."""
_NO_VALUES = ("?", object())
"""What a setting cannot be: unless it is any text, the first; in any case the second."""


def data_dictionary(language: Language) -> str:
    """The page, as Markdown."""
    return "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    yield f"# {say('dictionary.title', language)}\n"
    yield say("dictionary.note", language)
    yield f"\n## {say('dictionary.input', language)}\n"
    yield say("dictionary.input_note", language)
    yield from _settings(language)
    yield from _rules(language)
    for table in TABLES.values():
        yield from _input_table(table, language)
    yield f"\n## {say('dictionary.output', language)}\n"
    yield say("dictionary.output_note", language)
    for result in RESULTS:
        yield from _output_table(result, language)


def _settings(language: Language) -> Iterator[str]:
    names = ("setting", "value", "by_default", "meaning")
    yield f"\n### `{SETTINGS}.toml`\n"
    yield f"{_sentence(SETTINGS, language)}.\n"
    yield _row(*(say(f"dictionary.{name}", language) for name in names))
    yield "|---|---|---|---|"
    for key, info in settings_fields():
        required = info.is_required()
        default = written(info.get_default(call_default_factory=True))
        objectives = (called("objectives", name, language) for name in objective_names())
        words = {"words": _words(objectives), "most": MAX_WEIGHT}
        yield _row(
            _setting_name(key, required, language),
            _allowed(key, language),
            "" if required else f"`{default}`",
            say(f"columns.{SETTINGS}.{key}", language, **words),
        )


def _setting_name(key: str, required: bool, language: Language) -> str:
    """The key as in TOML and, where that differs, as workbooks have it."""
    name = f"**{key}**" if required else key
    said = called("settings", key, language)
    return name if said == key else f"{name} ({said})"


def _rules(language: Language) -> Iterator[str]:
    yield f"\n### {say('dictionary.rules', language)}\n"
    yield say("dictionary.rules_note", language) + "\n"
    yield _row(*(say(f"dictionary.{name}", language) for name in ("name", "kind", "meaning")))
    yield "|---|---|---|"
    for item in registered():
        kind = "objective" if item.is_objective else "rule"
        meaning = say(f"rules.{item.name}", language)
        said = called("objectives", item.name, language) if item.is_objective else item.name
        name = item.name if said == item.name else f"{item.name} ({said})"
        yield _row(name, say(f"dictionary.{kind}", language), meaning)


def settings_fields(
    model: type[BaseModel] = Settings, section: str = ""
) -> Iterator[tuple[str, FieldInfo]]:
    """Each setting by its key, sections first: ``rules.gap_months``."""
    added = {
        key: FieldInfo.from_annotated_attribute(setting.type, setting.default)
        for key, setting in (added_settings() if model is Rules else {}).items()
    }
    for name, info in (*model.model_fields.items(), *added.items()):
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from settings_fields(info.annotation, f"{section}{name}.")
        else:
            yield f"{section}{name}", info


def _allowed(key: str, language: Language) -> str:
    """What the settings say that they expect when they are given something else."""
    fault = next(fault for value in _NO_VALUES for fault in _refusals(key, value))
    if words := fault.context.get("words"):
        return _words(words.said(language).split(", "))
    if fault.kind == "list":
        return say("dictionary.list", language)
    return say(f"cells.{fault.kind}", language, **fault.context)


def _refusals(key: str, value: object) -> list[Fault]:
    for name in reversed(key.split(".")):
        value = {name: value}
    _, faults = validate_settings(cast(dict[str, object], value), TomlPlaces(""))
    return [fault for fault in faults if fault.column == key and fault.kind != "missing_setting"]


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _input_table(table: Table, language: Language) -> Iterator[str]:
    need = say("dictionary.required" if table.required else "dictionary.optional", language)
    yield f"\n### `{table.name}`: {table.title('vi')}\n"
    yield f"{_sentence(table.name, language)} ({need}).\n"
    yield from _head(language)
    for column in table.columns:
        name = f"**{column.name}**" if column.required else column.name
        meaning = _meaning(f"{table.name}.{column.name}", language)
        yield _row(name, column.heading("vi"), _content(column, language), meaning)


def _content(column: Column, language: Language) -> str:
    if column.choices:
        content = _words(said_choices(column, language))
    else:
        content = say(f"dictionary.{column.type}", language)
    if column.refers_to:
        content += f" → `{column.refers_to}`"
    default = ";".join(column.default) if isinstance(column.default, tuple) else column.default
    if default not in (None, "") and not column.required:
        default = called("choices", default, language) if column.choices else default
        content += " " + say("dictionary.default", language, value=default)
    return content


def _output_table(table: ResultTable[Any], language: Language) -> Iterator[str]:
    """The table's own columns: a handoff repeats those of the roster, which stand there."""
    yield f"\n### `{say(f'dictionary.{table.name}_file', language)}`\n"
    yield f"{_sentence(table.name, language)}.\n"
    yield from _head(language)
    for column in table.columns:
        if column.table == table.name:
            content = ", ".join(column.choices(language))
            yield _row(
                "*level*" if column.level else column.name,
                "" if column.level else column.heading("vi"),
                content or say(f"dictionary.{column.type}", language),
                column.meaning(language),
            )


def _head(language: Language) -> Iterator[str]:
    names = ("column", "heading", "content", "meaning")
    yield _row(*(say(f"dictionary.{name}", language) for name in names))
    yield "|---|---|---|---|"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _meaning(key: str, language: Language) -> str:
    return say(f"columns.{key}", language)


def _sentence(key: str, language: Language) -> str:
    meaning = _meaning(key, language)
    return meaning[0].upper() + meaning[1:]


if __name__ == "__main__":
    for spoken in LANGUAGES:
        page = Path(sys.argv[1]) / FILES[spoken]
        page.write_text(data_dictionary(spoken), encoding="utf-8", newline="\n")
