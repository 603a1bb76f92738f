"""A draft is saved with what its file came to, and can't be activated before enough of that adds up."""

from __future__ import annotations

from collections import Counter

import pytest

from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.mapping.trial import Trial
from include.database.engine import Database
from include.database.feeds.activation import save_tried
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.profiles import ProfileNotReady, activate
from include.database.setup.companies import connect_company
from include.database.tables.feeds import ImportProfile
from tests.database.setup.test_companies import willow_park


def saved(database: Database, trial: Trial) -> ImportProfile:
    connect_company(database, willow_park(), actor="ada")
    with database.writing() as session:
        create_feed(session, NewFeed("exports", "willow", "Exports"), "ada")
        return save_tried(session, "exports", ready_profile("corebooks"), trial, "ada")


def test_a_draft_tells_how_many_rows_would_be_on_hold(sqlite_database: Database) -> None:
    """4 rows of 100 are bad: not all are, as the draft once said."""
    trial = Trial(rows=100, rows_held=4, records=Counter(transaction=50), records_held=2)
    draft = saved(sqlite_database, trial)
    assert (draft.rows_checked, draft.rows_held) == (100, 4)
    assert (draft.records_checked, draft.records_held) == (50, 2)


@pytest.mark.parametrize(
    ("rows_held", "records_held", "why"),
    [
        (4, 0, "4 of 100 rows would be on hold with"),
        (1, 2, "2 of 50 records would be on hold with"),
    ],
)
def test_too_few_rows_or_records_cant_be_activated(
    sqlite_database: Database, rows_held: int, records_held: int, why: str
) -> None:
    records = Counter(transaction=50)
    draft = saved(sqlite_database, Trial(100, 0, rows_held, records, records_held=records_held))
    with sqlite_database.writing() as session, pytest.raises(ProfileNotReady, match=why):
        activate(session, draft.id, "ada")
