"""Dialects with one wide row a transaction, its groups numbered: BoldTrail's template, an account's own."""

from __future__ import annotations

from collections.abc import Iterator

from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.mapping.yaml_files import from_yaml
from tests.core_backoffice.dialects.cells import Line, Logical, Money
from tests.core_backoffice.dialects.generate import Limits
from tests.core_backoffice.dialects.layout import Layout
from tests.core_backoffice.dialects.truth import Seen, TrueDeal, TrueItem
from tests.core_backoffice.dialects.writers import Style, Xlsx

_AGENTS, _DEDUCTIONS, _FEES = 3, 2, 5

# --- BoldTrail BackOffice's import template ---

_TYPES = {"agent": "User", "vendor": "Contact", "company": ""}


def _template_headers() -> Iterator[str]:
    yield from ("Property street address", "City", "State", "ZIP", "Price sold")
    yield from ("Transaction status", "Side represented", "Transaction type", "Transaction name")
    yield from ("Listing date", "Closing date", "Total gross commission amount $")
    for n in range(1, _DEDUCTIONS + 1):
        own = f"Office deductions {n}"
        yield from (own, f"{own} Name", f"{own} Value $", f"{own} Payee Full Name")
        yield f"{own} Payee type"
    for n in range(1, _AGENTS + 1):
        yield from (f"Agent {n} First Name", f"Agent {n} Last Name", f"Agent {n} Split Amount $")
        for m in range(1, _FEES + 1):
            own = f"Agent {n} Commission deduction {m}"
            yield from (f"{own} Type", f"{own} Name", f"{own} Value $")
            yield from (f"{own} Payee Full Name", f"{own} Payee type")


def _template_line(deal: TrueDeal) -> Line:
    sides = {"seller": "listing", "buyer": "buying", "both": "both"}
    cells: dict[str, Logical] = {
        "Property street address": deal.address,
        "City": deal.city,
        "State": deal.state,
        "ZIP": deal.zip,
        "Price sold": Money(deal.price_cents),
        "Transaction status": deal.status,
        "Side represented": sides[deal.representing],
        "Transaction type": deal.transaction_type,
        "Transaction name": deal.number,
        "Closing date": deal.closing_date,
        "Total gross commission amount $": Money(deal.gross_cents),
    }
    for n, item in enumerate(deal.deal_items, start=1):
        own = f"Office deductions {n}"
        cells[own] = "pre_commission_deduction"
        cells |= _deduction(own, item)
    for n, share in enumerate(deal.shares, start=1):
        cells[f"Agent {n} First Name"] = share.agent.given_name
        cells[f"Agent {n} Last Name"] = share.agent.family_name
        cells[f"Agent {n} Split Amount $"] = Money(share.split_cents)
        for m, item in enumerate(share.items, start=1):
            own = f"Agent {n} Commission deduction {m}"
            cells[f"{own} Type"] = "post_split_deduction"
            cells |= _deduction(own, item)
    return Line(cells, "Transactions")


def _deduction(own: str, item: TrueItem) -> dict[str, Logical]:
    return {
        f"{own} Name": item.name,
        f"{own} Value $": Money(item.cents),
        f"{own} Payee Full Name": item.payee,
        f"{own} Payee type": _TYPES[item.payee_kind],
    }


TEMPLATE = Layout(
    name="BoldTrail import template, XLSX after instructions, DD/MM/YYYY",
    product="BoldTrail BackOffice",
    file="import.xlsx",
    profile=ready_profile("boldtrail-template"),
    headers={"Transactions": tuple(_template_headers())},
    limits=Limits(co_broke=False, credits=False, agent_credits=False, both_sides=False),
    seen=Seen(item_names=True, sides=False),
    lines=lambda deal: [_template_line(deal)],
    writer=Xlsx(
        style=Style(amount=None, day="%d/%m/%Y"),
        notes=("How to fill in this file", "Dates are DD/MM/YYYY", "Red columns are mandatory"),
    ),
    key="",
    day="Closing date",
    status="Transaction status",
    amounts=frozenset(),
    agents=("Agent 1 First Name",),
    has_balance=False,
)


# --- an account's own workbook: two header rows, a group per agent ---

_ACCOUNT_PROFILE = """
name: Closings of the account
contents: changes
tables:
  - of: deals
    headers: ["Deal / File #", "Deal / Property", "Deal / COE", "Deal / Stage", "Deal / GCI",
      "Agent 1 / Name", "Agent 1 / Gross Split", "Agent 1 / Fees", "Agent 1 / Check",
      "House / Co. Dollar"]
    header_rows: 2
    key: ["Deal / File #"]
    fields:
      number: {columns: ["Deal / File #"]}
      address: {columns: ["Deal / Property"]}
      closing_date: {columns: ["Deal / COE"]}
      status: {columns: ["Deal / Stage"], words: {Funded: closed, Escrow: pending, Fell through: cancelled}}
      gross: {columns: ["Deal / GCI"]}
    items:
      - kind: agent_split
        amount: {columns: ["Agent {n} / Gross Split"]}
        agent: {kind: agent, name: {columns: ["Agent {n} / Name"]}}
      - kind: agent_debit
        name: {constant: Fees}
        amount: {columns: ["Agent {n} / Fees"]}
        agent: {kind: agent, name: {columns: ["Agent {n} / Name"]}}
      - kind: agent_net
        amount: {columns: ["Agent {n} / Check"]}
        agent: {kind: agent, name: {columns: ["Agent {n} / Name"]}}
      - kind: co_broke
        name: {constant: Co-broke}
        amount: {columns: ["Other side / Paid"]}
        payee: {kind: vendor, name: {columns: ["Other side / Broker"]}}
      - kind: brokerage_net
        amount: {columns: ["House / Co. Dollar"]}
"""


def _account_headers() -> Iterator[str]:
    yield from ("Deal / File #", "Deal / Property", "Deal / COE", "Deal / Stage", "Deal / GCI")
    for n in range(1, _AGENTS + 1):
        yield from (f"Agent {n} / {own}" for own in ("Name", "Gross Split", "Fees", "Check"))
    yield from ("Other side / Broker", "Other side / Paid", "House / Co. Dollar")


def _account_line(deal: TrueDeal) -> Line:
    stages = {"closed": "Funded", "pending": "Escrow", "cancelled": "Fell through"}
    cells: dict[str, Logical] = {
        "Deal / File #": deal.number,
        "Deal / Property": deal.address,
        "Deal / COE": deal.closing_date,
        "Deal / Stage": stages[deal.status],
        "Deal / GCI": Money(deal.gross_cents),
        "Other side / Broker": deal.co_broke.payee if deal.co_broke else "",
        "Other side / Paid": Money(deal.co_broke.cents) if deal.co_broke else None,
        "House / Co. Dollar": Money(deal.brokerage_net_cents),
    }
    for n, share in enumerate(deal.shares, start=1):
        cells[f"Agent {n} / Name"] = f"{share.agent.family_name}, {share.agent.given_name}"
        cells[f"Agent {n} / Gross Split"] = Money(share.split_cents)
        cells[f"Agent {n} / Fees"] = Money(share.debits_cents)
        cells[f"Agent {n} / Check"] = Money(share.net_cents)
    return Line(cells)


ACCOUNT = Layout(
    name="an account's closings, XLSX, two header rows, a group per agent",
    product="an account's own",
    file="Closings 2026.xlsx",
    profile=from_yaml(_ACCOUNT_PROFILE),
    headers={"": tuple(_account_headers())},
    limits=Limits(
        deal_debits=0, credits=False, agent_credits=False, payees=False, both_sides=False
    ),
    seen=Seen(sides=False),
    lines=lambda deal: [_account_line(deal)],
    writer=Xlsx(titles=("Closings 2026",), has_groups=True),
    key="Deal / File #",
    day="Deal / COE",
    status="Deal / Stage",
    amounts=frozenset(
        {
            "Deal / GCI",
            "Other side / Paid",
            "House / Co. Dollar",
            *(f"Agent {n} / {own}" for n in (1, 2, 3) for own in ("Gross Split", "Fees", "Check")),
        }
    ),
    agents=("Agent 1 / Name",),
)
