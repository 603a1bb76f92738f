"""Reading CORE's answers as they really look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from include.books.money import json_number
from include.bounded_answers import TooDeep, check_depth
from include.plain_text import plain, plain_json

_LONGEST = 300


class AnswerUnreadable(Exception):
    """CORE returned something that isn't JSON, such as an HTML page."""


class CallFailed(Exception):
    """CORE failed on this one call, even when it was repeated; other calls may work."""


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error in CORE's words."""

    status: int
    message: str


def error_in(response: httpx.Response) -> ErrorAnswer | None:
    """The error in an answer, if it is one.

    The error may be a text, or an object that holds one; the status may be a number or a text; and
    an error may come with the HTTP status of success.
    """
    body = _body(response)
    if isinstance(body, dict) and "error" in body and "id" not in body:
        status = response.status_code
        if status < HTTPStatus.BAD_REQUEST:
            status = _status(body.get("status"))
        return ErrorAnswer(status, _text(body["error"]))
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return ErrorAnswer(response.status_code, response.reason_phrase)
    return None


def parsed(response: httpx.Response) -> Any:
    """The JSON of an answer, its fractions as Decimal, its texts plain.

    Raises:
        AnswerUnreadable: it isn't JSON.
    """
    try:
        text = response.content.decode("utf-8-sig")
        value = json.loads(text, parse_float=json_number, parse_constant=_no_number)
        check_depth(value)
    except (TooDeep, RecursionError):
        raise AnswerUnreadable("JSON that nests too deeply") from None
    except ValueError:
        kind = plain(response.headers.get("content-type", "").partition(";")[0])[:60] or "not JSON"
        what = "a web page (HTML)" if "html" in kind else f"other content ({kind})"
        raise AnswerUnreadable(what) from None
    return plain_json(value, text)


def _body(response: httpx.Response) -> Any:
    try:
        return parsed(response)
    except AnswerUnreadable:
        return None


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _status(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return HTTPStatus.INTERNAL_SERVER_ERROR


def _text(error: object) -> str:
    while isinstance(error, dict):
        error = error.get("error") or error.get("message") or json.dumps(error, default=str)
    return plain(str(error)[:_LONGEST])
