"""Who is still sending, a bounded number at a time."""

from __future__ import annotations

from contextlib import ExitStack

import anyio

from include.web.frame.senders import Senders


def test_who_sends_the_longest_makes_room_for_the_next() -> None:
    async def cancelled() -> list[bool]:
        senders, scopes = Senders(most=2), [anyio.CancelScope() for _ in range(3)]
        with ExitStack() as sending:
            for scope in scopes:
                sending.enter_context(senders.one_more(scope))
            return [scope.cancel_called for scope in scopes]

    assert anyio.run(cancelled) == [True, False, False]
