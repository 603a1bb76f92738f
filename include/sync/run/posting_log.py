"""The posting log: what a run did, in lines an auditor can read in the task's log."""

from __future__ import annotations

import logging
from typing import Any

from include.books.documents import Document
from include.books.money import format_money

posting_log = logging.getLogger("corebooks.posting_log")

_IN_CORE = {"vendor": "contact", "billing_item": "billing item"}


def core_name(key: str) -> str:
    """How lines name a record of CORE by its ID: `transaction 640224`, `agent 45`, `contact 7`."""
    kind, _, own_id = key.partition(":")
    return f"{_IN_CORE.get(kind, kind)} {own_id}".strip()


def money_change(before: int | None, after: int) -> str:
    """`$7,840.00`, or `$7,840.00 -> $7,600.00 (-$240.00)` where it changed."""
    if before is None or before == after:
        return format_money(after)
    difference = after - before
    sign = "+" if difference > 0 else ""
    return f"{format_money(before)} -> {format_money(after)} ({sign}{format_money(difference)})"


def changes(before: Document, after: Document) -> list[str]:
    """What differs between two versions of a document, field by field, before and after.

    Lines are compared one by one, so an amount that only moved between lines is listed too.
    """
    differences = [
        f"{name} {was or 'none'} -> {now or 'none'}"
        for name, was, now in (
            ("number", before.number, after.number),
            ("memo", before.memo, after.memo),
            ("date", before.date, after.date),
            ("due date", before.due_date, after.due_date),
            (before.party.kind, before.party.display_name, after.party.display_name),
            ("account", _name(before.account), _name(after.account)),
            ("class", _name(before.class_ref), _name(after.class_ref)),
            ("payment method", _name(before.payment_method), _name(after.payment_method)),
            ("tax code", _codes(before), _codes(after)),
        )
        if was != now
    ]
    was_lines, now_lines = _lines(before), _lines(after)
    for label in dict.fromkeys([*was_lines, *now_lines]):
        was_cents, now_cents = was_lines.get(label), now_lines.get(label)
        if was_cents == now_cents:
            continue
        if was_cents is None:
            differences.append(f"line added: {label} {format_money(now_cents or 0)}")
        elif now_cents is None:
            differences.append(f"line removed: {label} {format_money(was_cents)}")
        else:
            differences.append(f"line {label} {money_change(was_cents, now_cents)}")
    return differences


def _name(reference: Any) -> str:
    return reference.name if reference else ""


def _lines(document: Document) -> dict[str, int]:
    """Cents by item and account or product; lines with the same label are added up."""
    cents: dict[str, int] = {}
    for line in document.lines:
        label = f"“{line.item_name}” to {line.target.name}"
        cents[label] = cents.get(label, 0) + line.amount
    return cents


def _codes(document: Document) -> str:
    """The tax codes of a document's lines, by name."""
    return ", ".join(dict.fromkeys(line.tax.name for line in document.lines if line.tax))
