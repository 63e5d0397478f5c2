"""The figures of a report, counted literally from the CSVs of an exported ledger.

It shares no code with the reports: rows are read as texts and counted one after the other.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

Rows = list[dict[str, str]]
MADE = ("attended", "substituted", "moved", "unplanned")


def rows(package: Path, name: str) -> Rows:
    """The rows of a table."""
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def counted(
    package: Path, first: str, last: str, tiers: Mapping[str, str]
) -> dict[str, Counter[str]]:
    """Group (``total``, ``month 2015-07``, ``tier commune``) to its counts; ``tiers`` gives the
    tier of each cadre.
    """
    newest: dict[str, tuple[int, str]] = {}
    for row in rows(package, "publications"):
        newest[row["month"]] = max(
            newest.get(row["month"], (0, "")), (int(row["number"]), row["id"])
        )
    outcomes = rows(package, "outcomes")
    replaced = {row["replaces"] for row in outcomes}
    standing = [row for row in outcomes if row["number"] not in replaced]
    of_visit = {row["visit"]: row for row in standing if row["visit"]}
    found: dict[str, Counter[str]] = {}

    def add(name: str, amount: int, *groups: str) -> None:
        for group in groups:
            found.setdefault(group, Counter())[name] += amount

    def went(row: dict[str, str], month: str, kind: str) -> None:
        groups = ("total", f"month {month}", f"tier {tiers[row['cadre']]}")
        add("made", 1, *groups)
        add("unplanned", kind == "unplanned", *groups)
        if row["attendance"] and row["members"] and row["members"] != "0":
            add("stated", 1, *groups)
            add("attendance", int(row["attendance"]), *groups)
            add("members", int(row["members"]), *groups)

    current = set()
    for row in rows(package, "planned"):
        month = row["date"][:7]
        if not first <= month <= last or newest[month][1] != row["publication"]:
            continue
        current.add(row["visit"])
        groups = ("total", f"month {month}", f"tier {tiers[row['cadre']]}")
        outcome = of_visit.get(row["visit"])
        fate = outcome["status"] if outcome else "no_answer"
        add("planned", 1, *groups)
        add(fate, 1, *groups)
        add("on_plan", fate in ("attended", "moved"), *groups)
        if outcome and fate in MADE:
            went(outcome, month, fate)
    dates = {row["visit"]: row["date"] for row in rows(package, "planned")}
    for row in standing:
        month = (dates.get(row["visit"]) or row["date"])[:7]
        if row["visit"] not in current and row["status"] in MADE and first <= month <= last:
            went(row, month, "unplanned")
    return found
