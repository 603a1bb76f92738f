"""Customers and vendors that QuickBooks has already are linked, never duplicated.

A customer or vendor is looked up by its manual match, by its exact name, then by its name but for
what makes no difference. If only similar names exist, a bookkeeper must choose. Only then is one
created.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from sqlalchemy import select

from include.books.causes import HoldCause
from include.books.entries import PartyEntry
from include.books.gateway import Action, Posted
from include.books.parties import Party
from include.database.lease import WriterLease
from include.database.stored.documents import party_from_json
from include.database.tables.entries import ManualMatch
from include.database.tables.runs import Operation
from include.sync.operations.operations import written_name
from include.sync.post.name_index import NameIndex
from include.sync.post.put_on_hold import Choice, HoldReason, put_on_hold
from include.sync.quickbooks_state.responses import LINKED, record_posted
from include.sync.run.run import SyncContext


def match_parties(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Link what QuickBooks has; put on hold what it has but can't use, or what may be the same.

    Returns:
        The operations that still need to be sent, with the names they are sent with.
    """
    return _Matching(context, lease, planned).run() if planned else []


def party_to_write(context: SyncContext, operation: Operation) -> Party:
    """The customer or vendor under the name chosen for it, with its tax ID opened for sending."""
    party = party_from_json(operation.payload, context.seal)
    return dataclasses.replace(party, display_name=written_name(operation))


class _Matching:
    """One wave of customers and vendors, with QuickBooks' names at this moment."""

    def __init__(
        self, context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
    ) -> None:
        self._context = context
        self._lease = lease
        self._planned = planned
        self._index = NameIndex(context)

    def run(self) -> list[Operation]:
        matches = self._manual_matches()
        renamed = [operation for operation in self._planned if self._is_renamed(operation)]
        if renamed or any(operation.action == Action.CREATE for operation in self._planned):
            self._index.read()
        to_send = []
        for operation in self._planned:
            if operation.action != Action.CREATE:
                self._name_update(operation, renamed=operation in renamed)
                to_send.append(operation)
            elif self._is_new(operation, matches.get(operation.document_key)):
                to_send.append(operation)
        return to_send

    def _manual_matches(self) -> dict[str, ManualMatch]:
        with self._context.database.reading() as session:
            rows = session.scalars(
                select(ManualMatch).where(ManualMatch.company_id == self._context.company_id)
            )
            return {row.party_key: row for row in rows}

    def _is_new(self, operation: Operation, match: ManualMatch | None) -> bool:
        """Link it or put it on hold; True when it is to be created."""
        party = party_from_json(operation.payload)
        if match is not None and match.quickbooks_id:
            self._link_match(operation, party, match)
            return False
        name = self._index.spelled(party.display_name)
        entry = self._index.by_name(party.kind, name)
        taken = None if entry else self._index.taken(party.kind, name)
        if taken is not None:
            if not party.suffix_if_taken:
                self._hold(operation, _name_taken(party, taken))
                return False
            name = self._index.suffixed(party)
            entry = self._index.by_name(party.kind, name)
        if entry is not None:
            self._link(operation, party, entry)
            return False
        if match is None and self._link_or_hold_similar(operation, party, name):
            return False
        self._set_name(operation, party, name)
        self._index.add(party.kind, name)
        return True

    def _link_match(self, operation: Operation, party: Party, match: ManualMatch) -> None:
        entry = self._index.by_id(party.kind, match.quickbooks_id)
        if entry is not None:
            self._link(operation, party, entry)
        else:
            self._hold(operation, _match_missing(operation, party, match))

    def _link_or_hold_similar(self, operation: Operation, party: Party, name: str) -> bool:
        """Link the only one with the same name; put on hold if several or similar ones exist."""
        same = self._index.same(party.kind, name)
        if len(same) == 1 and not self._index.matched_to(same[0]):
            self._link(operation, party, same[0])
            return True
        candidates = self._index.candidates(party.kind, name)
        if candidates:
            self._hold(operation, _similar(operation, party, name, candidates))
        return bool(candidates)

    def _link(self, operation: Operation, party: Party, entry: PartyEntry) -> None:
        holder = self._index.matched_to(entry)
        if holder or not entry.active:
            self._hold(
                operation, _already_matched(party, entry, holder) if holder else _inactive(entry)
            )
            return
        self._set_name(operation, party, entry.display_name)
        self._index.match(entry, operation.document_key)
        with self._context.database.writing() as session:
            self._lease.check(session)
            record_posted(
                self._context,
                session,
                session.get_one(Operation, operation.id),
                Posted(operation.request_id, entry.ref, None, "", ""),
                how=LINKED,
            )

    def _is_renamed(self, operation: Operation) -> bool:
        if operation.action == Action.CREATE:
            return False
        was = str((operation.before or {}).get("display_name", ""))
        party = party_from_json(operation.payload)
        return was not in {self._index.spelled(party.display_name), self._index.suffixed(party)}

    def _name_update(self, operation: Operation, *, renamed: bool) -> None:
        """An update keeps a suffix it has, and gets one if its new name is taken."""
        party = party_from_json(operation.payload)
        was = str((operation.before or {}).get("display_name", ""))
        if not renamed:
            self._set_name(operation, party, was)
        elif self._index.taken(party.kind, party.display_name) and party.suffix_if_taken:
            self._set_name(operation, party, self._index.suffixed(party))
        else:
            self._set_name(operation, party, self._index.spelled(party.display_name))

    def _set_name(self, operation: Operation, party: Party, name: str) -> None:
        """Store the name that is sent if it isn't CORE's, so that it is found again."""
        if name == party.display_name:
            return
        with self._context.database.writing() as session:
            self._lease.check(session)
            row = session.get_one(Operation, operation.id)
            operation.needs = row.needs = {**row.needs, "name": name}

    def _hold(self, operation: Operation, reason: HoldReason) -> None:
        put_on_hold(self._context, self._lease, operation, reason)


def _similar(
    operation: Operation, party: Party, name: str, candidates: Sequence[PartyEntry]
) -> HoldReason:
    named = "; ".join(f"{entry.display_name} (ID {entry.ref.id})" for entry in candidates)
    return HoldReason(
        f"QuickBooks has no {party.kind} named {name}, but similar names exist: {named}.",
        f"Choose the matching {party.kind} under Needs attention, or create a new one. "
        + _command(operation),
        HoldCause.SIMILAR_NAMES,
        Choice(
            operation.document_key,
            tuple((entry.display_name, entry.ref.id) for entry in candidates),
        ),
    )


def _match_missing(operation: Operation, party: Party, match: ManualMatch) -> HoldReason:
    return HoldReason(
        f"{party.display_name} was matched to the {party.kind} with the ID {match.quickbooks_id}, "
        "which QuickBooks doesn't have.",
        f"Choose another {party.kind} under Needs attention, or create a new one. "
        + _command(operation),
        HoldCause.SIMILAR_NAMES,
        Choice(operation.document_key, ()),
    )


def _command(operation: Operation) -> str:
    key = operation.document_key
    return f"Or use the command line: corebooks match --key {key} --to ID, or --to new."


def _name_taken(party: Party, taken: PartyEntry) -> HoldReason:
    same = taken.display_name == party.display_name
    return HoldReason(
        f"QuickBooks already has {_a(taken.kind)} named {taken.display_name} (ID {taken.ref.id})"
        + (". " if same else f", the same name as CORE's {party.display_name}. ")
        + "Names must be unique across customers, vendors, and employees.",
        "Rename one, or set a name suffix in the workflow options. Then run again.",
        HoldCause.NAME_IN_USE,
    )


def _already_matched(party: Party, entry: PartyEntry, holder: str) -> HoldReason:
    return HoldReason(
        f"The {entry.kind} {entry.display_name} in QuickBooks is already matched to CORE "
        f"{holder.partition('/')[2]}, so CORE {party.key.partition('/')[2]} can't be matched to it.",
        "Rename one of the two in CORE, then run again.",
        HoldCause.ALREADY_MATCHED,
    )


def _inactive(entry: PartyEntry) -> HoldReason:
    return HoldReason(
        f"The {entry.kind} {entry.display_name} is inactive in QuickBooks.",
        f"Make the {entry.kind} active in QuickBooks, then run again.",
        HoldCause.INACTIVE,
    )


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "employee" else f"a {kind}"
