"""Which entry is whose: each document of CORE's records, with the entry that has its tag."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import Document, DocumentKind, marker, read_as
from include.books.entries import Entry, EntryStatus
from include.database.setup.payee_tax import charges_tax
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link
from include.database.tables.records import Record
from include.sync.decide.differences import Expected, differences
from include.sync.decide.planning import Books
from include.sync.diff.item_overrides import overrides_of
from include.sync.diff.read_records import posting_of
from include.sync.rebuild.agreement import as_kind
from include.sync.rebuild.reading import TaggedEntries
from include.sync.run.records_to_sync import records_to_sync
from include.sync.run.run import SyncContext
from include.workflows.sales_tax import Charges, taxed
from include.workflows.setup import Setup
from include.workflows.template import Posting, template

EntryId = tuple[frozenset[DocumentKind], str]
"""By which an entry is known whatever kind it is read as."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and its entry.

    `version` is of the setup whose template posted it.
    """

    record_key: str
    document: Document
    entry: Entry
    version: int


@dataclass(slots=True)
class Pairing:
    """What belongs together in one workflow.

    Attributes:
        pairs: documents with their entries, those that are linked already left out.
        missing: documents without an entry, each with its record's key.
        taken: entries that are a document's, also those that were linked before.
    """

    pairs: list[Pair] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    taken: set[EntryId] = field(default_factory=set)


def entry_id(entry: Entry) -> EntryId:
    """By which an entry is known."""
    return read_as(entry.kind), entry.ref.id


def pair_records(
    context: SyncContext, session: Session, books: Books, tagged: TaggedEntries
) -> Pairing:
    """Find the entry of each document of the workflow's records.

    Args:
        context: the run; CORE's records are in the database.
        session: a transaction of the database.
        books: the company's lists and facts.
        tagged: all entries with CoreBooks tags.
    """
    rows = records_to_sync(context, session, None)
    pairs = _Pairs(context, session, books, tagged, [record.key for _, record in rows])
    for _, record in rows:
        pairs.add(record)
    return pairs.found


class _Pairs:
    """Pairs one record after another."""

    def __init__(
        self,
        context: SyncContext,
        session: Session,
        books: Books,
        tagged: TaggedEntries,
        keys: Sequence[str],
    ) -> None:
        self._context = context
        self._books = books
        self._tagged = tagged
        self._setups = list(setup_versions(context, session))
        self._charges: Charges = charges_tax(session, context.company_id)
        self._overrides = overrides_of(session, context.company_id, keys)
        self._linked = _linked(context, session)
        self.found = Pairing(taken={(read_as(kind), id_) for kind, id_ in self._linked.values()})

    def add(self, record: Record) -> None:
        """Pair a record's documents."""
        best, posting = self._version(record)
        start = self._context.start_date
        is_before = bool(start and posting.day and posting.day < start)
        for document in posting.documents:
            if document.key in self._linked:
                continue
            entry = self._entry(document)
            if entry is not None:
                self.found.taken.add(entry_id(entry))
                self.found.pairs.append(Pair(record.key, document, entry, best.version))
            elif document.key not in posting.needless and not is_before:
                self.found.missing[document.key] = record.key

    def _version(self, record: Record) -> tuple[Setup, Posting]:
        """The newest of the versions that explain most of a record's entries."""
        made = [(setup, self._posting(setup, record)) for setup in self._setups]
        return max(made, key=lambda one: self._explained(one[1]))

    def _explained(self, posting: Posting) -> int:
        return sum(
            any(
                as_kind(entry, document.kind).kind is document.kind
                for entry in self._having(document)
            )
            for document in posting.documents
        )

    def _posting(self, setup: Setup, record: Record) -> Posting:
        books = self._books
        overrides = self._overrides.get(record.key, {})
        posting = posting_of(self._context, setup, record, books.catalogue, overrides)
        return taxed(posting, setup.options, books.facts, books.catalogue, self._charges)

    def _having(self, document: Document) -> Sequence[Entry]:
        return self._tagged.by_tag.get(marker(self._context.company_id, document.key), ())

    def _entry(self, document: Document) -> Entry | None:
        """The entry with a document's tag; of several, the one in the books that differs least."""
        entries = [
            as_kind(entry, document.kind)
            for entry in self._having(document)
            if entry_id(entry) not in self.found.taken
        ]
        return min(entries, key=lambda entry: _distance(document, entry), default=None)


def _distance(document: Document, entry: Entry) -> tuple[bool, bool, int]:
    return (
        entry.status is not EntryStatus.LIVE,
        entry.kind is not document.kind,
        len(differences(entry, document, Expected(document.date, "", tax=entry.tax))),
    )


def setup_versions(context: SyncContext, session: Session) -> Iterator[Setup]:
    """The workflow's versions, the current one first."""
    yield Setup(context.setup_version, context.template, context.options)
    rows = session.scalars(
        select(WorkflowSetup)
        .where(
            WorkflowSetup.company_id == context.company_id,
            WorkflowSetup.category == context.category,
            WorkflowSetup.version != context.setup_version,
        )
        .order_by(WorkflowSetup.version.desc())
    )
    for row in rows:
        chosen = template(row.template)
        yield Setup(row.version, chosen, chosen.options.model_validate(row.options))


def _linked(context: SyncContext, session: Session) -> Mapping[str, tuple[DocumentKind, str]]:
    """What is linked already: by document key, the kind and ID of its entry."""
    rows = session.execute(
        select(Link.document_key, Link.kind, Link.quickbooks_id).where(
            Link.company_id == context.company_id
        )
    )
    return {key: (DocumentKind(kind), id_) for key, kind, id_ in rows}


def leftover(tagged: TaggedEntries, taken: Collection[EntryId]) -> list[Entry]:
    """Tagged entries in the books that are no document's."""
    return [
        entry
        for entries in tagged.by_tag.values()
        for entry in entries
        if entry.status is EntryStatus.LIVE and entry_id(entry) not in taken
    ]
