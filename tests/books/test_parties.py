from __future__ import annotations

import pytest

from include.books.parties import Party, PartyKind


def test_a_customer_or_vendor_is_named_with_its_list() -> None:
    assert Party("vendor/agent:45", PartyKind.VENDOR, "Jane Doe").label == "vendor Jane Doe"


def test_what_core_does_not_have_of_somebody_is_blank() -> None:
    jane = Party("vendor/agent:45", PartyKind.VENDOR, "Jane Doe")
    assert jane == Party(
        "vendor/agent:45",
        PartyKind.VENDOR,
        "Jane Doe",
        given_name="",
        family_name="",
        company_name="",
        email="",
        is_1099=False,
        tax_id="",
        suffix_if_taken="",
        shared=False,
        print_name="",
    )
    assert jane.shared is False


@pytest.mark.parametrize(
    ("key", "core_id", "is_agent"),
    [
        ("vendor/agent:45", "45", True),
        ("customer/agent:45", "45", True),
        ("vendor/vendor:7", "7", False),
        ("vendor/agent:45/9:1", "45/9:1", True),
        ("customer/property:146 Aldon Drive", "", False),
        ("vendor/agents:45", "", False),
    ],
)
def test_an_agent_or_contact_has_the_id_that_core_shows(
    key: str, core_id: str, *, is_agent: bool
) -> None:
    party = Party(key, PartyKind.VENDOR, "Jane Doe")
    assert (party.core_id, party.is_agent) == (core_id, is_agent)


def test_a_tax_id_is_never_in_what_is_logged() -> None:
    jane = Party("vendor/agent:45", PartyKind.VENDOR, "Jane Doe", tax_id="12-3456789")
    assert "3456789" not in repr(jane)
    assert "Jane Doe" in repr(jane)


def test_the_lists_are_stored_by_these_words() -> None:
    assert [kind.value for kind in PartyKind] == [
        "customer",
        "vendor",
        "employee",
        "other name",
    ]
