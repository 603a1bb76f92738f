"""Calls to CORE's REST API: paced, repeated where that helps, and its errors classified."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from include.bounded_answers import MOST_BYTES, AnswerTooLong, read_bounded
from include.clock import Clock
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable, NotThere
from include.core_backoffice.rest.answers import (
    AnswerUnreadable,
    CallFailed,
    ErrorAnswer,
    error_in,
    parsed,
)
from include.core_backoffice.rest.paging import PageRepeated, Params, whole_list
from include.core_backoffice.rest.rate_limit import Pace
from include.core_backoffice.rest.secret import redact

logger = logging.getLogger(__name__)

_ATTEMPTS = 4
_LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What CORE returned. `is_doubtful`: at the call limit, where lists can come back empty."""

    value: Any
    is_doubtful: bool


class _TryAgain(Exception):
    """The call may work if it is repeated."""

    def __init__(self, reason: str, *, throttled: bool = False) -> None:
        self.throttled = throttled
        super().__init__(reason)


class CoreClient:
    """Reads from CORE's REST API, and registers webhooks there. The transport adds the API key."""

    def __init__(
        self,
        http: httpx.Client,
        api_key: str,
        pace: Pace,
        clock: Clock,
        throttle_wait_seconds: float,
    ) -> None:
        self._http = http
        self._api_key = api_key
        self._pace = pace
        self._throttle_wait = throttle_wait_seconds
        # From sending to the last byte: each byte alone may take as long as a whole answer.
        self._longest_seconds = 2 * (http.timeout.read or _LONGEST_SECONDS)
        self._retrying = Retrying(
            retry=retry_if_exception_type(_TryAgain),
            wait=self._wait,
            stop=stop_after_attempt(_ATTEMPTS),
            sleep=clock.sleep,
            reraise=True,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def is_at_limit(self) -> bool:
        """Whether the last answer came at the call limit, where lists can be empty."""
        return self._pace.is_at_limit

    def one(self, path: str, params: Params | None = None) -> Answer:
        """CORE's answer about one record.

        Raises:
            NotThere: CORE does not have it.
            AnswerUnreadable: the answer isn't JSON.
            CallFailed: CORE fails on it, or rejects it.
            CoreConnectionProblem, CoreUnavailable: nothing can be read.
        """
        try:
            return self._retrying.copy()(self._call, path, params or {})
        except _TryAgain as again:
            if again.throttled:
                raise CoreUnavailable(
                    "CORE still rejects calls because of its call limit. Run again later."
                ) from None
            raise CallFailed(str(again)) from None

    def send(self, path: str, body: Mapping[str, Any]) -> Any:
        """CORE's answer to something that it is to create; sent once, whatever is answered.

        Raises:
            NotThere: CORE has no such address.
            AnswerUnreadable: the answer isn't JSON; it may have been created.
            CallFailed: CORE fails on it, or rejects it; as above.
            CoreConnectionProblem, CoreUnavailable: nothing can be created.
        """
        try:
            return self._call(path, {}, body).value
        except _TryAgain as again:
            if again.throttled:
                raise CoreUnavailable(
                    "CORE rejects calls because of its call limit. Try again in a few minutes."
                ) from None
            raise CallFailed(str(again)) from None

    def page(self, path: str, params: Params) -> list[Any]:
        """One page of a list. An empty one at the call limit is requested once more.

        Raises:
            CoreConnectionProblem, CoreUnavailable: the list cannot be read.
            NotThere: CORE has no such list.
        """
        answer = self._page(path, params)
        if not answer.value and answer.is_doubtful:
            logger.info("CORE returned an empty list at its call limit; requesting it again.")
            answer = self._page(path, params)
        rows: list[Any] = answer.value
        return rows

    def _page(self, path: str, params: Params) -> Answer:
        try:
            answer = self.one(path, params)
        except AnswerUnreadable as error:
            raise self._unavailable(path, f"returned {error} instead of data") from None
        except CallFailed as error:
            raise self._unavailable(path, f"failed ({error})") from None
        if not isinstance(answer.value, list):
            raise self._unavailable(path, "returned something other than a list")
        return answer

    def pages(
        self, path: str, params: Params, *, size: int, short_page_ends: bool = False
    ) -> Iterator[list[Any]]:
        """A whole list, page by page, each row once though CORE may repeat rows.

        Unless a short page is known to be the last one, only a page without anything new is.

        Raises:
            CoreConnectionProblem, CoreUnavailable: the list cannot be read to its end.
            NotThere: CORE has no such list.
        """
        try:
            yield from whole_list(
                lambda query: self.page(path, query),
                params,
                size=size,
                short_page_ends=short_page_ends,
            )
        except PageRepeated:
            raise self._unavailable(path, "repeated the same page") from None

    def _call(self, path: str, params: Params, body: Mapping[str, Any] | None = None) -> Answer:
        self._pace.wait_turn()
        try:
            response = self._answer(path, params, body)
        except httpx.RequestError as error:
            raise _TryAgain(f"no response: {type(error).__name__}") from None
        except AnswerTooLong as error:
            raise AnswerUnreadable(str(error)) from None
        self._pace.note(response.headers)
        if response.is_redirect:
            raise CoreConnectionProblem(
                f"CORE's address redirects to {_host(response)}. CoreBooks didn't follow it, to "
                "protect the API key. Correct the address in the Airflow connection, then run "
                "again."
            )
        answered = error_in(response)
        if answered is not None:
            raise self._error(answered)
        return Answer(parsed(response), self._pace.is_at_limit)

    def _answer(self, path: str, params: Params, sent: Mapping[str, Any] | None) -> httpx.Response:
        """CORE's answer as it is unpacked, read to its end."""
        until = time.monotonic() + self._longest_seconds
        method = "GET" if sent is None else "POST"
        with self._http.stream(method, path, params=dict(params), json=sent) as response:
            body = read_bounded(response, MOST_BYTES, until)
        headers = [
            (name, value)
            for name, value in response.headers.multi_items()
            if name not in ("content-encoding", "content-length", "transfer-encoding")
        ]
        return httpx.Response(
            response.status_code, headers=headers, content=body, request=response.request
        )

    def _error(self, answered: ErrorAnswer) -> Exception:
        message = redact(answered.message, self._api_key)
        if answered.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return CoreConnectionProblem(
                f"CORE rejected the API key: {message}. Correct the key in the Airflow connection, "
                "then run again. Nothing was posted."
            )
        if answered.status == HTTPStatus.NOT_FOUND:
            return NotThere(message)
        if answered.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._pace.limited(self._throttle_wait)
            return _TryAgain(message, throttled=True)
        if answered.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _TryAgain(f"{answered.status} {message}")
        return CallFailed(f"{answered.status} {message}")

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TryAgain) and error.throttled:
            logger.info("CORE's call limit is reached; waiting %.0f s.", self._throttle_wait)
            return self._throttle_wait
        return float(2 ** (state.attempt_number - 1))

    def _unavailable(self, path: str, what: str) -> CoreUnavailable:
        return CoreUnavailable(
            f"CORE {what} for its list /{path}. Records read so far are saved. Run again later."
        )


def _host(response: httpx.Response) -> str:
    try:
        return httpx.URL(response.headers.get("location", "")).host or "another page"
    except httpx.InvalidURL:
        return "another page"
