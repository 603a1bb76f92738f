"""Payments and refunds, by the entry that they pay in QuickBooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from include.sync.existing.comparing.evidence import PaidFit
from include.sync.existing.comparing.sides import Found, Sought
from include.sync.existing.values import Proposal


@dataclass(frozen=True, slots=True)
class Paid:
    """The entry of the invoice that a payment pays; `is_certain` where that is known."""

    entry_id: str
    is_certain: bool


class PaidEntries:
    """The entries of the invoices that payments pay: those that are linked, and those proposed before."""

    def __init__(self, proposals: Iterable[Proposal] = ()) -> None:
        self._by_key: Mapping[str, Paid] = {
            one.wanted.document.key: Paid(one.best.entry.ref.id, one.is_certain)
            for one in proposals
        }

    def of(self, one: Sought) -> Paid | None:
        """The entry that a document pays, where it pays one that is known."""
        if one.wanted.pays_id:
            return Paid(one.wanted.pays_id, is_certain=True)
        return self._by_key.get(one.wanted.document.pays or "")


def paid_fit(paid: Paid | None, entry: Found) -> PaidFit:
    """How an entry fits by what it pays."""
    links = entry.entry.links
    if paid is None or not links:
        return PaidFit.NONE
    if paid.entry_id in links:
        return PaidFit.SAME if paid.is_certain else PaidFit.LIKELY
    return PaidFit.OTHERS if paid.is_certain else PaidFit.NONE
