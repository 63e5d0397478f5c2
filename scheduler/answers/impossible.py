"""That no roster exists, as it is told: conflicts, and the ways out of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.answers.over import Over
from scheduler.domain.edit import Edit
from scheduler.domain.fact import Fact
from scheduler.domain.faults import SchedulerError
from scheduler.domain.vocabulary import called
from scheduler.edits.toml_text import edits_toml
from scheduler.language import Language, say

Place = Callable[[str, int | None], str]
"""From a table and a row of it to file and line."""


def _table_alone(table: str, _row: int | None) -> str:
    return table


@dataclass(frozen=True)
class WayOut:
    """Edits of the instance that together end a conflict.

    ``kind`` is that of the fact that they change. ``cost``, once it is known, is what the best
    roster then comes to: objective to value; None where none was found in time. ``proven`` says
    whether a better one is ruled out.
    """

    kind: str
    context: Mapping[str, Any]
    edits: tuple[Edit, ...]
    cost: Mapping[str, int] | None = None
    proven: bool = False

    def sentence(self, language: Language) -> str:
        """The edits in words."""
        return say(f"conflicts.drop_{self.kind}", language, **self.context)


@dataclass(frozen=True)
class Conflict:
    """A smallest set of facts without a roster; any one of the ``ways_out`` is enough."""

    facts: tuple[Fact | Over, ...]
    ways_out: tuple[WayOut, ...]


class Impossible(SchedulerError):
    """No roster keeps every rule."""

    exit_code = 1

    def __init__(self, conflicts: Sequence[Conflict]):
        self.conflicts = tuple(conflicts)
        super().__init__(f"no roster exists: {len(self.conflicts)} conflict(s)")

    def sentences(self, language: Language, place: Place = _table_alone) -> Iterator[str]:
        """The conflicts in words, a line each, and under each way out its edits as TOML."""
        for conflict in self.conflicts:
            yield say("conflicts.headline", language)
            for fact in conflict.facts:
                where = f"{place(fact.table, fact.row)}: " if fact.table else ""
                yield f"  - {where}{fact.sentence(language)}"
            if conflict.ways_out:
                yield say("conflicts.ways_out", language)
                for way_out in conflict.ways_out:
                    yield f"  - {way_out.sentence(language)}{_cost_in_words(way_out, language)}"
                    yield from (f"      {line}" for line in edits_toml(way_out.edits))
            else:
                yield say("conflicts.none", language)
        if any(conflict.ways_out for conflict in self.conflicts):
            yield say("conflicts.edits", language)
        if len(self.conflicts) > 1:
            yield say("conflicts.several", language)

    def as_json(self, language: Language, place: Place = _table_alone) -> list[dict[str, Any]]:
        """The conflicts for a program, each with its facts and ways out; the edits of a way out as
        lines of a scenario file (``toml``), its cost null where it is not known.
        """
        return [
            {
                "facts": [
                    {
                        "kind": fact.kind,
                        "table": fact.table,
                        "place": place(fact.table, fact.row) if fact.table else "",
                        "message": fact.sentence(language),
                    }
                    for fact in conflict.facts
                ],
                "ways_out": [
                    {
                        "kind": way_out.kind,
                        "message": way_out.sentence(language),
                        "objectives": way_out.cost and dict(way_out.cost),
                        "proven": way_out.proven,
                        "toml": "\n".join(edits_toml(way_out.edits)) + "\n",
                    }
                    for way_out in conflict.ways_out
                ],
            }
            for conflict in self.conflicts
        ]


def _cost_in_words(way_out: WayOut, language: Language) -> str:
    if way_out.cost is None:
        return ""
    values = ", ".join(
        f"{called('objectives', name, language)} {value}" for name, value in way_out.cost.items()
    )
    key = "conflicts.cost" if way_out.proven else "conflicts.cost_so_far"
    return say(key, language, values=values)
