"""Commission items of rows: amounts, percentages, signs, zeros."""

from __future__ import annotations

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalItem, HeldRow, ItemKind
from include.core_backoffice.mapping.profile import Profile
from tests.core_backoffice.mapping.made_files import agent, one_deal, one_held, profile_of, value


def profile(*rules: dict[str, object], **table: object) -> Profile:
    return profile_of({"of": "deals", "key": ["Deal"], "items": list(rules), **table})


def rule(kind: object = "deal_debit", **more: object) -> dict[str, object]:
    return {"kind": kind, "amount": value("Amount"), **more}


def items(own: Profile, header: str, row: str) -> tuple[CanonicalItem, ...]:
    return one_deal(own, f"Deal|{header}\nTR-1|{row}").items


def held(own: Profile, header: str, row: str) -> HeldRow:
    return one_held(own, f"Deal|{header}\nTR-1|{row}")


def found(own: Profile, header: str, row: str) -> list[tuple[str, int]]:
    return [(item.kind.value, item.amount_cents) for item in items(own, header, row)]


@pytest.mark.parametrize(
    ("sign", "amount", "kind", "cents"),
    [
        ("as it is", "10", "agent_debit", 1_000),
        ("negated", "(10)", "agent_debit", 1_000),
        ("decides", "-10", "agent_credit", 1_000),
        ("decides", "10", "agent_debit", 1_000),
    ],
)
def test_what_a_sign_means_is_the_profiles(sign: str, amount: str, kind: str, cents: int) -> None:
    own = profile(rule("agent_debit", sign=sign, agent=agent()))

    assert found(own, "Agent|Amount", f"Jane Doe|{amount}") == [(kind, cents)]


@pytest.mark.parametrize(
    ("sign", "amount", "must"), [("as it is", "-10", "above"), ("negated", "10", "below")]
)
def test_an_amount_of_the_wrong_sign_is_held(sign: str, amount: str, must: str) -> None:
    problem = held(profile(rule(sign=sign)), "Amount", amount)

    assert problem.cause == HoldCause.NEGATIVE_AMOUNT
    assert problem.sentence == (
        f"Transaction TR-1: row 2 of deals.csv has {'-' if amount == '-10' else ''}$10.00 in the column "
        f'"Amount", but it must be {must} zero.'
    )


def test_splits_and_nets_may_be_below_zero() -> None:
    own = profile(rule("agent_net", agent=agent()), rule("brokerage_net", amount=value("Net")))

    assert found(own, "Agent|Amount|Net", "Jane Doe|-10|(5)") == [
        ("agent_net", -1_000),
        ("brokerage_net", -500),
    ]


def test_zeros_are_kept_where_they_state_something() -> None:
    own = profile(
        rule("agent_split", agent=agent()),
        rule("agent_debit", agent=agent(), amount=value("Fee")),
        rule("brokerage_net", amount=value("Net")),
    )

    assert found(own, "Agent|Amount|Fee|Net", "Jane Doe|0.00|0|$0.00") == [
        ("agent_split", 0),
        ("brokerage_net", 0),
    ]
    assert found(own, "Agent|Amount|Fee|Net", "|0.00|0|") == []
    assert found(own, "Agent|Amount|Fee|Net", "Jane Doe|||") == []


def test_a_percentage_is_of_the_gross_commission() -> None:
    own = profile(
        {"kind": "deal_debit", "percent": value("Fee"), "percent_scale": 1},
        fields={"gross": value("Gross")},
    )

    assert found(own, "Gross|Fee", "14,850.00|5") == [("deal_debit", 74_250)]
    assert found(own, "Gross|Fee", "14,850.00|0") == []
    assert held(own, "Gross|Fee", "14,850.00|0.05").sentence.endswith(
        "has '0.05' in the column \"Fee\", which is less than 1%, or is written as a fraction."
    )
    assert held(own, "Gross|Fee", "|5").cause == HoldCause.NO_GROSS_COMMISSION


def test_a_percentage_is_of_the_gross_of_both_sides() -> None:
    own = profile(
        {"kind": "gross", "amount": value("List"), "side": {"constant": "listing"}},
        {"kind": "gross", "amount": value("Sell"), "side": {"constant": "buying"}},
        {"kind": "deal_debit", "percent": value("Fee"), "percent_scale": 100},
    )

    assert found(own, "List|Sell|Fee", "100|200|0.1")[2] == ("deal_debit", 3_000)
    assert [item.side for item in items(own, "List|Sell|Fee", "100|200|")] == ["listing", "buying"]


def test_an_amount_that_is_stated_wins_over_the_percentage() -> None:
    own = profile(rule(percent=value("Fee"), percent_scale=1), fields={"gross": value("Gross")})

    assert found(own, "Gross|Amount|Fee", "100|7|5") == [("deal_debit", 700)]
    assert found(own, "Gross|Amount|Fee", "100||5") == [("deal_debit", 500)]


KINDS = value("Type", words={"Pre": "deal_debit", "Post": "agent_debit", "Subtotal": ""})


def test_the_kind_is_a_word_of_the_row() -> None:
    own = profile(rule(KINDS, name=value("Item")))

    assert found(own, "Type|Item|Amount", "PRE|Franchise|5") == [("deal_debit", 500)]
    assert items(own, "Type|Item|Amount", "pre|Franchise|5")[0].name == "Franchise"
    assert found(own, "Type|Item|Amount", "Subtotal||5") == []
    assert found(own, "Type|Item|Amount", "||0") == []
    assert "gives no meaning" in held(own, "Type|Item|Amount", "Mid|Franchise|5").sentence
    assert held(own, "Type|Item|Amount", "|Franchise|5").cause == HoldCause.UNKNOWN_ITEM_TYPE


def test_an_item_without_a_name_is_called_as_its_column() -> None:
    own = profile(rule(amount=value("Transaction fee")))

    assert items(own, "Transaction fee", "5")[0].name == "Transaction fee"


def test_a_split_without_an_agent_is_held() -> None:
    problem = held(profile(rule("agent_split", agent=agent())), "Agent|Amount", "|900")

    assert problem.cause == HoldCause.MISSING_AGENT
    assert problem.sentence == (
        'Transaction TR-1: row 2 of deals.csv has an amount in the column "Amount", but names no agent '
        "for it."
    )


def test_switches_and_sides_are_words() -> None:
    own = profile(
        rule(
            side=value("Side", words={"L": "listing", "S": "buying"}),
            is_1099=value("1099", words={"X": "yes", "": "no"}),
            sync=value("Sync"),
            create_payment=value("Pay"),
        )
    )

    item = items(own, "Amount|Side|1099|Sync|Pay", "5|s|x|No|")[0]
    assert (item.side, item.is_1099, item.sync, item.create_payment) == (
        "buying",
        True,
        False,
        None,
    )
    assert held(own, "Amount|Side|1099|Sync|Pay", "5|both|x|No|").place.column == "Side"
    assert (
        "it must be yes or no" in held(own, "Amount|Side|1099|Sync|Pay", "5|s|x|perhaps|").sentence
    )


def test_numbered_groups_are_items_of_one_row() -> None:
    own = profile(
        {
            "kind": "agent_split",
            "amount": value("Agent {n} Split"),
            "agent": {
                "kind": "agent",
                "given_name": value("Agent {n} First"),
                "family_name": value("Agent {n} Last"),
            },
        },
        {
            "kind": "agent_debit",
            "name": value("Agent {n} fee {m} name"),
            "amount": value("Agent {n} fee {m}"),
            "agent": {
                "kind": "agent",
                "given_name": value("Agent {n} First"),
                "family_name": value("Agent {n} Last"),
            },
        },
    )
    found = items(
        own,
        "Agent 1 First|Agent 1 Last|Agent 1 Split|Agent 1 fee 1|Agent 1 fee 1 name|Agent 1 fee 2|"
        "Agent 1 fee 2 name|Agent 2 First|Agent 2 Last|Agent 2 Split",
        "Jane|Doe|700|10|E&O|20|Desk|John|Roe|300",
    )

    assert [
        (item.kind, item.agent.id if item.agent else "", item.name, item.amount_cents)
        for item in found
    ] == [
        (ItemKind.AGENT_SPLIT, "jane-doe", "", 70_000),
        (ItemKind.AGENT_SPLIT, "john-roe", "", 30_000),
        (ItemKind.AGENT_DEBIT, "jane-doe", "E&O", 1_000),
        (ItemKind.AGENT_DEBIT, "jane-doe", "Desk", 2_000),
    ]
