"""Lost responses: whatever the entry and the change, nothing is duplicated and nothing is lost."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from include.books.gateway import GatewayUnavailable
from include.sync.run.mode import RunMode
from include.sync.verify.verify import BooksDiffer
from include.workflows.category import Category
from tests.matrices import under_each
from tests.sync.office import EXPENSES, INCOME, Office

TEMPLATES = [
    (INCOME, "income-via-invoices", "Invoice"),
    (INCOME, "income-via-sales-receipts", "SalesReceipt"),
    (INCOME, "income-via-deposits", "Deposit"),
    (EXPENSES, "expenses-via-bills", "Bill"),
    (EXPENSES, "expenses-via-checks", "Purchase"),
    (EXPENSES, "expenses-via-expenses", "Purchase"),
]
WHEN = ["before_commit", "after_commit"]


@contextlib.contextmanager
def responses_lost(office: Office, entity: str, when: str) -> Iterator[None]:
    """Every write to an entity loses its response, before or after QuickBooks stored it."""
    for operation in ("create", "update", "void", "delete"):
        match = {"entity": entity, "operation": operation}
        office.quickbooks.fault("drop", match, times=None, when=when)
    with contextlib.suppress(GatewayUnavailable, BooksDiffer):
        yield
    office.quickbooks.no_faults()


def live(office: Office, entity: str) -> list[int]:
    return sorted(entry["total"] for entry in office.entries(entity) if entry["total"])


@pytest.mark.parametrize("when", WHEN)
@under_each(("category", "template", "entity"), TEMPLATES)
def test_the_response_to_an_update_is_lost(
    office: Office, category: Category, template: str, entity: str, when: str
) -> None:
    office.use(template)
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(category)
    office.core.patch(f"/transactions/{deal}", gross=2_000_000)
    with responses_lost(office, entity, when):
        office.run(category)
    office.run(category)
    totals = [2_000_000] if category is INCOME else [32_000, 1_568_000]
    assert live(office, entity) == totals
    again = office.run(category)
    assert (again.created, again.updated) == (0, 0)


@pytest.mark.parametrize("when", WHEN)
@under_each(("category", "template", "entity"), TEMPLATES)
def test_the_response_to_a_void_is_lost(
    office: Office, category: Category, template: str, entity: str, when: str
) -> None:
    office.use(template, fell_through="Void")
    deal = office.core.post("/examples/A")["transactions"][0]
    before = office.quickbooks.balances()
    office.run(category)
    office.core.patch(f"/transactions/{deal}", status="cancelled")
    with responses_lost(office, entity, when):
        office.run(category)
    office.run(category)
    assert office.quickbooks.balances() == before
    assert {link.status for link in office.links().values()} == {"voided"}
    again = office.run(category)
    assert (again.created, again.voided) == (0, 0)


@pytest.mark.parametrize("when", WHEN)
@under_each(("category", "template", "entity"), TEMPLATES)
def test_the_response_to_re_creating_a_deleted_entry_is_lost(
    office: Office, category: Category, template: str, entity: str, when: str
) -> None:
    office.use(template)
    deal = str(office.core.post("/examples/A")["transactions"][0])
    office.run(category)
    totals = live(office, entity)
    for entry in office.entries(entity):
        office.quickbooks.edit(entity, entry["id"], "delete")
    office.run(category)
    with responses_lost(office, entity, when):
        office.run(category, (deal,), mode=RunMode.RECREATE)
    office.run(category, (deal,), mode=RunMode.RECREATE)
    assert live(office, entity) == totals
    assert office.run(category).created == 0


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("entity", ["Item", "Class"])
def test_the_response_to_creating_a_product_or_class_is_lost(
    office: Office, entity: str, when: str
) -> None:
    office.use(
        "income-via-invoices",
        create_missing_products=True,
        class_field="Office",
        create_missing_classes=True,
        item_rules=[{"name": "Referral fee", "create_payment": False}],
    )
    deal = office.core.post("/examples/C")["transactions"][0]
    office.core.patch(f"/transactions/{deal}", attributes={"office": "Salem"})
    with responses_lost(office, entity, when):
        office.run(INCOME)
    office.run(INCOME)
    assert live(office, "Invoice") == [900_000]
    with office.quickbooks.api() as api:
        rows = api.get("query", params={"query": f"select * from {entity} maxresults 500"}).json()
    names = [row["Name"] for row in rows["QueryResponse"].get(entity, ())]
    assert names.count("Referral fee" if entity == "Item" else "Salem") == 1
