"""Customers and vendors, to QuickBooks Online and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from quickbooks.objects.base import EmailAddress
from quickbooks.objects.customer import Customer
from quickbooks.objects.vendor import Vendor

from include.books.gateway import (
    Action,
    Answer,
    EntryRef,
    NoResponse,
    PartyEntry,
    PartyWrite,
    Rejected,
)
from include.books.parties import Party, PartyKind
from include.quickbooks.field_errors import Unfit, fitting, fitting_exactly, fitting_name
from include.quickbooks.online.entries.objects import as_json, filled
from include.quickbooks.online.wire.batch import Item

ENTITIES = {
    PartyKind.CUSTOMER: "Customer",
    PartyKind.VENDOR: "Vendor",
    PartyKind.EMPLOYEE: "Employee",
}
_CLASSES = {PartyKind.CUSTOMER: Customer, PartyKind.VENDOR: Vendor}
_NAME, _PART, _EMAIL, _TAX_ID = 500, 100, 100, 20


def party_item(write: PartyWrite) -> Item:
    """One customer or vendor as QuickBooks wants it.

    An update is sparse, and what CORE does not know is left alone: addresses, terms, and a 1099
    tick that a person has set.

    Raises:
        Unfit: it cannot be sent as it is; a person must change it.
    """
    party = write.party
    if party.kind not in _CLASSES or write.action is Action.VOID:
        raise Unfit("kind", f"QuickBooks has no way to {write.action} a {party.kind}")
    properties: dict[str, Any] = {"DisplayName": fitting_name(party.display_name, _NAME, "name")}
    parts = {
        "GivenName": (party.given_name, "first name"),
        "FamilyName": (party.family_name, "last name"),
        "CompanyName": (party.company_name, "company name"),
    }
    for name, (text, field) in parts.items():
        if written := fitting(text, _PART, field):
            properties[name] = written
    if party.email:
        address = fitting_exactly(party.email, _EMAIL, "e-mail address")
        properties["PrimaryEmailAddr"] = filled(EmailAddress, Address=address)
    if party.is_1099 and party.kind is PartyKind.VENDOR:
        properties["Vendor1099"] = True
    if party.tax_id and party.kind is PartyKind.VENDOR:
        properties["TaxIdentifier"] = fitting_exactly(party.tax_id, _TAX_ID, "tax id")
    body = as_json(filled(_CLASSES[party.kind], **properties))
    operation = "create"
    if write.action is Action.UPDATE:
        if write.existing is None:
            raise Unfit("entry", "which entry it is in QuickBooks is unknown")
        known = {"Id": write.existing.id, "SyncToken": write.existing.version}
        body = {**known, "sparse": True, **body}
        operation = "update"
    return Item(write.request_id, ENTITIES[party.kind], operation, body, party.label)


def without_tax_id(answer: Answer, party: Party) -> Answer:
    """The answer without the tax id, which QuickBooks quotes where it does not take it."""
    digits = "".join(sign for sign in party.tax_id if sign.isdecimal())
    secrets = [secret for secret in (party.tax_id, digits) if secret]
    match answer:
        case Rejected():
            return dataclasses.replace(answer, sentence=_hidden(answer.sentence, secrets))
        case NoResponse():
            return dataclasses.replace(answer, reason=_hidden(answer.reason, secrets))
        case _:
            return answer


def _hidden(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "(tax id)")
    return text


def party_entry(kind: PartyKind, body: Mapping[str, Any]) -> PartyEntry:
    """A customer, vendor or employee as QuickBooks shows it."""
    return PartyEntry(
        kind,
        EntryRef(str(body.get("Id", "")), str(body.get("SyncToken", ""))),
        str(body.get("DisplayName") or ""),
        active=body.get("Active") is not False,
    )
