"""Any JSON, and JSON that looks like an answer of QuickBooks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

NAMES = [
    "Bill", "Invoice", "Fault", "fault", "Error", "error", "Id", "SyncToken", "TotalAmt", "status", "code",
    "Message", "Detail", "type", "QueryResponse", "CDCResponse", "BatchItemResponse", "bId", "maxResults",
    "totalCount", "startPosition", "Header", "Columns", "Rows", "Row", "DocNumber", "MetaData",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.sampled_from([10**30, Decimal("1e999999"), Decimal("0.001"), Decimal("NaN"), Decimal(10)]),
    st.sampled_from(
        ["", "0", "1", "5", "Deleted", "6240", "6190", "10000", "600", "5010", "SystemFault"]
    ),
    st.text(max_size=6),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=15,
)
ENTITIES = st.dictionaries(
    st.sampled_from(["Id", "SyncToken", "TotalAmt", "status", "DocNumber"]), LEAVES, max_size=5
)
BODIES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5),
    st.fixed_dictionaries({"Bill": ENTITIES}, optional={"Fault": JSON, "bId": LEAVES}),
    st.fixed_dictionaries({"Fault": st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4)}),
)
