"""Whether a record is right, told before it is read by a run."""

from __future__ import annotations

import datetime as dt

from include.core_backoffice.canonical.judging import held_if_bad
from include.core_backoffice.canonical.rows import (
    CanonicalLine,
    CanonicalPerson,
    CanonicalStatement,
    Place,
)
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.canonical.samples import (
    JANE,
    NO_LISTS,
    Lists,
    brokerage,
    deal,
    split,
)

PLACE = Place(sheet="Deals", rows=(12,))
LINE = CanonicalLine(id="1", name="Desk fee", amount_cents=95_00, billing_date=dt.date(2026, 7, 1))


def test_a_record_in_balance_is_not_held() -> None:
    made = deal(split(8_000_00), brokerage(2_000_00))
    assert held_if_bad(made, NO_LISTS, "closings.xlsx", PLACE) is None
    person = CanonicalPerson(kind=PayeeKind.AGENT, id="7")
    assert held_if_bad(person, NO_LISTS, "closings.xlsx", PLACE) is None


def test_a_record_that_does_not_add_up_is_held_as_a_run_would_hold_it() -> None:
    held = held_if_bad(deal(split(1), brokerage(1)), NO_LISTS, "closings.xlsx", PLACE)
    assert held is not None
    assert held.sentence.startswith(
        'Transaction TR-7, 146 Aldon Drive (closings.xlsx, sheet "Deals", row 12) is out of balance by '
        "$9,999.98: "
    )
    assert (held.record_key, held.cause, held.place) == ("transaction:7", "out of balance", PLACE)
    assert (held.number, held.title, held.amount_cents, held.owner) == (
        "TR-7",
        "146 Aldon Drive",
        10_000_00,
        "",
    )


def test_a_statement_of_an_agent_on_no_list_is_held_with_its_owner() -> None:
    made = CanonicalStatement(id="9", number="BL-9", agent=JANE, lines=(LINE,))
    held = held_if_bad(made, Lists(must_be_listed=True), "billing.csv", Place(rows=(2,)))
    assert held is not None
    assert (held.cause, held.owner, held.amount_cents) == (
        "missing agent",
        "agent:jane-doe",
        95_00,
    )


def test_payments_alone_wait_for_their_statement() -> None:
    made = CanonicalStatement(id="9", agent=JANE)
    assert held_if_bad(made, NO_LISTS, "payments.csv", Place()) is None
