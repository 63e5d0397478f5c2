"""The ledger on a real PostgreSQL: what holds on SQLite holds there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scheduler.domain.months import Month
from scheduler.domain.roster import Visit
from scheduler.ledger.drafts import DraftVisit, PublicationDraft
from scheduler.ledger.errors import LedgerError
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.package import export, import_package
from scheduler.ledger.verify import verify
from scheduler.tables.formats.destination import Destination
from tests.ledger import test_ledger as on_sqlite
from tests.ledger.server import Server, programs
from tests.tiny import tiny

PROGRAMS = programs()
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed")


@pytest.fixture
def ledger(server: Server) -> Iterator[Ledger]:
    url = server.new_database()
    with Ledger.open(url, create=True, by="an", time=on_sqlite.WHEN) as own:
        yield own


# The same tests, with the fixture of this module.
test_what_is_published_is_known = on_sqlite.test_what_is_published_is_known
test_the_same_again_is_nothing_new = on_sqlite.test_the_same_again_is_nothing_new
test_superseding = on_sqlite.test_a_published_month_is_superseded_by_name_or_not_at_all
test_a_return_is_taken_in_once = on_sqlite.test_a_return_is_taken_in_once
test_a_correction = on_sqlite.test_a_correction_names_what_it_replaces
test_unplanned = on_sqlite.test_a_visit_that_nobody_planned_counts_once
test_what_was_not_published = on_sqlite.test_what_was_not_published_is_not_recorded
test_a_closed_month = on_sqlite.test_a_closed_month_takes_nothing_in_until_it_is_reopened
test_proposals_are_answered = on_sqlite.test_proposals_are_answered


def raw(ledger: Ledger) -> psycopg.Connection[tuple[object, ...]]:
    """The database behind the ledger's back."""
    url = ledger.database.engine.url.set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def test_nothing_is_changed_or_deleted(ledger: Ledger) -> None:
    on_sqlite.publish(ledger)
    for table in ("entries", "publications", "planned", "instances", "ledgers"):
        number = "number" if table == "entries" else "entry"
        for act in (
            f"DELETE FROM {table}", f"UPDATE {table} SET {number} = 7", f"TRUNCATE {table} CASCADE"
        ):  # fmt: skip
            with raw(ledger) as connection, pytest.raises(psycopg.Error, match="only grows"):
                connection.execute(act)


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE planned SET date = '2015-07-31' WHERE cadre = 'an'",
        "DELETE FROM planned WHERE cadre = 'an'",
        "UPDATE outcomes SET status = 'missed'",
        "UPDATE returns SET content = 'x'",
        "UPDATE entries SET author = 'nobody' WHERE number = 2",
        "DELETE FROM closings",
        "UPDATE publications SET objectives = '[]'",
    ],
)
def test_tampering_is_found(ledger: Ledger, act: str) -> None:
    receipt = on_sqlite.full(ledger)
    assert verify(ledger, receipt) == []
    with raw(ledger) as connection:
        connection.execute("SET session_replication_role = replica")  # a superuser can
        connection.execute(act)
    assert verify(ledger, receipt)


def test_a_guard_that_was_switched_off_is_missed(ledger: Ledger) -> None:
    with raw(ledger) as connection:
        connection.execute("ALTER TABLE planned DISABLE TRIGGER planned_only_grows")
    (fault,) = verify(ledger)
    assert (fault.kind, fault.context["name"]) == ("ledger.unguarded", "planned_only_grows")


@pytest.mark.parametrize(
    "act",
    [
        "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NULL; END $$",
        "DROP TRIGGER planned_only_grows ON planned; CREATE TRIGGER planned_only_grows "
        "BEFORE TRUNCATE ON planned FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
        "CREATE OR REPLACE TRIGGER planned_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON "
        "planned FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION only_grows()",
    ],
)
def test_a_guard_that_refuses_nothing_is_missed(ledger: Ledger, act: str) -> None:
    with raw(ledger) as connection:
        connection.execute(act)
    missed = {fault.context["name"] for fault in verify(ledger)}
    assert "planned_only_grows" in missed


def test_it_moves_between_the_databases(ledger: Ledger, server: Server, tmp_path: Path) -> None:
    on_sqlite.full(ledger)
    export(ledger, Destination(tmp_path / "one"))
    with import_package(tmp_path / "one", tmp_path / "copy.db") as copy:
        assert (copy.id, copy.receipt, copy.known()) == (ledger.id, ledger.receipt, ledger.known())
        export(copy, Destination(tmp_path / "two"))
    with import_package(tmp_path / "two", server.new_database()) as back:
        assert (back.receipt, verify(back)) == (ledger.receipt, [])
    one, two = ({f.relative_to(p): f.read_bytes() for f in p.rglob("*") if f.is_file()}
                for p in (tmp_path / "one", tmp_path / "two"))  # fmt: skip
    assert one == two


def test_a_server_that_sorts_in_vietnamese_tells_the_same_in_the_same_order(
    server: Server, tmp_path: Path
) -> None:
    options = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi'"
    try:
        url = server.new_database(options)
    except psycopg.Error as error:
        pytest.skip(f"no ICU in this PostgreSQL: {error}")
    day = on_sqlite.visit("an@w1@07-05").date
    visits = tuple(
        DraftVisit(Visit(cadre, branch, day), "", "", "")
        for branch in ("a1", "B1", "D1", "Đ1", "Z1", "-b", "_a") for cadre in ("an", "Binh")
    )  # fmt: skip
    draft = PublicationDraft(Month(2015, 7), visits, tiny().instance)
    orders = []
    for where in (url, str(tmp_path / "own.ledger.db")):
        with Ledger.open(where, create=True) as ledger:
            ledger.publish([draft], by="an")
            orders.append([one.visit for one in ledger.known().planned.values()])
            assert verify(ledger) == []
    assert orders[0] == orders[1] == sorted(orders[0], key=lambda v: (v.branch, v.cadre))


def test_a_database_without_a_ledger(server: Server) -> None:
    with pytest.raises(LedgerError, match="holds none"):
        Ledger.open(server.new_database())


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(LedgerError) as told:
        Ledger.open("postgresql://an:secret@127.0.0.1:1/none")
    assert "secret" not in str(told.value)
    with pytest.raises(LedgerError, match="that answers"):
        Ledger.open("postgresql://no-such-host.invalid/none")


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_commits_is_refused(setting: str) -> None:
    assert PROGRAMS is not None
    careless = Server(PROGRAMS, [f"{setting}=off"])
    try:
        careless.start()
        with pytest.raises(LedgerError, match=f"{setting} = on"):
            Ledger.open(careless.new_database(), create=True)
    finally:
        careless.stop()


def test_commits_are_written_through(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_what_was_acknowledged_survives_the_server_s_death() -> None:
    assert PROGRAMS is not None
    own = Server(PROGRAMS)
    try:
        own.start()
        url = own.new_database()
        with Ledger.open(url, create=True) as ledger:
            receipts = [ledger.receipt]
            before: tuple[str, ...] = ()
            for number in range(1, 9):
                visits = on_sqlite.JULY[: 1 + number % 2]
                receipts.append(on_sqlite.publish(ledger, visits, *before).receipt)
                before = (f"2015-07.{number}",)
                if number % 2 == 0:
                    own.kill()
                    own.start()
            assert ledger.receipt == receipts[-1]
            for receipt in receipts:
                assert verify(ledger, receipt.sha256) == []
    finally:
        own.stop()
