"""keyed trail: events have keyed hashes, rows are recorded in the trail, triggers keep it append-only.

The events of earlier versions are verified by their own rule first. What was found is an event.
"""

from __future__ import annotations

import base64
import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from include.clock import utc_now
from include.database.keys.seal import Seal
from include.database.tables import columns
from include.database.trail.append_only import drop_triggers
from include.database.trail.baseline import key_chain, record_rows, unkey_chain
from include.database.trail.events import ALL_FIT, FOUND, KEYED, NewEvent, add_events
from include.database.trail.trail_keys import PURPOSE, chain_key, configured_secret
from include.settings import encryption_keys

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OWN = sa.table(
    "own_key",
    sa.column("purpose"),
    sa.column("ciphertext"),
    sa.column("made_at", columns.UtcDateTime()),
)


def upgrade() -> None:
    """Go forward."""
    connection = op.get_bind()
    companies = connection.execute(sa.text("SELECT id FROM company ORDER BY id")).scalars().all()
    key = chain_key(_secret(connection)) if companies else b""
    for company_id in companies:
        number, broken = key_chain(connection, company_id, key)
        found = f"event {broken} didn't fit" if broken else ALL_FIT
        detail = {"events": number, FOUND: found, "hashed by": "HMAC-SHA-256"}
        event = NewEvent(utc_now(), "CoreBooks", KEYED, "all events", detail)
        add_events(connection, company_id, key, [event])
        record_rows(connection, company_id, key, "rows recorded")
    # `migrate` creates the triggers once the tables have all columns that they name.


def _secret(connection: Connection) -> bytes:
    """As `trail_secret`, on a connection."""
    configured = configured_secret()
    if configured:
        return configured
    seal = Seal(encryption_keys())
    stored = connection.execute(
        sa.select(_OWN.c.ciphertext).where(_OWN.c.purpose == PURPOSE)
    ).scalar()
    if stored:
        return base64.b64decode(seal.open(stored))
    made = secrets.token_bytes(32)
    ciphertext = seal.seal(base64.b64encode(made).decode())
    row = {"purpose": PURPOSE, "ciphertext": ciphertext, "made_at": utc_now()}
    connection.execute(sa.insert(_OWN).values(row))
    return made


def downgrade() -> None:
    """Go back: events keep what they say, and have the hashes of earlier versions."""
    connection = op.get_bind()
    drop_triggers(connection)
    for company_id in connection.execute(sa.text("SELECT id FROM company")).scalars().all():
        unkey_chain(connection, company_id)
