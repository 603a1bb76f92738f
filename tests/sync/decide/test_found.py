"""An entry of another hand as the document that CoreBooks would have posted to make it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from include.books.catalogue import ListKind, ListRef
from include.books.documents import marker
from include.sync.decide.found import found_document
from tests.sync.decide.values import TODAY_IN_CORE, bill
from tests.sync.existing.both_sides import paid_to

JUNE_3 = dt.date(2026, 6, 3)


def test_amount_number_day_and_memo_are_the_entrys() -> None:
    entry = paid_to(501, cents=700_000, number="1042", on=JUNE_3, memo="comm. Arlington St")
    found = found_document(bill(), entry)
    assert (found.total, found.number, found.date) == (700_000, "1042", JUNE_3)
    assert found.memo == "comm. Arlington St"


def test_the_document_stays_cores_to_whom_and_for_what() -> None:
    found = found_document(bill(), paid_to(501, "A. Adler"))
    assert (found.key, found.kind, found.party) == (bill().key, bill().kind, bill().party)


def test_an_entry_without_a_number_has_none() -> None:
    assert bill().number
    assert found_document(bill(), paid_to(501, number="")).number == ""


def test_an_entry_without_a_day_has_cores() -> None:
    assert found_document(bill(), paid_to(501, on=None)).date == TODAY_IN_CORE


def test_the_corebooks_tag_is_no_part_of_the_memo() -> None:
    tag = marker("willow-park", bill().key)
    for memo in (f"11 Arlington St {tag}", f"11 Arlington St [{tag}]", f"  11 Arlington St {tag} "):
        assert found_document(bill(), paid_to(501, memo=memo)).memo == "11 Arlington St"


def test_what_no_entry_shows_is_left_out() -> None:
    core = dataclasses.replace(
        bill(),
        due_date=JUNE_3,
        class_ref=ListRef(ListKind.CLASS, "7", "Boston"),
        payment_method=ListRef(ListKind.PAYMENT_METHOD, "9", "ACH"),
    )
    found = found_document(core, paid_to(501))
    assert (found.due_date, found.class_ref, found.payment_method) == (None, None, None)
