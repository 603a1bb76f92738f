"""Which exchanges are repeated, and when the company as a whole is given up.

Reads are repeated whatever became of them. A write is repeated only where it surely was not carried
out: it never left, QuickBooks had too many requests, or refused the token. All else is for the
engine to look up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock
from include.quickbooks.online.wire.access import Access
from include.quickbooks.online.wire.fault_table import translate
from include.quickbooks.online.wire.faults import Fault
from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.settings import ATTEMPTS
from include.quickbooks.online.wire.transport import (
    Answered,
    Call,
    Lost,
    NotSent,
    Outcome,
    Transport,
)

logger = logging.getLogger(__name__)

_LONGEST_WAIT = 300.0
"""A longer wait is not waited for in silence: the run stops and says until when."""

_RUN_LATER = "Nothing needs to be done; the next run tries again."


class Calls:
    """Exchanges with one company, with a token and with patience. Safe to use from many threads.

    Every method raises `GatewayStopped` when the company cannot be read or written.

    Args:
        transport: carries one exchange.
        access: the tokens.
        limiter: makes calls wait their turn.
        clock: the time.
        attempts: how often something is asked, 2, 4, 8... seconds apart, before it is given up.
    """

    def __init__(
        self,
        transport: Transport,
        access: Access,
        limiter: Limiter,
        clock: Clock,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._transport = transport
        self._attempts = attempts
        self._access = access
        self._limiter = limiter
        self._clock = clock
        self._may_write: Callable[[], None] | None = None

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Have something asked right before every write leaves; what it raises keeps the write."""
        self._may_write = check

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def read(self, call: Call) -> Answered:
        """Ask until there is an answer. A no comes back as an answer with faults.

        Raises:
            GatewayStopped: RECONNECT, or RETRY_LATER when there still is no answer.
        """
        outcome = self._repeated(call, _may_be_read_again)
        if isinstance(outcome, Answered) and not outcome.is_throttle:
            return outcome
        raise self._gave_up(outcome)

    def write(self, call: Call) -> Answered | Lost:
        """Send a write, at most once as far as QuickBooks may have carried it out.

        Raises:
            GatewayStopped: it surely was not carried out, and nothing else would be.
        """
        guarded = dataclasses.replace(call, may_leave=self._may_write)
        outcome = self._repeated(guarded, _surely_not_done)
        if isinstance(outcome, Lost) or (isinstance(outcome, Answered) and not outcome.is_throttle):
            return outcome
        raise self._gave_up(outcome)

    def _repeated(self, call: Call, again: Any) -> Outcome:
        retrying = Retrying(
            retry=retry_if_result(again),
            wait=_wait,
            stop=stop_after_attempt(self._attempts),
            sleep=self._clock.sleep,
            retry_error_callback=_last,
        )
        outcome: Outcome = retrying(self._authorised, call)
        return outcome

    def _authorised(self, call: Call) -> Outcome:
        """One exchange; a refused token is replaced once."""
        tokens = self._access.tokens()
        outcome = self._transport.exchange(call, tokens)
        if isinstance(outcome, Answered) and outcome.is_token_refused:
            tokens = self._access.tokens(refused=tokens)
            outcome = self._transport.exchange(call, tokens)
        if isinstance(outcome, Answered):
            self._heed(outcome)
        return outcome

    def _heed(self, answer: Answered) -> None:
        """Pause when QuickBooks wants it; stop when the connection itself is refused."""
        if answer.is_throttle:
            wait = answer.retry_after
            if wait is not None and wait > _LONGEST_WAIT:
                raise _until(self._clock.now() + dt.timedelta(seconds=wait))
            logger.warning(
                "QuickBooks has had too many requests (intuit_tid %s); all calls wait %s s",
                answer.trace_id or "none",
                "60" if wait is None else f"{wait:.0f}",
            )
            self._limiter.pause(wait)
            return
        if answer.faults:
            stop = stop_of(answer.faults)
            if stop is not None:
                raise stop

    def _gave_up(self, outcome: Outcome) -> GatewayUnavailable:
        if isinstance(outcome, Answered):
            return translate(outcome.faults, "the request").stopped()
        return GatewayUnavailable(
            Recovery.RETRY_LATER,
            f"No answer from QuickBooks, asked {self._attempts} times: {outcome.reason}.",
            _RUN_LATER,
        )


def stop_of(faults: tuple[Fault, ...]) -> GatewayUnavailable | None:
    """The stop that faults mean for the whole company; None when they are about one record."""
    translation = translate(faults, "the request")
    return translation.stopped() if translation.recovery is Recovery.RECONNECT else None


def _may_be_read_again(outcome: Outcome) -> bool:
    return not isinstance(outcome, Answered) or outcome.is_throttle


def _surely_not_done(outcome: Outcome) -> bool:
    return isinstance(outcome, NotSent) or (isinstance(outcome, Answered) and outcome.is_throttle)


def _wait(state: RetryCallState) -> float:
    outcome = state.outcome.result() if state.outcome else None
    if isinstance(outcome, Answered):
        return 0.0  # the limiter holds the next call back for as long as QuickBooks wants
    return float(2**state.attempt_number)


def _last(state: RetryCallState) -> Any:
    return state.outcome.result() if state.outcome else None


def _until(moment: dt.datetime) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RETRY_LATER,
        f"QuickBooks takes no requests for this company until {moment:%Y-%m-%d %H:%M} UTC.",
        "Nothing needs to be done; a run after that goes on.",
        code="3001",
        retry_at=moment,
    )
