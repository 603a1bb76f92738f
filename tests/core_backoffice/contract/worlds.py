"""The sources that keep the contract. A new one is added here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.core_backoffice.contract.feed_world import memory_world
from tests.core_backoffice.contract.files_world import files_world
from tests.core_backoffice.contract.rest_world import rest_world
from tests.core_backoffice.contract.world import World

WORLDS: dict[str, Callable[[], AbstractContextManager[World]]] = {
    "REST": rest_world,
    "shelf": memory_world,
    "files": files_world,
}
"""By name, what opens an empty world."""

in_every_world = pytest.mark.parametrize("world", sorted(WORLDS), indirect=True)
"""Marks a module whose tests every source must pass."""
