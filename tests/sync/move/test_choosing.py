"""What a person says of entries and names: only what can be, with their name in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.sync.move.choosing import choose_entry, choose_name
from include.sync.move.refusals import CantChoose, ToReview
from tests.sync import people
from tests.sync.move.mover import Mover, open_mover
from tests.sync.office import COMPANY, EXPENSES


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    """Two bills and an account that is called otherwise in QuickBooks Online."""
    with open_mover(tmp_path) as opened:
        amy = people.agent(opened.before, "Amy", "Adler")
        for at in range(2):
            people.deal(opened.before, f"{at + 1} Elm St", amy)
        opened.post()
        opened.convert("absent")
        opened.online.edit("Account", account(opened), "update", Name="Cost of Sales")
        opened.start()
        opened.connect()
        opened.look()
        yield opened


def account(mover: Mover) -> str:
    with mover.online.api() as api:
        query = "select * from Account where Name = 'Agent Commissions'"
        rows = api.get("query", params={"query": query}).json()["QueryResponse"]["Account"]
    return str(rows[0]["Id"])


def old_account(mover: Mover) -> str:
    return mover.file.names("Account")["Agent Commissions"]


def test_an_account_that_a_workflow_needs_must_be_chosen(mover: Mover) -> None:
    database, old_id = mover.before.database, old_account(mover)
    with pytest.raises(ToReview, match="1 name couldn't be found for certain"):
        mover.switch()
    with mover.destination() as gateway:
        with pytest.raises(CantChoose, match="A workflow posts with the account Agent Commissions"):
            choose_name(database, COMPANY, "account", old_id, "", "ada", gateway)
        with pytest.raises(CantChoose, match="There is no account with the ID 4711"):
            choose_name(database, COMPANY, "account", old_id, "4711", "ada", gateway)
        with mover.online.api() as api:
            query = "select * from Account where Name = 'Cost of Sales'"
            rows = api.get("query", params={"query": query}).json()["QueryResponse"]["Account"]
        choose_name(database, COMPANY, "account", old_id, rows[0]["Id"], "ada", gateway)
    mover.switch()
    report = mover.after.run(EXPENSES)
    assert (report.created, report.updated) == (0, 0)
    [event] = mover.events("name chosen for a move")
    assert (event.actor, event.detail["name"]) == ("ada", "Cost of Sales")


def test_an_entry_is_one_documents_only(mover: Mover) -> None:
    first, second = [row for row in mover.entries() if row.kind == "bill"]
    with mover.destination() as gateway:
        with pytest.raises(CantChoose, match="already. Choose another one"):
            choose_entry(
                mover.before.database, COMPANY, first.document_key, second.new_id, "ada", gateway
            )
        with pytest.raises(CantChoose, match="has no bill with the ID 4711"):
            choose_entry(mover.before.database, COMPANY, first.document_key, "4711", "ada", gateway)
