"""One record on its way from CORE's words to operations."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from include.sync.run.setups import Setup
from include.workflows.template import OnHold, Posting


@dataclass(slots=True)
class RecordPlan:
    """One record: how it is booked, what stands in QuickBooks, and what is to be done.

    Attributes:
        setup: the template and options it is booked with.
        shape_version: the version whose template its entries have.
        links: all its documents that ever stood in QuickBooks, by key.
        skipped: documents that need not be entered, with the reason.
        waits: auto-sync leaves it until it is complete.
    """

    state: RecordState
    record: Record
    setup: Setup
    shape_version: int
    posting: Posting
    links: dict[str, Link] = field(default_factory=dict)
    held: list[OnHold] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0
    waits: bool = False

    @property
    def live(self) -> list[Link]:
        """What stands in QuickBooks now."""
        return [link for link in self.links.values() if link.status == LinkStatus.IN_QUICKBOOKS]

    @property
    def held_whole(self) -> bool:
        """Whether the record as a whole is held back, so that nothing of it may change."""
        return any(not held.document_key for held in self.held)

    def hold(self, key: str, cause: str, sentence: str, what_to_do: str) -> None:
        """Hold a document back, or the whole record where `key` is empty."""
        self.held.append(OnHold(key, cause, sentence, what_to_do))
