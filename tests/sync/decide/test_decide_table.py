"""Every combination that decides what happens to one entry, each a row: no servers, no database.

A row says what CORE has against the entry in QuickBooks, what the run is for, what the workflow's
options say; and what comes of it: changes, a hold by its cause, an entry that stays or is kept.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import pytest

from include.books.documents import Document, DocumentKind, fingerprint
from include.database.statuses import LinkStatus
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import GONE, Decider
from include.sync.decide.facts import Tracked
from include.sync.run.mode import RunMode
from include.workflows.template import Posting
from tests.sync.decide.values import POSTED_ON, bill, entry, plan, rules

SYNC, OVERWRITE, KEEP = RunMode.SYNC, RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS
RECREATE, VOID, REPOST = RunMode.RECREATE, RunMode.VOID, RunMode.REPOST
LINK, ANYWAY = RunMode.LINK, RunMode.POST_ANYWAY

AS_BEFORE, HIGHER = bill(784_000), bill(800_000)
CREDIT = bill(16_000, kind=DocumentKind.VENDOR_CREDIT)
EDIT = "total changed from $7,840.00 to $9.00"
STANDS, EDITED = entry(AS_BEFORE), entry(AS_BEFORE, edited=EDIT)
DELETED = entry(AS_BEFORE, LinkStatus.DELETED_IN_QUICKBOOKS)
VOIDED_THERE = entry(AS_BEFORE, LinkStatus.VOIDED_IN_QUICKBOOKS)
VOIDED = entry(AS_BEFORE, LinkStatus.VOIDED)
HOLD_EDITS = {"edited_in_quickbooks": "Put on hold"}
VOID_GONE = {"no_longer_in_core": "Void"}


def kept(link: Tracked, document: Document | None) -> Tracked:
    """The same entry, whose QuickBooks version was kept while CORE had that document."""
    accepted = fingerprint(document.content()) if document else GONE
    return dataclasses.replace(link, accepted=accepted)


@dataclass(frozen=True, slots=True)
class Row:
    """What CORE has, what QuickBooks has, what is asked for; and what comes of it."""

    says: str
    core: Document | None
    quickbooks: Tracked | None
    mode: RunMode = SYNC
    changes: tuple[str, ...] = ()
    on_hold: str = ""
    unchanged: int = 0
    kept: int = 0
    options: dict[str, Any] = field(default_factory=dict)


ROWS = [
    Row("new in CORE", AS_BEFORE, None, changes=("create",)),
    Row("new in CORE, overwriting", AS_BEFORE, None, OVERWRITE, changes=("create",)),
    Row("the same", AS_BEFORE, STANDS, unchanged=1),
    Row("the same, overwriting", AS_BEFORE, STANDS, OVERWRITE, unchanged=1),
    Row("changed in CORE", HIGHER, STANDS, changes=("update",)),
    Row("changed in CORE, keeping QuickBooks", HIGHER, STANDS, KEEP, kept=1),
    Row("changed in CORE after it was kept", HIGHER, kept(STANDS, AS_BEFORE), changes=("update",)),
    Row("changed in CORE as it was when kept", HIGHER, kept(STANDS, HIGHER), kept=1),
    # Edited in QuickBooks.
    Row("edited", AS_BEFORE, EDITED, changes=("update",)),
    Row("edited, on hold", AS_BEFORE, EDITED, on_hold="edited in QuickBooks", options=HOLD_EDITS),
    Row(
        "edited and changed, on hold",
        HIGHER,
        EDITED,
        on_hold="edited in QuickBooks",
        options=HOLD_EDITS,
    ),
    Row("edited, overwritten", AS_BEFORE, EDITED, OVERWRITE, ("update",), options=HOLD_EDITS),
    Row("edited, reposted", AS_BEFORE, EDITED, REPOST, ("update",), options=HOLD_EDITS),
    Row("edited, kept now", AS_BEFORE, EDITED, KEEP, kept=1, options=HOLD_EDITS),
    Row("edited, kept before", AS_BEFORE, kept(EDITED, AS_BEFORE), kept=1),
    Row("kept before, overwritten", AS_BEFORE, kept(EDITED, AS_BEFORE), OVERWRITE, ("update",)),
    Row("kept before, changed in CORE", HIGHER, kept(EDITED, AS_BEFORE), changes=("update",)),
    # Deleted or voided in QuickBooks.
    Row("deleted", AS_BEFORE, DELETED, on_hold="deleted in QuickBooks"),
    Row("voided there", AS_BEFORE, VOIDED_THERE, on_hold="voided in QuickBooks"),
    Row("deleted, re-created", AS_BEFORE, DELETED, RECREATE, ("create",)),
    Row("voided there, re-created", AS_BEFORE, VOIDED_THERE, RECREATE, ("create",)),
    Row("deleted, another one to link", AS_BEFORE, DELETED, LINK, ("create",)),
    Row("deleted, posted beside another", AS_BEFORE, DELETED, ANYWAY, ("create",)),
    Row("deleted, kept, another one to link", AS_BEFORE, kept(DELETED, AS_BEFORE), LINK, kept=1),
    Row("deleted, overwriting", AS_BEFORE, DELETED, OVERWRITE, on_hold="deleted in QuickBooks"),
    Row("deleted, kept now", AS_BEFORE, DELETED, KEEP, kept=1),
    Row("deleted, kept before", AS_BEFORE, kept(DELETED, AS_BEFORE), kept=1),
    Row(
        "deleted, kept before, changed in CORE",
        HIGHER,
        kept(DELETED, AS_BEFORE),
        on_hold="deleted in QuickBooks",
    ),
    # Voided by CoreBooks: what CORE has later is a new entry.
    Row("voided by a run", AS_BEFORE, VOIDED, changes=("create",)),
    Row("neither in CORE nor ever posted", None, None),
    # No longer in CORE.
    Row("removed", None, STANDS, on_hold="no longer in CORE"),
    Row("removed, voids by option", None, STANDS, changes=("void",), options=VOID_GONE),
    Row("removed, voided by choice", None, STANDS, VOID, ("void",)),
    Row("removed, reposted", None, STANDS, REPOST, ("void",)),
    Row("removed, kept now", None, STANDS, KEEP, kept=1),
    Row("removed, kept before", None, kept(STANDS, None), kept=1),
    Row(
        "removed, kept while CORE had it",
        None,
        kept(STANDS, AS_BEFORE),
        on_hold="no longer in CORE",
    ),
    # Another kind of entry.
    Row("now a credit", CREDIT, STANDS, on_hold="another kind of entry needed"),
    Row(
        "now a credit, voids by option", CREDIT, STANDS, SYNC, ("void", "create"), options=VOID_GONE
    ),
    Row("now a credit, voided by choice", CREDIT, STANDS, VOID, ("void", "create")),
    Row("now a credit, reposted", CREDIT, STANDS, REPOST, ("void", "create")),
    Row("now a credit, kept", CREDIT, STANDS, KEEP, kept=1),
    Row("now a credit, kept before", CREDIT, kept(STANDS, CREDIT), kept=1),
]


def verdict(row: Row) -> Verdict:
    """As comparing keys and fingerprints says."""
    if row.core is None:
        return Verdict.ORPHAN
    if row.quickbooks is None or row.quickbooks.status != LinkStatus.IN_QUICKBOOKS:
        return Verdict.CREATE
    same = row.quickbooks.fingerprint == fingerprint(row.core.content())
    return Verdict.UNCHANGED if same else Verdict.UPDATE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_what_happens_to_one_entry(row: Row) -> None:
    record = plan(*([row.quickbooks] if row.quickbooks else []))
    run = rules(row.mode, **row.options)
    Decider(run, {}).decide(record, verdict(row), row.core, row.quickbooks)
    assert tuple(change.action for change in record.changes) == row.changes
    assert [hold.cause for hold in record.holds] == ([row.on_hold] if row.on_hold else [])
    assert (record.unchanged, record.kept) == (row.unchanged, row.kept)


@pytest.mark.parametrize("mode", [RECREATE, LINK, ANYWAY])
def test_what_was_deleted_is_created_again_as_the_next_revision(mode: RunMode) -> None:
    record = plan(DELETED)
    Decider(rules(mode), {}).decide(record, Verdict.CREATE, AS_BEFORE, DELETED)
    (change,) = record.changes
    assert (change.document, change.tracked, change.revision) == (
        AS_BEFORE,
        DELETED,
        DELETED.revision,
    )
    assert change.reason.startswith("deleted in QuickBooks, re-created by ")


def test_what_is_kept_is_kept_until_core_changes() -> None:
    link = entry(AS_BEFORE, edited=EDIT)
    record = plan(link)
    Decider(rules(KEEP), {}).decide(record, Verdict.UNCHANGED, AS_BEFORE, link)
    assert record.accepts == {AS_BEFORE.key: fingerprint(AS_BEFORE.content())}


def test_keeping_posts_nothing_not_even_what_was_never_posted() -> None:
    record = plan()
    Decider(rules(KEEP), {}).decide(record, Verdict.CREATE, AS_BEFORE, None)
    assert (record.changes, record.left) == ([], 1)


def test_a_voided_and_a_re_created_entry_keep_the_date_they_were_posted_with() -> None:
    undated = bill(date=None)
    for mode, verdict_, document, link in (
        (RECREATE, Verdict.CREATE, undated, entry(undated, LinkStatus.DELETED_IN_QUICKBOOKS)),
        (VOID, Verdict.ORPHAN, None, entry(undated)),
        (SYNC, Verdict.UPDATE, bill(800_000, date=None), entry(undated)),
    ):
        record = plan(link)
        Decider(rules(mode), {}).decide(record, verdict_, document, link)
        assert [change.date for change in record.changes] == [POSTED_ON]


def test_a_payment_of_a_re_created_invoice_is_written_again() -> None:
    invoice = bill(key="agent_billing/statement:1/invoice", kind=DocumentKind.INVOICE)
    payment = bill(
        key="agent_billing/statement:1/payment:9", kind=DocumentKind.PAYMENT, pays=invoice.key
    )
    gone, paid = entry(invoice, LinkStatus.DELETED_IN_QUICKBOOKS), entry(payment)
    record = plan(gone, paid)
    decider = Decider(rules(RECREATE), {})
    decider.decide(record, Verdict.CREATE, invoice, gone)
    decider.decide(record, Verdict.UNCHANGED, payment, paid)
    assert [change.action for change in record.changes] == ["create", "update"]
    assert record.changes[1].reason == "the entry it pays was re-created"


def test_a_payment_of_an_invoice_that_stays_is_not_written_again() -> None:
    invoice = bill(key="invoice", kind=DocumentKind.INVOICE)
    payment = bill(key="payment", kind=DocumentKind.PAYMENT, pays="invoice")
    record = plan(entry(invoice), entry(payment))
    decider = Decider(rules(), {})
    for document in (invoice, payment):
        decider.decide(record, Verdict.UNCHANGED, document, entry(document))
    assert (record.changes, record.unchanged) == ([], 2)


def test_what_is_needless_is_not_created_but_updated_where_it_is() -> None:
    posting = Posting(needless={AS_BEFORE.key: "its total is $0.00"})
    record = plan(posting=posting)
    Decider(rules(), {}).decide(record, Verdict.CREATE, AS_BEFORE, None)
    assert record.changes == []
    assert record.skipped == ["bill TR-2026-640224-A45 for Amy Adler: its total is $0.00"]
    there = plan(STANDS, posting=posting)
    Decider(rules(), {}).decide(there, Verdict.UPDATE, HIGHER, STANDS)
    assert [change.action for change in there.changes] == ["update"]
