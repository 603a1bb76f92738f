"""While CORE or QuickBooks is asked, no write transaction is open: nobody waits for the network."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from include.database.engine import Database
from include.sync.run.mode import RunMode
from include.workflows.category import Category
from tests.sync.direct_desktop import DirectQueue
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.opening import PRODUCTS, open_books

_open = threading.local()
"""How many write transactions a thread has open."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked over the network; fails where a write transaction is open meanwhile."""
    names: list[str] = []
    real = Database.writing

    @contextmanager
    def writing(database: Database) -> Iterator[Any]:
        with real(database) as session:
            _open.number = getattr(_open, "number", 0) + 1
            try:
                yield session
            finally:
                _open.number -= 1

    def watched(kind: type, name: str) -> None:
        asks: Callable[..., Any] = getattr(kind, name)

        def ask(*arguments: Any, **named: Any) -> Any:
            assert not getattr(_open, "number", 0), f"{kind.__name__}.{name} in a write transaction"
            names.append(f"{kind.__name__}.{name}")
            return asks(*arguments, **named)

        monkeypatch.setattr(kind, name, ask)

    monkeypatch.setattr(Database, "writing", writing)
    for kind, name in (
        (httpx.Client, "send"),
        (requests.Session, "send"),
        (DirectQueue, "put"),
        (DirectQueue, "ask"),
        (DirectQueue, "look"),
    ):
        watched(kind, name)
    return names


def everything(office: Office) -> None:
    """First sync, changed deals, an edit in QuickBooks, a void that is previewed and posted, an undo."""
    first = {category: office.run(category) for category in Category}
    assert {run.outcome for run in first.values()} == {"completed"}
    assert first[INCOME].created
    assert office.run(EXPENSES).created == 0
    for _ in range(2):
        undone = office.run(INCOME, mode=RunMode.UNDO, undo=first[INCOME].run_id)
    assert (undone.outcome, undone.voided) == ("completed", first[INCOME].created)


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_workflow_keeps_a_write_transaction_open_while_it_asks(
    tmp_path: Path, product: str, asked: list[str]
) -> None:
    with open_books(tmp_path, product) as (office, _):
        for letter in "ABE":
            office.core.post(f"/examples/{letter}")
        everything(office)
    assert len(asked) > 20


def test_renewing_tokens_keeps_no_write_transaction_open(office: Office, asked: list[str]) -> None:
    with office.vault().locked() as lock:
        assert lock.tokens is not None
        now = dt.datetime.now(dt.UTC)
        lock.save(dataclasses.replace(lock.tokens, access_expires_at=now))
    with office.gateway() as gateway:
        assert gateway.company().name
    assert "Session.send" in asked, "the sign-in library asks by requests"


@pytest.mark.usefixtures("asked")
def test_the_guard_notices_a_question_inside_a_transaction(office: Office) -> None:
    with (
        pytest.raises(AssertionError, match="in a write transaction"),
        office.database.writing(),
        office.gateway() as gateway,
    ):
        gateway.company()
