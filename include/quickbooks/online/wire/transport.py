"""One exchange with QuickBooks Online: what was sent, and which of three outcomes it had.

`Answered`: QuickBooks responded. `Lost`: it was sent, and no usable response came; a write may or
may not have been posted. `NotSent`: it surely never left. Nothing is repeated here; see `calls`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import httpx

from include.bounded_answers import ACCEPT_ENCODING, MOST_BYTES, AnswerTooLong, read_bounded
from include.certificates import trusted
from include.plain_text import plain
from include.quickbooks.online.wire import exact_json
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import (
    Fault,
    faults_in,
    faults_in_xml,
    is_throttle,
    is_token_rejected,
    says_server_error,
    without_fault,
)
from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.tokens import Tokens

logger = logging.getLogger(__name__)

MINOR_VERSION = "75"
"""The only one QuickBooks still serves."""

# A connection that the other side closes while a write leaves on it costs a look-up: idle ones are
# closed here before servers do.
_IDLE_SECONDS = 2.0
LONGEST_RESPONSE = MOST_BYTES
"""Bytes, unpacked. A page has at most 1000 entities; longer is none of QuickBooks' answers."""
_LONGEST_TRACE = 100

_SERVER_ERROR, _UNAUTHORIZED, _TOO_MANY = 500, 401, 429
_LONGEST_PAUSE = 86_400.0
_REJECTIONS = range(400, 500)
# The proxy or the network failed before anything was sent.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, without the token. `content` is JSON, or a query's own text.

    `may_leave` is called when its turn has come, right before it is sent; if it raises, it isn't.
    """

    method: Literal["GET", "POST"]
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    content: str | None = field(default=None, repr=False)
    content_type: str = "application/json"
    batch: bool = False
    may_leave: Callable[[], None] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """QuickBooks responded; with faults, it rejected the request."""

    status: int
    body: Mapping[str, Any]
    faults: tuple[Fault, ...]
    trace_id: str
    retry_after: float | None = None
    """Seconds to pause, where QuickBooks names them."""

    @property
    def has_content(self) -> bool:
        """Whether it returns something beside errors, so that the errors aren't about all of it."""
        rest = (value for name, value in self.body.items() if name.casefold() != "fault")
        return any(isinstance(value, Mapping | list) and value for value in rest)

    @property
    def is_throttle(self) -> bool:
        """Whether it means too many requests; such a request surely wasn't processed."""
        return any(is_throttle(fault) for fault in self.faults)

    @property
    def is_token_rejected(self) -> bool:
        """Whether it means that the access token isn't valid."""
        return is_token_rejected(self.faults)


@dataclass(frozen=True, slots=True)
class Lost:
    """It was sent, and no usable response came. `reason` completes: "no response: ...".

    `incomplete`: a response came that isn't the whole answer; `reason` completes "... : it ...".
    `faults`: the errors with which QuickBooks itself answered, which leave open whether it was posted.
    """

    reason: str
    trace_id: str = ""
    incomplete: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSent:
    """It never left."""

    reason: str


Outcome: TypeAlias = Answered | Lost | NotSent


class Transport:
    """The company's API over HTTP. Safe to use from many threads.

    Args:
        settings: where and how.
        limiter: makes calls wait their turn.
        carrier: carries the requests; the network if none is given.
    """

    def __init__(
        self,
        settings: OnlineSettings,
        limiter: Limiter,
        carrier: httpx.BaseTransport | None = None,
    ) -> None:
        base = settings.api_base
        trust_env = not settings.is_local(base)
        self._limiter = limiter
        # From sending to the last byte: each byte alone may take as long as a whole response.
        self._longest_seconds = 2 * settings.timeout_seconds
        self._http = httpx.Client(
            base_url=base,
            transport=carrier,
            timeout=httpx.Timeout(settings.timeout_seconds, connect=15.0),
            limits=httpx.Limits(
                max_connections=limiter.limits.in_flight + 2, keepalive_expiry=_IDLE_SECONDS
            ),
            follow_redirects=False,
            headers={"accept": "application/json", "accept-encoding": ACCEPT_ENCODING},
            trust_env=trust_env,
            verify=trusted(trust_env=trust_env),
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def exchange(self, call: Call, tokens: Tokens) -> Outcome:
        """Send a request once, when its turn has come."""
        with self._limiter.turn(batch=call.batch):
            if call.may_leave is not None:
                call.may_leave()
            outcome = self._sent(call, tokens)
        _log(call, outcome)
        return outcome

    def _sent(self, call: Call, tokens: Tokens) -> Outcome:
        headers = {"content-type": call.content_type} if call.content is not None else {}
        until = time.monotonic() + self._longest_seconds
        try:
            with self._http.stream(
                call.method,
                call.path,
                params={**call.params, "minorversion": MINOR_VERSION},
                content=call.content,
                headers=headers,
                auth=_Bearer(tokens),
            ) as response:
                body = read_bounded(response, LONGEST_RESPONSE, until)
        except _NEVER_LEFT as error:
            return NotSent(f"QuickBooks can't be reached ({type(error).__name__})")
        except httpx.TimeoutException:
            return Lost("QuickBooks didn't respond in time")
        except httpx.RequestError as error:
            return Lost(f"the connection to QuickBooks broke ({type(error).__name__})")
        except AnswerTooLong:
            return Lost("QuickBooks' response is too long to be read", _trace_id(response))
        text = body.decode(response.encoding or "utf-8", "replace")
        return _outcome_of(response, text, _trace_id(response))


class _Bearer(httpx.Auth):
    """Puts the token into the request, below everything that logs."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def auth_flow(self, request: httpx.Request) -> Any:
        """Add the header."""
        request.headers["authorization"] = f"Bearer {self._tokens.access_token}"
        yield request


def _trace_id(response: httpx.Response) -> str:
    return plain(response.headers.get("intuit_tid", ""))[:_LONGEST_TRACE]


def _outcome_of(response: httpx.Response, text: str, trace_id: str) -> Outcome:
    """Decide what a response is by its content first: faults also come with status 200."""
    status = response.status_code
    body: Any = None
    try:
        body = exact_json.loads(text)
    except ValueError:
        faults = faults_in_xml(text)
    else:
        faults = faults_in(body)
    throttled = any(is_throttle(fault) for fault in faults)
    failed = status >= _SERVER_ERROR or any(says_server_error(fault) for fault in faults)
    if failed and not throttled:
        return Lost(_failure(status, text, faults), trace_id, faults=faults)
    if status == _TOO_MANY and not throttled:
        faults = (without_fault(status, text), *faults)
    if not faults and status == _UNAUTHORIZED:
        faults = (without_fault(status, text),)
    if not faults and (status in _REJECTIONS or not response.is_success or body is None):
        return Lost(f"QuickBooks didn't respond ({without_fault(status, text).message})", trace_id)
    known = body if isinstance(body, Mapping) else {}
    wait = _seconds(response.headers.get("retry-after"))
    return Answered(status, known, faults, trace_id, wait)


def _failure(status: int, text: str, faults: tuple[Fault, ...]) -> str:
    if not faults:
        return f"QuickBooks had an internal error ({without_fault(status, text).message})"
    known = translate(faults, "the request")
    return (
        known.sentence.rstrip(".") if known.doubtful else f"QuickBooks failed ({faults[0].words})"
    )


def _seconds(text: str | None) -> float | None:
    """Retry-After in seconds, a day at most; dates, which QuickBooks doesn't send, count as none."""
    try:
        return min(_LONGEST_PAUSE, max(0.0, float(text))) if text is not None else None
    except ValueError:
        return None


def _log(call: Call, outcome: Outcome) -> None:
    match outcome:
        case Answered():
            logger.debug(
                "%s %s: %d, intuit_tid %s",
                call.method,
                call.path,
                outcome.status,
                outcome.trace_id or "none",
            )
        case Lost():
            logger.warning(
                "%s %s: %s, intuit_tid %s",
                call.method,
                call.path,
                outcome.reason,
                outcome.trace_id or "none",
            )
        case NotSent():
            logger.warning("%s %s: %s", call.method, call.path, outcome.reason)
