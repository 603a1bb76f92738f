"""Where worked example A must be: by the kind of entry there is, on hold or not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from include.books.documents import DocumentKind
from sandbox.core_backoffice.testing import running_sandbox
from sandbox.demo.expected import EXPENSES, INCOME, Expected, OnAccount, expected
from sandbox.demo.posted_entries import PostedEntries, PostedEntry
from sandbox.demo.sales_tax import SalesTax

ON_ACCOUNT, IN_CASH = OnAccount(income=True, expenses=True), OnAccount(income=False, expenses=False)
NOTHING = Expected()


@pytest.fixture(scope="module")
def example_a() -> dict[str, Any]:
    """Gross 10,000.00; 7,840.00 to the agent, 160.00 to the team leader."""
    with running_sandbox(transactions=0, agents=2, bad_records=False, billing_months=0) as core:
        (id_,) = core.post("/examples/A")["transactions"]
        deal: dict[str, Any] = core.get(f"/transactions/{id_}")
    return deal


def posted_entries(
    deal: dict[str, Any], income: DocumentKind | None, *payees: PostedEntry, on_hold: bool = False
) -> PostedEntries:
    """The entries of a transaction; the payees in the order agent, team leader, another one."""
    record = f"transaction:{deal['id']}"
    agent = deal["agents"][0]
    ids = [agent["agent"], agent["items"][0]["payee"]["id"], 77]
    posted = PostedEntries()
    if income:
        posted.entries[INCOME] = {record: {"income": PostedEntry(income, 10_000_00)}}
    roles = {f"payee:agent:{id_}": entry for id_, entry in zip(ids, payees, strict=False)}
    posted.entries[EXPENSES] = {record: roles}
    if on_hold:
        posted.on_hold.update({INCOME: {record}, EXPENSES: {record}})
    return posted


@pytest.mark.parametrize(
    ("new", "posted"),
    [
        (ON_ACCOUNT, Expected(invoiced=10_000_00, billed=8_000_00)),
        (IN_CASH, Expected(received=10_000_00, paid=8_000_00)),
    ],
)
def test_what_is_missing_counts_where_the_template_would_post_it(
    example_a: dict[str, Any], new: OnAccount, posted: Expected
) -> None:
    assert expected([example_a], PostedEntries(), new) == posted


def test_entries_stay_where_they_are_when_the_template_changes(example_a: dict[str, Any]) -> None:
    check = PostedEntry(DocumentKind.CHECK, 1)
    posted = posted_entries(example_a, DocumentKind.DEPOSIT, check, check)
    assert expected([example_a], posted, ON_ACCOUNT) == Expected(received=10_000_00, paid=8_000_00)


def test_what_is_on_hold_and_not_posted_is_excluded(example_a: dict[str, Any]) -> None:
    assert expected([example_a], posted_entries(example_a, None, on_hold=True), IN_CASH) == NOTHING


def test_only_the_payee_on_hold_is_excluded(example_a: dict[str, Any]) -> None:
    posted = posted_entries(
        example_a, DocumentKind.DEPOSIT, PostedEntry(DocumentKind.CHECK, 7_840_00), on_hold=True
    )
    assert expected([example_a], posted, IN_CASH) == Expected(received=10_000_00, paid=7_840_00)


def test_a_payee_whom_core_no_longer_names_counts_as_posted(example_a: dict[str, Any]) -> None:
    check = PostedEntry(DocumentKind.CHECK, 7_840_00)
    left = PostedEntry(DocumentKind.VENDOR_CREDIT, -500_00)
    posted = posted_entries(example_a, DocumentKind.DEPOSIT, check, check, left, on_hold=True)
    assert expected([example_a], posted, IN_CASH) == Expected(
        received=10_000_00, paid=8_000_00, billed=-500_00
    )


def test_a_disbursement_removed_to_be_corrected_leaves_entries_as_posted(
    example_a: dict[str, Any],
) -> None:
    removed = {**example_a, "has_disbursement": False}
    bill = PostedEntry(DocumentKind.BILL, 300_00)
    posted = posted_entries(removed, DocumentKind.INVOICE, bill, on_hold=True)
    assert expected([removed], posted, ON_ACCOUNT) == Expected(invoiced=10_000_00, billed=300_00)
    assert (
        expected([removed], posted_entries(removed, DocumentKind.INVOICE, bill), ON_ACCOUNT)
        == NOTHING
    )


def test_a_transaction_deleted_in_core_counts_as_posted_once_it_is_on_hold(
    example_a: dict[str, Any],
) -> None:
    bill = PostedEntry(DocumentKind.BILL, 300_00)
    on_hold = posted_entries(example_a, DocumentKind.INVOICE, bill, on_hold=True)
    assert expected([], on_hold, ON_ACCOUNT) == Expected(invoiced=10_000_00, billed=300_00)
    assert (
        expected([], posted_entries(example_a, DocumentKind.INVOICE, bill), ON_ACCOUNT) == NOTHING
    )


def test_tax_is_on_top_of_income_and_of_payees_who_charge_it(example_a: dict[str, Any]) -> None:
    agent = f"agent:{example_a['agents'][0]['agent']}"
    tax = SalesTax(sold=Decimal(13), bought=Decimal(13), charges={agent: True})
    canadian = expected([example_a], PostedEntries(), ON_ACCOUNT, tax)
    assert canadian == Expected(
        invoiced=11_300_00,
        billed=8_000_00 + 1_019_20,
        collected=1_300_00,
        claimed=1_019_20,
    )
    assert canadian.net_income == 2_000_00
