"""Customers and vendors, to QuickBooks Desktop and back."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from include.books.gateway import Action, EntryRef, PartyEntry, PartyWrite
from include.books.parties import PartyKind
from include.quickbooks.desktop.entries.spelling import NAME, list_name, spelled
from include.quickbooks.desktop.wire.elements import Fields, Value, element, yes
from include.quickbooks.field_errors import Unfit, fitting_exactly, fitting_name

_KINDS = {
    PartyKind.CUSTOMER: "Customer",
    PartyKind.VENDOR: "Vendor",
    PartyKind.EMPLOYEE: "Employee",
}
_ITERATED = frozenset({PartyKind.CUSTOMER, PartyKind.VENDOR})
_PORTION = "500"
_RETURNED = ("ListID", "EditSequence", "Name", "FullName", "IsActive")
"""All that is needed; above all no tax id."""
_PART, _COMPANY, _EMAIL, _TAX_ID = 25, 41, 1023, 15


def party_request(write: PartyWrite) -> etree._Element:
    """One customer or vendor as QuickBooks wants it.

    What a change does not name stays: addresses, terms, a 1099 tick that a person has set. First and
    last names that are too long are left out: the name itself says them.

    Raises:
        Unfit: it cannot be sent as it is; a person must change it.
    """
    party = write.party
    if party.kind is PartyKind.EMPLOYEE or write.action is Action.VOID:
        raise Unfit("kind", f"QuickBooks has no way to {write.action} a {party.kind}")
    adding = write.action is Action.CREATE
    fields: dict[str, Value] = {} if adding else _version(write)
    fields["Name"] = fitting_name(list_name(party.display_name, NAME), NAME, "name")
    fields["CompanyName"] = list_name(party.company_name, _COMPANY)
    fields["FirstName"] = _short(party.given_name)
    fields["LastName"] = _short(party.family_name)
    if party.email:
        fields["Email"] = fitting_exactly(party.email, _EMAIL, "e-mail address")
    if party.kind is PartyKind.VENDOR:
        if party.tax_id:
            fields["VendorTaxIdent"] = fitting_exactly(party.tax_id, _TAX_ID, "tax id")
        if party.is_1099:
            fields["IsVendorEligibleFor1099"] = yes(True)
    verb = "Add" if adding else "Mod"
    name = f"{_KINDS[party.kind]}{verb}"
    return element(f"{name}Rq", {name: fields, "IncludeRetElement": _RETURNED})


def parties_query(
    kind: PartyKind, names: Sequence[str] = (), *, iterator: bool = False
) -> etree._Element:
    """Ask for those of these names, or for all, inactive ones included.

    Args:
        kind: on which list.
        names: as they are in CORE; none for all.
        iterator: in portions, where QuickBooks offers that.
    """
    tag = f"{_KINDS[kind]}QueryRq"
    returned: Fields = {"IncludeRetElement": _RETURNED}
    if names:
        wanted = sorted({list_name(name, NAME) for name in names} - {""})
        return element(tag, {"FullName": wanted, **returned})
    if iterator and kind in _ITERATED:
        fields: Fields = {"MaxReturned": _PORTION, "ActiveStatus": "All", **returned}
        return element(tag, fields, iterator="Start")
    return element(tag, {"ActiveStatus": "All", **returned})


def entity_query(name: str) -> etree._Element:
    """Ask who holds a name, on whichever list."""
    return element(
        "EntityQueryRq",
        {"FullName": [list_name(name, NAME)], "IncludeRetElement": _RETURNED},
    )


def party_entry(kind: PartyKind, ret: etree._Element) -> PartyEntry:
    """A customer, vendor or employee as QuickBooks shows it."""
    return PartyEntry(
        kind,
        EntryRef(ret.findtext("ListID") or "", ret.findtext("EditSequence") or ""),
        ret.findtext("FullName") or ret.findtext("Name") or "",
        active=ret.findtext("IsActive") != "false",
    )


def entity_holder(ret: etree._Element) -> PartyEntry | None:
    """Who holds a name; None for the list of other names, which we have no word for."""
    for kind, name in _KINDS.items():
        if ret.tag == f"{name}Ret":
            return party_entry(kind, ret)
    return None


def _version(write: PartyWrite) -> dict[str, Value]:
    if write.existing is None:
        raise Unfit("entry", "which entry it is in QuickBooks is unknown")
    return {"ListID": write.existing.id, "EditSequence": write.existing.version}


def _short(name: str) -> str:
    written = spelled(name)
    return written if len(written) <= _PART else ""
