"""What is written is what is read: in every format, through chains, whatever the names."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.checks import find_faults
from scheduler.domain.instance import Instance
from scheduler.language import LANGUAGES, Language
from scheduler.tables.digest import instance_digest
from scheduler.tables.read import read_instance
from scheduler.tables.starter import starter_instance, write_starter
from scheduler.tables.write import write_instance
from tests.strategies import instances

FORMATS = ("folder", "book.xlsx", "file.json")

some = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@some
@given(instance=instances())
def test_random_instances_are_consistent(instance: Instance) -> None:
    assert find_faults(instance) == []


@pytest.mark.parametrize("name", FORMATS)
@some
@given(instance=instances(), language=st.sampled_from(LANGUAGES))
def test_read_gives_back_what_was_written(
    name: str, instance: Instance, language: Language
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_instance(instance, path, language=language)
        source = read_instance(path)
    assert source.instance == instance
    assert source.digest == instance_digest(instance)
    # Text made of any letters at all now and then looks like that of an old Vietnamese font, or
    # has a comma.
    assert {notice.kind for notice in source.notices} <= {"legacy_font", "comma_in_list"}


@settings(some, max_examples=20)
@given(instance=instances(), chain=st.permutations(FORMATS))
def test_chains_of_formats_lose_nothing(instance: Instance, chain: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        carried = instance
        for step, name in enumerate([*chain, chain[0]]):
            path = Path(folder) / str(step) / name
            write_instance(carried, path)
            carried = read_instance(path).instance
    assert carried == instance


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_instance_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    instance = starter_instance("vi")
    for path in (tmp_path / "1" / name, tmp_path / "2" / name):
        write_instance(instance, path)
    first, second = (
        {
            file.name: file.read_bytes()
            for file in sorted((tmp_path / n).rglob("*"))
            if file.is_file()
        }
        for n in "12"
    )
    assert first == second


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_template_is_a_valid_instance(name: str, language: Language, tmp_path: Path) -> None:
    write_starter(tmp_path / name, language)
    assert read_instance(tmp_path / name).instance == starter_instance(language)


def test_the_digest_ignores_the_order_of_rows() -> None:
    instance = starter_instance("en")
    turned = instance.model_copy(update={"branches": instance.branches[::-1]})
    other = instance.model_copy(update={"branches": instance.branches[1:]})
    assert instance_digest(turned) == instance_digest(instance) != instance_digest(other)
