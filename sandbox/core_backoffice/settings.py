"""What a sandbox can be told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Limits: TypeAlias = Literal["published", "none"]

DEFAULT_SEED = 20260101
DEFAULT_API_KEY = "core-sandbox-key"
DEFAULT_PORT = 8090


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """How large the brokerage is and how its API behaves.

    Attributes:
        data: folder of the SQLite file; None keeps everything in memory.
        billing_months: how many months back agents have been billed.
        bad_records: whether a few records are spoilt on purpose; GET /sandbox/bad-records.
        limits: "published" throttles as the live API does, "none" never.
        switches: whether items carry `sync`, `create_payment` and `calculated_before_split`,
            which live data do not have.
        currency: of agents' billing items, the only amounts that say theirs.
        pays_more: whether agents may pay more than a statement's total, as with tax on top of it,
            as far as it has charges that the payment can settle.
    """

    data: Path | None = None
    seed: int = DEFAULT_SEED
    transactions: int = 300
    agents: int = 40
    billing_months: int = 12
    bad_records: bool = True
    limits: Limits = "none"
    switches: bool = True
    currency: str = "USD"
    pays_more: bool = False
    api_key: str = DEFAULT_API_KEY
