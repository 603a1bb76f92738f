"""What is in QuickBooks already: customers, vendors, products and classes are linked, never doubled.

A party is looked for by a person's own choice, by its exact name, by its name but for what makes no
difference; where others are only alike, a person must say. Only then is one created.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from include.books.catalogue import ListEntry, ListKind, plain
from include.books.gateway import Action, EntryRef, PartyEntry, Posted
from include.books.parties import Party, PartyKind
from include.database.lease import WriterLease
from include.database.tables.entries import ManualMatch, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.documents_json import party_from_json
from include.sync.operations.lists import found_list_entry
from include.sync.post.names import alike, normal
from include.sync.quickbooks_state.responses import (
    Choice,
    HoldReason,
    put_on_hold,
    record_posted,
    written_name,
)
from include.sync.run.run import SyncContext
from include.workflows.naming import with_suffix


def match_lists(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Take what somebody created meanwhile. Returns the operations that are still to be sent."""
    if not planned:
        return []
    catalogue = context.gateway.catalogue()
    rest = []
    for operation in planned:
        written = found_list_entry(operation, catalogue)
        if written is None:
            kind, name = ListKind(operation.kind), str(operation.payload["name"])
            holder = catalogue.inactive_by_name(kind, name)
            if holder is None:
                rest.append(operation)
            else:
                put_on_hold(context, lease, operation, _inactive(name, holder))
            continue
        with context.database.writing() as session:
            lease.check(session)
            row = session.get_one(Operation, operation.id)
            record_posted(context, session, row, written, how="linked to existing")
    return rest


def _inactive(name: str, holder: ListEntry) -> HoldReason:
    kind = holder.kind
    return HoldReason(
        f"The {kind} {name} was not created: QuickBooks has a {kind} {holder.name} (id {holder.id}), "
        "but it is inactive.",
        f"Make it active in QuickBooks, or rename it there; then run again. Or choose another {kind} "
        "in the workflow.",
    )


def match_parties(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Link what is there, hold back what is there but cannot be used, or may be meant.

    Returns:
        The operations that are still to be sent, with the names they are sent with.
    """
    return _Matching(context, lease, planned).carry_out() if planned else []


def party_to_write(context: SyncContext, operation: Operation) -> Party:
    """The party under the name that was settled for it, its tax id opened for sending."""
    party = party_from_json(operation.payload, context.seal)
    return dataclasses.replace(party, display_name=written_name(operation))


ALIKE = "who is meant?"
"""The cause of what waits for a person to say who stands for somebody of CORE."""

_NEW = EntryRef("", "")
"""Stands for a party that this run creates."""


class _Matching:
    """One wave of parties, with what QuickBooks' three lists hold at this moment."""

    def __init__(
        self, context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
    ) -> None:
        self._context = context
        self._lease = lease
        self._planned = planned
        self._by_name: dict[PartyKind, dict[str, PartyEntry]] = {}
        self._by_normal: dict[PartyKind, dict[str, list[PartyEntry]]] = {}
        self._linked: dict[tuple[str, str], str] = {}

    def carry_out(self) -> list[Operation]:
        choices = self._choices()
        renamed = [one for one in self._planned if self._is_renamed(one)]
        new = [one for one in self._planned if one.action == Action.CREATE]
        if new or renamed:
            self._read()
        rest = []
        for operation in self._planned:
            if operation.action == Action.CREATE:
                if self._create(operation, choices.get(operation.document_key)):
                    rest.append(operation)
            else:
                self._settle_name(operation, renamed=operation in renamed)
                rest.append(operation)
        return rest

    def _choices(self) -> dict[str, ManualMatch]:
        with self._context.database.reading() as session:
            rows = session.scalars(
                select(ManualMatch).where(ManualMatch.company_id == self._context.company_id)
            )
            return {row.party_key: row for row in rows}

    def _read(self) -> None:
        for kind in PartyKind:
            names: dict[str, PartyEntry] = {}
            normals: dict[str, list[PartyEntry]] = defaultdict(list)
            for entry in self._context.gateway.parties(kind):
                names[plain(entry.display_name)] = entry
                normals[normal(entry.display_name)].append(entry)
            self._by_name[kind], self._by_normal[kind] = names, normals
        with self._context.database.reading() as session:
            rows = session.scalars(
                select(PartyLink).where(PartyLink.company_id == self._context.company_id)
            )
            self._linked = {(row.kind, row.quickbooks_id): row.party_key for row in rows}

    def _create(self, operation: Operation, choice: ManualMatch | None) -> bool:
        """Link or hold back; True when the party is to be created."""
        party = party_from_json(operation.payload)
        if choice is not None and choice.quickbooks_id:
            return self._take_chosen(operation, party, choice)
        name = self._spelled(party.display_name)
        entry = self._by_name[party.kind].get(plain(name))
        if entry is None and self._taken(party.kind, name):
            if not party.suffix_if_taken:
                self._refuse_taken(operation, party)
                return False
            name = self._suffixed(party)
            entry = self._by_name[party.kind].get(plain(name))
        if entry is not None:
            self._link(operation, party, entry)
            return False
        if choice is None and self._held_for_choice(operation, party, name):
            return False
        self._name(operation, party, name)
        self._by_name[party.kind][plain(name)] = PartyEntry(party.kind, _NEW, name)
        return True

    def _held_for_choice(self, operation: Operation, party: Party, name: str) -> bool:
        """Link the one that is the same; hold back where several are, or where some are alike."""
        same = [one for one in self._by_normal[party.kind].get(normal(name), ()) if one.active]
        if len(same) == 1 and not self._stands_for(same[0]):
            self._link(operation, party, same[0])
            return True
        free = {
            one.display_name: one
            for one in self._by_name[party.kind].values()
            if one.active and one.ref is not _NEW and not self._stands_for(one)
        }
        likely = [one.display_name for one in same if not self._stands_for(one)]
        likely = likely or alike(name, free)
        if not likely:
            return False
        named = "; ".join(f"{other} (id {free[other].ref.id})" for other in likely)
        self._refuse(
            operation,
            f"CORE's {name} is not among QuickBooks' {party.kind}s, but there is: {named}.",
            "Choose who is meant under Needs attention, or that none is (or: corebooks link --party "
            f"{operation.document_key} --to ID, --to new); then run again.",
            cause=ALIKE,
            choice=Choice(
                operation.document_key, tuple((other, free[other].ref.id) for other in likely)
            ),
        )
        return True

    def _take_chosen(self, operation: Operation, party: Party, choice: ManualMatch) -> bool:
        for entry in self._by_name[party.kind].values():
            if entry.ref.id == choice.quickbooks_id:
                self._link(operation, party, entry)
                return False
        self._refuse(
            operation,
            f"{party.display_name} was linked to the {party.kind} with the id "
            f"{choice.quickbooks_id}, which QuickBooks does not have.",
            "Choose another under Needs attention (or: corebooks link --party "
            f"{operation.document_key} --to ID, --to new); then run again.",
            cause=ALIKE,
            choice=Choice(operation.document_key, ()),
        )
        return False

    def _link(self, operation: Operation, party: Party, entry: PartyEntry) -> None:
        holder = self._stands_for(entry)
        if holder:
            self._refuse(
                operation,
                f"The {entry.kind} {entry.display_name} of QuickBooks already stands for CORE "
                f"{holder.partition('/')[2]}, so it cannot also stand for CORE "
                f"{party.key.partition('/')[2]}.",
                "Give one of the two another name in CORE, then run again.",
            )
            return
        if not entry.active:
            self._refuse(
                operation,
                f"The {entry.kind} {entry.display_name} is in QuickBooks, but inactive.",
                f"Make the {party.kind} active in QuickBooks, then run again.",
            )
            return
        self._name(operation, party, entry.display_name)
        self._linked[entry.kind, entry.ref.id] = operation.document_key
        with self._context.database.writing() as session:
            self._lease.check(session)
            record_posted(
                self._context,
                session,
                session.get_one(Operation, operation.id),
                Posted(operation.request_id, entry.ref, None, "", ""),
                how="linked to existing",
            )

    def _is_renamed(self, operation: Operation) -> bool:
        if operation.action == Action.CREATE:
            return False
        was = str((operation.before or {}).get("display_name", ""))
        party = party_from_json(operation.payload)
        return was not in {self._spelled(party.display_name), self._suffixed(party)}

    def _settle_name(self, operation: Operation, *, renamed: bool) -> None:
        """An update keeps a suffix it has, and gets one where its new name is taken."""
        party = party_from_json(operation.payload)
        was = str((operation.before or {}).get("display_name", ""))
        if not renamed:
            self._name(operation, party, was)
        elif self._taken(party.kind, party.display_name) and party.suffix_if_taken:
            self._name(operation, party, self._suffixed(party))
        else:
            self._name(operation, party, self._spelled(party.display_name))

    def _name(self, operation: Operation, party: Party, name: str) -> None:
        """Keep the name that is sent where it is not CORE's own, so that it is found again."""
        if name == party.display_name:
            return
        with self._context.database.writing() as session:
            self._lease.check(session)
            row = session.get_one(Operation, operation.id)
            operation.needs = row.needs = {**row.needs, "name": name}

    def _taken(self, kind: PartyKind, name: str) -> PartyEntry | None:
        """Who holds a name on one of the other lists."""
        for other, names in self._by_name.items():
            if other is not kind and (entry := names.get(plain(self._spelled(name)))):
                return entry
        return None

    def _refuse_taken(self, operation: Operation, party: Party) -> None:
        holder = self._taken(party.kind, party.display_name)
        if holder is not None:
            self._refuse(
                operation,
                f"The name {party.display_name} is in use in QuickBooks, by the {holder.kind} "
                f"{holder.display_name} (id {holder.ref.id}).",
                "Names are unique over customers, vendors and employees: rename one of the two, or "
                "let the workflow add a suffix; then run again.",
            )

    def _spelled(self, name: str) -> str:
        return self._context.gateway.party_name(name)

    def _suffixed(self, party: Party) -> str:
        """The name it gets where its own is taken; empty where there is none."""
        if not party.suffix_if_taken:
            return ""
        return self._spelled(with_suffix(party.display_name, party.suffix_if_taken))

    def _stands_for(self, entry: PartyEntry) -> str:
        return self._linked.get((entry.kind, entry.ref.id), "")

    def _refuse(
        self,
        operation: Operation,
        sentence: str,
        what_to_do: str,
        *,
        cause: str = "",
        choice: Choice | None = None,
    ) -> None:
        refusal = HoldReason(sentence, what_to_do, cause, choice)
        put_on_hold(self._context, self._lease, operation, refusal)
