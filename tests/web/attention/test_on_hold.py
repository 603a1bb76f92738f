"""A record is shown once for each cause, whatever it is on hold in, and with what helps each workflow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from include.books.causes import HoldCause
from include.clock import utc_now
from include.database.reads.hold_details import NameChoice, RecordOnHold
from include.database.reads.record_states import StateInWorkflow
from include.database.statuses import RecordStatus
from include.web.attention.on_hold import Card, Item, items_of
from include.web.attention.ways_out import RETRY
from tests.sync.office import EXPENSES, INCOME


def card(
    record: str,
    cause: str = "out of balance",
    category: str = INCOME,
    *,
    days: int = 1,
    sentence: str = "The amounts are out of balance.",
    choice: NameChoice | None = None,
) -> Card:
    state = StateInWorkflow(
        category=category,
        record_key=f"transaction:{record}",
        status=RecordStatus.ON_HOLD,
        cause=cause,
        sentence=sentence,
        what_to_do="Correct it in CORE.",
        since=utc_now() - dt.timedelta(days=days),
        unreadable=False,
    )
    held = RecordOnHold(state, record, "", "11 Arlington St", f"TR-{record}", choice)
    return Card(held)


def only(*cards: Card) -> Item:
    (item,) = items_of(cards)
    return item


def test_two_workflows_with_one_reason_are_one_item_that_says_it_once() -> None:
    item = only(card("7", days=3), card("7", category=EXPENSES, days=12))
    assert item.workflows == "Brokerage income and agent expenses"
    assert item.told == [("The amounts are out of balance.", "Correct it in CORE.")]
    assert (item.age, item.is_retried_together) == ("12 days", True)


def test_two_reasons_are_both_said() -> None:
    item = only(card("7"), card("7", category=EXPENSES, sentence="Another amount is missing."))
    assert [sentence for sentence, _ in item.told] == [
        "The amounts are out of balance.",
        "Another amount is missing.",
    ]


def test_what_each_workflow_decides_for_itself_is_not_retried_together() -> None:
    deleted = HoldCause.DELETED
    assert not only(card("7", deleted), card("7", deleted, EXPENSES)).is_retried_together
    choice = NameChoice("vendor/agent:1", "vendor", [("Jane Doe", "5")])
    asked = card("7", "similar name", EXPENSES, choice=choice)
    assert not only(card("7", "similar name"), asked).is_retried_together
    assert not only(card("7")).is_retried_together


def test_one_record_with_two_causes_is_one_item_in_the_order_of_the_list() -> None:
    items = items_of([card("7", "b"), card("8", "b"), card("7", "a", EXPENSES)])
    assert [(item.key, item.causes) for item in items] == [
        ("transaction:7", ["B", "A"]),
        ("transaction:8", ["B"]),
    ]


def test_what_has_waited_for_three_days_stands_out() -> None:
    assert only(card("7", days=3)).is_old
    assert not only(card("7", days=2)).is_old


def test_a_record_without_an_id_that_runs_know_is_retried_with_all_others() -> None:
    """As a billing statement that CORE never told the agent of."""
    state = card("7").state
    statement = replace(state, record_key="statement:7", category="agent_billing")
    unknown = Card(RecordOnHold(statement, "7", "", "", "", None))
    assert (unknown.run_id, unknown.remedies) == ("", (RETRY,))
