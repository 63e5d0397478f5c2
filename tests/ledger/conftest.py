"""What several tests of ledgers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ledger.server import Server, programs


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL of the tests' own."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    own = Server(found)
    own.start()
    yield own
    own.stop()
