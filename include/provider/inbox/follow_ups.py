"""Which companies' workflows follow an import: those for which it changed something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import AfterReading
from include.core_backoffice.feeds.shelf import Shelved
from include.database.feeds.routes import Rule, compared
from include.database.feeds.stored_records import PAYMENTS
from include.database.statuses import ArrivalStatus
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.feeds import Arrival, Feed, FeedCompany, FeedRecord, FeedVersion
from include.database.tables.records import RecordState
from include.workflows.category import Category, Stream

_PEOPLE = (Shelved.AGENT, Shelved.VENDOR)
_KINDS = {
    Stream.TRANSACTIONS: [Shelved.DEAL.value],
    Stream.BILLING: [Shelved.STATEMENT.value, PAYMENTS],
}


@dataclass(frozen=True, slots=True)
class ReadArrival:
    """An import that was read, and whose workflows weren't started."""

    id: int
    name: str
    feed_id: str
    feed_name: str
    after: AfterReading
    read_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FedCompany:
    """A company that a source feeds with one of its streams, by a rule."""

    id: str
    name: str
    stream: Stream
    rule: Rule
    is_connected: bool


def read_arrivals(session: Session) -> list[ReadArrival]:
    """The imports whose workflows are to be started, in order."""
    rows = session.execute(
        select(Arrival, Feed)
        .join(Feed, Feed.id == Arrival.feed_id)
        .where(Arrival.status == ArrivalStatus.READ, Arrival.runs_started_at.is_(None))
        .order_by(Arrival.id)
    )
    return [
        ReadArrival(
            arrival.id,
            arrival.name,
            feed.id,
            feed.name,
            AfterReading(feed.after_reading),
            arrival.read_at or arrival.received_at,
        )
        for arrival, feed in rows
    ]


def mark_started(session: Session, arrival_ids: Sequence[int], at: dt.datetime) -> None:
    """Store that what follows some imports was started."""
    session.execute(
        update(Arrival).where(Arrival.id.in_(arrival_ids)).values(runs_started_at=at),
        execution_options={"synchronize_session": False},
    )


def fed_companies(session: Session, feed_id: str) -> list[FedCompany]:
    """The companies that a source feeds, in order."""
    rows = session.execute(
        select(FeedCompany, Company)
        .join(Company, Company.id == FeedCompany.company_id)
        .where(FeedCompany.feed_id == feed_id)
        .order_by(FeedCompany.company_id, FeedCompany.stream)
    )
    return [
        FedCompany(
            company.id,
            company.name,
            Stream(fed.stream),
            Rule(company.id, frozenset(compared(str(one)) for one in fed.routes)),
            company.disconnected_at is None,
        )
        for fed, company in rows
    ]


def workflows_on(session: Session, company: FedCompany) -> list[Category]:
    """The workflows of a company's stream that are on."""
    rows = session.scalars(
        select(WorkflowSetup.category).where(
            WorkflowSetup.company_id == company.id, WorkflowSetup.active
        )
    )
    on = set(rows)
    return [one for one in Category if one.stream is company.stream and one.value in on]


def is_concerned(session: Session, arrival_id: int, company: FedCompany) -> bool:
    """Whether an import changed something of a company: a record of its stream, or who is named in them.

    A record that is another company's by now concerns this one only if it knows it.
    """
    versions = (
        select(FeedRecord.route)
        .join(
            FeedVersion,
            (FeedVersion.feed_id == FeedRecord.feed_id) & (FeedVersion.key == FeedRecord.key),
        )
        .where(FeedVersion.arrival_id == arrival_id)
    )
    people = versions.where(FeedRecord.kind.in_([one.value for one in _PEOPLE])).limit(1)
    if session.scalars(people).first() is not None:
        return True
    own = versions.where(FeedRecord.kind.in_(_KINDS[company.stream]))
    if any(company.rule.takes(route) for route in session.scalars(own.distinct())):
        return True
    known = exists().where(
        RecordState.company_id == company.id, RecordState.record_key == FeedVersion.key
    )
    return session.scalars(own.where(known).limit(1)).first() is not None
