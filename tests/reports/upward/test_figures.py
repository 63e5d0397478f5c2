"""Figures of a report counted by hand, and the folder that it writes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import random
from pathlib import Path

import openpyxl
import pytest

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, CalendarRule, PastVisit
from scheduler.domain.roster import Roster, Visit
from scheduler.language import Language, say
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.errors import Refused
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import Closing, Fate, JudgedRow, Told, visit_id
from scheduler.reports.upward.adjustments import signed_before
from scheduler.reports.upward.figures import REPORTS, Figures, facts, figures_of
from scheduler.reports.upward.period import Period
from scheduler.reports.upward.report_folder import write_report
from scheduler.reports.upward.summary_table import summary_text
from scheduler.service.report import report as report_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.ledger.known import published
from tests.tiny import day, tiny

PAST = tuple(
    PastVisit(cadre=cadre, branch=branch, date=day(date), status=status)
    for cadre, branch, date, status in (
        ("an", "w1", "05-05", "attended"), ("binh", "w2", "06-10", "missed"),
        ("giang", "f1", "04-05", "planned"), ("em", "w3", "02-15", "attended"),
    )
)  # fmt: skip
"""Before the ledger begins."""


def with_past_and_without_moon() -> Instance:
    """The tiny instance with a past, and one branch of which nobody knows when it meets."""
    instance = tiny(history=PAST).instance
    calendars = tuple(row for row in instance.calendars if row.branch != "moon")
    return instance.model_copy(update={"calendars": calendars})


def random_ledger(path: Path, seed: int, instance: Instance | None = None) -> Ledger:
    """A ledger with three months, published once or twice, and answers of every kind."""
    draw, problem = random.Random(seed), Problem(instance or tiny().instance)
    ledger = Ledger.open(path, create=True)
    possible = sorted({v for visits in problem.possible_in.values() for v in visits})
    newest: dict[str, str] = {}
    ever: set[Visit] = set()
    for _ in range(draw.randint(1, 2)):
        chosen = Roster.of(draw.sample(possible, draw.randint(3, len(possible))))
        drafts = drafts_of(problem, chosen, problem.instance, supersedes=newest.values())
        done = ledger.publish(drafts, by="an")
        newest |= {str(one.month): one.id for one in done.publications}
        ever |= set(chosen)
    outcome, extras = {}, set[Visit]()
    for number in range(draw.randint(1, 3)):
        rows = []
        for key in draw.sample(sorted(ever), draw.randint(0, len(ever))):
            rows.append(_row(ledger, draw, key, outcome))
        for extra in sorted(set(draw.sample(possible, draw.randint(0, 2))) - extras):
            extras.add(extra)
            told = Told("", "unplanned", *extra, *_numbers(draw))
            known = ledger.known().unplanned
            before = [o.number for o in known
                      if (o.told.cadre, o.told.branch, o.told.date) == extra]  # fmt: skip
            fate: Fate = "corrected" if before else "recorded"
            rows.append(JudgedRow("", {}, fate, told, before[0] if before else 0))
        ledger.take_in(f"{number}", str((seed, number)).encode(), rows, by="an")
        for one in ledger.known().outcomes.values():
            outcome[one.told.visit] = one.number
        if draw.random() < 0.7:
            signed = (Month(2015, 7), draw.choice([Month(2015, 7), Month(2015, 8)]))
            ledger.close(*signed, "", by="an")
            if draw.random() < 0.9:
                ledger.reopen(*signed, by="an")
            else:
                break
    return ledger


def _numbers(draw: random.Random) -> tuple[int | None, int | None, str, str]:
    members = draw.choice([None, 0, 20, 30])
    attendance = draw.choice([None, 0, 12, 20])
    return attendance, members, draw.choice(["", "ý kiến"]), draw.choice(["", "kiến nghị"])


def _row(ledger: Ledger, draw: random.Random, planned: Visit, outcome: dict[str, int]) -> JudgedRow:
    key = visit_id(ledger.id, planned)
    status = draw.choice(["attended", "missed", "substituted", "moved", "not_held"])
    other = "hoa" if planned.cadre == "giang" else "giang"
    cadre = other if status == "substituted" else planned.cadre
    later = planned.date + dt.timedelta(days=1 if status == "moved" else 0)
    told = Told(key, status, cadre, planned.branch, later, *_numbers(draw))  # type: ignore[arg-type]
    replaces = outcome.get(key, 0)
    return JudgedRow("", {}, "corrected" if replaces else "recorded", told, replaces)


def span(first: str, last: str) -> tuple[Month, int]:
    """The first month, and how many there are."""
    start, end = (Month(int(text[:4]), int(text[5:])) for text in (first, last))
    return start, end.ordinal - start.ordinal + 1


def test_a_late_return_is_told_once_in_the_next_report(tmp_path: Path) -> None:
    """July is signed, opened for a late return, and signed again; August tells of it, September
    does not; what was signed can be had again.
    """
    problem = tiny()
    visits = [next(v for v in sorted(problem.possible_in[cadre, Month(2015, month)]))
              for cadre in ("an", "em") for month in (7, 8)]  # fmt: skip
    write_instance(problem.instance, tmp_path / "instance")
    source = read_instance(tmp_path / "instance")
    july, august, september = (Month(2015, number) for number in (7, 8, 9))
    with Ledger.open(tmp_path / "l.db", create=True) as ledger:
        ledger.publish(drafts_of(problem, Roster.of(visits), problem.instance), by="an")

        def told(visit: Visit) -> None:
            status = Told(visit_id(ledger.id, visit), "attended", *visit, 12, 20)
            ledger.take_in("f", str(visit).encode(), [JudgedRow("", {}, "recorded", status)],
                           by="an")  # fmt: skip

        def changed(month: Month, **options: int) -> dict[str, tuple[int, int]]:
            figures = report_of(source, ledger, month, month, **options)
            assert {one.month for one in figures.adjustments} <= {july}
            return {one.figure: (one.reported, one.now) for one in figures.adjustments}

        late, in_time = (visit for visit in visits if visit.month == july)
        told(in_time)
        signed = ledger.close(july, july, "", by="an")
        assert changed(august) == {}
        with pytest.raises(Refused, match="2015-07"):
            told(late)
        ledger.reopen(july, july, by="an")
        told(late)
        expected = {"attended": (1, 2), "no_answer": (1, 0), "made": (1, 2),
                    "attendance": (12, 24), "members": (20, 40), "stated": (1, 2)}  # fmt: skip
        assert changed(august) == expected
        again = ledger.close(july, july, "", by="an")
        assert changed(august) == expected, "to be closed anew is no report"
        assert changed(august, as_of=signed.entry) == {}
        then, now = (report_of(source, ledger, july, july, as_of=one.entry).total
                     for one in (signed, again))  # fmt: skip
        assert (then.made, now.made) == (1, 2)
        ledger.close(august, august, "", by="an")
        assert changed(september) == {}, "August's report has told of it"


def test_the_report_of_an_earlier_period_tells_nothing_of_a_later_one() -> None:
    def closed(text: str, entry: int) -> Closing:
        month = Month.parse(text)
        return Closing(month, month, entry, "", dt.datetime(2015, 1, 1), "an")

    closings = [closed("2015-07", 10), closed("2015-06", 20)]
    found = signed_before(Month(2015, 8), closings)
    assert [(one.entry, *map(str, one.months)) for one in found] == [
        (10, "2015-07"), (20, "2015-06"),
    ]  # fmt: skip


def of_text(*rosters: list[str], answers: list[str], area: str = "") -> Figures:
    problem = tiny()
    known = published(problem, *rosters, answers=answers)
    return figures_of(Period(problem, known, area))


JULY = ["an@w1@07-05", "binh@w2@07-10", "chi@f1@07-05", "em@w3@07-15"]


def test_a_month_by_hand() -> None:
    figures = of_text(JULY, answers=[
        "an@w1@07-05 attended", "binh@w2@07-10 substituted an@w2@07-10", "chi@f1@07-05 not_held",
        "unplanned hoa@w3@07-15"])  # fmt: skip
    total = figures.total
    assert (total.planned, total.kept, total.made, total.unplanned) == (4, 2, 3, 1)
    assert (total.rate, total.turnout) == (0.5, None)
    tiers = {count.id: count for count in figures.counts if count.kind == "tier"}
    assert (tiers["commune"].made, tiers["province"].made) == (2, 1)
    assert tiers["province"].rate is None
    people = {person.cadre: person for person in figures.people}
    assert people["binh"].substituted_by == {"an": 1}
    assert people["an"].substituted_for == {"binh": 1}
    assert (people["an"].made, people["binh"].made) == (2, 0)
    assert people["binh"].never_went
    assert Month(2015, 7) not in people["chi"].without, "the branch did not meet"
    assert Month(2015, 7) in people["binh"].without
    assert next((b.branch, b.not_held) for b in figures.branches) == ("f1", 1)
    assert figures.unpublished == (Month(2015, 8), Month(2015, 9))
    assert {body.organization for body in figures.bodies if body.assigned_nobody} == {"m", "w"}
    women = {(b.tier, b.area): b for b in figures.bodies if b.organization == "w"}
    assert women["commune", "c1"].mere_form == 2


def test_a_visit_that_was_dropped_and_made_is_off_plan() -> None:
    figures = of_text(JULY, JULY[1:], answers=["an@w1@07-05 attended", "em@w3@07-15 missed"])
    total = figures.total
    assert (total.planned, total.fates["missed"], total.unplanned, total.made) == (3, 1, 1, 1)
    gone = of_text(JULY, JULY[1:], answers=["an@w1@07-05 missed"]).total
    assert (gone.planned, gone.made, gone.fates["missed"]) == (3, 0, 0)


def test_a_visit_told_while_it_was_dropped_is_planned_again() -> None:
    known = published(tiny(), JULY, answers=["an@w1@07-05 unplanned"])
    total = figures_of(Period(tiny(), known)).total
    assert (total.planned, total.fates["attended"], total.unplanned, total.made) == (4, 1, 0, 1)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_summary_divides_the_whole_three_ways(language: Language) -> None:
    figures = of_text(JULY, answers=["an@w1@07-05 attended", "em@w3@07-15 missed"])
    head, *rows, total = summary_text(figures, language)
    parts = [number for number, row in enumerate(rows) if not any(row[1:])]
    assert [rows[number][0] for number in parts] == [
        say(f"upward.kind_{kind}", language) for kind in ("tier", "organization", "area")
    ]
    for start, end in zip(parts, [*parts[1:], len(rows)], strict=True):
        for place in range(1, len(head) - 2):
            assert sum(int(row[place]) for row in rows[start + 1 : end]) == int(total[place])


def test_an_area_alone() -> None:
    figures = of_text(JULY, answers=["em@w3@07-15 attended"], area="c2")
    assert (figures.total.planned, figures.total.made) == (1, 1)
    assert [count.id for count in figures.counts if count.kind == "area"] == ["c2"]
    assert {place.locality for place in figures.places} == {"h3"}


def test_the_circuits_of_an_area_are_of_its_localities() -> None:
    figures = of_text(JULY, answers=["em@w3@07-15 attended"], area="c2")
    commune, province = (figures.circuits[tier] for tier in ("commune", "province"))
    assert (commune.size, commune.reached, commune.months_to_completion) == (1, 1, 1)
    assert commune.longest_wait == 2, "after July, not twelve months and more in the other commune"
    assert (province.size, province.reached) == (1, 0)


def test_a_visit_moved_over_the_end_of_a_period_counts_where_it_was_made() -> None:
    answers = ["an@w1@07-05 moved an@w1@08-02", "em@w3@07-15 attended"]
    known = published(tiny(), JULY, answers=answers)
    for month, last, visits in ((7, None, 0), (8, dt.date(2015, 8, 2), 1)):
        instance = tiny().instance
        settings = instance.settings.with_horizon(Month(2015, month), 1)
        problem = Problem(instance.model_copy(update={"settings": settings}))
        figures = figures_of(Period(problem, known))
        place = next(p for p in figures.places if (p.tier, p.locality) == ("commune", "h1"))
        assert (place.last, place.visits) == (last, visits)
        assert figures.total.made == (2 if month == 7 else 0)
        assert figures.circuits["commune"].reached == 1


def test_what_is_said_of_a_dropped_visit_that_nobody_made_is_heard() -> None:
    known = published(tiny(), JULY, JULY[1:], answers=["an@w1@07-05 missed"])
    ((key, outcome),) = known.outcomes.items()
    told = dataclasses.replace(outcome.told, proposals="another day, please")
    known = dataclasses.replace(known, outcomes={key: dataclasses.replace(outcome, told=told)})
    (voice,) = figures_of(Period(tiny(), known)).voices
    assert (voice.visit, voice.proposals, voice.area) == (key, "another day, please", "C1")


def test_a_visit_stays_with_the_tier_that_made_it_when_its_cadre_is_promoted() -> None:
    known = published(tiny(), JULY, answers=["an@w1@07-05 attended"])
    new = {"tier": "province", "areas": ("p",), "organization": "m"}
    instance = tiny().instance
    cadres = tuple(c.model_copy(update=new) if c.id == "an" else c for c in instance.cadres)
    problem = Problem(instance.model_copy(update={"cadres": cadres}))
    figures = figures_of(Period(problem, known))
    tiers = {count.id: count for count in figures.counts if count.kind == "tier"}
    assert (tiers["commune"].planned, tiers["commune"].made, tiers["province"].made) == (4, 1, 0)
    (body,) = (body for body in figures.bodies if body.made)
    assert (body.tier, body.organization, body.area) == ("commune", "w", "c1")
    (an,) = (person for person in figures.people if person.cadre == "an")
    assert (an.tier, an.organization, an.made) == ("province", "m", 1)


def test_a_branch_in_no_area_of_a_level_has_its_row_in_the_level() -> None:
    board = Branch(id="top", name="top", organization="w", area="p")
    rule = CalendarRule(rule="20", time="07:30", branch="top")
    instance = tiny().instance
    problem = Problem(instance.model_copy(update={
        "branches": (*instance.branches, board), "calendars": (*instance.calendars, rule)
    }))  # fmt: skip
    known = published(problem, [*JULY, "hoa@top@07-20"], answers=["hoa@top@07-20 attended"])
    figures = figures_of(Period(problem, known))
    areas = [count for count in figures.counts if count.kind == "area"]
    assert [(one.id, one.level, one.planned, one.made) for one in areas] == [
        ("c1", "commune", 3, 0), ("c2", "commune", 1, 0), ("", "commune", 1, 1)
    ]  # fmt: skip
    assert summary_text(figures, "vi")[-2][0] == "  không thuộc xã nào"
    inside = figures_of(Period(problem, known, "c1"))
    assert all(count.id for count in inside.counts if count.kind == "area")


def test_somebody_who_left_the_tables_does_not_stop_a_report_on_an_area(tmp_path: Path) -> None:
    before = tiny()
    cadres = tuple(row for row in before.instance.cadres if row.id != "em")
    write_instance(before.instance.model_copy(update={"cadres": cadres}), tmp_path / "instance")
    source = read_instance(tmp_path / "instance")
    visits = [Visit("em", "w3", day("07-15")), Visit("an", "w1", day("07-05"))]
    with Ledger.open(tmp_path / "l.db", create=True) as ledger:
        ledger.publish(drafts_of(before, Roster.of(visits), before.instance), by="an")
        figures = report_of(source, ledger, Month(2015, 7), Month(2015, 7), area="c2")
    (em,) = (person for person in figures.people if person.planned)
    assert (em.cadre, em.name, em.no_answer, em.due) == ("em", "Em", 1, 0)
    (body,) = (body for body in figures.bodies if body.planned)
    assert (body.tier, body.area, body.due) == ("commune", "c2", 0)


def test_a_report_as_of_an_entry_knows_of_no_later_signature(tmp_path: Path) -> None:
    problem, july = tiny(), Month(2015, 7)
    write_instance(problem.instance, tmp_path / "instance")
    source = read_instance(tmp_path / "instance")
    visit = Visit("an", "w1", day("07-05"))
    with Ledger.open(tmp_path / "l.db", create=True) as ledger:
        ledger.publish(drafts_of(problem, Roster.of([visit]), problem.instance), by="an")
        before = ledger.receipt.entry
        told = Told(visit_id(ledger.id, visit), "attended", *visit)
        ledger.take_in("a", b"a", [JudgedRow("", {}, "recorded", told)], by="an")
        ledger.close(july, july, "", by="an")
        august = july.plus(1)
        assert not report_of(source, ledger, august, august, as_of=before).adjustments


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_folder(language: str, tmp_path: Path) -> None:
    figures = of_text(JULY, answers=["an@w1@07-05 attended"])
    for name in ("one", "other"):
        write_report(figures, Destination(tmp_path / name), language)  # type: ignore[arg-type]
    one, other = ({f.name: f.read_bytes() for f in (tmp_path / n).iterdir()}
                  for n in ("one", "other"))  # fmt: skip
    assert one == other
    assert json.loads(one["report.json"]) == facts(figures)
    book = openpyxl.load_workbook(tmp_path / "one" / "report.xlsx")
    assert len(book.worksheets) == 1 + len(REPORTS) - 1, "nothing changed: no sheet says so"
    summary = book.worksheets[0]
    assert summary.sheet_properties.pageSetUpPr.fitToPage
    assert summary.max_column == 10, "one table of ten columns"
