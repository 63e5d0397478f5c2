"""Every figure of a report, counted literally from the CSVs of an exported ledger.

It shares no code with the reports: rows are read as texts and counted one after the other, as
docs/reports.md says each figure; who owes a visit, and where a tier may go, says the literal
reading of the instance (:mod:`tests.oracles.literal`).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.instance import Instance
from scheduler.domain.records import Area, Branch, Cadre
from tests.oracles.literal import World, month_of

Row = dict[str, str]
Table = dict[tuple[str, ...], dict[str, object]]
"""The rows of a table of the report, by their key."""
MADE = ("attended", "substituted", "moved", "unplanned")
FATES = ("attended", "substituted", "moved", "missed", "not_held", "no_answer")
COLUMNS: dict[str, tuple[str, ...]] = {
    "counts": ("kind", "id", "name", "level", "planned", *FATES, "made", "on_plan", "unplanned",
               "attendance", "members", "stated", "rate", "turnout"),
    "people": ("cadre", "cadre_name", "tier", "organization", "due", "planned", "made", "not_held",
               "no_answer", "substituted_by", "substituted_for", "without", "mere_form",
               "never_went"),
    "bodies": ("tier", "organization", "area", "name", "due", "planned", "made", "mere_form",
               "mere_form_share", "assigned_nobody"),
    "places": ("tier", "locality", "name", "last_visit", "longest_wait", "visits"),
    "branches": ("branch", "branch_name", "not_held", "without_date"),
    "adjustments": ("month", "figure", "reported", "now", "change"),
    "voices": ("number", "visit", "date", "area_name", "organization", "branch_name",
               "cadre_name", "opinions", "proposals", "answer"),
}  # fmt: skip
"""What is counted here of each table."""


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
        self.months = list(_months(first, last))
        self.newest: dict[str, tuple[int, str]] = {}
        for row in self.rows("publications"):
            own = int(row["number"]), row["id"]
            self.newest[row["month"]] = max(self.newest.get(row["month"], (0, "")), own)
        outcomes = self.rows("outcomes")
        replaced = {row["replaces"] for row in outcomes}
        self.standing = [row for row in outcomes if row["number"] not in replaced]
        self.replaced = {row["number"]: row["replaces"] for row in outcomes}
        self.proposals = {row["number"]: row["proposals"] for row in outcomes}
        self.everything = list(self._lines())
        self.world = World(instance, Elapsed(dt.date.min, frozenset(), self._former()))
        self.lines = [
            line for line in self.everything
            if line["month"] in self.months and self.is_inside(line["branch"])
        ]  # fmt: skip

    def rows(self, name: str) -> list[Row]:
        """The rows of a table of the ledger."""
        return [row for row in rows(self.package, name) if int(row["entry"]) <= self.until]

    def _former(self) -> Former:
        """Those of whom something is told up to the end of the period, and who are in no table."""
        plan = {row["visit"]: row for row in self.rows("planned")}
        told = [
            x
            | {
                "month": plan.get(x["visit"], x)["date"][:7],
                "owner": plan.get(x["visit"], x)["cadre"],
            }
            for x in self.standing
        ]
        said = [x for x in [*self.everything, *told]
                if min(x["month"], x["date"][:7]) <= self.months[-1]]  # fmt: skip
        cadres = {name for x in said for name in (x["owner"], x["cadre"])}
        cadres -= {row.id for row in self.instance.cadres}
        branches = {x["branch"] for x in said} - {row.id for row in self.instance.branches}
        areas = {row.id for row in self.instance.areas}
        people: dict[str, Cadre] = {}
        places: dict[str, Branch] = {}
        above: dict[str, Area] = {}
        newest = sorted(self.rows("publications"), key=lambda x: (int(x["entry"]), x["month"]))
        for publication in reversed(newest):
            file = self.package / "instances" / f"{publication['instance_sha256']}.json"
            tables = json.loads(file.read_text(encoding="utf-8"))
            for row in tables["cadres"]:
                if row["id"] in cadres - people.keys():
                    names = ("id", "name", "tier", "organization", "areas")
                    own = Cadre(**{name: row[name] for name in names}, visits_per_month=0)
                    people[row["id"]] = own.model_copy(update={"areas": ()})
            for row in tables["branches"]:
                if row["id"] in branches - places.keys():
                    names = ("id", "name", "organization", "area")
                    places[row["id"]] = Branch(**{name: row[name] for name in names})
                    of = {one["id"]: one for one in tables["areas"]}
                    area = row["area"]
                    while area and area not in areas | above.keys():
                        names = ("id", "name", "level", "parent")
                        above[area] = Area(**{name: of[area][name] for name in names})
                        area = of[area]["parent"]
        return Former(tuple(people.values()), tuple(places.values()), tuple(above.values()))

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

    @property
    def between(self) -> tuple[str, ...]:
        """The levels whose areas are counted: all but the top and the localities."""
        levels = self.instance.settings.levels
        return levels[1:-1] or levels[1:]

    # -- counts -----------------------------------------------------------------------------------

    def counts(self) -> Table:
        """By kind of group and id."""
        found: dict[tuple[str, ...], Counter[str]] = {("total", ""): Counter()}
        found |= {("month", month): Counter() for month in self.months}
        found |= {("tier", tier): Counter() for tier in self.world.tiers}
        found |= {("organization", row.id): Counter() for row in self.instance.organizations}
        levels, between = self.instance.settings.levels, self.between
        found |= {
            ("area", row.id): Counter() for row in self.world.areas.values()
            if row.level in between and (not self.area or self.world.inside(row.id, self.area))
        }  # fmt: skip
        top = levels.index(self.world.areas[self.area].level) if self.area else 0
        for line in self.lines:
            where: list[tuple[str, ...]] = [("total", ""), ("month", line["month"])]
            own = self.world.branches[line["branch"]].area
            where += [key for key in found if key[0] == "area" and self.world.inside(own, key[1])]
            for level in between:
                if levels.index(level) >= top and not self._lies_in(own, level):
                    where.append(("outside", level))
                    found.setdefault(("outside", level), Counter())
            if line["planned"]:
                owner = line["planned"]
                groups = [*where, ("tier", owner["tier"]), ("organization", owner["organization"])]
                for key in groups:
                    found[key]["planned"] += 1
                    found[key][line["fate"]] += 1
                    found[key]["on_plan"] += line["fate"] in ("attended", "moved")
            if line["fate"] in MADE:
                tier, organization = self.goer(line)
                for key in [*where, ("tier", tier), ("organization", organization)]:
                    self._went(found[key], line)
        counted = (self._count(key, count) for key, count in found.items())
        return {(str(row["kind"]), str(row["id"]), str(row["level"])): row for row in counted}

    def goer(self, line: dict[str, Any]) -> tuple[str, str]:
        """Tier and organisation of who went: of the planned cadre as it was planned."""
        if line["planned"] and line["cadre"] == line["owner"]:
            return line["planned"]["tier"], line["planned"]["organization"]
        row = self.world.cadres[line["cadre"]]
        return row.tier, row.organization

    def _lies_in(self, area: str, level: str) -> str:
        """The area of that level in which an area lies, or ""."""
        while area and self.world.areas[area].level != level:
            area = self.world.areas[area].parent
        return area

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
        if kind == "outside":
            row = self._count(("area", self.instance.areas[0].id), count)
            return row | {"id": "", "name": f"outside any {own}", "level": own}
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
        for row in self.world.cadres.values():
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
            home = row.tier, row.organization, self.home(row)
            if not self.area or self.world.inside(home[2], self.area):
                due[home] += sum(self.due(row.id).values())
        for line in self.lines:
            if line["planned"]:
                own = line["planned"]
                planned[self.body(line, line["owner"], own["tier"], own["organization"])] += 1
            if line["fate"] in MADE:
                body = self.body(line, line["cadre"], *self.goer(line))
                made[body] += 1
                silent[body] += _is_silent(line)
        for key in {*(+due), *planned, *made}:
            tier, organization, area = key
            found[key] = {
                "tier": tier, "organization": organization, "area": area,
                "name": self.world.areas[area].name if area else "", "due": due[key],
                "planned": planned[key],
                "made": made[key], "mere_form": silent[key],
                "mere_form_share": _part(silent[key], made[key]),
                "assigned_nobody": due[key] > 0 and planned[key] == 0,
            }  # fmt: skip
        return found

    def body(
        self, line: dict[str, Any], cadre: str, tier: str, organization: str
    ) -> tuple[str, str, str]:
        """The body for which somebody went: where it lies by the tables; of one who is gone, or of
        another tier by now, the area of the tier around the branch.
        """
        row = self.world.cadres[cadre]
        if row.areas and row.tier == tier:
            return tier, organization, self.home(row)
        return tier, organization, self._lies_in(self.world.branches[line["branch"]].area, tier)

    def home(self, row: Cadre) -> str:
        """Where a cadre's body is: the area of the tier's level in which the first area lies."""
        for area in row.areas:
            if found := self._lies_in(area, row.tier):
                return found
        return row.areas[0]

    # -- places -----------------------------------------------------------------------------------

    def past(self) -> list[tuple[str, str, dt.date]]:
        """What really was made before the period: by the tables, where the ledger does not deny it,
        and by the ledger.
        """
        first = self.world.days[0]
        plan = {row["visit"]: (row["cadre"], row["branch"], row["date"])
                for row in self.rows("planned")}  # fmt: skip
        denied = {plan[told["visit"]] for told in self.standing
                  if told["visit"] and told["status"] not in ("attended", "unplanned")}  # fmt: skip
        return [
            (row.cadre, row.branch, row.date) for row in self.instance.history
            if row.status == "attended" and row.date < first
            and (row.cadre, row.branch, row.date.isoformat()) not in denied
        ] + [visit for visit in self._made() if visit[2] < first]  # fmt: skip

    def _made(self) -> list[tuple[str, str, dt.date]]:
        """What the ledger says was made, of all months, on the day when it was."""
        return [(x["cadre"], x["branch"], dt.date.fromisoformat(x["date"]))
                for x in self.everything if x["fate"] in MADE and x["cadre"] in self.world.cadres
                and x["branch"] in self.world.branches]  # fmt: skip

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
        return found

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
        before = ordinal(self.months[0]) - 1
        past = self.past()
        for tier, locality, _ in self.world.waiting_pairs():
            if self.area and not self.world.inside(locality.id, self.area):
                continue

            def here(cadre: str, branch: str, tier: str = tier, own: str = locality.id) -> bool:
                where = self.world.branches[branch].area
                return self.world.cadres[cadre].tier == tier and where == own

            earlier = [day for cadre, branch, day in past if here(cadre, branch)]
            dates = [day for cadre, branch, day in self._made()
                     if day in self.world.days and here(cadre, branch)]  # fmt: skip
            last = max((ordinal(f"{day:%Y-%m}") for day in earlier), default=None)
            initial = self.instance.settings.rules.initial_age_months
            age = initial if last is None else before - last
            yield tier, locality, [f"{day:%Y-%m}" for day in dates], [*earlier, *dates], age

    def branches(self) -> Table:
        """By branch: how often it did not meet, and the months for which it announced nothing."""
        found: Table = {}
        for row in self.world.branches.values():
            if not self.is_inside(row.id):
                continue
            idle = sum(x["branch"] == row.id and x["fate"] == "not_held" for x in self.lines)
            has_one = row not in self.instance.branches or self._has_calendar(row)
            without = 0 if has_one else sum(
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
                was, is_ = (int(str(c["month", month, ""][figure])) for c in (then, now))
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
        level = self.instance.settings.levels[1]
        planned = {row["visit"]: row["date"] for row in self.rows("planned")}
        found: Table = {}
        for told in self.standing:
            month = planned.get(told["visit"], told["date"])[:7]
            if month not in self.months or not (told["opinions"] or told["proposals"]):
                continue
            if not self.is_inside(told["branch"]):
                continue
            branch = self.world.branches[told["branch"]]
            area = self._lies_in(branch.area, level)
            number = int(told["number"])
            found[(told["number"],)] = {
                "number": number, "visit": told["visit"], "date": told["date"],
                "area_name": self.world.areas[area].name if area else "",
                "organization": branch.organization, "branch_name": branch.name,
                "cadre_name": self.world.cadres[told["cadre"]].name, "opinions": told["opinions"],
                "proposals": told["proposals"], "answer": self._answer(told["number"]),
            }  # fmt: skip
        return found

    def _answer(self, outcome: str) -> str:
        """What was answered to the proposals of an outcome, or to the same ones in what it
        corrects.
        """
        answers = {row["outcome"]: row["answer"] for row in self.rows("answers")}
        own = self.proposals[outcome]
        while outcome not in answers:
            outcome = self.replaced[outcome]
            if self.proposals.get(outcome, "") != own or not own:
                return ""
        return answers[outcome]


def _months(first: str, last: str) -> Iterator[str]:
    for number in range(ordinal(first), ordinal(last) + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def ordinal(month: str) -> int:
    """The running number of a month written YYYY-MM."""
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
