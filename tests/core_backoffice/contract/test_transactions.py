"""Transactions, as every source has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from include.core_backoffice.canonical.rows import CanonicalDeal, ItemKind
from include.core_backoffice.records.errors import CoreUnavailable, RecordProblem
from include.core_backoffice.records.records import PayeeKind, Transaction
from include.core_backoffice.source import Gone
from include.sync.extract.window import Listed, digest_of
from tests.core_backoffice.contract.brokerage import (
    ACME,
    CLOSED,
    EXAMPLE_A,
    EXAMPLE_B,
    EXAMPLE_C,
    EXAMPLE_D,
    JANE,
    LEE,
    PEOPLE,
    deal,
    item,
)
from tests.core_backoffice.contract.world import WholeSource, World
from tests.core_backoffice.contract.worlds import in_every_world

pytestmark = in_every_world


@pytest.fixture(autouse=True)
def people(world: World) -> None:
    world.put(*PEOPLE)


def keys(changes: list[Transaction | RecordProblem | Gone]) -> list[str]:
    return [one.key if isinstance(one, Transaction) else one.record_key for one in changes]


def there(changes: list[Transaction | RecordProblem | Gone]) -> list[str]:
    """The keys of those that aren't gone."""
    return keys([one for one in changes if not isinstance(one, Gone)])


def one(source: WholeSource, made: CanonicalDeal) -> Transaction:
    found = source.transaction(made.id)
    assert isinstance(found, Transaction), found
    return found


def since(source: WholeSource, made: CanonicalDeal) -> dt.datetime:
    return one(source, made).updated_at


# --- order, and what a record has ---


def test_transactions_come_once_each_in_order_of_id(world: World) -> None:
    for number in (7003, 7001, 7002):
        world.put(deal(number))
    with world.source() as source:
        source.check()
        changes = list(source.transactions_changed(None))
        listed = list(source.transaction_keys())
    assert keys(changes) == ["transaction:7001", "transaction:7002", "transaction:7003"]
    assert sorted(listed) == keys(changes)


def test_a_transaction_has_what_core_has_of_it(world: World) -> None:
    world.put(deal(7001))
    with world.source() as source:
        (found,) = source.transactions_changed(None)
    assert isinstance(found, Transaction)
    assert (found.number, found.address_line) == (
        "TR-2026-7001",
        "7001 Aldon Drive, Chester, CA 96020",
    )
    assert (found.status, found.gross_cents, found.is_complete) == ("closed", 10_000_00, True)
    assert Transaction.from_json(found.to_json()) == found


def test_the_close_date_is_the_day_where_the_property_is_and_moments_are_utc(world: World) -> None:
    world.put(deal(7001))
    with world.source() as source:
        found = one(source, deal(7001))
    assert found.closing_date == CLOSED
    assert found.finalized_at is not None
    assert [moment.utcoffset() for moment in (found.updated_at, found.finalized_at)] == [
        dt.timedelta(0)
    ] * 2


def test_a_transaction_without_a_disbursement_is_a_record_too(world: World) -> None:
    world.put(
        deal(7001, is_final=False, status="pending"),
        deal(7002, status="cancelled"),
    )
    with world.source() as source:
        pending, canceled = source.transactions_changed(None)
    assert isinstance(pending, Transaction)
    assert isinstance(canceled, Transaction)
    assert (pending.disbursement, canceled.disbursement) == (None, None)
    assert (pending.has_disbursement, canceled.is_cancelled) == (False, True)


# --- worked examples ---


def test_a_team_leaders_fee_comes_out_of_the_agents_share(world: World) -> None:
    world.put(EXAMPLE_A)
    with world.source() as source:
        money = one(source, EXAMPLE_A).disbursement
    assert money is not None
    (share,) = money.agents
    (fee,) = share.items
    assert (money.gross_cents, share.split_cents, share.net_cents) == (
        10_000_00,
        8_000_00,
        7_840_00,
    )
    assert (share.agent.key, share.agent.name, share.agent.is_1099) == (
        "agent:101",
        "Jane Doe",
        True,
    )
    assert (fee.name, fee.amount_cents, fee.payee.name) == ("Team leader fee", 160_00, "Lee Lawson")
    assert (money.agents_cents, money.brokerage_net_cents) == (8_000_00, 2_000_00)


@pytest.mark.parametrize("example", [EXAMPLE_B, EXAMPLE_C, EXAMPLE_D], ids=["B", "C", "D"])
def test_a_referral_fee_goes_to_its_vendor_with_its_switches(
    world: World, example: CanonicalDeal
) -> None:
    world.put(example)
    with world.source() as source:
        money = one(source, example).disbursement
    assert money is not None
    (fee,), (share,) = money.pre_commission, money.agents
    assert (fee.name, fee.amount_cents, fee.payee.name) == (
        "Referral fee",
        1_000_00,
        "Acme Realty",
    )
    assert (fee.sync, fee.create_payment) == (
        example.items[0].sync,
        example.items[0].create_payment,
    )
    assert (share.net_cents, money.vendor_cents, money.brokerage_net_cents) == (
        7_200_00,
        1_000_00,
        1_800_00,
    )


def test_every_part_of_a_large_deal_is_the_same_in_every_source(world: World) -> None:
    made = deal(
        7001,
        item(ItemKind.CO_BROKE, 4_000_00, payee=ACME),
        item(ItemKind.DEAL_DEBIT, 500_00, "Franchise fee"),
        item(ItemKind.DEAL_CREDIT, 100_00, "Builder bonus"),
        item(ItemKind.AGENT_SPLIT, 3_360_00, agent=JANE),
        item(ItemKind.AGENT_SPLIT, 1_120_00, agent=LEE),
        item(ItemKind.AGENT_DEBIT, 395_00, "Transaction fee", agent=JANE),
        item(ItemKind.AGENT_DEBIT, 50_00, "Home warranty", agent=JANE, payee=ACME),
        item(ItemKind.AGENT_CREDIT, 25_00, "Marketing", agent=LEE),
        item(ItemKind.BROKERAGE_NET, 1_990_00),
    )
    world.put(made)
    with world.source() as source:
        money = one(source, made).disbursement
    assert money is not None
    assert money.income_cents == money.distributed_cents == 10_100_00
    assert (money.co_broke_cents, money.vendor_cents, money.brokerage_net_cents) == (
        4_000_00,
        50_00,
        1_990_00,
    )
    assert [(share.agent.id, share.side, share.net_cents) for share in money.agents] == [
        ("101", "listing", 2_915_00),
        ("102", "listing", 1_145_00),
    ]
    assert [(one.name, one.is_credit, one.payee.kind) for one in money.pre_commission] == [
        ("Franchise fee", False, PayeeKind.COMPANY),
        ("Builder bonus", True, PayeeKind.COMPANY),
    ]
    assert [(side.side, side.gross_cents) for side in money.sides()] == [("listing", 10_000_00)]


# --- rows that can't be used ---


def test_a_bad_row_comes_in_its_place_and_stops_no_other(world: World) -> None:
    world.put(deal(7001))
    world.spoil(deal(7002))
    world.put(deal(7003))
    with world.source() as source:
        before, bad, after = source.transactions_changed(None)
        again = source.record("transaction:7002")
        listed = set(source.transaction_keys())
    assert isinstance(before, Transaction)
    assert isinstance(after, Transaction)
    assert isinstance(bad, RecordProblem)
    assert (bad.record_key, str(bad)) == ("transaction:7002", str(again))
    assert bad.sentence.endswith(".")
    assert bad.what_to_do.endswith(".")
    assert bad.updated_at is not None
    assert (bad.known.number, bad.known.day) == ("TR-2026-7002", CLOSED)
    assert "7002 Aldon Drive" in bad.known.title
    assert listed == {"transaction:7001", "transaction:7002", "transaction:7003"}


def test_a_mended_row_is_a_transaction_again(world: World) -> None:
    world.spoil(deal(7001))
    with world.source() as source:
        bad = source.transaction("7001")
        assert isinstance(bad, RecordProblem)
        assert bad.updated_at is not None
        world.put(deal(7001))
        assert there(list(source.transactions_changed(bad.updated_at))) == ["transaction:7001"]
        assert isinstance(source.record("transaction:7001"), Transaction)


# --- since ---


def test_since_is_inclusive_and_leaves_out_what_is_older(world: World) -> None:
    for number in (7001, 7002, 7003):
        world.put(deal(number))
    with world.source() as source:
        changed = list(source.transactions_changed(since(source, deal(7002))))
    assert keys(changed) == ["transaction:7002", "transaction:7003"]


def test_reading_again_gives_the_same_records(world: World) -> None:
    world.put(EXAMPLE_A, EXAMPLE_B)
    world.spoil(deal(7005))
    with world.source() as source:
        moment = since(source, EXAMPLE_A)
        first = [str(one) for one in source.transactions_changed(moment)]
        again = [str(one) for one in source.transactions_changed(moment)]
    with world.source() as source:
        opened_again = [str(one) for one in source.transactions_changed(moment)]
    assert first == again == opened_again


def test_a_change_is_later_and_comes_with_its_new_figures(world: World) -> None:
    world.put(deal(7001))
    world.put(deal(7002))
    with world.source() as source:
        before = since(source, deal(7002))
        world.put(deal(7001, gross=20_000_00))
        changed = [
            found
            for found in source.transactions_changed(before + dt.timedelta(milliseconds=1))
            if isinstance(found, Transaction)
        ]
    assert [(found.id, found.gross_cents) for found in changed] == [("7001", 20_000_00)]
    assert changed[0].updated_at > before


# --- deletions ---


def test_a_deleted_transaction_is_gone_however_it_is_asked_for(world: World) -> None:
    world.put(deal(7001), deal(7002))
    world.delete("transaction:7001")
    with world.source() as source:
        assert source.transaction("7001") == Gone("transaction:7001")
        assert source.record("transaction:7001") == Gone("transaction:7001")
        assert list(source.transaction_keys()) == ["transaction:7002"]
        assert there(list(source.transactions_changed(None))) == ["transaction:7002"]
        assert [
            found.id for found in source.transactions_listed(None) if isinstance(found, Transaction)
        ] == ["7002"]


def test_a_restored_transaction_is_there_again_and_changed(world: World) -> None:
    world.put(deal(7001), deal(7002))
    with world.source() as source:
        before = since(source, deal(7002))
        world.delete("transaction:7001")
        world.put(deal(7001))
        assert "transaction:7001" in there(list(source.transactions_changed(before)))
        assert set(source.transaction_keys()) == {"transaction:7001", "transaction:7002"}


def test_what_was_never_there_is_gone(world: World) -> None:
    world.put(deal(7001))
    with world.source() as source:
        assert source.transaction("7999") == Gone("transaction:7999")
        assert source.record("transaction:7999") == Gone("transaction:7999")
        assert source.agent("999") == Gone("agent:999")
        assert source.vendor("999") == Gone("vendor:999")


@pytest.mark.parametrize("nonsense", ["no such", "../7001", "", "7001/commissions", "ü"])
def test_nonsense_is_no_transaction(world: World, nonsense: str) -> None:
    world.put(deal(7001))
    with world.source() as source:
        assert not isinstance(source.transaction(nonsense), Transaction)
        assert isinstance(source.agent(nonsense), Gone)
        assert isinstance(source.vendor(nonsense), Gone)


# --- lazily, and broken off ---


def test_a_read_that_breaks_off_has_delivered_all_before(world: World) -> None:
    made = [deal(number) for number in range(7001, 7006)]
    world.put(*made)
    delivered = []
    with (
        world.cut_short("transaction:7004"),
        world.source() as source,
        pytest.raises(CoreUnavailable),
    ):
        for change in source.transactions_changed(None):
            delivered.append(change)  # noqa: PERF402  (what came before it broke is kept)
    with world.source() as source:
        whole = list(source.transactions_changed(None))
    assert keys(delivered) == ["transaction:7001", "transaction:7002", "transaction:7003"]
    assert delivered == whole[:3]
    assert keys(whole) == [f"transaction:{number}" for number in range(7001, 7006)]


# --- what changed, without reading it ---


def test_a_look_at_the_list_finds_what_a_read_of_it_found(world: World) -> None:
    world.put(deal(7001))
    world.put(deal(7002))
    world.spoil(deal(7003))
    world.put(deal(7004))
    world.delete("transaction:7004")
    with world.source() as source:
        moment = since(source, deal(7002))
        listed = Listed()
        list(listed.noted(source.transactions_changed(moment)))
        assert digest_of(source.transactions_touched(moment), moment) == listed.digest(moment)
        world.put(deal(7002, gross=20_000_00))
        assert digest_of(source.transactions_touched(moment), moment) != listed.digest(moment)


def test_the_list_alone_has_dates_and_gross(world: World) -> None:
    world.put(EXAMPLE_A)
    world.spoil(deal(7005))
    with world.source() as source:
        good, bad = source.transactions_listed(None)
        whole = one(source, EXAMPLE_A)
    assert isinstance(bad, RecordProblem)
    assert good == replace(whole, disbursement=None)
