"""A feed's records as one company's workflows read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalPerson,
    CanonicalStatement,
    HeldRow,
    Place,
)
from include.core_backoffice.feeds.shelf import Kept, Shelved
from include.core_backoffice.records.errors import CoreConnectionProblem
from include.core_backoffice.streams import Stream
from include.database.engine import Database
from include.database.feeds.people import FeedPeople
from include.database.feeds.routes import Rule, companies_of, rules
from include.database.feeds.stored_records import PAYMENTS, record_of
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, Feed, FeedRecord
from include.database.tables.records import Record

_PAGE = 500

_STREAMS = {Shelved.DEAL: Stream.TRANSACTIONS, Shelved.STATEMENT: Stream.BILLING}


class DatabaseShelf:
    """The `Shelf` of one feed for one company.

    Args:
        database: the database.
        seal: opens tax IDs.
        feed_id: the feed.
        company_id: the company.
    """

    def __init__(self, database: Database, seal: Seal, feed_id: str, company_id: str) -> None:
        self._database = database
        self._seal = seal
        self.feed_id = feed_id
        self._company_id = company_id
        self._rules: dict[Shelved, tuple[Rule, ...]] = {}
        self._people = FeedPeople(database, seal, feed_id)

    def check(self) -> None:
        """Check that the feed is there and has received something."""
        with self._database.reading() as session:
            feed = session.get(Feed, self.feed_id)
            if feed is None:
                raise CoreConnectionProblem(
                    f"The source {self.feed_id} no longer exists. Nothing was read or posted. Choose "
                    "where records come from under Imports, then run again."
                )
            received = session.scalar(
                select(
                    exists().where(
                        Arrival.feed_id == self.feed_id,
                        Arrival.status == ArrivalStatus.READ.value,
                    )
                )
            )
        if not received:
            raise CoreConnectionProblem(
                f"The source {feed.name} has no import that was read. Nothing was read or posted. "
                "Upload a file under Imports, then run again."
            )

    def changed(self, kind: Shelved, since: dt.datetime | None) -> Iterator[Kept]:
        """What changed since a moment, in order of key."""
        query = self._of(kind)
        if since is not None:
            query = query.where(or_(FeedRecord.changed_at >= since, self._paid_since(since)))
        for rows in self._pages(query):
            yield from self._kept(kind, rows)

    def one(self, key: str) -> Kept | None:
        """One record by key."""
        try:
            kind = Shelved(key.partition(":")[0])
        except ValueError:
            return None
        with self._database.reading() as session:
            row = session.get(FeedRecord, (self.feed_id, key))
        if row is None:
            return None
        return next(self._kept(kind, [row]), None)

    def keys(self, kind: Shelved) -> Iterator[str]:
        """The keys of all of the company's that aren't gone, in order."""
        for rows in self._pages(self._of(kind).where(FeedRecord.gone.is_(False))):
            for row in rows:
                if self._company_id in self._companies(kind, row.route):
                    yield row.key

    def statements_of(self, agent_id: str) -> Iterator[Kept]:
        """All statements of an agent, in order of key; of the agent "", those that name none."""
        owner = f"{Shelved.AGENT}:{agent_id}" if agent_id else ""
        query = self._of(Shelved.STATEMENT).where(
            FeedRecord.owner == owner, FeedRecord.gone.is_(False)
        )
        for rows in self._pages(query):
            yield from (one for one in self._kept(Shelved.STATEMENT, rows) if not one.gone)

    def billed_agents(self, since: dt.datetime | None) -> Iterator[tuple[str, dt.datetime]]:
        """Agents of whom a statement changed, each with the newest change, in order of ID."""
        payments = aliased(FeedRecord)
        newest = case(
            (payments.changed_at > FeedRecord.changed_at, payments.changed_at),
            else_=FeedRecord.changed_at,
        )
        query = (
            select(FeedRecord.owner, func.max(newest))
            .outerjoin(
                payments,
                (payments.feed_id == FeedRecord.feed_id)
                & (payments.kind == PAYMENTS)
                & (payments.owner == FeedRecord.key),
            )
            .where(
                FeedRecord.feed_id == self.feed_id,
                FeedRecord.kind == Shelved.STATEMENT.value,
            )
            .group_by(FeedRecord.owner)
            .order_by(FeedRecord.owner)
        )
        if since is not None:
            query = query.where(or_(FeedRecord.changed_at >= since, self._paid_since(since)))
        with self._database.reading() as session:
            found = session.execute(query).all()
        for owner, changed_at in found:
            yield owner.partition(":")[2], changed_at

    def person(self, key: str) -> CanonicalPerson | None:
        """An agent or vendor of the feed's lists."""
        return self._people.person(key)

    def has_list(self, kind: Shelved) -> bool:
        """Whether the feed ever received a list of this kind."""
        with self._database.reading() as session:
            return bool(
                session.scalar(
                    select(
                        exists().where(
                            FeedRecord.feed_id == self.feed_id, FeedRecord.kind == kind.value
                        )
                    )
                )
            )

    def must_be_listed(self) -> bool:
        """Whether agents of deals and statements must be on the feed's list of agents."""
        return self._people.must_be_listed()

    def _of(self, kind: Shelved) -> Select[FeedRecord]:
        return select(FeedRecord).where(
            FeedRecord.feed_id == self.feed_id, FeedRecord.kind == kind.value
        )

    def _paid_since(self, since: dt.datetime) -> Any:
        """Whether payments that came apart from the statement's lines changed."""
        payments = aliased(FeedRecord)
        return exists().where(
            payments.feed_id == self.feed_id,
            payments.kind == PAYMENTS,
            payments.owner == FeedRecord.key,
            payments.changed_at >= since,
        )

    def _pages(self, query: Select[FeedRecord]) -> Iterator[Sequence[FeedRecord]]:
        """The rows in order of key, page by page, each in a transaction of its own."""
        after = ""
        while True:
            with self._database.reading() as session:
                page = session.scalars(
                    query.where(FeedRecord.key > after).order_by(FeedRecord.key).limit(_PAGE)
                ).all()
            if page:
                yield page
            if len(page) < _PAGE:
                return
            after = page[-1].key

    def _kept(self, kind: Shelved, rows: Sequence[FeedRecord]) -> Iterator[Kept]:
        with self._database.reading() as session:
            names = _names(session, rows)
            payments = self._payments(session, rows) if kind is Shelved.STATEMENT else {}
            companies = {row.key: self._companies(kind, row.route) for row in rows}
            lost = [row.key for row in rows if self._company_id not in companies[row.key]]
            had = _had(session, self._company_id, lost)
        for row in rows:
            mine = self._company_id in companies[row.key]
            if not mine and row.key not in had:
                continue
            paid = payments.get(row.key)
            held = row.held or (paid.held if paid and not paid.gone else None)
            yield Kept(
                key=row.key,
                changed_at=max(row.changed_at, paid.changed_at) if paid else row.changed_at,
                # Payments that can't be used leave it unknown what is paid.
                record=None if held else self._record(row, paid),
                held=HeldRow.from_json(held) if held else None,
                gone=row.gone or not mine,
                final_at=row.final_at,
                arrival=names[row.arrival_id],
                place=Place.from_json(row.place),
                companies=len(companies[row.key]) if mine else 1,
            )

    def _record(self, row: FeedRecord, paid: FeedRecord | None) -> Canonical | None:
        record = record_of(row, self._seal)
        more = record_of(paid, self._seal) if paid and not paid.gone else None
        if isinstance(record, CanonicalStatement) and isinstance(more, CanonicalStatement):
            return with_payments(record, more)
        return record

    def _payments(self, session: Session, rows: Sequence[FeedRecord]) -> dict[str, FeedRecord]:
        found = session.scalars(
            select(FeedRecord).where(
                FeedRecord.feed_id == self.feed_id,
                FeedRecord.kind == PAYMENTS,
                FeedRecord.owner.in_([row.key for row in rows]),
            )
        )
        return {row.owner: row for row in found}

    def _companies(self, kind: Shelved, route: str) -> list[str]:
        if kind not in _STREAMS:
            return [self._company_id]
        if kind not in self._rules:
            with self._database.reading() as session:
                self._rules[kind] = rules(session, self.feed_id, _STREAMS[kind])
        return companies_of(self._rules[kind], route)


def with_payments(statement: CanonicalStatement, more: CanonicalStatement) -> CanonicalStatement:
    """A statement with payments that came in other files; one that both have counts once."""
    known = {payment.id for payment in statement.payments}
    added = tuple(payment for payment in more.payments if payment.id not in known)
    values = {
        **statement.to_json(),
        "payments": [one.to_json() for one in (*statement.payments, *added)],
    }
    return CanonicalStatement.from_json(values)


def _names(session: Session, rows: Sequence[FeedRecord]) -> dict[int, str]:
    ids = {row.arrival_id for row in rows}
    found = session.execute(select(Arrival.id, Arrival.name).where(Arrival.id.in_(ids)))
    return {row.id: row.name for row in found}


def _had(session: Session, company_id: str, keys: Sequence[str]) -> set[str]:
    """Which of some records the company has, as they were its own before a rule or a value changed."""
    if not keys:
        return set()
    return set(
        session.scalars(
            select(Record.key).where(
                Record.company_id == company_id, Record.key.in_(keys), Record.gone.is_(False)
            )
        )
    )
