"""The agents with billing as a file, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from include.books.money import to_decimal
from include.database.engine import Database
from include.database.reads.billing import all_billed_agents
from include.database.statuses import RecordStatus
from include.web.frame.exports import Cell
from include.web.frame.status_words import RECORD

COLUMNS: Sequence[str] = (
    "CORE ID",
    "Agent",
    "Statements",
    "Billed (USD)",
    "Paid (USD)",
    "Open (USD)",
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
