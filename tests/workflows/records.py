"""Records of CORE and lists of QuickBooks, written down for tests; amounts in cents."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from include.books.catalogue import Catalogue, ListEntry, ListKind, ListRef
from include.core_backoffice.records.billing import (
    BillingItem,
    BillingPayment,
    BillingStatement,
    BillingStatus,
)
from include.core_backoffice.records.deal import (
    AgentItem,
    AgentShare,
    CoBroke,
    DealItem,
    Disbursement,
)
from include.core_backoffice.records.people import Agent, Payee, PayeeKind
from include.core_backoffice.records.records import Attribute, Transaction
from include.workflows.choices import suggested
from include.workflows.template import Posting, template

NOON = dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC)
CLOSED_ON = dt.date(2026, 10, 15)
JANE = Payee(kind=PayeeKind.AGENT, id="45", name="Jane Doe", given_name="Jane", family_name="Doe")
LEE = Payee(kind=PayeeKind.AGENT, id="46", name="Lee Lawson")
ACME = Payee(kind=PayeeKind.VENDOR, id="7", name="Acme Realty", company="Acme Realty")
HOUSE = Payee(kind=PayeeKind.COMPANY, id="1", name="Willow & Park Realty")

_ACCOUNTS = (
    ("35", "Checking Account", "Bank"),
    ("36", "Escrow", "Bank"),
    ("84", "Accounts Receivable", "Accounts Receivable"),
    ("79", "Commission Income", "Income"),
    ("78", "Other Income", "Other Income"),
    ("80", "Agent Commissions", "Cost of Goods Sold"),
    ("81", "Referral fee", "Cost of Goods Sold"),
    ("82", "Transaction fee", "Income"),
)
_PRODUCTS = (
    ("1", "Gross Commission", "79"),
    ("2", "Referral fee", "79"),
    ("3", "Other Income", "78"),
    ("4", "Agent Billing", "79"),
    ("5", "Desk fee", "79"),
)
LISTS = Catalogue(
    [
        *(ListEntry(ListKind.ACCOUNT, id_, name, type_) for id_, name, type_ in _ACCOUNTS),
        *(
            ListEntry(ListKind.PRODUCT, id_, name, "Service", account_id=account)
            for id_, name, account in _PRODUCTS
        ),
        ListEntry(ListKind.CLASS, "7", "Boston"),
        ListEntry(ListKind.PAYMENT_METHOD, "9", "ACH"),
    ]
)


def ref(kind: ListKind, name: str) -> ListRef:
    entry = LISTS.by_name(kind, name)
    assert entry is not None
    return entry.ref


def debit(
    name: str, cents: int, payee: Payee = ACME, side: str = "listing", **switches: bool
) -> DealItem:
    """A pre-commission item that is taken from the transaction."""
    values: dict[str, Any] = {"side": side, **switches}
    return DealItem(name=name, is_credit=False, amount_cents=cents, payee=payee, **values)


def credit(name: str, cents: int, side: str = "listing", **switches: bool) -> DealItem:
    """A pre-commission item that is added to the transaction."""
    values: dict[str, Any] = {"side": side, **switches}
    return DealItem(name=name, is_credit=True, amount_cents=cents, payee=HOUSE, **values)


def co_broke(cents: int, side: str = "buying", **switches: bool) -> CoBroke:
    values: dict[str, Any] = {"side": side, **switches}
    return CoBroke(name="Co-broke", amount_cents=cents, payee=ACME, **values)


def share(cents: int, *items: AgentItem, agent: Payee = JANE, side: str = "listing") -> AgentShare:
    """An agent's commission after split, and what is taken from it or added to it."""
    values: dict[str, Any] = {"side": side}
    return AgentShare(agent=agent, split_cents=cents, items=items, **values)


def fee(name: str, cents: int, payee: Payee = HOUSE) -> AgentItem:
    return AgentItem(name=name, is_credit=False, amount_cents=cents, payee=payee)


def bonus(name: str, cents: int, agent: Payee = JANE) -> AgentItem:
    return AgentItem(name=name, is_credit=True, amount_cents=cents, payee=agent)


def deal(gross: int | None = 1_000_000, status: str = "closed", **parts: Any) -> Transaction:
    """A transaction that closed on October 15; `gross` None: it has no disbursement."""
    office = parts.pop("office", "")
    demand = parts.pop("demand", "")
    disbursement = None
    if gross is not None:
        values = {
            "co_broke": (),
            "pre_commission": (),
            "agents": (share(gross * 8 // 10),),
            "brokerage_net_cents": 0,
            **parts,
        }
        disbursement = Disbursement(gross_cents=gross, **values)
    return Transaction(
        id="123",
        number="TR-2026-123",
        address="146 Aldon Drive",
        city="Boston",
        state="MA",
        zip="02128",
        status=status,
        closing_date=CLOSED_ON,
        finalized_at=NOON if gross is not None else None,
        updated_at=NOON,
        attributes=(
            Attribute(name="office", label="Office", value=office),
            Attribute(name="demand_date", label="Demand date", value=demand),
        ),
        disbursement=disbursement,
    )


def charge(name: str, cents: int, **more: Any) -> BillingItem:
    """An item of a bill; cents below zero are a credit to the agent."""
    status: BillingStatus = more.pop("status", "unpaid")
    return BillingItem(
        id=name,
        name=name,
        is_credit=cents < 0,
        amount_cents=abs(cents),
        status=status,
        billing_date=dt.date(2026, 10, 1),
        due_date=dt.date(2026, 10, 15),
        updated_at=NOON,
        **more,
    )


def paid(cents: int, id_: str = "900", method: str = "card") -> BillingPayment:
    """Money from the agent; cents below zero went back to the agent."""
    return BillingPayment(id=id_, amount_cents=cents, paid_at=NOON, method=method)


def statement(*items: BillingItem, payments: tuple[BillingPayment, ...] = ()) -> BillingStatement:
    """A bill to Jane Doe; the payments are for its first item."""
    first, *others = items
    return BillingStatement(
        id="55",
        number="BL-2026-000055",
        agent=Agent(id="45", given_name="Jane", family_name="Doe", email="jane@example.com"),
        items=(dataclasses.replace(first, payments=payments), *others),
    )


def posting_of(key: str, record: Transaction | BillingStatement, **options: Any) -> Posting:
    """What a template makes of a record."""
    chosen = template(key)
    values = {**suggested(chosen.options, LISTS), **options}
    return chosen.entries_for(record, chosen.options.model_validate(values), LISTS)
