"""The agents who are billed: what each was billed, has paid and owes, a page at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.tables.records import Record, RecordState
from include.workflows.category import Category, Stream

PAGE = 25


@dataclass(frozen=True, slots=True)
class BilledAgent:
    """An agent on the list; amounts in cents, of all statements that CORE still has.

    Attributes:
        statements: how many there are.
        statuses: how many of them stand how; those that no run has looked at are left out.
    """

    id: str
    name: str
    statements: int
    billed_cents: Cents
    paid_cents: Cents
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def open_cents(self) -> Cents:
        """What is still to be paid; negative is what the agent has a claim to."""
        return self.billed_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class BilledAgents:
    """A page of the list, and how many agents there are in all."""

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
        search: words that must all be in a statement's number or id, or in its agent's name or
            e-mail address.
        page: which page; one that is not there gives the nearest.
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


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _owners(company_id: str, search: str) -> Select[str]:
    statements = (Record.company_id == company_id, Record.stream == Stream.BILLING.value)
    query = select(Record.owner).where(*statements, Record.owner != "")
    words = search.casefold().split()
    if words:
        # An agent found by one statement is shown with the figures of all.
        fitting = select(Record.owner).where(
            *statements, *(Record.search_text.contains(word, autoescape=True) for word in words)
        )
        query = query.where(Record.owner.in_(fitting))
    return query.group_by(Record.owner)


def _agents(session: Session, company_id: str, owners: Sequence[str]) -> list[BilledAgent]:
    statements: dict[str, list[Any]] = defaultdict(list)
    of_owners = (Record.company_id == company_id, Record.owner.in_(owners))
    for row in session.execute(
        select(Record.owner, Record.title, Record.amount_cents, Record.payload, Record.gone)
        .where(*of_owners, Record.stream == Stream.BILLING.value)
        .order_by(Record.day, Record.key)
    ):
        statements[row.owner].append(row)
    statuses = _statuses(session, company_id, owners)
    found = []
    for owner in owners:
        there = [row for row in statements[owner] if not row.gone]
        found.append(
            BilledAgent(
                id=owner.partition(":")[2],
                name=statements[owner][-1].title,  # as on the newest statement
                statements=len(there),
                billed_cents=sum(row.amount_cents or 0 for row in there),
                paid_cents=sum(_paid_cents(row.payload or {}) for row in there),
                statuses=statuses[owner],
            )
        )
    return found


def _paid_cents(statement: dict[str, Any]) -> Cents:
    # Read as it is kept: making records of hundreds of statements takes longer than the page may.
    return sum(
        part["amount_cents"] for item in statement.get("items", ()) for part in item["payments"]
    )


def _statuses(
    session: Session, company_id: str, owners: Sequence[str]
) -> defaultdict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for owner, status, number in session.execute(
        select(Record.owner, RecordState.status, func.count())
        .join(
            RecordState,
            (RecordState.company_id == Record.company_id) & (RecordState.record_key == Record.key),
        )
        .where(
            Record.company_id == company_id,
            Record.owner.in_(owners),
            RecordState.category == Category.AGENT_BILLING.value,
        )
        .group_by(Record.owner, RecordState.status)
    ):
        found[owner][status] = number
    return found
