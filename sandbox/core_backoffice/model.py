"""The brokerage's own books: what is agreed on a deal, and what agents are billed.

Amounts are whole cents, moments 13-digit Unix milliseconds UTC, percentages `Decimal`. A deal states
what people agreed; `disbursement.distribute` works out who gets what, so that a changed gross
commission changes everything that hangs on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field

Side: TypeAlias = Literal["listing", "buying"]
PartyKind: TypeAlias = Literal["Account", "User", "Contact"]
Status: TypeAlias = Literal["listing", "pending", "closed", "cancelled", "active", "opportunity"]
Frequency: TypeAlias = Literal["monthly", "quarterly", "half_yearly", "yearly", "one_time"]
PaymentMethod: TypeAlias = Literal["card", "check", "ach", "manual"]


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("a finite percentage is expected")
    return value


def _not_zero(value: int) -> int:
    if value == 0:
        raise ValueError("an amount other than zero is expected")
    return value


Percent: TypeAlias = Annotated[Decimal, AfterValidator(_finite)]
Positive: TypeAlias = Annotated[int, Field(ge=0)]

_STRICT = ConfigDict(extra="forbid")  # a misspelt field of a control request is an error

ACCOUNT_ID = 8930
ACCOUNT_NAME = "Willow & Park Realty"
FIRST_STATEMENT = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who receives or pays an amount: the company, an agent or a contact."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    kind: PartyKind
    id: int


COMPANY = Party(kind="Account", id=ACCOUNT_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A user of CORE. `deleted` ones are known to old deals, but the API answers 404 for them."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    first_name: str
    last_name: str
    email: str
    company: str = ""
    phone: str = ""
    role: str = "agent"
    team: str | None = None
    active: bool = True
    tags: tuple[str, ...] = ()
    address: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    license_number: str | None = None
    birthday: int | None = None
    anniversary_date: int | None = None
    license_expiration: int | None = None
    external_id: str | None = None
    tax_id: str | None = field(default=None, repr=False)
    deleted: bool = False
    created_at: int = 0
    updated_at: int = 0

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An outside brokerage, a referral partner, a vendor, or anybody else in the address book."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    contact_type: str = "other"
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    mobile_phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    tax_id: str | None = field(default=None, repr=False)
    deleted: bool = False
    created_at: int = 0
    updated_at: int = 0

    @property
    def name(self) -> str:
        """The person's name, or the company's when nobody is named."""
        return f"{self.first_name} {self.last_name}".strip() or self.company


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the gross commission: our own side's, or an outside brokerage's.

    Attributes:
        weight: the part's size against the other parts' (2.5 and 3 % of the price: 250 and 300).
        broker: the outside brokerage's contact; None with `ours` off is one not named yet.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    side: Side
    weight: Positive = 1
    ours: bool = True
    broker: int | None = None
    sync: bool | None = None
    create_payment: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealItem:
    """A pre-commission item, flat or a percentage of the side's gross commission.

    Attributes:
        credit: on, the amount is added to the deal; off, it is taken from it.
        payee: who receives a debit; who pays a credit (the company means: nobody named).
        before_split: on, the agents' commission is calculated after the item is applied.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    side: Side
    amount: Positive | None = None
    percent: Percent | None = None
    credit: bool = False
    payee: Party = COMPANY
    before_split: bool = True
    sync: bool | None = None
    create_payment: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentItem:
    """A post-commission item, flat or a percentage of the agent's commission after split.

    Attributes:
        credit: on, the company pays it to the agent; off, the agent pays it to `payee`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    amount: Positive | None = None
    percent: Percent | None = None
    credit: bool = False
    payee: Party = COMPANY


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentShare:
    """One agent on one side: the part of the side's base, and the percentage that is kept of it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    agent: int
    side: Side
    weight: Positive = 1
    percent: Percent = Decimal(80)
    plan: str = "80/20"
    items: tuple[AgentItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A transaction. `finalized` is when its disbursement was created; None: there is none.

    `disbursement` counts how often one was created: deleting it and creating it anew gives every
    commission item a new id, while the deal stays the same.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    custom_id: str
    address: str
    city: str = "Boston"
    state: str = "MA"
    zip: str = "02128"
    status: Status = "closed"
    price: Positive = 0
    gross: Positive = 0
    transaction_type: str = "traditional sale"
    timezone: int | str | None = None
    acceptance_date: int | None = None
    expiration_date: int | None = None
    listing_date: int | None = None
    closing_date: int | None = None
    closed_at: int | None = None
    finalized: int | None = None
    disbursement: Positive = 0
    external_id: str | None = None
    attributes: dict[str, str | int | None] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()
    items: tuple[DealItem, ...] = ()
    agents: tuple[AgentShare, ...] = ()
    created_at: int = 0
    updated_at: int = 0

    @property
    def has_disbursement(self) -> bool:
        """Whether its money is distributed: finalised, and not cancelled."""
        return self.finalized is not None and self.status != "cancelled"

    @property
    def our_sides(self) -> tuple[Side, ...]:
        """The sides we represent, each once, in the order of the shares."""
        return tuple(dict.fromkeys(share.side for share in self.shares if share.ours))


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingItem:
    """A line of an agent's statement: a charge, or a credit that lowers it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    name: str
    amount: Positive
    credit: bool = False
    frequency: Frequency = "monthly"
    memo: str = ""
    external_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money from the agent for a statement; a negative amount is a refund to the agent."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    amount: Annotated[int, AfterValidator(_not_zero)]
    paid_at: int
    method: PaymentMethod = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an agent is billed at one time. `charge_failed_at`: the card's last refusal, if open."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    number: str
    agent: int
    billing_date: int
    due_date: int
    items: tuple[BillingItem, ...] = ()
    payments: tuple[Payment, ...] = ()
    charge_failed_at: int | None = None
    created_at: int = 0
    updated_at: int = 0

    @property
    def total(self) -> int:
        """Charges less credits."""
        return sum(-item.amount if item.credit else item.amount for item in self.items)

    @property
    def paid(self) -> int:
        """What has been paid of it, less refunds."""
        return sum(payment.amount for payment in self.payments)

    @property
    def open(self) -> int:
        """What is still to be paid; negative is what the agent has a claim to."""
        return self.total - self.paid


def statement_number(year: int, id_: int) -> str:
    """What people call a statement: `BL-2026-000123`."""
    return f"BL-{year}-{id_ % FIRST_STATEMENT:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRecord:
    """A record spoilt on purpose. `cause` is the raw override or the deleted agent behind it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: int
    reason: str
    cause: str
