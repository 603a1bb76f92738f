"""Which records of a file's first rows may have more rows further down: nobody can say whether they add up. Pure."""

from __future__ import annotations

from collections.abc import Collection

from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.keys import Keys
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.tables import BoundTable, RowTests, bind

_JOINED = {TableKind.DEALS: TableKind.ITEMS, TableKind.ITEMS: TableKind.DEALS}


def unsure_keys(profile: Profile, file: SheetFile, cut: Collection[str]) -> frozenset[str]:
    """The keys of records that may go on below what was read.

    That is the last record of each sheet that goes on, and, where transactions and their items have
    sheets of their own, those that the cut one of both has no row of yet. In a sheet that isn't sorted
    by transaction, others may go on, too.

    Args:
        profile: how the file is read.
        file: its first rows.
        cut: the names of the sheets that have more.

    Raises:
        ProfileMismatch: no sheet has the profile's headers.
    """
    if not cut:
        return frozenset()
    tables = [(bound, _keys(bound, file.name)) for bound in bind(profile, file).tables]
    every = {key for _, keys in tables for key in keys}
    unsure: set[str] = set()
    for bound, keys in tables:
        if bound.sheet.name not in cut:
            continue
        unsure.update(list(keys)[-1:])
        other = _JOINED.get(bound.table.of)
        if any(own.table.of is other for own, _ in tables):
            unsure |= every - keys.keys()
    return frozenset(unsure)


def _keys(bound: BoundTable, name: str) -> dict[str, None]:
    """The keys of a table's rows, each where it is last."""
    tests, keys = RowTests.of(bound), Keys(bound, name)
    found: dict[str, None] = {}
    for _, cells, picked in bound.rows():
        if tests.is_data(cells) and (key := keys.key(picked)) is not None:
            found.pop(key, None)
            found[key] = None
    return found
