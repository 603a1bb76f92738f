"""Canonical records: a deal with its items, a person, a billing statement. No I/O.

They are what a mapping makes of a source's rows: values are typed and amounts are whole cents, but
nothing is checked against anything else yet. People are named by reference: who they are is looked
up when a record is read, so that an agent's new e-mail address needs no change of every deal.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from include.books.money import Cents
from include.core_backoffice.records.billing import BillingStatus
from include.core_backoffice.records.deal import Side
from include.core_backoffice.records.jsonable import Jsonable, Moment
from include.core_backoffice.records.people import PayeeKind


class ItemKind(StrEnum):
    """What a commission item is, in CORE's order of calculation."""

    GROSS = "gross"
    """A part of the gross commission, where the source states it by side; else the deal has it."""
    CO_BROKE = "co_broke"
    """The outside brokerage's share."""
    DEAL_DEBIT = "deal_debit"
    """Pre-commission: taken from the transaction before the agents."""
    DEAL_CREDIT = "deal_credit"
    """Pre-commission: added to the transaction; the company receives it."""
    AGENT_SPLIT = "agent_split"
    """An agent's commission after split, before the agent's own debits and credits."""
    AGENT_DEBIT = "agent_debit"
    """Post-commission: taken from an agent's share; its payee is the company unless it says otherwise."""
    AGENT_CREDIT = "agent_credit"
    """Post-commission: added to an agent's share by the company."""
    AGENT_NET = "agent_net"
    """An agent's net, as the source states it: a figure to check, or, without a split, what the split
    follows from."""
    BROKERAGE_NET = "brokerage_net"
    """The brokerage's net, as the source states it: a figure to check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef(Jsonable):
    """Who an amount belongs to, as a row names them.

    Attributes:
        kind: agent, vendor, or the company itself.
        id: the identity that the mapping makes of the row: the source's own ID, or one made of the
            e-mail address or the name (`include.core_backoffice.mapping.identity`). Empty for the company.
        name: as the row has it, for sentences and where no list has the person.
    """

    kind: PayeeKind
    id: str = ""
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    email: str = ""

    @property
    def key(self) -> str:
        """Its record: "agent:jane-doe", "vendor:7"; the company has "company:"."""
        return f"{self.kind}:{self.id}"


COMPANY = PersonRef(kind=PayeeKind.COMPANY)
"""The brokerage itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalItem(Jsonable):
    """One commission item. `amount_cents` is of the item's kind: above zero for debits and credits.

    Attributes:
        payee: who receives it; None where the kind says it (agents' splits have `agent`).
        agent: of agent items: whose share it belongs to.
        is_1099: whether a vendor's payment is to be reported.
        sync, create_payment: the two switches, where the source has them.
    """

    kind: ItemKind
    name: str = ""
    amount_cents: Cents
    side: Side = ""
    payee: PersonRef | None = None
    agent: PersonRef | None = None
    is_1099: bool = False
    sync: bool | None = None
    create_payment: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalDeal(Jsonable):
    """A deal: one transaction, and how its gross commission is distributed.

    Attributes:
        id: its identity in record keys: its number, or a hash of the declared key columns.
        number: its number as people know it; may be empty.
        status: one of CORE's: listing, pending, closed, cancelled, active, opportunity.
        is_final: whether the commission is distributed, so that there is something to post.
        gross_cents: the gross commission; None if no row states it.
        brokerage_net_is_rest: whether nothing in the source states the brokerage's net, and the
            profile says that it is what is left.
        office: what routes it, where the profile maps it.
        attributes: other columns kept under their own names: a demand date, a class.
    """

    id: str
    number: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    status: str = "closed"
    is_final: bool = False
    closing_date: dt.date | None = None
    transaction_type: str = ""
    representing: str = ""
    timezone: str = ""
    external_id: str = ""
    office: str = ""
    price_cents: Cents | None = None
    gross_cents: Cents | None = None
    brokerage_net_is_rest: bool = False
    items: tuple[CanonicalItem, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The record's key."""
        return f"transaction:{self.id}"

    @property
    def label(self) -> str:
        """How sentences name it."""
        return f"Transaction {', '.join(part for part in (self.number or self.id, self.address) if part)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalPerson(Jsonable):
    """An agent or vendor of a list."""

    kind: PayeeKind
    id: str
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    active: bool = True
    external_id: str = ""
    office: str = ""
    tax_id: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """The record's key."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalLine(Jsonable):
    """A charge or credit of a statement; `amount_cents` is above zero for both."""

    id: str
    name: str
    is_credit: bool = False
    amount_cents: Cents
    billing_date: dt.date
    due_date: dt.date | None = None
    frequency: str = ""
    memo: str = ""
    status: BillingStatus | None = None
    """As the source has it; None where the payments decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalPayment(Jsonable):
    """A payment of a statement as a whole; a refund is below zero."""

    id: str
    amount_cents: Cents
    paid_on: dt.date
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalStatement(Jsonable):
    """An agent's billing statement, with its lines and payments."""

    id: str
    number: str = ""
    agent: PersonRef
    office: str = ""
    lines: tuple[CanonicalLine, ...] = ()
    payments: tuple[CanonicalPayment, ...] = ()
    total_cents: Cents | None = None
    """As the source states it: a figure to check."""

    @property
    def key(self) -> str:
        """The record's key."""
        return f"statement:{self.id}"

    @property
    def label(self) -> str:
        """How sentences name it."""
        return f"Statement {self.number or self.id} of {self.agent.name or self.agent.id}"


Canonical: TypeAlias = CanonicalDeal | CanonicalPerson | CanonicalStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Jsonable):
    """Where a record, or what is wrong with it, is in an arrival: named to people, never hashed.

    Attributes:
        sheet: the sheet's name; empty in a file without sheets.
        rows: the numbers of its rows as a spreadsheet shows them, from 1.
        column: the header of the column that is wrong; empty if it is none in particular.
    """

    sheet: str = ""
    rows: tuple[int, ...] = ()
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow(Jsonable):
    """Rows that make no record: each is on hold with a sentence until a newer file mends it.

    Attributes:
        record_key: the record that they are of; for rows without a key, one made of their content.
        place: where.
        sentence: what happened and why; names file, sheet, row and column.
        what_to_do: the next step.
        cause: a value of `include.books.causes.HoldCause`.
        title, number, day, amount_cents: what could be read, by which lists find it.
        owner: of a statement's rows, the key of the agent, "agent:jane-doe", if they name one.
    """

    record_key: str
    place: Place
    sentence: str
    what_to_do: str
    cause: str
    title: str = ""
    number: str = ""
    day: dt.date | None = None
    amount_cents: Cents | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One record as a mapping delivers it, or what is held in its place.

    Attributes:
        key: the record's key.
        content_hash: of the mapped cells alone, in hexadecimal: the record's version.
        record: the canonical record; None if `held`.
        held: why there is no record.
        place: where it came from.
        route: the value that routes it to a company; "" where the profile maps none.
        deleted: whether its rows say that it was deleted: then there is neither `record` nor `held`.
        removed_payments: the IDs of a statement's payments that rows say were deleted.
    """

    key: str
    content_hash: str
    record: Canonical | None
    held: HeldRow | None = None
    place: Place = Place()
    route: str = ""
    deleted: bool = False
    removed_payments: tuple[str, ...] = ()


__all__ = [
    "COMPANY",
    "Canonical",
    "CanonicalDeal",
    "CanonicalItem",
    "CanonicalLine",
    "CanonicalPayment",
    "CanonicalPerson",
    "CanonicalStatement",
    "HeldRow",
    "ItemKind",
    "Mapped",
    "Moment",
    "PersonRef",
    "Place",
]
