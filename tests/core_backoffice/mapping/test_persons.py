"""Who a row names: one person, or several in one cell."""

from __future__ import annotations

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalItem, PersonRef
from include.core_backoffice.mapping.persons import name_of, names_several
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.mapping.made_files import one_deal, one_held, profile_of, value


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Doe, Jane", "Jane", "Doe"),
        ("Doe, Jane A.", "Jane A.", "Doe"),
        ("de la Cruz, Maria", "Maria", "de la Cruz"),
        ("Doe Jr., John", "John", "Doe Jr."),
        ("Jane Doe", "", ""),
        ("Jane Doe, Jr.", "", ""),
    ],
)
def test_a_last_name_first_is_one_person(text: str, given: str, family: str) -> None:
    name = name_of(text)

    assert (name.given, name.family) == (given, family)
    assert name.whole == (f"{given} {family}" if given else text)
    assert not names_several(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe, John Roe",
        "Jane Doe; John Roe",
        "Jane Doe & John Roe",
        "Jane and John Doe",
        "Jane Doe / John Roe",
        "Doe, Jane; Roe, John",
        "Jane, John, Bob",
        "Jane Doe, Bob",
    ],
)
def test_several_agents_in_one_cell(text: str) -> None:
    assert names_several(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anderson Sandy",
        "The Doe & Roe Team",
        "Doe Group, LLC",
        "Jane Doe, PA, GRI",
        "Jane O'Neil-Roe",
    ],
)
def test_one_name_with_all_sorts_in_it(text: str) -> None:
    assert not names_several(text)


def profile(**rule: object) -> Profile:
    return profile_of(
        {
            "of": "deals",
            "key": ["Deal"],
            "items": [
                {
                    "kind": "agent_split",
                    "amount": value("Split"),
                    "agent": {"kind": "agent", "name": value("Agent"), **rule},
                }
            ],
        }
    )


def test_agents_in_one_cell_are_held_because_nobody_knows_who_gets_what() -> None:
    held = one_held(profile(), "Deal|Agent|Split\nTR-1|Jane Doe, John Roe|900")

    assert held.cause == HoldCause.SEVERAL_AGENTS
    assert held.sentence == (
        "Transaction TR-1: row 2 of deals.csv has 'Jane Doe, John Roe' in the column \"Agent\". It isn't "
        "clear which agent gets what."
    )


def test_an_id_of_the_source_says_who_it_is_whatever_the_name() -> None:
    own = profile(id=value("ID"))

    deal = one_deal(own, "Deal|ID|Agent|Split\nTR-1|T-9|Doe & Roe|900")
    assert deal.items[0].agent == PersonRef(kind=PayeeKind.AGENT, id="t-9", name="Doe & Roe")
    held = one_held(own, "Deal|ID|Agent|Split\nTR-1|7; 9|Doe & Roe|900")
    assert held.cause == HoldCause.SEVERAL_AGENTS


def test_one_address_of_two_agents_names_is_held_too() -> None:
    own = profile(email=value("Email"))
    text = "Deal|Email|Agent|Split\nTR-1|{}|{}|900"

    assert one_deal(own, text.format("Jane@X.com", "Doe, Jane")).items[0].agent == PersonRef(
        kind=PayeeKind.AGENT,
        id="jane-at-x.com",
        name="Jane Doe",
        given_name="Jane",
        family_name="Doe",
        email="Jane@X.com",
    )
    assert one_held(own, text.format("jane@x.com", "Jane Doe, John Roe")).place.column == "Agent"
    assert one_held(own, text.format("jane@x.com, john@x.com", "Jane Doe")).place.column == "Email"


PAYEES = profile_of(
    {
        "of": "deals",
        "key": ["Deal"],
        "items": [
            {
                "kind": "deal_debit",
                "name": value("Item"),
                "amount": value("Amount"),
                "payee": {
                    "kind": value(
                        "Type", words={"User": "agent", "Contact": "vendor", "": "company"}
                    ),
                    "name": value("Payee"),
                },
            }
        ],
    }
)


def payee_of(kind: str, name: str) -> CanonicalItem:
    return one_deal(PAYEES, f"Deal|Item|Amount|Type|Payee\nTR-1|Fee|10|{kind}|{name}").items[0]


def test_the_kind_of_payee_is_a_word() -> None:
    vendor, agent, company = (
        payee_of("contact", "Fran, Co & Sons"),
        payee_of("User", "Jane Doe"),
        payee_of("", ""),
    )

    assert vendor.payee is not None
    assert vendor.payee.key.startswith("vendor:fran-co-sons-")
    assert agent.payee is not None
    assert agent.payee.key == "agent:jane-doe"
    assert company.payee is not None
    assert company.payee.key == "company:"


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        (
            "Contact",
            "",
            'has an amount for a vendor, but doesn\'t name one, because the column "Payee" is blank.',
        ),
        (
            "",
            "Fran Co",
            'names a payee, but the column "Type" is blank, so it isn\'t clear who is paid.',
        ),
        (
            "Bank",
            "Fran Co",
            "has 'Bank' in the column \"Type\", which the import profile gives no meaning.",
        ),
    ],
)
def test_money_never_goes_to_the_company_because_a_payee_is_unclear(
    kind: str, name: str, sentence: str
) -> None:
    held = one_held(PAYEES, f"Deal|Item|Amount|Type|Payee\nTR-1|Fee|10|{kind}|{name}")

    assert held.sentence == f"Transaction TR-1: row 2 of deals.csv {sentence}"
