"""Products and classes that QuickBooks has already are linked, not created again."""

from __future__ import annotations

from collections.abc import Sequence

from include.books.catalogue import ListEntry
from include.books.causes import HoldCause
from include.books.wording import a
from include.database.lease import WriterLease
from include.database.stored.documents import list_from_json
from include.database.tables.runs import Operation
from include.sync.operations.lists import existing_list_entry
from include.sync.post.put_on_hold import HoldReason, put_on_hold
from include.sync.quickbooks_state.responses import LINKED, record_posted
from include.sync.run.run import SyncContext


def match_lists(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Link what was created in QuickBooks after planning.

    Returns:
        The operations that still need to be sent.
    """
    if not planned:
        return []
    context.gateway.look_again()
    catalogue = context.gateway.catalogue()
    to_send = []
    for operation in planned:
        posted = existing_list_entry(operation, catalogue)
        if posted is None:
            wanted = list_from_json(operation.payload)
            kind, name = wanted.kind, wanted.name
            inactive = catalogue.inactive_by_name(kind, name)
            if inactive is None:
                to_send.append(operation)
            else:
                put_on_hold(context, lease, operation, _inactive(name, inactive))
            continue
        with context.database.writing() as session:
            lease.check(session)
            row = session.get_one(Operation, operation.id)
            record_posted(context, session, row, posted, how=LINKED)
    return to_send


def _inactive(name: str, inactive: ListEntry) -> HoldReason:
    kind = inactive.kind
    return HoldReason(
        f"The {kind} {name} wasn't created, because QuickBooks has {a(kind)} {inactive.name} (ID "
        f"{inactive.id}), but it is inactive.",
        f"Make it active or rename it in QuickBooks, or choose another {kind} in the workflow "
        "options. Then run again.",
        HoldCause.INACTIVE,
    )
