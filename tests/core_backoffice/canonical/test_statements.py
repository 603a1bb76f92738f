"""Billing statements out of canonical ones: status and payments must agree, to the cent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import (
    CanonicalLine,
    CanonicalPayment,
    CanonicalStatement,
    PersonRef,
)
from include.core_backoffice.canonical.statements import known_statement, to_statement
from include.core_backoffice.records.billing import BillingItem, BillingStatement, BillingStatus
from include.core_backoffice.records.errors import OutOfBalance, RecordProblem
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.canonical.samples import JANE, NO_LISTS, NOW, Lists

DAY = dt.date(2026, 7, 1)
WHERE = "billing.csv, rows 2 to 4"
LABEL = f"Statement BL-9 of Jane Doe ({WHERE})"


def line(
    cents: int, name: str = "Desk fee", *, id_: str = "1", status: BillingStatus | None = None
) -> CanonicalLine:
    """A charge, or below zero a credit."""
    return CanonicalLine(
        id=id_,
        name=name,
        is_credit=cents < 0,
        amount_cents=abs(cents),
        billing_date=DAY,
        status=status,
    )


def paid(cents: int, id_: str = "p1", day: dt.date = DAY) -> CanonicalPayment:
    return CanonicalPayment(id=id_, amount_cents=cents, paid_on=day, method="card")


def statement(
    *lines: CanonicalLine, payments: tuple[CanonicalPayment, ...] = (), total: int | None = None
) -> CanonicalStatement:
    return CanonicalStatement(
        id="9",
        number="BL-9",
        agent=JANE,
        lines=tuple(replace(one, id=str(place)) for place, one in enumerate(lines, start=1)),
        payments=payments,
        total_cents=total,
    )


def read(made: CanonicalStatement, people: Lists = NO_LISTS) -> BillingStatement:
    return to_statement(made, people, updated_at=NOW, where=WHERE)


def problem(made: CanonicalStatement, people: Lists = NO_LISTS) -> RecordProblem:
    with pytest.raises(RecordProblem) as caught:
        read(made, people)
    assert caught.value.record_key == "statement:9"
    return caught.value


EXAMPLE_E = (line(95_00), line(25_00, "Technology fee"), line(-20_00, "Agent credit"))


# --- what a statement has ---


def test_a_statement_has_all_that_its_rows_have() -> None:
    made = replace(
        line(95_00), due_date=DAY + dt.timedelta(days=14), frequency="monthly", memo="July"
    )
    found = read(statement(made))
    assert found.items == (
        BillingItem(
            id="1",
            name="Desk fee",
            is_credit=False,
            amount_cents=95_00,
            status="unpaid",
            billing_date=DAY,
            due_date=dt.date(2026, 7, 15),
            frequency="monthly",
            memo="July",
            updated_at=NOW,
        ),
    )
    assert (found.number, found.agent.name, found.key) == ("BL-9", "Jane Doe", "statement:9")
    assert BillingStatement.from_json(found.to_json()) == found


def test_a_statement_without_a_number_is_named_by_its_id() -> None:
    assert read(replace(statement(line(1)), number="")).number == "9"


def test_example_e_is_unpaid_and_paid_later() -> None:
    unpaid = read(statement(*EXAMPLE_E, total=100_00))
    assert (unpaid.total_cents, unpaid.open_cents, unpaid.payments) == (100_00, 100_00, ())
    whole = read(statement(*EXAMPLE_E, payments=(paid(100_00),), total=100_00))
    assert (whole.open_cents, whole.is_paid) == (0, True)
    assert [payment.amount_cents for payment in whole.payments] == [100_00]


def test_a_payment_is_at_noon_utc_of_its_day() -> None:
    (payment,) = read(statement(line(95_00), payments=(paid(95_00),))).payments
    assert payment.paid_at == dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)
    assert (payment.paid_on, payment.method) == (DAY, "card")


def test_the_agent_must_be_on_the_list_where_the_profile_says_so() -> None:
    found = problem(statement(line(1)), Lists(must_be_listed=True))
    assert found.cause is HoldCause.MISSING_AGENT
    assert found.sentence == f"{LABEL}: agent Jane Doe is on no list of agents."


def test_what_is_known_of_a_statement_finds_it_in_lists() -> None:
    known = known_statement(statement(*EXAMPLE_E))
    assert (known.number, known.title, known.day, known.amount_cents, known.owner) == (
        "BL-9",
        "Jane Doe",
        DAY,
        100_00,
        "agent:jane-doe",
    )
    nobody = PersonRef(kind=PayeeKind.AGENT)
    bare = known_statement(replace(statement(), agent=nobody, number="", total_cents=5))
    assert (bare.number, bare.title, bare.day, bare.amount_cents, bare.owner) == (
        "9",
        "",
        None,
        5,
        "",
    )


# --- statuses ---


@pytest.mark.parametrize(
    ("payments", "statuses"),
    [
        ((), ["unpaid", "unpaid", "unpaid"]),
        ((paid(20_00),), ["partially_paid", "unpaid", "paid"]),
        ((paid(75_00),), ["paid", "unpaid", "paid"]),
        ((paid(75_00), paid(25_00, "p2")), ["paid", "paid", "paid"]),
        ((paid(100_00), paid(-100_00, "p2")), ["partially_paid", "unpaid", "paid"]),
    ],
)
def test_payments_decide_where_lines_have_no_status(
    payments: tuple[CanonicalPayment, ...], statuses: list[str]
) -> None:
    found = read(statement(*EXAMPLE_E, payments=payments))
    assert [item.status for item in found.items] == statuses
    assert found.paid_cents == sum(payment.amount_cents for payment in payments)


def test_a_line_of_nothing_is_paid_once_anything_is() -> None:
    lines = (line(0, "Waived"), line(10_00))
    assert [one.status for one in read(statement(*lines)).items] == ["unpaid", "unpaid"]
    found = read(statement(*lines, payments=(paid(5_00),)))
    assert [one.status for one in found.items] == ["paid", "partially_paid"]


def test_payments_go_first_to_the_lines_that_say_they_are_paid() -> None:
    found = read(
        statement(
            line(50_00, status="unpaid"),
            line(25_00, status="paid"),
            line(-5_00, status="unpaid"),
            line(40_00, status="partially_paid"),
            payments=(paid(35_00),),
        )
    )
    assert [item.paid_cents for item in found.items] == [0, 25_00, 0, 10_00]


def test_lines_without_a_status_take_what_the_others_leave() -> None:
    found = read(statement(line(50_00), line(25_00, status="paid"), payments=(paid(30_00),)))
    assert [(one.status, one.paid_cents) for one in found.items] == [
        ("partially_paid", 5_00),
        ("paid", 25_00),
    ]


def test_of_a_statement_that_is_paid_only_the_sums_are_compared() -> None:
    lines = (line(95_00, status="paid"), line(-20_00, status="paid"))
    found = read(statement(*lines, payments=(paid(95_00), paid(-20_00, "p2"))))
    assert (found.is_paid, found.paid_cents) == (True, 75_00)


# --- what does not agree ---


def test_a_total_that_is_not_the_sum_is_held() -> None:
    found = problem(statement(*EXAMPLE_E, total=100_01))
    assert isinstance(found, OutOfBalance)
    assert found.sentence == (
        f"{LABEL} is out of balance by $0.01: its total is $100.01, but its billing items total "
        "$100.00. Nothing was posted."
    )
    assert found.what_to_do == "Correct it in CORE and export again."


@pytest.mark.parametrize(
    ("lines", "payments", "nearest", "difference"),
    [
        ((line(95_00),), (paid(95_01),), 95_00, "$0.01"),
        ((line(95_00),), (paid(-5_00),), 0, "-$5.00"),
        ((line(95_00), line(-20_00)), (paid(95_00),), 75_00, "$20.00"),
        ((line(20_00), line(-50_00)), (paid(-30_01),), -30_00, "-$0.01"),
        ((line(20_00), line(-50_00)), (paid(1),), 0, "$0.01"),
    ],
)
def test_more_than_the_total_can_not_be_paid(
    lines: tuple[CanonicalLine, ...],
    payments: tuple[CanonicalPayment, ...],
    nearest: int,
    difference: str,
) -> None:
    found = problem(statement(*lines, payments=payments))
    assert isinstance(found, OutOfBalance)
    assert found.expected == nearest
    assert found.sentence.endswith(f"The difference is {difference}.")
    assert found.what_to_do == (
        "Enter the refund in CORE, or correct the payments. Then export again."
    )


def test_overpaid_and_refunded_is_paid() -> None:
    found = read(statement(line(95_00), payments=(paid(100_00), paid(-5_00, "p2"))))
    assert (found.is_paid, found.paid_cents) == (True, 95_00)


def test_a_paid_statement_without_payments_is_held() -> None:
    found = problem(statement(line(95_00, status="paid")))
    assert found.sentence == (
        f"{LABEL} is marked as paid, with a total of $95.00, but no payments were imported for it."
    )
    assert found.what_to_do == (
        "Enter the payment in CORE and export again, or import the file that has the payments."
    )


@pytest.mark.parametrize(
    ("cents", "advice"),
    [(90_00, "Correct the payments or the status in CORE"), (99_00, "Enter the refund in CORE")],
)
def test_a_paid_statement_with_other_payments_is_held(cents: int, advice: str) -> None:
    found = problem(statement(line(95_00, status="paid"), payments=(paid(cents),)))
    assert f"but its payments total ${cents / 100:.2f}." in found.sentence
    assert found.what_to_do.startswith(advice)


@pytest.mark.parametrize(
    ("status", "cents", "words"),
    [
        ("unpaid", 5_00, 'item "Desk fee" is unpaid with an amount of $95.00'),
        ("partially_paid", 96_00, 'item "Desk fee" is partially paid with an amount of $95.00'),
        (
            "charge_failed",
            95_00,
            'item "Desk fee" has a failed card charge for an amount of $95.00',
        ),
    ],
)
def test_a_status_that_its_payments_contradict_is_held(
    status: BillingStatus, cents: int, words: str
) -> None:
    found = problem(statement(line(95_00, status=status), payments=(paid(cents),)))
    assert isinstance(found, OutOfBalance)
    assert found.sentence.startswith(f"{LABEL}, {words}, but its payments total ")


def test_a_paid_item_of_an_open_statement_needs_its_payment() -> None:
    found = problem(statement(line(95_00, status="paid"), line(5_00, status="unpaid")))
    assert found.what_to_do.startswith("Enter the payment in CORE and export again")


def test_a_failed_charge_without_payments_is_open() -> None:
    found = read(statement(line(95_00, status="charge_failed")))
    assert (found.items[0].status, found.open_cents) == ("charge_failed", 95_00)


# --- rows that make no statement ---


def test_payments_without_billing_items_are_held() -> None:
    nobody = PersonRef(kind=PayeeKind.AGENT)
    found = problem(replace(statement(payments=(paid(95_00),)), agent=nobody))
    assert found.cause is HoldCause.NOT_ON_A_STATEMENT
    assert found.sentence.endswith(": it has payments of $95.00, but no billing items.")
    assert found.what_to_do == "Import the file with the statement's billing items."


def test_a_statement_of_nothing_is_held() -> None:
    assert problem(statement()).sentence == f"{LABEL}: it has no billing items."


def test_an_item_below_zero_is_held() -> None:
    found = problem(statement(replace(line(1), amount_cents=-95_00)))
    assert found.cause is HoldCause.NEGATIVE_AMOUNT
    assert found.sentence == (
        f'{LABEL}, item "Desk fee": the amount is -$95.00, but it can\'t be negative.'
    )


def test_an_item_without_a_name_is_held() -> None:
    found = problem(statement(line(95_00, "")))
    assert found.sentence == f"{LABEL}: a billing item of $95.00 has no name."


def test_two_payments_with_one_id_are_held() -> None:
    found = problem(statement(line(95_00), payments=(paid(50_00), paid(45_00))))
    assert found.sentence == f"{LABEL}: it has two payments with the ID p1."
