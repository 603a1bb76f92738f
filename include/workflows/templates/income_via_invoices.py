"""Track broker income via invoices: one invoice per transaction."""

from __future__ import annotations

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef, plain
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.core_backoffice.records import Disbursement, Transaction
from include.workflows.category import Category
from include.workflows.items import booked_items
from include.workflows.naming import display_name, number
from include.workflows.options import (
    DateChoice,
    Options,
    Rules,
    chosen_date,
    list_choice,
    matching,
)
from include.workflows.template import Booking, HeldBack, Template, document_key

_PRODUCTS = ("Service", "NonInventory")


class IncomeViaInvoices(Options):
    """The options of the template."""

    fixed_customer: str = Field(
        default="",
        title="One customer for all invoices",
        description="Empty: every property is a customer, named by its address.",
    )
    invoice_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Invoice date",
        description="The day of the first sync (later updates keep it), or CORE's close date.",
    )
    due_date: DateChoice = Field(
        default=DateChoice.QUICKBOOKS_DEFAULT,
        title="Due date",
        description="The day of the first sync, or CORE's close date.",
    )
    gross_product: ListRef = list_choice(
        ListKind.PRODUCT,
        "Product/service for gross commission",
        "Its income account receives the gross commission.",
        _PRODUCTS,
        "Gross Commission",
    )
    default_product: ListRef = list_choice(
        ListKind.PRODUCT,
        "Default product/service",
        "For items whose name is no product's or service's name.",
        _PRODUCTS,
        "Other Income",
    )
    itemised: bool = Field(
        default=True,
        title="Itemised",
        description="A line per item; off: one line with the sum.",
    )
    item_rules: Rules = ()


def book(transaction: Transaction, options: IncomeViaInvoices, catalogue: Catalogue) -> Booking:
    """One invoice: the gross commission, and a line for each item that changes income."""
    disbursement = transaction.disbursement
    if disbursement is None:
        return Booking(not_due=transaction.why_no_disbursement)
    key = document_key(Category.BROKERAGE_INCOME, transaction.key, "income")
    lines, notes = _lines(disbursement, options, catalogue)
    total = sum(line.amount for line in lines)
    if total < 0:
        held = HeldBack(
            key,
            "negative income",
            f"{transaction.label}: its income comes to less than nothing, and QuickBooks has no "
            "invoices below zero.",
            "Check the deal's items in CORE; if they are right, enter a credit memo by hand.",
        )
        return Booking(held_back=(held,), day=transaction.closing_date)
    if not options.itemised:
        lines = [Line("Gross commission", transaction.address_line, total, options.gross_product)]
    invoice = Document(
        key=key,
        kind=DocumentKind.INVOICE,
        party=_customer(transaction, options),
        lines=tuple(lines),
        number=number(transaction.number),
        memo=transaction.address_line,
        date=chosen_date(options.invoice_date, transaction.closing_date),
        due_date=chosen_date(options.due_date, transaction.closing_date),
        notes=tuple(notes),
    )
    return Booking(
        documents=(invoice,), day=transaction.closing_date, complete=transaction.is_complete
    )


def _lines(
    disbursement: Disbursement, options: IncomeViaInvoices, catalogue: Catalogue
) -> tuple[list[Line], list[str]]:
    lines = [
        Line(
            "Gross commission", "Gross commission", disbursement.gross_cents, options.gross_product
        )
    ]
    notes: list[str] = []
    for item in booked_items(disbursement, options.item_rules):
        if not item.on_income:
            continue
        target, note = matching(catalogue, ListKind.PRODUCT, item.name, options.default_product)
        lines.append(Line(item.name, _description(item.name, item.payee.name), item.signed, target))
        if note:
            notes.append(note)
    return lines, notes


def _description(name: str, payee: str) -> str:
    return f"{name}, {payee}" if payee else name


def _customer(transaction: Transaction, options: IncomeViaInvoices) -> Party:
    name = display_name(options.fixed_customer or transaction.address_line)
    # By address, not by transaction: a property that is sold twice is one customer.
    return Party(key=f"customer/property:{plain(name)}", kind=PartyKind.CUSTOMER, display_name=name)


TEMPLATE = Template(
    key="income-via-invoices",
    category=Category.BROKERAGE_INCOME,
    title="Track broker income via invoices",
    summary="One invoice per transaction, to the property's address, for the gross commission.",
    options=IncomeViaInvoices,
    book=book,
)
