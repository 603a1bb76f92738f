"""A file read by a profile: the records that changed, and what is held."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from include.core_backoffice.canonical.rows import (
    CanonicalPayment,
    CanonicalStatement,
    Mapped,
)
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.columns import DELETED
from include.core_backoffice.mapping.problems import where
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.record import MOST_ROWS, read_record, repeated_rows
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.mapping.scan import FoundRow, Sums, batches, collect, rows_in, sum_up
from include.core_backoffice.mapping.tables import ProfileMismatch, bind, own_currency

__all__ = ["MappedFile", "ProfileMismatch", "RowCounts", "matches"]

ROWS_AT_ONCE: Final = 200_000
"""Rows that are kept in memory while records are made of them."""
_NOTES: Final = 20
_STATEMENT: Final = "statement:"


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows.

    Attributes:
        rows: that are data.
        skipped: that aren't: totals and notes that the profile skips, rows with nothing that is read.
        held: rows of records that were delivered as held.
    """

    rows: int = 0
    skipped: int = 0
    held: int = 0


def matches(profile: Profile, file: SheetFile) -> bool:
    """Whether a file has what a profile reads."""
    try:
        bind(profile, file)
    except ProfileMismatch:
        return False
    return True


class MappedFile:
    """A file, read by a profile. Rows are streamed: two passes, and more only where very much changed.

    Attributes:
        counts: after `records`.
        kinds: what the file has of what the profile reads: a snapshot says nothing of other kinds.
    """

    def __init__(
        self, profile: Profile, file: SheetFile, arrival_name: str, hash_key: bytes = b""
    ) -> None:
        """Find the profile's tables in the file.

        Args:
            profile: how the file is read.
            file: opened.
            arrival_name: what sentences call it.
            hash_key: what hashes of rows are keyed with, as a row may hold what could be guessed.

        Raises:
            ProfileMismatch: no sheet has the profile's headers, or its amounts aren't in the company's currency.
        """
        self._profile = profile
        self._currency = own_currency(profile)
        self._name = arrival_name
        binding = bind(profile, replace(file, name=arrival_name))
        self._tables = binding.tables
        self._notes = [*file.notes, *binding.notes]
        self._hash_key = hash_key
        self._sums: Sums | None = None
        self._seen: Mapping[str, str] = {}
        self.counts = RowCounts()
        self.kinds = frozenset(bound.table.of for bound in self._tables)
        self._splits_payments = any(table.of is TableKind.PAYMENTS for table in profile.tables)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: sheets left out, unknown columns, rows that repeat others."""
        return tuple(self._notes)

    @property
    def seen(self) -> Mapping[str, str]:
        """After `records`: every key in the file, with its content hash; held ones too."""
        return self._seen

    @property
    def keys(self) -> Collection[str]:
        """Every key in the file, held ones too; reads the file once if `records` didn't yet."""
        return _Hashes(self._scanned(), {}).keys()

    def _scanned(self) -> Sums:
        if self._sums is None:
            self._sums = sum_up(self._tables, self._profile, self._name, self._hash_key)
        return self._sums

    def records(self, known: Callable[[str], str | None]) -> Iterator[Mapped]:
        """The records whose content hash isn't the known one, in order of key.

        Rows without a key come as held, each under a key of its content. What else is in the file is
        in `seen`.

        Args:
            known: a record's content hash as it was last stored; None if there is none.
        """
        sums = self._scanned()
        self.counts = RowCounts(sums.rows, sums.skipped)
        hashes = _Hashes(sums, self._known_for_parts(sums, known))
        self._seen = hashes
        changed = [key for key in sorted(hashes) if known(key) != hashes[key]]
        for batch in batches(changed, hashes.rows, ROWS_AT_ONCE):
            found = collect(self._tables, self._name, frozenset(batch), MOST_ROWS)
            for key in batch:
                yield self._read(
                    key, hashes[key], found.pop(key), has_key=key not in sums.without_key
                )

    def deleted(self, known: Callable[[str], str | None]) -> frozenset[str]:
        """The keys of records that rows say were deleted; where the profile has such rows, a reading of its own."""
        profile = self._profile
        if profile.contents != "changes" or not any(
            DELETED in one.fields for one in profile.tables
        ):
            return frozenset()
        own, counts, notes = self._seen, self.counts, list(self._notes)
        deleted = frozenset(one.key for one in self.records(known) if one.deleted)
        self._seen, self.counts, self._notes = own, counts, notes
        return deleted

    def _read(
        self,
        key: str,
        content_hash: str,
        found: list[FoundRow],
        *,
        has_key: bool,
    ) -> Mapped:
        rows = [
            Row(self._tables[at], self._name, number, cells, self._currency)
            for at, number, cells in found
        ]
        mapped = read_record(key, content_hash, rows, self._profile, has_key=has_key)
        if mapped.held is not None:
            self.counts = replace(self.counts, held=self.counts.held + len(rows))
        elif len(rows) > 1:
            self._note_repeated(rows)
        return mapped

    def _note_repeated(self, rows: list[Row]) -> None:
        for row in repeated_rows(rows):
            if len(self._notes) < _NOTES:
                text = where([row.spot])
                self._notes.append(
                    f"{text[:1].upper()}{text[1:]} repeats another row and counts once."
                )

    # --- statements, whose lines and payments may come in different files ---

    def _known_for_parts(self, sums: Sums, known: Callable[[str], str | None]) -> dict[str, str]:
        """The hashes of statements of which lines and payments can come apart: "lines.payments".

        What a file doesn't have of a statement keeps its known half, unless the file is a snapshot of it.
        """
        if not self._splits_payments:
            return {}
        keys = {key for key in sums.records if key.startswith(_STATEMENT)} | set(sums.payments)
        hashes: dict[str, str] = {}
        for key in keys:
            lines, _, payments = (known(key) or "").partition(".")
            if key in sums.records or self._is_whole(TableKind.STATEMENTS):
                lines = _hex(sums.records.get(key))
            if key in sums.payments or self._is_whole(TableKind.PAYMENTS):
                payments = _hex(sums.payments.get(key))
            hashes[key] = f"{lines}.{payments}"
        return hashes

    def _is_whole(self, kind: TableKind) -> bool:
        return self._profile.contents == "snapshot" and kind in self.kinds

    def merged(
        self, earlier: CanonicalStatement | None, newer: CanonicalStatement
    ) -> CanonicalStatement:
        """A statement of this file with what an earlier file had of it, where parts come apart.

        Payments come after the statements that they pay, in files of their own: such a statement has no
        lines, and keeps the earlier ones. Payments of changes add to the earlier ones, by ID.
        """
        if earlier is None or not self._splits_payments:
            return newer
        keeps_lines = not newer.lines and not self._is_whole(TableKind.STATEMENTS)
        whole_payments = self._is_whole(TableKind.PAYMENTS)
        return replace(
            newer,
            number=earlier.number if keeps_lines else newer.number,
            agent=earlier.agent if keeps_lines else newer.agent,
            office=earlier.office if keeps_lines else newer.office,
            lines=earlier.lines if keeps_lines else newer.lines,
            total_cents=earlier.total_cents if keeps_lines else newer.total_cents,
            payments=newer.payments if whole_payments else _union(earlier.payments, newer.payments),
        )


def _union(
    earlier: tuple[CanonicalPayment, ...], newer: tuple[CanonicalPayment, ...]
) -> tuple[CanonicalPayment, ...]:
    by_id = {payment.id: payment for payment in (*earlier, *newer)}
    return tuple(by_id[id_] for id_ in sorted(by_id))


def _hex(total: int | None) -> str:
    return "" if total is None else f"{total:x}"


class _Hashes(Mapping[str, str]):
    """Content hashes by key, written out only when they are asked for: there may be a million."""

    def __init__(self, sums: Sums, of_parts: Mapping[str, str]) -> None:
        self._sums = sums
        self._of_parts = of_parts
        self._only_paid = [key for key in sums.payments if key not in sums.records]

    def __getitem__(self, key: str) -> str:
        if key in self._of_parts:
            return self._of_parts[key]
        return f"{self._sums.records[key]:x}"

    def __contains__(self, key: object) -> bool:
        return key in self._sums.records or key in self._sums.payments

    def __iter__(self) -> Iterator[str]:
        yield from self._sums.records
        yield from self._only_paid

    def __len__(self) -> int:
        return len(self._sums.records) + len(self._only_paid)

    def rows(self, key: str) -> int:
        """How many rows of a record are read."""
        own = rows_in(self._sums.records.get(key, 0)) + rows_in(self._sums.payments.get(key, 0))
        return min(own, MOST_ROWS)
