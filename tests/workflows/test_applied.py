"""What of an agent's payment pays the invoice: as much as is open, and the rest stays as credit."""

from __future__ import annotations

from include.books.documents import Document
from include.workflows.applied import payments_applied
from tests.workflows.records import charge, paid, posting_of, statement

INVOICE = "agent_billing/statement:55/invoice"


def documents(*cents: int) -> tuple[Document, ...]:
    """A desk fee of $100.00, and what was paid of it; below zero went back to the agent."""
    payments = tuple(paid(one, str(900 + place)) for place, one in enumerate(cents))
    return posting_of(
        "billings-and-payments", statement(charge("Desk fee", 10_000), payments=payments)
    ).documents


def applied(made: tuple[Document, ...], total: int) -> list[int | None]:
    return [one.applied for one in payments_applied(made, {INVOICE: total})[1:]]


def test_a_payment_up_to_the_total_with_tax_is_applied_whole() -> None:
    assert applied(documents(11_300), 10_000) == [10_000]
    assert applied(documents(11_300), 11_300) == [None]


def test_what_is_more_than_the_total_with_tax_stays_as_credit_and_is_noted() -> None:
    _, payment = payments_applied(documents(12_000), {INVOICE: 11_300})
    assert payment.applied == 11_300
    assert payment.notes == ("$7.00 more than the balance, kept as the agent's credit",)


def test_payments_are_applied_in_their_order_and_a_refund_opens_the_invoice_again() -> None:
    assert applied(documents(10_000, 2_000), 11_300) == [None, 1_300]
    assert applied(documents(11_300, -1_300, 2_000), 11_300) == [None, None, 1_300]


def test_a_note_on_a_surplus_goes_where_there_is_none_with_tax() -> None:
    made = documents(11_300)
    assert made[1].notes
    _, payment = payments_applied(made, {INVOICE: 11_300})
    assert (payment.applied, payment.notes) == (None, ())
