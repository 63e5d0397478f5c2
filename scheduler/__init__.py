"""Rotation scheduling with proof: who visits which branch meeting, fairly in rotation.

The Python interface is this module: what is named here stays. A problem is read, solved and
audited; then it is asked::

    import scheduler

    problem = scheduler.read("instances/first-steps")
    result = scheduler.solve(problem)
    violations, values = scheduler.audit(problem, result.roster)

    visit = result.roster.visits[0]
    scheduler.explain(problem, result.roster, visit.cadre, visit.month)
    study = scheduler.what_if(problem, scheduler.staffing([0.8, 0.9, 1.1]))
    scheduler.frames.kpis(study)

What the command line can do, this module can: it reads and writes the same files. Everything that
comes back is a frozen dataclass; :mod:`scheduler.frames` turns it into pandas. What cannot be used
raises :class:`InputError`, with every fault.
"""

from __future__ import annotations

import datetime as dt
import importlib
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scheduler import frames as frames
    from scheduler.answers.explain import Explanation as Explanation
    from scheduler.answers.fairness import Fairness as Fairness
    from scheduler.answers.impossible import Conflict as Conflict
    from scheduler.answers.impossible import WayOut as WayOut
    from scheduler.answers.replan import Replan as Replan
    from scheduler.answers.rotation import Rotation as Rotation
    from scheduler.answers.substitute import Substitutes as Substitutes
    from scheduler.answers.whatif import Outcome as Outcome
    from scheduler.answers.whatif import Told
    from scheduler.answers.whatif import WhatIf as WhatIf
    from scheduler.domain.edit import Edit as Edit
    from scheduler.domain.elapsed import Former as Former
    from scheduler.domain.faults import Fault as Fault
    from scheduler.domain.faults import InputError as InputError
    from scheduler.domain.faults import SchedulerError as SchedulerError
    from scheduler.domain.instance import Instance as Instance
    from scheduler.domain.months import Month as Month
    from scheduler.domain.problem import Problem as Problem
    from scheduler.domain.roster import Roster as Roster
    from scheduler.domain.roster import Visit as Visit
    from scheduler.edits.scenario import Scenario as Scenario
    from scheduler.engine.params import SolveParams as SolveParams
    from scheduler.engine.progress import Listener
    from scheduler.engine.result import LevelResult as LevelResult
    from scheduler.engine.result import ObjectiveResult as ObjectiveResult
    from scheduler.engine.result import Result as Result
    from scheduler.generator.clerks.returns import MadeUpReturns as MadeUpReturns
    from scheduler.language import Language
    from scheduler.ledger.ledger import Ledger as Ledger
    from scheduler.ledger.ledger import Published as Published
    from scheduler.ledger.records import Receipt as Receipt
    from scheduler.reports.upward.figures import Figures as Figures
    from scheduler.rules.rule import Objective as Objective
    from scheduler.rules.rule import Rule as Rule
    from scheduler.rules.violations import Violation as Violation
    from scheduler.service.check import Findings as Findings
    from scheduler.service.overview import Overview as Overview
    from scheduler.service.reading import Case as Case
    from scheduler.service.reading import Horizon
    from scheduler.service.record import Taken as Taken
    from scheduler.service.status import LedgerState as LedgerState
    from scheduler.tables.formats.destination import Destination

__version__ = "0.1.0"
_LAZY = {
    "frames": "scheduler.frames",  # pandas takes its time to load
    "Case": "scheduler.service.reading",
    "Conflict": "scheduler.answers.impossible",
    "Edit": "scheduler.domain.edit",
    "Explanation": "scheduler.answers.explain",
    "Fairness": "scheduler.answers.fairness",
    "Fault": "scheduler.domain.faults",
    "Figures": "scheduler.reports.upward.figures",
    "Findings": "scheduler.service.check",
    "Former": "scheduler.domain.elapsed",
    "InputError": "scheduler.domain.faults",
    "Instance": "scheduler.domain.instance",
    "Ledger": "scheduler.ledger.ledger",
    "LedgerState": "scheduler.service.status",
    "MadeUpReturns": "scheduler.generator.clerks.returns",
    "LevelResult": "scheduler.engine.result",
    "Month": "scheduler.domain.months",
    "Objective": "scheduler.rules.rule",
    "ObjectiveResult": "scheduler.engine.result",
    "Outcome": "scheduler.answers.whatif",
    "Overview": "scheduler.service.overview",
    "Problem": "scheduler.domain.problem",
    "Published": "scheduler.ledger.ledger",
    "Receipt": "scheduler.ledger.records",
    "Replan": "scheduler.answers.replan",
    "Result": "scheduler.engine.result",
    "Roster": "scheduler.domain.roster",
    "Rotation": "scheduler.answers.rotation",
    "Rule": "scheduler.rules.rule",
    "Scenario": "scheduler.edits.scenario",
    "SchedulerError": "scheduler.domain.faults",
    "SolveParams": "scheduler.engine.params",
    "Substitutes": "scheduler.answers.substitute",
    "Taken": "scheduler.service.record",
    "Violation": "scheduler.rules.violations",
    "Visit": "scheduler.domain.roster",
    "WayOut": "scheduler.answers.impossible",
    "WhatIf": "scheduler.answers.whatif",
}
__all__ = [
    "Case",
    "Conflict",
    "Edit",
    "Explanation",
    "Fairness",
    "Fault",
    "Figures",
    "Findings",
    "Former",
    "InputError",
    "Instance",
    "Ledger",
    "LedgerState",
    "LevelResult",
    "MadeUpReturns",
    "Month",
    "Objective",
    "ObjectiveResult",
    "Outcome",
    "Overview",
    "Problem",
    "Published",
    "Receipt",
    "Replan",
    "Result",
    "Roster",
    "Rotation",
    "Rule",
    "Scenario",
    "SchedulerError",
    "SolveParams",
    "Substitutes",
    "Taken",
    "Violation",
    "Visit",
    "WayOut",
    "WhatIf",
    "apply",
    "audit",
    "check",
    "conflicts",
    "convert",
    "each_cadre_leaves",
    "explain",
    "export_ledger",
    "fairness",
    "fill_ledger",
    "frames",
    "gaps",
    "generate",
    "import_ledger",
    "ledger_state",
    "made_up_returns",
    "new",
    "overview",
    "publish",
    "read",
    "read_case",
    "read_roster",
    "record",
    "replan",
    "report",
    "rotation",
    "scenarios",
    "smallest_staff",
    "solve",
    "staffing",
    "substitutes",
    "verify_ledger",
    "what_if",
    "write",
    "write_calendars",
    "write_instance",
    "write_made_up_returns",
    "write_published",
    "write_replan",
    "write_report",
    "write_request_form",
    "write_review",
    "write_rotation_page",
    "write_study",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'scheduler' has no attribute {name!r}")
    module = importlib.import_module(_LAZY[name])
    return module if name == "frames" else getattr(module, name)


def read(
    path: str | Path,
    start: str | Month | None = None,
    months: int | None = None,
    *,
    encoding: str | None = None,
    ledger: Ledger | None = None,
) -> Problem:
    """The problem in a CSV folder, a workbook or a JSON file.

    ``start`` (YYYY-MM) and ``months`` replace the instance's own horizon; ``encoding`` is that of
    CSV files not in UTF-8. What a ``ledger`` knows is history too, and the horizon then begins with
    the month after the last that was published, unless ``start`` is given. Raises InputError with
    every fault.
    """
    from scheduler.service.reading import planning
    from scheduler.tables.read import read_instance

    source = read_instance(Path(path), encoding)
    return planning(source, _horizon(start, months), ledger)[0]


def read_case(
    instance: str | Path,
    roster: str | Path,
    start: str | Month | None = None,
    months: int | None = None,
    *,
    encoding: str | None = None,
    since: dt.date | None = None,
    ledger: Ledger | None = None,
) -> Case:
    """An instance and a roster of it (a CSV or a workbook, or the folder of a solve), in the
    roster's horizon, as the command line reads them: ``case.problem``, ``case.roster`` with what
    really happened since, ``case.violations`` and ``case.misnomers``.

    What lies before ``since`` is over; what a ``ledger`` knows is history too. Raises InputError
    with every fault.
    """
    from scheduler.service.reading import read_case as read_both
    from scheduler.tables.read import read_instance

    source = read_instance(Path(instance), encoding)
    horizon = _horizon(start, months)
    return read_both(source, Path(roster), horizon, encoding=encoding, since=since, ledger=ledger)


def check(problem: Problem) -> Findings:
    """What a planner should know before solving: meetings to be announced, cadres with nothing to
    attend, places out of reach, and what is odd.
    """
    from scheduler.service.check import check as look

    return look(problem)


def write_request_form(
    problem: Problem, path: str | Path, *, language: Language = "en", force: bool = False
) -> None:
    """Write a workbook (.xlsx) that asks the districts for the dates to be announced; InputError
    where it may not be written.
    """
    from scheduler.service.check import write_request_form as write_form

    write_form(problem, _destination(path, force), language)


def new(path: str | Path, *, language: Language = "en", force: bool = False) -> None:
    """Write a small starter instance: a folder, an .xlsx workbook or a .json file; InputError where
    it may not be written.
    """
    from scheduler.service.instances import new as start_one

    start_one(_destination(path, force), language)


def convert(
    source: str | Path,
    destination: str | Path,
    *,
    meetings: Sequence[str | Path] = (),
    language: Language = "en",
    force: bool = False,
    encoding: str | None = None,
) -> Instance:
    """Write an instance in another form, without loss, and return it.

    The destination is a folder, an .xlsx workbook or a .json file. ``meetings`` are calendars
    (.ics) and request forms that came back (.xlsx), whose dates are added. Raises InputError with
    every fault, and where nothing may be written.
    """
    from scheduler.service.instances import convert as convert_one
    from scheduler.tables.read import read_instance

    files = [Path(file) for file in meetings]
    to = _destination(destination, force, Path(source), *files)
    read_one = read_instance(Path(source), encoding)
    return convert_one(read_one, to, language, meetings=files, encoding=encoding).instance


def generate(recipe: str | Path, *, seed: int = 1, scale: float | None = None) -> Instance:
    """The synthetic instance that a recipe (TOML) describes; ``scale`` is its size, 1 being the
    recipe's own. InputError with every fault of the recipe.
    """
    from scheduler.service.instances import generate as make

    return make(Path(recipe), seed=seed, scale=scale)


def fill_ledger(
    ledger: Ledger, instance: Instance, *, seed: int = 1, recipe: str | Path | None = None
) -> None:
    """Make up in a new ledger what was published of the instance's months, and what became of it:
    lawful rosters, neither optimised nor proven, and an outcome for each visit, by the rates in the
    part `outcomes` of a recipe if one is given. To try reports on.
    """
    from scheduler.service.made_up import fill

    fill(ledger, instance, seed=seed, recipe=Path(recipe) if recipe is not None else None)


def made_up_returns(
    recipe: str | Path,
    published: Iterable[str | Path],
    *,
    seed: int = 1,
    scale: float | None = None,
) -> MadeUpReturns:
    """What clumsy clerks send back of the handoffs in ``published`` folders, of the instance that
    recipe and seed make; and what is true of it. To try `record` on.
    """
    from scheduler.service.made_up import made_up_returns as make

    return make(Path(recipe), map(Path, published), seed=seed, scale=scale)


def write_made_up_returns(made: MadeUpReturns, path: str | Path, *, force: bool = False) -> None:
    """Write the files of made-up returns to a folder, and the truth beside them as `truth.json`;
    InputError where it may not be written.
    """
    from scheduler.generator.clerks.returns import write_returns

    write_returns(_destination(path, force), made)


def write_instance(
    instance: Instance, path: str | Path, *, language: Language = "en", force: bool = False
) -> None:
    """Write an instance to a folder, an .xlsx workbook or a .json file; InputError where it may not
    be written.
    """
    from scheduler.tables.write import write_instance as write_one

    write_one(instance, _destination(path, force), language=language)


def read_roster(path: str | Path) -> Roster:
    """The roster in a CSV or workbook, or in the folder of a solve; InputError with every fault.

    A handoff that nobody has filled in is read with a warning: it is one area's part of a roster.
    """
    from scheduler.domain.faults import describe
    from scheduler.results.folder import roster_path
    from scheduler.results.roster_file import read_roster as read_file

    read = read_file(roster_path(Path(path)))
    if read.is_part:
        warnings.warn(describe(read.part_notice, "en"), stacklevel=2)
    return read.roster


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    workers: int | None = None,
    time_limit: float | None = None,
    hint: Roster | None = None,
    progress: Listener | None = None,
    stop: threading.Event | None = None,
    params: SolveParams | None = None,
) -> Result:
    """The best roster with its proof.

    ``seed`` decides between rosters that are equally good on every level. ``time_limit`` is in
    seconds of wall-clock time; without it the answer is the same on every machine. ``hint`` is a
    roster to begin from. ``progress`` is called with each step, and ``stop``, once set, ends the
    search with the best roster so far. ``params`` say how to search, ``workers`` are in place of
    theirs.
    """
    from scheduler.engine.solve import solve as engine_solve

    return engine_solve(
        problem, seed=seed, time_limit=time_limit, hint=hint, progress=progress, stop=stop,
        params=_params(params, workers),
    )  # fmt: skip


def write(
    problem: Problem,
    result: Result,
    folder: str | Path,
    *,
    language: Language = "en",
    force: bool = False,
) -> None:
    """Write the result to a folder, as the command ``solve`` does: roster, handoffs, missed visits,
    trace, summary and data package, with headings and words in that language.

    A folder that the program wrote before and nobody touched since is replaced; with ``force``
    anything else that stands there is moved aside. Raises InputError where it may not be replaced
    and for a result without a roster, and OSError, with nothing written.
    """
    from scheduler.service.solve import write_result

    write_result(problem, result, _destination(folder, force), language)


def write_replan(
    answer: Replan, folder: str | Path, *, language: Language = "en", force: bool = False
) -> None:
    """Write what :func:`replan` answers to a folder, as the command does: as :func:`write`, with
    `changes.csv` and the changes of each district.
    """
    from scheduler.service.replan import write_replan as write_all

    write_all(answer, _destination(folder, force), language)


def write_study(
    study: WhatIf,
    folder: str | Path,
    *,
    language: Language = "en",
    pictures: bool = False,
    force: bool = False,
) -> None:
    """Write what :func:`what_if` answers to a folder, as the command does: the comparison, people,
    localities and each scenario's roster; with ``pictures`` also as a page and as pictures.
    """
    from scheduler.service.whatif import write_study as write_all

    write_all(study, _destination(folder, force), language, pictures=pictures)


def conflicts(problem: Problem, *, time_limit: float | None = None) -> list[Conflict]:
    """Why no roster exists: smallest sets of facts that conflict, each with its ways out, the
    cheapest first. Empty where there is a roster.

    ``time_limit`` is in seconds of wall-clock time, for finding out what the ways out cost.
    """
    from scheduler.answers.conflicts import cheapest_first, find_conflicts
    from scheduler.milp.watch import Watch

    return cheapest_first(problem, find_conflicts(problem), Watch(time_limit))


def rotation(problem: Problem, roster: Roster) -> Rotation:
    """How far the rotation has come round: what each cadre and tier has reached, and what waits."""
    from scheduler.answers.rotation import rotation_of

    return rotation_of(problem, roster)


def fairness(problem: Problem, roster: Roster) -> Fairness:
    """How evenly visits and travel fall on the cadres of a tier."""
    from scheduler.answers.fairness import fairness_of

    return fairness_of(problem, roster)


def write_rotation_page(
    problem: Problem,
    roster: Roster,
    path: str | Path,
    *,
    language: Language = "en",
    force: bool = False,
) -> None:
    """Write the page with heatmaps (.html) that `scheduler show` writes; InputError where it may
    not be written.
    """
    from scheduler.service.show import write_rotation_page as write_page

    write_page(rotation(problem, roster), roster, _destination(path, force), language)


def overview(
    problem: Problem,
    roster: Roster,
    month: str | Month | None = None,
    *,
    most: int = 12,
    time_limit: float | None = None,
    language: Language = "en",
) -> Overview:
    """What binds the roster in a month, the first unless given: what each rule costs, who could use
    one more visit, which visits are missed, and at most so many (``most``) places left behind.

    ``time_limit`` is in seconds for each solve; scenarios are named in the ``language``. Raises
    InputError where the roster breaks a rule.
    """
    from scheduler.answers import questions
    from scheduler.milp.watch import Watch
    from scheduler.service.overview import overview as answer

    when = problem.horizon[0] if month is None else _month(month)
    faults = questions.faults_of_explain(problem, None, when, "", ())
    _refuse(faults, questions.faults_of_roster(problem, roster))
    watch = Watch(time_limit)
    return answer(problem, roster, when, most=most, watch=watch, language=language)


def publish(
    case: Case,
    ledger: Ledger,
    *,
    by: str,
    supersedes: str | Sequence[str] = (),
    note: str = "",
) -> Published:
    """Keep the roster of a case in a ledger, a publication a month; sent out is it by
    :func:`write_published`.

    ``supersedes`` names the newest publication of each month that is published already, and
    ``note`` says why. The same roster and tables again bring nothing new. Raises InputError where
    the roster breaks a rule, and where somebody was faster.
    """
    from scheduler.answers import questions
    from scheduler.service.publish import publish as keep

    _refuse(questions.faults_of_roster(case.problem, case.file.roster))
    names = (supersedes,) if isinstance(supersedes, str) else tuple(supersedes)
    return keep(case, ledger, by=by, supersedes=[name for name in names if name], note=note)


def write_published(
    case: Case,
    ledger: Ledger,
    published: Published,
    folder: str | Path,
    *,
    language: Language = "en",
    force: bool = False,
) -> None:
    """Write what goes out: the roster and each area's form, with the ids under which they come
    back. InputError where the folder may not be written.
    """
    from scheduler.service.publish import write_published as write_all

    write_all(case, ledger, published, _destination(folder, force), language)


def record(
    files: Iterable[str | Path],
    ledger: Ledger,
    *,
    by: str,
    dry_run: bool = False,
    encoding: str | None = None,
) -> list[Taken]:
    """Take back returned forms, or folders of them: what came of each file.

    What is certain is recorded, each file whole or not at all; what is doubtful is asked about
    (``taken.doubts``). The same file again changes nothing. Raises InputError for a path that is
    not there; what is wrong with a file is its ``error``.
    """
    from scheduler.service.record import files_of
    from scheduler.service.record import record as take_in

    found = files_of(map(Path, files))
    return list(take_in(found, ledger, by=by, trial=dry_run, encoding=encoding))


def write_review(
    taken: Iterable[Taken], path: str | Path, *, language: Language = "en", force: bool = False
) -> None:
    """Write a workbook (.xlsx) that asks about every doubtful row; :func:`record` takes it back
    when it is decided. InputError where it may not be written.
    """
    from scheduler.returns.review import write_review as write_book
    from scheduler.service.record import doubts_of

    write_book(_destination(path, force), doubts_of(taken), language)


def write_calendars(
    case: Case,
    folder: str | Path,
    *,
    ledger: Ledger | None = None,
    language: Language = "en",
    force: bool = False,
) -> None:
    """Write a calendar file (.ics) for each cadre with a visit. With the ledger in which the roster
    was published, later files update the events of earlier ones.
    """
    from scheduler.results.calendar_files import write_calendars as write_all

    known = ledger.known() if ledger is not None else None
    write_all(
        _destination(folder, force), case.problem, case.file.roster, language, known=known
    )  # fmt: skip


def ledger_state(ledger: Ledger, today: str | Month) -> LedgerState:
    """How far a ledger is: of each published month what came back, by area; months before today's
    are over.
    """
    from scheduler.service.status import state_of

    return state_of(ledger, _month(today, "today"))


def report(
    instance: str | Path,
    ledger: Ledger,
    first: str | Month,
    last: str | Month | None = None,
    *,
    area: str = "",
    as_of: int | None = None,
) -> Figures:
    """What is reported upward of the months from ``first`` to ``last`` (YYYY-MM): counts by month,
    tier, organisation and area, people, places, bodies, opinions and proposals.

    ``area`` limits it to one area, ``as_of`` to what the ledger knew at the entry of that number.
    Raises InputError for a period or area that is none.
    """
    from scheduler.service.report import report as count
    from scheduler.tables.read import read_instance

    start = _month(first, "first")
    end = start if last is None else _month(last, "last")
    return count(read_instance(Path(instance)), ledger, start, end, area=area, as_of=as_of)


def write_report(
    figures: Figures,
    folder: str | Path,
    *,
    form: str | Path | None = None,
    layout: Literal["state", "party"] = "state",
    language: Language = "en",
    force: bool = False,
) -> None:
    """Write a report: a workbook with a page to sign, a Word document in an official layout, a CSV
    for each table, all figures as JSON.

    ``form`` is a Word template of an office's own, edited from the `template.docx` of an earlier
    report. InputError where the folder may not be written or the template cannot be used.
    """
    from scheduler.reports.upward.report_folder import write_report as write_all
    from scheduler.tables.formats.decoding import read_bytes

    to, path = _destination(folder, force), None if form is None else Path(form)
    own = (path.name, read_bytes(path)) if path else None
    write_all(figures, to, language, layout=layout, own=own)


def verify_ledger(ledger: Ledger, expect: str = "") -> list[Fault]:
    """Every fault of a ledger, none if it is whole; ``expect`` is the hash of a receipt, by which
    an end that was cut off is found.
    """
    from scheduler.ledger.verify import verify

    return verify(ledger, expect)


def export_ledger(ledger: Ledger, folder: str | Path, *, force: bool = False) -> None:
    """Write a whole ledger as a data package: CSVs, and every file that came back."""
    from scheduler.ledger.package import export

    export(ledger, _destination(folder, force))


def import_ledger(package: str | Path, where: str | Path) -> Ledger:
    """A new ledger, made of an exported one after verifying it; InputError where it is not whole,
    and where there is a ledger already.
    """
    from scheduler.ledger.package import import_package

    return import_package(Path(package), where)


def audit(problem: Problem, roster: Roster) -> tuple[list[Violation], dict[str, int]]:
    """Every violation, and every objective's value, from the problem and the roster alone."""
    from scheduler import rules

    return list(rules.audit(problem, roster)), rules.values(problem, roster)


def explain(
    problem: Problem,
    roster: Roster,
    cadre: str,
    month: str | Month,
    *,
    branch: str = "",
    instead_of: str | Sequence[str] = (),
    most: int = 12,
) -> list[Explanation]:
    """Why each visit of the cadre in the month (YYYY-MM), or why none; what alternatives cost.

    ``branch`` asks for the visit there, or why there is none; ``instead_of`` (ids of branches or
    cadres) for these alternatives only; at most so many (``most``) are costed. Raises InputError,
    also where the roster breaks a rule.
    """
    from scheduler.answers import questions
    from scheduler.answers.explain import explain as answer

    when = _month(month)
    instead_of = (instead_of,) if isinstance(instead_of, str) else tuple(instead_of)
    _refuse(
        questions.faults_of_explain(problem, cadre, when, branch, instead_of),
        questions.faults_of_roster(problem, roster),
    )
    return answer(problem, roster, cadre, when, branch=branch, instead_of=instead_of, most=most)


def substitutes(
    problem: Problem,
    roster: Roster,
    cadre: str,
    day: dt.date,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Substitutes:
    """Who could make the cadre's visit of that day, the cheapest first.

    ``since`` is the first date that may change and ``until`` the last day that the cadre is away,
    both the day of the visit unless given. Raises InputError, also where the roster breaks a rule.
    """
    from scheduler.answers import questions
    from scheduler.answers.substitute import substitutes as answer

    _refuse(
        questions.faults_of_substitutes(problem, roster, cadre, day, since, until),
        questions.faults_of_roster(problem, roster),
    )
    visit = next(v for v in roster if (v.cadre, v.date) == (cadre, day))
    return answer(problem, roster, visit, since=since, until=until)


def replan(
    problem: Problem,
    published: Roster,
    since: dt.date,
    former: Former | None = None,
    *,
    seed: int = 0,
    workers: int | None = None,
    time_limit: float | None = None,
    progress: Listener | None = None,
    stop: threading.Event | None = None,
    params: SolveParams | None = None,
) -> Replan:
    """The rest of a published roster planned anew, with fewest changes; options as of
    :func:`solve`.

    What lies before ``since`` stays. ``former`` tells of people and places of past visits that the
    problem no longer knows. Raises InputError, also where it would have to and does not.
    """
    from scheduler.answers import questions
    from scheduler.answers.replan import replan as answer

    places = ((visit, f"published[{row}]") for row, visit in enumerate(published))
    _refuse(questions.faults_of_replan(problem, places, since, former))
    return answer(
        problem, published, since, former, seed=seed, time_limit=time_limit, progress=progress,
        stop=stop, params=_params(params, workers),
    )  # fmt: skip


def what_if(
    problem: Problem,
    scenarios: Sequence[Scenario],
    *,
    seed: int = 0,
    workers: int | None = None,
    time_limit: float | None = None,
    told: Told | None = None,
    stop: threading.Event | None = None,
    params: SolveParams | None = None,
) -> WhatIf:
    """The base and every scenario solved, several at a time.

    ``time_limit`` is in seconds for each of them; ``told`` is called with the name of each one that
    is done, how many are, and of how many. Further options as of :func:`solve`.
    """
    from scheduler.answers.whatif import what_if as answer

    params = _params(params, workers)
    return answer(
        problem, scenarios, seed=seed, workers=params.workers, time_limit=time_limit, told=told,
        stop=stop, params=params,
    )  # fmt: skip


def scenarios(source: str | Path | Mapping[str, Any]) -> list[Scenario]:
    """The scenarios of a TOML file, or of a mapping like one; InputError with every fault."""
    from scheduler.edits.scenario_file import read_scenarios, scenarios_of

    return scenarios_of(source) if isinstance(source, Mapping) else read_scenarios(Path(source))


def apply(problem: Problem, scenario: Scenario, seed: int = 0) -> Problem:
    """The problem after the scenario's edits; InputError where they cannot be made."""
    from scheduler.edits.apply import apply as edited

    return problem.variant(edited(problem.instance, scenario, seed, former=problem.former))


def staffing(shares: Sequence[float], *, language: Language = "en") -> list[Scenario]:
    """Scenarios with so many times the cadres, named in the language."""
    from scheduler.answers.whatif import staffing as study

    return study(shares, language)


def gaps(months: Sequence[int], *, language: Language = "en") -> list[Scenario]:
    """Scenarios with other rotation gaps, named in the language."""
    from scheduler.answers.whatif import gaps as study

    return study(months, language)


def each_cadre_leaves(problem: Problem, *, language: Language = "en") -> list[Scenario]:
    """A scenario for each cadre, in which they are gone; named in the language."""
    from scheduler.answers.whatif import each_cadre_leaves as study

    return study(problem, language)


def smallest_staff(study: WhatIf, promise: int) -> Outcome | None:
    """Of a study's outcomes, base included, the one with fewest cadres in which nowhere waits
    longer than ``promise`` months; None if there is none.
    """
    from scheduler.answers.whatif import smallest_staff as answer

    return answer(study, promise)


def _destination(path: str | Path, force: bool, *read: Path) -> Destination:
    """Where something is to be written; what is read for it is never replaced."""
    from scheduler.tables.formats.destination import Destination

    return Destination(Path(path), force, list(read))


def _horizon(start: str | Month | None, months: int | None) -> Horizon:
    from scheduler.service.reading import Horizon

    return Horizon(None if start is None else _month(start, "start"), months)


def _params(params: SolveParams | None, workers: int | None) -> SolveParams:
    """The parameters, with so many workers where a number is given."""
    from scheduler.engine.params import DEFAULT

    params = params or DEFAULT
    return params if workers is None else replace(params, workers=workers)


def _month(month: str | Month, place: str = "month") -> Month:
    from scheduler.domain.faults import Fault, InputError
    from scheduler.domain.months import Month

    try:
        return Month.parse(month) if isinstance(month, str) else month
    except ValueError:
        raise InputError([Fault("explain.not_a_month", value=str(month), place=place)]) from None


def _refuse(*found: Iterable[Fault]) -> None:
    """Raise InputError if there are any faults."""
    from scheduler.domain.faults import InputError

    if faults := [fault for faults in found for fault in faults]:
        raise InputError(faults)
