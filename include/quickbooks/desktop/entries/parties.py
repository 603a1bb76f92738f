"""Customers and vendors, to QuickBooks Desktop and back."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from include.books.entries import EntryRef, PartyEntry
from include.books.gateway import Action, PartyWrite
from include.books.parties import PartyKind
from include.books.wording import a
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.entries.currencies import currency_of
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.spelling import NAME, checked_list_name, list_name, spelled
from include.quickbooks.desktop.wire.elements import Fields, Value, element, yes
from include.quickbooks.desktop.wire.schema import longest
from include.quickbooks.field_errors import FieldError, checked_exact

_KINDS = {
    PartyKind.CUSTOMER: "Customer",
    PartyKind.VENDOR: "Vendor",
    PartyKind.EMPLOYEE: "Employee",
    PartyKind.OTHER_NAME: "OtherName",
}
_ITERATED = _WRITTEN = frozenset({PartyKind.CUSTOMER, PartyKind.VENDOR})
_PORTION = "500"
_RETURNED = ("ListID", "EditSequence", "Name", "FullName", "IsActive", "PrintAs", "NameOnCheck")
"""All that CoreBooks needs; in particular no tax ID."""
_WITH_CURRENCY = frozenset({PartyKind.CUSTOMER, PartyKind.VENDOR})


def party_request(write: PartyWrite, home: Home = UNITED_STATES) -> etree._Element:
    """The request that creates or updates one customer or vendor.

    What an update doesn't name stays: addresses, terms, a 1099 setting made in QuickBooks. First and
    last names that are too long are left out, as the name itself has them. A tax ID and 1099s are of the
    United States: other editions have no such fields.

    Raises:
        FieldError: it can't be sent as it is.
    """
    party = write.party
    if party.kind not in _WRITTEN or write.action is Action.VOID:
        raise FieldError("kind", f"CoreBooks can't {write.action} {a(party.kind)} in QuickBooks")
    creating = write.action is Action.CREATE
    fields: dict[str, Value] = {} if creating else _version(write)
    fields["Name"] = checked_list_name(party.display_name, NAME)
    fields["CompanyName"] = list_name(party.company_name, longest("Vendor", "CompanyName"))
    fields["FirstName"] = _if_short(party.given_name, longest("Vendor", "FirstName"))
    fields["LastName"] = _if_short(party.family_name, longest("Vendor", "LastName"))
    if party.email:
        fields["Email"] = checked_exact(party.email, longest("Vendor", "Email"), "email address")
    if party.kind is PartyKind.VENDOR:
        # A name that is too long for a check is cut there: the check is paid all the same.
        most = longest("Vendor", "NameOnCheck")
        fields["NameOnCheck"] = spelled(party.print_name)[:most].strip()
        if party.tax_id and home.is_us:
            most = longest("Vendor", "VendorTaxIdent")
            fields["VendorTaxIdent"] = checked_exact(party.tax_id, most, "tax ID")
        if party.is_1099 and home.is_us:
            fields["IsVendorEligibleFor1099"] = yes(True)
    verb = "Add" if creating else "Mod"
    name = f"{_KINDS[party.kind]}{verb}"
    return element(f"{name}Rq", {name: fields, "IncludeRetElement": _RETURNED})


def parties_query(
    kind: PartyKind,
    names: Sequence[str] = (),
    *,
    ids: Sequence[str] = (),
    iterator: bool = False,
) -> etree._Element:
    """Query those of these names or IDs, or all, inactive ones included.

    Args:
        kind: on which list.
        names: as they are in CORE; none for all.
        ids: QuickBooks' own, instead of names.
        iterator: whether in portions, where QuickBooks offers that.
    """
    tag = f"{_KINDS[kind]}QueryRq"
    currency = ("CurrencyRef",) if kind in _WITH_CURRENCY else ()
    returned: Fields = {"IncludeRetElement": [*_RETURNED, *currency]}
    if ids:
        return element(tag, {"ListID": list(ids), **returned})
    if names:
        full_names = sorted({list_name(name, NAME) for name in names} - {""})
        return element(tag, {"FullName": full_names, **returned})
    if iterator and kind in _ITERATED:
        fields: Fields = {"MaxReturned": _PORTION, "ActiveStatus": "All", **returned}
        return element(tag, fields, iterator="Start")
    return element(tag, {"ActiveStatus": "All", **returned})


def entity_query(name: str) -> etree._Element:
    """Query which customer, vendor, employee or other name has a name."""
    return element(
        "EntityQueryRq",
        {"FullName": [list_name(name, NAME)], "IncludeRetElement": _RETURNED},
    )


def party_entry(kind: PartyKind, ret: etree._Element, home: Home = UNITED_STATES) -> PartyEntry:
    """A customer, vendor or employee as QuickBooks shows it."""
    return PartyEntry(
        kind,
        EntryRef(ret.findtext("ListID") or "", ret.findtext("EditSequence") or ""),
        plain_text(ret.findtext("FullName") or ret.findtext("Name") or ""),
        active=ret.findtext("IsActive") != "false",
        print_name=ret.findtext("NameOnCheck") or ret.findtext("PrintAs") or "",
        currency=currency_of(ret, home.currency),
    )


def entity_holder(ret: etree._Element, home: Home = UNITED_STATES) -> PartyEntry | None:
    """Who has a name; None for a list that CoreBooks doesn't know."""
    for kind, name in _KINDS.items():
        if ret.tag == f"{name}Ret":
            return party_entry(kind, ret, home)
    return None


def _version(write: PartyWrite) -> dict[str, Value]:
    if write.existing is None or not write.existing.id.strip():
        raise FieldError("entry", "CoreBooks doesn't know which QuickBooks entry to change")
    return {"ListID": write.existing.id, "EditSequence": write.existing.version}


def _if_short(name: str, most: int) -> str:
    kept = spelled(name)
    return kept if len(kept) <= most else ""
