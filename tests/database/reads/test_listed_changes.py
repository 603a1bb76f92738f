"""A run's changes are counted and found without opening what they post, on either database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.listed_changes import ChangeFilter, Part, Tally
from include.database.reads.run_changes import all_changes, previewed, run_changes, run_tallies
from include.database.setup.companies import activate, connect_company
from include.database.statuses import OperationStatus
from include.database.stored.documents import document_to_json
from include.database.tables.companies import WorkflowSetup
from include.database.tables.runs import Operation, SyncRun
from tests.database.setup.test_companies import income, willow_park

PLACE = "Peña's Place"
RUN = 1


def invoice(
    number: str, name: str, amount: int, product: str = "Gross Commission"
) -> dict[str, Any]:
    party = Party(f"customer/property:{name}", PartyKind.CUSTOMER, name)
    lines = (
        Line("Gross commission", "", amount, ListRef(ListKind.PRODUCT, "1", "Gross Commission")),
        Line("Fee", "", 1_00, ListRef(ListKind.PRODUCT, "2", product)),
    )
    return document_to_json(
        Document(
            f"income/{number}",
            DocumentKind.INVOICE,
            party,
            lines,
            number,
            "a memo",
            defaults=("no product is named “Fee”",) if product == "Staging" else (),
        )
    )


def change(number: int, kind: str, action: str, payload: dict[str, Any], total: int) -> Operation:
    return Operation(
        run_id=RUN,
        company_id="willow",
        category="brokerage_income",
        document_key=f"document {number}",
        record_key=f"transaction:{number}",
        record_fingerprint="",
        kind=kind,
        action=action,
        wave=1 if kind == "customer" else 2,
        base_revision=0,
        request_id=f"request {number}",
        status=OperationStatus.PREVIEWED,
        payload=payload,
        total_cents=total,
        reason="new in CORE",
        needs={},
    )


@pytest.fixture
def run(database: Database) -> Database:
    """A preview that creates a customer and two invoices, updates one, and voids one of $50 million."""
    connect_company(database, willow_park(), actor="finn")
    activate(database, "willow", income())
    with database.writing() as session:
        setup_id = session.scalars(select(WorkflowSetup.id)).one()
        session.add(
            SyncRun(
                id=RUN,
                company_id="willow",
                category="brokerage_income",
                airflow_run_id="manual__1",
                trigger="manual",
                actor="finn",
                preview=True,
                setup_id=setup_id,
                started_at=utc_now(),
                outcome="previewed",
                counts={},
            )
        )
        session.flush()
        customer = {"display_name": PLACE, "kind": "customer", "key": "customer/property:1"}
        session.add_all(
            [
                change(1, "customer", "create", customer, 0),
                change(2, "invoice", "create", invoice("TR-2", PLACE, 100_00), 101_00),
                change(
                    3, "invoice", "create", invoice("TR-3", "12 Oak St", 200_00, "Staging"), 201_00
                ),
                change(4, "invoice", "update", invoice("TR-4", "14 Oak St", 300_00), 301_00),
                change(5, "invoice", "void", invoice("TR-5", "100% Way", 5_000_000_000), 0),
            ]
        )
    return database


def found(database: Database, **wanted: Any) -> list[str]:
    listed = run_changes(database, "willow", RUN, ChangeFilter(**wanted))
    assert listed is not None
    numbers = [one.number or one.name for one in listed.changes]
    assert (
        listed.total == len(numbers) == len([*all_changes(database, RUN, ChangeFilter(**wanted))])
    )
    return numbers


def test_they_are_counted_by_kind_and_action_and_a_void_with_what_it_voids(run: Database) -> None:
    assert run_tallies(run, "willow", RUN) == [
        Tally("customer", "create", is_entry=False, number=1, cents=0, posted=0, errors=0),
        Tally("invoice", "create", is_entry=True, number=2, cents=302_00, posted=0, errors=0),
        Tally("invoice", "update", is_entry=True, number=1, cents=301_00, posted=0, errors=0),
        Tally("invoice", "void", is_entry=True, number=1, cents=5_000_000_100, posted=0, errors=0),
    ]
    assert run_tallies(run, "oak", RUN) == []


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, ["TR-2", "TR-3", "TR-4", "TR-5", PLACE]),
        ({"part": Part.UPDATED}, ["TR-4"]),
        ({"part": Part.LISTS}, [PLACE]),
        ({"part": Part.DEFAULTS}, ["TR-3"]),
        ({"kind": "customer"}, [PLACE]),
        ({"text": "tr-3"}, ["TR-3"]),
        ({"text": "oak"}, ["TR-3", "TR-4"]),
        ({"text": "oak staging"}, ["TR-3"]),
        ({"text": "peña"}, ["TR-2", PLACE]),
        ({"text": "gross commission"}, ["TR-2", "TR-3", "TR-4", "TR-5"]),
        ({"text": "100%"}, ["TR-5"]),
        ({"text": "memo"}, []),
        ({"text": "oak", "part": Part.UPDATED, "kind": "invoice"}, ["TR-4"]),
    ],
)
def test_they_are_found_by_number_name_and_what_they_post_to(
    run: Database, wanted: dict[str, Any], numbers: list[str]
) -> None:
    assert found(run, **wanted) == numbers


def test_a_preview_shows_its_first_entries_and_counts_all(run: Database) -> None:
    shown = previewed(run, "willow", [RUN], 2)[RUN]
    assert [one.number for one in shown.entries] == ["TR-2", "TR-3"]
    assert shown.number == 4


def test_who_is_created_is_named(run: Database) -> None:
    listed = run_changes(run, "willow", RUN, ChangeFilter())
    assert listed is not None
    assert listed.made == {"customer": [PLACE], "vendor": []}
