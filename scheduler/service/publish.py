"""Publishing a roster: audited, kept in the ledger, and sent out under ids that come back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata

from scheduler import rules
from scheduler.domain.faults import Fault, InputError
from scheduler.language import Language
from scheduler.ledger.drafts import PublicationDraft, drafts_of
from scheduler.ledger.errors import refused
from scheduler.ledger.ledger import Ledger, Published
from scheduler.ledger.records import Value
from scheduler.results.folder import SUMMARY_FILE
from scheduler.results.forms.form import FormFacts
from scheduler.results.publication import write_publication
from scheduler.rules.violations import Violation
from scheduler.service.past import own_instance, refuse_stranger
from scheduler.service.reading import Case
from scheduler.tables.formats.destination import Destination


@dataclass(frozen=True)
class Unsound:
    """Why a roster is not published: what it breaks, and names that are not those of its ids."""

    violations: tuple[Violation, ...]
    misnomers: int


def unsound(case: Case) -> Unsound | None:
    """What keeps the roster from being published; None if nothing does."""
    violations = tuple(rules.audit(case.problem, case.file.roster))
    misnomers = sum(not one.is_derived for one in case.misnomers)
    return Unsound(violations, misnomers) if violations or misnomers else None


def publish(
    case: Case, ledger: Ledger, *, by: str, supersedes: Sequence[str] = (), note: str = ""
) -> Published:
    """Publish each month of a sound roster in which it has visits, all of them or none.

    ``supersedes`` names, of each month that is published already, its newest publication, and
    ``note`` says why. Raises :class:`~scheduler.ledger.errors.Refused` where somebody was faster,
    and InputError for a ledger of another instance.
    """
    instance = own_instance(case.problem, case.source.instance)
    refuse_stranger(instance, ledger.known(), ledger.place)
    drafts = drafts_of(
        case.problem, case.file.roster, instance, values=_values(case),
        version=metadata.version("xoayvong"), supersedes=supersedes, note=note,
    )  # fmt: skip
    _refuse_others(supersedes, drafts)
    return ledger.publish(drafts, by=by)


def refuse_without_ledger(supersedes: Sequence[str], place: str) -> None:
    """Raise :class:`~scheduler.ledger.errors.Refused` for a publication to supersede where no
    ledger is yet, so that none is begun for what cannot stand in it.
    """
    if supersedes:
        raise refused("supersedes_nothing", place, given=supersedes[0])


def _refuse_others(supersedes: Sequence[str], drafts: Sequence[PublicationDraft]) -> None:
    """Raise InputError for a publication to supersede that is of no month of the drafts: whoever
    names it means another roster, or another month.
    """
    months = [str(draft.month) for draft in drafts]
    faults = [
        Fault(
            "ledger.supersedes_other", place="--supersedes",
            context={"given": given, "months": ", ".join(months), "month": months[0]},
        )
        for given in supersedes if months and given.rpartition(".")[0] not in months
    ]  # fmt: skip
    if faults:
        raise InputError(faults)


def write_published(
    case: Case,
    ledger: Ledger,
    published: Published,
    to: Destination,
    language: Language,
    facts: FormFacts | None = None,
) -> None:
    """Write what goes out: the roster and the handoffs, with the ids of publications and visits.

    Raises InputError where the folder may not be written.
    """
    ids = {one.id for one in published.publications}
    months = [one.month for one in published.publications]
    known = ledger.known(min(months), max(months)) if months else ledger.known()
    planned = [one for one in known.planned.values() if one.publication in ids]
    write_publication(
        to, case.problem, published.publications, planned, language, facts=facts
    )  # fmt: skip


def _values(case: Case) -> list[Value]:
    """What every objective comes to, with the bound that the solve proved, if it was of the same
    tables.
    """
    values = rules.values(case.problem, case.file.roster)
    bounds = _bounds(case)
    return [Value(name, value, bounds.get(name)) for name, value in values.items()]


def _bounds(case: Case) -> dict[str, int]:
    try:
        text = (case.path.parent / SUMMARY_FILE).read_text(encoding="utf-8-sig")
        summary = json.loads(text)
        if summary["input_sha256"] != case.source.digest or not case.found_horizon:
            return {}
        if summary["horizon"]["months"] != len(case.problem.horizon):
            return {}
        return {
            one["name"]: one["bound"] for one in summary["objectives"] if type(one["bound"]) is int
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
