"""Dialects with a row per agent, the transaction's own amounts repeated or told apart; and of one agent."""

from __future__ import annotations

from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.mapping.ready import ready_profile
from tests.core_backoffice.dialects.cells import Line, Logical, Money, money
from tests.core_backoffice.dialects.generate import Limits
from tests.core_backoffice.dialects.layout import Layout
from tests.core_backoffice.dialects.truth import Seen, TrueDeal, TrueItem, TrueShare
from tests.core_backoffice.dialects.writers import (
    Ods,
    Style,
    TextFile,
    Xls,
    accounting,
    european,
    usd,
)

_FEES_IN_ONE = Limits(deal_debits=0, credits=False, agent_credits=False, payees=False)
"""An agent's debits are one amount, and all go to the company."""


def _referral(deal: TrueDeal) -> TrueItem | None:
    return next((item for item in deal.deal_items if item.payee), None)


# --- BoldTrail BackOffice's production detail ---


def _production_line(deal: TrueDeal, share: TrueShare) -> Line:
    is_first = share is deal.shares[0]
    co_broke = deal.co_broke if is_first else None
    return Line(
        {
            "Transaction ID": deal.number,
            "Address": deal.address,
            "City": deal.city,
            "State": deal.state,
            "Zip": deal.zip,
            "Status": deal.status.capitalize(),
            "Transaction Type": deal.transaction_type,
            "Closing Date": deal.closing_date,
            "Price": Money(deal.price_cents),
            "Side": share.side.capitalize(),
            "Agent": share.agent.name,
            "Agent Email": share.agent.email,
            "Total Gross Commission": Money(deal.gross_cents),
            "Co-broke": Money(co_broke.cents) if co_broke else None,
            "Co-broke Brokerage": co_broke.payee if co_broke else "",
            "Split": Money(share.split_cents),
            "Deductions": money(share.debits_cents),
            "Net Commission": Money(share.net_cents),
            "Office Net": Money(deal.kept_cents(share)),
            "Office": deal.office,
        }
    )


PRODUCTION = Layout(
    name="BoldTrail production detail, CSV with BOM and totals",
    product="BoldTrail BackOffice",
    file="production.csv",
    profile=ready_profile("boldtrail-production-detail"),
    headers={
        "": (
            "Transaction ID",
            "Address",
            "City",
            "State",
            "Zip",
            "Status",
            "Transaction Type",
            "Closing Date",
            "Price",
            "Side",
            "Agent",
            "Agent Email",
            "Total Gross Commission",
            "Co-broke",
            "Co-broke Brokerage",
            "Split",
            "Deductions",
            "Net Commission",
            "Office Net",
            "Office",
        )
    },
    limits=_FEES_IN_ONE,
    seen=Seen(),
    lines=lambda deal: [_production_line(deal, share) for share in deal.shares],
    writer=TextFile(style=Style(amount=usd), encoding="utf-8-sig", titles=("Production Detail",)),
    key="Transaction ID",
    day="Closing Date",
    status="Status",
    amounts=frozenset(
        {
            "Total Gross Commission",
            "Co-broke",
            "Split",
            "Deductions",
            "Net Commission",
            "Office Net",
        }
    ),
    agents=("Agent",),
    total=("Transaction ID", "Totals"),
    emails=("Agent Email",),
)


# --- AccountTECH darwin ---


def _darwin_line(deal: TrueDeal, share: TrueShare) -> Line:
    referral = _referral(deal)
    own: Logical = Money(referral.cents) if referral else None
    name = referral.payee if referral else ""
    on_list = deal.shares[0].side == "listing"
    return Line(
        {
            "qaControl1": deal.number,
            "company": deal.office,
            "status": deal.status,
            "property address": deal.address,
            "city": deal.city,
            "state": deal.state,
            "zip": deal.zip,
            "closing date": deal.closing_date,
            "selling price": Money(deal.price_cents),
            "type code": {"Residential": "R", "Commercial": "C"}[deal.transaction_type],
            "side": {"listing": "List", "buying": "Sell"}[share.side],
            "gross": Money(deal.gross_cents),
            "list referral amount": own if on_list else None,
            "list referral name": name if on_list else "",
            "sell referral amount": None if on_list else own,
            "sell referral name": "" if on_list else name,
            "agent ID": share.agent.id,
            "agent name": share.agent.name,
            "agent commission": Money(share.split_cents),
            "agent fee": money(share.debits_cents),
            "agent net": Money(share.net_cents),
            "company net": Money(deal.brokerage_net_cents),
        }
    )


DARWIN = Layout(
    name="AccountTECH darwin, ODS, gross and referral repeated",
    product="AccountTECH",
    file="darwin.ods",
    profile=ready_profile("accounttech"),
    headers={
        "": (
            "qaControl1",
            "company",
            "status",
            "property address",
            "city",
            "state",
            "zip",
            "closing date",
            "selling price",
            "type code",
            "side",
            "gross",
            "list referral amount",
            "list referral name",
            "sell referral amount",
            "sell referral name",
            "agent ID",
            "agent name",
            "agent commission",
            "agent fee",
            "agent net",
            "company net",
        )
    },
    limits=Limits(co_broke=False, deal_debits=1, credits=False, agent_credits=False, payees=False),
    seen=Seen(),
    lines=lambda deal: [_darwin_line(deal, share) for share in deal.shares],
    writer=Ods(),
    key="qaControl1",
    day="closing date",
    status="status",
    amounts=frozenset({"gross", "agent commission", "agent fee", "agent net", "company net"}),
    agents=("agent name",),
)


# --- Lone Wolf ---


def _wolf_line(deal: TrueDeal, share: TrueShare) -> Line:
    co_broke = deal.co_broke
    return Line(
        {
            "Transaction Number": deal.number,
            "Status": {"closed": "Completed", "pending": "Firm", "cancelled": "Collapsed"}[
                deal.status
            ],
            "Classification": deal.transaction_type,
            "Property Address": deal.address,
            "City": deal.city,
            "State": deal.state,
            "Zip": deal.zip,
            "Completion Date": deal.closing_date,
            "Sell Price": Money(deal.price_cents),
            "End": {"listing": "Listing", "buying": "Selling"}[share.side],
            "Agent Code": share.agent.id,
            "Salesperson": share.agent.name,
            "Gross Comm": Money(deal.gross_cents),
            "Outside Broker": co_broke.payee if co_broke else "",
            "Outside Broker Comm": Money(co_broke.cents) if co_broke else None,
            "Commission": Money(share.split_cents),
            "Fees": money(share.debits_cents),
            "Commission Paid": Money(share.net_cents),
            "Company Net": Money(deal.kept_cents(share)),
            "Office": deal.office,
        }
    )


WOLF = Layout(
    name="Lone Wolf, tab-separated in UTF-16, parentheses",
    product="Lone Wolf",
    file="transactions.txt",
    profile=ready_profile("lone-wolf"),
    headers={
        "": (
            "Transaction Number",
            "Status",
            "Classification",
            "Property Address",
            "City",
            "State",
            "Zip",
            "Completion Date",
            "Sell Price",
            "End",
            "Agent Code",
            "Salesperson",
            "Gross Comm",
            "Outside Broker",
            "Outside Broker Comm",
            "Commission",
            "Fees",
            "Commission Paid",
            "Company Net",
            "Office",
        )
    },
    limits=_FEES_IN_ONE,
    seen=Seen(),
    lines=lambda deal: [_wolf_line(deal, share) for share in deal.shares],
    writer=TextFile(style=Style(amount=accounting), delimiter="\t", encoding="utf-16"),
    key="Transaction Number",
    day="Completion Date",
    status="Status",
    amounts=frozenset({"Gross Comm", "Commission", "Fees", "Commission Paid", "Company Net"}),
    agents=("Salesperson",),
    total=("Transaction Number", "Report Totals:"),
)


# --- Loft47: what the agent gets, and nothing of how ---


def _loft_line(deal: TrueDeal, share: TrueShare) -> Line:
    co_broke = deal.co_broke
    return Line(
        {
            "Deal ID": deal.number,
            "Deal Status": {"closed": "closed", "pending": "firm", "cancelled": "collapsed"}[
                deal.status
            ],
            "Address": deal.address,
            "City": deal.city,
            "Completion Date": deal.closing_date,
            "Sale Price": Money(deal.price_cents),
            "Side": {"listing": "Listing", "buying": "Buyer"}[share.side],
            "Agent Name": share.agent.name,
            "Agent Email": share.agent.email,
            "Gross Commission Income": Money(deal.gross_cents),
            "Cooperating Brokerage": co_broke.payee if co_broke else "",
            "Cooperating Commission": Money(co_broke.cents) if co_broke else None,
            "Agent Net": Money(share.net_cents),
            "Company Dollar": Money(deal.kept_cents(share)),
            "Office": deal.office,
        }
    )


LOFT = Layout(
    name="Loft47, XLS with dates and numbers",
    product="Loft47",
    file="deals.xls",
    profile=ready_profile("loft47"),
    headers={
        "": (
            "Deal ID",
            "Deal Status",
            "Address",
            "City",
            "Completion Date",
            "Sale Price",
            "Side",
            "Agent Name",
            "Agent Email",
            "Gross Commission Income",
            "Cooperating Brokerage",
            "Cooperating Commission",
            "Agent Net",
            "Company Dollar",
            "Office",
        )
    },
    limits=_FEES_IN_ONE,
    seen=Seen(splits=False),
    lines=lambda deal: [_loft_line(deal, share) for share in deal.shares],
    writer=Xls(),
    key="Deal ID",
    day="Completion Date",
    status="Deal Status",
    amounts=frozenset(
        {"Gross Commission Income", "Cooperating Commission", "Agent Net", "Company Dollar"}
    ),
    agents=("Agent Name",),
    emails=("Agent Email",),
)


# --- one agent: dotloop and AppFiles ---

_ONE_AGENT = Limits(
    agents=1,
    both_sides=False,
    deal_debits=1,
    credits=False,
    fees=0,
    agent_credits=False,
    payees=False,
)


def _loop_line(deal: TrueDeal) -> Line:
    (share,), referral, co_broke = deal.shares, _referral(deal), deal.co_broke
    return Line(
        {
            "Loop ID": deal.number,
            "Loop Name": f"{deal.address}, {deal.city}",
            "Loop Status": {
                "closed": "Sold",
                "pending": "Under Contract",
                "cancelled": "Terminated",
            }[deal.status],
            "Loop Type": deal.transaction_type,
            "Agents": share.agent.name,
            "Property Address / Full Address": deal.address,
            "Property Address / City": deal.city,
            "Property Address / State/Prov": deal.state,
            "Property Address / Zip/Postal Code": deal.zip,
            "Contract Dates / Contract Agreement Date": deal.closing_date.isoformat(),
            "Contract Dates / Closing Date": deal.closing_date,
            "Financials / Purchase/Sale Price": Money(deal.price_cents),
            "Financials / Sale Commission Rate": "3%",
            "Financials / Sale Commission Total": Money(deal.gross_cents),
            "Financials / Agent Commission": Money(share.split_cents),
            "Referral / Referral $": Money(referral.cents) if referral else None,
            "Referral / Referral Source": referral.payee if referral else "Sphere",
            "Financials / Co-Broke Commission": Money(co_broke.cents) if co_broke else None,
            "Parties / Co-Broke Brokerage": co_broke.payee if co_broke else "",
            "Net to Office": Money(deal.brokerage_net_cents),
            "Company Information / Office": deal.office,
        }
    )


DOTLOOP = Layout(
    name="dotloop, CSV, headers with slashes",
    product="dotloop",
    file="loops.csv",
    profile=ready_profile("dotloop"),
    headers={
        "": (
            "Loop ID",
            "Loop Name",
            "Loop Status",
            "Loop Type",
            "Agents",
            "Property Address / Full Address",
            "Property Address / City",
            "Property Address / State/Prov",
            "Property Address / Zip/Postal Code",
            "Contract Dates / Contract Agreement Date",
            "Contract Dates / Closing Date",
            "Financials / Purchase/Sale Price",
            "Financials / Sale Commission Rate",
            "Financials / Sale Commission Total",
            "Financials / Agent Commission",
            "Referral / Referral $",
            "Referral / Referral Source",
            "Financials / Co-Broke Commission",
            "Parties / Co-Broke Brokerage",
            "Net to Office",
            "Company Information / Office",
        )
    },
    limits=_ONE_AGENT,
    seen=Seen(sides=False),
    lines=lambda deal: [_loop_line(deal)],
    writer=TextFile(style=Style(amount=usd)),
    key="Loop ID",
    day="Contract Dates / Closing Date",
    status="Loop Status",
    amounts=frozenset(
        {
            "Financials / Sale Commission Total",
            "Financials / Agent Commission",
            "Referral / Referral $",
            "Financials / Co-Broke Commission",
            "Net to Office",
        }
    ),
    agents=("Agents",),
)


def _file_line(deal: TrueDeal) -> Line:
    (share,), referral, co_broke = deal.shares, _referral(deal), deal.co_broke
    return Line(
        {
            "File ID": deal.number,
            "Property Address": deal.address,
            "City": deal.city,
            "Zip": deal.zip.lstrip("0"),
            "File Status": {
                "closed": "Settled",
                "pending": "Under Contract",
                "cancelled": "Withdrawn",
            }[deal.status],
            "Settlement Date": deal.closing_date,
            "Sale Price": Money(deal.price_cents),
            "Agent Name": share.agent.name,
            "Agent Email": share.agent.email,
            "Commission Amount": Money(deal.gross_cents),
            "Referral Fee": Money(referral.cents) if referral else None,
            "Referral Company": referral.payee if referral else "",
            "Co-op Commission": Money(co_broke.cents) if co_broke else None,
            "Co-op Brokerage": co_broke.payee if co_broke else "",
            "Agent Net": Money(share.net_cents),
            "Brokerage Net": Money(deal.brokerage_net_cents),
            "Office": deal.office,
        }
    )


_APPFILES = ready_profile("appfiles")

APPFILES = Layout(
    name="AppFiles, CSV with semicolons, 1.234,50 and DD/MM/YYYY",
    product="AppFiles",
    file="files.csv",
    profile=_APPFILES.model_copy(
        update={
            "tables": (
                _APPFILES.tables[0].model_copy(
                    update={"dates": DateOrder.DMY, "decimal_comma": True}
                ),
            )
        }
    ),
    headers={
        "": (
            "File ID",
            "Property Address",
            "City",
            "Zip",
            "File Status",
            "Settlement Date",
            "Sale Price",
            "Agent Name",
            "Agent Email",
            "Commission Amount",
            "Referral Fee",
            "Referral Company",
            "Co-op Commission",
            "Co-op Brokerage",
            "Agent Net",
            "Brokerage Net",
            "Office",
        )
    },
    limits=_ONE_AGENT,
    seen=Seen(splits=False, sides=False),
    lines=lambda deal: [_file_line(deal)],
    writer=TextFile(style=Style(amount=european, day="%d/%m/%Y"), delimiter=";"),
    key="File ID",
    day="Settlement Date",
    status="File Status",
    amounts=frozenset(
        {"Commission Amount", "Referral Fee", "Co-op Commission", "Agent Net", "Brokerage Net"}
    ),
    agents=("Agent Name",),
    emails=("Agent Email",),
)
