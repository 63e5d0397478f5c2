"""What `check`, `missed.csv` and others say of missing dates, of people, and of what is over."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language
from tests.cli.door import FIRST_STEPS, call

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIRST_STEPS, tmp_path / "instance"))


def write(instance: Path, table: str, *rows: Sequence[str]) -> None:
    with (instance / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def one_rule(instance: Path, shift: str, branch: str = "farmers-bamboo-bridge") -> None:
    """The branch meets on the 30th alone; 30 April is a public holiday. No other branch meets."""
    write(instance, "meetings", ("branch", "date", "status", "new_date"))
    write(instance, "pins", ("cadre", "branch", "decision"))
    write(
        instance, "calendars", ("rule", "time", "branch", "shift"), ("30", "08:00", branch, shift)
    )


def announced(instance: Path, branch: str, *options: str) -> list[str]:
    done = call("check", instance, "--json", *options)
    assert done.code == 0, done.err
    found = json.loads(done.out)["to_be_announced"]
    return [
        f"{date['cause']} {date['reason']}"
        for row in found
        if (row["branch"], row["month"]) == (branch, "2026-04")
        for date in row["dropped"]
    ]


def reasons(instance: Path, folder: Path, *options: str) -> dict[tuple[str, str], str]:
    done = call("solve", instance, "--out", folder, "--workers", 1, *options)
    assert done.code == 0, done.err
    with (folder / "missed.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row[0], row[3]): row[5] for row in csv.reader(file)}


def test_a_date_on_a_holiday_is_named_with_the_way_out(instance: Path, tmp_path: Path) -> None:
    one_rule(instance, "none")
    lines = call("check", instance).out.splitlines()
    (line,) = (line for line in lines if line.startswith("  farmers-bamboo-bridge 2026-04"))
    assert "public holiday" in line
    assert "2026-04-30 (Liberation Day/Reunification Day)" in line
    assert "shift = next or previous" in line
    assert announced(instance, "farmers-bamboo-bridge", "--lang", "vi") == [
        "holiday 30/04/2026 (Ngày Chiến thắng)"
    ]
    why = reasons(instance, tmp_path / "en")["ni", "2026-04"]
    assert "their meetings in 2026-04: 0; dates on a public holiday" in why
    assert "2026-04-30 (Liberation Day/Reunification Day); shift = next or previous" in why
    why = reasons(instance, tmp_path / "vi", "--lang", "vi")["ni", "2026-04"]
    assert "1 buổi trùng ngày lễ nên không họp: 30/04/2026 (Ngày Chiến thắng)" in why
    assert "cột dời ngày nghỉ" in why


@pytest.mark.parametrize("shift", ["next", "previous"])
def test_with_shift_nothing_is_dropped(shift: str, instance: Path) -> None:
    one_rule(instance, shift)
    assert announced(instance, "farmers-bamboo-bridge") == []
    # the next working day is in May
    found = json.loads(call("check", instance, "--json").out)["to_be_announced"]
    pairs = {(row["branch"], row["month"]) for row in found}
    assert (("farmers-bamboo-bridge", "2026-04") in pairs) == (shift == "next")


@pytest.mark.parametrize(
    ("table", "row", "expected", "words"),
    [
        ("closures", ("2026-04-01", "2026-04-29", "Mùa gặt"), "closure 2026-04-06 (Mùa gặt)",
         "in a closure: 1: 2026-04-06 (Mùa gặt)"),
        ("meetings", ("front-old-market", "2026-04-06", "cancelled", ""), "cancelled 2026-04-06",
         "cancelled: 1: 2026-04-06"),
        ("meetings", ("front-old-market", "2026-04-06", "moved", "2026-05-04"),
         "moved 2026-04-06 to 2026-05-04", "moved to another time: 1: 2026-04-06 to 2026-05-04"),
    ],
    ids=["closure", "cancelled", "moved"],
)  # fmt: skip
def test_other_causes_are_named(
    table: str, row: Sequence[str], expected: str, words: str, instance: Path, tmp_path: Path
) -> None:
    heads = {
        "closures": ("from", "until", "reason"),
        "meetings": ("branch", "date", "status", "new_date"),
    }
    write(instance, "meetings", heads["meetings"])
    write(
        instance, "calendars", ("rule", "time", "branch", "shift"),
        ("6", "08:00", "front-old-market", "none"),
    )  # fmt: skip
    write(instance, table, heads[table], row)
    assert announced(instance, "front-old-market") == [expected]
    assert words in reasons(instance, tmp_path / "out")["huong", "2026-04"]


def test_one_day_left_is_said(instance: Path, tmp_path: Path) -> None:
    """Leave until 29 April, back on the last day of the month, a holiday."""
    shutil.copy(CASES / "fair-back-on-the-last-day" / "leave.csv", instance)
    why = reasons(instance, tmp_path / "out")["hue", "2026-04"]
    assert why.endswith(
        "days without leave and in office: 1: 2026-04-30 (Liberation Day/Reunification Day)"
    )
    assert ("hue", "2026-03") not in reasons(instance, tmp_path / "again")  # excused


def test_who_owes_nothing_is_counted_and_named(instance: Path, tmp_path: Path) -> None:
    write(instance, "leave", ("cadre", "from", "until"), ("hue", "2026-02-01", "2026-05-31"))
    done = call("check", instance)
    assert "10 cadres (1 of whom owe no visit)" in done.out
    assert "  hue Nguyễn Thị Ngọc Huệ" in done.out.splitlines()
    assert json.loads(call("check", instance, "--json").out)["excused"] == ["hue"]
    done = call("solve", instance, "--out", tmp_path / "out", "--workers", 1, "--lang", "vi")
    assert "10 cán bộ (trong đó 1 người không phải đi lượt nào)" in done.out
    done = call("whatif", instance, "--gap", "2:2", "--workers", 1, "--out", tmp_path / "study")
    rows = [line.split() for line in done.out.splitlines()]
    assert ["cadres", "9", "+0"] in rows
    assert done.out.startswith("base: 10 cadres (1 of whom owe no visit)")


def test_a_visit_a_quarter_is_explained_by_its_quarter(instance: Path, tmp_path: Path) -> None:
    text = (instance / "cadres.csv").read_text(encoding="utf-8-sig").splitlines()
    every = ["every_months", *("2" if line.startswith("huong,") else "" for line in text[1:])]
    lines = [f"{line},{months}" for line, months in zip(text, every, strict=True)]
    (instance / "cadres.csv").write_text("\n".join(lines), encoding="utf-8")
    (instance / "instance.toml").write_text(
        (instance / "instance.toml").read_text(encoding="utf-8").replace("2026-03", "2026-05")
    )
    write(instance, "calendars", ("rule", "time"))
    write(instance, "meetings", ("branch", "date"))
    found = reasons(instance, tmp_path / "out")
    assert ("huong", "2026-05") not in found  # March and April is a pair, and so May and June
    assert "their meetings in 2026-05 – 2026-06: 0" in found["huong", "2026-06"]
    assert "their meetings in 2026-05: 0" in found["hue", "2026-05"]


def test_a_late_leave_against_a_visit_made_is_asked_about(instance: Path) -> None:
    with (instance / "history.csv").open("a", encoding="utf-8") as file:
        file.write("huong,front-old-market,2026-03-06,attended\n")
    with (instance / "leave.csv").open("a", encoding="utf-8") as file:
        file.write("huong,2026-03-05,2026-03-09,ill\n")
    done = call("check", instance)
    assert done.code == 0
    assert "is this so? Sơn Thị Hương (huong)" in done.err
    assert "leave" in done.err


@pytest.mark.parametrize("command", ["show", "explain", "substitute"])
def test_what_was_recorded_since_stands_in_the_roster(
    command: str, instance: Path, tmp_path: Path
) -> None:
    """Somebody else came than the roster says; that is no broken rule."""
    assert call("solve", instance, "--out", tmp_path / "out", "--workers", 1).code == 0
    with (tmp_path / "out" / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        planned = {(row["cadre"], row["month"]): row for row in csv.DictReader(file)}
    hers, his = planned["hue", "2026-03"], planned["phi", "2026-03"]
    with (instance / "history.csv").open("a", encoding="utf-8") as file:
        file.write(f"hue,{hers['branch']},{hers['date']},substituted\n")
        file.write(f"phi,{hers['branch']},{hers['date']},attended\n")
        file.write(f"phi,{his['branch']},{his['date']},missed\n")
    words: dict[str, list[object]] = {
        "show": [],
        "explain": ["--cadre", "dao", "--month", "2026-04"],
        "substitute": ["--cadre", "dao", "--date", planned["dao", "2026-04"]["date"]],
    }
    done = call(command, instance, tmp_path / "out", *words[command])
    assert done.code in (0, 1), done.err
    assert done.out
    assert "1 visit is counted in, 2 planned ones left out" in done.err
    assert "breaks" not in done.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_been_out_is_told_so(language: Language, tmp_path: Path) -> None:
    """They have made their visit of the month; a roster may well exist with them."""
    assert call("solve", FIRST_STEPS, "--out", tmp_path / "out", "--workers", 1).code == 0
    done = call(
        "substitute", FIRST_STEPS, tmp_path / "out", "--cadre", "huong", "--date", "2026-03-16",
        "--lang", language,
    )  # fmt: skip
    lines = [line for line in done.out.splitlines() if "(hue)" in line or "(phi)" in line]
    said = {"en": "has been out on 2026-03-09 already", "vi": "đã đi dự ngày 09/03/2026"}[language]
    assert len(lines) == 2
    assert any(said in line for line in lines), lines
    assert all("--from" in line for line in lines)


LOST = {
    "holiday": ("2026-04-30", "public holiday: Liberation Day/Reunification Day", "ngày lễ"),
    "closure": ("2026-03-30", "closed: Mùa gặt", "tạm nghỉ sinh hoạt: Mùa gặt"),
    "cancelled": ("2026-03-30", "cancelled", "đã hủy"),
    "moved": ("2026-03-30", "moved to 2026-04-02", "dời sang 02/04/2026"),
}


@pytest.mark.parametrize("cause", LOST)
def test_a_visit_to_a_dropped_date_is_told_why_there_is_no_meeting(
    cause: str, instance: Path, tmp_path: Path
) -> None:
    one_rule(instance, "none")
    date, english, vietnamese = LOST[cause]
    if cause == "closure":
        write(instance, "closures", ("from", "until", "reason"), (date, date, "Mùa gặt"))
    elif cause != "holiday":
        row = ("farmers-bamboo-bridge", date, cause, "2026-04-02" if cause == "moved" else "")
        write(instance, "meetings", ("branch", "date", "status", "new_date"), row)
    roster = tmp_path / "roster.csv"
    roster.write_text(f"cadre,branch,date\nni,farmers-bamboo-bridge,{date}\n", encoding="utf-8")
    done = call("audit", instance, roster)
    assert done.code == 1
    assert f"farmers-bamboo-bridge has no meeting on {date} ({english})" in done.out
    done = call("audit", instance, roster, "--lang", "vi")
    assert f"({vietnamese}" in done.out
    # and a pin on that date is a conflict in which the cause stands, in words
    write(
        instance, "pins", ("cadre", "branch", "decision", "date"),
        ("ni", "farmers-bamboo-bridge", "require", date),
    )  # fmt: skip
    done = call("solve", instance, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 1
    if cause == "holiday":
        assert f"; not on {date} ({english})" in done.err
    else:
        assert {"closure": "closure", "cancelled": "cancelled", "moved": "moved"}[cause] in done.err
