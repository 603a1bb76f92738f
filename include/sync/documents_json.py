"""Documents and parties as JSON, for the ledger, and back."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from include.books.documents import Document
from include.books.parties import Party

_DOCUMENT = TypeAdapter(Document)
_PARTY = TypeAdapter(Party)


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as the ledger keeps it."""
    values: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    return values


def document_from_json(values: dict[str, Any]) -> Document:
    """The document that the ledger kept."""
    return _DOCUMENT.validate_python(values)


def party_to_json(party: Party) -> dict[str, Any]:
    """A party as the ledger keeps it."""
    values: dict[str, Any] = _PARTY.dump_python(party, mode="json")
    return values


def party_from_json(values: dict[str, Any]) -> Party:
    """The party that the ledger kept."""
    return _PARTY.validate_python(values)
