"""The limiter against a sandbox that enforces QuickBooks' published limits."""

from __future__ import annotations

from include.books.gateway import Posted
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.limiter import Limiter, Limits
from sandbox.quickbooks_online.testing import running_sandbox
from tests.quickbooks.online.books import Books, settings_of, tokens_of
from tests.quickbooks.online.fakes import MemoryVault

FASTER = 30


def test_more_than_a_minutes_worth_of_batches_is_never_throttled() -> None:
    with running_sandbox(limits="published", time_scale=FASTER) as sandbox:
        vault = MemoryVault(tokens_of(sandbox))
        # Time goes thirty times as fast here, but a busy machine holds a call up for as long as ever:
        # the minute bears it, the second is left to test_limiter.py.
        limits = Limits(minute=60 / FASTER, second=1 / FASTER, jitter=0.5, on_the_way=30.0)
        limiter = Limiter(limits)
        gateway = connect(settings_of(sandbox, timeout_seconds=60.0), vault, limiter=limiter)
        books = Books(sandbox, gateway, vault, gateway.catalogue())
        customer = books.customer()
        writes = [books.invoice(customer, f"TR-{n}", ("Desk Fee", 100 + n)) for n in range(1320)]

        answers = books.send(*writes)

        calls = sandbox.calls()
        gateway.close()
    assert sum(isinstance(answer, Posted) for answer in answers.values()) == 1320
    assert (calls["batch"], calls["throttled"]) == (44, 0)
