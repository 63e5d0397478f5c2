"""A short storm over a ledger; `python -m benchmarks.ledger_storm` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ledger_storm import storm
from tests.ledger.server import Server, programs


def test_sqlite(tmp_path: Path) -> None:
    done = storm(str(tmp_path / "storm.ledger.db"), 40)
    assert done.acknowledged >= 40
    assert done.is_whole, done


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_postgresql() -> None:
    found = programs()
    assert found is not None
    server = Server(found)
    try:
        server.start()

        def strike() -> None:
            server.kill()
            server.start()

        done = storm(server.new_database(), 40, strike=strike)
        assert done.is_whole, done
    finally:
        server.stop()
