"""After a restore nothing goes on from before: no plan, no request that waits for a PC."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.desktop import (
    DesktopConnection,
    DesktopMessage,
    DesktopSession,
    MessageStatus,
)
from include.database.tables.entries import EntryWatermark
from include.sync.operations.after_restore import settle
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park


def test_what_waited_for_a_pc_is_not_taken_by_it_again(sqlite_database: Database) -> None:
    connect_company(sqlite_database, willow_park(), actor="finn")
    with sqlite_database.writing() as session:
        session.add(
            DesktopConnection(
                company_id="willow",
                username="corebooks-willow",
                password_hash="",
                owner_id="{1}",
                file_id="{2}",
                core_connection="core",
                timezone="America/Chicago",
                created_by="finn",
            )
        )
        session.flush()
        session.add(DesktopSession(ticket_digest="ticket", company_id="willow"))
        for number, status in enumerate(MessageStatus):
            session.add(
                DesktopMessage(
                    company_id="willow",
                    key=f"write {number}",
                    is_write=True,
                    subject="bill",
                    label="bill TR-1",
                    request="",
                    status=status,
                )
            )
    (settled,) = settle(sqlite_database, utc_now(), "finn")
    assert settled.requests == 2
    with sqlite_database.reading() as session:
        left = set(session.scalars(select(DesktopMessage.status)))
        assert left.isdisjoint({MessageStatus.QUEUED, MessageStatus.SENT})
        assert session.scalars(select(DesktopSession)).one().closed_at is not None


def test_a_workflow_that_first_posted_after_an_old_backup_looks_back_to_the_backup(
    sqlite_database: Database,
) -> None:
    connect_company(sqlite_database, willow_park(), actor="finn")
    last_read, long_ago = utc_now(), utc_now() - dt.timedelta(days=90)
    with sqlite_database.writing() as session:
        session.add(
            EntryWatermark(
                company_id="willow", category=Category.BROKERAGE_INCOME, read_up_to=last_read
            )
        )
    settle(sqlite_database, long_ago, "finn")
    with sqlite_database.reading() as session:
        read = {row.category: row.read_up_to for row in session.scalars(select(EntryWatermark))}
    assert read == {
        Category.BROKERAGE_INCOME: last_read,
        Category.AGENT_EXPENSES: long_ago,
        Category.AGENT_BILLING: long_ago,
    }
