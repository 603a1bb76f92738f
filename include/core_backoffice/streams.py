"""The two streams of CORE's records: what a workflow is fed from."""

from __future__ import annotations

from enum import StrEnum


class Stream(StrEnum):
    """Which records of CORE a workflow's category is fed from."""

    TRANSACTIONS = "transactions"
    BILLING = "billing statements"
