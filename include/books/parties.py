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


@dataclass(frozen=True, slots=True)
class Party:
    """The customer or vendor of a document.

    `key` names the CORE record and the list, and is unique within a company: an agent who is paid
    and billed has two, "vendor/agent:45" and "customer/agent:45".

    `suffix_if_taken` is added to the name if the other list, or the employees', has it already:
    QuickBooks names are unique over all three.
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

    @property
    def label(self) -> str:
        """How logs name it: `vendor Jane Doe`."""
        return f"{self.kind} {self.display_name}"
