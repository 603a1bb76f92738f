"""`python -m tests.database.released version-0.2.0`: keep a database of this version, for the next ones to migrate."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from include.database.engine import Database
from include.database.migrate import migrate
from tests.database.released.fill import fill
from tests.database.released.rows import count, keep


def keep_filled(file: Path) -> None:
    """Fill a database of this version, and keep its rows in a file.

    Raises:
        SystemExit: a table has no rows; `fill` must put some there.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/corebooks.db")
        migrate(database)
        fill(database)
        empty = [table for table, rows in count(database).items() if not rows]
        if empty:
            raise SystemExit(f"No rows in {', '.join(empty)}. Add some in fill.py.")
        keep(database, file)
        database.close()


if __name__ == "__main__":
    named = Path(__file__).with_name(f"{sys.argv[1]}.json")
    keep_filled(named)
    sys.stdout.write(f"{named.name}: {named.stat().st_size // 1024} KiB\n")
