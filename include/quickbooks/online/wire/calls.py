"""Which exchanges are repeated, and when the company as a whole counts as unavailable.

Reads are repeated whatever happened to them. A write is repeated only where it surely wasn't posted:
it never left, QuickBooks had too many requests, or rejected the token. All else is for the engine to
look up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt

from include.books.dates import format_day
from include.books.gateway import GatewayUnavailable, Recovery
from include.books.wording import counted
from include.clock import Clock
from include.quickbooks.online.wire.error_codes.fault_table import NEXT_RUN_TRIES_AGAIN
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import Fault
from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.metering import Meter, is_metered
from include.quickbooks.online.wire.settings import ATTEMPTS
from include.quickbooks.online.wire.sign_in.access import Access
from include.quickbooks.online.wire.transport import (
    Answered,
    Call,
    Lost,
    NotSent,
    Outcome,
    Transport,
)
from include.quickbooks.online.wire.whole_answers import Incomplete

logger = logging.getLogger(__name__)

_LONGEST_WAIT = 300.0
"""A longer wait isn't waited for: the run stops with the moment at which it can continue."""


class Calls:
    """Exchanges with one company, with a token and with patience. Safe to use from many threads.

    Every method raises `GatewayUnavailable` when the company can't be read or written.

    Args:
        transport: carries one exchange.
        access: the tokens.
        limiter: makes calls wait their turn.
        clock: the time.
        attempts: how often a call is made, 2, 4, 8... seconds apart, before it fails.
        meter: counts the reads that Intuit meters; nobody counts them if none is given.
    """

    def __init__(
        self,
        transport: Transport,
        access: Access,
        limiter: Limiter,
        clock: Clock,
        attempts: int = ATTEMPTS,
        meter: Meter | None = None,
    ) -> None:
        self._transport = transport
        self._meter = meter
        self._attempts = attempts
        self._access = access
        self._limiter = limiter
        self._clock = clock
        self._may_write: Callable[[], None] | None = None

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Call `check` right before every write is sent; if it raises, the write isn't sent."""
        self._may_write = check

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def read(self, call: Call, whole: Callable[[Answered], object] | None = None) -> Answered:
        """Repeat a read until it is answered in full. A clear rejection is a response with faults.

        Args:
            call: the question.
            whole: raises `Incomplete` where a response isn't the whole answer.

        Raises:
            GatewayUnavailable: RECONNECT, or RETRY_LATER when there still is no whole answer.
        """
        outcome = self._repeated(call, _may_be_read_again, whole or _anything)
        if isinstance(outcome, Answered) and not outcome.is_throttle:
            return outcome
        raise self._gave_up(outcome)

    def write(self, call: Call) -> Answered | Lost:
        """Send a write, at most once as far as QuickBooks may have posted it.

        Raises:
            GatewayUnavailable: it surely wasn't posted, and no other would be.
        """
        guarded = dataclasses.replace(call, may_leave=self._may_write)
        outcome = self._repeated(guarded, _surely_not_posted, None)
        if isinstance(outcome, Lost) or (isinstance(outcome, Answered) and not outcome.is_throttle):
            return outcome
        raise self._gave_up(outcome)

    def _repeated(
        self, call: Call, again: Any, whole: Callable[[Answered], object] | None
    ) -> Outcome:
        retrying = Retrying(
            retry=retry_if_result(again),
            wait=_wait,
            stop=stop_after_attempt(self._attempts),
            sleep=self._clock.sleep,
            retry_error_callback=_last,
        )
        outcome: Outcome = retrying(self._once, call, whole)
        return outcome

    def _once(self, call: Call, whole: Callable[[Answered], object] | None) -> Outcome:
        """One exchange; the answer to a question that isn't the whole one counts as lost."""
        outcome = self._authorized(call)
        if whole is None or not isinstance(outcome, Answered) or outcome.is_throttle:
            return outcome
        if outcome.faults:
            known = translate(outcome.faults, "the query")
            lost = Lost(known.sentence.rstrip("."), outcome.trace_id)
            return lost if known.doubtful else outcome
        try:
            whole(outcome)
        except Incomplete as part:
            logger.warning(
                "%s %s: not the whole answer, %s (intuit_tid %s)",
                call.method,
                call.path,
                part.reason,
                outcome.trace_id or "none",
            )
            return Lost(part.reason, outcome.trace_id, incomplete=True)
        return outcome

    def _authorized(self, call: Call) -> Outcome:
        """One exchange; a rejected token is replaced once."""
        tokens = self._access.tokens()
        outcome = self._transport.exchange(call, tokens)
        if isinstance(outcome, Answered) and outcome.is_token_rejected:
            tokens = self._access.tokens(rejected=tokens)
            outcome = self._transport.exchange(call, tokens)
        if self._meter is not None and is_metered(call, outcome):
            self._meter.count()
        if isinstance(outcome, Answered):
            self._apply_limits(outcome)
        return outcome

    def _apply_limits(self, answer: Answered) -> None:
        """Pause when QuickBooks requires it; stop when it rejects the connection itself."""
        if answer.is_throttle:
            wait = answer.retry_after
            if wait is not None and wait > _LONGEST_WAIT:
                raise _until(self._clock.now() + dt.timedelta(seconds=wait))
            logger.warning(
                "QuickBooks received too many requests (intuit_tid %s). All calls wait %s s.",
                answer.trace_id or "none",
                "60" if wait is None else f"{wait:.0f}",
            )
            self._limiter.pause(wait)
            return
        if answer.faults and not answer.has_content:
            stop = unavailable_from(answer.faults)
            if stop is not None:
                raise stop

    def _gave_up(self, outcome: Outcome) -> GatewayUnavailable:
        if isinstance(outcome, Answered):
            return translate(outcome.faults, "the request").unavailable()
        part = isinstance(outcome, Lost) and outcome.incomplete
        what = "No complete response" if part else "No response"
        return GatewayUnavailable(
            Recovery.RETRY_LATER,
            f"{what} from QuickBooks after {counted(self._attempts, 'attempt')}: {outcome.reason}.",
            NEXT_RUN_TRIES_AGAIN,
            is_incomplete=part,
        )


def _anything(answer: Answered) -> Answered:
    """Every answer is whole."""
    return answer


def unavailable_from(faults: tuple[Fault, ...]) -> GatewayUnavailable | None:
    """What errors mean for the company as a whole; None when they are about one record."""
    translation = translate(faults, "the request")
    of_company = translation.recovery is Recovery.RECONNECT and not translation.doubtful
    return translation.unavailable() if of_company else None


def _may_be_read_again(outcome: Outcome) -> bool:
    return not isinstance(outcome, Answered) or outcome.is_throttle


def _surely_not_posted(outcome: Outcome) -> bool:
    return isinstance(outcome, NotSent) or (isinstance(outcome, Answered) and outcome.is_throttle)


def _wait(state: RetryCallState) -> float:
    outcome = state.outcome.result() if state.outcome else None
    if isinstance(outcome, Answered):
        return 0.0  # the limiter delays the next call for as long as QuickBooks requires
    return float(2**state.attempt_number)


def _last(state: RetryCallState) -> Any:
    return state.outcome.result() if state.outcome else None


def _until(moment: dt.datetime) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RETRY_LATER,
        f"QuickBooks accepts no requests for this company until {format_day(moment)}, "
        f"{moment:%H:%M} UTC.",
        "No action is needed. A run after that time continues.",
        code="3001",
        retry_at=moment,
    )
