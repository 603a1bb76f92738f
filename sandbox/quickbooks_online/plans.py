"""The subscriptions of QuickBooks Online, and what each does without.

Bills since Essentials, classes and locations since Plus: https://quickbooks.intuit.com/pricing/. Ledger is for
accountants, without invoices and bills. Intuit lists no apps for Solopreneur and Self-Employed, which have
no double entry; what its API answers there isn't documented, nor for Ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Feature: TypeAlias = Literal["bills", "classes", "sales"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One subscription, known by words of its OfferingSku.

    Attributes:
        lacks: the features that it does without.
        apps: whether apps can be connected to it.
    """

    words: str
    lacks: frozenset[Feature] = frozenset()
    apps: bool = True


def _plan(words: str, *lacks: Feature, apps: bool = True) -> Plan:
    return Plan(words, frozenset(lacks), apps)


PLANS = (
    _plan("Simple Start", "bills", "classes"),
    _plan("EasyStart", "bills", "classes"),
    _plan("Essentials", "classes"),
    _plan("Plus"),
    _plan("Advanced"),
    _plan("Enterprise Suite"),
    _plan("Ledger", "bills", "classes", "sales"),
    _plan("Solopreneur", "bills", "classes", apps=False),
    _plan("Self-Employed", "bills", "classes", "sales", apps=False),
)
_UNKNOWN = _plan("", "classes")


def plan_of(sku: str) -> Plan:
    """The plan of an OfferingSku; one that isn't known has all but classes."""
    return next((one for one in PLANS if one.words in sku), _UNKNOWN)
