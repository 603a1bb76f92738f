"""Billing statements out of lines, and payments on their rows or in a table of their own."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalStatement
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile
from tests.core_backoffice.mapping.made_files import (
    MadeSheet,
    agent,
    made_file,
    made_sheet,
    mapped,
    one_held,
    one_statement,
    profile_of,
    value,
)

FIELDS = {
    "line_name": value("Item"),
    "amount": value("Amount"),
    "billing_date": value("Billed"),
}
LINES = {
    "of": "statements",
    "sheet": "Lines",
    "headers": ["Statement", "Item", "Amount"],
    "key": ["Statement"],
    "person": agent(),
    "fields": FIELDS,
}
PAYMENTS = {
    "of": "payments",
    "sheet": "Payments",
    "headers": ["Statement", "Paid", "Paid on"],
    "key": ["Statement"],
    "fields": {"amount": value("Paid"), "paid_on": value("Paid on"), "method": value("Method")},
}
HEADER = "Statement|Agent|Item|Amount|Billed"


def test_lines_are_charges_or_credits_by_their_sign() -> None:
    statement = one_statement(
        profile_of(LINES),
        f"{HEADER}\nB-1|Jane Doe|Desk fee|50|1/1/2026\nB-1|Doe, Jane|Refund|(20)|1/2/2026",
    )

    assert (statement.key, statement.number, statement.agent.key) == (
        "statement:B-1",
        "B-1",
        "agent:jane-doe",
    )
    assert sorted((line.name, line.is_credit, line.amount_cents) for line in statement.lines) == [
        ("Desk fee", False, 5_000),
        ("Refund", True, 2_000),
    ]


def test_lines_are_charges_or_credits_by_a_word() -> None:
    kinds = value("Kind", words={"Charge": "no", "Credit": "yes"})
    own = profile_of({**LINES, "fields": {**FIELDS, "is_credit": kinds}})

    assert one_statement(own, f"{HEADER}|Kind\nB|Jane Doe|x|5|1/1/2026|credit").lines[0].is_credit
    held = one_held(own, f"{HEADER}|Kind\nB|Jane Doe|x|-5|1/1/2026|credit")
    assert held.cause == HoldCause.NEGATIVE_AMOUNT


def test_lines_that_are_alike_are_two_lines_that_keep_their_ids() -> None:
    rows = f"{HEADER}\nB|Jane Doe|Desk|50|1/1/2026\nB|Jane Doe|Desk|50|1/1/2026\nB|Jane Doe|E&O|9|1/1/2026"
    lines = one_statement(profile_of(LINES), rows).lines

    assert len({line.id for line in lines}) == 3
    assert sum(line.amount_cents for line in lines) == 10_900
    other = one_statement(profile_of(LINES), rows.replace("|9|", "|8|")).lines
    assert len({line.id for line in lines} & {line.id for line in other}) == 2


def test_lines_with_an_id_of_their_own() -> None:
    own = profile_of({**LINES, "key_of_each_row": ["Line"]})
    text = f"{HEADER}|Line\nB|Jane Doe|Desk|50|1/1/2026|7\nB|Jane Doe|Desk|{{}}|1/1/2026|{{}}"

    assert [line.id for line in one_statement(own, text.format("50", "8")).lines] == ["7", "8"]
    assert len(one_statement(own, text.format("50", "7")).lines) == 1
    assert one_held(own, text.format("60", "7")).cause == HoldCause.DUPLICATE_ROWS
    assert one_held(own, text.format("60", "")).cause == HoldCause.ROW_WITHOUT_ID


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("B|Jane Doe|Desk||1/1/2026", "Amount"),
        ("B|Jane Doe||50|1/1/2026", "Item"),
        ("B|Jane Doe|Desk|50|", "Billed"),
        ("B|Jane Doe|Desk|50|13/1/2026", "Billed"),
    ],
)
def test_a_line_that_lacks_something_holds_its_statement(row: str, column: str) -> None:
    held = one_held(profile_of(LINES), f"{HEADER}\nB|Jane Doe|Desk|50|1/1/2026\n{row}")

    assert (held.place.rows, held.place.column) == ((3,), column)
    assert held.sentence.startswith("Statement B: row 3 of deals.csv has ")


def test_a_statement_of_two_agents_is_held() -> None:
    held = one_held(
        profile_of(LINES), f"{HEADER}\nB|Jane Doe|x|5|1/1/2026\nB|John Roe|x|5|1/1/2026"
    )

    assert held.cause == HoldCause.ROWS_DISAGREE
    assert "name two agents, Jane Doe and John Roe." in held.sentence


CARRIED = profile_of(
    {
        **LINES,
        "fields": {
            **FIELDS,
            "payment_id": value("Payment"),
            "payment_amount": value("Paid"),
            "paid_on": value("Paid on"),
            "method": value("Method"),
            "status": value("Status", words={"Open": "unpaid", "Paid": "paid", "": ""}),
        },
    }
)
PAID = f"{HEADER}|Payment|Paid|Paid on|Method|Status"


def test_a_row_carries_its_payment() -> None:
    statement = one_statement(
        CARRIED,
        f"{PAID}\nB|Jane Doe|x|5|1/1/2026|P1|5.00|1/9/2026|card|Paid\nB|Jane Doe|y|7|1/1/2026|||||open",
    )

    (payment,) = statement.payments
    assert (payment.id, payment.amount_cents, payment.paid_on, payment.method) == (
        "P1",
        500,
        dt.date(2026, 1, 9),
        "card",
    )
    assert {line.status for line in statement.lines} == {"paid", "unpaid"}


def test_parts_of_one_payment_are_added_and_equal_parts_are_unclear() -> None:
    text = (
        f"{PAID}\nB|Jane Doe|x|5|1/1/2026|P1|5.00|1/9/2026|card|Paid\n"
        "B|Jane Doe|y|7|1/1/2026|P1|{}|1/9/2026|card|Paid"
    )

    assert [one.amount_cents for one in one_statement(CARRIED, text.format("7")).payments] == [
        1_200
    ]
    held = one_held(CARRIED, text.format("5"))
    assert "It isn't clear whether each row has a part or the whole." in held.sentence


def test_payments_of_a_table_are_joined_to_their_statement() -> None:
    found = mapped(
        profile_of(LINES, PAYMENTS),
        made_sheet(f"{HEADER}\nB-1|Jane Doe|x|50|1/1/2026", "Lines"),
        made_sheet(
            "Statement|Paid|Paid on|Method\nB-1|30|1/9/2026|card\nB-1|20|1/10/2026|check",
            "Payments",
        ),
    )

    (only,) = found
    assert isinstance(only.record, CanonicalStatement)
    assert sorted((one.amount_cents, one.method) for one in only.record.payments) == [
        (2_000, "check"),
        (3_000, "card"),
    ]


def test_a_payment_without_its_day_holds_the_statement() -> None:
    held = one_held(
        profile_of(LINES, PAYMENTS),
        made_sheet(f"{HEADER}\nB-1|Jane Doe|x|50|1/1/2026", "Lines"),
        made_sheet("Statement|Paid|Paid on|Method\nB-1|30||card", "Payments"),
    )

    assert (held.place.sheet, held.place.column) == ("Payments", "Paid on")


# --- lines and payments in different files ---

BOTH = profile_of(LINES, PAYMENTS)


class Stored:
    """What a store keeps of statements."""

    def __init__(self) -> None:
        self.hashes: dict[str, str] = {}
        self.records: dict[str, CanonicalStatement] = {}

    def take(self, *sheets: MadeSheet, profile: Profile = BOTH) -> int:
        reading = MappedFile(profile, made_file(*sheets), "file")
        changed = 0
        for one in reading.records(self.hashes.get):
            assert isinstance(one.record, CanonicalStatement), one.held
            self.records[one.key] = reading.merged(self.records.get(one.key), one.record)
            self.hashes[one.key] = one.content_hash
            changed += 1
        return changed


def lines(rows: str) -> MadeSheet:
    return made_sheet(f"{HEADER}\n{rows}", "Lines")


def payments(rows: str) -> MadeSheet:
    return made_sheet(f"Statement|Paid|Paid on|Method\n{rows}", "Payments")


def test_payments_that_come_later_are_added_to_the_statement() -> None:
    store = Stored()
    first = lines("B-1|Jane Doe|x|50|1/1/2026")

    assert store.take(first) == 1
    assert store.take(payments("B-1|30|1/9/2026|card")) == 1
    assert store.take(payments("B-1|20|1/10/2026|card")) == 1
    statement = store.records["statement:B-1"]
    assert [line.amount_cents for line in statement.lines] == [5_000]
    assert sorted(one.amount_cents for one in statement.payments) == [2_000, 3_000]
    assert statement.agent.key == "agent:jane-doe"

    assert store.take(first) == 0, "the same lines again, whatever was paid since"
    assert store.take(payments("B-1|20|1/10/2026|card")) == 0


def test_a_corrected_line_keeps_the_payments() -> None:
    store = Stored()
    store.take(lines("B-1|Jane Doe|x|50|1/1/2026"), payments("B-1|30|1/9/2026|card"))

    assert store.take(lines("B-1|Jane Doe|x|60|1/1/2026")) == 1
    statement = store.records["statement:B-1"]
    assert [line.amount_cents for line in statement.lines] == [6_000]
    assert [one.amount_cents for one in statement.payments] == [3_000]


def test_a_snapshot_of_payments_is_all_of_them() -> None:
    snapshot = profile_of(LINES, PAYMENTS, contents="snapshot")
    store = Stored()
    store.take(lines("B-1|Jane Doe|x|50|1/1/2026"), profile=snapshot)
    store.take(payments("B-1|30|1/9/2026|card"), profile=snapshot)
    store.take(payments("B-1|20|1/10/2026|card"), profile=snapshot)

    assert [one.amount_cents for one in store.records["statement:B-1"].payments] == [2_000]


def test_payments_of_an_unknown_statement_have_no_lines_and_no_agent() -> None:
    statement = one_statement(BOTH, payments("B-9|30|1/9/2026|card"))

    assert (statement.lines, statement.agent.id, statement.number) == ((), "", "B-9")
