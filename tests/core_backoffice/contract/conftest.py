"""Every test of this folder runs in every world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.core_backoffice.contract.feed_world import memory_world
from tests.core_backoffice.contract.rest_world import rest_world
from tests.core_backoffice.contract.world import World

WORLDS: dict[str, Callable[[], AbstractContextManager[World]]] = {
    "REST": rest_world,
    "shelf": memory_world,
}
"""By name, what opens an empty world. A new source is added here, and nowhere else."""


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as opened:
        yield opened
