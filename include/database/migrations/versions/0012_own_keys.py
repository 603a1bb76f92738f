"""own keys: what is known of encryption keys, and keys of CoreBooks' own, kept sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward.

    The key of digests is made by the first run that needs it: only then are Airflow's keys known.
    """
    op.create_table(
        "encryption_key",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("first_used_at", columns.UtcDateTime(), nullable=False),
        sa.Column("retired_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_encryption_key")),
    )
    op.create_table(
        "own_key",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_own_key")),
    )


def downgrade() -> None:
    """Go back: digests hang on the oldest Fernet key again."""
    op.drop_table("own_key")
    op.drop_table("encryption_key")
