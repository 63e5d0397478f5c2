"""The data dictionary in the docs is the one that the program would write today."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language, catalogue
from scheduler.reports.dictionary import FILES, data_dictionary
from scheduler.tables.result_schema import (
    CHANGE,
    EFFECT,
    MISSED,
    PERSON,
    PLACE,
    RETURNED,
    TRACE,
    roster_columns,
)
from scheduler.tables.schema import TABLES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_the_docs_is_up_to_date(language: Language) -> None:
    assert (DOCS / FILES[language]).read_text(encoding="utf-8") == data_dictionary(language)


def test_every_meaning_is_that_of_a_table_or_column() -> None:
    known = {f"{table.name}.{column}" for table in TABLES.values() for column in table.by_name}
    for name, columns in (
        ("roster", roster_columns(["level"])), ("handoff", RETURNED), ("missed", MISSED),
            ("trace", TRACE), ("changes", CHANGE), ("comparison", EFFECT), ("people", PERSON),
            ("localities", PLACE),
    ):  # fmt: skip
        known |= {name, *(f"{name}.{column.name}" for column in columns)}
    assert set(catalogue("columns")) == known | set(TABLES)
