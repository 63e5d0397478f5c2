"""Names as people spell, mistype and sort them."""

from __future__ import annotations

import random
import unicodedata

import pytest

from scheduler.domain.names import fold, given_name_key, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"), ("Thúy", "Thuý"), ("Đặng", "Ðặng"), ("NGUYỄN  VĂN AN", "Nguyễn Văn An"),
        ("Nguyễn\u00a0An", "Nguyễn An"), ("Women’s branch", "Women's branch"),
        ("Ấp 1 – Xã A", "Ấp 1 - Xã A"),
        (unicodedata.normalize("NFD", "Trần Thị Hòa"), "Trần Thị Hoà"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hóa"), ("Đan", "Dan"), ("Lan", "Lân")])
def test_different_names(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("communne", "commune"), ("Phu nu", "Phụ nữ"), ("XYZ", ""), ("", ""),
        ("hamlets", "hamlet"), ("Hoà", "Hòa"),
    ],
)  # fmt: skip
def test_the_nearest_valid_value(value: str, expected: str) -> None:
    words = ["province", "commune", "hamlet", "Phụ nữ", "Nông dân", "Hòa", "Hóa chất"]
    assert nearest(value, words) == expected


def test_the_nearest_among_thousands() -> None:
    ids = [f"X{number}-{cadre:02}" for number in range(29_000, 29_400) for cadre in range(8)]
    assert nearest("X29236-O3", ids) == "X29236-03"


def test_people_are_sorted_by_given_name_in_vietnamese_order() -> None:
    people = [
        "Trần Thị An", "Lê Văn Ấn", "Bùi Bá Bình", "Nguyễn Thị Bình", "Phạm Cường", "Lý Dũng",
        "Võ Đức", "Kim Hoa", "Trần Hòa", "Trần Hóa", "Lê Oanh", "Lê Ổn", "Lê Ơn", "Đỗ Uyên",
        "Đỗ Ưng", "Hồ Xuân",
    ]  # fmt: skip
    shuffled = random.Random(3).sample(people, len(people))
    assert sorted(shuffled, key=given_name_key) == people


def test_a_sort_name_takes_the_place_of_the_name() -> None:
    assert given_name_key("Thạch Sô Phia") > given_name_key("Lê Văn Hai")
    assert given_name_key("Kim Sa Rươn", "An Kim") < given_name_key("Lê Văn Bé")
