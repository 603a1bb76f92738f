"""What products and accounts call the columns of a list of agents or vendors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from include.core_backoffice.mapping.suggest.synonyms import ROLES, Holds, Role


def _role(words: str, holds: Holds, *names: str) -> Role:
    return Role(words, holds, names)


PEOPLE: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "id": _role(
            "ID",
            Holds.TEXT,
            *ROLES["agent_id"].names,
            "vendor id",
            "vendor number",
            "vendor code",
            "payee id",
            "contact id",
            "employee id",
            "member id",
            "id",
        ),
        "given_name": _role(
            "first name", Holds.TEXT, *ROLES["agent_first"].names, "first", "preferred name"
        ),
        "family_name": _role("last name", Holds.TEXT, *ROLES["agent_last"].names, "last"),
        "name": _role(
            "name",
            Holds.TEXT,
            "name",
            "full name",
            "agent name",
            "agent",
            "agents",
            "agent full name",
            "salesperson",
            "realtor",
            "display name",
            "contact name",
            "contact",
            "payee",
            "payee name",
            "member name",
        ),
        "company": _role(
            "company",
            Holds.TEXT,
            "company",
            "company name",
            "vendor",
            "vendor name",
            "business name",
            "firm",
            "supplier",
            "legal entity",
            "llc name",
        ),
        "email": _role(
            "email address",
            Holds.EMAIL,
            *ROLES["agent_email"].names,
            "vendor email",
            "main email",
            "work email",
            "e mail",
        ),
        "phone": _role(
            "phone",
            Holds.TEXT,
            "phone",
            "phone number",
            "mobile",
            "mobile phone",
            "cell",
            "cell phone",
            "main phone",
            "telephone",
        ),
        "address": _role(
            "address",
            Holds.TEXT,
            "address",
            "street address",
            "mailing address",
            "address line 1",
            "street",
            "billing address",
            "home address",
        ),
        "city": _role("city", Holds.TEXT, "city", "town", "mailing city"),
        "state": _role("state", Holds.TEXT, "state", "province", "mailing state"),
        "zip": _role(
            "ZIP code", Holds.TEXT, "zip", "zip code", "postal code", "postcode", "mailing zip"
        ),
        "active": _role(
            "person's status",
            Holds.WORD,
            "active",
            "is active",
            "status",
            "agent status",
            "vendor status",
        ),
        "office": ROLES["office"],
        "tax_id": _role("tax ID", Holds.TEXT, "tax id", "tin", "ein", "ssn", "federal tax id"),
    }
)
"""By the names of a profile: those of a person's columns, and of a list's fields."""

ACTIVE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "active": "yes",
        "current": "yes",
        "yes": "yes",
        "y": "yes",
        "true": "yes",
        "1": "yes",
        "inactive": "no",
        "not active": "no",
        "terminated": "no",
        "departed": "no",
        "left": "no",
        "archived": "no",
        "no": "no",
        "n": "no",
        "false": "no",
        "0": "no",
    }
)
"""Whether someone is active, by the words of lists."""

AGENT_SIGNS: Final = frozenset(
    [
        "agent",
        "agents",
        "roster",
        "license",
        "split",
        "cap",
        "mls",
        "team",
        "mentor",
        "sponsor",
        "anniversary",
        "joined",
    ]
)
"""Words of headers and sheets that only lists of agents have."""
VENDOR_SIGNS: Final = frozenset(
    ["vendor", "vendors", "supplier", "suppliers", "1099", "terms", "payee", "payees", "contact"]
)
"""Words of headers and sheets that only lists of vendors have."""
