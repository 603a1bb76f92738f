"""What a file would come to in a company: its records, and the entries that they would make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from include.books import journal
from include.books.catalogue import Catalogue
from include.books.money import Cents
from include.books.sales_tax import expected_taxes
from include.core_backoffice.canonical.rows import Place
from include.core_backoffice.mapping.trial import Trial, Tried
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.provider.connections.opening import Lookup
from include.web.frame.company_tax import CompanyTax, company_tax
from include.web.frame.live_lists import lists_now, stored_lists
from include.web.workflows.versions import all_active
from include.workflows.category import Category, Stream
from include.workflows.choices import NothingToSuggest, suggested
from include.workflows.options import WorkflowOptions
from include.workflows.template import Posting, Template, of_category

_USUAL = ("invoices", "bills")
_MOST_RECORDS = 12


@dataclass(frozen=True, slots=True)
class PostedAs:
    """What a category would post with.

    Attributes:
        is_on: whether the workflow is on; else the template and options are those suggested first.
        start: records dated before it don't post; None for no limit.
        why_not: why nothing can be shown; empty where it can.
    """

    category: Category
    template: Template
    options: WorkflowOptions | None
    is_on: bool
    start: dt.date | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RecordEntries:
    """A record with the entries that it would make, workflow by workflow.

    Attributes:
        is_early: whether the start date of each workflow leaves it out.
    """

    record: Transaction | BillingStatement
    place: Place
    postings: Sequence[tuple[Category, Posting]]
    is_early: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """What the first records would post, and with what.

    Attributes:
        effect: what these entries debit and credit together.
        taxes: by the key of a document with tax codes, the tax that QuickBooks should add, in cents.
    """

    records: Sequence[RecordEntries]
    posted_as: Sequence[PostedAs]
    effect: Sequence[journal.Posting]
    taxes: Mapping[str, Cents]


def entries_of(
    database: Database, company: ConnectedCompany, lookup: Lookup, trial: Trial
) -> Entries:
    """The entries that the first records of a file would make with the company's options as they are.

    QuickBooks' lists are those that were read last; where they never were, they are read now.
    """
    lists = stored_lists(database, company)
    if lists.read_at is None:
        lists = lists_now(database, company, lookup)
    catalogue = lists.catalogue
    shown = _shown(trial)
    streams = {_stream(one.record) for one in shown}
    posted_as = [
        _posted_as(database, company, category, catalogue)
        for category in Category
        if category.stream in streams
    ]
    tax = company_tax(database, company)
    records = [_entries(one, posted_as, catalogue, tax) for one in shown]
    documents = [
        document
        for one in records
        if not one.is_early
        for _, posting in one.postings
        for document in posting.documents
    ]
    effect = journal.net_effect(((None, one) for one in documents), catalogue)
    shown_documents = (
        document for one in records for _, posting in one.postings for document in posting.documents
    )
    return Entries(records, posted_as, effect, expected_taxes(shown_documents, catalogue))


def _shown(trial: Trial) -> list[Tried]:
    """Some of each kind; those that have something to post first."""
    records = [one for one in trial.shown if isinstance(one.record, Transaction | BillingStatement)]
    posts = [one for one in records if _has_something(one)] or records
    of_deals = [one for one in posts if isinstance(one.record, Transaction)]
    of_statements = [one for one in posts if isinstance(one.record, BillingStatement)]
    return [*of_deals[:_MOST_RECORDS], *of_statements[:_MOST_RECORDS]]


def _has_something(one: Tried) -> bool:
    record = one.record
    return isinstance(record, BillingStatement) or (
        isinstance(record, Transaction) and record.has_disbursement
    )


def _stream(record: object) -> Stream:
    return Stream.BILLING if isinstance(record, BillingStatement) else Stream.TRANSACTIONS


def _posted_as(
    database: Database, company: ConnectedCompany, category: Category, catalogue: Catalogue
) -> PostedAs:
    active = all_active(database, company.id).get(category)
    if active is not None:
        options = active.template.options.model_validate(active.setup.options)
        return PostedAs(category, active.template, options, True, active.setup.start_date)
    offered = of_category(category)
    usual = next((one for one in offered if one.makes in _USUAL), offered[0])
    try:
        options = usual.options.model_validate(suggested(usual.options, catalogue))
    except NothingToSuggest as error:
        return PostedAs(category, usual, None, False, why_not=str(error))
    return PostedAs(category, usual, options, False)


def _entries(
    one: Tried, posted_as: Sequence[PostedAs], catalogue: Catalogue, tax: CompanyTax
) -> RecordEntries:
    record = one.record
    assert isinstance(record, Transaction | BillingStatement)  # noqa: S101  (people make no entries)
    postings, early = [], []
    for used in posted_as:
        if used.options is None or used.category.stream is not _stream(record):
            continue
        made = used.template.entries_for(record, used.options, catalogue)
        posting = tax.on(made, used.options, catalogue)
        early.append(bool(used.start and posting.day and posting.day < used.start))
        postings.append((used.category, posting))
    return RecordEntries(record, one.place, postings, bool(early) and all(early))
