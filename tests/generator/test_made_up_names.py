"""Made-up names, and ids made of them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import islice

import pytest

from scheduler.domain.names import id_of
from scheduler.generator.chance import share_of, stream
from scheduler.generator.made_up_names import (
    Ids,
    person,
    person_slug,
    place_names,
    place_styles,
)


@pytest.mark.parametrize(("name", "expected"), [
    ("Ấp Cây Cách", "ap-cay-cach"), ("Đôn Châu", "don-chau"), ("Đại Phước ", "dai-phuoc"),
    ("O'Neill & Sons", "o-neill-sons"), ("សុខ ដា", "សុខ-ដា"), ("!", "unnamed"),
])  # fmt: skip
def test_an_id_is_plain_letters(name: str, expected: str) -> None:
    assert id_of(name) == expected


def test_a_vietnamese_person_goes_by_the_given_name() -> None:
    assert person_slug("Nguyễn Thị Thúy", "vi") == "thuy"
    assert person_slug("Ama Mensah", "en") == "ama-mensah"


def test_each_id_is_handed_out_once() -> None:
    ids = Ids()
    assert [ids.claim(wish) for wish in ("an", "an-2", "an", "an", "binh")] == [
        "an", "an-2", "an-3", "an-4", "binh",
    ]  # fmt: skip


@pytest.mark.parametrize("style", sorted(place_styles()))
def test_places_below_one_area_never_share_a_name(style: str) -> None:
    for seed in range(10):
        names = list(islice(place_names(stream(seed), style, "Xã Kim Sơn"), 300))
        assert len(set(names)) == 300


@pytest.mark.parametrize("language", ["vi", "en"])
def test_people_have_at_least_two_names_in_composed_letters(language: str) -> None:
    for seed in range(200):
        name = person(stream(seed), language)
        assert len(name.split()) >= 2
        assert unicodedata.normalize("NFC", name) == name


def test_streams_of_different_purposes_differ_and_stay() -> None:
    assert stream(1, "a").random() != stream(1, "b").random()
    assert stream(1, "a", "b").random() == stream(1, "a", "b").random()
    # The value itself is part of the promise: the same on every Python.
    assert stream(1, "leave").randrange(10**6) == 399718


def test_a_share_keeps_the_order_and_the_count() -> None:
    chosen = share_of(stream(1), range(100), 0.3)
    assert len(chosen) == 30
    assert chosen == sorted(chosen)
    assert max(Counter(chosen).values()) == 1
