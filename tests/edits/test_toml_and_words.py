"""Every edit can be written as TOML, read back, and said in words."""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.edit import TABLES, Edit
from scheduler.domain.months import Month
from scheduler.domain.registry import objective_names
from scheduler.domain.settings import Rules
from scheduler.edits.apply import applied
from scheduler.edits.scenario import Scenario
from scheduler.edits.scenario_file import read_scenarios, scenarios_of
from scheduler.edits.toml_text import edits_toml, scenarios_toml
from scheduler.edits.words import sentence
from scheduler.language import LANGUAGES
from scheduler.tables import schema
from tests.strategies import lines
from tests.tiny import tiny

# -- edits of every kind --------------------------------------------------------------------------

Json = dict[str, Any]

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6).map(
    lambda text: unicodedata.normalize("NFC", text)  # a scenario file is read as NFC
)
IDS = st.lists(lines(), min_size=1, max_size=3)
VALUES = st.recursive(
    st.one_of(
        TEXTS, lines(), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none(),
        st.dates(dt.date(1900, 1, 1)),
        st.builds(Month, st.integers(1900, 2100), st.integers(1, 12)),
    ),
    lambda parts: st.lists(parts, max_size=3),
    max_leaves=4,
)  # fmt: skip
NUMBER = st.fixed_dictionaries({"count": st.integers(0, 9)}) | st.fixed_dictionaries(
    {"share": st.floats(0, 1)}
)
NAMES = st.dictionaries(lines(), lines(), max_size=2)
TABLE = st.sampled_from(TABLES)


def cells(table: str, *more: str) -> st.SearchStrategy[Json]:
    columns = [*schema.TABLES[table].by_name, *more]
    return st.dictionaries(st.sampled_from(columns), VALUES, max_size=3)


@st.composite
def removals(draw: st.DrawFn) -> Json:
    table = draw(TABLE)
    number = draw(st.just({}) | NUMBER)
    return {"table": table, "where": draw(cells(table, "within")), **number}


@st.composite
def additions(draw: st.DrawFn) -> Json:
    table = draw(TABLE)
    rows = draw(st.lists(cells(table), max_size=2))
    like = {"like": draw(cells(table, "within")), **draw(NUMBER)}
    return {"table": table, "rows": rows, **(like if not rows or draw(st.booleans()) else {})}


@st.composite
def rows_put(draw: st.DrawFn) -> Json:
    table = draw(TABLE)
    return {"table": table, "rows": draw(st.lists(cells(table), min_size=1, max_size=3))}


@st.composite
def changes(draw: st.DrawFn) -> Json:
    table = draw(TABLE)
    return {"table": table, "where": draw(cells(table, "within")), "set": draw(cells(table))}


WEIGHTS = st.dictionaries(st.sampled_from(objective_names()), st.integers(1, 9), min_size=1)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "remove": removals(),
    "add": additions(),
    "put": rows_put(),
    "change": changes(),
    "transfer": st.fixed_dictionaries(
        {"where": cells("cadres", "within"), "areas": IDS},
        optional={key: lines() for key in ("organization", "tier", "base")},
    ),
    "close": st.fixed_dictionaries({"areas": IDS}),
    "merge": st.fixed_dictionaries(
        {"into": st.dictionaries(lines(), IDS, min_size=1, max_size=2)},
        optional={"names": NAMES, "unite": st.booleans()},
    ),
    "split": st.fixed_dictionaries(
        {"area": lines(), "into": st.dictionaries(lines(), IDS, max_size=2)},
        optional={"names": NAMES},
    ),
    "drop_level": st.fixed_dictionaries({"level": lines()}, optional={"tier": lines()}),
    "rules": st.dictionaries(st.sampled_from(list(Rules.model_fields)), VALUES, max_size=3),
    "settings": st.dictionaries(lines(), VALUES, max_size=3),
    "objectives": st.lists(WEIGHTS, min_size=1, max_size=3),
}


def edits(kind: str) -> st.SearchStrategy[Edit]:
    return KINDS[kind].map(lambda value: Edit.model_validate({kind: value}))


ANY = st.one_of(*map(edits, KINDS))


def test_there_is_a_strategy_for_every_kind() -> None:
    assert KINDS.keys() == Edit.model_fields.keys()


# -- as TOML --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_edit_of_every_kind_is_read_back_as_it_was(kind: str, data: st.DataObject) -> None:
    edit = data.draw(edits(kind))
    text = "\n".join(["[[scenario]]", 'name = "s"', *edits_toml([edit])])
    (found,) = scenarios_of(tomllib.loads(text))
    assert found.edit == (edit,)
    assert found.edit[0].name == kind


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    several=st.lists(
        st.builds(
            Scenario, name=lines(), edit=st.lists(ANY, max_size=3), repeat=st.integers(1, 100)
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda scenario: scenario.name,
    )
)
def test_scenarios_are_read_back_from_a_file(several: list[Scenario], tmp_path: Path) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text(scenarios_toml(several), encoding="utf-8", newline="")
    assert read_scenarios(file) == several


# -- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_edit_of_every_kind_is_said(kind: str, data: st.DataObject) -> None:
    edit = data.draw(edits(kind))
    said = {sentence(edit, language) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


TOLD: list[tuple[Json, str, str]] = [
    (
        {"remove": {"table": "pins", "where": {"cadre": "an", "date": dt.date(2015, 7, 5),
                                               "month": ""}}},
        "take out of pins: every row with cadre an, date 2015-07-05, month empty",
        "bỏ khỏi bảng Chỉ định: mọi dòng có cán bộ an, ngày 05/07/2015, tháng để trống",
    ),
    (
        {"remove": {"table": "cadres", "where": {"tier": "commune", "within": "844"},
                    "share": 0.1}},
        "take out of cadres: 10 % of the rows with tier commune, within 844",
        "bỏ khỏi bảng Cán bộ: 10 % số dòng có cấp xã, thuộc 844",
    ),
    (
        {"change": {"table": "cadres", "where": {"id": "an"}, "set": {"visits_per_month": 2}}},
        "set in cadres, in every row with id an: visits_per_month 2",
        "đặt trong bảng Cán bộ, ở mọi dòng có mã an: số lượt mỗi tháng 2",
    ),
    (
        {"add": {"table": "cadres", "like": {}, "share": 0.5}},
        "add to cadres: new ones like those there are (50 % of those)",
        "thêm vào bảng Cán bộ: người mới giống những người đang có (50 % số đó)",
    ),
    (
        {"transfer": {"where": {"id": "em"}, "areas": ["c1", "c2"], "base": "h2"}},
        "send cadres elsewhere, every row with id em: areas c1, c2, base h2",
        "điều chuyển cán bộ, mọi dòng có mã em: địa bàn phụ trách c1, c2, nơi xuất phát h2",
    ),
    (
        {"merge": {"into": {"c": ["c1", "c2"]}, "names": {"c": "Both"}}},
        "merge areas: c1, c2 into c (Both)",
        "nhập địa bàn: c1, c2 thành c (Both)",
    ),
    (
        {"rules": {"gap_months": 4}},
        "set the rules: gap_months 4",
        "đặt quy tắc: khoảng cách luân phiên 4",
    ),
    (
        {"objectives": [{"missed": 1}, {"waiting": 2, "travel": 1}]},
        "set the levels of objectives: missed, 2 waiting + travel",
        "đặt các mức mục tiêu: lượt thiếu, 2 thời gian chờ + quãng đường",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "english", "vietnamese"), TOLD)
def test_what_an_edit_does_is_told(edit: Json, english: str, vietnamese: str) -> None:
    parsed = Edit.model_validate(edit)
    assert (sentence(parsed, "en"), sentence(parsed, "vi")) == (english, vietnamese)


def test_what_is_read_back_does_the_same() -> None:
    rows = [{"branch": "w1", "date": dt.date(2015, 7, 7), "time": "morning"}]
    several = (
        Edit.model_validate({"put": {"table": "meetings", "rows": rows}}),
        Edit.model_validate({"change": {"table": "cadres", "where": {"id": "dung"},
                                        "set": {"from": None, "areas": ("c1", "c2")}}}),
    )  # fmt: skip
    (read,) = scenarios_of(tomllib.loads(scenarios_toml([Scenario(name="s", edit=several)])))
    instance = tiny().instance
    assert applied(instance, read.edit) == applied(instance, several) != instance
