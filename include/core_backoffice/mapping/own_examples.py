"""The rows of the sample workbook: four transactions that show each kind of item, and a billing statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

_AGENT: Final = {"Agent ID": "0101", "Agent name": "Jane Doe", "Agent email": "jane@example.com"}
_ACME: Final = {"Payee type": "vendor", "Payee ID": "V-07", "Payee name": "Acme Realty"}


def _deal(number: str, day: int, address: str, net: str) -> Mapping[str, Any]:
    return {
        "Transaction number": number,
        "Status": "closed",
        "Closing date": dt.date(2026, 11, day),
        "Address": address,
        "City": "Boston",
        "State": "MA",
        "ZIP": "02108",
        "Transaction type": "Residential sale",
        "Representing": "seller",
        "Price": Decimal("400000.00"),
        "Gross commission": Decimal("10000.00"),
        "Brokerage net": Decimal(net),
        "Office": "Main",
    }


def _item(number: str, kind: str, name: str, amount: str, **rest: str) -> Mapping[str, Any]:
    return {
        "Transaction number": number,
        "Kind": kind,
        "Item": name,
        "Amount": Decimal(amount),
        "Side": "listing",
        **rest,
    }


def _split(number: str, amount: str) -> Mapping[str, Any]:
    return {**_item(number, "agent split", "Commission after split", amount), **_AGENT}


def _referral(number: str, sync: str, create_payment: str) -> Mapping[str, Any]:
    switches = {"1099": "yes", "Sync": sync, "Create payment": create_payment}
    item = _item(number, "transaction debit", "Referral", "1000.00")
    return {**item, **_ACME, **switches}


_TEAM_FEE: Final = {
    **_item("TR-0001", "agent debit", "Team leader fee", "160.00"),
    **_AGENT,
    "Payee type": "agent",
    "Payee ID": "0102",
    "Payee name": "Tom Lead",
    "Payee email": "tom@example.com",
}


def _agent(number: str, first: str, last: str, email: str) -> Mapping[str, Any]:
    return {
        "Agent ID": number,
        "First name": first,
        "Last name": last,
        "Email": email,
        "Active": "yes",
        "Office": "Main",
    }


def _line(line: str, name: str, kind: str, amount: str) -> Mapping[str, Any]:
    return {
        "Statement number": "ST-0001",
        "Line ID": line,
        **_AGENT,
        "Item": name,
        "Charge or credit": kind,
        "Amount": Decimal(amount),
        "Billing date": dt.date(2026, 11, 1),
        "Due date": dt.date(2026, 11, 15),
        "Frequency": "monthly",
        "Office": "Main",
    }


EXAMPLES: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = MappingProxyType(
    {
        "Transactions": (
            _deal("TR-0001", 6, "1 Beacon Street", "2000.00"),
            _deal("TR-0002", 12, "2 Beacon Street", "1800.00"),
            _deal("TR-0003", 18, "3 Beacon Street", "1800.00"),
            _deal("TR-0004", 24, "4 Beacon Street", "1800.00"),
        ),
        "Items": (
            _split("TR-0001", "8000.00"),
            _TEAM_FEE,
            _referral("TR-0002", "yes", "yes"),
            _split("TR-0002", "7200.00"),
            _referral("TR-0003", "yes", "no"),
            _split("TR-0003", "7200.00"),
            _referral("TR-0004", "no", "no"),
            _split("TR-0004", "7200.00"),
        ),
        "Agents": (
            _agent("0101", "Jane", "Doe", "jane@example.com"),
            _agent("0102", "Tom", "Lead", "tom@example.com"),
        ),
        "Vendors": ({"Vendor ID": "V-07", "Company": "Acme Realty", "State": "MA"},),
        "Billing": (
            _line("1", "Desk fee", "charge", "95.00"),
            _line("2", "Technology fee", "charge", "25.00"),
            _line("3", "Agent credit", "credit", "20.00"),
        ),
    }
)
"""By sheet, each row by header. The transactions share one gross commission, so that they compare."""
