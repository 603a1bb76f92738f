"""What each workflow was like before the database was lost: its templates, one after another, and their options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from include.books.catalogue import Catalogue
from include.books.documents import Document, marker
from include.books.entries import Entry, EntryStatus
from include.books.gateway import CompanyFacts
from include.core_backoffice.stored import StoredRecord
from include.sync.rebuild.agreement import as_kind, is_the_same
from include.sync.rebuild.fitting import Explained, Fit, Fitter, KeptNumber, postings
from include.sync.rebuild.reading import TaggedEntries, age_of
from include.sync.rebuild.tax_answers import TaxAnswers, tax_answers
from include.workflows.category import Category
from include.workflows.choices import DecidesEntries, NothingToSuggest, note_of, suggested
from include.workflows.entry_dates import own_day
from include.workflows.options import WorkflowOptions
from include.workflows.sales_tax import taxed
from include.workflows.template import Template, of_category

_NEWEST, _OLDER = 50, 30
"""How many records are a sample: mostly the newest, as options may have changed, and some of all years."""


@dataclass(frozen=True, slots=True)
class ProposedSetup:
    """A template with options that explain entries.

    Attributes:
        unknown: titles of options that no entry tells.
        entries: how many entries are explained by the template.
        same: how many of them are what CORE has now, to the cent, the day, and the account.
        first, last: the days of the oldest and newest one.
        start_date: the day of the first record that posted, where CORE has older ones that didn't.
        newest: the age of the entry that QuickBooks got last.
        charges: which payees charge tax, where the entries have tax codes.
    """

    template: Template
    options: WorkflowOptions
    unknown: tuple[str, ...]
    entries: int
    same: int
    first: dt.date
    last: dt.date
    start_date: dt.date | None = None
    newest: tuple[int, str] = (0, "")
    charges: Mapping[str, bool] = field(default_factory=dict)

    @property
    def category(self) -> Category:
        """The workflow."""
        return self.template.category


@dataclass(frozen=True, slots=True)
class ProposedWorkflow:
    """A workflow as it was.

    Attributes:
        category: which one.
        versions: its templates, the oldest first; the last one is the current. Empty if it never posted.
        tags: the tags of its entries.
        missing: a sentence, where the company's lists lack what a template needs.
    """

    category: Category
    versions: tuple[ProposedSetup, ...]
    tags: frozenset[str]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class CompanyBooks:
    """What a company's QuickBooks tells.

    `company_id` is CoreBooks' own, of which tags are made.
    """

    company_id: str
    tagged: TaggedEntries
    catalogue: Catalogue
    facts: CompanyFacts
    kept_number: KeptNumber


def propose(
    category: Category, records: Sequence[StoredRecord], books: CompanyBooks
) -> ProposedWorkflow:
    """Find out what a workflow was like.

    Args:
        category: the workflow.
        records: all of its stream that can be read.
        books: what QuickBooks tells.
    """
    explained, unposted = _explained(category, records, books)
    start = _start_date(explained, unposted)
    versions: list[ProposedSetup] = []
    missing = ""
    for template in of_category(category):
        own = [part for one in explained if (part := _of(template, one)).entries]
        if not own:
            continue
        try:
            versions.append(_fitted(template, own, books, start))
        except NothingToSuggest as error:
            missing = str(error)
    versions.sort(key=lambda one: one.newest)
    tags = frozenset(tag for one in explained for tag in one.entries)
    return ProposedWorkflow(category, tuple(versions), tags, missing)


def document_keys(category: Category, record: StoredRecord, catalogue: Catalogue) -> Iterator[str]:
    """The keys of all documents that a record may have had, by any template and any options."""
    for template, options in _bases(category, catalogue):
        posting = postings(template, options, record, catalogue)
        yield from (document.key for document in posting.documents)
        yield from (hold.document_key for hold in posting.on_hold if hold.document_key)


def _bases(category: Category, catalogue: Catalogue) -> Iterator[tuple[Template, WorkflowOptions]]:
    """One template, as keys don't depend on which, with each value of the options that decide about entries."""
    # The one that posts most kinds puts least on hold.
    for template in sorted(of_category(category), key=lambda one: -len(one.kinds)):
        try:
            values = suggested(template.options, catalogue)
        except NothingToSuggest:
            continue
        yield template, template.options.model_validate(values)
        for name, info in template.options.model_fields.items():
            if note_of(info, DecidesEntries) is not None:
                other = {**values, name: not info.get_default()}
                yield template, template.options.model_validate(other)
        return


def _explained(
    category: Category, records: Iterable[StoredRecord], books: CompanyBooks
) -> tuple[list[Explained], list[StoredRecord]]:
    """Records with entries, and those that could have some and have none."""
    explained: list[Explained] = []
    unposted: list[StoredRecord] = []
    for record in records:
        keys = list(document_keys(category, record, books.catalogue))
        entries = {
            tag: entry
            for key in keys
            if (tag := marker(books.company_id, key)) in books.tagged.by_tag
            and (entry := _one_of(books.tagged.by_tag[tag]))
        }
        if entries:
            explained.append(Explained(record, entries))
        elif keys:
            unposted.append(record)
    return explained, unposted


def _one_of(entries: Sequence[Entry]) -> Entry:
    """Of several entries with a tag, one that is in the books."""
    live = (entry for entry in entries if entry.status is EntryStatus.LIVE)
    return next(live, entries[0])


def _of(template: Template, one: Explained) -> Explained:
    """The part of a record's entries that a template posts."""
    return Explained(
        one.record,
        {tag: entry for tag, entry in one.entries.items() if entry.kind in template.kinds},
    )


def _fitted(
    template: Template, own: Sequence[Explained], books: CompanyBooks, start: dt.date | None
) -> ProposedSetup:
    sample = _sample(own)
    fitter = Fitter(books.company_id, template, sample, books.catalogue, books.kept_number)
    fit = fitter.fit()
    tax = _tax(template, fit, own, books)
    options = fit.options.model_copy(update=dict(tax.codes))
    unknown = [name for name in fit.unknown if name not in tax.codes]
    days = [day for one in own for entry in one.entries.values() if (day := entry.date)]
    days = days or [dt.date.min]
    return ProposedSetup(
        template,
        options,
        tuple(_titles(template, unknown, books)),
        entries=sum(len(one.entries) for one in own),
        same=sum(_same(template, options, one, books, tax) for one in own),
        first=min(days),
        last=max(days),
        start_date=start,
        newest=max(map(_newest, own)),
        charges=tax.charges,
    )


def _sample(own: Sequence[Explained]) -> list[Explained]:
    """The records that posted last, and some of all years."""
    by_age = sorted(own, key=_newest)
    older, newest = by_age[:-_NEWEST], by_age[-_NEWEST:]
    step = max(1, len(older) // _OLDER)
    return [*older[::step][:_OLDER], *newest]


def _newest(one: Explained) -> tuple[int, str]:
    return max(map(age_of, one.entries.values()))


def _pairs(
    template: Template, options: WorkflowOptions, own: Iterable[Explained], books: CompanyBooks
) -> Iterator[tuple[Document, Entry]]:
    for one in own:
        for document in postings(template, options, one.record, books.catalogue).documents:
            entry = one.entries.get(marker(books.company_id, document.key))
            if entry is not None:
                yield document, entry


def _tax(template: Template, fit: Fit, own: Iterable[Explained], books: CompanyBooks) -> TaxAnswers:
    if not books.facts.tax_codes:
        return TaxAnswers()
    return tax_answers(fit.options, _pairs(template, fit.options, own, books), books.catalogue)


def _same(
    template: Template,
    options: WorkflowOptions,
    one: Explained,
    books: CompanyBooks,
    tax: TaxAnswers,
) -> int:
    """How many entries of a record are what the options make of it."""
    posting = postings(template, options, one.record, books.catalogue)
    coded = taxed(posting, options, books.facts, books.catalogue, tax.charges)
    found = (
        (document, one.entries.get(marker(books.company_id, document.key)))
        for document in coded.documents
    )
    return sum(
        entry is not None and is_the_same(document, as_kind(entry, document.kind))
        for document, entry in found
    )


def _titles(template: Template, names: Iterable[str], books: CompanyBooks) -> Iterator[str]:
    """What forms call the options of these names; tax codes only where lines have some."""
    for name in names:
        if name.endswith("tax_code") and not books.facts.tax_codes:
            continue
        yield template.options.model_fields[name].title or name


def _start_date(explained: Sequence[Explained], unposted: Sequence[StoredRecord]) -> dt.date | None:
    """The day of the first record that posted, if CORE has older ones that could have and didn't."""
    first = min((day for one in explained if (day := own_day(one.record))), default=None)
    if first is None or not any((own_day(record) or first) < first for record in unposted):
        return None
    return first
