"""Records, entries and options as values: what the engine decides on, without servers or a database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, fingerprint
from include.books.parties import Party, PartyKind
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_to_json
from include.database.stored.edits import Edit
from include.sync.decide.facts import CoreRecord, Tracked
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import RunMode
from include.workflows.options import WorkflowOptions
from include.workflows.setup import Setup
from include.workflows.template import Posting, template

RECORD = "transaction:640224"
POSTED_ON = dt.date(2026, 2, 2)
TODAY_IN_CORE = dt.date(2026, 3, 9)
TODAY = dt.date(2026, 3, 31)

_AMY = Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler")
_COST = ListRef(ListKind.ACCOUNT, "71", "Agent Commissions")
_CHECKING = ListRef(ListKind.ACCOUNT, "35", "Checking Account")


def rules(
    mode: RunMode = RunMode.SYNC,
    *,
    start_date: dt.date | None = None,
    complete_only: bool = False,
    **options: Any,
) -> Rules:
    """What a run of agent expenses may do."""
    return Rules(
        company_id="willow-park",
        purpose=mode,
        options=WorkflowOptions.model_validate(options),
        actor="finance ops",
        today=TODAY,
        start_date=start_date,
        complete_only=complete_only,
    )


def bill(cents: int = 784_000, **changes: Any) -> Document:
    """What CORE has for Amy Adler; by default a bill of $7,840.00."""
    values: dict[str, Any] = {
        "key": f"agent_expenses/{RECORD}/payee:agent:45",
        "kind": DocumentKind.BILL,
        "party": _AMY,
        "lines": (Line("Commission", "Commission, listing side", cents, _COST),),
        "number": "TR-2026-640224-A45",
        "memo": "11 Arlington St, Boston, MA 02128",
        "date": TODAY_IN_CORE,
    }
    if changes.get("kind") in (DocumentKind.CHECK, DocumentKind.EXPENSE):
        values["account"] = _CHECKING
    return Document(**{**values, **changes})


def entry(
    document: Document,
    status: LinkStatus = LinkStatus.IN_QUICKBOOKS,
    *,
    edited: str = "",
    accepted: str = "",
    date: dt.date = POSTED_ON,
) -> Tracked:
    """The entry in QuickBooks that a document was posted as.

    Args:
        document: what was posted.
        status: what happened to it.
        edited: how it was edited in QuickBooks: "total changed from $1.00 to $2.00".
        accepted: the fingerprint at which the QuickBooks version was kept.
        date: its date.
    """
    return Tracked(
        document_key=document.key,
        kind=document.kind,
        quickbooks_id="501",
        version="3",
        number=document.number,
        fingerprint=fingerprint(document.content()),
        content=document_to_json(document),
        total_cents=document.total,
        date=date,
        due_date=date,
        revision=4,
        setup_version=1,
        shape_version=1,
        status=status,
        edited=Edit(differences=(edited,)) if edited else None,
        accepted=accepted,
    )


def plan(*entries: Tracked, posting: Posting | None = None, gone: bool = False) -> RecordPlan:
    """A record with the entries it has, or had, in QuickBooks."""
    return RecordPlan(
        record=CoreRecord(
            key=RECORD,
            fingerprint="as in CORE",
            number="TR-2026-640224",
            title="11 Arlington St, Boston, MA 02128",
            gone=gone,
        ),
        setup=Setup(2, template("expenses-via-bills"), WorkflowOptions()),
        shape_version=1,
        posting=posting or Posting(),
        links={tracked.document_key: tracked for tracked in entries},
    )
