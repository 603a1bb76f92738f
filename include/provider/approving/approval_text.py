"""What an approver reads in Airflow: Markdown of ours, in which texts of others stay plain text.

A transaction's address, a number or a name is written by others, and Airflow's page would make headings,
links and pictures of it. So each is in a code span, where Markdown means nothing: a backslash isn't
enough, as addresses become links of themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from include.books.country_words import spelled
from include.books.gateway import Action
from include.books.money import amount_heading, format_amount
from include.books.sales_tax import with_tax
from include.database.stored.documents import document_from_json
from include.database.tables.companies import Company
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation, SyncRun
from include.plain_text import plain as plain_text
from include.provider.stops import TIME_TO_APPROVE
from include.sync.operations.operations import (
    is_document,
    paid_cents,
    posted_cents,
    posted_tax_cents,
    tax_after,
)
from include.sync.operations.posting_lines import label
from include.sync.run.mode import RunMode
from include.workflows.category import Category

# An approver reads the rest in the log of `diff` or on the run's page; Airflow's form is too small.
_MOST_LINES = 50
_MOST_LETTERS = 500


def plain(text: str) -> str:
    """A text on one line, its words one blank apart, and not too long for Airflow's form."""
    shown = " ".join(plain_text(text).split())
    return shown if len(shown) <= _MOST_LETTERS else f"{shown[:_MOST_LETTERS]}…"


def code(text: str) -> str:
    """A text of others as a code span of Markdown."""
    return f"`{plain(text).replace('`', chr(0x2019))}`"


def subject_of(run: SyncRun, company: Company, planned: Sequence[Operation]) -> str:
    """One line: how many changes, and what its new entries come to; a payment's money is its invoice's."""
    workflow = Category(run.category).heading.lower()
    changes = "change" if len(planned) == 1 else "changes"
    new = [one for one in planned if is_document(one) and one.action == Action.CREATE]
    cents = sum(map(posted_cents, new))
    tax = sum(map(posted_tax_cents, new))
    money = f" ({with_tax(cents, tax)} in new entries)" if cents else ""
    return f"Post {len(planned):,} {workflow} {changes}{money} to {plain(company.name)}?"


def body_of(
    run: SyncRun,
    company: Company,
    planned: Sequence[Operation],
    held: Sequence[RecordState],
    address: str,
) -> str:
    """The planned changes: counts and money by kind of entry, the entries, and what is on hold.

    Args:
        run: the run.
        company: its company.
        planned: its changes.
        held: the workflow's records on hold.
        address: of the run's page in CoreBooks; empty where that isn't known.
    """
    purpose = f"**{RunMode(run.mode).heading}** for {code(company.name)}"
    in_corebooks = f"[Open run {run.id} in CoreBooks]({address})"
    return "\n".join(
        [
            f"{purpose}, started by {code(run.actor)} (run {run.id}).",
            "",
            *(
                [f"{in_corebooks} to see every change. You can decide there too.", ""]
                * bool(address)
            ),
            f"If no one decides within {TIME_TO_APPROVE.days} days, nothing posts.",
            "",
            *_totals(planned),
            "",
            *_entries(planned),
            "",
            f"On hold, not posted: {len(held)}.",
            *(f"- {code(state.sentence)}" for state in held[:_MOST_LINES]),
        ]
    )


def _totals(planned: Sequence[Operation]) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    money: Counter[tuple[str, str]] = Counter()
    taxes: Counter[tuple[str, str]] = Counter()
    for operation in planned:
        key = (operation.action, operation.kind)
        counts[key] += 1
        if is_document(operation):
            money[key] += _cents(operation)
            taxes[key] += tax_after(operation)
    has_tax = any(taxes.values())
    heads = ["Amount", "Tax", "Total"] if has_tax else ["Amount"]
    lines = [
        f"| Change | Entries | {' | '.join(map(amount_heading, heads))} |",
        f"|---|---:|{'---:|' * len(heads)}",
    ]
    for key, number in sorted(counts.items()):
        net, tax = money[key], taxes[key]
        amounts = [net, tax, net + tax] if has_tax else [net]
        cells = [format_amount(cents) if key in money else "" for cents in amounts]
        lines.append(
            f"| {Action(key[0]).value.capitalize()} {spelled(key[1])} | {number:,} | {' | '.join(cells)} |"
        )
    return lines


def _cents(operation: Operation) -> int:
    """What an entry comes to: a payment what it pays, a void what is voided."""
    if operation.action == Action.VOID:
        return document_from_json(operation.payload).total
    return paid_cents(operation) or posted_cents(operation)


def _entries(planned: Sequence[Operation]) -> list[str]:
    entries = [operation for operation in planned if is_document(operation)]
    lines = [
        f"- {code(f'{label(operation)}: {operation.reason}')}"
        for operation in entries[:_MOST_LINES]
    ]
    if len(entries) > _MOST_LINES:
        lines.append(f"- and {len(entries) - _MOST_LINES:,} more, in the log of `diff`")
    return lines
