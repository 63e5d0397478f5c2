"""The data dictionary in the docs is the one that the program would write today."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.cells import MAX_SPAN
from scheduler.domain.registry import objective_names
from scheduler.domain.settings import (
    MAX_MONTHS,
    MAX_WEIGHT,
    Objectives,
    Rules,
    Settings,
)
from scheduler.domain.vocabulary import called
from scheduler.language import LANGUAGES, Language, catalogue
from scheduler.reports.dictionary import FILES, RESULTS, data_dictionary, settings_fields
from scheduler.rules.own import REGISTERED
from scheduler.tables.schema import SETTINGS, TABLES

DOCS = Path(__file__).parents[2] / "docs"
TO: dict[Language, str] = {"en": "to", "vi": "đến"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_the_docs_is_up_to_date(language: Language) -> None:
    assert (DOCS / FILES[language]).read_text(encoding="utf-8") == data_dictionary(language)


def test_every_meaning_is_that_of_a_table_or_column() -> None:
    known = {f"{table.name}.{column}" for table in TABLES.values() for column in table.by_name}
    for table in RESULTS:
        own = (c for c in table.columns if c.table == table.name)
        names = ("level" if c.level else c.name for c in own)
        known |= {table.name, *(f"{table.name}.{name}" for name in names)}
    known |= {SETTINGS, *(f"{SETTINGS}.{key}" for key, _ in settings_fields())}
    in_classes = {key.removeprefix("columns.") for item in REGISTERED for key in item.sentences}
    assert set(catalogue("columns")) == (known - in_classes) | set(TABLES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_there_with_its_range_and_default(language: Language) -> None:
    page = (DOCS / FILES[language]).read_text(encoding="utf-8")
    rows = {
        cells[0].partition("(")[0].strip(" *"): cells
        for line in page.splitlines()
        if (cells := line.split("|")[1:-1])
    }
    sections = {"rules": Rules, "objectives": Objectives}
    keys = [key for key in Settings.model_fields if key not in sections]
    keys += [f"{name}.{key}" for name, model in sections.items() for key in model.model_fields]
    for key in keys:
        assert all(cell.strip() for cell in rows[key]) or key in ("name", "start"), key
    assert f"1 {TO[language]} {MAX_MONTHS}" in rows["months"][1]
    assert f"0 {TO[language]} {MAX_SPAN}" in rows["rules.gap_months"][1]
    for word in ("off", "prefer", "require"):
        assert f"`{called('choices', word, language)}`" in rows["rules.accompany"][1]
    assert str(Rules().gap_months) in rows["rules.gap_months"][2]
    for name in objective_names():
        assert f"`{called('objectives', name, language)}`" in rows["objectives.levels"][3]
    assert str(MAX_WEIGHT) in rows["objectives.levels"][3]
