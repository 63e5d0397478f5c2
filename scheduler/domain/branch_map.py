"""Where the branches are: territory, organisations, and which branches lie in which area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.elapsed import Former
from scheduler.domain.instance import Instance
from scheduler.domain.records import Branch, Organization
from scheduler.domain.territory import Territory


@dataclass(frozen=True)
class BranchMap:
    """What the tables of areas, organisations and branches say, by id, former ones included."""

    territory: Territory
    organizations: Mapping[str, Organization]
    branches: Mapping[str, Branch]
    former: frozenset[str]
    """Branches that stand in no table any more."""

    @classmethod
    def of(cls, instance: Instance, former: Former) -> BranchMap:
        """That of an instance, and of what no table knows any more."""
        branches = (*instance.branches, *former.branches)
        return cls(
            Territory((*instance.areas, *former.areas), instance.settings.levels),
            {row.id: row for row in sorted(instance.organizations, key=lambda row: row.id)},
            {row.id: row for row in sorted(branches, key=lambda row: row.id)},
            former.branch_ids - instance.ids("branches"),
        )

    def locality(self, branch: str) -> str:
        """What rotation rotates over: the area the branch belongs to."""
        return self.branches[branch].area

    @cached_property
    def inside(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """(area, organisation) to its branches inside the area, sorted, without former ones."""
        inside: dict[tuple[str, str], list[str]] = defaultdict(list)
        for branch in self.branches.values():
            if branch.id not in self.former:
                for area in self.territory.ancestors(branch.area):
                    inside[area, branch.organization].append(branch.id)
        return {key: tuple(ids) for key, ids in inside.items()}

    def attended(self, organization: str) -> tuple[str, ...]:
        """The organisations whose branches the cadres of this one attend."""
        attends = self.organizations[organization].attends
        if attends == ("all",):
            return tuple(self.organizations)
        return tuple(organization if other == "own" else other for other in attends)
