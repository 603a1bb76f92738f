"""Names of customers and vendors that are updated: CORE's new name, or the one a bookkeeper gave."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from include.books.gateway import Action
from include.books.parties import Party
from include.database.stored.documents import party_from_json
from include.database.tables.runs import Operation
from include.sync.operations.chosen_names import (
    Spelled,
    has_letters,
    is_ours,
    suffixed,
    with_core_id,
)
from include.sync.operations.operations import written_name
from include.sync.post import name_holds
from include.sync.post.name_index import NameIndex
from include.sync.post.put_on_hold import CantSend
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class Written:
    """What a customer or vendor is written with.

    `print_name` is empty to leave what QuickBooks prints on checks.
    """

    name: str
    print_name: str


def party_to_write(context: SyncContext, operation: Operation) -> Party:
    """The customer or vendor under the name chosen for it, with its tax ID opened for sending."""
    party = party_from_json(operation.payload, context.seal)
    return dataclasses.replace(party, display_name=written_name(operation))


def needs_index(operation: Operation, spelled: Spelled) -> bool:
    """Whether QuickBooks' lists must be read to update a customer or vendor: its name changes."""
    if operation.action == Action.CREATE:
        return False
    name, former = _before(operation)
    if not is_ours(name, former, spelled):
        return False
    party = party_from_json(operation.payload)
    return former.display_name != party.display_name or name != spelled(party.display_name)


class NameUpdates:
    """The names of one wave's updates."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index

    def is_another(self, operation: Operation) -> bool:
        """Whether QuickBooks has the firm whose name a contact has now, as another entry."""
        party = party_from_json(operation.payload)
        if not party.shared or not needs_index(operation, self._index.spelled):
            return False
        entry = self._index.by_name(party.kind, self._index.spelled(party.display_name))
        return entry is not None and entry.active and entry.ref.id != operation.existing_id

    def written(self, operation: Operation) -> Written:
        """What an update is written with: CORE's new name, unless a bookkeeper gave another one.

        Raises:
            CantSend: another list has the name, and the workflow has no suffix.
        """
        party = party_from_json(operation.payload)
        name, former = _before(operation)
        if not needs_index(operation, self._index.spelled):
            return Written(name, "")
        prints = self._prints(operation, party, former)
        if former.display_name == party.display_name:
            return Written(name, prints)
        entry = self._index.by_id(party.kind, operation.existing_id)
        if entry is not None and entry.display_name != name:
            return Written(entry.display_name, prints)
        if not has_letters(party, self._index.spelled):
            raise CantSend(name_holds.no_letters(party))
        name = self._free_name(operation, party)
        self._index.promise(party, name)
        return Written(name, prints)

    def _free_name(self, operation: Operation, party: Party) -> str:
        spelled, kind = self._index.spelled, party.kind
        own = operation.existing_id
        name = spelled(party.display_name)
        if self._index.is_free(kind, name, except_id=own):
            return name
        other_list = self._index.taken(kind, name)
        if self._index.is_free_on(kind, name, except_id=own) and other_list is not None:
            name = suffixed(party, spelled)
            if not name:
                raise CantSend(name_holds.name_taken(party, other_list))
            if self._index.is_free(kind, name, except_id=own):
                return name
        name = with_core_id(party, spelled)
        if name and self._index.is_free(kind, name, except_id=own):
            return name
        raise CantSend(name_holds.no_name(party))

    def _prints(self, operation: Operation, party: Party, former: Party) -> str:
        """CORE's name, unless a bookkeeper has another one printed on checks."""
        entry = self._index.by_id(party.kind, operation.existing_id)
        if entry is None:
            return party.print_name
        set_by_us = {"", entry.display_name, former.display_name, former.print_name}
        return party.print_name if entry.print_name in set_by_us else ""


def _before(operation: Operation) -> tuple[str, Party]:
    """The name in QuickBooks, and the customer or vendor with the name that CORE had for it."""
    before = operation.before or {}
    name = str(before.get("display_name", ""))
    party = party_from_json(operation.payload)
    former = str(before.get("core_name") or party.display_name)
    prints = str(before.get("print_name") or former)
    return name, dataclasses.replace(party, display_name=former, print_name=prints)
