"""QuickBooks Online's errors in all the shapes they come in, read into one.

Four shapes: the service's `Fault` (400, sometimes 200), the gateway's `fault` in lower case, XML in
spite of `Accept: application/json`, and OAuth's `error`; or no error at all but a web page. An answer
without a fault names none, except that 401 is about the token and 429 about too many requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from xml.parsers import expat

from include.plain_text import plain as plain_text

OAUTH_ERRORS = frozenset(
    {
        "access_denied",
        "insufficient_scope",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "invalid_token",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
    }
)
"""The names of RFC 6749 and 6750. Any other "error" is a machine's on the way, "Not Found"."""
WITHOUT_ERROR = "a fault without an error"
_CODE_IN_MESSAGE = re.compile(r"errorCode=0*(\d+)")
_NUMBER = re.compile(r"(?:[A-Za-z]+[ _:#=-]*)?0*(\d+)(?:\.0+)?")
"""A code as a number, with a word before it, or with zeros: "005010", "QBO-5010"."""
_TOKEN = re.compile(r"AuthenticationFailed|token (?:has )?(?:expired|been revoked)", re.IGNORECASE)
_SERVER_ERROR = re.compile(r"statusCode=5\d\d\b")
_LONGEST_XML = 200_000
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Fault:
    """One error that QuickBooks returned.

    Attributes:
        code: its number as text, without leading zeros; for OAuth the error's name; empty for none.
        message, detail: QuickBooks' own text.
        element: the property it is about.
        type: QuickBooks' own class of errors.
    """

    code: str
    message: str = ""
    detail: str = ""
    element: str = ""
    type: str = ""

    @property
    def words(self) -> str:
        """QuickBooks' own text, message and detail once each."""
        if not self.detail or self.detail in self.message:
            return self.message
        if not self.message or self.message in self.detail:
            return self.detail
        return f"{self.message}: {self.detail}"


def faults_in(body: Any) -> tuple[Fault, ...]:
    """All errors of a JSON response or batch item; none where it has no fault."""
    if not isinstance(body, Mapping):
        return ()
    named = body.get("error")
    if isinstance(named, str) and named in OAUTH_ERRORS:
        described = plain_text(str(body.get("error_description") or ""))
        return (Fault(named, named, described, type="OAUTH"),)
    fault = next((body[name] for name in ("Fault", "fault") if body.get(name) is not None), None)
    if fault is None:
        return ()
    if not isinstance(fault, Mapping):
        return (Fault("", WITHOUT_ERROR),)
    kind = _text(fault, "type")
    errors = fault.get("Error") or fault.get("error") or ()
    listed = errors if isinstance(errors, list) else [errors]
    faults = tuple(_fault(error, kind) for error in listed if isinstance(error, Mapping) and error)
    return faults or (Fault("", WITHOUT_ERROR, type=kind),)


def faults_in_xml(text: str) -> tuple[Fault, ...]:
    """All errors of an XML response; none where it isn't XML or has no fault.

    A document type is rejected: entities can make a parser read files or run out of memory, and
    QuickBooks sends none.
    """
    if len(text) > _LONGEST_XML or not text.lstrip().startswith("<"):
        return ()
    reader = _XmlFaults()
    try:
        return reader.read(text)
    except (expat.ExpatError, _DocumentTypeRejected):
        return ()


def without_fault(status: int, text: str) -> Fault:
    """The error of a response that rejects without naming one."""
    page = text.lstrip()[:1] == "<"
    what = "a web page" if page else "nothing" if not text.strip() else "something unreadable"
    phrase = f" {_PHRASES[status]}" if status in _PHRASES else ""
    code = {401: "3200", 429: "3001"}.get(status, "")
    return Fault(code, f"HTTP {status}{phrase} with {what}", type=f"HTTP {status}")


def says_server_error(fault: Fault) -> bool:
    """Whether it names a status of 500 and above as its own, whatever it was sent with."""
    return _SERVER_ERROR.search(fault.message) is not None and not is_throttle(fault)


def is_throttle(fault: Fault) -> bool:
    """Whether it means too many requests, which QuickBooks also returns with status 403."""
    return fault.code == "3001" or "ThrottleExceeded" in fault.words


def is_token_rejected(faults: Iterable[Fault]) -> bool:
    """Whether the access token is expired or unknown, so that a new one may help."""
    return any(fault.code == "3200" or _TOKEN.search(fault.words) is not None for fault in faults)


def _fault(error: Mapping[str, Any], kind: str) -> Fault:
    message = _text(error, "Message", "message")
    stated = _CODE_IN_MESSAGE.search(message)
    code = _text(error, "code", "Code") or (stated.group(1) if stated else "")
    number = _NUMBER.fullmatch(code.strip())
    return Fault(
        number[1] if number and number[1] != "0" else code.strip().lstrip("0"),
        message,
        _text(error, "Detail", "detail"),
        _text(error, "element", "Element"),
        kind,
    )


def _text(values: Mapping[str, Any], *names: str) -> str:
    found = (values[name] for name in names if values.get(name) not in (None, ""))
    return plain_text(str(next(found, "")))


class _DocumentTypeRejected(Exception):
    """The XML declares a document type."""


class _XmlFaults:
    """Collects Fault and Error elements, whatever their namespace."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._reject
        self._kind = ""
        self._error: dict[str, str] | None = None
        self._text = ""
        self._faults: list[Fault] = []

    def read(self, text: str) -> tuple[Fault, ...]:
        self._parser.Parse(text, True)
        return tuple(self._faults)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text = ""
        match name.rpartition(":")[2]:
            case "Fault":
                self._kind = attributes.get("type", "")
            case "Error":
                self._error = dict(attributes)

    def _characters(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._error is None:
            return
        if local == "Error":
            self._faults.append(_fault(self._error, self._kind))
            self._error = None
        elif local in ("Message", "Detail"):
            self._error[local] = self._text.strip()

    def _reject(self, *_: object) -> None:
        raise _DocumentTypeRejected
