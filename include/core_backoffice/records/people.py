"""Who money goes to: agents (CORE's users), vendors (CORE's contacts), and payees."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from include.core_backoffice.records.jsonable import Jsonable, Moment


class PayeeKind(StrEnum):
    """The list of CORE's that a payee is on."""

    AGENT = "agent"
    VENDOR = "vendor"
    COMPANY = "company"


def join_name(given: str, family: str) -> str:
    """First and last name as one text."""
    return f"{given} {family}".strip()


def _if_address(email: str) -> str:
    """An email address; "" for what is typed where there is none, such as "n/a"."""
    return email if "@" in email else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee(Jsonable):
    """Who an amount goes to.

    A payee of kind COMPANY is the brokerage itself, which keeps the amount. `company` is the
    firm of an agent or contact.
    """

    kind: PayeeKind
    id: str
    name: str
    company: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    is_1099: bool = False
    tax_id: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """Its record: "agent:45", "vendor:7", "company:1"."""
        return f"{self.kind}:{self.id}"

    @property
    def is_company(self) -> bool:
        """Whether the brokerage keeps the amount."""
        return self.kind is PayeeKind.COMPANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Jsonable):
    """A user of CORE, who is paid commissions and is billed."""

    id: str
    given_name: str
    family_name: str
    email: str = ""
    company: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    role: str = ""
    active: bool = True
    external_id: str = ""
    tax_id: str = field(default="", repr=False)
    created_at: Moment | None = None
    updated_at: Moment | None = None

    @property
    def key(self) -> str:
        """The record's key."""
        return f"agent:{self.id}"

    @property
    def name(self) -> str:
        """First and last name, else the firm or the email address."""
        own = join_name(self.given_name, self.family_name)
        return own or self.company or _if_address(self.email)

    @property
    def label(self) -> str:
        """How sentences name the agent."""
        return f"Agent {self.name} (CORE ID {self.id})"

    def payee(self) -> Payee:
        """The agent as a payee; agents are 1099 vendors."""
        return Payee(
            kind=PayeeKind.AGENT,
            id=self.id,
            name=self.name,
            company=self.company,
            given_name=self.given_name,
            family_name=self.family_name,
            email=self.email,
            is_1099=True,
            tax_id=self.tax_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor(Jsonable):
    """A contact of CORE: an outside brokerage, a referral partner, anyone paid from a transaction."""

    id: str
    contact_type: str = ""
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    external_id: str = ""
    tax_id: str = field(default="", repr=False)
    created_at: Moment | None = None
    updated_at: Moment | None = None

    @property
    def key(self) -> str:
        """The record's key."""
        return f"vendor:{self.id}"

    @property
    def name(self) -> str:
        """The firm's name, or the contact's."""
        own = join_name(self.given_name, self.family_name)
        return self.company or own or _if_address(self.email)

    @property
    def label(self) -> str:
        """How sentences name the vendor."""
        return f"Contact {self.name} (CORE ID {self.id})"

    def payee(self, *, is_1099: bool = False) -> Payee:
        """The vendor as a payee."""
        return Payee(
            kind=PayeeKind.VENDOR,
            id=self.id,
            name=self.name,
            company=self.company,
            given_name=self.given_name,
            family_name=self.family_name,
            email=self.email,
            is_1099=is_1099,
            tax_id=self.tax_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Jsonable):
    """An agent or contact who takes part in a transaction, in a role."""

    kind: PayeeKind
    id: str
    role: str
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    is_owner: bool = False

    @property
    def key(self) -> str:
        """Their record: "agent:45" or "vendor:7"."""
        return f"{self.kind}:{self.id}"
