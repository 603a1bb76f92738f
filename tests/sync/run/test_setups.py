"""Settings have versions: what stands keeps its template, options are for what changes from then on."""

from __future__ import annotations

import pytest

from include.sync.run.mode import RunMode
from include.sync.run.setups import shape_options
from include.workflows.template import templates
from tests.sync.office import EXPENSES, INCOME, Office


def totals(office: Office) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for entry in office.quickbooks.entries():
        found.setdefault(entry["type"], []).append(entry["total"])
    return found


def test_another_template_is_for_new_deals_and_what_stands_is_kept_up_as_it_is(
    office: Office,
) -> None:
    first = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.use("income-via-deposits")
    office.core.post("/examples/B")
    assert office.run(INCOME).created == 1
    assert totals(office) == {"Invoice": [1_000_000], "Deposit": [1_000_000]}

    office.core.patch(f"/transactions/{first}", gross=1_100_000)
    report = office.run(INCOME)
    assert (report.created, report.updated, report.voided) == (0, 1, 0)
    assert totals(office) == {"Invoice": [1_100_000], "Deposit": [1_000_000]}
    assert office.balances("Commission Income") == (2_100_000,)


def test_a_changed_option_is_for_what_changes_from_then_on(office: Office) -> None:
    first = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    office.run(INCOME)
    office.use("income-via-invoices", gross_product="Transaction Fee")
    # Neither a run nor a person's Sync reposts what did not change in CORE.
    assert office.run(INCOME).updated == 0
    assert office.run(INCOME, (str(first),)).updated == 0
    assert office.balances("Commission Income", "Transaction Fee Income") == (2_000_000, 0)

    office.core.patch(f"/transactions/{first}", gross=1_100_000)
    assert office.run(INCOME).updated == 1
    assert office.balances("Commission Income", "Transaction Fee Income") == (1_000_000, 1_100_000)


def test_history_is_restated_in_a_run_of_its_own_with_its_own_preview(office: Office) -> None:
    office.core.post("/examples/A")
    office.core.post("/examples/B")
    office.run(INCOME)
    office.use("income-via-invoices", gross_product="Transaction Fee")

    assert office.run(INCOME, mode=RunMode.REPOST).outcome == "previewed"
    assert office.balances("Commission Income", "Transaction Fee Income") == (2_000_000, 0)
    assert office.run(INCOME, mode=RunMode.REPOST).updated == 2
    assert office.balances("Commission Income", "Transaction Fee Income") == (0, 2_000_000)
    assert office.run(INCOME, mode=RunMode.REPOST).updated == 0
    assert office.run(INCOME).updated == 0


def test_restating_into_another_template_voids_and_enters_anew(office: Office) -> None:
    office.core.post("/examples/A")
    office.run(EXPENSES)
    office.use("expenses-via-checks")
    office.run(EXPENSES, mode=RunMode.REPOST)
    report = office.run(EXPENSES, mode=RunMode.REPOST)
    assert (report.created, report.updated, report.voided) == (2, 0, 2)
    assert totals(office) == {"Bill": [0, 0], "Purchase": [784_000, 16_000]}
    assert office.balances("Accounts Payable", "Agent Commissions") == (0, 800_000)
    assert office.balances("Checking Account") == (-800_000,)
    assert office.run(EXPENSES).created == 0
    # From here on the checks are what is kept up.
    assert {link.kind for link in office.links().values()} == {"check"}


def test_a_restatement_stops_at_what_the_bank_has_settled(office: Office) -> None:
    office.use("expenses-via-checks")
    office.core.post("/examples/A")
    office.run(EXPENSES)
    amys = next(one for one in office.entries("Purchase") if one["total"] == 784_000)
    office.quickbooks.clear("Purchase", amys["id"], "C")
    office.use("expenses-via-checks", checking_account="Escrow")
    office.run(EXPENSES, mode=RunMode.REPOST)
    report = office.run(EXPENSES, mode=RunMode.REPOST)
    assert report.updated == 1
    (held,) = report.on_hold
    assert "is cleared in QuickBooks" in held.sentence
    assert office.balances("Checking Account", "Escrow") == (-784_000, -16_000)


def test_one_document_per_side_is_for_new_deals_and_never_books_a_deal_twice(
    office: Office,
) -> None:
    first = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.use("income-via-invoices", per_side=True)
    office.core.patch(f"/transactions/{first}", gross=1_100_000)
    report = office.run(INCOME)
    assert (report.created, report.updated) == (0, 1)
    assert office.balances("Commission Income") == (1_100_000,)


@pytest.mark.parametrize("key", sorted(templates()))
def test_options_that_decide_which_documents_there_are_are_marked(key: str) -> None:
    options = templates()[key].options
    assert shape_options(options) == [name for name in options.model_fields if name == "per_side"]
