"""What should be in QuickBooks, compared with what was last synced: one verdict per document key."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Verdict(StrEnum):
    """What to do about one document key."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ORPHAN = "orphan"


def compare(wanted: Mapping[str, str], linked: Mapping[str, str]) -> dict[str, Verdict]:
    """Compare the fingerprints of all documents at once.

    Args:
        wanted: fingerprint by document key, for each document that should exist.
        linked: the same for each entry in QuickBooks.

    Returns:
        A verdict for each key of either, in the order of `wanted`; orphans last, by key.
    """
    verdicts = {
        document_key: _verdict(fingerprint, linked.get(document_key))
        for document_key, fingerprint in wanted.items()
    }
    orphans = sorted(linked.keys() - wanted.keys())
    return verdicts | dict.fromkeys(orphans, Verdict.ORPHAN)


def _verdict(wanted: str, linked: str | None) -> Verdict:
    if linked is None:
        return Verdict.CREATE
    return Verdict.UNCHANGED if wanted == linked else Verdict.UPDATE
