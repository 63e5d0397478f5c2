"""Whatever clerks write: what is recorded is what happened, once, in whatever order it stands."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.faults import InputError
from scheduler.language import LANGUAGES
from scheduler.ledger.records import Known, Told
from scheduler.returns.doubts import Judged
from scheduler.returns.synonyms import status_word, words
from tests.returns.small import (
    ALL,
    CADRES,
    KNOWN,
    NAMES,
    PROBLEM,
    after,
    csv_file,
    filled,
    grid,
    ident,
    judged,
)

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = st.sampled_from(["", "Đường ấp xấu", "Không có", "=1+1", "Đề nghị; sửa cầu\nấp 2"])


@st.composite
def answers(draw: st.DrawFn, visit: int) -> tuple[dict[str, Any], Told | None]:
    """A row as an office may fill it in, with what it means."""
    one = ALL[visit]
    kind = draw(st.sampled_from(["", "attended", "missed", "substituted", "moved", "not_held"]))
    if not kind:
        return filled(visit), None
    plain = kind in ("attended", "missed", "not_held")
    listed = st.sampled_from(words(f"status_{kind}"))
    word = draw(listed if plain else st.sampled_from([status_word(kind, x) for x in LANGUAGES]))  # type: ignore[arg-type]
    cells: dict[str, Any] = {"status": draw(st.sampled_from([word, word.upper(), f" {word}  "]))}
    cadre, date = one.cadre, one.date
    if kind == "substituted":
        unique = [row[0] for row in CADRES if row[1] not in ("Nguyễn Văn An", "Trần Thị Bình")]
        cadre = draw(st.sampled_from([own for own in unique if own != one.cadre]))
        cells["actual_cadre"] = draw(st.sampled_from([cadre, PROBLEM.cadres[cadre].name]))
    if kind == "moved":
        date = one.date + dt.timedelta(days=draw(st.integers(1, 9)))
        form = draw(st.sampled_from(["%d/%m", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d"]))
        cells["actual_date"] = f"{date:{form}}"
    attendance = draw(st.none() | st.integers(1, 40)) if kind != "not_held" else None
    members = draw(st.none() | st.integers(40, 60))
    if attendance is not None and members is not None and draw(st.booleans()):
        cells["attendance"] = f"{attendance}/{members}"
    else:
        cells |= {"attendance": attendance or "", "members": members or ""}
    opinions, proposals = draw(TEXTS), draw(TEXTS)
    cells |= {"opinions": opinions, "proposals": proposals}
    told = Told(ident(visit), kind, cadre, one.branch, date, attendance, members,  # type: ignore[arg-type]
                opinions, proposals)  # fmt: skip
    return filled(visit, **cells), told


@st.composite
def forms(draw: st.DrawFn) -> tuple[list[list[Any]], dict[str, Told]]:
    """A form for some visits, its columns and rows in any order, with what it means."""
    visits = draw(st.lists(st.integers(0, len(ALL) - 1), min_size=1, unique=True))
    rows = [draw(answers(visit)) for visit in visits]
    names = draw(st.permutations(NAMES))
    return (
        grid([row for row, _ in rows], names),
        {told.visit: told for _, told in rows if told is not None},
    )


def told_in(found: Judged) -> dict[str, Told]:
    return {row.told.visit: row.told for row in found.rows if row.told}


def judged_cells(cells: list[list[Any]], of: Known = KNOWN) -> Judged:
    return judged(csv_file(cells, ";"), of, "a.csv")


@quick
@given(forms())
def test_what_is_recorded_is_what_was_meant(form: tuple[list[list[Any]], dict[str, Told]]) -> None:
    cells, meant = form
    found = judged_cells(cells)
    recorded = told_in(found)
    assert all(recorded[own] == meant[own] for own in recorded)
    asked = {doubt.planned.id for doubt in found.doubts if doubt.planned}
    turned = {own for own, told in meant.items() if told.status == "moved"}
    assert recorded.keys() | asked == meant.keys()
    assert asked <= turned  # of which day and month may be changed over


@quick
@given(forms())
def test_twice_is_once(form: tuple[list[list[Any]], dict[str, Told]]) -> None:
    cells, _ = form
    first = judged_cells(cells)
    then = after(KNOWN, first)
    second = judged_cells(cells, then)
    assert after(then, second) == then
    assert not second.counts["recorded"] + second.counts["corrected"]
    assert second.counts["review"] == first.counts["review"]


@quick
@given(forms(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(
    form: tuple[list[list[Any]], dict[str, Told]], chance: Any
) -> None:
    cells, _ = form
    order = list(range(len(cells[0])))
    chance.shuffle(order)
    head, *rows = ([row[at] for at in order] for row in cells)
    chance.shuffle(rows)
    assert told_in(judged_cells([head, *rows])) == told_in(judged_cells(cells))


@quick
@given(forms(), forms())
def test_of_two_files_every_filled_cell_is_kept(
    one: tuple[list[list[Any]], dict[str, Told]], other: tuple[list[list[Any]], dict[str, Told]]
) -> None:
    then = after(KNOWN, judged_cells(one[0]))
    last = after(then, judged_cells(other[0], then))
    for own, outcome in last.outcomes.items():
        before, now = then.outcomes.get(own), told_in(judged_cells(other[0])).get(own)
        for name in ("members", "opinions", "proposals"):
            expected = getattr(now, name, None) or getattr(before and before.told, name, None)
            assert (getattr(outcome.told, name) or None) == (expected or None)


@quick
@given(st.lists(st.lists(st.text(max_size=12), max_size=len(NAMES)), max_size=6))
def test_anything_below_the_headings_is_read(rows: list[list[str]]) -> None:
    """Nobody's nonsense is recorded, and none of it is lost."""
    cells = [*grid([filled(0)]), *rows]
    with suppress(InputError):
        found = judged_cells(cells)
        assert not found.counts["recorded"]
        assert found.counts["no_answer"] >= 1
