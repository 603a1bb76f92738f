"""What arrived, opened as sheets: all of it, or the first rows, which are kept while a page is worked on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from include.core_backoffice.files.beginning import Beginning, beginning
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import SheetFile
from include.database.engine import Database
from include.database.feeds.arrivals import open_arrival
from include.database.reads.import_page import ImportDetail
from include.web.imports.desk import ImportDesk

READ_AT_ONCE = 8 * 1024 * 1024
"""Bytes of files that are read while a visitor waits; larger ones are read by a run."""
_KEPT = 4
"""Files whose first rows are kept: of each the rows of a few megabytes."""

_Beginnings = OrderedDict[tuple[int, str], Beginning]
_of_databases: WeakKeyDictionary[Database, _Beginnings] = WeakKeyDictionary()
_lock = threading.Lock()


@contextmanager
def opened(desk: ImportDesk, import_id: int, name: str) -> Iterator[SheetFile]:
    """A file that arrived.

    Raises:
        FileRefused: it can't be read at all.
    """
    with open_arrival(desk.database, desk.seal, import_id) as content:
        yield open_file(name, content)


def first_rows(desk: ImportDesk, found: ImportDetail) -> Beginning:
    """The first rows of a file, read once for as long as someone works with it.

    Raises:
        FileRefused: it can't be read at all.
    """
    # By its content too: a database that was restored gives its numbers again.
    key = (found.row.id, found.sha256)
    with _lock:
        kept = _of_databases.setdefault(desk.database, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    with opened(desk, found.row.id, found.row.name) as file:
        made = beginning(file)
    with _lock:
        kept[key] = made
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return made
