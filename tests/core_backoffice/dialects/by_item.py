"""Dialects where a transaction has a row per item: CoreBooks' own, CORE's, SkySlope Books', a database's."""

from __future__ import annotations

from include.core_backoffice.mapping.own_layout import SHEETS
from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.mapping.yaml_files import from_yaml
from tests.core_backoffice.dialects.cells import Line, Logical, Money
from tests.core_backoffice.dialects.generate import AGENTS, Limits
from tests.core_backoffice.dialects.layout import Layout
from tests.core_backoffice.dialects.truth import Seen, TrueDeal, TrueItem, TrueShare
from tests.core_backoffice.dialects.writers import JsonLines, Style, TextFile, Xlsx, accounting

_NAMED = Seen(item_names=True)
_IDS = {agent.name: agent.id for agent in AGENTS}


# --- CoreBooks' own two sheets ---


def _own_lines(deal: TrueDeal) -> list[Line]:
    head: dict[str, Logical] = {
        "Transaction number": deal.number,
        "Status": deal.status,
        "Closing date": deal.closing_date,
        "Address": deal.address,
        "City": deal.city,
        "State": deal.state,
        "ZIP": deal.zip,
        "Transaction type": deal.transaction_type,
        "Representing": deal.representing,
        "Price": Money(deal.price_cents),
        "Gross commission": Money(deal.gross_cents),
        "Brokerage net": Money(deal.brokerage_net_cents),
        "Office": deal.office,
    }
    lines = [Line(head, "Transactions")]
    if deal.co_broke:
        lines.append(_own_item(deal, "co-broke", deal.co_broke))
    for item in deal.deal_items:
        kind = "transaction credit" if item.is_credit else "transaction debit"
        lines.append(_own_item(deal, kind, item))
    for share in deal.shares:
        lines.append(_own_share(deal, share, "agent split", share.split_cents))
        for item in share.items:
            kind = "agent credit" if item.is_credit else "agent debit"
            lines.append(_own_item(deal, kind, item, share))
        lines.append(_own_share(deal, share, "agent net", share.net_cents))
    return lines


def _own_share(deal: TrueDeal, share: TrueShare, kind: str, cents: int) -> Line:
    cells: dict[str, Logical] = {
        "Transaction number": deal.number,
        "Kind": kind,
        "Amount": Money(cents),
        "Side": share.side,
        "Agent ID": share.agent.id,
        "Agent name": share.agent.name,
        "Agent email": share.agent.email,
    }
    return Line(cells, "Items")


def _own_item(deal: TrueDeal, kind: str, item: TrueItem, share: TrueShare | None = None) -> Line:
    own = _own_share(deal, share, kind, item.cents).cells if share else {}
    cells: dict[str, Logical] = {
        **own,
        "Transaction number": deal.number,
        "Kind": kind,
        "Item": item.name,
        "Amount": Money(item.cents),
        "Payee type": "" if item.is_credit else item.payee_kind,
        "Payee ID": _IDS.get(item.payee, ""),
        "Payee name": item.payee,
    }
    return Line(cells, "Items")


OWN = Layout(
    name="CoreBooks, two sheets, XLSX",
    product="CoreBooks",
    file="corebooks.xlsx",
    profile=ready_profile("corebooks"),
    headers={
        name: tuple(column.header for column in SHEETS[name]) for name in ("Transactions", "Items")
    },
    limits=Limits(),
    seen=_NAMED,
    lines=_own_lines,
    writer=Xlsx(),
    key="Transaction number",
    day="Closing date",
    status="Status",
    amounts=frozenset({"Gross commission", "Brokerage net", "Amount"}),
    agents=("Agent name",),
)


# --- CORE's Commission Detail: an account's report with titles above and totals below ---


def _core_lines(deal: TrueDeal) -> list[Line]:
    items = [(deal.co_broke, "Co-broke")] if deal.co_broke else []
    lines = [_core_item(deal, kind, item) for item, kind in items]
    for item in deal.deal_items:
        kind = "Pre-Commission Credit" if item.is_credit else "Pre-Commission Debit"
        lines.append(_core_item(deal, kind, item))
    for share in deal.shares:
        split = TrueItem("Commission", share.split_cents)
        lines.append(_core_item(deal, "Agent Commission after Split", split, share))
        for item in share.items:
            kind = "Post-Commission Credit" if item.is_credit else "Post-Commission Debit"
            lines.append(_core_item(deal, kind, item, share))
        net = TrueItem("Net", share.net_cents)
        lines.append(_core_item(deal, "Agent Net", net, share))
    return lines


def _core_item(deal: TrueDeal, kind: str, item: TrueItem, share: TrueShare | None = None) -> Line:
    return Line(
        {
            "Transaction ID": deal.number,
            "Property Address": deal.address,
            "City": deal.city,
            "State": deal.state,
            "ZIP": deal.zip,
            "Status": deal.status.capitalize(),
            "Closing Date": deal.closing_date,
            "Brokerage Gross Commission": Money(deal.gross_cents),
            "Broker Commission after Agent Split": Money(deal.brokerage_net_cents),
            "Item Type": kind,
            "Item": item.name,
            "Amount": Money(item.cents),
            "Side": share.side.capitalize() if share else "",
            "Agent": share.agent.name if share else "",
            "Payee": "" if item.is_credit else item.payee,
            "Payee Type": item.payee_kind.capitalize() if item.payee else "",
            "Office": deal.office,
        }
    )


CORE = Layout(
    name="CORE Commission Detail, XLSX with titles and totals",
    product="CORE BackOffice",
    file="Commission Detail.xlsx",
    profile=ready_profile("core-commission-detail"),
    headers={
        "": (
            "Transaction ID",
            "Property Address",
            "City",
            "State",
            "ZIP",
            "Status",
            "Closing Date",
            "Brokerage Gross Commission",
            "Broker Commission after Agent Split",
            "Item Type",
            "Item",
            "Amount",
            "Side",
            "Agent",
            "Payee",
            "Payee Type",
            "Office",
        )
    },
    limits=Limits(),
    seen=_NAMED,
    lines=_core_lines,
    writer=Xlsx(
        style=Style(amount=accounting, day="%m/%d/%Y"),
        titles=("Commission Detail", "01/01/2026 to 12/31/2026"),
    ),
    key="Transaction ID",
    day="Closing Date",
    status="Status",
    amounts=frozenset(
        {"Brokerage Gross Commission", "Broker Commission after Agent Split", "Amount"}
    ),
    agents=("Agent",),
    total=("Transaction ID", "Grand Total"),
)


# --- SkySlope Books: the deal's own columns are on the primary row alone ---


def _skyslope_lines(deal: TrueDeal) -> list[Line]:
    first = deal.shares[0]
    primary: dict[str, Logical] = {
        **_entity(deal, "Primary", first, TrueItem("Commission", first.split_cents)).cells,
        "Deal Name": deal.address,
        "City": deal.city,
        "State": deal.state,
        "Postal Code": deal.zip,
        "Deal Status": {"closed": "Processed", "cancelled": "Canceled"}.get(
            deal.status, deal.status.capitalize()
        ),
        "Closing Date": deal.closing_date,
        "Deal Type": deal.transaction_type,
        "Representation": deal.representing,
        "Sales Price": Money(deal.price_cents),
        "Gross Commission": Money(deal.gross_cents),
        "Company Dollar": Money(deal.brokerage_net_cents),
        "Office": deal.office,
    }
    lines = [Line(primary)]
    for at, share in enumerate(deal.shares):
        if at:
            split = TrueItem("Commission", share.split_cents)
            lines.append(_entity(deal, "Agent", share, split))
        lines += [
            _entity(deal, "Agent Credit" if item.is_credit else "Agent Fee", share, item)
            for item in share.items
        ]
    if deal.co_broke:
        lines.append(_entity(deal, "Cooperating Broker", None, deal.co_broke))
    for item in deal.deal_items:
        kind = "Credit" if item.is_credit else "Referral" if item.payee else "Off the Top"
        lines.append(_entity(deal, kind, None, item))
    return lines


def _entity(deal: TrueDeal, kind: str, share: TrueShare | None, item: TrueItem) -> Line:
    types = {"vendor": "Contact", "agent": "Agent", "company": ""}
    return Line(
        {
            "Deal ID": deal.number,
            "Entity Type": kind,
            "Entity Name": share.agent.name if share else "",
            "Entity Email": share.agent.email if share else "",
            "Description": item.name,
            "Amount": Money(item.cents),
            "Side": {"listing": "Listing", "buying": "Selling"}[share.side] if share else "",
            "Payee Type": "" if item.is_credit else types[item.payee_kind],
            "Payee Name": item.payee,
        }
    )


SKYSLOPE = Layout(
    name="SkySlope Books, CSV in cp1252",
    product="SkySlope Books",
    file="deals.csv",
    profile=ready_profile("skyslope-books"),
    headers={
        "": (
            "Deal ID",
            "Entity Type",
            "Entity Name",
            "Entity Email",
            "Description",
            "Amount",
            "Side",
            "Payee Type",
            "Payee Name",
            "Deal Name",
            "City",
            "State",
            "Postal Code",
            "Deal Status",
            "Closing Date",
            "Deal Type",
            "Representation",
            "Sales Price",
            "Gross Commission",
            "Company Dollar",
            "Office",
        )
    },
    limits=Limits(),
    seen=_NAMED,
    lines=_skyslope_lines,
    writer=TextFile(encoding="cp1252"),
    key="Deal ID",
    day="Closing Date",
    status="Deal Status",
    amounts=frozenset({"Gross Commission", "Company Dollar", "Amount"}),
    agents=("Entity Name",),
    emails=("Entity Email",),
)


# --- a reporting database: codes, milliseconds, debits below zero ---

_DATABASE_PROFILE = """
name: Commission lines of the reporting database
contents: changes
tables:
  - of: deals
    headers: [deal_no, deal_state, closed_ms, addr, zip, gci, house_net, line_code, line_text, line_amt,
      agent_no, agent_nm, pay_to, pay_to_type]
    key: [deal_no]
    dates: milliseconds since 1970
    fields:
      number: {columns: [deal_no]}
      status: {columns: [deal_state], words: {C: closed, P: pending, X: cancelled}}
      closing_date: {columns: [closed_ms]}
      address: {columns: [addr]}
      zip: {columns: [zip], width: 5}
      gross: {columns: [gci]}
    items:
      - kind: brokerage_net
        repeated: true
        amount: {columns: [house_net]}
      - kind: {columns: [line_code], words: {SPL: agent_split, NET: agent_net, COB: "", TRX: "", AGT: ""}}
        amount: {columns: [line_amt]}
        agent: {kind: agent, id: {columns: [agent_no]}, name: {columns: [agent_nm]}}
      - kind: {columns: [line_code], words: {COB: co_broke, SPL: "", NET: "", TRX: "", AGT: ""}}
        name: {columns: [line_text]}
        amount: {columns: [line_amt]}
        sign: negated
        payee: {kind: vendor, name: {columns: [pay_to]}}
      - kind: {columns: [line_code], words: {TRX: deal_credit, AGT: agent_credit, SPL: "", NET: "", COB: ""}}
        name: {columns: [line_text]}
        amount: {columns: [line_amt]}
        sign: decides
        agent: {kind: agent, id: {columns: [agent_no]}, name: {columns: [agent_nm]}}
        payee:
          kind: {columns: [pay_to_type], words: {A: agent, V: vendor, H: company, "": company}}
          name: {columns: [pay_to]}
"""


def _database_lines(deal: TrueDeal) -> list[Line]:
    lines = []
    if deal.co_broke:
        lines.append(_database_line(deal, "COB", deal.co_broke, None))
    lines += [_database_line(deal, "TRX", item, None) for item in deal.deal_items]
    for share in deal.shares:
        split = TrueItem("", share.split_cents, is_credit=True)
        lines.append(_database_line(deal, "SPL", split, share))
        lines += [_database_line(deal, "AGT", item, share) for item in share.items]
        net = TrueItem("", share.net_cents, is_credit=True)
        lines.append(_database_line(deal, "NET", net, share))
    return lines


def _database_line(deal: TrueDeal, code: str, item: TrueItem, share: TrueShare | None) -> Line:
    types = {"vendor": "V", "agent": "A", "company": "H"}
    return Line(
        {
            "deal_no": deal.number,
            "deal_state": {"closed": "C", "pending": "P", "cancelled": "X"}[deal.status],
            "closed_ms": deal.closing_date,
            "addr": deal.address,
            "zip": deal.zip.lstrip("0"),
            "gci": Money(deal.gross_cents),
            "house_net": Money(deal.brokerage_net_cents),
            "line_code": code,
            "line_text": item.name,
            "line_amt": Money(item.cents if item.is_credit else -item.cents),
            "agent_no": share.agent.id if share else "",
            "agent_nm": share.agent.name if share else "",
            "pay_to": item.payee,
            "pay_to_type": types[item.payee_kind],
        }
    )


DATABASE = Layout(
    name="a reporting database, JSON lines, milliseconds, debits below zero",
    product="SQL",
    file="lines.jsonl",
    profile=from_yaml(_DATABASE_PROFILE),
    headers={
        "": (
            "deal_no",
            "deal_state",
            "closed_ms",
            "addr",
            "zip",
            "gci",
            "house_net",
            "line_code",
            "line_text",
            "line_amt",
            "agent_no",
            "agent_nm",
            "pay_to",
            "pay_to_type",
        )
    },
    limits=Limits(),
    seen=Seen(item_names=True, sides=False),
    lines=_database_lines,
    writer=JsonLines(Style(day="ms")),
    key="deal_no",
    day="closed_ms",
    status="deal_state",
    amounts=frozenset({"gci", "house_net", "line_amt"}),
    agents=("agent_nm",),
)
