"""A record is shown once for each cause, whatever it is on hold in, and with what helps each workflow."""

from __future__ import annotations

import datetime as dt

from include.books.causes import HoldCause
from include.clock import utc_now
from include.database.reads.hold_details import NameChoice, RecordOnHold
from include.database.reads.record_states import StateInWorkflow
from include.database.statuses import RecordStatus
from include.web.attention.on_hold import Card, Item, groups_of
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
    ((item,),) = (group.items for group in groups_of(cards))
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


def test_one_record_with_two_causes_is_in_two_groups_in_the_order_of_the_list() -> None:
    groups = groups_of([card("7", "b"), card("8", "b"), card("7", "a", EXPENSES)])
    assert [(group.cause, len(group.items)) for group in groups] == [("b", 2), ("a", 1)]
    assert groups[1].categories == [EXPENSES]
