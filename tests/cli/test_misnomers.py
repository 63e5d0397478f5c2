"""`scheduler audit` and others on a roster in which somebody typed another name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, call


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster in which a name and a weekday of line 2 were changed, and no id."""
    folder = tmp_path_factory.mktemp("edited")
    assert call("solve", FIRST_STEPS, "--out", folder / "out", "--workers", 1).code == 0
    text = (folder / "out" / "roster.csv").read_text(encoding="utf-8-sig")
    head, first, *rest = text.splitlines()
    assert "dao,Lê Thị Thu Đào" in first
    assert "Tuesday" in first
    first = first.replace("Lê Thị Thu Đào", "Lê Thành Hiền").replace("Tuesday", "Monday")
    file = folder / "edited.csv"
    file.write_text("\n".join([head, first, *rest]), encoding="utf-8-sig")
    return file


def test_an_audit_names_row_column_and_both_people(edited: Path) -> None:
    done = call("audit", FIRST_STEPS, edited)
    assert done.code == 1
    assert done.out.splitlines()[:2] == [
        'edited.csv:2: names: column cadre_name: "Lê Thành Hiền" is the name of hien, not of dao'
        ' ("Lê Thị Thu Đào")',
        "1 violation",
    ]
    assert 'edited.csv:2: column weekday: "Monday" does not go with the date' in done.err


def test_the_same_for_a_program_and_in_vietnamese(edited: Path) -> None:
    done = call("audit", FIRST_STEPS, edited, "--json", "--lang", "vi")
    (violation,) = json.loads(done.out)["violations"]
    assert (violation["rule"], violation["row"], violation["cadre"]) == ("names", 2, "dao")
    assert violation["message"].startswith("cột cadre_name: ")


@pytest.mark.parametrize("command", ["show", "explain", "replan", "solve"])
def test_other_commands_say_that_ids_count(command: str, edited: Path, tmp_path: Path) -> None:
    words: dict[str, list[object]] = {
        "show": [FIRST_STEPS, edited],
        "explain": [FIRST_STEPS, edited, "--cadre", "dao", "--month", "2026-03"],
        "replan": [FIRST_STEPS, edited, "--from", "2026-03-15", "--out", tmp_path / "out"],
        "solve": [FIRST_STEPS, "--hint", edited, "--out", tmp_path / "out"],
    }
    done = call(command, *words[command])
    assert done.code == 0, done.err
    assert 'edited.csv:2: column cadre_name: "Lê Thành Hiền" is the name of hien' in done.err
    assert "ids alone count" in done.err


def test_an_id_that_nobody_bears_comes_with_the_nearest(edited: Path, tmp_path: Path) -> None:
    text = edited.read_text(encoding="utf-8-sig").replace(",dao,Lê Thành", ",Lê Thị Thu Đào,Lê")
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8-sig")
    done = call("audit", FIRST_STEPS, tmp_path / "roster.csv")
    assert "no cadre has the id Lê Thị Thu Đào; nearest: dao" in done.out
