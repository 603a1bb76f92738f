"""A connection to QuickBooks: iterators live in it, and end with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from sandbox.quickbooks_desktop.refusals import Refusal
from sandbox.quickbooks_desktop.store import Record


@dataclass(slots=True)
class Session:
    """What QuickBooks remembers of one application while it is connected."""

    iterators: dict[str, list[str]] = field(default_factory=dict)
    """Iterator id -> ids of what is still to come."""

    def start(self, records: list[Record], most: int) -> tuple[str, list[str], int]:
        """Begin an iteration: its id, the ids of the first portion, and how many remain."""
        id_ = f"{{{uuid.uuid4()}}}"
        self.iterators[id_] = [record.id for record in records]
        portion, left = self.go_on(id_, most)
        return id_, portion, left

    def go_on(self, id_: str, most: int) -> tuple[list[str], int]:
        """The next portion; raises `Refusal` 3391 when there is no such iteration here."""
        if id_ not in self.iterators:
            raise Refusal(3391, f'The iterator "{id_}" is not valid in this session.')
        waiting = self.iterators[id_]
        portion, self.iterators[id_] = waiting[:most], waiting[most:]
        left = len(self.iterators[id_])
        if not left:
            del self.iterators[id_]
        return portion, left

    def stop(self, id_: str) -> None:
        """Give an iteration up."""
        self.iterators.pop(id_, None)
