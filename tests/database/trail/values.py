"""Rows of runs for the tests of the trail, with what doesn't matter filled in."""

from __future__ import annotations

from typing import Any

from include.database.statuses import OperationStatus
from include.database.tables.runs import Operation


def vendor_change(
    run_id: int, key: str, status: OperationStatus, payload: dict[str, Any], reason: str = ""
) -> Operation:
    """A vendor that a run of agent billing creates."""
    return Operation(
        run_id=run_id,
        company_id="willow",
        category="agent_billing",
        document_key=key,
        record_key="billing:1",
        record_fingerprint="",
        kind="vendor",
        action="create",
        wave=0,
        base_revision=0,
        request_id=key,
        status=status,
        payload=payload,
        total_cents=0,
        reason=reason,
        needs={},
    )
