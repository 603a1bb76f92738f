"""Keys: whether they are there, and whether they are those that the database was used with."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from include.cli.checks.finding import Finding, good, wrong
from include.database.engine import Database
from include.database.keys.known_keys import missing_keys
from include.database.keys.seal import Seal, SealBroken, key_fingerprint
from include.database.tables.companies import Company
from include.database.trail.events import event_hash, read_events
from include.database.trail.trail_keys import chain_key, trail_secret
from include.settings import encryption_keys

ABOUT, TRAIL = "Fernet key", "Audit trail's key"


def fernet_key(database: Database) -> Iterator[Finding]:
    """Whether everything in the database can be decrypted."""
    keys = encryption_keys()
    Seal(keys)
    if missing := missing_keys(database, keys):
        yield wrong(ABOUT, str(SealBroken(missing)))
        return
    named = ", ".join(map(key_fingerprint, keys))
    yield good(ABOUT, f"{named} decrypts everything in the CoreBooks database.")


def trail_key(database: Database) -> Iterator[Finding]:
    """Whether the audit trails were begun with the key that is configured."""
    with database.reading() as session:
        companies = session.execute(select(Company.id, Company.name).order_by(Company.id)).all()
        if not companies:
            yield good(TRAIL, "No audit trail has begun yet.")
            return
        key = chain_key(trail_secret(session))
        for company_id, name in companies:
            first = next(iter(read_events(session.connection(), company_id)), None)
            if first is not None and first["hash"] != event_hash(key, first):
                yield wrong(
                    TRAIL,
                    f"The audit trail of {name} was begun with another key. Set [corebooks] trail_key as it "
                    "was, then restart Airflow. It must never change.",
                )
                return
    yield good(TRAIL, "It is the one that every audit trail was begun with.")
