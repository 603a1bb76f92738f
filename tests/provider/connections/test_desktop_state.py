"""What the page of a PC shows, and when it shows something else."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from include.database.engine import Database
from include.database.setup.desktop_connections import NewConnection, create_connection
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopMessage, DesktopSession
from include.provider.connections.desktop_state import SILENT, Contact, DesktopState, desktop_state
from tests.web.office_pages import ADMIN, OfficePages

OAK = "oak-street"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """A database with one connection that no PC has used yet."""
    new = NewConnection(OAK, "core", "America/Chicago", "{OWNER}", "{FILE}", "ada")
    create_connection(sqlite_database, new, "a hash")
    return sqlite_database


def changed(database: Database, **values: object) -> DesktopState:
    """How it stands after some of its fields have changed."""
    with database.writing() as session:
        row = session.get_one(DesktopConnection, OAK)
        for name, value in values.items():
            setattr(row, name, value)
    found = desktop_state(database, OAK)
    assert found is not None
    return found


def wait(database: Database, requests: int) -> None:
    """Let requests wait for the PC."""
    with database.writing() as session:
        session.add_all(
            DesktopMessage(
                company_id=OAK,
                key=f"{number}",
                is_write=False,
                subject="account",
                label="accounts",
                request="",
            )
            for number in range(requests)
        )


def test_nobody_knows_a_connection_that_was_not_made(sqlite_database: Database) -> None:
    assert desktop_state(sqlite_database, OAK) is None


def test_until_its_first_call_a_pc_is_waited_for(database: Database) -> None:
    found = changed(database)
    assert (found.state, found.name) == (Contact.WAITING, OAK)
    assert found.last_contact == (
        "The Web Connector on the PC hasn't connected yet. No requests are waiting."
    )


@pytest.mark.parametrize(
    ("password", "since", "told"),
    [
        (
            "old",
            False,
            "A PC called with an old password on Nov 23, 2026, 9:00 AM CST. The call came from 203",
        ),
        ("wrong", False, "A wrong password was rejected on Nov 23, 2026, 9:00 AM CST."),
        ("old", True, "It changed nothing, and your PC has connected since."),
        ("wrong", True, "It changed nothing, and your PC has connected since."),
    ],
)
def test_a_call_with_another_password_is_told_and_changes_no_status(
    database: Database, monkeypatch: pytest.MonkeyPatch, password: str, since: bool, told: str
) -> None:
    now = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
    monkeypatch.setattr("include.provider.connections.desktop_state.utc_now", lambda: now)
    contact = now + dt.timedelta(seconds=1 if since else -1)
    found = changed(
        database,
        first_contact_at=contact,
        last_contact_at=contact,
        refused_at=now,
        refused_from="203.0.113.7",
        refused_password=password,
    )
    assert (found.state, found.sentence) == (Contact.CONNECTED, "")
    assert told in found.refused
    later = now + dt.timedelta(days=1)
    monkeypatch.setattr("include.provider.connections.desktop_state.utc_now", lambda: later)
    assert changed(database, last_contact_at=later).refused == ""


@pytest.mark.parametrize(
    ("requests", "told"),
    [(0, "No requests are"), (1, "1 request is"), (1200, "1,200 requests are")],
)
def test_how_many_requests_wait_for_a_pc_that_does_not_call(
    database: Database, requests: int, told: str
) -> None:
    wait(database, requests)
    long_ago = utc_now() - SILENT
    found = changed(database, first_contact_at=long_ago, last_contact_at=long_ago)
    assert found.state is Contact.SILENT
    assert f"The PC hasn't connected for an hour. {told} waiting." in found.sentence
    assert not found.works


def test_a_pc_that_was_sent_away_and_then_switched_off_is_told_of_as_both(
    database: Database,
) -> None:
    now = utc_now()
    away = changed(
        database, told="Another file is open.", first_contact_at=now, last_contact_at=now
    )
    assert (away.state, away.sentence) == (Contact.TOLD, "Another file is open.")
    gone = changed(database, last_contact_at=now - SILENT)
    assert gone.sentence == "Another file is open. The PC hasn't connected since."


def test_a_pc_that_is_at_work_is_seen_to_be(database: Database) -> None:
    now = utc_now()
    before = changed(database, first_contact_at=now, last_contact_at=now)
    with database.writing() as session:
        session.add(DesktopSession(ticket_digest="digest", company_id=OAK))
    after = changed(database)
    assert (before.connection.in_session, after.connection.in_session) == (False, True)
    assert before.digest != after.digest
    assert before.said == after.said == f"{OAK}: Connected."


def test_the_page_is_told_only_what_it_has_not_shown(database: Database) -> None:
    pages = OfficePages(database)
    pages.sign_in(ADMIN)
    path = f"/settings/integrations/desktop/{OAK}"
    piece = pages.open(path)
    [asks] = re.findall(r'hx-get="([^"]+)" hx-trigger="every 3s"', piece)
    assert pages.browser.get(asks).status_code == 204
    assert f'data-say="{OAK}: Waiting for PC.' in piece
    changed(database, first_contact_at=utc_now(), last_contact_at=utc_now())
    answer = pages.browser.get(asks)
    assert answer.status_code == 200
    assert f'data-say="{OAK}: Connected."' in answer.text
    assert "seen=" in answer.text
    assert asks not in answer.text
