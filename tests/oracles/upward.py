"""Every figure of a report, counted literally from the CSVs of an exported ledger.

It shares no code with the reports: rows are read as texts and counted one after the other, as
docs/reports.md says each figure; who owes a visit, and where a tier may go, says the literal
reading of the instance (:mod:`tests.oracles.literal`).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scheduler.domain.instance import Instance
from tests.oracles.literal import World, month_of

Row = dict[str, str]
Table = dict[tuple[str, ...], dict[str, object]]
"""The rows of a table of the report, by their key."""
MADE = ("attended", "substituted", "moved", "unplanned")
FATES = ("attended", "substituted", "moved", "missed", "not_held", "no_answer")


def rows(package: Path, name: str) -> list[Row]:
    """The rows of a table."""
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Report:
    """What is to be reported of the months from ``first`` to ``last`` (both YYYY-MM)."""

    def __init__(
        self,
        package: Path,
        instance: Instance,
        first: str,
        last: str,
        area: str = "",
        until: int = 10**9,
    ):
        """``until`` is the entry up to which the ledger is read."""
        self.package, self.instance, self.area, self.until = package, instance, area, until
        self.world = World(instance)
        self.months = list(_months(first, last))
        self.newest: dict[str, tuple[int, str]] = {}
        for row in self.rows("publications"):
            own = int(row["number"]), row["id"]
            self.newest[row["month"]] = max(self.newest.get(row["month"], (0, "")), own)
        outcomes = self.rows("outcomes")
        replaced = {row["replaces"] for row in outcomes}
        self.standing = [row for row in outcomes if row["number"] not in replaced]
        self.everything = list(self._lines())
        self.lines = [
            line for line in self.everything
            if line["month"] in self.months and self.is_inside(line["branch"])
        ]  # fmt: skip

    def rows(self, name: str) -> list[Row]:
        """The rows of a table of the ledger."""
        return [row for row in rows(self.package, name) if int(row["entry"]) <= self.until]

    def is_inside(self, branch: str) -> bool:
        """Whether the report speaks of the branch."""
        return not self.area or self.world.inside(self.world.branches[branch].area, self.area)

    def _lines(self) -> Iterator[dict[str, Any]]:
        """A line a visit planned, or made without plan, of all months."""
        of_visit = {row["visit"]: row for row in self.standing if row["visit"]}
        dates: dict[str, str] = {}
        current = set()
        for row in self.rows("planned"):
            dates[row["visit"]] = row["date"]
            month = row["date"][:7]
            if self.newest[month][1] != row["publication"]:
                continue
            current.add(row["visit"])
            told = of_visit.get(row["visit"])
            fate = told["status"] if told else "no_answer"
            yield {
                "month": month, "fate": "attended" if fate == "unplanned" else fate,
                "planned": row, "owner": row["cadre"], "told": told,
                **{name: (told or row)[name] for name in ("cadre", "branch", "date")},
            }  # fmt: skip
        for told in self.standing:
            if told["visit"] not in current and told["status"] in MADE:
                month = (dates.get(told["visit"]) or told["date"])[:7]
                yield {
                    "month": month, "fate": "unplanned", "planned": None, "owner": told["cadre"],
                    "told": told, **{name: told[name] for name in ("cadre", "branch", "date")},
                }  # fmt: skip

    # -- counts -----------------------------------------------------------------------------------

    def counts(self) -> Table:
        """By kind of group and id."""
        found: dict[tuple[str, ...], Counter[str]] = {("total", ""): Counter()}
        found |= {("month", month): Counter() for month in self.months}
        found |= {("tier", tier): Counter() for tier in self.world.tiers}
        found |= {("organization", row.id): Counter() for row in self.instance.organizations}
        levels = self.instance.settings.levels
        between = levels[1:-1] or levels[1:]
        found |= {
            ("area", row.id): Counter() for row in self.instance.areas
            if row.level in between and (not self.area or self.world.inside(row.id, self.area))
        }  # fmt: skip
        for line in self.lines:
            where = [("total", ""), ("month", line["month"])]
            own = self.world.branches[line["branch"]].area
            where += [key for key in found if key[0] == "area" and self.world.inside(own, key[1])]
            if line["planned"]:
                owner = line["planned"]
                groups = [*where, ("tier", owner["tier"]), ("organization", owner["organization"])]
                for key in groups:
                    found[key]["planned"] += 1
                    found[key][line["fate"]] += 1
                    found[key]["on_plan"] += line["fate"] in ("attended", "moved")
            if line["fate"] in MADE:
                goer = self.world.cadres[line["cadre"]]
                for key in [*where, ("tier", goer.tier), ("organization", goer.organization)]:
                    self._went(found[key], line)
        return {key: self._count(key, count) for key, count in found.items()}

    @staticmethod
    def _went(count: Counter[str], line: dict[str, Any]) -> None:
        told = line["told"]
        count["made"] += 1
        count["unplanned"] += line["planned"] is None
        if told["attendance"] and told["members"] and told["members"] != "0":
            count["stated"] += 1
            count["attendance"] += int(told["attendance"])
            count["members"] += int(told["members"])

    def _count(self, key: tuple[str, ...], count: Counter[str]) -> dict[str, object]:
        kind, own = key
        organizations = {row.id: row.name for row in self.instance.organizations}
        areas = self.world.areas
        name = {
            "total": self.instance.settings.name, "organization": organizations.get(own, ""),
            "area": areas[own].name if kind == "area" else "",
        }.get(kind, own)  # fmt: skip
        kept = count["attended"] + count["moved"] + count["substituted"]
        numbers = ("planned", *FATES, "made", "on_plan", "unplanned", "attendance", "members",
                   "stated")  # fmt: skip
        return {
            "kind": kind, "id": own, "name": name,
            "level": areas[own].level if kind == "area" else "",
            **{name: count[name] for name in numbers},
            "rate": _part(kept, count["planned"]),
            "turnout": _part(count["attendance"], count["members"]),
        }  # fmt: skip

    # -- people -----------------------------------------------------------------------------------

    def due(self, cadre: str) -> dict[str, int]:
        """What a cadre of the tables owes in each month."""
        row = self.world.cadres[cadre]
        return {month: self.world.due(row, _pair(month)) for month in self.months}

    def people(self) -> Table:
        """By cadre."""
        found: Table = {}
        for row in self.instance.cadres:
            own = [line for line in self.lines if line["planned"] and line["owner"] == row.id]
            went = [x for x in self.lines if x["fate"] in MADE and x["cadre"] == row.id]
            serves = not self.area or any(self.world.inside(a, self.area) for a in row.areas)
            due = self.due(row.id) if serves else dict.fromkeys(self.months, 0)
            if not (own or went or any(due.values())):
                continue
            unsaid = Counter(
                line["month"] for line in own if line["fate"] in ("not_held", "no_answer")
            )
            made_in = {line["month"] for line in went}
            substituted = [line for line in own if line["fate"] == "substituted"]
            instead = [x for x in went if x["fate"] == "substituted" and x["planned"]]
            silent = [line for line in went if _is_silent(line)]
            no_answer = sum(line["fate"] == "no_answer" for line in own)
            found[(row.id,)] = {
                "cadre": row.id, "cadre_name": row.name, "tier": row.tier,
                "organization": row.organization, "due": sum(due.values()), "planned": len(own),
                "made": len(went), "not_held": sum(x["fate"] == "not_held" for x in own),
                "no_answer": no_answer,
                "substituted_by": _how_often(line["cadre"] for line in substituted),
                "substituted_for": _how_often(line["owner"] for line in instead),
                "without": ";".join(
                    month for month, owed in due.items()
                    if owed > unsaid[month] and month not in made_in
                ),
                "mere_form": len(silent),
                "never_went": sum(due.values()) > 0 and not went and not no_answer,
            }  # fmt: skip
        return found

    def bodies(self) -> Table:
        """By tier, organisation and area."""
        found: Table = {}
        due, planned, made, silent = (Counter[tuple[str, ...]]() for _ in range(4))
        for row in self.instance.cadres:
            home = self.home(row.id)
            if not self.area or self.world.inside(home[2], self.area):
                due[home] += sum(self.due(row.id).values())
        for line in self.lines:
            if line["planned"]:
                planned[self.home(line["owner"])] += 1
            if line["fate"] in MADE:
                made[self.home(line["cadre"])] += 1
                silent[self.home(line["cadre"])] += _is_silent(line)
        for key in {*(+due), *planned, *made}:
            tier, organization, area = key
            found[key] = {
                "tier": tier, "organization": organization, "area": area,
                "name": self.world.areas[area].name, "due": due[key], "planned": planned[key],
                "made": made[key], "mere_form": silent[key],
                "mere_form_share": _part(silent[key], made[key]),
                "assigned_nobody": due[key] > 0 and planned[key] == 0,
            }  # fmt: skip
        return found

    def home(self, cadre: str) -> tuple[str, str, str]:
        """The body of a cadre: the area of the tier's level in which the first area lies."""
        row = self.world.cadres[cadre]
        for area in row.areas:
            while area:
                if self.world.areas[area].level == row.tier:
                    return row.tier, row.organization, area
                area = self.world.areas[area].parent
        return row.tier, row.organization, row.areas[0]

    # -- places -----------------------------------------------------------------------------------

    def past(self) -> list[tuple[str, str, dt.date]]:
        """What counts as made before the period: by the tables, and by the ledger, where what is
        planned and not answered counts too.
        """
        found = self.world.past()
        first = self.world.days[0]
        for line in self.everything:
            date = dt.date.fromisoformat(line["date"])
            if line["fate"] in (*MADE, "no_answer") and date < first:
                found.append((line["cadre"], line["branch"], date))
        return found

    def places(self) -> Table:
        """By tier and locality."""
        found: Table = {}
        for tier, locality, months, dates, age in self._pairs():
            waits = [age]
            for month in self.months:
                waits.append(0 if month in months else waits[-1] + 1)
            found[tier, locality.id] = {
                "tier": tier, "locality": locality.id, "name": locality.name,
                "last_visit": max(dates).isoformat() if dates else "",
                "longest_wait": max(waits[1:]), "visits": len(months),
            }  # fmt: skip
        return {
            key: row for key, row in found.items()
            if not self.area or self.world.inside(key[1], self.area)
        }  # fmt: skip

    def circuits(self) -> dict[str, dict[str, object]]:
        """By tier: how complete its circuit is within the period, by what really happened."""
        found: dict[str, dict[str, object]] = {}
        for tier in self.world.tiers:
            own = [(m, age) for t, _, m, _, age in self._pairs() if t == tier]
            firsts = [self.months.index(min(m)) + 1 for m, _ in own if m]
            longest = 0
            for months, age in own:
                for month in self.months:
                    age = 0 if month in months else age + 1
                    longest = max(longest, age)
            found[tier] = {
                "localities": len(own), "reached": len(firsts),
                "share": round(len(firsts) / len(own), 4) if own else 1.0,
                "longest_wait": longest,
                "months_to_completion": max(firsts) if own and len(firsts) == len(own) else None,
            }  # fmt: skip
        return found

    def _pairs(self) -> Iterator[tuple[str, Any, list[str], list[dt.date], int]]:
        """Tier, locality, the month of each visit of the period, the dates of all visits up to its
        end, and the age in the month before it.
        """
        before = _ordinal(self.months[0]) - 1
        past = self.past()
        for tier, locality, _ in self.world.waiting_pairs():

            def here(cadre: str, branch: str, tier: str = tier, own: str = locality.id) -> bool:
                where = self.world.branches[branch].area
                return self.world.cadres[cadre].tier == tier and where == own

            earlier = [day for cadre, branch, day in past if here(cadre, branch)]
            now = [line for line in self.lines
                   if line["fate"] in MADE and here(line["cadre"], line["branch"])]  # fmt: skip
            dates = [dt.date.fromisoformat(line["date"]) for line in now]
            last = max((_ordinal(f"{day:%Y-%m}") for day in earlier), default=None)
            initial = self.instance.settings.rules.initial_age_months
            age = initial if last is None else before - last
            yield tier, locality, [f"{day:%Y-%m}" for day in dates], [*earlier, *dates], age

    def branches(self) -> Table:
        """By branch: how often it did not meet, and the months for which it announced nothing."""
        found: Table = {}
        for row in self.instance.branches:
            if not self.is_inside(row.id):
                continue
            idle = sum(x["branch"] == row.id and x["fate"] == "not_held" for x in self.lines)
            without = 0 if self._has_calendar(row) else sum(
                not any(b == row.id and month_of(d) == _pair(month) for b, d in self.world.meetings)
                for month in self.months
            )  # fmt: skip
            if idle or without:
                found[(row.id,)] = {"branch": row.id, "branch_name": row.name, "not_held": idle,
                                    "without_date": without}  # fmt: skip
        return found

    def _has_calendar(self, branch: Any) -> bool:
        return any(self.world.speaks_of(row, branch) for row in self.instance.calendars)

    # -- adjustments ------------------------------------------------------------------------------

    def adjustments(self) -> Table:
        """By month and figure: what changed in signed months since they were last reported."""
        signed = [row for row in self.rows("closings")
                  if row["act"] == "close" and row["last"] < self.months[0]]  # fmt: skip
        figures = ("planned", "attended", "substituted", "moved", "missed", "not_held",
                   "no_answer", "made", "unplanned", "attendance", "members", "stated")  # fmt: skip
        found: Table = {}
        for month in sorted({m for row in signed for m in _months(row["first"], row["last"])}):
            then, now = (
                Report(self.package, self.instance, month, month, self.area, until).counts()
                for until in (self._last_told(month, signed), self.until)
            )
            for figure in figures:
                was, is_ = (int(str(c["month", month][figure])) for c in (then, now))
                if was != is_:
                    found[month, figure] = {"month": month, "figure": figure, "reported": was,
                                            "now": is_, "change": is_ - was}  # fmt: skip
        return found

    @staticmethod
    def _last_told(month: str, signed: Sequence[Row]) -> int:
        """The entry as of which a month was told of last: when it, or a month after it, was signed
        for the first time, whichever came last from its own first signing on.
        """
        own, entry = False, 0
        before: set[str] = set()
        for row in signed:
            months = set(_months(row["first"], row["last"]))
            own = own or month in months
            if own and months - before and row["last"] >= month:
                entry = int(row["as_of"])
            before |= months
        return entry

    # -- voices -----------------------------------------------------------------------------------

    def voices(self) -> Table:
        """By number of the outcome."""
        answers = {row["outcome"]: row["answer"] for row in self.rows("answers")}
        level = self.instance.settings.levels[1]
        found: Table = {}
        for line in self.lines:
            told = line["told"]
            if not told or not (told["opinions"] or told["proposals"]):
                continue
            branch = self.world.branches[line["branch"]]
            area, above = branch.area, ""
            while area:
                if self.world.areas[area].level == level:
                    above = self.world.areas[area].name
                area = self.world.areas[area].parent
            number = int(told["number"])
            found[(told["number"],)] = {
                "number": number, "visit": told["visit"], "date": told["date"], "area_name": above,
                "organization": branch.organization, "branch_name": branch.name,
                "cadre_name": self.world.cadres[told["cadre"]].name, "opinions": told["opinions"],
                "proposals": told["proposals"], "answer": answers.get(told["number"], ""),
            }  # fmt: skip
        return found


def _months(first: str, last: str) -> Iterator[str]:
    for ordinal in range(_ordinal(first), _ordinal(last) + 1):
        yield f"{ordinal // 12:04}-{ordinal % 12 + 1:02}"


def _ordinal(month: str) -> int:
    year, number = _pair(month)
    return year * 12 + number - 1


def _pair(month: str) -> tuple[int, int]:
    return int(month[:4]), int(month[5:7])


def _part(some: int, all_: int) -> float | None:
    return round(some / all_, 4) if all_ else None


def _is_silent(line: dict[str, Any]) -> bool:
    told = line["told"]
    return not (told["attendance"] or told["opinions"] or told["proposals"])


def _how_often(cadres: Iterator[str] | Sequence[str]) -> str:
    counted = sorted(Counter(cadres).items())
    return ";".join(f"{cadre} ({n})" if n > 1 else cadre for cadre, n in counted)
