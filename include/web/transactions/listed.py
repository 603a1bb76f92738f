"""What the list of transactions says of each: why it isn't synced, and its row in an export."""

from __future__ import annotations

from collections.abc import Iterator

from include.books.money import amount_heading, to_decimal
from include.database.reads.record_states import StateInWorkflow
from include.database.reads.transactions import TransactionRow
from include.database.statuses import RecordStatus
from include.web.frame.exports import Cell
from include.web.frame.status_words import WARNINGS, record_badge, sentence_case
from include.workflows.category import TRANSACTION_CATEGORIES


def reason(row: TransactionRow) -> str:
    """Why a transaction isn't synced, or what to look at, in a few words; each is said once."""
    found = (text for state in _states(row) for text in _in_short(state))
    return "; ".join(dict.fromkeys(text for text in found if text))


def explained(row: TransactionRow) -> str:
    """The same in whole sentences, where there are any."""
    found = [one.sentence for state in _states(row) for one in state.open_warnings]
    return " ".join(dict.fromkeys(found)) or reason(row)


def columns() -> tuple[str, ...]:
    """The columns of an export."""
    return (
        "CORE ID",
        "Transaction",
        "Number",
        "Closed",
        amount_heading("Gross commission"),
        *(
            column
            for category in TRANSACTION_CATEGORIES
            for column in (category.heading, f"{category.heading}: reason")
        ),
    )


def export_row(row: TransactionRow) -> list[Cell]:
    """A transaction's row in an export."""
    cells: list[Cell] = [
        row.id,
        row.title,
        row.number,
        row.day,
        None if row.amount_cents is None or row.is_stray else to_decimal(row.amount_cents),
    ]
    for category in TRANSACTION_CATEGORIES:
        state = row.states.get(category)
        warned = bool(state and state.open_warnings)
        badge = record_badge(state.status if state else None, warned=warned)
        cells += [badge.text, _sentence(state)]
    return cells


def _states(row: TransactionRow) -> Iterator[StateInWorkflow]:
    for category in TRANSACTION_CATEGORIES:
        if state := row.states.get(category):
            yield state


def _in_short(state: StateInWorkflow) -> Iterator[str]:
    if state.open_warnings:
        yield from (WARNINGS[one.kind] for one in state.open_warnings)
    else:
        on_hold = state.status is RecordStatus.ON_HOLD
        yield sentence_case(state.cause if on_hold else state.sentence)


def _sentence(state: StateInWorkflow | None) -> str:
    if state and state.open_warnings:
        return " ".join(one.sentence for one in state.open_warnings)
    return " ".join(filter(None, (state.sentence, state.what_to_do))) if state else ""
