"""How one real transaction or statement would post with a template and its options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from include.books import journal
from include.books.catalogue import Catalogue
from include.books.money import Cents
from include.books.sales_tax import expected_taxes
from include.clock import utc_now
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import Source
from include.core_backoffice.stored import StoredRecord
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.reads.companies import ConnectedCompany
from include.database.reads.workflows import recent_records
from include.provider.connections.opening import Lookup
from include.provider.connections.sources import company_source, open_company_source
from include.provider.stops import ActionNeeded
from include.settings import encryption_keys
from include.web.frame.company_tax import NO_TAX, CompanyTax
from include.workflows.category import Category, Stream
from include.workflows.options import WorkflowOptions
from include.workflows.template import Posting, Template

_LOOK_AT = 25
_CHOICES = 10
_MOST_SECONDS = 8.0
"""How long CORE is asked for an example while a page waits for it."""
_BACK = (dt.timedelta(days=7), dt.timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Recent:
    """Records of which one is the example.

    Attributes:
        record: the one that is shown; None without any.
        others: all that can be shown, this one too, the newest first.
        why_not: why there is none; empty where there is one.
    """

    record: StoredRecord | None
    others: Sequence[StoredRecord] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A record and how it would post; without a record, `why_not` has the reason.

    Attributes:
        others: all records that can be the example.
        postings: what its entries debit and credit together.
        taxes: by the key of a document with tax codes, the tax that QuickBooks should add, in cents.
    """

    record: StoredRecord | None
    posting: Posting | None = None
    why_not: str = ""
    others: Sequence[StoredRecord] = ()
    postings: Sequence[journal.Posting] = ()
    taxes: Mapping[str, Cents] = field(default_factory=dict)


def recent_record(
    database: Database,
    company: ConnectedCompany,
    category: Category,
    lookup: Lookup,
    wanted: str = "",
) -> Recent:
    """The record that is wanted, by key, else the newest that has something to post.

    They are those of the database; where it has none, CORE is asked for one.
    """
    today, seal = utc_now().date(), seal_of(database, encryption_keys())
    recent = recent_records(database, company.id, category.stream.value, today, seal)
    found = [record for record in recent if _has_something_to_post(record)][:_CHOICES]
    if found:
        chosen = next((record for record in found if record.key == wanted), found[0])
        return Recent(chosen, found)
    try:
        of = company_source(database, company, category.stream)
        with open_company_source(database, of, lookup, seconds=_MOST_SECONDS) as source:
            newest = _of_core(source, category.stream)
    except (CoreConnectionProblem, CoreUnavailable, ActionNeeded) as error:
        return Recent(None, why_not=str(error))
    what = "statement" if category.stream is Stream.BILLING else "transaction with a disbursement"
    if newest is None:
        return Recent(None, why_not=f"CORE has no recent {what} to show.")
    return Recent(newest, [newest])


def example(
    template: Template,
    options: WorkflowOptions,
    recent: Recent,
    catalogue: Catalogue,
    tax: CompanyTax = NO_TAX,
) -> Example:
    """How the record would post with these options."""
    if recent.record is None:
        return Example(None, why_not=recent.why_not)
    made = template.entries_for(recent.record, options, catalogue)
    posting = tax.on(made, options, catalogue)
    effect = journal.net_effect(((None, one) for one in posting.documents), catalogue)
    taxes = expected_taxes(posting.documents, catalogue)
    return Example(recent.record, posting, "", recent.others, effect, taxes)


def _of_core(source: Source, stream: Stream) -> StoredRecord | None:
    for back in _BACK:
        since = utc_now() - back
        changes = (
            source.billing_statements_changed(since)
            if stream is Stream.BILLING
            else source.transactions_changed(since)
        )
        for number, change in enumerate(changes):
            if isinstance(change, Transaction | BillingStatement) and _has_something_to_post(
                change
            ):
                return change
            if number == _LOOK_AT:
                break
    return None


def _has_something_to_post(record: StoredRecord) -> bool:
    if isinstance(record, BillingStatement):
        return record.total_cents > 0
    return record.has_disbursement
