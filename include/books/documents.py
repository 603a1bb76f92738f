"""The entries a bookkeeper would create, before any QuickBooks product is chosen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from include.books.catalogue import ListRef
from include.books.country_words import spelled
from include.books.money import Cents, format_money
from include.books.parties import Party


class DocumentKind(StrEnum):
    """The kinds of entries that CoreBooks posts to QuickBooks.

    What is stored and compared is the value. In a sentence, a page or a log, a kind is written as the company's
    country spells it: `f"{DocumentKind.CHECK}"` is "cheque" in Canada.
    """

    INVOICE = "invoice"
    PAYMENT = "payment"
    BILL = "bill"
    VENDOR_CREDIT = "vendor credit"
    SALES_RECEIPT = "sales receipt"
    DEPOSIT = "deposit"
    CHECK = "check"
    EXPENSE = "expense"
    CREDIT_MEMO = "credit memo"
    REFUND = "refund"
    """A customer's refund: from the bank, added to what the customer owes."""

    def __str__(self) -> str:
        """The kind as the company's country spells it."""
        return spelled(self.value)

    def __format__(self, how: str) -> str:
        """The same, in an f-string."""
        return format(spelled(self.value), how)


PAYMENTS = frozenset({DocumentKind.PAYMENT, DocumentKind.REFUND})
"""Kinds that pay another document, and so are created after it and voided before it."""

CREDITS = frozenset({DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO})
"""Kinds that reduce what their customer or vendor has: they lower a workflow's total."""

PURCHASES = frozenset({DocumentKind.CHECK, DocumentKind.EXPENSE, DocumentKind.REFUND})
"""Kinds that QuickBooks keeps as one, so that an entry of one may be read as another."""

NEVER_ZERO = frozenset({DocumentKind.DEPOSIT})
"""Kinds that QuickBooks rejects when their lines total $0.00."""


SOLD = frozenset(
    {
        DocumentKind.INVOICE,
        DocumentKind.SALES_RECEIPT,
        DocumentKind.CREDIT_MEMO,
        DocumentKind.DEPOSIT,
    }
)
"""Kinds whose lines bear the sales rates of a tax code."""

BOUGHT = frozenset(
    {DocumentKind.BILL, DocumentKind.VENDOR_CREDIT, DocumentKind.CHECK, DocumentKind.EXPENSE}
)
"""Kinds whose lines bear the purchase rates of a tax code; payments and refunds bear none."""


def read_as(kind: DocumentKind) -> frozenset[DocumentKind]:
    """The kinds that an entry which is read as this one may be."""
    return PURCHASES if kind in PURCHASES else frozenset({kind})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    `amount` is signed cents, without tax; `item_name` is CORE's own name of what the line is for;
    `target` the product (sales) or account (purchases) it posts to; `tax` its tax code, in companies
    whose lines need one.
    """

    item_name: str
    description: str
    amount: Cents
    target: ListRef
    tax: ListRef | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One entry that should exist in QuickBooks.

    Attributes:
        key: what the document is for, unique in a company and stable forever:
            "brokerage_income/transaction:123/income". It never contains the disbursement's own ID,
            which changes whenever a disbursement is corrected in CORE.
        date: the entry's date; None for "QuickBooks default", the date of the first sync, which
            updates keep.
        due_date: likewise; None follows the entry's date.
        number: the document number in QuickBooks, at most 21 characters.
        memo: the property address, or what else a bookkeeper expects to find there.
        account: the account of the money: what a payment, a sales receipt or a deposit is deposited
            to, what a check, an expense or a refund is paid from.
        pays: for payments and refunds, the key of the document they pay.
        applied: how much of a payment is applied to it, in cents; None for all of it.
        class_ref: the class of all its lines, where the company tracks classes.
        payment_method: how it was paid, on sales receipts and expenses.
        print_later: a check that is still to be printed in QuickBooks.
    """

    key: str
    kind: DocumentKind
    party: Party
    lines: tuple[Line, ...]
    number: str
    memo: str
    date: dt.date | None = None
    due_date: dt.date | None = None
    account: ListRef | None = None
    pays: str | None = None
    applied: Cents | None = None
    class_ref: ListRef | None = None
    payment_method: ListRef | None = None
    print_later: bool = False
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What the log tells about how the document came about; not part of the document."""
    defaults: tuple[str, ...] = field(default=(), compare=False)
    """Of the notes, those on lines that post to a default account or product for want of another one."""

    @property
    def total(self) -> Cents:
        """The sum of the lines, in cents; without the tax that QuickBooks adds."""
        return sum(line.amount for line in self.lines)

    @property
    def is_taxed(self) -> bool:
        """Whether its lines have tax codes, by which QuickBooks adds tax."""
        return any(line.tax is not None for line in self.lines)

    @property
    def money(self) -> tuple[Cents, dict[str, Cents]]:
        """What its total in QuickBooks depends on: that of its lines, and how much of it bears which code."""
        by_code: dict[str, Cents] = {}
        for line in self.lines:
            if line.tax is not None:
                by_code[line.tax.id] = by_code.get(line.tax.id, 0) + line.amount
        return self.total, {code: cents for code, cents in by_code.items() if cents}

    @property
    def label(self) -> str:
        """How logs name the document: `invoice TR-2026-000123 of $10,000.00`."""
        return f"{self.kind} {self.number} of {format_money(self.total)}"

    def content(self) -> dict[str, Any]:
        """Everything that must be the same in QuickBooks, as JSON-able values.

        Customers, vendors and list entries are in it by key and ID: a renamed agent or account
        changes no document. What a document does not have is left out, so that its fingerprint does
        not change when documents get new fields.
        """
        extra = {
            "applied": self.applied,
            "class": self.class_ref.id or self.class_ref.name if self.class_ref else None,
            "payment_method": self.payment_method.id if self.payment_method else None,
            "print_later": self.print_later or None,
        }
        return {
            "kind": self.kind.value,
            "party": self.party.key,
            "lines": [
                [
                    line.item_name,
                    line.description,
                    line.amount,
                    line.target.kind,
                    line.target.id,
                    *([line.tax.id] if line.tax else []),
                ]
                for line in self.lines
            ],
            "number": self.number,
            "memo": self.memo,
            "date": self.date.isoformat() if self.date else None,
            "due_date": self.due_date.isoformat() if self.due_date else None,
            "account": self.account.id if self.account else None,
            "pays": self.pays,
        } | {name: value for name, value in extra.items() if value is not None}


def fingerprint(content: dict[str, Any]) -> str:
    """A short hash of JSON-able content; equal content gives an equal fingerprint."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


TAG = re.compile(r"\bCB-[0-9A-F]{16}\b")
"""What `marker` makes, in a memo."""


def marker(company_id: str, key: str) -> str:
    """The CoreBooks tag in an entry's memo, by which it is found again if a response was lost.

    A function of company and document key alone, so that every attempt carries the same one.
    """
    return "CB-" + hashlib.sha256(f"{company_id}/{key}".encode()).hexdigest()[:16].upper()
