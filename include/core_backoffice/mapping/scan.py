"""Passes over a file's rows: what each record's rows come to as one hash, and the rows of some records.

A file may have a million rows, so nothing is kept of a row but what it adds to its record's sum, and
nothing is typed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from include.books.currency import books_currency
from include.core_backoffice.files.sheets import Cells
from include.core_backoffice.mapping.keys import Keys, row_key
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.tables import BoundTable, RowTests
from include.core_backoffice.mapping.values import raw_text

Sum: TypeAlias = int
"""The hashes of a record's rows added up, above `COUNT_BITS` bits for their number: the same whatever the
rows' order, and another one for a row more or less."""
COUNT_BITS: Final = 24
_COUNT: Final = (1 << COUNT_BITS) - 1
_DIGEST: Final = 16
FoundRow: TypeAlias = tuple[int, int, Cells]
"""A row: the number of its table in the binding, its own, and the cells that are read."""


def rows_in(total: Sum) -> int:
    """How many rows a sum is of."""
    return total & _COUNT


def profile_hash(profile: Profile) -> bytes:
    """What the hashes of rows depend on besides cells: a changed profile reads everything again."""
    own = profile.model_copy(update={"currency": profile.currency or books_currency()})
    body = own.model_dump_json(exclude={"name", "product"})
    return hashlib.blake2b(body.encode(errors="surrogatepass"), digest_size=_DIGEST).digest()


@dataclass(slots=True)
class Sums:
    """What a first pass finds.

    Attributes:
        records: the sum of each record's rows, by key.
        payments: the sums of rows of tables of payments, by the key of their statement.
        without_key: the keys of rows that have none, made of their content.
        rows: rows that are data.
        skipped: rows that aren't, by the profile's tests or because they have nothing that is read.
    """

    records: dict[str, Sum] = field(default_factory=dict)
    payments: dict[str, Sum] = field(default_factory=dict)
    without_key: set[str] = field(default_factory=set)
    rows: int = 0
    skipped: int = 0


def sum_up(
    tables: Sequence[BoundTable], profile: Profile, file: str, hash_key: bytes = b""
) -> Sums:
    """The first pass: every row is read once.

    Args:
        tables: of the file.
        profile: how it is read.
        file: its name.
        hash_key: at most 40 bytes: without them, the rows behind a hash can't be guessed.
    """
    sums = Sums()
    seed = profile_hash(profile) + hash_key
    for bound in tables:
        into = sums.payments if bound.table.of is TableKind.PAYMENTS else sums.records
        _sum_up_table(bound, file, _hasher(bound, seed), into, sums)
    return sums


def _sum_up_table(
    bound: BoundTable,
    file: str,
    hash_of: Callable[[Cells], int],
    into: dict[str, Sum],
    sums: Sums,
) -> None:
    is_data, key_of = _is_data(bound), Keys(bound, file).key
    rows = skipped = 0
    for _, cells, picked in bound.rows():
        if (is_data is not None and not is_data(cells)) or not any(picked):
            skipped += 1
            continue
        rows += 1
        key = key_of(picked)
        if key is None:
            key = row_key(bound, picked)
            sums.without_key.add(key)
        into[key] = into.get(key, 0) + (hash_of(picked) << COUNT_BITS) + 1
    sums.rows += rows
    sums.skipped += skipped


def _is_data(bound: BoundTable) -> Callable[[Cells], bool] | None:
    return RowTests.of(bound).is_data if bound.table.skip or bound.table.only else None


def _hasher(bound: BoundTable, seed: bytes) -> Callable[[Cells], int]:
    """What makes a number of a row's cells. It doesn't depend on the order of columns in the file.

    Where other files of the layout may have more or fewer columns, a blank cell is as none.
    """
    seed += bound.at.to_bytes(2, "big")
    blake2b, from_bytes = hashlib.blake2b, int.from_bytes

    def joined(cells: Cells) -> str:
        try:
            return "\x1f".join(cells)  # type: ignore[arg-type]  # (else it is a workbook's row)
        except TypeError:
            return "\x1f".join(map(raw_text, cells))

    labels = [f"{column}\x1e" for column in bound.columns]

    def labelled(cells: Cells) -> str:
        texts = [
            label + (cell if isinstance(cell, str) else raw_text(cell))
            for label, cell in zip(labels, cells, strict=True)
            if cell is not None and cell != ""
        ]
        return "\x1f".join(texts)

    text_of = labelled if bound.is_labelled else joined

    def hash_of(cells: Cells) -> int:
        text = text_of(cells).encode("utf-8", "surrogatepass")
        return from_bytes(blake2b(text, digest_size=_DIGEST, key=seed).digest(), "big")

    return hash_of


def collect(
    tables: Sequence[BoundTable], file: str, wanted: Container[str], most: int
) -> dict[str, list[FoundRow]]:
    """A further pass: the rows of some records, by key; of one that has very many, the first ones."""
    found: dict[str, list[FoundRow]] = {}
    for at, bound in enumerate(tables):
        is_data, key_of = _is_data(bound), Keys(bound, file).key
        for number, cells, picked in bound.rows():
            if (is_data is not None and not is_data(cells)) or not any(picked):
                continue
            key = key_of(picked) or row_key(bound, picked)
            if key in wanted:
                own = found.setdefault(key, [])
                if len(own) < most:
                    own.append((at, number, picked))
    return found


def batches(
    keys: Sequence[str], rows_of: Callable[[str], int], at_once: int
) -> Iterator[list[str]]:
    """Keys in order, in batches of at most so many rows; a record is never split."""
    batch: list[str] = []
    rows = 0
    for key in keys:
        own = rows_of(key)
        if batch and rows + own > at_once:
            yield batch
            batch, rows = [], 0
        batch.append(key)
        rows += own
    if batch:
        yield batch
