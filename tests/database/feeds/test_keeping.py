"""What is kept of a file of changes: payments that were deleted are taken from their statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from include.core_backoffice.canonical.rows import CanonicalStatement
from include.core_backoffice.feeds.shelf import Kept, Shelved
from include.database.reads.import_page import changed_records
from tests.core_backoffice.contract.brokerage import JANE, deal, statement
from tests.core_backoffice.contract.stored_world import (
    COMPANY,
    QueriedChanges,
    UploadedChanges,
    stored_world,
)


@pytest.fixture
def world() -> Iterator[UploadedChanges]:
    with stored_world(UploadedChanges) as opened:
        yield opened


def payments(world: UploadedChanges | QueriedChanges) -> list[str]:
    """Those that the statement has."""
    kept = world.shelf().one("statement:9001")
    assert kept is not None
    assert isinstance(kept.record, CanonicalStatement)
    assert kept.record.lines
    return [one.id for one in kept.record.payments]


def remove(world: UploadedChanges | QueriedChanges, payment: str) -> None:
    row = {"statement_id": "9001", "payment_id": payment, "deleted": "yes"}
    world.bring({"payments": [row]})
    world.read()


@pytest.mark.parametrize("kind", [UploadedChanges, QueriedChanges])
def test_a_payment_that_was_deleted_leaves_its_statement(
    kind: type[UploadedChanges | QueriedChanges],
) -> None:
    with stored_world(kind) as world:
        world.put(JANE, statement(9001, paid=(50_00, 45_00)))
        remove(world, "900101")
        assert payments(world) == ["900102"]


def test_a_payment_that_never_came_deletes_nothing(world: UploadedChanges) -> None:
    world.put(JANE, statement(9001, paid=(95_00,)))
    remove(world, "77")
    assert payments(world) == ["900101"]


def test_a_payment_comes_back(world: UploadedChanges) -> None:
    whole = statement(9001, paid=(95_00,))
    world.put(JANE, whole)
    remove(world, "900101")
    world.put(replace(whole, lines=()))
    assert payments(world) == ["900101"]


def test_a_payment_alone_that_was_deleted_leaves_nothing() -> None:
    with stored_world(QueriedChanges) as world:
        world.put(replace(statement(9001, paid=(95_00,)), lines=()))
        remove(world, "900101")
        assert world.shelf().one("statement:9001") is None


def test_a_deletion_is_traced_to_its_row(world: UploadedChanges) -> None:
    world.put(deal(7001), deal(7002))
    world.delete("transaction:7002")
    with world.database.reading() as session:
        (gone,) = changed_records(session, COMPANY, 2).rows
    assert (gone.key, gone.what, gone.place.rows) == ("transaction:7002", "gone", (2,))


def test_a_deletion_of_what_never_came_does_nothing(world: UploadedChanges) -> None:
    world.put(deal(7001))
    world.delete("transaction:7002")
    found: list[Kept] = list(world.shelf().changed(Shelved.DEAL, None))
    assert [(one.key, one.gone) for one in found] == [("transaction:7001", False)]
