"""Ending a connection from a terminal."""

from __future__ import annotations

import getpass
from contextlib import closing

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.tables.companies import OAuthToken
from include.database.tables.runs import AuditEvent
from include.settings import database_url
from tests.cli.conftest import Run


@pytest.mark.usefixtures("simple_start")
def test_a_script_has_to_say_yes_and_the_trail_has_who_did_it(run: Run) -> None:
    code, text = run("disconnect", "--company", "willow")
    assert (code, "add --yes. Nothing was changed." in text) == (1, True)
    code, text = run("disconnect", "--company", "willow", "--yes")
    assert (code, "Disconnected Willow & Park Realty." in text) == (0, True)
    with closing(Database(database_url())) as database, database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "disconnected")).one()
        assert event.actor == getpass.getuser()
        assert session.scalars(select(OAuthToken)).all() == []


def test_a_company_that_is_not_there_is_refused(run: Run) -> None:
    code, text = run("disconnect", "--company", "nowhere", "--yes")
    assert (code, "CoreBooks has no company with the ID nowhere." in text) == (1, True)
