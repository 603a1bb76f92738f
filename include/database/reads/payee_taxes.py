"""Which agents and vendors charge sales tax, a page at a time: those who aren't decided first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.reads.names import who_in_core
from include.database.tables.entries import PayeeTax

PAGE = 25


@dataclass(frozen=True, slots=True)
class PayeeOfTax:
    """A payee whose entries need a tax code.

    Attributes:
        key: of their vendor: "vendor/agent:45".
        name: as CORE has it.
        charges: whether they charge tax; None while nobody decided.
        decided_by: who did; empty while nobody has.
        decided_at: when, UTC.
    """

    key: str
    name: str
    charges: bool | None
    decided_by: str
    decided_at: dt.datetime | None

    @property
    def who(self) -> str:
        """Who it is in CORE: `Agent 45`."""
        return who_in_core(self.key)

    @property
    def answer(self) -> str:
        """As files and forms have it: "yes", "no", or empty."""
        return {None: "", True: "yes", False: "no"}[self.charges]


@dataclass(frozen=True, slots=True)
class PayeeTaxes:
    """A page of payees, and how many there are on all pages."""

    payees: Sequence[PayeeOfTax]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))


def payee_taxes(session: Session, company_id: str, search: str = "", page: int = 1) -> PayeeTaxes:
    """A page of payees, undecided ones first, then by name.

    Args:
        session: of the database.
        company_id: whose.
        search: words that must all be in the name, or be the CORE ID.
        page: which page; one that is past the end gives the last.
    """
    query = _query(company_id, search)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = min(max(page, 1), PayeeTaxes((), total, 1).last_page)
    rows = session.scalars(
        query.order_by(
            PayeeTax.charges_tax.is_not(None), func.lower(PayeeTax.name), PayeeTax.party_key
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return PayeeTaxes([payee_of_tax(row) for row in rows], total, page)


def all_payee_taxes(database: Database, company_id: str, search: str = "") -> Iterator[PayeeOfTax]:
    """All payees that a search finds, read a page at a time."""
    with database.reading() as session:
        last = payee_taxes(session, company_id, search).last_page
        for page in range(1, last + 1):
            yield from payee_taxes(session, company_id, search, page).payees


def undecided_payees(session: Session, company_id: str) -> int:
    """How many payees nobody decided on."""
    query = select(func.count()).where(
        PayeeTax.company_id == company_id, PayeeTax.charges_tax.is_(None)
    )
    return session.scalar(query) or 0


def payee_keys(session: Session, company_id: str) -> dict[str, str]:
    """The names of all payees, by the key of their vendor."""
    rows = session.execute(
        select(PayeeTax.party_key, PayeeTax.name).where(PayeeTax.company_id == company_id)
    )
    return {row.party_key: row.name for row in rows}


def _query(company_id: str, search: str) -> Select[PayeeTax]:
    query = select(PayeeTax).where(PayeeTax.company_id == company_id)
    for word in search.split():
        query = query.where(
            or_(
                PayeeTax.name.icontains(word, autoescape=True),
                PayeeTax.party_key.endswith(f":{word}", autoescape=True),
            )
        )
    return query


def payee_of_tax(row: PayeeTax) -> PayeeOfTax:
    """A payee from their row."""
    return PayeeOfTax(row.party_key, row.name, row.charges_tax, row.decided_by, row.decided_at)
