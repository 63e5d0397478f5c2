"""One word, one meaning: no two rooms have a module of the same name, but for these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tests.house.test_floors import FLOORS, MODULES, room

_COMMAND = "the command, and the answer or action that it gives"
_TABLE = "a table of an instance, and what makes up its rows"
_RESULT = "one thing, as it is found, written to files and shown"

SHARED: Mapping[str, str] = {
    "check": _COMMAND,
    "explain": _COMMAND,
    "generate": _COMMAND,
    "ledger": _COMMAND,
    "publish": _COMMAND,
    "record": _COMMAND,
    "replan": _COMMAND,
    "report": _COMMAND,
    "show": _COMMAND,
    "solve": _COMMAND,
    "substitute": _COMMAND,
    "whatif": _COMMAND,
    "branches": _TABLE,
    "answers": "what an office says of a visit: made up, read",
    "form": "the form of a handoff: written, filled in by a made-up clerk",
    "words": "how something is said, by us or by clerks",
    "days": "dates as people write them: their order in a table, one in a return",
    "directory": "who and what is called how: where names are looked up",
    "matching": "which rows fit: of a table a condition, of a return a visit",
    "package": "the data package of what is written",
    "past": "what is over: the rule that it stays, and what is known of it",
    "sheet": "a sheet of a workbook: read, drawn",
    "drafts": "what is made ready and not yet in its place: a file, a publication",
    "history": "what was visited before: made up, or out of a ledger",
    "pins": "the rule that pins hold, and what makes up the rows of that table",
    "records": "plain rows: of the tables of an instance, of a ledger",
    "schema": "the columns of tables: of an instance, of a ledger",
    "settings": "of an instance, and how they are read and written",
    "territory": "the tree of areas, and what makes one up",
    "changes": "what a roster does not keep: the objective, the file, the page",
    "comparison": _RESULT,
    "missed": "visits due and not made: the objective, the reasons, the file",
    "roster": _RESULT,
    "rotation": _RESULT,
    "errors": "each room's own",
    "params": "each room's own",
    "reading": "each room's own",
}
"""Names of modules in several rooms, and the one meaning that they have in all of them."""


def shared() -> Mapping[str, set[str]]:
    """Name of a module to the rooms that have one of that name, where there are several."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, file in MODULES.items():
        if file.stem not in ("__init__", "__main__"):
            rooms[file.stem].add(room(module))
    return {name: own for name, own in rooms.items() if len(own) > 1}


def test_a_name_in_two_rooms_has_one_meaning() -> None:
    found = shared()
    new = {name: rooms for name, rooms in found.items() if name not in SHARED}
    assert not new, "rename one, or say in SHARED what both mean"
    assert not SHARED.keys() - found.keys(), "no longer shared"


def test_commands_are_all_that_doors_share() -> None:
    doors = {name for name, floor in FLOORS.items() if floor == max(FLOORS.values())}
    assert {name for name, rooms in shared().items() if rooms & doors} == {
        name for name, reason in SHARED.items() if reason is _COMMAND
    }
