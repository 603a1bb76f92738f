"""Which field a header names, whoever's words it has: 16 files of nobody's, by their headers and five rows."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.suggest.naming import grouped, is_of, spoken
from include.core_backoffice.mapping.suggest.samples import Column
from tests.core_backoffice.mapping.suggest.files import columns_of, suggested

_PEOPLE = (
    ("Jane Doe", "Closed"),
    ("Tom Lead", "Pending"),
    ("Ann Lee", "Closed"),
    ("Jane Doe", "Closed"),
    ("Bob Ray", "Cancelled"),
)
ROWS = "\n".join(
    f"TR-{at}|{at} Oak St|{at:02}/2{at}/2026|{300_000 + at * 1111}.00|{9000 + at * 13}.50|{name}"
    f"|{7000 + at * 7}.25|{2000 + at * 6}.25|{status}"
    for at, (name, status) in enumerate(_PEOPLE, 1)
)
FIELDS = ("number", "address", "closing_date", "price", "gross", "agent_name", "", "brokerage_net")
HEADERS = (
    "Trans #|Prop Addr|Close Dt|Sale Amt|Total Comm|Sales Agent|Agent Pd|Broker Amt|Stat",
    "MLS #|Listing Address|Date of Closing|Selling Price|GCI ($)|Agent(s)|Agent's Split ($)|Broker's Split ($)|Deal Status",
    "TransactionID|StreetAddress|ClosedOn|SalePrice|GrossCommission|AgentFullName|AgentCommissionAmount|CompanyCommissionAmount|TransactionStatus",
    "Escrow No.|Property Street|COE Date|Purchase Price|Commission (Gross)|Producer|Net Commission to Agent|Net to Brokerage|Status",
    "file_no|address_line_1|settle_dt|sale_prc|gross_comm_amt|assoc_name|assoc_net_amt|co_net_amt|file_stat",
    "Record ID|Property|Closed|Volume|Gross Commission Income (GCI)|Team Member|Commission Paid Out|Company Dollar|Stage",
    "Deal #|Street|Closing|Sold For|Total Commission $|Realtor|Realtor Commission|Brokerage Commission|State of deal",
    "ID|Address|Close|Price|Gross|Agent|Paid|Kept|Status",
    "Invoice No|Property Address|Settlement|Contract Price|Commission Earned|Agent Name|Agent Amount|Office Amount|Status",
    "Transaction Reference|Site Address|Completion|Sale Value|Total Fee|Negotiator|Negotiator Commission|Company Commission|Status",
    "Tran ID|Property Addr|Actual COE|Contract Amt|GCI Total|Agent Nm|Agt Net Amt|Co Dollar Amt|Txn Status",
    "Loop #|Loop Title|Closing Dt|List Price|Commission Total ($)|Selling Agent Name|Agent Earnings|Firm Earnings|Phase",
    "reference_id|full_street_address|date_of_close|sale_price_usd|gross_commission_usd|agent|agent_payment|office_income|current_status",
    "Order|Home Address|Settle Date|Sold Amount|Comm. Gross|Rep|Rep Commission|Broker Retained|Status",
    "CDA #|Address of Property|Close|$ Sold|Total GCI|Agent 1|Agent 1 $|Office $|Deal Stage",
    "Closing File|Street Name|Closing Day|Consideration|Gross Fee Earned|Sales Associate|Associate Payout|Broker Fee Retained|State",
)
NOT_FOUND = {
    "Order|": {"agent_name"},
    "CDA #|": {"brokerage_net"},
}
"""What stays a person's to map: "Rep" is nobody's word of an agent, "Office $" is taken for the office."""


@pytest.mark.parametrize("headers", HEADERS)
def test_headers_in_an_accounts_own_words(headers: str) -> None:
    found = columns_of(suggested(f"{headers}\n{ROWS}"))
    own = dict(zip(FIELDS, headers.split("|"), strict=False))
    missed = {field for field, header in own.items() if field and found.get(field) != header}
    assert missed == NOT_FOUND.get(headers.partition("|")[0] + "|", set())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Financials / Sale Comm $", "financials sale commission"),
        ("qaControl1", "qa control1"),
        ("Co. Dollar", "brokerage dollar"),
        ("Co-Broke", "co broke"),
        ("Deal #", "deal number"),
        ("AGENT_NM", "agent name"),
    ],
)
def test_headers_in_plain_words(header: str, words: str) -> None:
    assert spoken(header) == words


def test_groups_that_repeat_by_number() -> None:
    headers = ["Agent 1 Name", "Agent 2 Name", "Agent 1 Fee 1", "Agent 1 Fee 2", "Address 1", "ZIP"]
    assert grouped([Column(header, ()) for header in headers]) == {
        "Agent 1 Name": "Agent {n} Name",
        "Agent 2 Name": "Agent {n} Name",
        "Agent 1 Fee 1": "Agent {n} Fee {m}",
        "Agent 1 Fee 2": "Agent {n} Fee {m}",
    }
    assert is_of("Agent 12 Name", "Agent {n} Name")
    assert not is_of("Agent 2 Name [2]", "Agent {n} Name")
