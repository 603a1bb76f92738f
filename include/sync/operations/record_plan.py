"""One CORE record on its way to operations."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.books.causes import HoldCause
from include.books.documents import Document
from include.books.money import format_usd
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from include.sync.run.setups import Setup
from include.workflows.template import OnHold, Posting


@dataclass(slots=True)
class RecordPlan:
    """One record: how it posts, what QuickBooks has of it, and the planned changes.

    Attributes:
        setup: the template and options that apply to it.
        shape_version: the version whose template its entries have.
        links: all entries it ever had in QuickBooks, by document key.
        holds: what is on hold, with the reasons.
        skipped: documents that don't need to be posted, with the reason.
        unchanged: how many entries stay as they are.
        kept: how many entries stay because the QuickBooks version was kept.
        incomplete: auto-sync leaves the record until it is at 100%.
    """

    state: RecordState
    record: Record
    setup: Setup
    shape_version: int
    posting: Posting
    links: dict[str, Link] = field(default_factory=dict)
    holds: list[OnHold] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0
    incomplete: bool = False

    @property
    def name(self) -> str:
        """How sentences name the record, by number and address: `TR-2026-000001, 11 Oak St`."""
        parts = (self.record.number, self.record.title)
        return ", ".join(part for part in parts if part) or self.record.key

    @property
    def in_quickbooks(self) -> list[Link]:
        """Its entries that are in QuickBooks now."""
        return [link for link in self.links.values() if link.status == LinkStatus.IN_QUICKBOOKS]

    @property
    def is_on_hold(self) -> bool:
        """Whether the record as a whole is on hold, so that none of its entries may change."""
        return any(not hold.document_key for hold in self.holds)

    def hold(self, key: str, cause: HoldCause, sentence: str, what_to_do: str) -> None:
        """Put a document on hold, or the whole record if `key` is empty."""
        self.holds.append(OnHold(key, cause, sentence, what_to_do))

    def entry(self, link: Link, document: Document) -> str:
        """How sentences name an entry: `Bill TR-1-A45 ($7,840.00) for Amy Adler, 11 Oak St`.

        Args:
            link: the entry in QuickBooks.
            document: the document whose payee and address it is named by.
        """
        return self._named(link.kind, link.number, link.total_cents, document)

    def new_entry(self, document: Document) -> str:
        """How sentences name an entry that isn't in QuickBooks yet, in the same way."""
        return self._named(document.kind, document.number, document.total, document)

    def _named(self, kind: str, number: str, cents: int, document: Document) -> str:
        payee, title = document.party.display_name, self.record.title
        about = payee if not title or _street(title) in payee else f"{payee}, {title}"
        return f"{kind.capitalize()} {number} ({format_usd(cents)}) for {about}"


def _street(title: str) -> str:
    return title.partition(",")[0]
