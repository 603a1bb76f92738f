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
    UploadedChanges,
    UploadWorld,
    stored_world,
)
from tests.core_backoffice.contract.world import World

WORLDS: dict[str, Callable[[], AbstractContextManager[World]]] = {
    "REST": rest_world,
    "shelf": memory_world,
    "upload": partial(stored_world, UploadWorld),
    "folder": partial(stored_world, FolderWorld),
    "mailbox": partial(stored_world, MailboxWorld),
    "push": partial(stored_world, PushWorld),
    "SQL": partial(stored_world, SqlWorld),
    "upload of changes": partial(stored_world, UploadedChanges),
    "push of changes": partial(stored_world, PushedChanges),
    "SQL of changes": partial(stored_world, QueriedChanges),
}
"""By name, what opens an empty world."""

in_every_world = pytest.mark.parametrize("world", sorted(WORLDS), indirect=True)
"""Marks a module whose tests every source must pass."""
