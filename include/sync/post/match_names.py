"""Customers and vendors that QuickBooks has already are linked, never duplicated.

A customer or vendor is looked up by its manual match, by its exact name, then by its name but for
what makes no difference. If only similar names exist, a bookkeeper must choose. Only then is one
created.

Everyone of CORE's with the name of a firm is that firm's one vendor. Two people of one name are two
vendors, the second with CORE's ID in its name, unless a bookkeeper matches both to one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from include.books.catalogue import plain
from include.books.entries import PartyEntry
from include.books.gateway import Action, Posted
from include.books.parties import Party
from include.database.lease import WriterLease
from include.database.stored.documents import party_from_json
from include.database.tables.entries import ManualMatch
from include.database.tables.runs import Operation
from include.sync.operations.chosen_names import has_letters, suffixed, with_core_id
from include.sync.post import name_holds
from include.sync.post.name_index import Holder, NameIndex
from include.sync.post.name_updates import NameUpdates, Written, needs_index
from include.sync.post.put_on_hold import CantSend, HoldReason, put_on_hold
from include.sync.quickbooks_state.responses import LINKED, record_posted
from include.sync.run.run import SyncContext


def match_parties(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Link what QuickBooks has; put on hold what it has but can't use, or what may be the same.

    What another operation creates for the same firm stays planned: it is linked when that one is
    posted, in the next wave of customers and vendors.

    Returns:
        The operations that still need to be sent, with the names they are sent with.
    """
    return _Matching(context, lease, planned).run() if planned else []


class _Matching:
    """One wave of customers and vendors, with QuickBooks' names at this moment."""

    def __init__(
        self, context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
    ) -> None:
        self._context = context
        self._lease = lease
        self._planned = sorted(planned, key=_oldest_first)
        self._index = NameIndex(context)
        self._updates = NameUpdates(self._index)

    def run(self) -> list[Operation]:
        matches = self._manual_matches()
        spelled = self._index.spelled
        if any(op.action == Action.CREATE or needs_index(op, spelled) for op in self._planned):
            self._index.read()
        to_send = []
        for operation in self._planned:
            try:
                written = self._written(operation, matches.get(operation.document_key))
            except CantSend as stop:
                put_on_hold(self._context, self._lease, operation, stop.reason)
                continue
            if written is not None:
                self._keep(operation, written)
                to_send.append(operation)
        return to_send

    def _written(self, operation: Operation, match: ManualMatch | None) -> Written | None:
        if operation.action != Action.CREATE:
            if not self._updates.is_another(operation):
                return self._updates.written(operation)
            self._match_anew(operation)
        return self._new_name(operation, party_from_json(operation.payload), match)

    def _match_anew(self, operation: Operation) -> None:
        """The firm that it belongs to now is in QuickBooks already: nothing is renamed."""
        with self._context.database.writing() as session:
            self._lease.check(session)
            row = session.get_one(Operation, operation.id)
            for one in (row, operation):
                one.action, one.existing_id, one.existing_version = Action.CREATE, "", ""

    def _manual_matches(self) -> dict[str, ManualMatch]:
        with self._context.database.reading() as session:
            rows = session.scalars(
                select(ManualMatch).where(ManualMatch.company_id == self._context.company_id)
            )
            return {row.party_key: row for row in rows}

    def _new_name(
        self, operation: Operation, party: Party, match: ManualMatch | None
    ) -> Written | None:
        """The name to create it with; None if it is linked, or left to the next wave.

        Raises:
            CantSend: a bookkeeper must choose first.
        """
        entry = self._matched(party, match) or self._own(party, match)
        if entry is not None:
            self._link(operation, party, entry)
            return None
        if self._is_promised(party):
            return None
        if not has_letters(party, self._index.spelled):
            raise CantSend(name_holds.no_letters(party))
        name = self._free_name(party, match)
        if match is None:
            entry = self._same(party, name)
            if entry is not None:
                self._link(operation, party, entry)
                return None
        self._index.promise(party, name)
        return Written(name, party.print_name)

    def _matched(self, party: Party, match: ManualMatch | None) -> PartyEntry | None:
        """The entry that a user chose, whoever else of CORE's it is."""
        if match is None or not match.quickbooks_id:
            return None
        entry = self._index.by_id(party.kind, match.quickbooks_id)
        if entry is None:
            raise CantSend(name_holds.match_missing(party, match.quickbooks_id))
        if not entry.active:
            raise CantSend(name_holds.inactive(party, entry))
        return entry

    def _own(self, party: Party, match: ManualMatch | None) -> PartyEntry | None:
        """The entry with exactly its name: with CORE's ID, its own one, or with the suffix."""
        spelled = self._index.spelled
        names = (
            with_core_id(party, spelled),
            spelled(party.display_name),
            suffixed(party, spelled),
        )
        for name in names:
            entry = self._index.by_name(party.kind, name) if name else None
            if entry is not None and self._may_be(party, entry, match):
                return entry
        return None

    def _may_be(self, party: Party, entry: PartyEntry, match: ManualMatch | None) -> bool:
        """Whether an entry with its name is it.

        Raises:
            CantSend: it is, but it is inactive.
        """
        if match is not None and match.instead_of == entry.ref.id:
            return False
        holders = [held for held in self._index.holders(entry) if held.key != party.key]
        if holders and not _may_share(party, holders):
            return False
        if entry.active:
            return True
        if match is None:
            raise CantSend(name_holds.inactive(party, entry))
        return False

    def _is_promised(self, party: Party) -> bool:
        """Whether another operation of this wave creates the firm that it is."""
        promised = self._index.promised_alike(party.kind, party.display_name)
        same = self._index.promised(party.kind, self._index.spelled(party.display_name))
        if same is not None:
            promised = [*promised, same]
        return any(_are_one(party, other.party) for other in promised)

    def _free_name(self, party: Party, match: ManualMatch | None) -> str:
        """A name that no list has.

        Raises:
            CantSend: there is none, or the name's former holder is inactive.
        """
        spelled = self._index.spelled
        name = spelled(party.display_name)
        if self._is_free(party, name, match):
            return name
        own_list = self._index.by_name(party.kind, name) or self._index.promised(party.kind, name)
        other_list = self._index.taken(party.kind, name)
        if own_list is None and other_list is not None:
            name = suffixed(party, spelled)
            if not name:
                raise CantSend(name_holds.name_taken(party, other_list))
            if self._is_free(party, name, match):
                return name
        name = with_core_id(party, spelled)
        if name and self._is_free(party, name, match):
            return name
        raise CantSend(self._why_none_is_free(party))

    def _is_free(self, party: Party, name: str, match: ManualMatch | None) -> bool:
        if not self._index.is_free(party.kind, name):
            return False
        former = self._index.inactive(party.kind, name)
        if former is None or match is not None:
            return True
        if all(holder.key == party.key for holder in self._index.holders(former)):
            raise CantSend(name_holds.inactive(party, former))
        return False

    def _why_none_is_free(self, party: Party) -> HoldReason:
        name = self._index.spelled(party.display_name)
        entry = self._index.by_name(party.kind, name)
        if entry is not None:
            return name_holds.already_matched(party, entry, self._index.holders(entry))
        taken = self._index.promised(party.kind, name) or self._index.taken(party.kind, name)
        return name_holds.name_taken(party, taken) if taken else name_holds.no_name(party)

    def _same(self, party: Party, name: str) -> PartyEntry | None:
        """The only entry with the same name but for its spelling.

        Raises:
            CantSend: several have it, or some have similar names.
        """
        own = self._index.spelled(party.display_name)
        asked = own if name == with_core_id(party, self._index.spelled) else name
        same = self._index.same(party.kind, asked)
        if len(same) == 1 and self._may_be(party, same[0], None):
            return same[0]
        candidates = self._index.candidates(party.kind, asked)
        if candidates:
            raise CantSend(name_holds.similar_names(party, asked, candidates))
        return None

    def _link(self, operation: Operation, party: Party, entry: PartyEntry) -> None:
        if entry.is_foreign:
            raise CantSend(name_holds.other_currency(party, entry))
        self._keep(operation, Written(entry.display_name, party.print_name))
        self._index.match(entry, party)
        with self._context.database.writing() as session:
            self._lease.check(session)
            record_posted(
                self._context,
                session,
                session.get_one(Operation, operation.id),
                Posted(operation.request_id, entry.ref, None, "", ""),
                how=LINKED,
            )

    def _keep(self, operation: Operation, written: Written) -> None:
        """Store what is sent if it isn't what was planned, so that it is found again."""
        payload = operation.payload
        prints = {"print_name": written.print_name}
        name = {} if written.name == payload["display_name"] else {"name": written.name}
        if not name and prints.items() <= payload.items():
            return
        with self._context.database.writing() as session:
            self._lease.check(session)
            row = session.get_one(Operation, operation.id)
            operation.needs = row.needs = {**row.needs, **name}
            operation.payload = row.payload = {**payload, **prints}


def _oldest_first(operation: Operation) -> tuple[bool, int, str]:
    """Agents before others, and whom CORE has had for longest first: they get the plain name."""
    key = operation.document_key
    own_id = key.rpartition(":")[2]
    is_agent = key.partition("/")[2].startswith("agent:")
    return (not is_agent, int(own_id) if own_id.isdigit() else 0, key)


def _are_one(party: Party, other: Party) -> bool:
    """Whether two of CORE's with one name are one customer or vendor."""
    both_agents = party.is_agent and other.is_agent
    return party.shared and other.shared and not both_agents and party.key != other.key


def _may_share(party: Party, holders: Sequence[Holder]) -> bool:
    """Whether it is the firm that an entry is matched to, and not a person of that name."""
    if not party.shared or (party.is_agent and any(holder.is_agent for holder in holders)):
        return False
    own = plain(party.display_name)
    return not any(not holder.shared and plain(holder.name) == own for holder in holders)
