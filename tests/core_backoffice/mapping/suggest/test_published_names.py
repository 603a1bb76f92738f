"""Column names that products publish for their exports and reports, as a file without a ready profile has them.

From the products' own help pages and clients: their exports differ by account, so a ready profile fits some
and the suggestion must know the names of the rest.
"""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.suggest import suggest_by_columns
from tests.core_backoffice.mapping.suggest.files import columns_of, file

CELLS = {
    "number": ("T-7", "T-8"),
    "status": ("Closed", "Closed"),
    "closing_date": ("11/26/2026", "11/27/2026"),
    "address": ("7 Oak St", "8 Elm Ave"),
    "price": ("400,000.00", "300,000.00"),
    "gross": ("10,000.00", "9,000.00"),
    "agent_id": ("0101", "0102"),
    "agent_name": ("Jane Doe", "Tom Lead"),
    "agent_email": ("jd@ex.com", "tl@ex.com"),
    "agent_split": ("8,000.00", "7,000.00"),
    "agent_debit": ("100.00", "100.00"),
    "agent_net": ("7,900.00", "6,900.00"),
    "brokerage_net": ("2,100.00", "2,100.00"),
    "referral": ("0.00", "50.00"),
    "office": ("Main", "Main"),
}

PRODUCTS: dict[str, dict[str, str]] = {
    "Lone Wolf": {
        "number": "Transaction Number",
        "closing_date": "Completion Date",
        "agent_id": "Salesperson ID",
        "gross": "Gross Comm",
        "agent_net": "Commission Paid",
        "brokerage_net": "Company Net",
    },
    "AppFiles": {
        "number": "File ID",
        "closing_date": "Settlement Date",
        "agent_email": "Agent Email",
        "gross": "Commission Amount",
        "agent_net": "Agent Net",
        "brokerage_net": "Brokerage Net",
    },
    "Loft47": {
        "number": "Deal ID",
        "closing_date": "Completion Date",
        "agent_email": "Agent Email",
        "gross": "Gross Commission Income",
        "agent_net": "Agent Net",
        "brokerage_net": "Company Dollar",
    },
    "Loft47, as its downloads write headers": {
        "number": "deal_id",
        "closing_date": "completion_date",
        "agent_name": "agent_name",
        "gross": "gross_commission_income",
        "agent_net": "agent_net",
        "brokerage_net": "company_dollar",
    },
    "CORE BackOffice": {
        "number": "Transaction ID",
        "address": "Property Address",
        "closing_date": "Closing Date",
        "gross": "Brokerage Gross Commission",
        "agent_name": "Agent",
        "agent_net": "Agent Net",
        "brokerage_net": "Broker Commission after Agent Split",
    },
    "BoldTrail BackOffice": {
        "number": "Transaction ID",
        "closing_date": "Actual Closed Date",
        "agent_name": "Agent",
        "gross": "Office Gross",
        "agent_split": "Agent Split",
        "agent_net": "Net Commission",
        "brokerage_net": "Office Net",
    },
    "Brokerage Engine": {
        "number": "Transaction ID",
        "gross": "Gross Commission Income",
        "referral": "Total Referrals",
        "agent_net": "Total Agent Net Amount",
        "brokerage_net": "Total Brokerage Net Amount",
    },
    "BOS": {
        "number": "TranID",
        "closing_date": "Close Date",
        "address": "Property",
        "price": "Sale Price",
        "agent_id": "AgentID",
        "gross": "GCI",
        "agent_split": "AgentGross",
        "agent_debit": "TransDed",
        "agent_net": "AgentNet",
    },
    "Paperless Pipeline": {
        "address": "Address",
        "closing_date": "Closing Date",
        "price": "Sale Price",
        "gross": "Transaction Gross Commission",
        "agent_name": "Agent",
        "agent_split": "Agent Gross Commission",
        "agent_debit": "Agent Deductions",
        "agent_net": "Agent Net Commission",
    },
}


def text_of(columns: dict[str, str]) -> str:
    rows = [list(columns.values())]
    rows += [[CELLS[role][at] for role in columns] for at in (0, 1)]
    return "\n".join(" | ".join(row) for row in rows)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_published_name_is_found(product: str) -> None:
    columns = PRODUCTS[product]
    suggestion = suggest_by_columns(file(text_of(columns)), product)
    found = columns_of(suggestion)
    assert {role: found.get(role) for role in columns} == columns
