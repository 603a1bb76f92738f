"""A month is tied out, signed off, and no longer signed off when anything of it moves."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text

from include.database.status_words import MonthStatus
from include.database.tables.companies import WorkflowSetup
from include.sync.run.mode import RunMode
from include.web.history.trail_state import state_now
from sandbox.quickbooks_online.person import Person
from tests.sync.closings import BILLS, CLOSED_ON, INVOICES, close
from tests.sync.office import EXPENSES, INCOME
from tests.web.conftest import here
from tests.web.months.closed_february import COMMENT, PATH, February, closed_february
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def february(pages: OfficePages) -> February:
    return closed_february(pages)


@pytest.fixture
def signed(february: February) -> February:
    """February is tied out and signed off."""
    february.tie_out()
    assert "Signed off" in february.sign()
    assert february.is_signed
    return february


def test_a_month_ties_out_and_is_signed_off_by_name_with_a_comment(february: February) -> None:
    assert "Not run. Run the tie-out, which reads QuickBooks." in february.page
    shown = february.tie_out()
    assert "Ties out 6 entries match." in shown
    assert "Due in CORE, closed in February $60,000.00 3 transactions" in shown
    # Income, cost and their net; what customers owe; what agents are owed.
    assert "Commission Income 60,000.00 0.00 60,000.00 60,000.00 0.00" in shown
    assert "Brokerage net 12,000.00 0.00 12,000.00 12,000.00 0.00" in shown
    assert "Accounts Receivable 60,000.00 0.00 60,000.00 60,000.00 0.00" in shown
    assert "Accounts Payable 48,000.00 0.00 48,000.00 48,000.00 0.00" in shown
    # As QuickBooks' own ledger has it.
    assert february.office.balances("Commission Income") == (60_000_00,)
    shown = february.sign()
    assert "Signed off by Carla Ruiz" in shown
    assert COMMENT in shown


def test_what_isnt_posted_keeps_a_month_from_being_signed_off(february: February) -> None:
    close(february.office, gross=500_000)
    february.office.run(INCOME, preview=True)
    february.tie_out()
    said = february.sign()
    assert (
        "1 record is ready to sync ($5,000.00). Sync what is left. Nothing was signed off." in said
    )
    assert february.month.status is MonthStatus.OPEN


def test_what_a_workflow_never_read_keeps_a_month_from_being_signed_off(
    pages: OfficePages,
) -> None:
    """Income is posted; expenses is on, and was never run."""
    office = pages.office
    assert office is not None
    office.use(INVOICES, invoice_date="CORE close date", due_date="CORE close date")
    deal = close(office, gross=1_000_000)
    office.run(INCOME)
    february = February(pages, office, [deal])
    february.tie_out()
    said = "1 record is not read by a workflow that is on ($10,000.00). Sync what is left."
    assert said in february.sign()
    office.run(EXPENSES)
    february.tie_out()
    february.sign()
    assert february.is_signed


def test_a_workflow_that_starts_later_doesnt_count(pages: OfficePages) -> None:
    office = pages.office
    assert office is not None
    office.use(INVOICES, invoice_date="CORE close date", due_date="CORE close date")
    deal = close(office, gross=1_000_000)
    office.run(INCOME)
    with office.database.writing() as session:
        setup = session.scalars(
            select(WorkflowSetup).where(WorkflowSetup.category == EXPENSES, WorkflowSetup.active)
        ).one()
        setup.start_date = dt.date(2026, 3, 1)
    february = February(pages, office, [deal])
    february.tie_out()
    february.sign()
    assert february.is_signed


def test_a_month_isnt_signed_off_without_a_comment_or_before_it_is_tied_out(
    february: February,
) -> None:
    assert "Run the tie-out, which reads QuickBooks. Nothing was signed off." in february.sign()
    february.tie_out()
    assert "Enter what you checked." in february.sign("  ")
    assert february.month.status is MonthStatus.OPEN


def test_an_auditor_reads_the_month_and_cant_sign_it_off(february: February) -> None:
    february.tie_out()
    february.pages.sign_in(AUDITOR)
    assert "Your role can view the month." in february.page
    assert february.pages.press(f"{PATH}/sign-off", {"comment": COMMENT}).status_code == 403


def test_an_entry_edited_in_quickbooks_ends_the_sign_off_by_name(signed: February) -> None:
    invoice = signed.office.entries("Invoice")[0]
    signed.office.quickbooks.edit("Invoice", invoice["id"], "update", TxnDate="2026-02-20")
    signed.office.run(INCOME)
    what, who = signed.moved[0]
    assert f"Invoice {invoice['number']}" in what
    assert "was edited in QuickBooks: date changed" in what
    # QuickBooks tells an ID; its audit log has the name.
    assert who.startswith("QuickBooks user 913")
    assert "No longer signed off" in signed.page
    assert what in signed.page
    # Overview lists it among the next steps until the month is signed off again.
    overview = words(signed.pages.open(""))
    assert f"No longer signed off February 2026: {what}" in overview


def test_a_deal_corrected_in_core_ends_the_sign_off(signed: February) -> None:
    signed.office.core.patch(f"/transactions/{signed.deals[0]}", gross=1_100_000)
    signed.office.run(INCOME, preview=True)
    what = signed.moved[0][0]
    assert "was changed in CORE: its amount from $10,000.00 to $11,000.00." in what
    assert signed.moved[0][1] == "someone in CORE"
    assert not signed.is_signed


def test_an_entry_deleted_in_quickbooks_ends_the_sign_off(signed: February) -> None:
    bill = signed.office.entries("Bill")[0]
    signed.office.quickbooks.edit("Bill", bill["id"], "delete")
    signed.office.run(EXPENSES)
    what, who = signed.moved[0]
    assert f"Bill {bill['number']}" in what
    assert what.endswith("was deleted in QuickBooks.")
    assert who == "someone in QuickBooks"


def test_an_altered_trail_ends_the_sign_off_and_names_the_event(signed: February) -> None:
    with signed.office.database.engine.begin() as connection:
        for name in connection.scalars(
            text(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"
            )
        ).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE number = 5"))
    assert state_now(signed.office.database, here(signed.office), "audra").kind == "bad"
    ((what, who),) = signed.moved
    assert "is broken at event 5: its content was changed" in what
    assert who == "someone with access to the CoreBooks database"


def test_an_entry_altered_in_the_database_ends_the_sign_off_and_is_named(signed: February) -> None:
    with signed.office.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE link SET total_cents = 1 WHERE kind = 'invoice' AND total_cents = 1000000")
        )
    signed.tie_out()
    assert any("Invoice" in what and "$10,000.00" in what for what, _ in signed.moved)
    assert not signed.is_signed


def test_a_late_deal_ends_the_sign_off_before_and_after_it_posts(signed: February) -> None:
    late = close(signed.office, gross=500_000, closed_on=CLOSED_ON)
    signed.office.run(INCOME, preview=True)
    (moved,) = signed.moved
    assert "4 Option Way, Boston, MA 02128 ($5,000.00) is ready to sync." in moved[0]
    signed.office.run(INCOME, (late,))
    assert signed.moved[-1][0].endswith("($5,000.00) was posted.")


def test_a_total_that_moved_in_quickbooks_ends_the_sign_off(signed: February) -> None:
    """The product of the invoices posts to another income account now: no entry changed its version."""
    income = signed.office.entries("Invoice")[0]
    with signed.office.quickbooks.api() as api:
        invoice = api.get(f"invoice/{income['id']}").json()["Invoice"]
        product = invoice["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"]
        item = api.get(f"item/{product}").json()["Item"]
        other = next(
            one["Id"]
            for one in api.get("query", params={"query": "select * from Account"}).json()[
                "QueryResponse"
            ]["Account"]
            if one["AccountType"] == "Income" and one["Id"] != item["IncomeAccountRef"]["value"]
        )
    signed.office.quickbooks.edit("Item", product, "update", IncomeAccountRef={"value": other})
    signed.office.run(INCOME, preview=True)
    signed.tie_out()
    assert any(
        "Commission Income moved in QuickBooks from $60,000.00" in one for one, _ in signed.moved
    )


def test_other_months_dont_move_it(signed: February) -> None:
    march = close(signed.office, gross=900_000, closed_on=CLOSED_ON + 31 * 86_400_000)
    signed.run()
    signed.office.core.patch(f"/transactions/{march}", gross=950_000)
    signed.run()
    assert signed.moved == []
    assert signed.is_signed


def test_a_payment_in_quickbooks_doesnt_move_it(signed: February) -> None:
    invoice = signed.office.entries("Invoice")[0]
    Person(signed.office.quickbooks).receive_payment(invoice["id"], 1_000_00, "Undeposited Funds")
    signed.run()
    assert signed.is_signed


def test_it_can_be_signed_off_again_once_it_is_right(signed: February) -> None:
    signed.office.core.patch(f"/transactions/{signed.deals[0]}", gross=1_100_000)
    signed.run()
    assert not signed.is_signed
    assert "Entries changed after the last tie-out. Run it again." in signed.page
    signed.tie_out()
    signed.sign("Corrected deal posted.")
    assert signed.is_signed
    shown = signed.page
    assert "Signed off by Carla Ruiz" in shown
    assert "“Corrected deal posted.”" in shown
    assert "its amount from $10,000.00 to $11,000.00" in shown


def test_a_kept_quickbooks_version_explains_its_variance(february: February) -> None:
    invoice = february.office.entries("Invoice")[0]
    february.office.quickbooks.edit("Invoice", invoice["id"], "update", TxnDate="2026-02-20")
    february.office.run(INCOME)
    key = next(
        name
        for name, link in february.office.links().items()
        if link.quickbooks_id == invoice["id"]
    )
    deal = key.partition(":")[2].partition("/")[0]
    february.office.run(INCOME, (deal,), mode=RunMode.KEEP_QUICKBOOKS)
    february.tie_out()
    assert "Signed off" in february.sign()


@pytest.mark.parametrize(
    "address", ["months/2026-13", "months/26-01", "months/0000-01", "months/x"]
)
def test_what_isnt_a_month_has_no_page(pages: OfficePages, address: str) -> None:
    answer = pages.browser.get(pages.address(address))
    assert answer.status_code == 404
    assert "CoreBooks has no page at this address." in words(answer.text)


def test_a_hold_and_a_variance_with_their_reasons_let_the_month_be_signed_off(
    february: February,
) -> None:
    """A bill was edited in QuickBooks. The controller says on the month's page why it stays so."""
    office = february.office
    office.use(BILLS, bill_date="CORE close date", edited_in_quickbooks="Put on hold")
    bill = office.entries("Bill")[0]
    office.quickbooks.edit("Bill", bill["id"], "update", TxnDate="2026-02-20")
    february.tie_out()
    said = february.sign()
    assert "1 record on hold without a reason." in said
    key = february.month.held[0].key
    reason = {"key": key, "note": "Dated by the title company."}
    assert february.pages.press(f"{PATH}/reason", reason).status_code == 303
    shown = february.page
    assert "Dated by the title company." in shown
    assert "Passed with a reason" in february.pages.open(PATH)
    assert "Signed off" in february.sign()
    assert february.is_signed


def test_a_reason_for_nothing_is_rejected_with_a_sentence(february: February) -> None:
    answer = february.pages.press(f"{PATH}/reason", {"key": "transaction:0", "note": "x"})
    assert answer.status_code == 409
    assert "This record isn't in CoreBooks anymore." in words(answer.text)
