"""The switch, and the way back, are killed before and after every commit, and done again: as if nothing had been."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.moves import CompanyMove
from include.database.tables.runs import AuditEvent
from include.sync.move import going_back, switching
from tests.crash.boundaries import Boundaries, read_log
from tests.sync import people
from tests.sync.move.mover import WHO, Mover, open_online_mover
from tests.sync.office import COMPANY, EXPENSES, INCOME

SIGKILLED = -9
_FEW = 3
"""Links of one transaction, so that there are several."""


def work(step: Callable[..., object], url: str, log: Path, kill_at: int | None) -> None:
    """What the process does."""
    database = Database(url)
    with (
        patch.object(switching, "PORTION", _FEW),
        patch.object(going_back, "PORTION", _FEW),
        Boundaries(log, kill_at).watched(database.engine),
    ):
        step(database, COMPANY, WHO)
    database.close()


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    """A brokerage ready to switch to an Online company whose IDs are those of other entries."""
    with open_online_mover(tmp_path) as opened:
        amy = people.agent(opened.before, "Amy", "Adler")
        for at in range(4):
            people.deal(opened.before, f"{at + 1} Elm St", amy)
        opened.post()
        opened.copy()
        opened.start()
        opened.connect()
        opened.look()
        yield opened


def outcome(database: Database) -> list[object]:
    """What a step leaves: links, the company, and the events of each link."""
    with database.reading() as session:
        links = session.execute(
            select(Link.document_key, Link.quickbooks_id, Link.fingerprint, Link.party_id).order_by(
                Link.document_key
            )
        ).all()
        events = session.execute(
            select(AuditEvent.event, AuditEvent.subject)
            .where(AuditEvent.event.like("%moved%"))
            .order_by(AuditEvent.event, AuditEvent.subject)
        ).all()
        states = session.scalars(select(CompanyMove.state)).all()
        return [links, events, states, session.get_one(Company, COMPANY).realm_id]


def killed_everywhere(mover: Mover, step: Callable[..., object], tmp_path: Path) -> int:
    """Kill a step at each boundary, do it again, and compare. Returns at how many."""
    database = mover.before.database
    file = Path(str(database.engine.url.database))
    database.close()
    shutil.copy(file, tmp_path / "frozen.db")
    context = multiprocessing.get_context("fork")
    url = database.engine.url.render_as_string(hide_password=False)

    def attempt(log: Path, kill_at: int | None) -> int | None:
        process = context.Process(target=work, args=(step, url, log, kill_at))
        process.start()
        process.join()
        return process.exitcode

    assert attempt(tmp_path / "whole.log", None) == 0
    undisturbed = outcome(database)
    boundaries = len(read_log(tmp_path / "whole.log"))
    for kill_at in range(boundaries):
        database.close()
        shutil.copy(tmp_path / "frozen.db", file)
        log = tmp_path / f"{kill_at}.log"
        assert attempt(log, kill_at) == SIGKILLED
        assert attempt(log, None) == 0
        assert outcome(database) == undisturbed
    return boundaries


def test_a_switch_that_is_killed_anywhere_is_finished_by_the_next(
    mover: Mover, tmp_path: Path
) -> None:
    assert killed_everywhere(mover, switching.switch, tmp_path) > 2 * len(mover.links()) / _FEW
    for category in (INCOME, EXPENSES):
        assert mover.after.run(category).created == 0
    assert mover.online.balances() == mover.before.quickbooks.balances()


def test_the_way_back_that_is_killed_anywhere_is_finished_by_the_next(
    mover: Mover, tmp_path: Path
) -> None:
    before = outcome(mover.before.database)[0]
    mover.switch()
    assert killed_everywhere(mover, going_back.go_back, tmp_path) > 0
    assert outcome(mover.before.database)[0] == before
