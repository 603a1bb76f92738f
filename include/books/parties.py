"""Customers and vendors, as CORE's records call for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartyKind(StrEnum):
    """On which of QuickBooks' lists the party stands."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    EMPLOYEE = "employee"
    """Never written; its names are taken for the other two lists all the same."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a document is addressed to.

    `key` names the CORE record and the list, and is unique within a company: an agent who is paid
    and billed has two, "vendor/agent:45" and "customer/agent:45".
    """

    key: str
    kind: PartyKind
    display_name: str
    given_name: str = ""
    family_name: str = ""
    company_name: str = ""
    email: str = ""
    is_1099: bool = False

    @property
    def label(self) -> str:
        """How journals name the party: `vendor Jane Doe`."""
        return f"{self.kind} {self.display_name}"
