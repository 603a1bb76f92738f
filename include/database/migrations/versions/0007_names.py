"""names: several of CORE's may be one customer or vendor, and none is matched to nothing.

A match or an entry without a QuickBooks ID came from an earlier version that took a name it was about
to create for an entry. Such a match is removed, and its documents are planned again with their payee.
Such an entry is looked up by its CoreBooks tag at the next run, as after a lost response.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PARTY = sa.table(
    "party_link",
    *(sa.column(name, sa.String()) for name in ("company_id", "party_key", "kind")),
    *(sa.column(name, sa.String()) for name in ("quickbooks_id", "display_name", "core_name")),
    sa.column("fingerprint", sa.String()),
    sa.column("shared", sa.Boolean()),
)
_LINK = sa.table(
    "link",
    *(sa.column(name, sa.String()) for name in ("company_id", "document_key", "record_key")),
    *(sa.column(name, sa.String()) for name in ("category", "quickbooks_id", "fingerprint")),
    sa.column("party_id", sa.String()),
    sa.column("document", columns.Json),
)
_STATE = sa.table(
    "record_state",
    *(sa.column(name, sa.String()) for name in ("company_id", "category", "record_key", "status")),
)
_OPERATION = sa.table(
    "operation",
    sa.column("id", columns.BigId),
    *(sa.column(name, sa.String()) for name in ("company_id", "document_key", "status", "action")),
    sa.column("payload", columns.Json),
)
_UNIQUE = "uq_party_link_company_id_kind_quickbooks_id"
_INDEX = "ix_party_link_quickbooks_id"


def upgrade() -> None:
    """Go forward."""
    _add("link", sa.Column("party_id", sa.String(), server_default="", nullable=False))
    _add("manual_match", sa.Column("instead_of", sa.String(), server_default="", nullable=False))
    _add("party_link", sa.Column("core_name", sa.String(), server_default="", nullable=False))
    _add("party_link", sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False))
    _mend_entries()
    _mend_payees()
    _read_names()
    with op.batch_alter_table("party_link") as batch_op:
        batch_op.drop_constraint(op.f(_UNIQUE), type_="unique")
        batch_op.create_check_constraint(op.f("ck_party_link_quickbooks_id"), "quickbooks_id <> ''")
        batch_op.create_index(_INDEX, ["company_id", "kind", "quickbooks_id"])
    with op.batch_alter_table("link") as batch_op:
        batch_op.create_check_constraint(op.f("ck_link_quickbooks_id"), "quickbooks_id <> ''")


def downgrade() -> None:
    """Go back; of several matched to one customer or vendor, the first stays."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_constraint(op.f("ck_link_quickbooks_id"), type_="check")
        batch_op.drop_column("party_id")
    op.execute(
        "DELETE FROM party_link WHERE EXISTS (SELECT 1 FROM party_link AS other WHERE "
        "other.company_id = party_link.company_id AND other.kind = party_link.kind AND "
        "other.quickbooks_id = party_link.quickbooks_id AND other.party_key < party_link.party_key)"
    )
    with op.batch_alter_table("party_link") as batch_op:
        batch_op.drop_index(_INDEX)
        batch_op.drop_constraint(op.f("ck_party_link_quickbooks_id"), type_="check")
        batch_op.create_unique_constraint(op.f(_UNIQUE), ["company_id", "kind", "quickbooks_id"])
        batch_op.drop_column("shared")
        batch_op.drop_column("core_name")
    with op.batch_alter_table("manual_match") as batch_op:
        batch_op.drop_column("instead_of")


def _add(table: str, column: sa.Column[object]) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(column)


def _mend_entries() -> None:
    """Entries without an ID: their last write is one without a response, which is looked up."""
    connection = op.get_bind()
    blank = _LINK.c.quickbooks_id == ""
    for company, key, category, record in connection.execute(
        sa.select(
            _LINK.c.company_id, _LINK.c.document_key, _LINK.c.category, _LINK.c.record_key
        ).where(blank)
    ).all():
        written = connection.execute(
            sa.select(sa.func.max(_OPERATION.c.id)).where(
                _OPERATION.c.company_id == company,
                _OPERATION.c.document_key == key,
                _OPERATION.c.status == "posted",
                _OPERATION.c.action == "create",
            )
        ).scalar()
        connection.execute(
            _OPERATION.update().where(_OPERATION.c.id == written).values(status="sent")
        )
        _make_ready(company, category, record)
    connection.execute(_LINK.delete().where(blank))


def _mend_payees() -> None:
    """Customers and vendors without an ID: their entries are updated with the right one."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(_PARTY.c.company_id, _PARTY.c.party_key).where(_PARTY.c.quickbooks_id == "")
    )
    blank = {(company, key) for company, key in rows.all()}
    for company in {company for company, _ in blank}:
        links = connection.execute(
            sa.select(
                _LINK.c.document_key, _LINK.c.category, _LINK.c.record_key, _LINK.c.document
            ).where(_LINK.c.company_id == company)
        )
        for key, category, record, document in links.all():
            if (company, document["party"]["key"]) not in blank:
                continue
            # As if CORE's document were another one: the next run updates the entry.
            connection.execute(
                _LINK.update()
                .where(_LINK.c.company_id == company, _LINK.c.document_key == key)
                .values(fingerprint="")
            )
            _make_ready(company, category, record)
    connection.execute(_PARTY.delete().where(_PARTY.c.quickbooks_id == ""))


def _make_ready(company: str, category: str, record: str) -> None:
    op.execute(
        _STATE.update()
        .where(
            _STATE.c.company_id == company,
            _STATE.c.category == category,
            _STATE.c.record_key == record,
            _STATE.c.status.in_(("synced", "not ready")),
        )
        .values(status="ready")
    )


def _read_names() -> None:
    """CORE's name of each, from its last write; names with a suffix get the one on checks anew."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(_PARTY.c.company_id, _PARTY.c.party_key, _PARTY.c.display_name)
    )
    for company, key, name in rows.all():
        party = connection.execute(
            sa.select(_OPERATION.c.payload)
            .where(
                _OPERATION.c.company_id == company,
                _OPERATION.c.document_key == key,
                _OPERATION.c.status == "posted",
            )
            .order_by(_OPERATION.c.id.desc())
            .limit(1)
        ).scalar()
        core_name = str(party["display_name"]) if party else name
        values: dict[str, object] = {"core_name": core_name, "shared": _shared(key, party or {})}
        if key.startswith("vendor/") and name.startswith(f"{core_name} ("):
            values["fingerprint"] = ""
        connection.execute(
            _PARTY.update()
            .where(_PARTY.c.company_id == company, _PARTY.c.party_key == key)
            .values(**values)
        )


def _shared(key: str, party: dict[str, object]) -> bool:
    """Whether everyone with its name is the same: a property, or the contacts of one firm."""
    if key.startswith("customer/property:"):
        return True
    own = key.startswith("vendor/vendor:") or not (
        party.get("given_name") or party.get("family_name")
    )
    name = str(party.get("company_name") or "")
    return key.startswith("vendor/") and own and bool(name) and name == party.get("display_name")
