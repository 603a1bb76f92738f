"""Track agent billings and payments: an invoice per statement, and its payments."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.money import format_usd
from include.books.parties import Party, PartyKind
from include.core_backoffice.records import Agent, BillingStatement
from include.workflows.category import Category
from include.workflows.naming import number, with_suffix
from include.workflows.options import Options, list_choice, matching
from include.workflows.template import Booking, HeldBack, Template, document_key

_CUSTOMER_SUFFIX = "(agent billing)"


class BillingDate(StrEnum):
    """Where the dates of invoices and payments come from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    CORE_DATE = "CORE billing and payment date"


class BillingsAndPayments(Options):
    """The options of the template."""

    dates: BillingDate = Field(
        default=BillingDate.QUICKBOOKS_DEFAULT,
        title="Invoice and payment date",
        description="The day of the first sync (later updates keep it), or CORE's own dates.",
    )
    deposit_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Deposit to",
        "The account that agents' payments go to.",
        ("Bank", "Other Current Asset"),
        "Checking Account",
    )
    default_product: ListRef = list_choice(
        ListKind.PRODUCT,
        "Default product/service",
        "For billing items whose name is no product's or service's name.",
        ("Service", "NonInventory"),
        "Agent Billing",
    )
    customer_suffix: str = Field(
        default=_CUSTOMER_SUFFIX,
        title="Customer name ends in",
        description="QuickBooks wants a name once over customers and vendors; agents are vendors.",
        min_length=1,
        max_length=40,
    )


def book(
    statement: BillingStatement, options: BillingsAndPayments, catalogue: Catalogue
) -> Booking:
    """The invoice of a statement and one payment for each payment on it."""
    day = statement.billing_date
    invoice_key = document_key(Category.AGENT_BILLING, statement.key, "invoice")
    if statement.total_cents < 0:
        return Booking(
            held_back=(
                HeldBack(
                    "",
                    "credits larger than the bill",
                    f"{statement.label}: its credits are {format_usd(-statement.total_cents)} more "
                    "than its charges, and QuickBooks has no invoices below zero.",
                    "Move the surplus credit to a later statement in CORE, then sync again.",
                ),
            ),
            day=day,
        )
    paid = sum(payment.amount_cents for payment in statement.payments)
    if paid > statement.total_cents:
        return Booking(
            held_back=(
                HeldBack(
                    "",
                    "paid more than billed",
                    f"{statement.label}: {format_usd(paid)} is paid on a bill of "
                    f"{format_usd(statement.total_cents)}.",
                    "Correct the payments, or bill the difference, in CORE; then sync again.",
                ),
            ),
            day=day,
        )
    customer = _customer(statement.agent, options)
    own_dates = options.dates is BillingDate.CORE_DATE
    lines, notes = _lines(statement, options, catalogue)
    invoice = Document(
        key=invoice_key,
        kind=DocumentKind.INVOICE,
        party=customer,
        lines=tuple(lines),
        number=number(statement.number),
        memo=statement.memo,
        date=statement.billing_date if own_dates else None,
        due_date=statement.due_date if own_dates else None,
        notes=tuple(notes),
    )
    payments = tuple(
        Document(
            key=document_key(Category.AGENT_BILLING, statement.key, f"payment:{payment.id}"),
            kind=DocumentKind.PAYMENT,
            party=customer,
            lines=(
                Line(
                    "Payment",
                    f"Payment by {payment.method}",
                    payment.amount_cents,
                    options.deposit_account,
                ),
            ),
            number=number(f"P{payment.id}"),
            memo=f"Payment by {payment.method} for {statement.number}",
            date=payment.paid_on if own_dates else None,
            account=options.deposit_account,
            pays=invoice_key,
        )
        for payment in statement.payments
        if payment.amount_cents > 0
    )
    return Booking(documents=(invoice, *payments), day=day)


def _lines(
    statement: BillingStatement, options: BillingsAndPayments, catalogue: Catalogue
) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    notes: list[str] = []
    for item in statement.items:
        target, note = matching(catalogue, ListKind.PRODUCT, item.name, options.default_product)
        description = f"{item.name}: {item.memo}" if item.memo else item.name
        lines.append(Line(item.name, description, item.signed_cents, target))
        if note and note not in notes:
            notes.append(note)
    return lines, notes


def _customer(agent: Agent, options: BillingsAndPayments) -> Party:
    return Party(
        key=f"customer/{agent.key}",
        kind=PartyKind.CUSTOMER,
        display_name=with_suffix(agent.name, options.customer_suffix),
        given_name=agent.given_name,
        family_name=agent.family_name,
        company_name=agent.company,
        email=agent.email,
    )


TEMPLATE = Template(
    key="billings-and-payments",
    category=Category.AGENT_BILLING,
    title="Track agent billings and payments",
    summary="One invoice per billing statement of an agent, and a payment for each payment on it.",
    options=BillingsAndPayments,
    book=book,
    voided_when_gone=frozenset({DocumentKind.PAYMENT}),
)
