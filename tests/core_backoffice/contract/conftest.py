"""Opens the world that a test runs in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.core_backoffice.contract.stored_world import close_servers
from tests.core_backoffice.contract.world import World
from tests.core_backoffice.contract.worlds import WORLDS


@pytest.fixture(scope="session", autouse=True)
def servers() -> Iterator[None]:
    """What worlds start for all tests ends with them."""
    yield
    close_servers()


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as opened:
        yield opened
