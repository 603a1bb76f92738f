"""The documents a bookkeeper would enter, before any QuickBooks product is chosen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from include.books.catalogue import ListRef
from include.books.money import Cents, format_usd
from include.books.parties import Party


class DocumentKind(StrEnum):
    """The entries of QuickBooks that CoreBooks writes."""

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
    """Money given back to a customer: out of the bank, back onto what the customer owes."""


PAYMENTS = frozenset({DocumentKind.PAYMENT, DocumentKind.REFUND})
"""Kinds that settle another document, and so are written after it and voided before it."""

CREDITS = frozenset({DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO})
"""Kinds that take back what their party was booked before: they lower a workflow's total."""

NEVER_ZERO = frozenset({DocumentKind.DEPOSIT})
"""Kinds that QuickBooks does not take when their lines add up to nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    `amount` is signed cents; `item_name` is CORE's own name of what the line is for; `target` the
    product (sales documents) or account (purchases) it is booked to.
    """

    item_name: str
    description: str
    amount: Cents
    target: ListRef


@dataclass(frozen=True, slots=True)
class Document:
    """One entry that should exist in QuickBooks.

    Attributes:
        key: what the document stands for, unique in a company and stable for ever:
            "brokerage_income/transaction:123/income". It never contains the disbursement's own id,
            which changes whenever CORE's users correct a deal.
        date: the posting date; None for "QuickBooks default", the day of the first posting, which
            later updates keep.
        due_date: likewise; None follows the posting date.
        number: the document number people see, at most 21 characters.
        memo: the property address, or what else a bookkeeper expects to find there.
        account: the account that money comes into or goes out of: what a payment, a sales receipt
            or a deposit is deposited to, what a check, an expense or a refund is paid from.
        pays: for payments and refunds, the key of the document they settle.
        applied: how much of a payment settles it, in cents; None for all of it.
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
    """What a person should know of how the document came about; no part of the document."""

    @property
    def total(self) -> Cents:
        """The sum of the lines, in cents."""
        return sum(line.amount for line in self.lines)

    @property
    def label(self) -> str:
        """How journals name the document: `invoice TR-2026-000123 of 10,000.00`."""
        return f"{self.kind} {self.number} of {format_usd(self.total)}"

    def content(self) -> dict[str, Any]:
        """Everything that must be the same in QuickBooks, as JSON-able values.

        Parties and list entries stand in it by key and id: a renamed agent or account changes no
        document. What a document does not have is left out, so that its fingerprint does not
        change when documents learn to hold more.
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
                [line.item_name, line.description, line.amount, line.target.kind, line.target.id]
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
    """A short digest of JSON-able content; equal content gives an equal fingerprint."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def marker(company_id: str, key: str) -> str:
    """The mark in an entry's memo by which it is found again when an answer was lost.

    A function of company and document key alone, so that every attempt carries the same one.
    """
    return "CB-" + hashlib.sha256(f"{company_id}/{key}".encode()).hexdigest()[:16].upper()
