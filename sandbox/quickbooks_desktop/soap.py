"""The Web Connector's SOAP: envelopes as .NET writes them, answers read as strictly as .NET does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx
from lxml import etree

from sandbox.serving import TLS

NAMESPACE = "http://developer.intuit.com/"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_AGENT = "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_RESULT = "Object reference not set to an instance of an object."


class Unanswered(Exception):
    """No answer came that can be used: the network, the server, or its SOAP is at fault."""


def envelope(operation: str, arguments: Mapping[str, str | int | None]) -> bytes:
    """A request as the Web Connector sends it; None leaves the element out, as .NET does."""
    parts = []
    for name, value in arguments.items():
        if value is None:
            continue
        text = _escaped(str(value))
        parts.append(f"<{name}>{text}</{name}>" if text else f"<{name} />")
    inner = "".join(parts)
    call = (
        f'<{operation} xmlns="{NAMESPACE}">{inner}</{operation}>'
        if inner
        else f'<{operation} xmlns="{NAMESPACE}" />'
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{_ENVELOPE}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<soap:Body>{call}</soap:Body></soap:Envelope>"
    ).encode()


def _escaped(text: str) -> str:
    """A text as .NET's XmlTextWriter writes it: control characters as references."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CONTROL.sub(lambda found: f"&#x{ord(found.group()):X};", escaped)


class SoapClient:
    """Calls the operations of a web service.

    Args:
        url: the service's address.
        timeout: seconds after which an answer is given up.
    """

    def __init__(self, url: str, *, timeout: float = 90) -> None:
        self.url = url
        self.repeated: dict[str, int] = {}
        """Operations of which a coming request (1: the next) is sent twice, as a proxy may; the second
        answer counts."""
        self._client = httpx.Client(
            trust_env=False, timeout=timeout, follow_redirects=False, verify=TLS
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def call(self, operation: str, **arguments: str | int | None) -> etree._Element:
        """The result element of an operation.

        Raises:
            Unanswered: there is none.
        """
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{NAMESPACE}{operation}"',
            "User-Agent": _AGENT,
            "Expect": "100-continue",
        }
        content = envelope(operation, arguments)
        try:
            if self._is_repeated(operation):
                self._client.post(self.url, content=content, headers=headers)
            answer = self._client.post(self.url, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error
        return _result(operation, answer)

    def _is_repeated(self, operation: str) -> bool:
        if operation not in self.repeated:
            return False
        self.repeated[operation] -= 1
        if self.repeated[operation]:
            return False
        del self.repeated[operation]
        return True

    def text(self, operation: str, **arguments: str | int | None) -> str:
        """A result that is a text; raises `Unanswered` for anything else."""
        return _text(self.call(operation, **arguments))

    def number(self, operation: str, **arguments: str | int | None) -> int:
        """A result that is a whole number; raises `Unanswered` for anything else."""
        found = _text(self.call(operation, **arguments)).strip()
        try:
            return int(found)
        except ValueError:
            raise Unanswered("There is an error in XML document: no whole number.") from None

    def texts(self, operation: str, **arguments: str | int | None) -> list[str]:
        """A result that is an array of texts; raises `Unanswered` for anything else."""
        result = self.call(operation, **arguments)
        found = [_text(one) for one in result if one.tag == f"{{{NAMESPACE}}}string"]
        if not found:
            raise Unanswered("Index was outside the bounds of the array.")
        return found


def _result(operation: str, answer: httpx.Response) -> etree._Element:
    kind = answer.headers.get("Content-Type", "")
    if not kind.lower().startswith("text/xml"):
        message = f"Client found response content type of '{kind}', but expected 'text/xml'."
        raise Unanswered(f"{message} HTTP status {answer.status_code}.")
    try:
        root = etree.fromstring(answer.content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Unanswered(f"There is an error in XML document: {error}") from None
    body = root.find(f"{{{_ENVELOPE}}}Body")
    if root.tag != f"{{{_ENVELOPE}}}Envelope" or body is None:
        raise Unanswered("There is an error in XML document: no SOAP 1.1 envelope.")
    fault = body.find(f"{{{_ENVELOPE}}}Fault")
    if fault is not None:
        raise Unanswered(f"SoapException: {fault.findtext('faultstring') or ''}")
    if answer.status_code != httpx.codes.OK:
        raise Unanswered(f"The request failed with HTTP status {answer.status_code}.")
    path = f"{{{NAMESPACE}}}{operation}Response/{{{NAMESPACE}}}{operation}Result"
    found = body.find(path)
    # An element of another name or namespace is none: .NET then holds null.
    if found is None or _is_nil(found):
        raise Unanswered(_NO_RESULT)
    return found


def _is_nil(element: etree._Element) -> bool:
    nil: Any = element.get("{http://www.w3.org/2001/XMLSchema-instance}nil")
    return nil in ("true", "1")


def _text(element: etree._Element) -> str:
    if len(element):
        raise Unanswered("There is an error in XML document: a text was expected.")
    return "" if _is_nil(element) else element.text or ""
