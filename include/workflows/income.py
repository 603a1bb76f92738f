"""Brokerage income: what the three income templates share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from include.books.catalogue import AccountType, Catalogue, ListKind, ListRef, plain
from include.books.causes import HoldCause
from include.books.documents import NEVER_ZERO, Document, DocumentKind, Line
from include.books.money import Cents, format_money
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.records import Disbursement, Transaction
from include.workflows.category import Category
from include.workflows.choices import Choice, DecidesEntries
from include.workflows.items import TreatedItem, treated_items
from include.workflows.matching import Matcher
from include.workflows.naming import display_name, number
from include.workflows.options import ClassOptions, CreateProducts, IncomeTaxCode, Rules
from include.workflows.template import OnHold, Posting, document_key, without_disbursement

GROSS = "Gross commission"
PROPERTY = "customer/property:"
"""With what the key of a property's customer begins."""
_PRODUCTS = ("Service", "NonInventory")
DEPOSIT_ACCOUNTS = (AccountType.BANK, AccountType.OTHER_CURRENT_ASSET)


class IncomeOptions(ClassOptions):
    """The options that every income template has."""

    fixed_customer: str = Field(
        default="",
        title="Single customer",
        description="Used as the customer of every transaction. If blank, each property is a "
        "customer, named by its address.",
    )
    itemized: bool = Field(
        default=True,
        title="Itemized lines",
        description="Adds one line per item. If off, one line has the total.",
    )
    per_side: Annotated[bool, DecidesEntries()] = Field(
        default=False,
        title="Separate entry per side",
        description="Creates two entries when the brokerage represents both sides. Transactions "
        "already in QuickBooks keep the entries they have.",
    )
    item_rules: Rules = ()
    tax_code: IncomeTaxCode = None


class SalesOptions(IncomeOptions):
    """The options of income templates whose lines are products and services."""

    gross_product: Annotated[ListRef, Choice(ListKind.PRODUCT, _PRODUCTS, "Gross Commission")] = (
        Field(
            title="Product/service for gross commission",
            description="Its income account receives the gross commission.",
        )
    )
    default_product: Annotated[ListRef, Choice(ListKind.PRODUCT, _PRODUCTS, "Other Income")] = (
        Field(
            title="Default product/service",
            description="Used for items that match no product or service name.",
        )
    )
    create_missing_products: CreateProducts = False


@dataclass(frozen=True, slots=True)
class IncomeDocument:
    """How a template posts income.

    `due_date` and `date` are None for the date of the first sync; `targets` says whether lines post
    to products or to accounts.
    """

    kind: DocumentKind
    targets: ListKind
    gross: ListRef
    default: ListRef
    date: dt.date | None
    due_date: dt.date | None = None
    account: ListRef | None = None
    payment_method: ListRef | None = None
    create_products: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """What goes on one entry: the whole transaction, or one side of it."""

    side: str
    gross: Cents
    items: tuple[TreatedItem, ...]

    @property
    def total(self) -> Cents:
        return self.gross + sum(item.signed for item in self.items)

    @property
    def role(self) -> str:
        """How the entry's key tells it from the transaction's other one."""
        return f"income:{self.side}" if self.side else "income"


def income_entries(
    transaction: Transaction, options: IncomeOptions, catalogue: Catalogue, how: IncomeDocument
) -> Posting:
    """The gross commission, and a line for each item that changes income.

    Income below zero goes on hold: none of QuickBooks' sales entries can be below zero.
    """
    if transaction.disbursement is None:
        return without_disbursement(transaction)
    writer = _Writer(transaction, options, catalogue, how)
    documents: list[Document] = []
    on_hold: list[OnHold] = []
    needless: dict[str, str] = {}
    skipped: list[str] = []
    for part in _parts(transaction.disbursement, options):
        key = document_key(Category.BROKERAGE_INCOME, transaction.key, part.role)
        if part.total < 0:
            on_hold.append(_below_zero(transaction, part, key, how))
            continue
        if part.total == 0 and how.kind in NEVER_ZERO:
            skipped.append(
                f"its income is {format_money(0)}, and a QuickBooks {how.kind} can't be {format_money(0)}"
            )
            continue
        document = writer.document(part, key)
        if not any(line.amount for line in document.lines):
            needless[key] = f"its income is {format_money(0)}"
        documents.append(document)
    return Posting(
        documents=tuple(documents),
        on_hold=tuple(on_hold),
        needless=needless,
        skipped=tuple(skipped),
        new_lists=tuple(writer.matcher.new),
        day=transaction.closing_date,
        complete=transaction.is_complete,
    )


class _Writer:
    """Makes a transaction's income entries, one per part."""

    def __init__(
        self,
        transaction: Transaction,
        options: IncomeOptions,
        catalogue: Catalogue,
        how: IncomeDocument,
    ) -> None:
        self.matcher = Matcher(catalogue, how.targets, how.default, how.create_products)
        self._transaction = transaction
        self._options = options
        self._how = how
        self._class_ref = self.matcher.class_of(transaction, options)

    def document(self, part: _Part, key: str) -> Document:
        how, transaction = self._how, self._transaction
        return Document(
            key=key,
            kind=how.kind,
            party=_customer(transaction, self._options),
            lines=tuple(self._lines(part)),
            number=number(transaction.number, part.side[:1].upper()),
            memo=transaction.address_line,
            date=how.date,
            due_date=how.due_date,
            account=how.account,
            class_ref=self._class_ref,
            payment_method=how.payment_method,
            notes=tuple(self.matcher.notes),
            defaults=tuple(self.matcher.defaults),
        )

    def _lines(self, part: _Part) -> Iterator[Line]:
        side = f", {part.side} side" if part.side else ""
        if not self._options.itemized:
            text = f"{self._transaction.address_line}{side}"
            yield Line(GROSS, text, part.total, self._how.gross)
            return
        yield Line(GROSS, f"{GROSS}{side}", part.gross, self._how.gross)
        for item in part.items:
            target = self.matcher.target(item.name, item.rule)
            yield Line(item.name, _description(item), item.signed, target)


def creates(
    entry: str, customer: str = "A customer for each property, named by its address."
) -> tuple[str, ...]:
    """What every income template creates, told of its kind of entry: "An invoice"."""
    return (
        f"{customer} You can also use a single customer.",
        (
            f"{entry} per transaction, with a line for the gross commission and for each co-broke or "
            "pre-commission item treated as a line on the income entry."
        ),
        "Debits are negative lines, and credits are positive lines.",
    )


def _parts(disbursement: Disbursement, options: IncomeOptions) -> Iterator[_Part]:
    items = [item for item in treated_items(disbursement, options.item_rules) if item.on_income]
    sides = disbursement.sides() if options.per_side else ()
    if len(sides) < 2:  # noqa: PLR2004  (one side is the whole transaction)
        yield _Part("", disbursement.gross_cents, tuple(items))
        return
    for side in sides:
        its_items = (item for item in items if disbursement.side_of(item.side) == side.side)
        yield _Part(side.side, side.gross_cents, tuple(its_items))


def _description(item: TreatedItem) -> str:
    return f"{item.name}, {item.payee.name}" if item.payee.name else item.name


def _customer(transaction: Transaction, options: IncomeOptions) -> Party:
    # A street that QuickBooks keeps nothing of leaves a comma: the customer is the place then.
    fixed, address = (
        display_name(text).strip(" ,")
        for text in (options.fixed_customer, transaction.address_line)
    )
    name = fixed or address
    # By address, not by transaction: a property that is sold twice is one customer.
    return Party(
        key=f"{PROPERTY}{plain(name)}",
        kind=PartyKind.CUSTOMER,
        display_name=name,
        shared=True,
    )


def _below_zero(transaction: Transaction, part: _Part, key: str, how: IncomeDocument) -> OnHold:
    return OnHold(
        key,
        HoldCause.NEGATIVE_INCOME,
        f"{transaction.label}: its income is {format_money(part.total)}, and a QuickBooks {how.kind} "
        "can't be negative.",
        "Check the transaction's items in CORE. If they are right, record the entry in QuickBooks "
        "yourself.",
    )
