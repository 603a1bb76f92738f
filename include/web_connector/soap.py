"""SOAP 1.1 as the Web Connector speaks it: one envelope in, one out.

Element names must be exactly those of Intuit's WSDL (QBWebConnectorSvc.wsdl); a result that is null
breaks the Web Connector ("Object reference not set"), so there is none: an empty text is written as
an empty element.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

NAMESPACE = "http://developer.intuit.com/"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
MOST_BYTES = 16 * 1024 * 1024
"""Longest envelope that is read: an answer of 200 entries with their lines has well under 1 MiB."""

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


class EnvelopeRejected(ValueError):
    """What was sent is no call of the Web Connector; nothing was done."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: every parameter of the operation, empty where it was left out."""

    operation: str
    arguments: Mapping[str, str]


def read_call(body: bytes) -> Call:
    """Read an envelope.

    Raises:
        EnvelopeRejected: it is too long, no XML, carries a DOCTYPE, or calls nothing that is known.
    """
    if len(body) > MOST_BYTES:
        raise EnvelopeRejected("The envelope is too long.")
    # Entities and the network are off; a document type has no business in SOAP (SOAP 1.1, 3).
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise EnvelopeRejected("The envelope is no well-formed XML.") from error
    if _has_doctype(root):
        raise EnvelopeRejected("The envelope carries a document type, which SOAP does not allow.")
    inner = root.find(f"{{{ENVELOPE}}}Body")
    calls = [one for one in inner if isinstance(one.tag, str)] if inner is not None else []
    if root.tag != f"{{{ENVELOPE}}}Envelope" or len(calls) != 1:
        raise EnvelopeRejected("This is no SOAP 1.1 envelope with one call.")
    name = etree.QName(calls[0])
    if name.namespace != NAMESPACE or name.localname not in OPERATIONS:
        raise EnvelopeRejected("There is no such operation.")
    return Call(name.localname, _arguments(calls[0], OPERATIONS[name.localname]))


def _arguments(call: etree._Element, names: Sequence[str]) -> dict[str, str]:
    found = dict.fromkeys(names, "")
    for child in call:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name not in found:
            # zeep and older Web Connectors send more (a ticket with serverVersion).
            continue
        if len(child):
            raise EnvelopeRejected(f"{name} must be a text.")
        found[name] = child.text or ""
    return found


def answer(operation: str, result: str | int | Sequence[str]) -> bytes:
    """The envelope of a result: a text, a whole number, or a list of texts."""
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    # The stubs do not know the default namespace.
    own: Any = {None: NAMESPACE}
    response = etree.SubElement(body, f"{{{NAMESPACE}}}{operation}Response", nsmap=own)
    holder = etree.SubElement(response, f"{{{NAMESPACE}}}{operation}Result")
    if isinstance(result, str | int):
        holder.text = str(result)
    else:
        for one in result:
            etree.SubElement(holder, f"{{{NAMESPACE}}}string").text = one
    return _written(envelope)


def fault(sentence: str) -> bytes:
    """The envelope of a refusal; says no more than the sentence."""
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    holder = etree.SubElement(body, f"{{{ENVELOPE}}}Fault")
    etree.SubElement(holder, "faultcode").text = "soap:Client"
    etree.SubElement(holder, "faultstring").text = sentence
    return _written(envelope)


def _written(envelope: etree._Element) -> bytes:
    return bytes(etree.tostring(envelope, encoding="utf-8", xml_declaration=True))


def _has_doctype(root: etree._Element) -> bool:
    info: Any = root.getroottree().docinfo
    return bool(info.doctype)
