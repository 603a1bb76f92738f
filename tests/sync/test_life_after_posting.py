"""What becomes of an entry after it was posted: one row per case, as a bookkeeper meets them.

Each row posts the first worked example (or the billing one), lets something happen, and presses Run.
Asserted are what stands in QuickBooks, what our database says of it, and the sentence people read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from include.sync.run.mode import RunMode
from include.workflows.category import Category
from sandbox.core_backoffice.model import ACCOUNT_ID
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

Happens = Callable[[Office, str], None]


def core(**changes: Any) -> Happens:
    """Somebody changes the deal in CORE."""
    return lambda office, deal: office.core.patch(f"/transactions/{deal}", **changes)


def deleted_in_core(office: Office, deal: str) -> None:
    """The deal is deleted, and the next run is that of another day."""
    office.core.delete(f"/transactions/{deal}")
    office.sweep_every = dt.timedelta()


def in_quickbooks(entity: str, action: str = "update", **fields: Any) -> Happens:
    """Somebody edits, voids or deletes the (first) entry in QuickBooks."""

    def happens(office: Office, _deal: str) -> None:
        first = office.entries(entity)[0]
        office.quickbooks.edit(entity, first["id"], action, **fields)

    return happens


def edited_amount(office: Office, _deal: str) -> None:
    """Somebody lowers the invoice in QuickBooks to 9,500.00."""
    with office.quickbooks.api() as api:
        found = api.get("invoice/" + office.entries("Invoice")[0]["id"]).json()["Invoice"]
    lines = [line for line in found["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    lines[0]["Amount"] = 9500
    lines[0]["SalesItemLineDetail"]["UnitPrice"] = 9500
    office.quickbooks.edit("Invoice", found["Id"], "update", Line=lines)


def inactive(account: str) -> Happens:
    def happens(office: Office, _deal: str) -> None:
        with office.gateway() as gateway:
            lists = gateway.catalogue().entries
        entry = next(entry for entry in lists if entry.name == account)
        office.quickbooks.edit("Account", entry.id, "deactivate")

    return happens


def closed(day: str) -> Happens:
    return lambda office, _deal: office.quickbooks.set(book_close_date=day)


def reconciled(entity: str) -> Happens:
    return lambda office, _deal: office.quickbooks.clear(entity, office.entries(entity)[0]["id"])


def both(*steps: Happens) -> Happens:
    def happens(office: Office, deal: str) -> None:
        for step in steps:
            step(office, deal)

    return happens


def other_agent(office: Office, deal: str) -> None:
    """The deal is given to another agent."""
    shares = office.core.get(f"/transactions/{deal}")["agents"]
    other = next(iter(office.core.store.agents.values())).id
    office.core.patch(f"/transactions/{deal}", agents=[{**shares[0], "agent": other, "items": []}])


def agent_owes(office: Office, deal: str) -> None:
    """A fee larger than the commission: the agent owes the brokerage."""
    shares = office.core.get(f"/transactions/{deal}")["agents"]
    fee = {"name": "Marketing", "amount": 900_000, "payee": {"kind": "Account", "id": ACCOUNT_ID}}
    office.core.patch(f"/transactions/{deal}", agents=[{**shares[0], "items": [fee]}])


def nothing(_office: Office, _deal: str) -> None:
    """Only Run is pressed."""


@dataclass(frozen=True)
class Row:
    """One case.

    Attributes:
        happens: between the first sync and the run.
        counts: created, updated and voided of the run.
        quickbooks: status and total of every entry afterwards, by type.
        database: the statuses of our links, sorted.
        held: what the held-back sentence says; empty when nothing is held back.
        logged: what the run's log says.
        before: what was the case before the first sync.
    """

    name: str
    happens: Happens
    counts: tuple[int, int, int]
    quickbooks: dict[str, list[tuple[str, int]]]
    database: list[str]
    held: str = ""
    logged: str = ""
    category: Category = INCOME
    template: str = "income-via-invoices"
    options: dict[str, str] = field(default_factory=dict)
    mode: RunMode = RunMode.SYNC


HOLD = {"edited_in_quickbooks": "Put on hold"}
DEPOSITS = "income-via-deposits"
BILLS = {"category": EXPENSES, "template": "expenses-via-bills"}
AMY_AND_LEE = [("live", 784_000), ("live", 16_000)]

ROWS = [
    Row(
        "changed in CORE: updated in place",
        core(gross=1_100_000),
        (0, 1, 0),
        {"Invoice": [("live", 1_100_000)]},
        ["in QuickBooks"],
        logged="10,000.00 -> 11,000.00 (+1,000.00)",
    ),
    Row(
        "changed in QuickBooks: CORE wins, and both values are in the log",
        edited_amount,
        (0, 1, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        logged="changed in QuickBooks (total 10,000.00 -> 9,500.00",
    ),
    Row(
        "changed in QuickBooks, hold back: both values shown, nothing overwritten",
        edited_amount,
        (0, 0, 0),
        {"Invoice": [("live", 950_000)]},
        ["in QuickBooks"],
        held="was changed in QuickBooks: total 10,000.00 -> 9,500.00; lines 10,000.00 -> 9,500.00. "
        "CORE asks for 10,000.00.",
        options=HOLD,
    ),
    Row(
        "changed in both, hold back",
        both(edited_amount, core(gross=1_200_000)),
        (0, 0, 0),
        {"Invoice": [("live", 950_000)]},
        ["in QuickBooks"],
        held="CORE asks for 12,000.00.",
        options=HOLD,
    ),
    Row(
        "changed in QuickBooks, hold back, and a person lets CORE's figures be written",
        edited_amount,
        (0, 1, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        options=HOLD,
        mode=RunMode.OVERWRITE,
    ),
    Row(
        "changed in QuickBooks, and a person leaves it so",
        edited_amount,
        (0, 0, 0),
        {"Invoice": [("live", 950_000)]},
        ["in QuickBooks"],
        mode=RunMode.KEEP_QUICKBOOKS,
    ),
    Row(
        "a note added in QuickBooks is the bookkeeper's own business",
        in_quickbooks("Invoice", PrivateNote="called the title company"),
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
    ),
    Row(
        "deleted in QuickBooks: said so",
        in_quickbooks("Invoice", "delete"),
        (0, 0, 0),
        {},
        ["deleted in QuickBooks"],
        held="of 10,000.00 for 11 Arlington St, Boston, MA 02128 was deleted in QuickBooks, but "
        "CORE still asks for it.",
    ),
    Row(
        "deleted in QuickBooks: entered again on request",
        in_quickbooks("Invoice", "delete"),
        (1, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        logged="deleted in QuickBooks, entered again by finance ops",
        mode=RunMode.RECREATE,
    ),
    Row(
        "deleted in QuickBooks, rightly: a person says so",
        in_quickbooks("Invoice", "delete"),
        (0, 0, 0),
        {},
        ["deleted in QuickBooks"],
        mode=RunMode.KEEP_QUICKBOOKS,
    ),
    Row(
        "voided in QuickBooks: said so",
        in_quickbooks("Invoice", "void"),
        (0, 0, 0),
        {"Invoice": [("voided", 0)]},
        ["voided in QuickBooks"],
        held="was voided in QuickBooks, but CORE still asks for it.",
    ),
    Row(
        "voided in QuickBooks: entered again on request",
        in_quickbooks("Invoice", "void"),
        (1, 0, 0),
        {"Invoice": [("voided", 0), ("live", 1_000_000)]},
        ["in QuickBooks"],
        mode=RunMode.RECREATE,
    ),
    Row(
        "an account made inactive: named, before anything is sent",
        both(inactive("Commission Income"), core(gross=1_100_000)),
        (0, 0, 0),
        {"Deposit": [("live", 1_000_000)]},
        ["in QuickBooks"],
        held="uses the account Commission Income, which is inactive in QuickBooks.",
        template=DEPOSITS,
    ),
    Row(
        "the books closed over an entry: left alone, with the difference",
        both(closed("2099-12-31"), core(gross=1_100_000)),
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        held="the books are closed up to 2099-12-31. It would change from "
        "10,000.00 -> 11,000.00 (+1,000.00).",
    ),
    Row(
        "a reconciled deposit is not changed",
        both(reconciled("Deposit"), core(gross=1_100_000)),
        (0, 0, 0),
        {"Deposit": [("live", 1_000_000)]},
        ["in QuickBooks"],
        held="is reconciled in QuickBooks, so it was left as it is; it would be "
        "10,000.00 -> 11,000.00 (+1,000.00).",
        template=DEPOSITS,
    ),
    Row(
        "deleted in CORE: an orphan, left as it is",
        deleted_in_core,
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        held="deleted in CORE, but QuickBooks has invoice",
    ),
    Row(
        "deleted in CORE, where the workflow voids what CORE no longer asks for",
        deleted_in_core,
        (0, 0, 1),
        {"Invoice": [("voided", 0)]},
        ["voided"],
        options={"no_longer_in_core": "Void"},
    ),
    Row(
        "the deal falls through after posting: left for a person to decide",
        core(status="cancelled"),
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        held="canceled in CORE, but QuickBooks has invoice",
    ),
    Row(
        "the deal falls through, where the workflow voids such entries",
        core(status="cancelled"),
        (0, 0, 1),
        {"Invoice": [("voided", 0)]},
        ["voided"],
        options={"fell_through": "Void"},
    ),
    Row(
        "the disbursement is deleted to be corrected: entries left alone in between",
        core(finalized=False),
        (0, 0, 0),
        {"Bill": AMY_AND_LEE},
        ["in QuickBooks", "in QuickBooks"],
        held="no disbursement in CORE, but QuickBooks has bill",
        options={"fell_through": "Void", "no_longer_in_core": "Void"},
        **BILLS,  # type: ignore[arg-type]  # (two fields of the row)
    ),
    Row(
        "the disbursement is created anew: the same entries are updated",
        both(core(finalized=False), core(finalized=True, gross=2_000_000)),
        (0, 2, 0),
        {"Bill": [("live", 1_568_000), ("live", 32_000)]},
        ["in QuickBooks", "in QuickBooks"],
        **BILLS,  # type: ignore[arg-type]  # (as above)
    ),
    Row(
        "the agent is replaced: the new one's bill is created, the old ones' wait for a person",
        other_agent,
        (1, 0, 0),
        {"Bill": [*AMY_AND_LEE, ("live", 800_000)]},
        ["in QuickBooks", "in QuickBooks", "in QuickBooks"],
        held="QuickBooks has bill",
        **BILLS,  # type: ignore[arg-type]  # (as above)
    ),
    Row(
        "the agent is replaced, where the workflow voids what CORE no longer asks for",
        other_agent,
        (1, 0, 2),
        {"Bill": [("voided", 0), ("voided", 0), ("live", 800_000)]},
        ["in QuickBooks", "voided", "voided"],
        options={"no_longer_in_core": "Void"},
        **BILLS,  # type: ignore[arg-type]  # (as above)
    ),
    Row(
        "the agent comes to owe the brokerage: a bill cannot become a credit by itself",
        agent_owes,
        (0, 0, 0),
        {"Bill": AMY_AND_LEE},
        ["in QuickBooks", "in QuickBooks"],
        held="QuickBooks has a bill of 7,840.00 for Amy Adler, but CORE now asks for a vendor "
        "credit",
        **BILLS,  # type: ignore[arg-type]  # (as above)
    ),
    Row(
        "the agent comes to owe the brokerage, where the workflow voids",
        agent_owes,
        (1, 0, 2),
        {
            "Bill": [("voided", 0), ("voided", 0)],
            "VendorCredit": [("live", 100_000)],
        },
        ["in QuickBooks", "voided"],
        options={"no_longer_in_core": "Void"},
        **BILLS,  # type: ignore[arg-type]  # (as above)
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_life_after_posting(row: Row, office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.use(row.template, **row.options)
    deal = str(office.core.post("/examples/A")["transactions"][0])
    office.run(row.category)
    row.happens(office, deal)
    caplog.clear()
    caplog.set_level("INFO")

    chosen = (deal,) if row.mode.needs_records else ()
    report = office.run(row.category, chosen, mode=row.mode)

    assert (report.created, report.updated, report.voided) == row.counts
    assert standing(office) == row.quickbooks
    assert sorted(link.status for link in office.links().values()) == row.database
    sentences = " ".join(office.on_hold(row.category))
    assert row.held in sentences
    assert bool(sentences) == bool(row.held)
    assert row.logged in caplog.text
    assert office.quickbooks.trial_balance()["balanced"]
    # What is settled stays settled, what is held back stays held back: nothing is written again.
    again = office.run(row.category)
    assert (again.created, again.updated, again.voided) == (0, 0, 0)
    assert standing(office) == row.quickbooks


def standing(office: Office) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for entry in office.quickbooks.entries():
        zeroed = entry["total"] == 0 and str(entry["memo"]).startswith("Voided")
        status = "voided" if zeroed else entry["status"]
        found.setdefault(entry["type"], []).append((status, entry["total"]))
    return found


def test_a_new_entry_in_a_closed_period_is_held_back_with_the_closing_date(office: Office) -> None:
    office.quickbooks.set(book_close_date="2099-12-31")
    office.core.post("/examples/A")
    assert office.run(INCOME).created == 0
    (sentence,) = office.on_hold(INCOME)
    assert "QuickBooks' books are closed up to 2099-12-31" in sentence
    assert office.entries("Invoice") == []


def test_a_new_entry_in_a_closed_period_is_posted_at_the_first_open_day_when_told(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    office.use(
        "income-via-invoices",
        invoice_date="CORE close date",
        closed_period="Post at the first open day",
    )
    deal = office.core.post("/examples/A")["transactions"][0]
    office.quickbooks.set(book_close_date="2098-12-31")

    assert office.run(INCOME).created == 1
    assert office.entries("Invoice")[0]["date"] == "2099-01-01"
    assert "dated 2099-01-01 instead of 2026-" in caplog.text
    # The period stays where it is: a later correction keeps the day of the first posting.
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    assert office.run(INCOME).updated == 1
    assert office.entries("Invoice")[0]["date"] == "2099-01-01"


def test_a_payment_on_a_bank_deposit_is_not_taken_back(office: Office) -> None:
    office.use("billings-and-payments", deposit_account="Undeposited Funds")
    statement = office.core.post("/examples/E")["statements"][0]
    payment = office.core.post(f"/statements/{statement}/payments")["payments"][-1]
    office.run(BILLING)
    (posted,) = office.entries("Payment")
    with office.gateway() as gateway:
        bank = next(e for e in gateway.catalogue().entries if e.name == "Checking Account")
    with office.quickbooks.api() as api:
        line = {
            "Amount": 100,
            "LinkedTxn": [{"TxnId": posted["id"], "TxnType": "Payment", "TxnLineId": "0"}],
        }
        deposit = {"DepositToAccountRef": {"value": bank.id}, "Line": [line]}
        api.post("deposit", json=deposit).raise_for_status()

    office.core.delete(f"/statements/{statement}/payments/{payment['id']}")
    report = office.run(BILLING)
    assert report.voided == 0
    (sentence,) = office.on_hold(BILLING)
    assert "is on a bank deposit, so QuickBooks does not let it be changed." in sentence
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)
    assert {link.status for link in office.links().values()} == {"in QuickBooks"}


def test_orphans_are_voided_on_request_and_only_after_the_very_plan_was_seen(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    deal = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    deleted_in_core(office, deal)
    office.run(INCOME)

    first = office.run(INCOME, (deal,), mode=RunMode.VOID)
    assert (first.outcome, standing(office)) == ("previewed", {"Invoice": [("live", 1_000_000)]})
    assert "WILL void invoice" in caplog.text
    assert "This was the preview" in caplog.text

    second = office.run(INCOME, (deal,), mode=RunMode.VOID)
    assert (second.outcome, second.voided) == ("completed", 1)
    assert standing(office) == {"Invoice": [("voided", 0)]}
    assert office.on_hold(INCOME) == []
    assert office.balances("Accounts Receivable", "Commission Income") == (0, 0)
    assert office.run(INCOME).created == 0


def test_an_orphan_may_be_left_standing(office: Office) -> None:
    deal = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    deleted_in_core(office, deal)
    assert len(office.run(INCOME).on_hold) == 1
    office.run(INCOME, (deal,), mode=RunMode.KEEP_QUICKBOOKS)
    assert office.on_hold(INCOME) == []
    assert office.run(INCOME).voided == 0
    assert standing(office) == {"Invoice": [("live", 1_000_000)]}


def test_what_was_left_as_it_is_in_quickbooks_is_updated_when_core_changes_again(
    office: Office,
) -> None:
    deal = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    edited_amount(office, deal)
    office.run(INCOME, (deal,), mode=RunMode.KEEP_QUICKBOOKS)
    office.core.patch(f"/transactions/{deal}", gross=1_300_000)
    assert office.run(INCOME).updated == 1
    assert standing(office) == {"Invoice": [("live", 1_300_000)]}


def test_a_payment_follows_an_invoice_that_is_entered_again(office: Office) -> None:
    statement = office.core.post("/examples/E")
    agent = str(statement["agents"][0])
    office.core.post(f"/statements/{statement['statements'][0]}/payments")
    office.run(BILLING)
    (invoice,) = office.entries("Invoice")
    office.quickbooks.edit("Invoice", invoice["id"], "delete")
    assert "was deleted in QuickBooks" in " ".join(run_and_held(office))

    report = office.run(BILLING, (agent,), mode=RunMode.RECREATE)
    assert (report.created, report.updated) == (1, 1)
    (again,) = office.entries("Invoice")
    assert (again["total"], again["balance"]) == (10_000, 0)
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)


def run_and_held(office: Office) -> list[str]:
    office.run(BILLING)
    return office.on_hold(BILLING)


def test_a_printed_check_keeps_the_number_on_its_paper(office: Office) -> None:
    office.use("expenses-via-checks", print_later=True)
    deal = office.core.post("/examples/D")["transactions"][0]
    office.run(EXPENSES)
    (check,) = office.entries("Purchase")
    office.quickbooks.edit("Purchase", check["id"], PrintStatus="PrintComplete", DocNumber="1041")
    office.core.patch(f"/transactions/{deal}", address="44 Dartmouth Street, Unit 2")
    assert office.run(EXPENSES).updated == 1
    (check,) = office.entries("Purchase")
    assert check["number"] == "1041"
    assert "44 Dartmouth Street" in check["memo"]


def test_where_a_payee_owes_and_a_credit_stands_the_sentence_says_so(office: Office) -> None:
    deal = str(office.core.post("/examples/A")["transactions"][0])
    agent_owes(office, deal)
    office.run(EXPENSES)
    office.use("expenses-via-checks")
    office.run(EXPENSES, mode=RunMode.REPOST)
    (held,) = office.run(EXPENSES, mode=RunMode.REPOST).on_hold
    assert "QuickBooks has vendor credit" in held.what_to_do
    assert "which was left as it is." in held.what_to_do
