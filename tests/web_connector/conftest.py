"""A PC for tests of the web service, one each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.database.engine import Ledger
from tests.web_connector.pc import Pc, running_pc


@pytest.fixture
def pc(sqlite_ledger: Ledger) -> Iterator[Pc]:
    with running_pc(sqlite_ledger) as running:
        yield running
