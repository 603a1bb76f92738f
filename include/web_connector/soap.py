"""SOAP 1.1 as the Web Connector speaks it: one envelope in, one out.

Element names must be exactly those of Intuit's WSDL (QBWebConnectorSvc.wsdl); a result that is null
breaks the Web Connector ("Object reference not set"), so there is none: an empty text is written as
an empty element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from include.quickbooks.desktop.wire.xml_text import parsed, readable

NAMESPACE = "http://developer.intuit.com/"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
MOST_BYTES = 16 * 1024 * 1024
"""The longest envelope that is read: a response with 200 entries has well under 1 MiB."""

OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "serverVersion": (),
    "clientVersion": ("strVersion",),
    "authenticate": ("strUserName", "strPassword"),
    "sendRequestXML": (
        "ticket",
        "strHCPResponse",
        "strCompanyFileName",
        "qbXMLCountry",
        "qbXMLMajorVers",
        "qbXMLMinorVers",
    ),
    "receiveResponseXML": ("ticket", "response", "hresult", "message"),
    "connectionError": ("ticket", "hresult", "message"),
    "getLastError": ("ticket",),
    "closeConnection": ("ticket",),
    "getInteractiveURL": ("wcTicket", "sessionID"),
    "interactiveRejected": ("wcTicket", "reason"),
    "interactiveDone": ("wcTicket",),
}
"""Operation -> its parameters."""


_MARKS = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!|<", re.DOTALL)
_NOT_XML = "The envelope isn't well-formed XML."
_MOST_TAGS = 200
"""Begins and ends of elements; a call has 24 at most."""


class EnvelopeRejected(ValueError):
    """What was sent isn't a call of the Web Connector; it had no effect."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: every parameter of the operation, empty where it was left out."""

    operation: str
    arguments: Mapping[str, str]


def read_call(body: bytes) -> Call:
    """Read an envelope.

    Raises:
        EnvelopeRejected: it is too long, isn't XML, has a DOCTYPE, or calls an unknown operation.
    """
    if len(body) > MOST_BYTES:
        raise EnvelopeRejected("The envelope is too long.")
    try:
        text = body.decode("utf-8-sig")
    except ValueError as error:
        raise EnvelopeRejected(_NOT_XML) from error
    _check_markup(readable(text))
    try:
        root = parsed(text)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise EnvelopeRejected(_NOT_XML) from error
    inner = root.find(f"{{{ENVELOPE}}}Body")
    children = () if inner is None else inner
    calls = [child for child in children if isinstance(child.tag, str)]
    if root.tag != f"{{{ENVELOPE}}}Envelope" or len(calls) != 1:
        raise EnvelopeRejected("This isn't a SOAP 1.1 envelope with one call.")
    name = etree.QName(calls[0])
    if name.namespace != NAMESPACE or name.localname not in OPERATIONS:
        raise EnvelopeRejected("There is no such operation.")
    return Call(name.localname, _arguments(calls[0], OPERATIONS[name.localname]))


def _check_markup(text: str) -> None:
    """Look at the marks of an envelope, without a parser: its document type, and how many they are.

    What is sent as CDATA is text, as long as it may be.
    """
    tags = 0
    for mark in _MARKS.finditer(text):
        # Entities, and what is fetched from elsewhere; SOAP 1.1 (section 3) allows no document type.
        if mark[0] == "<!":
            raise EnvelopeRejected("The envelope has a document type, which SOAP doesn't allow.")
        tags += mark[0] == "<"
        if tags > _MOST_TAGS:
            raise EnvelopeRejected("The envelope has more elements than a call has.")


def _arguments(call: etree._Element, names: Sequence[str]) -> dict[str, str]:
    arguments = dict.fromkeys(names, "")
    for child in call:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name not in arguments:
            # zeep and older Web Connectors send more (a ticket with serverVersion).
            continue
        if len(child):
            raise EnvelopeRejected(f"{name} must be a text.")
        arguments[name] = child.text or ""
    return arguments


def answer(operation: str, result: str | int | Sequence[str]) -> bytes:
    """The envelope of a result: a text, a whole number, or a list of texts."""
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    # The type stubs lack the default namespace.
    own: Any = {None: NAMESPACE}
    response = etree.SubElement(body, f"{{{NAMESPACE}}}{operation}Response", nsmap=own)
    holder = etree.SubElement(response, f"{{{NAMESPACE}}}{operation}Result")
    if isinstance(result, str | int):
        holder.text = str(result)
    else:
        for text in result:
            etree.SubElement(holder, f"{{{NAMESPACE}}}string").text = text
    return _serialized(envelope)


def fault(sentence: str) -> bytes:
    """The envelope of a rejection; it has only the sentence."""
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    holder = etree.SubElement(body, f"{{{ENVELOPE}}}Fault")
    etree.SubElement(holder, "faultcode").text = "soap:Client"
    etree.SubElement(holder, "faultstring").text = sentence
    return _serialized(envelope)


def _serialized(envelope: etree._Element) -> bytes:
    return bytes(etree.tostring(envelope, encoding="utf-8", xml_declaration=True))
