"""Settings have versions: entries keep their template, options apply to what changes later."""

from __future__ import annotations

from include.sync.run.mode import RunMode
from include.sync.run.setups import shape_options
from include.workflows.template import templates
from tests.matrices import under_each
from tests.sync.closings import close
from tests.sync.office import EXPENSES, INCOME, Office


def totals(office: Office) -> dict[str, list[int]]:
    by_type: dict[str, list[int]] = {}
    for entry in office.quickbooks.entries():
        by_type.setdefault(entry["type"], []).append(entry["total"])
    return by_type


def test_another_template_is_for_new_transactions_and_old_entries_keep_theirs(
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


def test_a_changed_option_applies_to_what_changes_later(office: Office) -> None:
    first = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    office.run(INCOME)
    office.use("income-via-invoices", gross_product="Transaction Fee")
    # Neither a run nor a user's Sync reposts what did not change in CORE.
    assert office.run(INCOME).updated == 0
    assert office.run(INCOME, (str(first),)).updated == 0
    assert office.balances("Commission Income", "Transaction Fee Income") == (2_000_000, 0)

    office.core.patch(f"/transactions/{first}", gross=1_100_000)
    assert office.run(INCOME).updated == 1
    assert office.balances("Commission Income", "Transaction Fee Income") == (1_000_000, 1_100_000)


def test_past_entries_are_reposted_in_a_run_of_its_own_with_its_own_preview(office: Office) -> None:
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


def test_reposting_with_another_template_voids_and_creates(office: Office) -> None:
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
    # From now on the checks are updated.
    assert {link.kind for link in office.links().values()} == {"check"}


def test_a_repost_leaves_cleared_entries_unchanged(office: Office) -> None:
    office.use("expenses-via-checks")
    office.core.post("/examples/A")
    office.run(EXPENSES)
    amys = next(entry for entry in office.entries("Purchase") if entry["total"] == 784_000)
    office.quickbooks.clear("Purchase", amys["id"], "C")
    office.use("expenses-via-checks", checking_account="Escrow")
    office.run(EXPENSES, mode=RunMode.REPOST)
    report = office.run(EXPENSES, mode=RunMode.REPOST)
    assert report.updated == 1
    (hold,) = report.on_hold
    assert "is cleared in QuickBooks" in hold.sentence
    assert office.balances("Checking Account", "Escrow") == (-784_000, -16_000)


def test_one_document_per_side_is_for_new_transactions_and_never_posts_one_twice(
    office: Office,
) -> None:
    first = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    office.use("income-via-invoices", per_side=True)
    office.core.patch(f"/transactions/{first}", gross=1_100_000)
    report = office.run(INCOME)
    assert (report.created, report.updated) == (0, 1)
    assert office.balances("Commission Income") == (1_100_000,)


@under_each("key", sorted(templates()))
def test_options_that_decide_which_documents_there_are_are_marked(key: str) -> None:
    options = templates()[key].options
    assert shape_options(options) == [name for name in options.model_fields if name == "per_side"]


def test_reposting_reaches_what_was_updated_since_the_options_changed(office: Office) -> None:
    transaction = close(office, gross=1_000_000, sides=("listing", "buying"))
    office.run(INCOME)
    office.use("income-via-invoices", per_side=True)
    # The update uses the new version of the options, in the shape of the old one.
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    assert office.run(INCOME).updated == 1
    assert len(totals(office)["Invoice"]) == 1
    for _ in range(2):
        report = office.run(INCOME, mode=RunMode.REPOST)
    live = [entry for entry in office.entries("Invoice") if entry["total"]]
    assert (report.voided, len(live)) == (1, 2)
    assert office.balances("Commission Income") == (1_100_000,)
