"""A PC for tests of the web service, one each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.database.engine import Database
from tests.web_connector.pc import Pc, running_pc


@pytest.fixture
def pc(sqlite_database: Database) -> Iterator[Pc]:
    with running_pc(sqlite_database) as running:
        yield running
