"""Brokerage income: what the three income templates share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from include.books.catalogue import Catalogue, ListKind, ListRef, plain
from include.books.documents import NEVER_ZERO, Document, DocumentKind, Line
from include.books.money import Cents, format_usd
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.records import Disbursement, Transaction
from include.workflows.category import Category
from include.workflows.items import TreatedItem, treated_items
from include.workflows.matching import Matcher
from include.workflows.naming import display_name, number
from include.workflows.options import ClassOptions, CreateProducts, Rules, list_choice
from include.workflows.template import OnHold, Posting, document_key

GROSS = "Gross commission"
_PRODUCTS = ("Service", "NonInventory")
DEPOSIT_ACCOUNTS = ("Bank", "Other Current Asset")


class IncomeOptions(ClassOptions):
    """The options that every income template has."""

    fixed_customer: str = Field(
        default="",
        title="One customer for all",
        description="Empty: every property is a customer, named by its address.",
    )
    itemised: bool = Field(
        default=True,
        title="Itemised",
        description="A line per item; off: one line with the sum.",
    )
    per_side: bool = Field(
        default=False,
        title="One document per side",
        description="A deal on which the brokerage has both sides gets two documents. Deals that "
        "are in QuickBooks already stay as they were posted.",
        json_schema_extra={"shape": True},
    )
    item_rules: Rules = ()


class SalesOptions(IncomeOptions):
    """The options of income templates whose lines are products and services."""

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
    create_missing_products: CreateProducts = False


@dataclass(frozen=True, slots=True)
class IncomeDocument:
    """How a template enters income.

    `due_date` and `date` are None for the day of the first posting; `targets` says whether lines
    are booked to products or to accounts.
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
    """What goes on one document: all of a deal, or one side of it."""

    side: str
    gross: Cents
    items: tuple[TreatedItem, ...]

    @property
    def total(self) -> Cents:
        return self.gross + sum(item.signed for item in self.items)


def income_entries(
    transaction: Transaction, options: IncomeOptions, catalogue: Catalogue, how: IncomeDocument
) -> Posting:
    """The gross commission, and a line for each item that changes income.

    Income below zero is held back: none of QuickBooks' sales entries can be below zero.
    """
    disbursement = transaction.disbursement
    if disbursement is None:
        return Posting(
            not_ready=transaction.why_no_disbursement, fell_through=transaction.is_cancelled
        )
    matcher = Matcher(catalogue, how.targets, how.default, how.create_products)
    class_ref = matcher.class_of(transaction, options)
    documents: list[Document] = []
    held: list[OnHold] = []
    needless: dict[str, str] = {}
    skipped: list[str] = []
    for part in _parts(disbursement, options):
        key = document_key(Category.BROKERAGE_INCOME, transaction.key, _role(part))
        if part.total < 0:
            held.append(_below_zero(transaction, part, key, how))
            continue
        if part.total == 0 and how.kind in NEVER_ZERO:
            skipped.append(f"its income is nothing, and QuickBooks has no {how.kind}s of nothing")
            continue
        lines = tuple(_lines(transaction, part, options, how, matcher))
        if not any(line.amount for line in lines):
            needless[key] = "its income is nothing"
        documents.append(
            Document(
                key=key,
                kind=how.kind,
                party=_customer(transaction, options),
                lines=lines,
                number=number(transaction.number, part.side[:1].upper()),
                memo=transaction.address_line,
                date=how.date,
                due_date=how.due_date,
                account=how.account,
                class_ref=class_ref,
                payment_method=how.payment_method,
                notes=tuple(matcher.notes),
            )
        )
    return Posting(
        documents=tuple(documents),
        on_hold=tuple(held),
        needless=needless,
        skipped=tuple(skipped),
        new_lists=tuple(matcher.new),
        day=transaction.closing_date,
        complete=transaction.is_complete,
    )


def _parts(disbursement: Disbursement, options: IncomeOptions) -> Iterator[_Part]:
    items = [one for one in treated_items(disbursement, options.item_rules) if one.on_income]
    sides = disbursement.sides() if options.per_side else ()
    if len(sides) < 2:  # noqa: PLR2004  (one side is the whole deal)
        yield _Part("", disbursement.gross_cents, tuple(items))
        return
    for side in sides:
        some = (one for one in items if disbursement.side_of(one.side) == side.side)
        yield _Part(side.side, side.gross_cents, tuple(some))


def _role(part: _Part) -> str:
    return f"income:{part.side}" if part.side else "income"


def _lines(
    transaction: Transaction,
    part: _Part,
    options: IncomeOptions,
    how: IncomeDocument,
    matcher: Matcher,
) -> Sequence[Line]:
    side = f", {part.side} side" if part.side else ""
    if not options.itemised:
        return [Line(GROSS, f"{transaction.address_line}{side}", part.total, how.gross)]
    lines = [Line(GROSS, f"{GROSS}{side}", part.gross, how.gross)]
    for item in part.items:
        target = matcher.target(item.name, item.rule)
        lines.append(Line(item.name, _description(item), item.signed, target))
    return lines


def _description(item: TreatedItem) -> str:
    return f"{item.name}, {item.payee.name}" if item.payee.name else item.name


def _customer(transaction: Transaction, options: IncomeOptions) -> Party:
    name = display_name(options.fixed_customer or transaction.address_line)
    # By address, not by transaction: a property that is sold twice is one customer.
    return Party(key=f"customer/property:{plain(name)}", kind=PartyKind.CUSTOMER, display_name=name)


def _below_zero(transaction: Transaction, part: _Part, key: str, how: IncomeDocument) -> OnHold:
    return OnHold(
        key,
        "negative income",
        f"{transaction.label}: its income comes to {format_usd(part.total)}, and QuickBooks has no "
        f"{how.kind}s below zero.",
        "Check the deal's items in CORE; if they are right, enter it in QuickBooks by hand.",
    )
