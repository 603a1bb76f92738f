"""What happens to an entry when CORE or QuickBooks changed: one row for each case."""

from __future__ import annotations

import pytest

from include.sync.run.mode import RunMode
from tests.sync.happenings import (
    AMY_AND_LEE,
    BILLS,
    HOLD_EDITS,
    Case,
    agent_owes,
    check,
    core,
    deleted_in_core,
    edited_amount,
    entries_now,
    in_quickbooks,
    other_agent,
)
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

# What is decided is tried in test_decide_table.py, row by row; here with QuickBooks and its books.
pytestmark = pytest.mark.whole

CASES = [
    Case(
        "changed in CORE: updated in place",
        core(gross=1_100_000),
        (0, 1, 0),
        {"Invoice": [("live", 1_100_000)]},
        ["in QuickBooks"],
        logged="$10,000.00 -> $11,000.00 (+$1,000.00)",
    ),
    Case(
        "edited in QuickBooks: overwritten with CORE, with both values in the log",
        edited_amount,
        (0, 1, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        logged="edited in QuickBooks (total changed from $10,000.00 to $9,500.00",
    ),
    Case(
        "edited in QuickBooks, put on hold: both values shown, nothing overwritten",
        edited_amount,
        (0, 0, 0),
        {"Invoice": [("live", 950_000)]},
        ["in QuickBooks"],
        on_hold="was edited in QuickBooks: total changed from $10,000.00 to $9,500.00; lines changed "
        "from $10,000.00 to $9,500.00. CORE's total is $10,000.00.",
        options=HOLD_EDITS,
    ),
    Case(
        "edited in QuickBooks, and the QuickBooks version kept",
        edited_amount,
        (0, 0, 0),
        {"Invoice": [("live", 950_000)]},
        ["in QuickBooks"],
        mode=RunMode.KEEP_QUICKBOOKS,
    ),
    Case(
        "a note added in QuickBooks stays",
        in_quickbooks("Invoice", PrivateNote="called the title company"),
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
    ),
    Case(
        "deleted in QuickBooks: on hold",
        in_quickbooks("Invoice", "delete"),
        (0, 0, 0),
        {},
        ["deleted in QuickBooks"],
        on_hold="($10,000.00) for 11 Arlington St, Boston, MA 02128 was deleted in QuickBooks but is "
        "still in CORE.",
    ),
    Case(
        "deleted in QuickBooks: re-created on request",
        in_quickbooks("Invoice", "delete"),
        (1, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        logged="deleted in QuickBooks, re-created by finance ops",
        mode=RunMode.RECREATE,
    ),
    Case(
        "voided in QuickBooks: on hold",
        in_quickbooks("Invoice", "void"),
        (0, 0, 0),
        {"Invoice": [("voided", 0)]},
        ["voided in QuickBooks"],
        on_hold="was voided in QuickBooks but is still in CORE.",
    ),
    Case(
        "voided in QuickBooks: re-created on request",
        in_quickbooks("Invoice", "void"),
        (1, 0, 0),
        {"Invoice": [("voided", 0), ("live", 1_000_000)]},
        ["in QuickBooks"],
        mode=RunMode.RECREATE,
    ),
    Case(
        "the agent is replaced: a bill for the new one, the old ones go on hold",
        other_agent,
        (1, 0, 0),
        {"Bill": [*AMY_AND_LEE, ("live", 800_000)]},
        ["in QuickBooks", "in QuickBooks", "in QuickBooks"],
        on_hold="for Amy Adler, 11 Arlington St, Boston, MA 02128 is in QuickBooks but no longer in "
        "CORE.",
        **BILLS,
    ),
    Case(
        "the agent is replaced, and the workflow voids what is removed from CORE",
        other_agent,
        (1, 0, 2),
        {"Bill": [("voided", 0), ("voided", 0), ("live", 800_000)]},
        ["in QuickBooks", "voided", "voided"],
        options={"no_longer_in_core": "Void"},
        **BILLS,
    ),
    Case(
        "the agent now owes the brokerage: a bill can't become a credit without a void",
        agent_owes,
        (0, 0, 0),
        {"Bill": AMY_AND_LEE},
        ["in QuickBooks", "in QuickBooks"],
        on_hold="($7,840.00) for Amy Adler, 11 Arlington St, Boston, MA 02128 is in QuickBooks, but "
        "CORE now requires a vendor credit of $1,000.00.",
        **BILLS,
    ),
    Case(
        "the agent now owes the brokerage, and the workflow voids",
        agent_owes,
        (1, 0, 2),
        {
            "Bill": [("voided", 0), ("voided", 0)],
            "VendorCredit": [("live", 100_000)],
        },
        ["in QuickBooks", "voided"],
        options={"no_longer_in_core": "Void"},
        **BILLS,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_happens_to_an_entry(
    case: Case, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    check(case, office, caplog)


def test_what_is_removed_from_core_is_voided_on_request_after_its_preview(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    deleted_in_core(office, transaction)
    office.run(INCOME)

    first = office.run(INCOME, (transaction,), mode=RunMode.VOID)
    assert (first.outcome, entries_now(office)) == ("previewed", {"Invoice": [("live", 1_000_000)]})
    assert "PLANNED  void invoice" in caplog.text
    assert "This run is the preview for “Void entries removed from CORE”." in caplog.text

    second = office.run(INCOME, (transaction,), mode=RunMode.VOID)
    assert (second.outcome, second.voided) == ("completed", 1)
    assert entries_now(office) == {"Invoice": [("voided", 0)]}
    assert office.on_hold(INCOME) == []
    assert office.balances("Accounts Receivable", "Commission Income") == (0, 0)
    assert office.run(INCOME).created == 0


def test_a_kept_quickbooks_version_is_updated_when_core_changes_again(office: Office) -> None:
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    edited_amount(office, transaction)
    office.run(INCOME, (transaction,), mode=RunMode.KEEP_QUICKBOOKS)
    office.core.patch(f"/transactions/{transaction}", gross=1_300_000)
    assert office.run(INCOME).updated == 1
    assert entries_now(office) == {"Invoice": [("live", 1_300_000)]}


def test_a_payment_follows_an_invoice_that_is_re_created(office: Office) -> None:
    statement = office.core.post("/examples/E")
    agent = str(statement["agents"][0])
    office.core.post(f"/statements/{statement['statements'][0]}/payments")
    office.run(BILLING)
    (invoice,) = office.entries("Invoice")
    office.quickbooks.edit("Invoice", invoice["id"], "delete")
    office.run(BILLING)
    assert "was deleted in QuickBooks" in " ".join(office.on_hold(BILLING))

    report = office.run(BILLING, (agent,), mode=RunMode.RECREATE)
    assert (report.created, report.updated) == (1, 1)
    (again,) = office.entries("Invoice")
    assert (again["total"], again["balance"]) == (10_000, 0)
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)


def test_a_printed_check_keeps_the_number_on_its_paper(office: Office) -> None:
    office.use("expenses-via-checks", print_later=True)
    transaction = office.core.post("/examples/D")["transactions"][0]
    office.run(EXPENSES)
    (check_entry,) = office.entries("Purchase")
    office.quickbooks.edit(
        "Purchase", check_entry["id"], PrintStatus="PrintComplete", DocNumber="1041"
    )
    office.core.patch(f"/transactions/{transaction}", address="44 Dartmouth Street, Unit 2")
    assert office.run(EXPENSES).updated == 1
    (check_entry,) = office.entries("Purchase")
    assert check_entry["number"] == "1041"
    assert "44 Dartmouth Street" in check_entry["memo"]
