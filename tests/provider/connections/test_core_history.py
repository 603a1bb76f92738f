"""What CORE has is counted for a page within seconds, whatever CORE does."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from include.core_backoffice.records.records import BillingStatement, Transaction
from include.provider.connections.core_history import read_history
from include.provider.connections.sources import SourceOf
from include.workflows.category import Stream
from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox

NO_DATABASE: Any = None
"""Where records come by CORE's API, the database isn't asked."""
SINCE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    with running_sandbox(transactions=30, agents=4, bad_records=False, billing_months=2) as opened:
        yield opened


def of(stream: Stream) -> SourceOf:
    return SourceOf("willow-park", "Willow & Park Realty", stream, "core")


def lookup(core: RunningSandbox) -> Any:
    at = SimpleNamespace(host=core.api_url, password=core.api_key, extra_dejson={})
    return lambda _: at


def test_transactions_come_from_the_list_alone(core: RunningSandbox) -> None:
    found = read_history(NO_DATABASE, of(Stream.TRANSACTIONS), SINCE, lookup(core))
    assert (found.is_all, found.trouble, found.unreadable) == (True, "", 0)
    sold = [one for one in found.records if isinstance(one, Transaction) and one.has_disbursement]
    assert sold
    assert all(one.closing_date and one.gross_cents for one in sold)
    assert all(one.disbursement is None for one in sold)


def test_statements_are_counted_too(core: RunningSandbox) -> None:
    found = read_history(NO_DATABASE, of(Stream.BILLING), SINCE, lookup(core))
    assert found.is_all
    assert found.records
    assert all(isinstance(one, BillingStatement) for one in found.records)


def test_more_than_a_page_can_read_is_said_and_not_counted(core: RunningSandbox) -> None:
    found = read_history(NO_DATABASE, of(Stream.TRANSACTIONS), SINCE, lookup(core), most_records=5)
    assert (len(found.records), found.is_all, found.trouble) == (5, False, "")


def test_exactly_as_many_as_fit_are_all(core: RunningSandbox) -> None:
    number = len(read_history(NO_DATABASE, of(Stream.TRANSACTIONS), SINCE, lookup(core)).records)
    found = read_history(
        NO_DATABASE, of(Stream.TRANSACTIONS), SINCE, lookup(core), most_records=number
    )
    assert found.is_all


def test_a_wrong_key_is_told_and_nothing_is_raised(core: RunningSandbox) -> None:
    at = SimpleNamespace(host=core.api_url, password="wrong", extra_dejson={})
    found = read_history(NO_DATABASE, of(Stream.TRANSACTIONS), SINCE, lambda _: at)
    assert (found.records, found.is_all) == ((), False)
    assert "CORE rejected the API key" in found.trouble


def test_a_core_that_does_not_answer_is_given_up_on_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it listens, and says nothing
        port = silent.getsockname()[1]
        at = SimpleNamespace(host=f"http://127.0.0.1:{port}", password="key", extra_dejson={})
        began = time.monotonic()
        found = read_history(NO_DATABASE, of(Stream.TRANSACTIONS), SINCE, lambda _: at, seconds=0.5)
    assert time.monotonic() - began < 5
    assert found.trouble == "CORE didn't respond in time. Try again in a few minutes."
