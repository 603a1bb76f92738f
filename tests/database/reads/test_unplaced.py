"""Payments whose statement didn't arrive, and rows without a key: told until they have a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from include.core_backoffice.canonical.rows import CanonicalStatement
from include.database.feeds.deciding import CantDismiss, dismiss
from include.database.feeds.feeds import change_feed
from include.database.reads.import_page import held_rows
from include.database.reads.imports import waiting_for_someone
from include.database.reads.unplaced import Unplaced, all_unplaced, count_unplaced, unplaced
from include.database.tables.runs import AuditEvent
from tests.core_backoffice.contract.brokerage import JANE, statement
from tests.core_backoffice.contract.stored_world import (
    COMPANY,
    FEED,
    QueriedChanges,
    SqlWorld,
    stored_world,
)

STATEMENT = statement(9001, paid=(50_00, 45_00))
LINES = replace(STATEMENT, payments=())
PAYMENTS = replace(STATEMENT, lines=())


@pytest.fixture
def world() -> Iterator[QueriedChanges]:
    """Statements and payments come by queries of their own, of what changed."""
    with stored_world(QueriedChanges) as opened:
        opened.put(JANE)
        yield opened


def told(world: SqlWorld) -> list[Unplaced]:
    with world.database.reading() as session:
        found = unplaced(session, COMPANY)
        assert found.total == count_unplaced(session, COMPANY, FEED) == len(found.rows)
        assert waiting_for_someone(session, COMPANY) == sum(one.is_row for one in found.rows)
    assert {one.key for one in all_unplaced(world.database, COMPANY)} == {
        one.key for one in found.rows
    }
    return list(found.rows)


# --- payments ---


def test_payments_whose_statement_never_came_are_told(world: QueriedChanges) -> None:
    world.put(PAYMENTS)
    (alone,) = told(world)
    assert (alone.amount_cents, alone.is_row) == (95_00, False)
    assert alone.sentence.startswith("2 payments of $95.00 for statement 9001 arrived (payments ")
    assert alone.sentence.endswith("rows 1 and 2), but the statement didn't.")
    assert alone.what_to_do == "Import the file that has statement 9001 into the same source."


def test_one_payment_is_told_with_its_day(world: QueriedChanges) -> None:
    world.put(replace(PAYMENTS, payments=PAYMENTS.payments[:1]))
    (alone,) = told(world)
    assert alone.sentence.startswith("A payment of Jul 2, 2026 of $50.00 for statement 9001")


def test_they_are_no_longer_told_when_the_statement_comes(world: QueriedChanges) -> None:
    world.put(PAYMENTS)
    world.put(LINES)
    assert told(world) == []
    kept = world.shelf().one("statement:9001")
    assert kept is not None
    assert isinstance(kept.record, CanonicalStatement)
    assert sum(one.amount_cents for one in kept.record.payments) == 95_00


def test_a_payment_after_its_statement_was_deleted_is_told(world: QueriedChanges) -> None:
    world.put(LINES)
    world.delete("statement:9001")
    assert told(world) == []
    world.put(PAYMENTS)
    assert len(told(world)) == 1


def test_a_source_that_is_off_tells_nothing(world: QueriedChanges) -> None:
    world.put(PAYMENTS)
    with world.database.writing() as session:
        change_feed(session, FEED, actor="ada", is_on=False)
    assert told(world) == []


def test_a_payment_that_cant_be_used_holds_its_statement(world: QueriedChanges) -> None:
    """The statement isn't posted as unpaid because its payment is no number."""
    world.put(LINES)
    world.bring({"payments": [{"statement_id": "9001", "payment_id": "1", "amount": "ten"}]})
    world.read()
    kept = world.shelf().one("statement:9001")
    assert kept is not None
    assert kept.held is not None
    assert "'ten'" in kept.held.sentence
    world.put(replace(PAYMENTS, payments=PAYMENTS.payments[:1]))
    kept = world.shelf().one("statement:9001")
    assert kept is not None
    assert kept.held is None


# --- rows without a key ---


def total_row(world: QueriedChanges, table: str = "deals") -> Unplaced:
    """A row of a report that is no transaction: it has an amount, and no number."""
    amount = "gross" if table == "deals" else "amount"
    world.bring({table: [{amount: "15000.00"}]})
    world.read()
    (row,) = told(world)
    return row


@pytest.mark.parametrize("table", ["deals", "statements", "payments"])
def test_a_row_without_a_key_is_told_until_someone_dismisses_it(
    world: QueriedChanges, table: str
) -> None:
    row = total_row(world, table)
    assert row.is_row
    with world.database.reading() as session:
        (held,) = held_rows(session, row.import_id).rows
    assert (held.record_key, held.can_dismiss) == (row.key, True)
    with world.database.writing() as session:
        dismiss(session, row.import_id, row.key, "A total  row", "ada")
    assert told(world) == []
    with world.database.reading() as session:
        (held,) = held_rows(session, row.import_id).rows
    assert (held.can_dismiss, held.dismissed_by, held.dismissed_why) == (
        False,
        "ada",
        "A total row",
    )


def test_the_same_row_is_not_held_again(world: QueriedChanges) -> None:
    """A query reads the rows at its watermark again each time."""
    row = total_row(world)
    with world.database.writing() as session:
        dismiss(session, row.import_id, row.key, "A total row", "ada")
    world.bring({"deals": [{"gross": "15000.00"}]})
    world.read()
    assert told(world) == []


def test_another_row_is(world: QueriedChanges) -> None:
    row = total_row(world)
    with world.database.writing() as session:
        dismiss(session, row.import_id, row.key, "A total row", "ada")
    world.bring({"deals": [{"gross": "16000.00"}]})
    world.read()
    assert len(told(world)) == 1


def test_who_dismissed_what_and_why_is_in_the_audit_trail(world: QueriedChanges) -> None:
    row = total_row(world)
    with world.database.writing() as session:
        dismiss(session, row.import_id, row.key, "A total row", "ada")
    with world.database.reading() as session:
        event = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert event is not None
    assert (event.actor, event.event, event.subject) == ("ada", "import rows dismissed", FEED)
    assert event.detail["why"] == "A total row"
    assert event.detail["rows"] == "row 1"


@pytest.mark.parametrize(
    ("key", "why", "said"),
    [
        ("", "", "Enter why the rows are no record."),
        ("transaction:7001", "A total row", "Only rows without a key"),
        ("transaction:row-0000000000000000", "A total row", "Only rows without a key"),
    ],
)
def test_nothing_else_can_be_dismissed(
    world: QueriedChanges, key: str, why: str, said: str
) -> None:
    row = total_row(world)
    with world.database.writing() as session, pytest.raises(CantDismiss, match=said):
        dismiss(session, row.import_id, key or row.key, why, "ada")
    assert len(told(world)) == 1
