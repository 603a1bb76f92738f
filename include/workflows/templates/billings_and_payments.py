"""Track agent billings and payments: an invoice per statement, its payments and refunds."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from include.books.catalogue import AccountType, Catalogue, ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, Line
from include.books.gateway import Feature
from include.books.money import format_money
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.records import Agent, BillingPayment, BillingStatement
from include.workflows.applied import payments_applied
from include.workflows.category import Category
from include.workflows.choices import Choice, DatesEntries
from include.workflows.left_out import left_out
from include.workflows.matching import Matcher
from include.workflows.naming import (
    display_name,
    email_address,
    number,
    part_of_name,
    with_suffix,
)
from include.workflows.options import BillingTaxCode, CreateProducts, WorkflowOptions
from include.workflows.template import OnHold, Posting, Template, document_key

_CUSTOMER_SUFFIX = "(agent billing)"
_RECEIVABLE = AccountType.RECEIVABLE


class BillingDate(StrEnum):
    """Where the dates of invoices and payments come from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    CORE_DATE = "CORE billing and payment date"


class BillingsAndPayments(WorkflowOptions):
    """The options of the template."""

    dates: Annotated[BillingDate, DatesEntries(BillingDate.CORE_DATE)] = Field(
        default=BillingDate.QUICKBOOKS_DEFAULT,
        title="Invoice and payment date",
        description="QuickBooks default is the date of the first sync, and updates keep it.",
    )
    deposit_account: Annotated[
        ListRef,
        Choice(
            ListKind.ACCOUNT,
            (AccountType.BANK, AccountType.OTHER_CURRENT_ASSET),
            "Checking Account",
        ),
    ] = Field(
        title="Deposit to",
        description="The account that receives agents' payments, and that refunds are paid from.",
    )
    default_product: Annotated[
        ListRef, Choice(ListKind.PRODUCT, ("Service", "NonInventory"), "Agent Billing")
    ] = Field(
        title="Default product/service",
        description="Used for billing items that match no product or service name.",
    )
    create_missing_products: CreateProducts = False
    customer_suffix: str = Field(
        default=_CUSTOMER_SUFFIX,
        title="Customer name suffix",
        description="Added to the agent's name for the customer. QuickBooks names must be unique, and "
        "the agent is a vendor.",
        min_length=1,
        max_length=40,
    )
    tax_code: BillingTaxCode = None


def entries_for(
    statement: BillingStatement, options: BillingsAndPayments, catalogue: Catalogue
) -> Posting:
    """The invoice of a statement and one payment for each payment on it.

    If the credits are more than the charges, a credit memo replaces the invoice. A refund is an
    expense to the agent, who owes the amount again or whose credit it uses up.
    """
    customer = _customer(statement.agent, options)
    matcher = Matcher(
        catalogue, ListKind.PRODUCT, options.default_product, options.create_missing_products
    )
    bill = _bill(statement, options, customer, matcher)
    receivable = catalogue.of_type(ListKind.ACCOUNT, _RECEIVABLE)
    documents = [bill]
    held: list[OnHold] = []
    for payment in statement.payments:
        key = document_key(Category.AGENT_BILLING, statement.key, f"payment:{payment.id}")
        if payment.amount_cents > 0 and bill.kind is DocumentKind.INVOICE:
            document = _money(statement, payment, options, bill, key)
        elif payment.amount_cents < 0 and receivable:
            document = _refund(statement, payment, options, bill, key, receivable[0].ref)
        elif payment.amount_cents:
            held.append(_cannot_post(statement, payment, key))
            continue
        else:
            continue
        documents.append(document)
    return Posting(
        documents=payments_applied(documents, {bill.key: statement.total_cents}),
        on_hold=tuple(held),
        new_lists=tuple(matcher.new),
        day=statement.billing_date,
    )


def _bill(
    statement: BillingStatement, options: BillingsAndPayments, customer: Party, matcher: Matcher
) -> Document:
    own_dates = options.dates is BillingDate.CORE_DATE
    owed = statement.total_cents >= 0
    # A credit memo for what the brokerage owes has the same lines, with the signs reversed.
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
    notes = [f"the card charge failed for {', '.join(failed)}"] if failed else []
    return Document(
        key=document_key(Category.AGENT_BILLING, statement.key, "invoice"),
        kind=DocumentKind.INVOICE if owed else DocumentKind.CREDIT_MEMO,
        party=customer,
        lines=lines,
        number=number(statement.number),
        memo=statement.memo,
        date=statement.billing_date if own_dates else None,
        due_date=statement.due_date if own_dates and owed else None,
        notes=(*notes, *matcher.notes, *left_out(statement.agent.name, statement.agent.email)),
        defaults=tuple(matcher.defaults),
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
    amount = format_money(abs(payment.amount_cents))
    if payment.amount_cents > 0:
        return OnHold(
            key,
            HoldCause.PAYMENT_OF_A_CREDIT,
            f"{statement.label}: {amount} was paid, but its credits exceed its charges, so nothing "
            "is owed.",
            "Move the payment to the right statement in CORE, then sync again.",
        )
    return OnHold(
        key,
        HoldCause.NO_RECEIVABLES,
        f"{statement.label}: {amount} was refunded, but the QuickBooks company has no active "
        "Accounts Receivable account.",
        "Make the Accounts Receivable account active in QuickBooks, then sync again.",
    )


def _customer(agent: Agent, options: BillingsAndPayments) -> Party:
    return Party(
        key=f"customer/{agent.key}",
        kind=PartyKind.CUSTOMER,
        display_name=with_suffix(agent.name, options.customer_suffix),
        given_name=part_of_name(agent.given_name),
        family_name=part_of_name(agent.family_name),
        company_name=part_of_name(agent.company),
        email=email_address(agent.email),
        print_name=display_name(agent.name),
    )


TEMPLATE = Template(
    key="billings-and-payments",
    category=Category.AGENT_BILLING,
    title="Track agent billings and payments",
    summary="One invoice per agent billing statement, and one payment for each payment on it.",
    options=BillingsAndPayments,
    entries_for=entries_for,
    kinds=frozenset(
        {DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO, DocumentKind.PAYMENT, DocumentKind.REFUND}
    ),
    needs=frozenset({Feature.SALES}),
    voided_when_gone=frozenset({DocumentKind.PAYMENT, DocumentKind.REFUND}),
    creates=(
        "A customer for each billed agent, named `Jane Doe (agent billing)`.",
        "An invoice per statement, with a line for each charge and a negative line for each credit.",
        "A credit memo instead of an invoice if the credits exceed the charges.",
        (
            "A payment for each payment in CORE, applied to the invoice and deposited to the account "
            "you choose. If the payment is reversed in CORE, it is voided."
        ),
        "For a refund, an expense to the agent, posted to Accounts Receivable.",
    ),
)
