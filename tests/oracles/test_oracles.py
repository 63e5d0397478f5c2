"""The oracles agree with each other before anybody else is measured by them."""

from __future__ import annotations

import pytest

from scheduler import rules
from tests.oracles.brute_force import MOST, best_vector, rosters
from tests.oracles.literal import World
from tests.oracles.mip import optimum
from tests.random_instances import random_instance

TINY = [seed for seed in range(150) if rosters(World(random_instance(seed, tiny=True))) <= MOST]


def test_there_are_enough_of_them() -> None:
    assert len(TINY) >= 80


@pytest.mark.parametrize("seed", TINY)
def test_the_program_finds_what_looking_at_every_roster_finds(seed: int) -> None:
    instance = random_instance(seed, tiny=True)
    assert optimum(instance) == best_vector(instance)


def test_the_literal_oracle_knows_every_objective() -> None:
    known = World(random_instance(0, tiny=True)).values([])
    assert known.keys() == rules.all_objectives().keys() - {rules.CHANGES}
