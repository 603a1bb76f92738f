"""Where worked example A must stand: by the kind of entry there is, held back or not."""

from __future__ import annotations

from typing import Any

import pytest

from include.books.documents import DocumentKind
from sandbox.core_backoffice.testing import running_sandbox
from sandbox.demo.expected import EXPENSES, INCOME, Expected, Paper, expected
from sandbox.demo.standing import Books, Standing

ON_PAPER, IN_CASH = Paper(income=True, expenses=True), Paper(income=False, expenses=False)
NOTHING = Expected()


@pytest.fixture(scope="module")
def example_a() -> dict[str, Any]:
    """Gross 10,000.00; 7,840.00 to the agent, 160.00 to the team leader."""
    with running_sandbox(transactions=0, agents=2, bad_records=False, billing_months=0) as core:
        (id_,) = core.post("/examples/A")["transactions"]
        deal: dict[str, Any] = core.get(f"/transactions/{id_}")
    return deal


def books(
    deal: dict[str, Any], income: DocumentKind | None, *payees: Standing, waits: bool = False
) -> Books:
    """The entries of a deal; the payees in the order agent, team leader, and anybody else."""
    record = f"transaction:{deal['id']}"
    agent = deal["agents"][0]
    ids = [agent["agent"], agent["items"][0]["payee"]["id"], 77]
    found = Books()
    if income:
        found.entries[INCOME] = {record: {"income": Standing(income, 10_000_00)}}
    roles = {f"payee:agent:{id_}": entry for id_, entry in zip(ids, payees, strict=False)}
    found.entries[EXPENSES] = {record: roles}
    if waits:
        found.waiting.update({INCOME: {record}, EXPENSES: {record}})
    return found


@pytest.mark.parametrize(
    ("new", "booked"),
    [
        (ON_PAPER, Expected(invoiced=10_000_00, billed=8_000_00)),
        (IN_CASH, Expected(received=10_000_00, paid=8_000_00)),
    ],
)
def test_what_is_missing_counts_where_the_template_would_book_it(
    example_a: dict[str, Any], new: Paper, booked: Expected
) -> None:
    assert expected([example_a], Books(), new) == booked


def test_entries_stay_where_they_are_when_the_template_changes(example_a: dict[str, Any]) -> None:
    check = Standing(DocumentKind.CHECK, 1)
    stands = books(example_a, DocumentKind.DEPOSIT, check, check)
    assert expected([example_a], stands, ON_PAPER) == Expected(received=10_000_00, paid=8_000_00)


def test_what_is_held_back_and_not_entered_is_left_out(example_a: dict[str, Any]) -> None:
    assert expected([example_a], books(example_a, None, waits=True), IN_CASH) == NOTHING


def test_of_a_deal_only_the_payee_who_is_held_back_is_left_out(example_a: dict[str, Any]) -> None:
    stands = books(
        example_a, DocumentKind.DEPOSIT, Standing(DocumentKind.CHECK, 7_840_00), waits=True
    )
    assert expected([example_a], stands, IN_CASH) == Expected(received=10_000_00, paid=7_840_00)


def test_a_payee_whom_core_no_longer_names_counts_as_it_stands(example_a: dict[str, Any]) -> None:
    check = Standing(DocumentKind.CHECK, 7_840_00)
    left = Standing(DocumentKind.VENDOR_CREDIT, -500_00)
    stands = books(example_a, DocumentKind.DEPOSIT, check, check, left, waits=True)
    assert expected([example_a], stands, IN_CASH) == Expected(
        received=10_000_00, paid=8_000_00, billed=-500_00
    )


def test_a_disbursement_removed_to_be_corrected_leaves_entries_as_they_stand(
    example_a: dict[str, Any],
) -> None:
    removed = {**example_a, "has_disbursement": False}
    bill = Standing(DocumentKind.BILL, 300_00)
    stands = books(removed, DocumentKind.INVOICE, bill, waits=True)
    assert expected([removed], stands, ON_PAPER) == Expected(invoiced=10_000_00, billed=300_00)
    assert expected([removed], books(removed, DocumentKind.INVOICE, bill), ON_PAPER) == NOTHING


def test_a_deal_deleted_in_core_counts_as_it_stands_once_somebody_was_told(
    example_a: dict[str, Any],
) -> None:
    bill = Standing(DocumentKind.BILL, 300_00)
    told = books(example_a, DocumentKind.INVOICE, bill, waits=True)
    assert expected([], told, ON_PAPER) == Expected(invoiced=10_000_00, billed=300_00)
    assert expected([], books(example_a, DocumentKind.INVOICE, bill), ON_PAPER) == NOTHING
