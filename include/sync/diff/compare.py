"""What should be in QuickBooks, compared with what was last synced, column by column."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd


class Verdict(StrEnum):
    """What to do about one document key."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ORPHAN = "orphan"


def compare(wanted: pd.DataFrame, linked: pd.DataFrame) -> pd.DataFrame:
    """Compare whole columns of keys and fingerprints.

    Args:
        wanted: columns `document_key`, `fingerprint`; one row per document that should exist.
        linked: the same columns; one row per entry in QuickBooks.

    Returns:
        Columns `document_key` and `verdict` (a `Verdict`'s text), one row per key of either frame,
        in the order of `wanted`, orphans last.
    """
    both = wanted[["document_key", "fingerprint"]].merge(
        linked[["document_key", "fingerprint"]],
        on="document_key",
        how="outer",
        suffixes=("_wanted", "_linked"),
        indicator="where",
        validate="one_to_one",
    )
    both["verdict"] = np.select(
        [
            both["where"] == "left_only",
            both["where"] == "right_only",
            both["fingerprint_wanted"] == both["fingerprint_linked"],
        ],
        [Verdict.CREATE.value, Verdict.ORPHAN.value, Verdict.UNCHANGED.value],
        default=Verdict.UPDATE.value,
    )
    order = pd.Series(np.arange(len(wanted)), index=wanted["document_key"])
    both["order"] = both["document_key"].map(order).fillna(len(wanted))
    ordered = both.sort_values(["order", "document_key"], kind="stable")
    return ordered[["document_key", "verdict"]].reset_index(drop=True)
