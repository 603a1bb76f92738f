"""What deciding must ask QuickBooks, and its answers.

Only deciding shows which entries matter, and it runs in a writing transaction, which must not wait for
QuickBooks: no one else could write to the database meanwhile. So deciding that needs to know is rolled
back, QuickBooks is asked, and deciding runs once more with the answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from include.books.documents import DocumentKind
from include.books.entries import Entry

EntryKey = tuple[DocumentKind, str]
"""The kind and QuickBooks' ID of an entry, or the kind and a document number."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What QuickBooks is to be asked.

    Attributes:
        entries: entries as they are now, by kind and ID.
        cleared: which entries are cleared or reconciled.
        numbers: entries that have a number, by kind and number.
        dated: for each kind, the days of which every entry is read.
        records: keys of records of which CORE is asked whether it still has them.
    """

    entries: frozenset[EntryKey] = frozenset()
    cleared: frozenset[EntryKey] = frozenset()
    numbers: frozenset[EntryKey] = frozenset()
    dated: Mapping[DocumentKind, tuple[dt.date, dt.date]] = field(default_factory=dict)
    records: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not (self.entries or self.cleared or self.numbers or self.dated or self.records)


class NotAskedYet(Exception):
    """QuickBooks has not been asked yet what deciding needs to know."""

    def __init__(self, questions: Questions) -> None:
        self.questions = questions
        super().__init__("QuickBooks must be asked first")


@dataclass(frozen=True, slots=True)
class TrackedBy:
    """Whose an entry of QuickBooks is, as far as CoreBooks knows.

    Attributes:
        document_key: the document it was posted for.
        record_key: its record.
        record_name: the record's number and address.
        record_gone: the record was deleted in CORE.
        from_elsewhere: the record came from another source than the one that is read now.
    """

    document_key: str
    record_key: str
    record_name: str
    record_gone: bool
    from_elsewhere: bool = False


@dataclass(slots=True)
class Answers:
    """What QuickBooks answered so far within one step of a run.

    Attributes:
        entries_now: entries by kind and ID; None for those that are no longer there.
        statuses: how entries are cleared or reconciled; empty for neither.
        numbered: entries by kind and number.
        by_date: for each kind, the days that were read, and their entries.
        kept_numbers: by kind and number, the number as this QuickBooks keeps it.
        in_core: by key, whether CORE still has a record.
        tracked_by: whose the entries are that may be somebody's, by kind and ID.
    """

    entries_now: dict[EntryKey, Entry | None] = field(default_factory=dict)
    statuses: dict[EntryKey, str] = field(default_factory=dict)
    numbered: dict[EntryKey, tuple[Entry, ...]] = field(default_factory=dict)
    by_date: dict[DocumentKind, tuple[dt.date, dt.date, tuple[Entry, ...]]] = field(
        default_factory=dict
    )
    kept_numbers: dict[EntryKey, str] = field(default_factory=dict)
    tracked_by: Mapping[EntryKey, TrackedBy] = field(default_factory=dict)
    in_core: dict[str, bool] = field(default_factory=dict)

    def found(self) -> Iterator[Entry]:
        """Every entry that was found by number or date."""
        for entries in self.numbered.values():
            yield from entries
        for _, _, entries in self.by_date.values():
            yield from entries

    def require_records(self, keys: Iterable[str]) -> None:
        """Check that it is known of all of these records whether CORE still has them.

        Raises:
            NotAskedYet: of some it isn't.
        """
        missing = frozenset(key for key in keys if key not in self.in_core)
        if missing:
            raise NotAskedYet(Questions(records=missing))

    def is_gone(self, tracked: TrackedBy) -> bool:
        """Whether an entry's record was deleted in CORE, as far as is known."""
        return tracked.record_gone or not self.in_core.get(tracked.record_key, True)

    def require_cleared(self, keys: Iterable[EntryKey]) -> None:
        """Check that the cleared status of all of these is known.

        Raises:
            NotAskedYet: some isn't.
        """
        missing = frozenset(key for key in keys if key not in self.statuses)
        if missing:
            raise NotAskedYet(Questions(cleared=missing))

    def cleared(self, kind: DocumentKind, entry_id: str) -> str:
        """How an entry is cleared or reconciled; empty if it is neither."""
        return self.statuses.get((kind, entry_id), "")

    def require(
        self,
        entries: Iterable[EntryKey] = (),
        numbers: Iterable[EntryKey] = (),
        dated: Mapping[DocumentKind, tuple[dt.date, dt.date]] | None = None,
    ) -> None:
        """Check that all of this is known.

        Raises:
            NotAskedYet: some isn't.
        """
        missing = Questions(
            entries=frozenset(key for key in entries if key not in self.entries_now),
            numbers=frozenset(key for key in numbers if key not in self.numbered),
            dated={
                kind: days for kind, days in (dated or {}).items() if not self._covers(kind, *days)
            },
        )
        if not missing.is_empty:
            raise NotAskedYet(missing)

    def _covers(self, kind: DocumentKind, first: dt.date, last: dt.date) -> bool:
        read = self.by_date.get(kind)
        return read is not None and read[0] <= first and last <= read[1]

    def entry(self, kind: DocumentKind, entry_id: str) -> Entry | None:
        """An entry as it is now; None if it is no longer there."""
        return self.entries_now.get((kind, entry_id))
