"""An office that moves in: QuickBooks has what someone else booked, and CoreBooks has posted nothing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from include.database.tables.existing import ExistingMatch
from include.database.tables.records import RecordState
from include.sync.run.mode import RunMode
from include.sync.verify.report import RunReport
from include.workflows.category import Category
from tests.sync.office import COMPANY, Office
from tests.sync.random_hands import Hands

STREET = "11 Arlington St, Boston, MA 02128"
"""The property of example A, a sale of $10,000.00 gross commission."""


def sold(office: Office) -> str:
    """Example A. Returns CORE's ID."""
    return str(office.core.post("/examples/A")["transactions"][0])


def by_hand(
    office: Office,
    hands: Hands,
    *,
    cents: int = 1_000_000,
    customer: str = STREET,
    number: str = "1042",
    days_ago: int = 3,
) -> None:
    """Enter an invoice by hand, with its customer."""
    made = hands.add("Customer", customer)
    day = office.today - dt.timedelta(days=days_ago)
    hands.enter("Invoice", made, cents, number, day.isoformat())


def find(office: Office, category: Category, records: tuple[str, ...] = ()) -> RunReport:
    """Search QuickBooks for what CORE has."""
    return office.run(category, records, mode=RunMode.FIND_EXISTING)


def found(office: Office) -> list[ExistingMatch]:
    """What was found, by document."""
    with office.database.reading() as session:
        query = select(ExistingMatch).where(ExistingMatch.company_id == COMPANY)
        return list(session.scalars(query.order_by(ExistingMatch.document_key)))


def statuses(office: Office, category: Category) -> list[str]:
    """The statuses of a workflow's records."""
    with office.database.reading() as session:
        return list(
            session.scalars(
                select(RecordState.status)
                .where(RecordState.company_id == COMPANY, RecordState.category == category)
                .order_by(RecordState.record_key)
            )
        )
