"""Responses: how they are made, and what QuickBooks remembers of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from sandbox.quickbooks_desktop.qbxml.shape import SHAPES, Body
from sandbox.quickbooks_desktop.refusals import Refusal

_WARNINGS, _ERRORS = 500, 1000


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose structure was found right."""

    name: str
    content: etree._Element
    ret_elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as text, and as QuickBooks remembers it: without the object, with its ids."""

    text: str
    memory: str
    severity: str

    @classmethod
    def refused(cls, name: str, request_id: str | None, refusal: Refusal) -> Answer:
        """The response that says no."""
        text = text_of(response(name, request_id, refusal))
        return cls(text, text, severity(refusal.code))


def severity(code: int) -> str:
    """How grave a status is, in QuickBooks' words."""
    if code < _WARNINGS:
        return "Info"
    return "Warn" if code < _ERRORS else "Error"


def response(name: str, request_id: str | None, status: Refusal | None = None) -> etree._Element:
    """The element of a response with its status; without one, it went well."""
    element = etree.Element(f"{name}Rs")
    if request_id is not None:
        element.set("requestID", request_id)
    code = 0 if status is None else status.code
    element.set("statusCode", str(code))
    element.set("statusSeverity", severity(code))
    element.set("statusMessage", "Status OK" if status is None else status.message)
    return element


def text_of(element: etree._Element) -> str:
    """A response as text."""
    etree.indent(element, space="")
    return etree.tostring(element, encoding="unicode") + "\n"


def write_element(parent: etree._Element, tag: str, body: Body, wanted: Iterable[str]) -> None:
    """Append a body under its tag; with elements wanted, those alone."""
    names = set(wanted)
    kept = {name: value for name, value in body.items() if not names or name in names}
    SHAPES[tag].write(etree.SubElement(parent, tag), kept)
