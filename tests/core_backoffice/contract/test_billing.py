"""Agent billing, as every source has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.errors import CoreUnavailable, RecordProblem
from include.core_backoffice.source import AgentLog, Change, Gone
from include.sync.extract.window import Listed, digest_of
from tests.core_backoffice.contract.brokerage import (
    DAY,
    EXAMPLE_E,
    EXAMPLE_E_PAID,
    LEE,
    PEOPLE,
    statement,
)
from tests.core_backoffice.contract.world import WholeSource, World
from tests.core_backoffice.contract.worlds import in_every_world

pytestmark = in_every_world


@pytest.fixture(autouse=True)
def people(world: World) -> None:
    world.put(*PEOPLE)


def outline(changes: Iterable[Change]) -> list[str]:
    """What came, in order: keys of statements, and of each agent what there is in all.

    Agents without statements are left out: not every source has a list of agents.
    """
    found: list[str] = []
    for change in changes:
        if isinstance(change, AgentLog):
            if change.statement_keys:
                found.append(f"{change.agent_id} has {len(change.statement_keys)}")
        elif isinstance(change, Gone):
            found.append(f"no {change.record_key}")
        elif isinstance(change, RecordProblem):
            found.append(f"bad {change.record_key}")
        else:
            found.append(change.key)
    return found


def one(source: WholeSource, key: str) -> BillingStatement:
    found = source.record(key)
    assert isinstance(found, BillingStatement), found
    return found


def test_an_agents_statements_come_before_what_they_are_all_of(world: World) -> None:
    world.put(statement(9002), statement(9003, LEE), statement(9001))
    with world.source() as source:
        changes = list(source.billing_statements_changed(None))
    assert outline(changes) == [
        "statement:9001",
        "statement:9002",
        "101 has 2",
        "statement:9003",
        "102 has 1",
    ]
    assert AgentLog("101", ("statement:9001", "statement:9002")) in changes


def test_a_statement_has_what_core_has_of_it(world: World) -> None:
    world.put(statement(9001, paid=(95_00,)))
    with world.source() as source:
        found = one(source, "statement:9001")
    (item,), (paid,) = found.items, found.payments
    assert (found.number, found.agent.name, found.agent.key) == (
        "BL-2026-9001",
        "Jane Doe",
        "agent:101",
    )
    assert (item.name, item.amount_cents, item.billing_date) == ("Desk fee", 95_00, DAY)
    assert item.due_date == DAY + dt.timedelta(days=14)
    assert (paid.amount_cents, paid.paid_on, paid.method) == (
        95_00,
        DAY + dt.timedelta(days=1),
        "card",
    )
    assert BillingStatement.from_json(found.to_json()) == found


def test_the_day_of_a_payment_is_the_same_day_everywhere_in_the_united_states(
    world: World,
) -> None:
    world.put(statement(9001, paid=(95_00,)))
    with world.source() as source:
        (paid,) = one(source, "statement:9001").payments
    days = {
        paid.paid_at.astimezone(dt.timezone(dt.timedelta(hours=hours))).date()
        for hours in (-11, -10, -8, -5, 0, 10)
    }
    assert days == {DAY + dt.timedelta(days=1)}


def test_an_unpaid_statement_is_paid_later_and_stays_the_same(world: World) -> None:
    world.put(EXAMPLE_E)
    with world.source() as source:
        unpaid = one(source, "statement:9001")
        world.put(EXAMPLE_E_PAID)
        paid = one(source, "statement:9001")
    assert (unpaid.total_cents, unpaid.open_cents, unpaid.payments) == (100_00, 100_00, ())
    assert (paid.total_cents, paid.open_cents, paid.is_paid) == (100_00, 0, True)
    assert [payment.amount_cents for payment in paid.payments] == [100_00]
    assert (paid.key, paid.updated_at > unpaid.updated_at) == (unpaid.key, True)


@pytest.mark.parametrize(
    ("lines", "paid", "statuses"),
    [
        ((95_00, 25_00, -20_00), (), ["unpaid", "unpaid", "unpaid"]),
        ((95_00, 25_00, -20_00), (50_00,), ["partially_paid", "unpaid", "paid"]),
        ((95_00, 25_00, -20_00), (80_00, 20_00), ["paid", "paid", "paid"]),
        ((95_00, 25_00), (120_00, -120_00), ["unpaid", "unpaid"]),
        ((95_00, 25_00), (120_00, -25_00), ["paid", "unpaid"]),
        ((20_00, -50_00), (-30_00,), ["paid", "paid"]),
    ],
)
def test_whole_payments_pay_the_same_items_in_every_source(
    world: World, lines: tuple[int, ...], paid: tuple[int, ...], statuses: list[str]
) -> None:
    named = tuple((f"Item {place}", cents) for place, cents in enumerate(lines))
    world.put(statement(9001, lines=named, paid=paid))
    with world.source() as source:
        found = one(source, "statement:9001")
    assert [item.status for item in found.items] == statuses
    assert [payment.amount_cents for payment in found.payments] == list(paid)
    assert found.paid_cents == sum(paid)


def test_a_bad_statement_is_named_with_the_others(world: World) -> None:
    world.put(statement(9001))
    world.spoil(statement(9002))
    world.put(statement(9003))
    with world.source() as source:
        changes = list(source.billing_statements_changed(None))
        again = source.record("statement:9002")
    bad = next(change for change in changes if isinstance(change, RecordProblem))
    assert outline(changes) == [
        "statement:9001",
        "bad statement:9002",
        "statement:9003",
        "101 has 3",
    ]
    assert (str(bad), bad.known.owner, bad.known.number) == (
        str(again),
        "agent:101",
        "BL-2026-9002",
    )
    assert bad.updated_at is not None


def test_a_deleted_statement_is_missing_in_what_the_agent_has(world: World) -> None:
    world.put(statement(9001), statement(9002))
    with world.source() as source:
        before = one(source, "statement:9002").updated_at
        world.delete("statement:9001")
        changes = list(source.billing_statements_changed(before))
        assert source.record("statement:9001") == Gone("statement:9001")
    assert AgentLog("101", ("statement:9002",)) in changes


def test_the_last_statement_that_is_deleted_leaves_an_empty_log(world: World) -> None:
    world.put(statement(9001))
    with world.source() as source:
        before = one(source, "statement:9001").updated_at
        world.delete("statement:9001")
        assert AgentLog("101", ()) in list(source.billing_statements_changed(before))
        assert list(source.billing_statements(["101"])) == [AgentLog("101", ())]


def test_all_statements_of_an_agent_come_when_one_changed(world: World) -> None:
    world.put(statement(9001))
    world.put(statement(9002))
    world.put(statement(9003, LEE))
    with world.source() as source:
        world.put(statement(9002, paid=(95_00,)))
        changed = one(source, "statement:9002").updated_at
        assert outline(source.billing_statements_changed(changed)) == [
            "statement:9001",
            "statement:9002",
            "101 has 2",
        ]


def test_statements_of_chosen_agents_are_read_alone(world: World) -> None:
    world.put(statement(9001), statement(9002, LEE))
    with world.source() as source:
        assert outline(source.billing_statements(["102"])) == ["statement:9002", "102 has 1"]
        assert outline(source.billing_statements(["999", "no such", "101"])) == [
            "no agent:999",
            "no agent:no such",
            "statement:9001",
            "101 has 1",
        ]


def test_reading_again_gives_the_same_statements(world: World) -> None:
    world.put(EXAMPLE_E_PAID, statement(9002, LEE))
    world.spoil(statement(9003))
    with world.source() as source:
        first = [str(change) for change in source.billing_statements_changed(None)]
        again = [str(change) for change in source.billing_statements_changed(None)]
    assert first == again


def test_what_was_never_there_is_gone(world: World) -> None:
    world.put(statement(9001))
    with world.source() as source:
        assert source.record("statement:9999") == Gone("statement:9999")
        assert source.record("billing_item:9999") == Gone("billing_item:9999")


def test_a_read_that_breaks_off_deletes_nothing(world: World) -> None:
    world.put(statement(9001), statement(9002, LEE), statement(9003, LEE))
    delivered: list[Change] = []
    with (
        world.cut_short("statement:9003"),
        world.source() as source,
        pytest.raises(CoreUnavailable),
    ):
        for change in source.billing_statements_changed(None):
            delivered.append(change)  # noqa: PERF402  (what came before it broke is kept)
    with world.source() as source:
        whole = list(source.billing_statements_changed(None))
    assert outline(delivered)[:2] == ["statement:9001", "101 has 1"]
    assert not [one for one in delivered if isinstance(one, AgentLog) and one.agent_id == "102"]
    assert outline(whole) == [
        "statement:9001",
        "101 has 1",
        "statement:9002",
        "statement:9003",
        "102 has 2",
    ]
    assert delivered == whole[: len(delivered)]


def test_a_look_at_the_list_finds_what_a_read_of_it_found(world: World) -> None:
    world.put(statement(9001))
    world.put(statement(9002, LEE))
    world.spoil(statement(9003, LEE))
    with world.source() as source:
        moment = one(source, "statement:9002").updated_at
        listed = Listed()
        list(listed.noted(source.billing_statements_changed(moment)))
        assert digest_of(source.agents_touched(moment), moment) == listed.digest(moment)
        world.delete("statement:9001")
        assert digest_of(source.agents_touched(moment), moment) != listed.digest(moment)
