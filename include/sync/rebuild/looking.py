"""Looking before anything is changed: all of CORE, all tagged entries, and what they tell of each workflow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from include.books.gateway import Gateway
from include.clock import utc_now
from include.core_backoffice.source import Source
from include.core_backoffice.stored import StoredRecord
from include.database.engine import Database
from include.database.tables.companies import Company
from include.sync.rebuild.former_id import AnotherCompanyId, former_id, likely_ids
from include.sync.rebuild.proposing import (
    CompanyBooks,
    ProposedWorkflow,
    document_keys,
    propose,
)
from include.sync.rebuild.reading import ReadOnce, kinds_of_company, read_tagged, usable
from include.workflows.category import Category, Stream
from include.workflows.entry_dates import own_day

_ENOUGH = 2_000
"""Records whose keys are tried with other company IDs."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What QuickBooks and CORE tell.

    Attributes:
        company_id, company_name: the company.
        started: when reading QuickBooks began, UTC; edits since are for the next runs to notice.
        sources: CORE's streams, read.
        books: what QuickBooks tells.
        workflows: what each workflow was like.
        records: how many usable records CORE has.
        unexplained: how many tags no record of CORE explains.
    """

    company_id: str
    company_name: str
    started: dt.datetime
    sources: Mapping[Stream, ReadOnce]
    books: CompanyBooks
    workflows: tuple[ProposedWorkflow, ...]
    records: int
    unexplained: int


def look(
    database: Database, company_id: str, gateway: Gateway, sources: Mapping[Stream, Source]
) -> Findings:
    """Read everything, and find out what was set up. Changes nothing.

    Args:
        database: the database, new but for the company.
        company_id: the company, connected under the ID that it had.
        gateway: its QuickBooks.
        sources: where its streams come from; a stream that is left out isn't rebuilt.

    Raises:
        AnotherCompanyId: the company had another ID.
        GatewayUnavailable, CoreUnavailable, CoreConnectionProblem: QuickBooks or CORE can't be read.
    """
    once = {stream: ReadOnce(source) for stream, source in sources.items()}
    records = {stream: usable(_changes(stream, source)) for stream, source in once.items()}
    started = utc_now()
    books = _books(company_id, gateway, records)
    workflows = tuple(
        propose(category, records[category.stream], books)
        for category in Category
        if category.stream in records
    )
    explained = {tag for one in workflows for tag in one.tags}
    name, others = _company(database, company_id)
    if books.tagged.count and not explained:
        keys = _some_keys(records, books)
        former = former_id(books.tagged.by_tag.keys(), keys, likely_ids(name, others))
        raise AnotherCompanyId(name, company_id, books.tagged.count, former)
    return Findings(
        company_id,
        name,
        started,
        once,
        books,
        workflows,
        records=sum(map(len, records.values())),
        unexplained=len(books.tagged.by_tag.keys() - explained),
    )


def _changes(stream: Stream, source: ReadOnce) -> Iterator[object]:
    if stream is Stream.TRANSACTIONS:
        return iter(source.transactions_changed(None))
    return iter(source.billing_statements_changed(None))


def _books(
    company_id: str, gateway: Gateway, records: Mapping[Stream, Sequence[StoredRecord]]
) -> CompanyBooks:
    facts, catalogue = gateway.company(), gateway.catalogue()
    days = [day for own in records.values() for one in own if (day := own_day(one))]
    days.append(utc_now().date())
    tagged = read_tagged(gateway, kinds_of_company(facts), (min(days), max(days)))
    return CompanyBooks(company_id, tagged, catalogue, facts, gateway.number_of)


def _company(database: Database, company_id: str) -> tuple[str, list[str]]:
    """The company's name, and the IDs of all companies."""
    with database.reading() as session:
        ids = list(session.scalars(select(Company.id)))
        return session.get_one(Company, company_id).name, ids


def _some_keys(
    records: Mapping[Stream, Sequence[StoredRecord]], books: CompanyBooks
) -> Iterator[str]:
    for category in Category:
        for record in records.get(category.stream, ())[:_ENOUGH]:
            yield from document_keys(category, record, books.catalogue)
