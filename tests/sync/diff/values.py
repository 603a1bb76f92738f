"""Records, entries and options as values: what the engine decides on, without servers or a database."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, fingerprint
from include.books.parties import Party, PartyKind
from include.database.seal import Seal
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.sync.operations.documents_json import document_to_json
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setup
from include.workflows.category import Category
from include.workflows.options import WorkflowOptions
from include.workflows.template import Posting, template
from tests.sync.office import KEY

RECORD = "transaction:640224"
POSTED_ON = dt.date(2026, 2, 2)
TODAY_IN_CORE = dt.date(2026, 3, 9)

_AMY = Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler")
_COST = ListRef(ListKind.ACCOUNT, "71", "Agent Commissions")
_CHECKING = ListRef(ListKind.ACCOUNT, "35", "Checking Account")
_NOWHERE: Any = None


def context(
    mode: RunMode = RunMode.SYNC,
    *,
    preview: bool = False,
    start_date: dt.date | None = None,
    **options: Any,
) -> SyncContext:
    """A run of agent expenses; it reaches neither CORE nor QuickBooks nor the database."""
    return SyncContext(
        database=_NOWHERE,
        source=_NOWHERE,
        gateway=_NOWHERE,
        run_id=7,
        company_id="willow-park",
        company_name="Willow & Park Realty",
        timezone=ZoneInfo("America/Chicago"),
        category=Category.AGENT_EXPENSES,
        template=template("expenses-via-bills"),
        options=WorkflowOptions.model_validate(options),
        setup_version=2,
        sync_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        start_date=start_date,
        actor="finance ops",
        preview=preview,
        response_window=dt.timedelta(minutes=2),
        seal=Seal([KEY]),
        mode=mode,
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
) -> Link:
    """The entry in QuickBooks that a document was posted as.

    Args:
        document: what was posted.
        status: what happened to it.
        edited: how it was edited in QuickBooks: "total changed from $1.00 to $2.00".
        accepted: the fingerprint at which the QuickBooks version was kept.
        date: its date.
    """
    return Link(
        company_id="willow-park",
        document_key=document.key,
        category=Category.AGENT_EXPENSES.value,
        record_key=RECORD,
        kind=document.kind.value,
        quickbooks_id="501",
        version="3",
        number=document.number,
        fingerprint=fingerprint(document.content()),
        document=document_to_json(document),
        total_cents=document.total,
        date=date,
        due_date=date,
        revision=4,
        setup_version=1,
        shape_version=1,
        status=status.value,
        edited_as={"differences": [edited]} if edited else None,
        accepted=accepted,
    )


def again(link: Link) -> Link:
    """The same entry as a row of its own: deciding may note on it what was kept."""
    columns = (column.name for column in Link.__table__.columns)
    return Link(**{name: getattr(link, name) for name in columns})


def plan(*entries: Link, posting: Posting | None = None, gone: bool = False) -> RecordPlan:
    """A record with the entries it has, or had, in QuickBooks."""
    record = Record(
        company_id="willow-park",
        key=RECORD,
        payload={},
        fingerprint="as in CORE",
        gone=gone,
        title="11 Arlington St, Boston, MA 02128",
        number="TR-2026-640224",
    )
    return RecordPlan(
        state=RecordState(company_id="willow-park", category="agent_expenses", record_key=RECORD),
        record=record,
        setup=Setup(2, template("expenses-via-bills"), WorkflowOptions()),
        shape_version=1,
        posting=posting or Posting(),
        links={link.document_key: link for link in entries},
    )
