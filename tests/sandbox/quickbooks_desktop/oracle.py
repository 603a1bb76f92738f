"""Intuit's schema of qbXML 13.0, which messages are held against where it is at hand."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from lxml import etree

_CHECKOUT = Path(__file__).resolve().parents[3]
_PLACES = (
    os.environ.get("COREBOOKS_ORACLES", ""),
    str(_CHECKOUT.parent / "shared" / "oracles"),
)


def _file(name: str) -> Path | None:
    """One of Intuit's files; None where it is not at hand."""
    for place in filter(None, _PLACES):
        for path in (Path(place) / "qbxml" / name, Path(place) / name):
            if path.exists():
                return path
    return None


def _read(path: Path) -> etree._ElementTree:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.parse(path, parser)


@cache
def operations() -> etree.XMLSchema | None:
    """The schema of the Web Connector's operations, out of their WSDL."""
    path = _file("QBWebConnectorSvc.wsdl")
    if path is None:
        return None
    found = _read(path).find(".//{http://www.w3.org/2001/XMLSchema}schema")
    assert found is not None
    return etree.XMLSchema(etree.fromstring(etree.tostring(found)))


@cache
def schema() -> etree.XMLSchema | None:
    """The schema; None where it is not at hand."""
    path = _file("qbxmlops130.xsd")
    return None if path is None else etree.XMLSchema(_read(path))


def problems(text: str) -> list[str]:
    """What the schema has against a message; nothing where the schema is not at hand."""
    found = schema()
    if found is None or found.validate(etree.fromstring(text.encode())):
        return []
    return [f"{error.line}: {error.message}" for error in found.error_log]  # type: ignore[attr-defined]
