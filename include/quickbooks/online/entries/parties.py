"""Customers and vendors, to QuickBooks Online and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from quickbooks.objects.base import EmailAddress
from quickbooks.objects.customer import Customer
from quickbooks.objects.vendor import Vendor

from include.books.entries import EntryRef, PartyEntry
from include.books.gateway import Action, Answer, NoResponse, PartyWrite, Rejected
from include.books.parties import Party, PartyKind
from include.books.wording import a
from include.plain_text import plain as plain_text
from include.quickbooks.field_errors import FieldError, checked_exact, checked_name, checked_text
from include.quickbooks.online.entries.home import UNITED_STATES, Home
from include.quickbooks.online.entries.inactive_names import active_name
from include.quickbooks.online.entries.objects import as_json, filled, foreign_currency
from include.quickbooks.online.wire.batch import Item

ENTITIES = {
    PartyKind.CUSTOMER: "Customer",
    PartyKind.VENDOR: "Vendor",
    PartyKind.EMPLOYEE: "Employee",
}
_CLASSES = {PartyKind.CUSTOMER: Customer, PartyKind.VENDOR: Vendor}
_NAME, _PART, _PRINT, _EMAIL, _TAX_ID = 500, 100, 110, 100, 20


def party_item(write: PartyWrite, home: Home = UNITED_STATES) -> Item:
    """The write that creates or updates one customer or vendor.

    An update is sparse, so what CORE doesn't have stays: addresses, terms, and a 1099 setting made in
    QuickBooks.

    Raises:
        FieldError: it can't be sent as it is.
    """
    party = write.party
    if party.kind not in _CLASSES or write.action is Action.VOID:
        raise FieldError("kind", f"CoreBooks can't {write.action} {a(party.kind)} in QuickBooks")
    body = as_json(filled(_CLASSES[party.kind], **_properties(party, home)))
    operation = "create"
    if write.action is Action.UPDATE:
        if write.existing is None:
            raise FieldError("entry", "CoreBooks doesn't know which QuickBooks entry to change")
        version = {"Id": write.existing.id, "SyncToken": write.existing.version}
        body = {**version, "sparse": True, **body}
        operation = "update"
    return Item(write.request_id, ENTITIES[party.kind], operation, body, party.label)


def _properties(party: Party, home: Home) -> dict[str, Any]:
    spelled = home.spelled
    properties: dict[str, Any] = {
        "DisplayName": checked_name(party.display_name, _NAME, "name", spelled)
    }
    parts = {
        "GivenName": (party.given_name, "first name"),
        "FamilyName": (party.family_name, "last name"),
        "CompanyName": (party.company_name, "company name"),
    }
    for name, (text, field) in parts.items():
        if kept := checked_text(text, _PART, field, spelled):
            properties[name] = kept
    if party.email:
        address = checked_exact(party.email, _EMAIL, "email address", spelled)
        properties["PrimaryEmailAddr"] = filled(EmailAddress, Address=address)
    if party.print_name and party.kind is PartyKind.VENDOR:
        properties["PrintOnCheckName"] = checked_text(
            party.print_name, _PRINT, "name on checks", spelled
        )
    if party.kind is PartyKind.VENDOR and home.is_us:
        properties |= _for_1099(party, home)
    return properties


def _for_1099(party: Party, home: Home) -> dict[str, Any]:
    """What a vendor's 1099 needs; there is none outside the United States, nor a use for the tax ID."""
    properties: dict[str, Any] = {"Vendor1099": True} if party.is_1099 else {}
    if party.tax_id:
        properties["TaxIdentifier"] = checked_exact(party.tax_id, _TAX_ID, "tax ID", home.spelled)
    return properties


def party_name_taken(answer: Rejected, holder: PartyEntry | None) -> Rejected:
    """The rejection of a name that is taken, with who has it.

    Args:
        answer: QuickBooks' rejection.
        holder: who has the name; None where that isn't known, and then the rejection stays as it is.
    """
    if holder is None:
        return answer
    return dataclasses.replace(
        answer,
        sentence=f"QuickBooks already has {_described(holder)} named {holder.display_name} (ID "
        f"{holder.ref.id}). Names must be unique across customers, vendors, and employees.",
    )


def _described(holder: PartyEntry) -> str:
    if not holder.active:
        return f"an inactive {holder.kind}"
    return a(holder.kind)


def without_tax_id(answer: Answer, party: Party) -> Answer:
    """The response without the tax ID, which QuickBooks quotes where it rejects it."""
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
        text = text.replace(secret, "(tax ID)")
    return text


def party_entry(kind: PartyKind, body: Mapping[str, Any], home: Home = UNITED_STATES) -> PartyEntry:
    """A customer, vendor or employee as QuickBooks shows it, in a company of this home."""
    name, active = plain_text(str(body.get("DisplayName") or "")), body.get("Active") is not False
    before = active_name(name, home)
    return PartyEntry(
        kind,
        EntryRef(str(body.get("Id", "")), str(body.get("SyncToken", ""))),
        name,
        active=active,
        former_name="" if active or before == name else before,
        print_name=str(body.get("PrintOnCheckName") or ""),
        currency=foreign_currency(body, home),
    )
