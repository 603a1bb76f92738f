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
from include.web.imports.desk import ImportDesk

READ_AT_ONCE = 8 * 1024 * 1024
"""Bytes of files that are read while a visitor waits; larger ones are read by a run."""
_KEPT = 4
"""Files whose first rows are kept: of each the rows of a few megabytes."""

_Beginnings = OrderedDict[int, Beginning]
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


def first_rows(desk: ImportDesk, import_id: int, name: str) -> Beginning:
    """The first rows of a file, read once for as long as someone works with it.

    Raises:
        FileRefused: it can't be read at all.
    """
    with _lock:
        kept = _of_databases.setdefault(desk.database, OrderedDict())
        if import_id in kept:
            kept.move_to_end(import_id)
            return kept[import_id]
    with opened(desk, import_id, name) as file:
        found = beginning(file)
    with _lock:
        kept[import_id] = found
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return found
