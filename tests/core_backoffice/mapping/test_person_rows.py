"""Agents and vendors of lists."""

from __future__ import annotations

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalPerson
from include.core_backoffice.mapping.profile import Profile
from tests.core_backoffice.mapping.made_files import made_sheet, mapped, one_held, profile_of, value

AGENTS = profile_of(
    {
        "of": "agents",
        "key": ["ID"],
        "person": {
            "kind": "agent",
            "id": value("ID"),
            "name": value("Name"),
            "email": value("Email"),
        },
        "fields": {
            "active": value("Active", words={"A": "yes", "T": "no"}),
            "zip": value("ZIP", width=5),
            "tax_id": value("SSN"),
        },
    }
)
HEADER = "ID|Name|Email|Active|ZIP|SSN"


def one_person(profile: Profile, text: str) -> CanonicalPerson:
    (only,) = mapped(profile, text)
    assert isinstance(only.record, CanonicalPerson), only.held
    return only.record


def test_an_agent_of_a_list() -> None:
    jane = one_person(AGENTS, f"{HEADER}\nA7|Doe, Jane|jane@x.com|T|2134|123-45-6789")

    assert (jane.key, jane.given_name, jane.family_name, jane.email) == (
        "agent:a7",
        "Jane",
        "Doe",
        "jane@x.com",
    )
    assert (jane.active, jane.zip, jane.tax_id) == (False, "02134", "123-45-6789")


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [("Jane Ann Doe", "Jane Ann", "Doe"), ("Cher", "", "Cher"), ("", "", "")],
)
def test_a_name_in_one_column(name: str, given: str, family: str) -> None:
    person = one_person(AGENTS, f"{HEADER}\n7|{name}|jane@x.com|A||")

    assert (person.given_name, person.family_name, person.active) == (given, family, True)


def test_a_vendor_of_one_name_is_a_firm() -> None:
    vendors = profile_of(
        {"of": "vendors", "key": ["Vendor"], "person": {"kind": "vendor", "name": value("Vendor")}}
    )

    vendor = one_person(vendors, "Vendor|x\nFran, Co & Sons|")
    assert (vendor.company, vendor.family_name) == ("Fran, Co & Sons", "")
    assert vendor.key.startswith("vendor:fran-co-sons-")


def test_the_same_agent_twice() -> None:
    text = f"{HEADER}\n7|Jane Doe|jane@x.com|A||\n7|Jane Doe|{{}}|A||"

    assert one_person(AGENTS, text.format("jane@x.com")).id == "7"
    assert one_held(AGENTS, text.format("jane@y.com")).cause == HoldCause.DUPLICATE_ROWS


def test_an_agent_without_id_is_held_by_row() -> None:
    held = one_held(AGENTS, f"{HEADER}\n|Jane Doe|jane@x.com|A||")

    assert held.record_key.startswith("agent:row-")
    assert held.sentence == (
        'Row 2 of deals.csv has nothing in the column "ID", so it isn\'t clear which agent it is of.'
    )


def test_a_tax_id_is_in_no_sentence() -> None:
    held = one_held(AGENTS, made_sheet(f"{HEADER}\n7|Jane Doe|j@x.com|A||#REF!"))

    assert "has a value that isn't shown in the column" in held.sentence
