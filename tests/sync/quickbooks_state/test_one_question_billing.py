"""The one question of a company covers agent billing: invoices, payments, credit memos, and refunds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from include.books.documents import DocumentKind
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.setup.companies import deactivate
from include.database.statuses import LinkStatus
from include.database.tables.entries import EntryWatermark, Link
from include.sync.quickbooks_state.one_question import answered_for, question
from include.sync.quickbooks_state.quickbooks_edits import detect_edits
from include.sync.run.run import SyncContext
from include.workflows.category import Category
from tests.sync.closings import close
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.quickbooks_state.test_one_question import changes_asked, finish
from tests.sync.test_agent_billing import Billing

pytestmark = pytest.mark.whole

OF_BILLING = {
    DocumentKind.INVOICE,
    DocumentKind.CREDIT_MEMO,
    DocumentKind.PAYMENT,
    DocumentKind.REFUND,
}
OF_EXPENSES = {DocumentKind.BILL, DocumentKind.VENDOR_CREDIT}


EDITED = "2026-01-02"


@pytest.fixture
def billed(office: Office) -> Billing:
    """A deal with its bill and invoice, and a paid statement: all in QuickBooks as they were sent."""
    close(office)
    billing = Billing(office)
    billing.pay()
    for _ in range(2):
        for category in (INCOME, EXPENSES, BILLING):
            office.run(category)
    return billing


@contextmanager
def asked_together(office: Office) -> Iterator[tuple[SyncContext, SyncContext]]:
    """A run of agent expenses and one of agent billing that begin at the same moment."""
    with office.context(EXPENSES) as expenses, office.context(BILLING) as billing:
        yield expenses, billing


def edit(billing: Billing, entity: str, action: str = "update", **fields: str) -> None:
    """What a bookkeeper does to the statement's invoice, or to its payment, in QuickBooks."""
    with billing.office.database.reading() as session:
        id_ = session.scalars(
            select(Link.quickbooks_id).where(Link.category == BILLING, Link.kind == entity.lower())
        ).one()
    billing.office.quickbooks.edit(entity, id_, action, **fields)


def is_noticed(office: Office, kind: str) -> bool:
    """Whether the database has the edit of agent billing's entry of a kind."""
    with office.database.reading() as session:
        link = session.scalars(
            select(Link).where(Link.category == BILLING, Link.kind == kind)
        ).one()
    return bool(link.edited_as) or link.status != LinkStatus.IN_QUICKBOOKS


def payment_date(office: Office) -> str:
    (payment,) = office.entries("Payment")
    return str(payment["date"])


def owed_by_agents(office: Office) -> int:
    """What agents owe of their statements, in cents: all receivables but the deal's."""
    (receivable,) = office.balances("Accounts Receivable")
    return receivable - 10_000_00


def read_up_to(office: Office, moment: dt.datetime) -> None:
    """Agent billing's edits are known up to a moment only."""
    with office.database.writing() as session:
        session.get_one(EntryWatermark, (COMPANY, BILLING)).read_up_to = moment


def test_agent_billing_adds_its_kinds_of_entries(billed: Billing) -> None:
    with billed.office.context(EXPENSES) as expenses:
        asked = question(expenses)
    assert set(asked.kinds) == OF_EXPENSES | OF_BILLING
    assert asked.categories[0] == EXPENSES
    assert set(asked.categories) == {EXPENSES, INCOME, BILLING}


def test_a_kind_that_two_workflows_post_is_asked_for_once(billed: Billing) -> None:
    """Income and agent billing both post invoices."""
    with billed.office.context(INCOME) as income:
        asked = question(income)
    assert len(asked.kinds) == len(set(asked.kinds)) == len(OF_EXPENSES | OF_BILLING)


def test_agent_billing_that_is_off_adds_nothing(billed: Billing) -> None:
    deactivate(billed.office.database, COMPANY, BILLING, "ada")
    with billed.office.context(EXPENSES) as expenses:
        asked = question(expenses)
    assert set(asked.kinds) == OF_EXPENSES | {DocumentKind.INVOICE}
    assert set(asked.categories) == {EXPENSES, INCOME}


def test_agent_billing_that_was_looked_at_long_ago_asks_for_itself(billed: Billing) -> None:
    """Its four kinds since last week would make the answer long for a bill of today."""
    office = billed.office
    read_up_to(office, utc_now() - dt.timedelta(days=7))
    with office.context(EXPENSES) as expenses:
        asked = question(expenses)
    assert set(asked.categories) == {EXPENSES, INCOME}
    assert DocumentKind.PAYMENT not in asked.kinds


def test_the_question_goes_back_to_where_agent_billing_knows(billed: Billing) -> None:
    yesterday = utc_now() - dt.timedelta(days=1)
    read_up_to(billed.office, yesterday)
    with billed.office.context(EXPENSES) as expenses:
        assert question(expenses).since < yesterday


def test_three_runs_that_begin_together_ask_once(billed: Billing) -> None:
    office = billed.office
    office.quickbooks.reset_meter()
    with asked_together(office) as (expenses, billing), office.context(INCOME) as income:
        for context in (expenses, billing, income):
            finish(context)
    assert changes_asked(office) == 1


def test_an_edited_payment_is_found_by_the_question_of_expenses(billed: Billing) -> None:
    office = billed.office
    edit(billed, "Payment", TxnDate=EDITED)
    with asked_together(office) as (expenses, billing):
        finish(expenses)
        assert is_noticed(office, "payment")
        office.quickbooks.reset_meter()
        detect_edits(billing)
        assert changes_asked(office) == 0
        finish(billing)
    assert payment_date(office) == office.today.isoformat()


@pytest.mark.parametrize("action", ["void", "delete"])
def test_a_payment_that_someone_took_out_is_found_by_the_question_of_expenses(
    billed: Billing, action: str
) -> None:
    office = billed.office
    edit(billed, "Payment", action)
    office.run(EXPENSES)
    assert is_noticed(office, "payment")
    office.run(BILLING)
    assert len(office.on_hold(BILLING)) == 1
    assert owed_by_agents(office) == 100_00


def test_an_edit_of_agent_billings_invoice_is_found_by_the_question_of_income(
    billed: Billing,
) -> None:
    """Income has asked for invoices anyway; whose they are is told by the link."""
    office = billed.office
    edit(billed, "Invoice", TxnDate=EDITED)
    office.run(INCOME)
    assert is_noticed(office, "invoice")
    assert office.on_hold(INCOME) == []
    office.run(BILLING)
    assert not is_noticed(office, "invoice")


@pytest.mark.parametrize(("entity", "category"), [("Payment", EXPENSES), ("Invoice", INCOME)])
def test_while_agent_billing_is_being_posted_its_entries_are_left_to_it(
    billed: Billing, entity: str, category: Category
) -> None:
    """What QuickBooks lists may be what CoreBooks is just writing, and no one has stored yet."""
    office = billed.office
    with office.context(category) as other, office.context(BILLING) as billing:
        posting = WriterLease.take(office.database, COMPANY, "Agent billing run 9")
        edit(billed, entity, TxnDate=EDITED)
        detect_edits(other)
        assert not is_noticed(office, entity.lower())
        posting.release(office.database)
        office.quickbooks.reset_meter()
        finish(billing)
    assert changes_asked(office) == 1
    assert not is_noticed(office, entity.lower())
    assert office.entries(entity)[-1]["date"] == office.today.isoformat()


def test_a_payment_without_a_response_is_left_to_agent_billing_and_posted_once(
    billed: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agent billing's worker was killed once QuickBooks had the second statement's payment."""
    office = billed.office
    second = Billing(office)
    office.run(BILLING)
    second.pay()
    with office.context(BILLING) as billing, monkeypatch.context() as patched:
        write = type(billing.gateway).write_documents

        def and_be_killed(*args: Any) -> Iterator[Any]:
            list(write(*args))
            raise KeyboardInterrupt

        patched.setattr(type(billing.gateway), "write_documents", and_be_killed)
        with pytest.raises(KeyboardInterrupt):
            finish(billing)
    assert len(office.entries("Payment")) == 2
    with office.context(EXPENSES) as expenses:
        asked = question(expenses)
        assert DocumentKind.PAYMENT in asked.kinds
        with office.database.reading() as session:
            assert answered_for(expenses, session, asked) == {EXPENSES, INCOME}
        finish(expenses)
    office.run(BILLING)
    assert len(office.entries("Payment")) == 2
    assert office.on_hold(BILLING) == []
    assert owed_by_agents(office) == 0
