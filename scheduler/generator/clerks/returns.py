"""What comes back of published handoffs, file by file, and what is true."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.generator.chance import stream
from scheduler.generator.clerks.clerk import Desk, MadeUpReturn, by_area_and_month, filled_in
from scheduler.generator.clerks.files import missing_package
from scheduler.generator.clerks.form import Form, read_form
from scheduler.generator.clerks.namesakes import Namesakes
from scheduler.generator.outcome_recipe import FILE_KINDS, OutcomesRecipe, ReturnsRecipe
from scheduler.generator.outcomes import is_silent, outcomes_of
from scheduler.language import Language
from scheduler.ledger.records import PlannedVisit, Told
from scheduler.results.package import package_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.seals import seal

TRUTH_FILE = "truth.json"
"""What is true, beside the files: no return, so that `record` passes over it."""


@dataclass(frozen=True)
class MadeUpReturns:
    """Files that come back, and what really became of every visit."""

    files: tuple[MadeUpReturn, ...]
    """By area and month; nothing of those that never answer."""
    outcomes: tuple[Told, ...]
    """Of all visits, those of silent areas and of forms that were superseded too."""


def read_forms(problem: Problem, handoffs: Iterable[tuple[str, bytes]]) -> list[Form]:
    """The forms in published handoffs (file name and content), by area, month and publication; none
    of those without visits.

    Raises :class:`InputError` with every file that is none, or speaks of others than the problem,
    and if there is no form at all.
    """
    faults: list[Fault] = []
    forms = []
    for name, content in handoffs:
        try:
            form = read_form(name, content, problem)
        except InputError as error:
            faults += error.faults
        else:
            forms += [form] if form else []
    if not forms and not faults:
        faults.append(Fault("generator.no_form"))
    if faults:
        raise InputError(faults)
    return sorted(forms, key=lambda form: (form.area, form.month, form.number))


def make_returns(
    problem: Problem,
    forms: Sequence[Form],
    outcomes: OutcomesRecipe,
    returns: ReturnsRecipe,
    seed: int,
    language: Language = "vi",
) -> MadeUpReturns:
    """Have published ``forms``, as :func:`read_forms` gives them, filled in by clumsy clerks; the
    forms stay as they are.

    Where the same area and month are handed off by several publications, the newest one holds, and
    some clerks fill in an older one. Raises :class:`InputError` for kinds of file that cannot be
    written here.
    """
    _refuse_kinds(returns)
    forms = deepcopy(forms)
    newest = _newest(forms)
    current = frozenset(own for form in newest.values() for own in form.visits)
    planned = list(_planned(forms))
    told = outcomes_of(problem, planned, outcomes, seed, language)
    desk = Desk(
        problem,
        Namesakes(problem, planned),
        current,
        {one.visit: one for one in told if one.visit},
        by_area_and_month(problem, (one for one in told if not one.visit)),
        returns,
        seed,
    )
    answered = {
        key: form
        for key, form in _chosen(forms, newest, returns, seed).items()
        if not is_silent(form.area, form.month, outcomes, seed)
    }
    groups = _together(answered, returns, seed)
    return MadeUpReturns(_named(filled_in(desk, group) for group in groups), told)


def write_returns(to: Destination, made: MadeUpReturns) -> None:
    """Write the files and, in `truth.json`, what is true.

    Raises :class:`InputError` if what stands there may not be replaced, and OSError.
    """
    with to.folder() as out:
        for file in made.files:
            (out / file.name).write_bytes(file.content)
        text = json.dumps(_truth(made), ensure_ascii=False, indent=1, default=str)
        (out / TRUTH_FILE).write_text(text + "\n", encoding="utf-8")
        seal(out, package_of("returns", [], "en"))


def _truth(made: MadeUpReturns) -> dict[str, Any]:
    return {
        "outcomes": [asdict(one) for one in made.outcomes],
        "returns": [
            {
                "file": file.name,
                "area": file.area,
                "publications": file.publications,
                "done": file.done,
                "rows": [{**asdict(row.told), "may_ask": row.may_ask} for row in file.expected],
            }
            for file in made.files
        ],
    }


def _refuse_kinds(returns: ReturnsRecipe) -> None:
    missing = {kind: missing_package(kind) for kind in FILE_KINDS if returns.kinds.get(kind)}
    faults = [
        Fault("generator.kind_package", "recipe", None, "returns.kinds", kind, "", {"name": name})
        for kind, name in missing.items()
        if name
    ]
    if faults:
        raise InputError(faults)


# -- forms ----------------------------------------------------------------------------------------

_Key = tuple[str, Month]


def _newest(forms: Iterable[Form]) -> dict[_Key, Form]:
    return {(form.area, form.month): form for form in forms}


def _planned(forms: Iterable[Form]) -> Iterable[PlannedVisit]:
    """Each planned visit once, as its newest form has it."""
    return {own: one for form in forms for own, (one, _) in form.visits.items()}.values()


def _chosen(
    forms: Sequence[Form], newest: Mapping[_Key, Form], returns: ReturnsRecipe, seed: int
) -> dict[_Key, Form]:
    """The form that each clerk fills in: the newest, or the one before."""
    chosen = dict(newest)
    for form in forms:
        key = form.area, form.month
        is_before = form.number == newest[key].number - 1
        if is_before and stream(seed, "former", *key).random() < returns.former:
            chosen[key] = form
    return chosen


def _together(forms: Mapping[_Key, Form], returns: ReturnsRecipe, seed: int) -> list[list[Form]]:
    """The forms that are sent in one file."""
    left, groups = dict(forms), []
    for key in sorted(forms):
        if key not in left:
            continue
        group = [left.pop(key)]
        after = key[0], key[1].plus(1)
        beside = next((other for other in sorted(left) if other[1] == key[1]), key)
        if after in left and stream(seed, "together", *key).random() < returns.two_months:
            group.append(left.pop(after))
        elif beside in left and stream(seed, "beside", *key).random() < returns.two_areas:
            group.append(left.pop(beside))
        groups.append(group)
    return groups


def _named(files: Iterable[MadeUpReturn]) -> tuple[MadeUpReturn, ...]:
    """The files, each under a name of its own."""
    taken: set[str] = set()
    named = []
    for file in files:
        stem, _, ending = file.name.rpartition(".")
        name, number = file.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number}).{ending}"
        taken.add(name.casefold())
        named.append(replace(file, name=name))
    return tuple(named)
