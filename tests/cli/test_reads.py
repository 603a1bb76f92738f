"""This month's metered reads, for people and for scripts."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.metered_reads import month_of
from include.database.tables.quickbooks import MeteredReads
from include.settings import database_url
from tests.cli.conftest import Run


@pytest.mark.usefixtures("simple_start")
def test_reads_are_shown_by_app_and_company(run: Run) -> None:
    assert "QuickBooks Online hasn't been read this month." in run("reads")[1]
    with closing(Database(database_url())) as database, database.writing() as session:
        session.add(
            MeteredReads(
                client_id="client-abcdef",
                company_id="willow",
                month=month_of(utc_now()),
                reads=1234,
            )
        )
    code, text = run("reads")
    assert code == 0
    assert "App …abcdef: 1,234 of " in text
    assert text.splitlines()[-1].split() == ["willow", "Willow", "&", "Park", "Realty", "1,234"]
    (app,) = json.loads(run("reads", "--json")[1])
    assert (app["reads"], app["companies"][0]["id"]) == (1234, "willow")
