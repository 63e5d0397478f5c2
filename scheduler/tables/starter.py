"""A first instance to fill in: small, valid, solvable, with headings in the planner's language."""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import Area, Branch, Cadre, CalendarRule, Organization
from scheduler.domain.settings import Settings
from scheduler.language import Language, say
from scheduler.tables.formats.destination import Destination
from scheduler.tables.write import write_instance

FIRST_MONTH = Month(2026, 1)
_HAMLETS = (1, 2, 3, 4)


def write_starter(
    to: Path | Destination, language: Language, *, start: Month = FIRST_MONTH
) -> None:
    """Writes the starter instance to a folder, an ``.xlsx`` workbook or a ``.json`` file.

    Every table and column is there to be filled in, with drop-downs in the workbook. Raises
    :class:`scheduler.domain.faults.InputError` when the destination is refused.
    """
    instance = starter_instance(language, start)
    write_instance(instance, to, language=language, blank_columns=True)


def starter_instance(language: Language, start: Month = FIRST_MONTH) -> Instance:
    """One commune of one district: four hamlets, two unions, three cadres of two tiers."""

    def word(key: str, **values: int) -> str:
        return say(f"tables.template.{key}", language, **values)

    top, middle, bottom = word("levels").split(";")
    district, commune, hamlet, mass, women, farmers, cadre = word("ids").split(";")
    unions = {"women": women, "farmers": farmers}
    hamlets = tuple(
        Area(id=f"{hamlet}-{n}", name=word("hamlet", number=n), level=bottom, parent=commune,
             latitude=round(9.81 + n / 100, 2), longitude=106.3)
        for n in _HAMLETS
    )  # fmt: skip
    branches = tuple(
        Branch(id=f"{union}-{n}", name=word(f"{key}_branch", number=n), organization=union,
               area=f"{hamlet}-{n}")
        for key, union in unions.items()
        for n in _HAMLETS
    )  # fmt: skip
    return Instance(
        settings=Settings(
            name=word("instance"), start=start, levels=(top, middle, bottom)
        ),
        areas=(
            Area(id=district, name=word("district"), level=top, parent="",
                 latitude=9.8, longitude=106.3),
            Area(id=commune, name=word("commune"), level=middle, parent=district,
                 latitude=9.81, longitude=106.3),
            *hamlets,
        ),
        organizations=(
            Organization(id=mass, name=word("mass"), attends=("all",)),
            Organization(id=women, name=word("women")),
            Organization(id=farmers, name=word("farmers")),
        ),
        branches=branches,
        calendars=(
            CalendarRule(rule=word("rule_women"), time="morning", organization=women),
            CalendarRule(rule=word("rule_farmers"), time="07:30", organization=farmers),
        ),
        cadres=(
            Cadre(id=f"{cadre}-1", name=word("cadre_1"), tier=top, organization=mass,
                  areas=(commune,), base=district),
            Cadre(id=f"{cadre}-2", name=word("cadre_2"), tier=middle, organization=women,
                  areas=(commune,), base=commune),
            Cadre(id=f"{cadre}-3", name=word("cadre_3"), tier=middle, organization=farmers,
                  areas=(commune,), base=commune),
        ),
    )  # fmt: skip
