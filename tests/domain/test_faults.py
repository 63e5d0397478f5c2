"""Faults as lines."""

from __future__ import annotations

import re
import string

import pytest

from scheduler.domain.faults import Fault, describe, describe_all
from scheduler.language import LANGUAGES, catalogue


def test_a_line_has_place_column_value_expectation_and_nearest() -> None:
    fault = Fault("choice", "pins", 3, "decision", "requir", "require",
                  {"words": "require, forbid"}, "pins.csv:5")  # fmt: skip
    assert describe(fault, "en") == (
        'pins.csv:5: column decision: "requir" is not valid; '
        "expected one of: require, forbid; nearest: require"
    )
    assert describe(fault, "vi") == (
        'pins.csv:5: cột decision: "requir" không hợp lệ; '
        "cần một trong: require, forbid; gần nhất: require"
    )


def test_a_fault_without_a_file_names_its_table_and_row() -> None:
    assert describe(Fault("empty", "areas", 2, "id", ""), "en").startswith(
        'areas[2]: column id: "" is'
    )


def test_values_are_escaped_and_cut() -> None:
    line = describe(Fault("text", value="\x1b[31m\u202e\n" + "x" * 500, place="a\nb"), "en")
    assert line.isprintable()
    assert '"\\x1b[31m\\u202e\\nxxx' in line
    assert len(line) < 150


def test_more_faults_than_the_limit_are_counted() -> None:
    faults = [Fault("text", value=str(n), place="f") for n in range(1_000)]
    lines = describe_all(faults, "en")
    assert (len(lines), lines[-1]) == (201, "… and 800 more")
    assert describe_all(faults[:200], "vi", limit=200)[-1].startswith("f: ")


@pytest.mark.parametrize("name", ["faults", "tables"])
def test_every_sentence_has_the_same_placeholders_in_every_language(name: str) -> None:
    for key, sentences in catalogue(name).items():
        assert set(sentences) == set(LANGUAGES), key
        fields = [
            {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for text in sentences.values()
        ]
        assert all(found == fields[0] for found in fields), key
        assert all(re.search(r"\s$|^\s", text) is None for text in sentences.values()), key
