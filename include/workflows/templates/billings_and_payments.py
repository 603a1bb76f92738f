"""Track agent billings and payments: an invoice per statement, its payments and refunds."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.money import Cents, format_usd
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.records import Agent, BillingPayment, BillingStatement
from include.workflows.category import Category
from include.workflows.matching import Matcher
from include.workflows.naming import number, with_suffix
from include.workflows.options import CreateProducts, WorkflowOptions, list_choice
from include.workflows.template import OnHold, Posting, Template, document_key

_CUSTOMER_SUFFIX = "(agent billing)"
_RECEIVABLE = "Accounts Receivable"


class BillingDate(StrEnum):
    """Where the dates of invoices and payments come from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    CORE_DATE = "CORE billing and payment date"


class BillingsAndPayments(WorkflowOptions):
    """The options of the template."""

    dates: BillingDate = Field(
        default=BillingDate.QUICKBOOKS_DEFAULT,
        title="Invoice and payment date",
        description="The day of the first sync (later updates keep it), or CORE's own dates.",
    )
    deposit_account: ListRef = list_choice(
        ListKind.ACCOUNT,
        "Deposit to",
        "The account that agents' payments go to, and that refunds are paid from.",
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
    create_missing_products: CreateProducts = False
    customer_suffix: str = Field(
        default=_CUSTOMER_SUFFIX,
        title="Customer name ends in",
        description="QuickBooks wants a name once over customers and vendors; agents are vendors.",
        min_length=1,
        max_length=40,
    )


def entries_for(
    statement: BillingStatement, options: BillingsAndPayments, catalogue: Catalogue
) -> Posting:
    """The invoice of a statement and one payment for each payment on it.

    Credits that are more than the charges make a credit memo instead of an invoice; money given
    back makes a refund, which the agent owes again or which uses the credit up.
    """
    customer = _customer(statement.agent, options)
    matcher = Matcher(
        catalogue, ListKind.PRODUCT, options.default_product, options.create_missing_products
    )
    bill = _bill(statement, options, customer, matcher)
    receivable = catalogue.of_type(ListKind.ACCOUNT, _RECEIVABLE)
    documents = [bill]
    held: list[OnHold] = []
    open_cents = statement.total_cents
    for payment in statement.payments:
        key = document_key(Category.AGENT_BILLING, statement.key, f"payment:{payment.id}")
        if payment.amount_cents > 0 and bill.kind is DocumentKind.INVOICE:
            document = _payment(statement, payment, options, bill, key, max(open_cents, 0))
        elif payment.amount_cents < 0 and receivable:
            document = _refund(statement, payment, options, bill, key, receivable[0].ref)
        elif payment.amount_cents:
            held.append(_cannot_post(statement, payment, key))
            continue
        else:
            continue
        open_cents -= payment.amount_cents
        documents.append(document)
    return Posting(
        documents=tuple(documents),
        on_hold=tuple(held),
        new_lists=tuple(matcher.new),
        day=statement.billing_date,
    )


def _bill(
    statement: BillingStatement, options: BillingsAndPayments, customer: Party, matcher: Matcher
) -> Document:
    own_dates = options.dates is BillingDate.CORE_DATE
    owed = statement.total_cents >= 0
    # A credit memo states what the brokerage owes: the same lines, turned round.
    sign = 1 if owed else -1
    lines = tuple(
        Line(
            item.name,
            f"{item.name}: {item.memo}" if item.memo else item.name,
            sign * item.signed_cents,
            matcher.target(item.name),
        )
        for item in statement.items
    )
    failed = [item.name for item in statement.items if item.status == "charge_failed"]
    notes = [f"the card could not be charged for {', '.join(failed)}"] if failed else []
    return Document(
        key=document_key(Category.AGENT_BILLING, statement.key, "invoice"),
        kind=DocumentKind.INVOICE if owed else DocumentKind.CREDIT_MEMO,
        party=customer,
        lines=lines,
        number=number(statement.number),
        memo=statement.memo,
        date=statement.billing_date if own_dates else None,
        due_date=statement.due_date if own_dates and owed else None,
        notes=(*notes, *matcher.notes),
    )


def _payment(
    statement: BillingStatement,
    payment: BillingPayment,
    options: BillingsAndPayments,
    bill: Document,
    key: str,
    open_cents: Cents,
) -> Document:
    """A payment; what is more than the bill's open amount stays as the agent's credit."""
    document = _money(statement, payment, options, bill, key)
    surplus = payment.amount_cents - open_cents
    if surplus <= 0:
        return document
    return dataclasses.replace(
        document,
        applied=open_cents,
        notes=(f"{format_usd(surplus)} more than is billed, left as the agent's credit",),
    )


def _refund(
    statement: BillingStatement,
    payment: BillingPayment,
    options: BillingsAndPayments,
    bill: Document,
    key: str,
    receivable: ListRef,
) -> Document:
    document = _money(statement, payment, options, bill, key)
    line = Line("Refund", f"Refund to {statement.agent.name}", -payment.amount_cents, receivable)
    return dataclasses.replace(
        document,
        kind=DocumentKind.REFUND,
        lines=(line,),
        memo=f"Refund by {payment.method or 'other means'} for {statement.number}",
    )


def _money(
    statement: BillingStatement,
    payment: BillingPayment,
    options: BillingsAndPayments,
    bill: Document,
    key: str,
) -> Document:
    text = f"Payment by {payment.method}" if payment.method else "Payment"
    return Document(
        key=key,
        kind=DocumentKind.PAYMENT,
        party=bill.party,
        lines=(Line("Payment", text, payment.amount_cents, options.deposit_account),),
        number=number(f"P{payment.id}"),
        memo=f"{text} for {statement.number}",
        date=payment.paid_on if options.dates is BillingDate.CORE_DATE else None,
        account=options.deposit_account,
        pays=bill.key,
    )


def _cannot_post(statement: BillingStatement, payment: BillingPayment, key: str) -> OnHold:
    amount = format_usd(abs(payment.amount_cents))
    if payment.amount_cents > 0:
        return OnHold(
            key,
            "payment of a credit",
            f"{statement.label}: {amount} was paid, but its credits are more than its charges, so "
            "there is nothing to be paid.",
            "Put the payment on the statement it is for in CORE, then sync again.",
        )
    return OnHold(
        key,
        "no receivables account",
        f"{statement.label}: {amount} was given back, but the QuickBooks company has no active "
        "account for receivables to book it to.",
        "Make the Accounts Receivable account active in QuickBooks, then run again.",
    )


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
    entries_for=entries_for,
    kinds=frozenset(
        {DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO, DocumentKind.PAYMENT, DocumentKind.REFUND}
    ),
    voided_when_gone=frozenset({DocumentKind.PAYMENT, DocumentKind.REFUND}),
    creates=(
        "A customer for each agent who is billed, named `Jane Doe (agent billing)`.",
        "An invoice per statement: a line for each charge, a negative line for each credit.",
        "A credit memo instead where the credits are more than the charges.",
        (
            "A payment for each payment in CORE, applied to the invoice and deposited to the account "
            "you choose; it is voided when CORE takes the payment back."
        ),
        "An expense to the agent, booked to Accounts Receivable, for money given back.",
    ),
)
