"""Whoever uploads a file asks for the run that follows it, and so can't approve it alone."""

from __future__ import annotations

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.setup import people
from include.database.setup.approvers import asker_of, why_not
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import connect_company
from include.database.setup.people import Who
from include.database.tables.runs import SyncRun
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY


@pytest.fixture
def willow(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    people.note_visit(database, "7", "Ann", may_sync=True, may_connect=False)
    people.note_visit(database, "8", "Finn", may_sync=True, may_connect=False)
    with database.writing() as session:
        create_feed(session, NewFeed("exports", "willow", "Exports", Door.FOLDER), "finance ops")
    return database


def follows(database: Database, door: Door) -> SyncRun:
    """A run that follows an import of Ann's, or of a folder."""
    seal = with_digests(database, Seal([KEY]))
    by = "Ann" if door is Door.UPLOAD else "folder"
    stored = store_arrival(database, seal, NewArrival("exports", door, "a.csv", "", by), [b"a"])
    return SyncRun(
        id=1,
        company_id="willow",
        trigger="scheduled",
        actor="import of a.csv (source Exports)",
        airflow_run_id=f"import__{stored.id}__post__willow__x",
    )


def test_the_uploader_cannot_approve_what_the_upload_changes(willow: Database) -> None:
    run, settings = follows(willow, Door.UPLOAD), AutomationSettings(approval_required=True)
    with willow.reading() as session:
        assert asker_of(session, run) == Who("7", "Ann")
        refused = why_not(session, settings, run, Who("7", "Ann"), "Willow & Park Realty")
        assert refused == "Ann asked for run 1, so another approver must approve it."
        assert why_not(session, settings, run, Who("8", "Finn"), "Willow & Park Realty") == ""


def test_nobody_asked_for_what_a_folder_brought(willow: Database) -> None:
    run = follows(willow, Door.FOLDER)
    with willow.reading() as session:
        assert asker_of(session, run) is None
