"""Deals that are closed in CORE and synced, and their entries as QuickBooks has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from include.books.catalogue import ListKind, ListRef
from include.workflows.category import Category
from include.workflows.template import template
from tests.sync.office import Office

INVOICES, RECEIPTS, DEPOSITS = (
    "income-via-invoices",
    "income-via-sales-receipts",
    "income-via-deposits",
)
BILLS, CHECKS, SPENT = "expenses-via-bills", "expenses-via-checks", "expenses-via-expenses"
BILLINGS = "billings-and-payments"
ENTITIES = {
    INVOICES: "Invoice",
    RECEIPTS: "SalesReceipt",
    DEPOSITS: "Deposit",
    BILLS: "Bill",
    CHECKS: "Purchase",
    SPENT: "Purchase",
}
INCOMES, COSTS = (INVOICES, RECEIPTS, DEPOSITS), (BILLS, CHECKS, SPENT)
AGENT = 10_401
CLOSED_ON = 1_770_033_600_000
"""2 February 2026, noon UTC."""
DAY = 86_400_000


def category(key: str) -> Category:
    return template(key).category


def item(name: str, amount: int, *, side: str = "listing", **more: Any) -> dict[str, Any]:
    """A debit of the deal to an outside vendor, before the split."""
    vendor = {"kind": "Contact", "id": 52_001}
    return {"name": name, "side": side, "amount": amount, "payee": vendor, **more}


def close(
    office: Office,
    *,
    gross: int = 1_000_000,
    items: Sequence[dict[str, Any]] = (),
    sides: Sequence[str] = ("listing",),
    weights: Sequence[int] = (1, 1),
    fees: Sequence[dict[str, Any]] = (),
    closed_on: int = CLOSED_ON,
    agent: int = AGENT,
    **more: Any,
) -> str:
    """A deal with its disbursement: one agent who keeps 80 % of each of our sides."""
    made = office.core.post(
        "/transactions",
        address=f"{len(office.core.store.deals) + 1} Option Way",
        gross=gross,
        closing_date=closed_on,
        finalized=True,
        shares=[
            {"side": side, "weight": weight} for side, weight in zip(sides, weights, strict=False)
        ],
        items=list(items),
        agents=[{"agent": agent, "side": side, "items": list(fees)} for side in sides],
        **more,
    )
    return str(made["id"])


def press_run(office: Office, key: str, deal: str) -> dict[str, Any]:
    """Sync the deal; the one entry that was created or updated for it, as QuickBooks has it."""
    office.run(category(key), (deal,))
    return entries_of(office, key, deal)[-1]


def entries_of(office: Office, key: str, deal: str) -> list[dict[str, Any]]:
    """The entries of a deal, as QuickBooks has them."""
    part = f"{category(key)}/transaction:{deal}/"
    ids = [link.quickbooks_id for name, link in office.links().items() if name.startswith(part)]
    return [read(office, ENTITIES[key], id_) for id_ in sorted(ids, key=_by_age)]


def _by_age(id_: str) -> tuple[int, str]:
    """Ids count up, in digits or hexadecimal: the longer one is the later one."""
    return len(id_), id_


def read(office: Office, entity: str, id_: str) -> dict[str, Any]:
    with office.quickbooks.api() as api:
        found: dict[str, Any] = api.get(f"{entity.lower()}/{id_}").json()[entity]
    return found


def lines(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in entry["Line"] if line["DetailType"] != "SubTotalLineDetail"]


def amounts(entry: dict[str, Any]) -> list[tuple[str, float]]:
    return [(line["Description"], float(line["Amount"])) for line in lines(entry)]


def detail(line: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = line[line["DetailType"]]
    return found


def posted_to(entry: dict[str, Any]) -> list[str]:
    """The product or account of each line, by name."""
    details = [detail(line) for line in lines(entry)]
    return [(one.get("ItemRef") or one["AccountRef"])["name"] for one in details]


def classes(entry: dict[str, Any]) -> set[str]:
    """The classes that its lines are in; "" for none."""
    return {detail(line).get("ClassRef", {}).get("name", "") for line in lines(entry)}


def ref(office: Office, kind: ListKind, name: str) -> ListRef:
    with office.gateway() as gateway:
        entry = gateway.catalogue().by_name(kind, name)
    assert entry is not None
    return entry.ref
