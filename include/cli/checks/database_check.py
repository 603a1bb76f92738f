"""The CoreBooks database: reachable, migrated, and closed to others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from include.cli.checks.finding import Finding, good, wrong
from include.database.engine import Database
from include.database.migrate import current_revision, newest_step
from include.database.trail.append_only import missing_triggers
from include.private_files import is_open_to_others

ABOUT = "CoreBooks database"


def database_is_ready(database: Database) -> Iterator[Finding]:
    """Whether it answers, has this version's tables, and protects the audit trail."""
    revision, newest = current_revision(database), newest_step()
    if revision != newest:
        have = f"at revision {revision}" if revision else "empty"
        yield wrong(
            ABOUT, f"It is {have}, and this version needs {newest}. Run `corebooks migrate`."
        )
        return
    with database.engine.connect() as connection:
        missing = missing_triggers(connection)
    if missing:
        yield wrong(
            ABOUT,
            f"The trigger {missing[0]} is missing, which protects the audit trail. Run `corebooks migrate`.",
        )
        return
    url = database.engine.url
    yield good(ABOUT, f"{url.render_as_string(hide_password=True)} is at revision {revision}.")
    if database.engine.dialect.name == "sqlite" and is_open_to_others(Path(url.database or "")):
        yield wrong(ABOUT, f"Others can read {url.database}. Run: chmod 600 {url.database}")
