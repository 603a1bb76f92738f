"""Documents, customers and vendors as JSON, for the database, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from include.books.documents import Document
from include.books.parties import Party
from include.database.seal import Seal

_DOCUMENT = TypeAdapter(Document)
_PARTY = TypeAdapter(Party)


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as the database stores it: without its payee's tax ID, which isn't part of it."""
    values: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    values["party"]["tax_id"] = ""
    return values


def document_from_json(values: Mapping[str, Any]) -> Document:
    """The document that the database stored."""
    return _DOCUMENT.validate_python(values)


def party_to_json(party: Party, seal: Seal) -> dict[str, Any]:
    """A customer or vendor as the database stores it, its tax ID sealed."""
    values: dict[str, Any] = seal.sealed(_PARTY.dump_python(party, mode="json"))
    return values


def party_from_json(values: dict[str, Any], seal: Seal | None = None) -> Party:
    """The customer or vendor that the database stored; without a seal, without its tax ID."""
    opened = seal.opened(values) if seal else {**values, "tax_id": ""}
    return _PARTY.validate_python(opened)
