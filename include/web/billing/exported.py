"""The agents with billing, and the statements of one, as files, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from include.books.money import amount_heading, to_decimal
from include.database.engine import Database
from include.database.reads.billing import all_billed_agents
from include.database.reads.billing_log import LoggedStatement, all_statements
from include.database.statuses import RecordStatus
from include.web.frame.exports import Cell
from include.web.frame.status_words import RECORD, Badge, record_badge

PAID = {
    "unpaid": Badge("Unpaid", "wait"),
    "partially_paid": Badge("Partially paid", "wait"),
    "paid": Badge("Paid", "good"),
    "charge_failed": Badge("Card charge failed", "bad"),
}
"""How CORE's statuses of an item's payment read."""


def columns() -> tuple[str, ...]:
    """The columns of agents."""
    return (
        "CORE ID",
        "Agent",
        "Statements",
        amount_heading("Billed"),
        amount_heading("Paid"),
        amount_heading("Open"),
        *(RECORD[status].text for status in RecordStatus),
    )


def rows(database: Database, company_id: str, search: str) -> Iterator[list[Cell]]:
    """A row for each agent that a search finds, on whichever page."""
    for agent in all_billed_agents(database, company_id, search):
        yield [
            agent.id,
            agent.name,
            agent.statements,
            to_decimal(agent.billed_cents),
            to_decimal(agent.paid_cents),
            to_decimal(agent.open_cents),
            *(agent.statuses.get(status, 0) for status in RecordStatus),
        ]


def statement_columns() -> tuple[str, ...]:
    """The columns of statements."""
    return (
        "CORE ID",
        "Statement",
        "Billing date",
        "Status",
        "Reason",
        "Billing item",
        "Memo",
        "Due date",
        "In CORE",
        amount_heading("Amount"),
        amount_heading("Paid"),
    )


def statement_rows(database: Database, company_id: str, agent_id: str) -> Iterator[list[Cell]]:
    """A row for each billing item of an agent's statements, the newest statement first."""
    for logged in all_statements(database, company_id, agent_id):
        yield from _rows_of(logged)


def _rows_of(logged: LoggedStatement) -> Iterator[list[Cell]]:
    state = logged.state
    badge = record_badge(state.status if state else None)
    reason = " ".join(filter(None, (state.sentence, state.what_to_do))) if state else ""
    head: list[Cell] = [logged.id, logged.number, logged.day, badge.text, reason]
    if logged.statement is None:
        amount = None if logged.amount_cents is None else to_decimal(logged.amount_cents)
        yield [*head, "", "", None, "", amount, None]
        return
    for item in logged.statement.items:
        yield [
            *head,
            item.name,
            item.memo,
            item.due_date,
            PAID[item.status].text,
            to_decimal(item.signed_cents),
            to_decimal(item.paid_cents),
        ]
