"""What products and accounts call CORE's fields: the words that a header is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Holds(StrEnum):
    """What a column must hold to be taken for a field."""

    TEXT = "text"
    AMOUNT = "amounts"
    DAY = "dates"
    EMAIL = "email addresses"
    WORD = "a few words"
    """One of a few texts, that repeat."""
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Role:
    """What a column can be.

    Attributes:
        words: how reasons and pages call it.
        holds: what it must hold.
        names: what headers call it, in words and without case.
    """

    words: str
    holds: Holds
    names: tuple[str, ...]


def _role(words: str, holds: Holds, *names: str) -> Role:
    return Role(words, holds, names)


ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        # --- the transaction ---
        "number": _role(
            "transaction number",
            Holds.TEXT,
            "transaction number",
            "transaction id",
            "transaction",
            "deal id",
            "deal number",
            "deal",
            "file id",
            "file number",
            "loop id",
            "custom id",
            "trade number",
            "trade record",
            "reference number",
            "reference",
            "qa control 1",
            "mls number",
            "escrow number",
            "listing id",
        ),
        "status": _role(
            "status",
            Holds.WORD,
            "status",
            "transaction status",
            "deal status",
            "loop status",
            "file status",
            "deal state",
            "sale status",
            "stage",
        ),
        "closing_date": _role(
            "close date",
            Holds.DAY,
            "closing date",
            "close date",
            "closed date",
            "date closed",
            "closed",
            "close of escrow",
            "coe",
            "completion date",
            "settlement date",
            "settled",
            "actual closing date",
            "contract dates closing date",
            "funding date",
            "sold date",
        ),
        "address": _role(
            "address",
            Holds.TEXT,
            "property address",
            "address",
            "property street address",
            "street address",
            "full address",
            "property",
            "deal name",
            "loop name",
            "listing address",
            "subject property",
        ),
        "city": _role("city", Holds.TEXT, "city", "property city", "town"),
        "state": _role("state", Holds.TEXT, "state", "state prov", "property state", "province"),
        "zip": _role(
            "ZIP code",
            Holds.TEXT,
            "zip",
            "zip code",
            "postal code",
            "zip postal code",
            "property zip",
        ),
        "price": _role(
            "price",
            Holds.AMOUNT,
            "price",
            "sale price",
            "sales price",
            "selling price",
            "sell price",
            "price sold",
            "purchase sale price",
            "sold price",
            "purchase price",
            "sales volume",
        ),
        "gross": _role(
            "gross commission",
            Holds.AMOUNT,
            "gross commission",
            "gross commission income",
            "gci",
            "total gross commission",
            "total gross commission amount",
            "brokerage gross commission",
            "total commission",
            "sale commission total",
            "commission amount",
            "gross",
            "commission total",
            "gross amount",
            "total gci",
        ),
        "office": _role(
            "office",
            Holds.WORD,
            "office",
            "office name",
            "branch",
            "location",
            "company information office",
            "division",
        ),
        "transaction_type": _role(
            "transaction type",
            Holds.WORD,
            "transaction type",
            "deal type",
            "loop type",
            "type code",
            "classification",
            "property type",
            "sale type",
        ),
        "representing": _role(
            "represented side",
            Holds.WORD,
            "representing",
            "side represented",
            "representation",
            "represents",
        ),
        # --- agents ---
        "agent_id": _role(
            "agent's ID",
            Holds.TEXT,
            "agent id",
            "agent code",
            "agent number",
            "salesperson id",
            "salesperson code",
            "user id",
        ),
        "agent_name": _role(
            "agent's name",
            Holds.TEXT,
            "agent name",
            "agent",
            "agents",
            "agent full name",
            "salesperson",
            "salesperson name",
            "sales agent",
            "associate",
            "realtor",
            "entity name",
            "producer",
            "name",
        ),
        "agent_first": _role(
            "agent's first name", Holds.TEXT, "agent first name", "first name", "given name"
        ),
        "agent_last": _role(
            "agent's last name",
            Holds.TEXT,
            "agent last name",
            "last name",
            "family name",
            "surname",
        ),
        "agent_email": _role(
            "agent's email address",
            Holds.EMAIL,
            "agent email",
            "email",
            "email address",
            "entity email",
            "agent email address",
            "salesperson email",
        ),
        "side": _role("side", Holds.WORD, "side", "end", "tier", "commission side", "deal side"),
        # --- amounts ---
        "agent_split": _role(
            "agent's commission after split",
            Holds.AMOUNT,
            "agent commission",
            "split",
            "split amount",
            "agent split",
            "agent split amount",
            "commission after split",
            "agent commission after split",
            "gross split",
            "commission",
            "agent gross",
            "agent gci",
            "agent share",
        ),
        "agent_net": _role(
            "agent's net",
            Holds.AMOUNT,
            "agent net",
            "net commission",
            "commission paid",
            "agent net commission",
            "net to agent",
            "agent paid",
            "agent check",
            "check",
            "net pay",
            "agent payout",
            "amount paid to agent",
        ),
        "agent_debit": _role(
            "agent's debits",
            Holds.AMOUNT,
            "fees",
            "agent fee",
            "agent fees",
            "deductions",
            "agent deductions",
            "transaction fee",
            "post split deductions",
            "total deductions",
            "agent expenses",
        ),
        "brokerage_net": _role(
            "brokerage net",
            Holds.AMOUNT,
            "brokerage net",
            "company dollar",
            "company net",
            "office net",
            "net to office",
            "net to company",
            "broker net",
            "house net",
            "broker commission after agent split",
            "co dollar",
            "brokerage portion",
            "company dollars",
            "retained",
        ),
        "co_broke": _role(
            "co-broke share",
            Holds.AMOUNT,
            "co broke",
            "co broke commission",
            "outside broker commission",
            "outside brokerage commission",
            "cooperating commission",
            "co op commission",
            "cooperating broker commission",
            "co broke amount",
            "other side paid",
            "other broker commission",
        ),
        "co_broke_payee": _role(
            "outside brokerage",
            Holds.TEXT,
            "outside broker",
            "outside brokerage",
            "cooperating brokerage",
            "cooperating broker",
            "co broke brokerage",
            "co op brokerage",
            "co broker",
            "other side broker",
            "other brokerage",
        ),
        "referral": _role(
            "referral",
            Holds.AMOUNT,
            "referral fee",
            "referral amount",
            "referral",
            "referral paid",
            "referral commission",
        ),
        "referral_payee": _role(
            "receiver of the referral",
            Holds.TEXT,
            "referral company",
            "referral source",
            "referral name",
            "referral broker",
            "referred by",
        ),
        "list_referral": _role(
            "listing side's referral",
            Holds.AMOUNT,
            "list referral amount",
            "listing referral amount",
            "list referral",
            "listing referral",
        ),
        "list_referral_payee": _role(
            "receiver of the listing side's referral",
            Holds.TEXT,
            "list referral name",
            "listing referral name",
            "listing referral company",
        ),
        "sell_referral": _role(
            "buying side's referral",
            Holds.AMOUNT,
            "sell referral amount",
            "selling referral amount",
            "buyer referral amount",
            "sell referral",
        ),
        "sell_referral_payee": _role(
            "receiver of the buying side's referral",
            Holds.TEXT,
            "sell referral name",
            "selling referral name",
            "buyer referral name",
        ),
        # --- items, a row each ---
        "item_kind": _role(
            "kind of item",
            Holds.WORD,
            "item type",
            "entity type",
            "kind",
            "line type",
            "line code",
            "item kind",
            "commission type",
            "record type",
            "type",
            "item category",
        ),
        "item_name": _role(
            "item's name",
            Holds.TEXT,
            "item",
            "item name",
            "description",
            "line text",
            "line description",
            "commission item",
            "deduction name",
        ),
        "item_amount": _role(
            "item's amount",
            Holds.AMOUNT,
            "amount",
            "line amount",
            "item amount",
            "value",
            "calculated amount",
            "dollar amount",
        ),
        "payee_type": _role(
            "kind of payee",
            Holds.WORD,
            "payee type",
            "pay to type",
            "payee kind",
            "paid to type",
            "recipient type",
        ),
        "payee_name": _role(
            "payee",
            Holds.TEXT,
            "payee",
            "payee name",
            "pay to",
            "payee full name",
            "paid to",
            "recipient",
        ),
        "payee_id": _role("payee's ID", Holds.TEXT, "payee id", "pay to id", "recipient id"),
    }
)
"""By the name that suggestions use. Of two that a header is like, the earlier wins."""

WEAK: Final = frozenset(
    {
        "amount",
        "check",
        "closed",
        "commission",
        "deal",
        "deal name",
        "end",
        "listing id",
        "loop name",
        "mls number",
        "name",
        "property",
        "reference",
        "split",
        "transaction",
        "type",
        "value",
    }
)
"""Names that a header may have for something else: another column with a name of its own comes first."""

ABBREVIATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "comm": "commission",
        "commissions": "commission",
        "amt": "amount",
        "no": "number",
        "num": "number",
        "nbr": "number",
        "addr": "address",
        "nm": "name",
        "dt": "date",
        "txn": "transaction",
        "trans": "transaction",
        "tx": "transaction",
        "pct": "percent",
        "brkr": "broker",
        "ag": "agent",
        "agt": "agent",
        "ref": "referral",
        "ms": "date",
        "desc": "description",
        "stat": "status",
    }
)
"""Of a header's words."""

STATUS_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "closed": "closed",
        "sold": "closed",
        "settled": "closed",
        "funded": "closed",
        "completed": "closed",
        "complete": "closed",
        "processed": "closed",
        "paid": "closed",
        "leased": "closed",
        "final": "closed",
        "closed/paid": "closed",
        "pending": "pending",
        "under contract": "pending",
        "in escrow": "pending",
        "escrow": "pending",
        "firm": "pending",
        "conditional": "pending",
        "open": "pending",
        "cancelled": "cancelled",
        "canceled": "cancelled",
        "terminated": "cancelled",
        "withdrawn": "cancelled",
        "fell through": "cancelled",
        "collapsed": "cancelled",
        "voided": "cancelled",
        "void": "cancelled",
        "dead": "cancelled",
        "expired": "cancelled",
        "listing": "listing",
        "listed": "listing",
        "active listing": "listing",
        "active": "active",
        "opportunity": "opportunity",
        "pre-listing": "opportunity",
        "lead": "opportunity",
    }
)
"""What statuses mean, by their words in products."""

KIND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "co-broke": "co_broke",
        "co broke": "co_broke",
        "cobroke": "co_broke",
        "cooperating broker": "co_broke",
        "outside broker": "co_broke",
        "transaction debit": "deal_debit",
        "pre-commission debit": "deal_debit",
        "pre_commission_deduction": "deal_debit",
        "post_commission_deduction": "deal_debit",
        "pre_split_deduction": "deal_debit",
        "off the top": "deal_debit",
        "referral": "deal_debit",
        "franchise fee": "deal_debit",
        "transaction credit": "deal_credit",
        "pre-commission credit": "deal_credit",
        "credit": "deal_credit",
        "agent split": "agent_split",
        "agent commission after split": "agent_split",
        "commission after split": "agent_split",
        "split": "agent_split",
        "primary": "agent_split",
        "agent": "agent_split",
        "co-agent": "agent_split",
        "agent debit": "agent_debit",
        "post-commission debit": "agent_debit",
        "post_split_deduction": "agent_debit",
        "agent fee": "agent_debit",
        "fee": "agent_debit",
        "deduction": "agent_debit",
        "agent credit": "agent_credit",
        "post-commission credit": "agent_credit",
        "bonus": "agent_credit",
        "agent net": "agent_net",
        "net": "agent_net",
        "net commission": "agent_net",
        "brokerage net": "brokerage_net",
        "company dollar": "brokerage_net",
        "office net": "brokerage_net",
        "gross commission": "gross",
        "gross": "gross",
    }
)
"""What items are, by their words in products."""

PAYEE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "company": "company",
        "brokerage": "company",
        "account": "company",
        "office": "company",
        "house": "company",
        "vendor": "vendor",
        "contact": "vendor",
        "outside": "vendor",
        "agent": "agent",
        "user": "agent",
        "salesperson": "agent",
    }
)
"""Who is paid, by the words of products."""

SIDE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "listing": "listing",
        "list": "listing",
        "seller": "listing",
        "sellers": "listing",
        "l": "listing",
        "buying": "buying",
        "buyer": "buying",
        "buyers": "buying",
        "selling": "buying",
        "sell": "buying",
        "sale": "buying",
        "b": "buying",
        "s": "buying",
        "both": "",
    }
)
"""Sides of items. In most products the selling agent is the buyer's."""

REPRESENTING_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "listing": "seller",
        "seller": "seller",
        "buying": "buyer",
        "buyer": "buyer",
        "both": "both",
        "dual": "both",
    }
)
"""The side that the brokerage represents."""
