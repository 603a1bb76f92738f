from __future__ import annotations

import pytest

from include.books.entries import EntryRef, PartyEntry
from include.books.gateway import Action, PartyWrite
from include.books.parties import PartyKind
from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.parties import party_entry, party_item
from tests.quickbooks.online.books import party_write


def test_a_vendor_is_created_with_what_core_knows() -> None:
    write = party_write(
        PartyKind.VENDOR,
        "Jane Doe",
        given_name="Jane",
        family_name="Doe",
        company_name="Doe LLC",
        email="jane@example.com",
        is_1099=True,
    )

    item = party_item(write)

    assert (item.entity, item.operation, item.label) == ("Vendor", "create", "vendor Jane Doe")
    assert item.body == {
        "DisplayName": "Jane Doe",
        "GivenName": "Jane",
        "FamilyName": "Doe",
        "CompanyName": "Doe LLC",
        "PrimaryEmailAddr": {"Address": "jane@example.com"},
        "Vendor1099": True,
    }


def test_an_update_leaves_alone_what_core_does_not_know() -> None:
    write = party_write(PartyKind.VENDOR, "Jane Doe", Action.UPDATE, EntryRef("7", "3"))

    item = party_item(write)

    assert item.operation == "update"
    assert item.body == {"Id": "7", "SyncToken": "3", "sparse": True, "DisplayName": "Jane Doe"}


def test_names_are_in_the_letters_that_quickbooks_keeps() -> None:
    write = party_write(
        PartyKind.VENDOR, "Łukasz 李", given_name="Łukasz", family_name="李", company_name="Žaba"
    )

    assert party_item(write).body == {
        "DisplayName": "Lukasz",
        "GivenName": "Lukasz",
        "CompanyName": "Zaba",
    }


def test_a_vendors_tax_id_is_sent_and_not_shown() -> None:
    item = party_item(party_write(PartyKind.VENDOR, "Jane Doe", tax_id="12-3456789"))

    assert item.body["TaxIdentifier"] == "12-3456789"
    assert "12-3456789" not in repr(item)


def test_customers_have_no_1099_tick() -> None:
    assert (
        "Vendor1099"
        not in party_item(party_write(PartyKind.CUSTOMER, "Jane Doe", is_1099=True)).body
    )


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (party_write(PartyKind.CUSTOMER, "n" * 501), "name"),
        (party_write(PartyKind.CUSTOMER, "n", given_name="g" * 101), "first name"),
        (party_write(PartyKind.CUSTOMER, "n", email="e" * 101), "email address"),
        (party_write(PartyKind.CUSTOMER, "n", email="łucja@example.com"), "email address"),
        (party_write(PartyKind.VENDOR, "n", tax_id="9" * 21), "tax ID"),
        (party_write(PartyKind.VENDOR, "李明"), "name"),
        (party_write(PartyKind.VENDOR, ""), "name"),
        (party_write(PartyKind.EMPLOYEE, "n"), "kind"),
        (party_write(PartyKind.VENDOR, "n", Action.VOID, EntryRef("1", "0")), "kind"),
        (party_write(PartyKind.VENDOR, "n", Action.UPDATE), "entry"),
    ],
)
def test_what_does_not_fit_is_named(write: PartyWrite, field: str) -> None:
    with pytest.raises(FieldError) as error:
        party_item(write)

    assert error.value.field == field


def test_a_party_is_active_unless_quickbooks_says_otherwise() -> None:
    body = {"Id": "7", "SyncToken": "1", "DisplayName": "Jane Doe"}

    assert party_entry(PartyKind.VENDOR, body) == PartyEntry(
        PartyKind.VENDOR, EntryRef("7", "1"), "Jane Doe", active=True
    )
    assert not party_entry(PartyKind.VENDOR, {**body, "Active": False}).active
