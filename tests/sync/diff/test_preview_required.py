"""A run that voids, reposts or undoes posts only what the same user previewed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from include.database.tables.runs import AuditEvent, SyncRun
from include.sync.diff.diff import diff
from include.sync.diff.preview_required import planned_of
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.run.mode import RunMode
from tests.matrices import under_each
from tests.sync.happenings import deleted_in_core, entries_now
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.opening import PRODUCTS, open_books
from tests.sync.random_hands import Hands

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole


@pytest.mark.parametrize("what", ["undo", "repost"])
def test_another_users_preview_does_not_count(office: Office, what: str) -> None:
    office.core.post("/examples/A")
    run = office.run(INCOME)
    if what == "repost":
        office.use("income-via-invoices", gross_product="Transaction Fee")
    mode, undo = (RunMode.UNDO, run.run_id) if what == "undo" else (RunMode.REPOST, None)

    assert office.run(INCOME, mode=mode, undo=undo, actor="finance ops").outcome == "previewed"
    # The admin selects it once, and sees it first, too.
    assert office.run(INCOME, mode=mode, undo=undo, actor="admin").outcome == "previewed"
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
    assert office.balances("Transaction Fee Income") == (0,)

    done = office.run(INCOME, mode=mode, undo=undo, actor="admin")
    assert (done.outcome, done.voided + done.updated) == ("completed", 1)


def test_a_change_since_the_preview_is_previewed_again(office: Office) -> None:
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(INCOME)
    office.use("income-via-invoices", gross_product="Transaction Fee")
    assert office.run(INCOME, mode=RunMode.REPOST).outcome == "previewed"
    office.core.patch(f"/transactions/{transaction}", gross=1_200_000)
    assert office.run(INCOME, mode=RunMode.REPOST).outcome == "previewed"
    assert office.run(INCOME, mode=RunMode.REPOST).updated == 1
    assert office.balances("Transaction Fee Income") == (1_200_000,)


@pytest.fixture
def books(product: str, tmp_path: Path) -> Iterator[tuple[Office, Hands]]:
    """A new office with one of the two QuickBooks, and a bookkeeper at it."""
    with open_books(tmp_path, product) as opened:
        yield opened


def open_bills(hands: Hands) -> list[int]:
    """What the bills in QuickBooks that aren't voided come to, in cents."""
    bills = hands.look().live("Bill")
    return sorted(int(bill.total * 100) for bill in bills)


def last_run(office: Office) -> SyncRun:
    with office.database.reading() as session:
        return session.scalars(select(SyncRun).order_by(SyncRun.id.desc())).first() or SyncRun()


def posted_and_gone(office: Office, hands: Hands) -> tuple[str, list[int]]:
    """A transaction whose bills are in QuickBooks and that CORE deleted since; its ID, and what the bills come to."""
    (deal,) = office.core.post("/examples/A")["transactions"]
    office.run(EXPENSES)
    bills = open_bills(hands)
    deleted_in_core(office, str(deal))
    office.run(EXPENSES)
    return str(deal), bills


@under_each("product", PRODUCTS)
def test_a_bill_that_someone_edited_since_the_preview_is_previewed_again(
    books: tuple[Office, Hands],
) -> None:
    office, hands = books
    deal, bills = posted_and_gone(office, hands)
    void = partial(office.run, EXPENSES, (deal,), mode=RunMode.VOID)

    assert void(actor="finn").outcome == "previewed"
    assert (
        "finn hasn't previewed these changes in the last 24 hours." in last_run(office).why_preview
    )
    seen = last_run(office).id
    hands.set_text(hands.look().live("Bill")[0], PrivateNote="Approved for payment")
    assert void(actor="finn").outcome == "previewed"
    assert f"different from what finn previewed in run {seen}." in last_run(office).why_preview
    assert void(actor="ada").outcome == "previewed"
    assert open_bills(hands) == bills

    done = void(actor="finn")
    assert (done.outcome, done.voided) == ("completed", len(bills))
    assert open_bills(hands) == []
    with office.database.reading() as session:
        started = select(AuditEvent).where(AuditEvent.event == "previewed changes started")
        (event,) = session.scalars(started).all()
    assert event.actor == "finn"
    assert event.detail["changes"].startswith(f"Void {len(bills)} bill")


# QuickBooks Desktop voids an entry whatever its EditSequence is: there is nothing to notice there.
@under_each("product", ["online"])
def test_a_bill_edited_while_its_void_is_on_its_way_goes_on_hold(
    books: tuple[Office, Hands],
) -> None:
    office, hands = books
    deal, bills = posted_and_gone(office, hands)
    selected = (deal,)
    office.run(EXPENSES, selected, mode=RunMode.VOID)
    with office.context(EXPENSES, records=selected, mode=RunMode.VOID) as context:
        diff(context, extract(context, selected).keys)
        hands.set_text(hands.look().live("Bill")[0], PrivateNote="Approved for payment")
        post(context)
    # The bill that no one edited was what the user saw.
    assert len(open_bills(hands)) == 1
    assert len(bills) > 1
    assert "was edited in QuickBooks after the preview" in " ".join(office.on_hold(EXPENSES))


def test_a_preview_that_is_tried_again_shows_each_change_once(office: Office) -> None:
    office.core.post("/examples/A")
    with office.context(INCOME, preview=True) as context:
        extract(context)
        assert diff(context)["to_create"] == 1
        assert diff(context)["to_create"] == 1
    with office.database.reading() as session:
        assert [row.kind for row in planned_of(session, context.run_id)].count("invoice") == 1


@pytest.mark.parametrize("actor", ["unknown", "schedule"])
def test_who_is_not_named_only_ever_previews(office: Office, actor: str) -> None:
    office.core.post("/examples/A")
    run = office.run(INCOME)
    for _ in range(3):
        undo = office.run(INCOME, mode=RunMode.UNDO, undo=run.run_id, actor=actor)
        assert undo.outcome == "previewed"
    assert "Airflow doesn't name the user" in last_run(office).why_preview
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
