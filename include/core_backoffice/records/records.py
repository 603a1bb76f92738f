"""CORE's records as the engine sees them. IDs are text, amounts whole cents, moments UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.money import Cents
from include.core_backoffice.records.billing import BillingItem, BillingPayment, BillingStatement
from include.core_backoffice.records.deal import (
    AgentItem,
    AgentShare,
    CoBroke,
    DealItem,
    Disbursement,
    Side,
    SideGross,
)
from include.core_backoffice.records.jsonable import Jsonable, Moment
from include.core_backoffice.records.people import Agent, Participant, Payee, PayeeKind, Vendor
from include.core_backoffice.records.values import day_of, zone_of

__all__ = [
    "Agent",
    "AgentItem",
    "AgentShare",
    "Attribute",
    "BillingItem",
    "BillingPayment",
    "BillingStatement",
    "CoBroke",
    "DealItem",
    "Disbursement",
    "Participant",
    "Payee",
    "PayeeKind",
    "Side",
    "SideGross",
    "Transaction",
    "Vendor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Jsonable):
    """A field that the brokerage added to its transactions; an unset one has an empty value."""

    name: str
    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction(Jsonable):
    """A transaction with its disbursement, and the names of everyone paid from it.

    Attributes:
        number: its number in CORE: "TR-2019-640224".
        closing_date: the close date, in the transaction's own timezone.
        finalized_at: when the disbursement was created.
        gross_cents: CORE's own total of the gross commission, if it states one.
        disbursement: None as long as none exists.
    """

    id: str
    number: str
    address: str
    city: str = ""
    state: str = ""
    zip: str = ""
    status: str
    transaction_type: str = ""
    representing: str = ""
    timezone: str = ""
    price_cents: Cents | None = None
    gross_cents: Cents | None = None
    closing_date: dt.date | None = None
    closed_at: Moment | None = None
    finalized_at: Moment | None = None
    created_at: Moment | None = None
    updated_at: Moment
    external_id: str = ""
    attributes: tuple[Attribute, ...] = ()
    disbursement: Disbursement | None = None

    @property
    def key(self) -> str:
        """The record's key; documents are keyed by it, never by the disbursement."""
        return f"transaction:{self.id}"

    @property
    def label(self) -> str:
        """How sentences name it: `Transaction TR-2019-640224, 146 Aldon Drive`."""
        return transaction_label(self.number or self.id, self.address)

    @property
    def address_line(self) -> str:
        """The property's address on one line."""
        return address_line(self.address, self.city, self.state, self.zip)

    @property
    def is_cancelled(self) -> bool:
        """Whether the transaction was canceled."""
        return self.status == "cancelled"

    @property
    def has_disbursement(self) -> bool:
        """Whether the commission is distributed: finalized, and the transaction not canceled."""
        return self.finalized_at is not None and not self.is_cancelled

    @property
    def is_complete(self) -> bool:
        """Whether its progress is 100%: distributed and closed."""
        return self.has_disbursement and self.status == "closed"

    @property
    def why_no_disbursement(self) -> str:
        """Why there is nothing to post, in words; "" if there is."""
        if self.has_disbursement:
            return ""
        return "canceled in CORE" if self.is_cancelled else "no disbursement in CORE"

    def attribute(self, name: str) -> str:
        """The value of one of the brokerage's own fields, by name or label; "" when unset."""
        wanted = name.strip().casefold()
        for attribute in self.attributes:
            if wanted in (attribute.name.casefold(), attribute.label.casefold()):
                return attribute.value
        return ""

    def attribute_date(self, name: str) -> dt.date | None:
        """One of the brokerage's own fields as a day; None when it is unset or no date.

        CORE writes dates as milliseconds since 1970, which are read in the transaction's time zone;
        in a text field they are typed as 2026-06-01.
        """
        return day_of(self.attribute(name), zone_of(self.timezone))


def address_line(address: str, city: str, state: str, zip_code: str) -> str:
    """An address on one line."""
    place = " ".join(part for part in (state, zip_code) if part.strip())
    return ", ".join(part for part in (address, city, place) if part.strip())


def transaction_label(number: str, address: str) -> str:
    """How sentences name a transaction."""
    parts = (" ".join(part.split()) for part in (f"Transaction {number}", address))
    return ", ".join(part for part in parts if part)
