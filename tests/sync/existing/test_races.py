"""Runs and users at the same moment: what is linked is never created, whatever was planned before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, make_transient

from include.database.tables.existing import ExistingMatch
from include.sync.diff.diff import diff
from include.sync.existing import linking
from include.sync.existing.errors import RunIsOpen
from include.sync.existing.linking import link_certain, link_matches
from include.sync.existing.unlinking import undo_linking
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.verify.verify import verify
from tests.sync.existing.books import by_hand, find, found, sold
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.opening import open_books
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


class Killed(BaseException):
    """What ends a worker in the middle."""


@pytest.fixture
def online(tmp_path: Path) -> Iterator[tuple[Office, Hands]]:
    """Books whose numbers are as long as CORE's."""
    with open_books(tmp_path, "online") as opened:
        yield opened


def moved_in(office: Office, hands: Hands, number: int) -> None:
    """Sales whose invoices someone else entered."""
    for _ in range(number):
        transaction = sold(office)
        by_hand(office, hands, customer=f"Buyer {transaction}", number=f"TR-2026-{transaction}")
    find(office, INCOME)


def link_now(company_id: str, session: Session) -> None:
    matches = session.query(ExistingMatch).filter_by(company_id=company_id).all()
    link_matches(session, company_id, INCOME, matches, "finn", "a click")


def test_what_was_planned_before_it_was_linked_isnt_created(either: Office, hands: Hands) -> None:
    transaction = sold(either)
    by_hand(either, hands, customer="Buyer", number="7", days_ago=40)
    find(either, INCOME)
    with either.database.writing() as session:
        (match,) = session.scalars(select(ExistingMatch))
        session.delete(match)
    with either.context(INCOME) as context:
        extract(context)
        assert diff(context)["to_create"] == 1
        # Someone links it between planning and posting, past every other check.
        with either.database.writing() as session:
            make_transient(match)
            session.add(match)
        either.database.write(partial(link_now, COMPANY))
        post(context)
        verify(context)
    assert [link.record_key for link in either.links().values()] == [f"transaction:{transaction}"]
    assert len(hands.look().live("Invoice")) == 1
    assert either.run(INCOME).created == 0


def test_two_users_who_click_at_once_link_each_entry_once(online: tuple[Office, Hands]) -> None:
    either, hands = online
    moved_in(either, hands, 4)
    together, linked = Barrier(2), []

    def click(who: str) -> None:
        together.wait()
        linked.append(link_certain(either.database, COMPANY, INCOME, who))

    users = [Thread(target=click, args=(who,)) for who in ("finn", "ann")]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert sum(linked) == len(either.links()) == 4


def test_linking_that_was_killed_is_finished_by_the_next_click(
    online: tuple[Office, Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    either, hands = online
    moved_in(either, hands, 3)
    monkeypatch.setattr(linking, "PORTION", 1)
    real = linking.link_matches
    left = [real, real]

    def dies(*given: Any) -> None:
        if not left:
            raise Killed
        left.pop()(*given)

    with monkeypatch.context() as dying:
        dying.setattr(linking, "link_matches", dies)
        with pytest.raises(Killed):
            link_certain(either.database, COMPANY, INCOME, "finn")
    assert len(either.links()) == 2
    assert link_certain(either.database, COMPANY, INCOME, "finn") == 1
    assert len({match.confirm_id for match in found(either)}) == 2
    for confirm_id in {match.confirm_id for match in found(either)}:
        undo_linking(either.database, COMPANY, INCOME, confirm_id, "finn")
    assert either.links() == {}


def test_a_run_that_waits_for_approval_comes_first(either: Office, hands: Hands) -> None:
    moved_in(either, hands, 1)
    with either.context(INCOME):
        with pytest.raises(RunIsOpen):
            link_certain(either.database, COMPANY, INCOME, "finn")
        with pytest.raises(RunIsOpen):
            undo_linking(either.database, COMPANY, INCOME, "a click", "finn")
