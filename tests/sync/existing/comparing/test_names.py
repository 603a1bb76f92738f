"""Customers and vendors: the same, typed wrong, someone else's, or telling nothing."""

from __future__ import annotations

import pytest

from include.books.parties import Party, PartyKind
from include.sync.existing.comparing.names import EntryParty, NameFit, WantedParty, bare, name_fit

JANE = Party("vendor/agent:10401", PartyKind.VENDOR, "Jane Doe", "Jane", "Doe")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("JANE DOE", NameFit.SAME),
        ("Doe, Jane", NameFit.SAME),
        ("Jane Doe (vendor)", NameFit.SAME),
        ("Jane Doe (10401)", NameFit.SAME),
        ("Jane Doe (10402)", NameFit.DIFFERENT),
        ("Jnae Doe", NameFit.ALIKE),
        ("JaneDoe", NameFit.ALIKE),
        ("Jane M. Doe", NameFit.ALIKE),
        ("Jane Doe Realty LLC", NameFit.ALIKE),
        ("John Smith", NameFit.DIFFERENT),
        ("", NameFit.NONE),
    ],
)
def test_an_agents_name(name: str, expected: NameFit) -> None:
    assert name_fit(WantedParty.of(JANE, ""), EntryParty.of(name, "9")) is expected


def test_the_id_in_quickbooks_counts_whatever_the_name() -> None:
    assert name_fit(WantedParty.of(JANE, "9"), EntryParty.of("JD Realty", "9")) is NameFit.SAME


def test_another_customer_than_the_property_tells_nothing() -> None:
    property_ = Party("customer/property:12 oak st", PartyKind.CUSTOMER, "12 Oak St")
    assert name_fit(WantedParty.of(property_, ""), EntryParty.of("Title Co", "9")) is NameFit.NONE


def test_a_billed_agent_is_known_without_the_suffix() -> None:
    billed = Party("customer/agent:10401", PartyKind.CUSTOMER, "Jane Doe (agent billing)")
    assert name_fit(WantedParty.of(billed, ""), EntryParty.of("Jane Doe", "9")) is NameFit.SAME
    assert name_fit(WantedParty.of(billed, ""), EntryParty.of("Al Roe", "9")) is NameFit.DIFFERENT


def test_a_name_of_brackets_alone_stays() -> None:
    assert bare("(Cash)") == "cash"
