"""What planned changes do, in the words of a button: "Void 111 invoices, $5,531,526.71"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from include.books.gateway import Action
from include.books.money import Cents
from include.books.sales_tax import with_tax
from include.books.wording import counted, joined

_ORDER = (Action.VOID, Action.UPDATE, Action.CREATE)


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """One planned change of an entry, or several that are alike.

    Attributes:
        action: a value of `Action`.
        kind: "invoice", "bill" ...
        total_cents: of the entry after the change; of a void, what is voided.
        number: how many; `total_cents` is theirs together.
        tax_cents: the tax that QuickBooks adds to that.
    """

    action: str
    kind: str
    total_cents: Cents
    number: int = 1
    tax_cents: Cents = 0


def plan_words(entries: Iterable[PlannedEntry], undo: int | None = None) -> str:
    """What changes do, counted and in dollars.

    Args:
        entries: the changes; customers, vendors and lists aren't among them.
        undo: the run that they undo.

    Returns:
        "Void 111 invoices, $5,531,526.71", "Undo run 12: void 3 bills, $1,200.00"; of several kinds
        "Void 1 check ($90.00) and create 1 check ($95.00)". Empty if there are none.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    cents: Counter[tuple[str, str]] = Counter()
    taxes: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        numbers[entry.action, entry.kind] += entry.number
        cents[entry.action, entry.kind] += entry.total_cents
        taxes[entry.action, entry.kind] += entry.tax_cents
    groups = [group for action in _ORDER for group in sorted(numbers) if group[0] == action]
    if not groups:
        return ""
    form = "{} {}, {}" if len(groups) == 1 else "{} {} ({})"
    done = joined(
        [
            form.format(
                Action(group[0]).value,
                counted(numbers[group], group[1]),
                with_tax(cents[group], taxes[group]),
            )
            for group in groups
        ]
    )
    return f"Undo run {undo}: {done}" if undo is not None else done[:1].upper() + done[1:]
