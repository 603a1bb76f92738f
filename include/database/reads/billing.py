"""The agents who are billed: what each was billed, has paid and owes, a page at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.engine import Database
from include.database.reads.streams import BILLING_STATEMENTS, BILLING_WORKFLOW, core_id
from include.database.tables.records import Record, RecordState

PAGE = 25


@dataclass(frozen=True, slots=True)
class BilledAgent:
    """An agent on the list; amounts in cents, of all statements that CORE still has.

    Attributes:
        id: the agent's CORE ID.
        name: as on the newest statement.
        statements: how many there are; those that can't be read count with what is known of them.
        statuses: how many of them have each status; those that no run has read are left out.
    """

    id: str
    name: str
    statements: int
    billed_cents: Cents
    paid_cents: Cents
    statuses: Mapping[str, int]

    @property
    def open_cents(self) -> Cents:
        """The balance due; negative is a credit balance of the agent's."""
        return self.billed_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class BilledAgents:
    """A page of the list, and how many agents there are on all pages."""

    agents: Sequence[BilledAgent]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total)


def billed_agents(
    session: Session, company_id: str, search: str = "", page: int = 1
) -> BilledAgents:
    """A page of the agents with billing in the database, by name.

    Args:
        session: of the database.
        company_id: whose agents.
        search: words that must all be in a statement's number or CORE ID, or in its agent's name
            or email address.
        page: which page; one that is past the end gives the last.
    """
    owners = _owners(company_id, search)
    total = session.scalar(select(func.count()).select_from(owners.subquery())) or 0
    page = min(max(page, 1), _last_page(total))
    shown = session.scalars(
        owners.order_by(func.lower(func.max(Record.title)), Record.owner)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return BilledAgents(_agents(session, company_id, shown), total, page)


def all_billed_agents(database: Database, company_id: str, search: str) -> Iterator[BilledAgent]:
    """All agents that a search finds, by name, read a page at a time."""
    with database.reading() as session:
        last = billed_agents(session, company_id, search).last_page
        for page in range(1, last + 1):
            yield from billed_agents(session, company_id, search, page).agents


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _owners(company_id: str, search: str) -> Select[str]:
    statements = (Record.company_id == company_id, Record.stream == BILLING_STATEMENTS)
    query = select(Record.owner).where(*statements, Record.owner != "")
    words = search.casefold().split()
    if words:
        # An agent found by one statement is shown with the figures of all.
        matching = select(Record.owner).where(
            *statements, *(Record.search_text.contains(word, autoescape=True) for word in words)
        )
        query = query.where(Record.owner.in_(matching))
    return query.group_by(Record.owner)


def _agents(session: Session, company_id: str, owners: Sequence[str]) -> list[BilledAgent]:
    statements: dict[str, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(
            Record.owner,
            Record.key,
            Record.title,
            Record.amount_cents,
            Record.payload,
            Record.gone,
        )
        .where(
            Record.company_id == company_id,
            Record.owner.in_(owners),
            Record.stream == BILLING_STATEMENTS,
        )
        .order_by(Record.day, Record.key)
    )
    for row in rows:
        statements[row.owner].append(row)
    statuses = _statuses(session, company_id, owners)
    agents = []
    for owner in owners:
        in_core = [row for row in statements[owner] if not row.gone]
        agents.append(
            BilledAgent(
                id=core_id(owner),
                name=next((row.title for row in reversed(statements[owner]) if row.title), ""),
                statements=sum(row.key.startswith("statement:") for row in in_core),
                billed_cents=sum(row.amount_cents or 0 for row in in_core),
                paid_cents=sum(_paid_cents(row.payload or {}) for row in in_core),
                statuses=statuses[owner],
            )
        )
    return agents


def _paid_cents(statement: dict[str, Any]) -> Cents:
    # Read as stored: making records of hundreds of statements takes longer than the page may.
    return sum(
        payment["amount_cents"]
        for item in statement.get("items", ())
        for payment in item["payments"]
    )


def _statuses(
    session: Session, company_id: str, owners: Sequence[str]
) -> defaultdict[str, Counter[str]]:
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = session.execute(
        select(Record.owner, RecordState.status, func.count())
        .join(
            RecordState,
            (RecordState.company_id == Record.company_id) & (RecordState.record_key == Record.key),
        )
        .where(
            Record.company_id == company_id,
            Record.owner.in_(owners),
            RecordState.category == BILLING_WORKFLOW,
        )
        .group_by(Record.owner, RecordState.status)
    )
    for owner, status, number in rows:
        statuses[owner][status] = number
    return statuses
