"""One agent in several rows of a deal: the fullest name counts, whatever the order of rows."""

from __future__ import annotations

from itertools import permutations

from include.core_backoffice.canonical.rows import COMPANY, CanonicalItem, ItemKind, PersonRef
from include.core_backoffice.mapping.same_people import named_alike
from include.core_backoffice.records.people import PayeeKind


def agent(name: str = "", email: str = "", given: str = "", family: str = "") -> PersonRef:
    return PersonRef(
        kind=PayeeKind.AGENT,
        id="45",
        name=name or email,
        given_name=given,
        family_name=family,
        email=email,
    )


def item(
    ref: PersonRef | None, kind: ItemKind = ItemKind.AGENT_SPLIT, payee: PersonRef | None = None
) -> CanonicalItem:
    return CanonicalItem(kind=kind, amount_cents=100, agent=ref, payee=payee)


def test_a_row_with_the_id_alone_gets_the_name_of_another() -> None:
    full = agent("Jane Doe", "jane@example.com")
    for order in permutations([item(agent()), item(full), item(agent(email="jane@example.com"))]):
        assert {own.agent for own in named_alike(order)} == {full}


def test_name_and_address_come_from_different_rows() -> None:
    one, other = agent("Jane Doe"), agent(email="jane@example.com")
    for order in permutations([item(one), item(other)]):
        assert {own.agent for own in named_alike(order)} == {agent("Jane Doe", "jane@example.com")}


def test_first_and_last_name_stay_together() -> None:
    parts, whole = agent("Jane Doe", given="Jane", family="Doe"), agent("Doe Jane")
    for order in permutations([item(parts), item(whole)]):
        assert {own.agent for own in named_alike(order)} == {parts}


def test_a_payee_is_named_as_the_agent_is() -> None:
    debit = item(None, ItemKind.AGENT_DEBIT, payee=agent())
    assert named_alike([debit, item(agent("Jane Doe"))])[0].payee == agent("Jane Doe")


def test_the_company_and_nobody_stay() -> None:
    items = (item(None, ItemKind.DEAL_DEBIT, COMPANY), item(None, ItemKind.BROKERAGE_NET))
    assert named_alike(items) == items
