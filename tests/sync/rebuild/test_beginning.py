"""While links are made anew no run starts, and none may be under way."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.sync.existing.errors import CompanyInBetween
from include.sync.existing.linking import link_certain
from include.sync.move.going_back import cancel_move
from include.sync.move.refusals import BeingRebuilt
from include.sync.move.starting import start_move
from include.sync.rebuild.beginning import RunInTheWay, begin
from include.sync.run.errors import CompanyMoving
from tests.sync.lost import lose, rebuild
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.rebuild.test_rebuilding import posted


def test_a_run_that_is_not_finished_is_in_the_way(office: Office, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    office.use("income-via-invoices")
    with office.context(INCOME), pytest.raises(RunInTheWay, match="Run 1 of"):
        rebuild(office)


def test_a_company_is_moved_or_rebuilt_and_never_both(office: Office) -> None:
    posted(office)
    start_move(office.database, COMPANY, "finance ops")
    with pytest.raises(CompanyMoving):
        begin(office.database, COMPANY, "finance ops", 0)
    cancel_move(office.database, COMPANY, "finance ops")
    begin(office.database, COMPANY, "finance ops", 0)
    with pytest.raises(BeingRebuilt, match="can't be moved while its links are being rebuilt"):
        start_move(office.database, COMPANY, "finance ops")
    with pytest.raises(CompanyInBetween, match="are being rebuilt"):
        link_certain(office.database, COMPANY, INCOME, "finance ops")


def test_only_a_database_without_links_takes_what_has_no_entry_for_missing(office: Office) -> None:
    posted(office)
    assert not begin(office.database, COMPANY, "finance ops", 0).was_empty


def test_an_interrupted_one_goes_on_from_the_same_mark(office: Office, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    first = begin(office.database, COMPANY, "finance ops", 0)
    assert first.was_empty
    assert begin(office.database, COMPANY, "finance ops", 0) == first
