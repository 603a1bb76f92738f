"""What an operation writes, as JSON for the database, and back: a document, a party, or a list entry.

Each says by its `type` which it is, and by `schema` how it was written. Rows of earlier versions, which
say neither, are told apart by what they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from include.books.catalogue import ListKind
from include.books.documents import Document
from include.books.parties import Party
from include.database.keys.seal import Seal

_DOCUMENT = TypeAdapter(Document)
_PARTY = TypeAdapter(Party)
_SCHEMA = 1


class PayloadType(StrEnum):
    """What an operation writes."""

    DOCUMENT = "document"
    PARTY = "party"
    """A customer or vendor."""
    LIST_ENTRY = "list entry"
    """A product or class."""


class ListPayload(BaseModel):
    """A product or class to create; `account_id` is a product's income account."""

    model_config = ConfigDict(frozen=True)

    type: Literal[PayloadType.LIST_ENTRY] = PayloadType.LIST_ENTRY
    schema_version: Literal[1] = 1
    kind: ListKind
    name: str
    account_id: str = ""

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def payload_type(values: Mapping[str, Any]) -> PayloadType:
    """Which of the three a payload is."""
    if "type" in values:
        return PayloadType(values["type"])
    if "lines" in values:
        return PayloadType.DOCUMENT
    return PayloadType.PARTY if "display_name" in values else PayloadType.LIST_ENTRY


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as the database stores it: without its payee's tax ID, which isn't part of it."""
    values: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    values["party"]["tax_id"] = ""
    return {**_tag(PayloadType.DOCUMENT), **values}


def document_from_json(values: Mapping[str, Any]) -> Document:
    """The document that the database stored."""
    return _DOCUMENT.validate_python(values)


def party_to_json(party: Party, seal: Seal) -> dict[str, Any]:
    """A customer or vendor as its fingerprint covers it, its tax ID sealed."""
    values: dict[str, Any] = seal.sealed(_PARTY.dump_python(party, mode="json"))
    return values


def party_payload(party: Party, seal: Seal) -> dict[str, Any]:
    """A customer or vendor as the database stores it, its tax ID sealed."""
    return {**_tag(PayloadType.PARTY), **party_to_json(party, seal)}


def party_from_json(values: dict[str, Any], seal: Seal | None = None) -> Party:
    """The customer or vendor that the database stored; without a seal, without its tax ID."""
    opened = seal.opened(values) if seal else {**values, "tax_id": ""}
    return _PARTY.validate_python(opened)


def list_from_json(values: Mapping[str, Any]) -> ListPayload:
    """The product or class that the database stored."""
    return ListPayload.model_validate(values)


def _tag(of: PayloadType) -> dict[str, Any]:
    return {"type": of.value, "schema_version": _SCHEMA}
