"""One CORE record on its way to changes in QuickBooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from include.books.causes import HoldCause
from include.books.documents import Document
from include.books.gateway import Action
from include.books.money import Cents, format_money
from include.books.sales_tax import with_tax
from include.books.wording import numbered
from include.sync.decide.changes import Change, Linking
from include.sync.decide.facts import CoreRecord, Tracked
from include.workflows.setup import Setup
from include.workflows.template import OnHold, Posting


@dataclass(slots=True)
class RecordPlan:
    """One record: how it posts, what QuickBooks has of it, and what was decided.

    Attributes:
        setup: the template and options that apply to it.
        shape_version: the version whose template its entries have.
        links: all entries it ever had in QuickBooks, by document key.
        holds: what is on hold, with the reasons.
        changes: what is to be written, in order.
        linkings: entries that become its own without a write.
        accepts: by document key, the fingerprint at which the QuickBooks version is kept from now on.
        figures: by document key, the figures and total of what is marked as booked, to be noted.
        skipped: documents that don't need to be posted, with the reason.
        missing: keys of documents without an entry when the database was rebuilt.
        left: how many documents need a change that this run's purpose doesn't include.
        unchanged: how many entries stay as they are.
        kept: how many entries stay because the QuickBooks version was kept.
        incomplete: auto-sync leaves the record until it is at 100%.
        is_undone: an interrupted run undid all of it already.
    """

    record: CoreRecord
    setup: Setup
    shape_version: int
    posting: Posting
    links: Mapping[str, Tracked] = field(default_factory=dict)
    holds: list[OnHold] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    linkings: list[Linking] = field(default_factory=list)
    accepts: dict[str, str] = field(default_factory=dict)
    figures: dict[str, tuple[str, Cents]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    missing: frozenset[str] = frozenset()
    left: int = 0
    unchanged: int = 0
    kept: int = 0
    incomplete: bool = False
    is_undone: bool = False

    @property
    def name(self) -> str:
        """How sentences name the record, by number and address: `TR-2026-000001, 11 Oak St`."""
        return self.record.name

    @property
    def in_quickbooks(self) -> list[Tracked]:
        """Its entries that are in QuickBooks now."""
        return [tracked for tracked in self.links.values() if tracked.is_in_quickbooks]

    @property
    def is_on_hold(self) -> bool:
        """Whether the record as a whole is on hold, so that none of its entries may change."""
        return any(not hold.document_key for hold in self.holds)

    @property
    def leaves_more(self) -> bool:
        """Whether the next sync has more to do: what this run is not for, or links with other amounts."""
        return self.left > 0 or any(linking.is_different for linking in self.linkings)

    def hold(self, key: str, cause: HoldCause, sentence: str, what_to_do: str) -> None:
        """Put a document on hold, or the whole record if `key` is empty."""
        self.holds.append(OnHold(key, cause, sentence, what_to_do))

    def leave(self, document: Document) -> None:
        """Leave a document to a sync: this run is for something else."""
        self.left += 1
        self.skipped.append(f"{document.label}: left to the next sync")

    def remove(self, key: str) -> None:
        """Drop a document's changes, and those that depend on it: its new entry, its payments."""
        self.changes = [
            change
            for change in self.changes
            if key not in (change.key, change.document.pays)
            or (change.key != key and change.action is Action.UPDATE)
        ]

    def entry(self, tracked: Tracked, document: Document) -> str:
        """How sentences name an entry: `Bill TR-1-A45 ($7,840.00) for Amy Adler, 11 Oak St`.

        Args:
            tracked: the entry in QuickBooks.
            document: the document whose payee and address it is named by.
        """
        amount = with_tax(tracked.total_cents, tracked.tax_cents)
        return self._named(tracked.kind, tracked.number, amount, document)

    def new_entry(self, document: Document) -> str:
        """How sentences name an entry that isn't in QuickBooks yet, in the same way."""
        return self._named(document.kind, document.number, format_money(document.total), document)

    def _named(self, kind: str, number: str, amount: str, document: Document) -> str:
        payee, title = document.party.display_name, self.record.title
        about = payee if not title or _street(title) in payee else f"{payee}, {title}"
        return f"{numbered(kind.capitalize(), number)} ({amount}) for {about}"


def _street(title: str) -> str:
    return title.partition(",")[0]
