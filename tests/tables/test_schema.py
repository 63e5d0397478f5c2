"""The schema: what SPEC §3 says of tables and columns, in every language."""

from __future__ import annotations

import unicodedata

import pytest

from scheduler.language import LANGUAGES
from scheduler.tables.schema import SETTINGS, TABLES, heading_key, match_table, nearest_table


def columns(table: str, required: bool) -> list[str]:
    return [column.name for column in TABLES[table].columns if column.required == required]


def test_required_columns_are_those_of_the_contract() -> None:
    assert columns("areas", True) == ["id", "name", "level", "parent"]
    assert columns("calendars", True) == ["rule", "time"]
    assert columns("cadres", True) == ["id", "name", "tier", "organization", "areas"]
    assert columns("history", False) == ["status"]
    assert [name for name, table in TABLES.items() if table.required] == [
        "areas", "organizations", "branches", "cadres",
    ]  # fmt: skip


def test_columns_know_what_their_cells_hold() -> None:
    cadres = TABLES["cadres"].by_name
    assert (cadres["from"].field, cadres["from"].type, cadres["areas"].type) == (
        "from_",
        "day",
        "list",
    )
    assert cadres["areas"].refers_to == "areas"
    assert (cadres["visits_per_month"].type, cadres["visits_per_month"].default) == ("integer", 1)
    assert TABLES["areas"].by_name["parent"].blank
    assert not TABLES["areas"].by_name["level"].blank
    assert TABLES["pins"].by_name["decision"].choices == ("require", "forbid")
    assert TABLES["pins"].by_name["month"].type == "month"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_headings_are_told_apart_in_every_language(table) -> None:  # type: ignore[no-untyped-def]
    for column in table.columns:
        for heading in column.headings:
            for typed in (
                heading,
                heading.upper(),
                unicodedata.normalize("NFD", heading),
                f" {heading}\u00a0",
            ):
                assert table.match(typed) is column
    for language in LANGUAGES:
        assert len({column.heading(language) for column in table.columns}) == len(table.columns)


def test_titles_are_told_apart_and_fit_a_sheet() -> None:
    titles = [TABLES[name].title(language) for name in TABLES for language in LANGUAGES]
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)
    assert all(
        match_table(TABLES[n].title(language)) == n for n in TABLES for language in LANGUAGES
    )
    assert match_table("thiet lap") == match_table("Instance") == SETTINGS
    assert (match_table("roster"), nearest_table("cadre"), nearest_table("xyzzy")) == (
        "",
        "cadres",
        "",
    )


@pytest.mark.parametrize("spelling", ["Hòa", "Hoà", "hoa", "HO\u0300A", " hòa\u00a0", "_hòa*"])
def test_heading_keys_forget_diacritics_case_and_signs(spelling: str) -> None:
    assert heading_key(spelling) == "hoa"
    assert heading_key("Đến  ngày") == heading_key("den_ngay") == "den ngay"
