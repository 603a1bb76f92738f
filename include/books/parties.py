"""Customers and vendors, from CORE's records."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class PartyKind(StrEnum):
    """The list of QuickBooks' that a customer or vendor is on."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    EMPLOYEE = "employee"
    """Never written; its names are still taken for the other two lists."""
    OTHER_NAME = "other name"
    """Of QuickBooks Desktop's list Other Names; likewise never written, and its names are taken."""


@dataclass(frozen=True, slots=True)
class Party:
    """The customer or vendor of a document.

    `key` names the CORE record and the list, and is unique within a company: an agent who is paid
    and billed has two, "vendor/agent:45" and "customer/agent:45".

    `suffix_if_taken` is added to the name if another list has it already: QuickBooks names are
    unique over all of them.

    `shared`: everyone of CORE's with this name is this one customer or vendor, such as all contacts of
    an outside brokerage. Two people of one name are two.

    `print_name` is what checks to a vendor are made out to: CORE's own name, without what tells it from
    others in QuickBooks. Empty leaves what QuickBooks has.
    """

    key: str
    kind: PartyKind
    display_name: str
    given_name: str = ""
    family_name: str = ""
    company_name: str = ""
    email: str = ""
    is_1099: bool = False
    tax_id: str = field(default="", repr=False)
    """For the 1099. It is sent to QuickBooks and kept nowhere else: never in the database or a log."""
    suffix_if_taken: str = ""
    shared: bool = False
    print_name: str = ""

    @property
    def core_id(self) -> str:
        """The ID that CORE shows for an agent or contact; empty for others, such as a property."""
        _, _, record = self.key.partition("/")
        kind, _, own_id = record.partition(":")
        return own_id if kind in ("agent", "vendor") else ""

    @property
    def is_agent(self) -> bool:
        """Whether it is one of CORE's agents, not a contact or property."""
        return self.key.partition("/")[2].startswith("agent:")

    @property
    def label(self) -> str:
        """How logs name it: `vendor Jane Doe`."""
        return f"{self.kind} {self.display_name or 'without a name'}"
