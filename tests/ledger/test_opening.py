"""What a ledger is opened from: its file or another's, old or new, whole or interrupted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from scheduler.language import LANGUAGES
from scheduler.ledger import connect, migrations
from scheduler.ledger.errors import LedgerError
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.package import export
from scheduler.ledger.records import JudgedRow, Told, visit_id
from scheduler.ledger.schema import metadata
from scheduler.ledger.verify import verify
from scheduler.tables.formats.destination import Destination
from tests.ledger.known import visit
from tests.ledger.server import Server
from tests.ledger.test_ledger import JULY, full, publish


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a new ledger, in either database."""
    if request.param == "sqlite":
        return str(tmp_path / "july #1%.ledger.db")
    server: Server = request.getfixturevalue("server")
    return server.new_database()


def told(error: pytest.ExceptionInfo[LedgerError]) -> str:
    """The kind of the one fault; it can be said in every language."""
    for language in LANGUAGES:
        assert error.value.lines(language)
    (fault,) = error.value.faults
    return fault.kind


# -- the schema ------------------------------------------------------------------------------------


def test_the_steps_make_the_schema_that_the_program_knows(where: str) -> None:
    with Ledger.open(where, create=True) as ledger, ledger.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    steps = ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == connect.SCHEMAS


NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_index("ix_outcomes_date", "outcomes", ["date"])
    {more}
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as its next version will be, with one step more; the file of that step."""
    steps = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, steps)
    step = steps / "versions" / "0002_next.py"
    step.write_text(NEXT_STEP.format(more=""))
    monkeypatch.setattr(connect, "MIGRATIONS", str(steps))
    monkeypatch.setattr(connect, "SCHEMAS", ("0001", "0002"))
    return step


def older(where: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A full ledger, made before the next version came."""
    with monkeypatch.context() as before:
        before.setattr(connect, "MIGRATIONS", "scheduler.ledger:migrations")
        before.setattr(connect, "SCHEMAS", ("0001",))
        ledger = Ledger.open(where, create=True)
        full(ledger)
    return ledger


def step_in(connection: sa.Connection) -> object:
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_ledger_is_brought_up_to_date_after_a_copy_was_kept(
    where: str, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    ledger = older(where, monkeypatch)
    receipt, known = ledger.receipt, ledger.known()
    with Ledger.open(where, read_only=read_only) as upgraded:
        assert (upgraded.id, upgraded.receipt, upgraded.known()) == (ledger.id, receipt, known)
        assert verify(upgraded, receipt.sha256) == []
        with upgraded.reading() as connection:
            assert step_in(connection) == "0002"
            indexes = sa.inspect(connection).get_indexes("outcomes")
            assert "ix_outcomes_date" in {index["name"] for index in indexes}
            if upgraded.database.path is None:
                rows = connection.exec_driver_sql("SELECT count(*) FROM before_0001.planned")
                assert rows.scalar() == 6
                return
    copy = Path(f"{where}.before-0001")
    monkeypatch.setattr(connect, "SCHEMAS", ("0001",))
    with Ledger.open(copy) as before:
        assert (before.receipt, before.known()) == (receipt, known)
        assert verify(before, receipt.sha256) == []


def test_a_step_that_fails_leaves_the_ledger_as_it_was(
    where: str, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = older(where, monkeypatch)
    next_version.write_text(NEXT_STEP.format(more="raise RuntimeError('no room')"))
    with pytest.raises(RuntimeError, match="no room"):
        Ledger.open(where)
    with ledger.reading() as connection:
        assert step_in(connection) == "0001"
        assert "ix_outcomes_date" not in {
            index["name"] for index in sa.inspect(connection).get_indexes("outcomes")
        }
    assert verify(ledger, ledger.receipt.sha256) == []


@pytest.mark.usefixtures("next_version")
def test_a_copy_kept_before_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = tmp_path / "july.ledger.db"
    older(str(where), monkeypatch)
    (tmp_path / "july.ledger.db.before-0001").write_text("of an earlier attempt")
    Ledger.open(where)
    texts = {path.name: path.read_bytes() for path in tmp_path.glob("*.before*")}
    assert b"of an earlier attempt" in texts.values()
    assert len(texts) == 2
    assert texts["july.ledger.db.before-0001"].startswith(b"SQLite format 3")


@pytest.mark.usefixtures("next_version")
def test_an_older_ledger_on_a_medium_that_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = older(str(tmp_path / "july.ledger.db"), monkeypatch)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write to everything
    with pytest.raises(LedgerError) as error:
        Ledger.open(ledger.place)
    assert told(error) == "ledger.older"


def test_several_who_begin_a_ledger_at_once_begin_one(where: str) -> None:
    def begin(_: int) -> str:
        with Ledger.open(where, create=True) as ledger:
            return ledger.id

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(begin, range(6)))) == 1
    with Ledger.open(where) as ledger:
        assert ledger.receipt.entry == 1


# -- what is no ledger -----------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["bookmarks", "entries", "alembic_version"])
def test_no_ledger_is_begun_in_the_database_of_something_else(tmp_path: Path, table: str) -> None:
    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute(f"CREATE TABLE {table} (version_num)")
    raw.execute(f"INSERT INTO {table} VALUES ('abc')")
    raw.commit()
    raw.close()
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(LedgerError) as error:
            Ledger.open(path, create=create)
        assert told(error) == "ledger.foreign"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_no_ledger_is_begun_among_another_s_tables(server: Server) -> None:
    url = server.new_database()
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE entries (number integer)"))
    with pytest.raises(LedgerError) as error:
        Ledger.open(url, create=True)
    assert told(error) == "ledger.foreign"


@pytest.mark.parametrize("kept", [50, 100, 5000, 49152])
def test_a_file_that_was_cut_off_is_told(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "july.ledger.db"
    with Ledger.open(path, create=True) as ledger:
        full(ledger)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(LedgerError) as error, Ledger.open(path) as cut:
        raise LedgerError(verify(cut)[:1])
    assert told(error) in ("ledger.damaged", "ledger.no_database", "ledger.integrity")


@pytest.mark.parametrize(
    "act",
    [
        "DROP TABLE planned", "DROP TABLE entries", "DROP TABLE ledgers", "DELETE FROM ledgers",
        "DELETE FROM entries", "UPDATE planned SET date = 'x'", "UPDATE outcomes SET date = x'00'",
        "UPDATE publications SET objectives = '{'", "UPDATE publications SET month = 'x'",
        "UPDATE instances SET content = x'00'", "UPDATE instances SET content = 'x'",
        "UPDATE returns SET content = x'00'", "UPDATE return_rows SET cells = 'x'",
        "UPDATE entries SET time = 'x'", "UPDATE planned SET tier = CAST(x'ff' AS TEXT)",
        "ALTER TABLE planned RENAME COLUMN tier TO level",
    ],
)  # fmt: skip
def test_what_somebody_altered_is_told_in_words(tmp_path: Path, act: str) -> None:
    path = tmp_path / "july.ledger.db"
    with Ledger.open(path, create=True) as ledger:
        full(ledger)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA foreign_keys=off")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(act)
    raw.commit()
    raw.close()
    asked = (
        Ledger.known, lambda own: own.receipt, lambda own: own.instance_of("2015-07.1"),
        lambda own: own.roster_of("2015-07.1"), Ledger.returns, Ledger.closings,
        lambda own: own.rows_of(1), lambda own: own.content_of(1),
        lambda own: export(own, Destination(tmp_path / "package")),
        lambda own: publish(own, JULY[:1], "2015-07.2"),
    )  # fmt: skip
    kinds = set()
    for ask in asked:
        try:
            with Ledger.open(path, create=True) as ledger:
                assert verify(ledger)
                ask(ledger)
        except LedgerError as error:
            kinds.add(error.faults[0].kind)
    assert kinds & {"ledger.altered", "ledger.foreign"}
    assert kinds <= {"ledger.altered", "ledger.foreign", "ledger.closed"}


# -- writers that were stopped ---------------------------------------------------------------------

STOPPED = """
import os, signal, sqlite3, sys

raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA cache_size = 1")  # so that pages are written before the end
raw.execute("BEGIN IMMEDIATE")
for number in range(3000):
    raw.execute(
        "INSERT INTO planned SELECT publication, visit || ?, cadre, branch, date, tier, "
        "organization, area, entry FROM planned LIMIT 1", (str(number),),
    )
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def interrupted(tmp_path: Path) -> Path:
    """A ledger whose writer was killed between its first and its last page."""
    path = tmp_path / "july.ledger.db"
    with Ledger.open(path, create=True) as ledger:
        publish(ledger)
    subprocess.run([sys.executable, "-c", STOPPED, str(path)], check=False)
    assert path.with_name("july.ledger.db-journal").exists()
    return path


def test_who_only_reads_clears_away_what_a_killed_writer_left(interrupted: Path) -> None:
    with Ledger.open(interrupted, read_only=True) as ledger:
        assert verify(ledger) == []
        assert len(ledger.known().planned) == len(JULY)
    assert not interrupted.with_name("july.ledger.db-journal").exists()


def test_who_only_reads_writes_nothing(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "july.ledger.db", create=True)
    with (
        Ledger.open(tmp_path / "july.ledger.db", read_only=True) as ledger,
        pytest.raises(LedgerError) as error,
    ):
        publish(ledger)
    assert told(error) == "ledger.read_only"


# -- what not every database holds -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [("note", "a\0b"), ("opinions", "\ud800"), ("attendance", 10**30), ("members", 2**31)],
)
def test_what_cannot_be_stored_is_told_by_its_place(where: str, column: str, value: object) -> None:
    with Ledger.open(where, create=True) as ledger:
        publish(ledger)
        receipt, own = ledger.receipt, visit(JULY[0])
        about = Told(visit_id(ledger.id, own), "attended", *own, **{column: value})  # type: ignore[arg-type]
        with pytest.raises(LedgerError) as error:
            ledger.take_in("a", b"1", [JudgedRow("a.csv:2", {}, "recorded", about)], by="x")
        assert told(error) == "ledger.unstorable"
        (fault,) = error.value.faults
        assert (fault.place, fault.column) == ("a.csv:2", column)
        with pytest.raises(LedgerError):
            ledger.take_in("\udcff.csv", b"1", [], by="x")
        with pytest.raises(LedgerError):
            ledger.take_in("a", b"1", [], by="\0")
        assert ledger.receipt == receipt


def test_an_address_of_another_database_is_told() -> None:
    with pytest.raises(LedgerError) as error:
        Ledger.open("mysql://a/b", create=True)
    (fault,) = error.value.faults
    assert (fault.kind, fault.place) == ("ledger.scheme", "mysql://a/b")
