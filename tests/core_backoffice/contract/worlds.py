"""The sources that keep the contract. A new one is added here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest

from tests.core_backoffice.contract.feed_world import memory_world
from tests.core_backoffice.contract.rest_world import rest_world
from tests.core_backoffice.contract.stored_world import (
    FolderWorld,
    MailboxWorld,
    PushedChanges,
    PushWorld,
    QueriedChanges,
    SqlWorld,
    StoredWorld,
    UploadedChanges,
    UploadWorld,
    stored_world,
)
from tests.core_backoffice.contract.world import World

_DOORS: dict[str, type[StoredWorld]] = {
    "upload": UploadWorld,
    "folder": FolderWorld,
    "mailbox": MailboxWorld,
    "push": PushWorld,
    "SQL": SqlWorld,
}
WORLDS: dict[str, Callable[[], AbstractContextManager[World]]] = {
    "REST": rest_world,
    "shelf": memory_world,
    **{name: partial(stored_world, door) for name, door in _DOORS.items()},
    # As in production. What is uploaded or mailed is stored as files of a folder are.
    **{
        f"{name} on PostgreSQL": partial(stored_world, _DOORS[name], on_postgresql=True)
        for name in ("folder", "push", "SQL")
    },
    "upload of changes": partial(stored_world, UploadedChanges),
    "push of changes": partial(stored_world, PushedChanges),
    "SQL of changes": partial(stored_world, QueriedChanges),
}
"""By name, what opens an empty world."""

in_every_world = pytest.mark.parametrize(
    "world",
    [
        pytest.param(name, marks=[pytest.mark.whole] if "PostgreSQL" in name else [])
        for name in sorted(WORLDS)
    ],
    indirect=True,
)
"""Marks a module whose tests every source must pass."""
