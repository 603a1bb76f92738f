"""Articles, plurals, and lists."""

from __future__ import annotations

import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.wording import a, counted, joined, numbered, plural


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        (DocumentKind.INVOICE, "an invoice"),
        (DocumentKind.EXPENSE, "an expense"),
        (DocumentKind.BILL, "a bill"),
        (ListKind.ACCOUNT, "an account"),
        ("employee", "an employee"),
    ],
)
def test_a_noun_has_its_own_article(noun: str, words: str) -> None:
    assert a(noun) == words


def test_an_entry_without_a_number_is_named_by_its_kind() -> None:
    assert numbered("bill", "TR-1") == "bill TR-1"
    assert numbered("deposit", "") == "deposit"


def test_plurals_and_lists() -> None:
    assert [plural(kind) for kind in ListKind] == [
        "accounts",
        "products",
        "classes",
        "payment methods",
        "tax codes",
    ]
    assert joined(["A"]) == "A"
    assert joined(["A", "B"]) == "A and B"
    assert joined(["A", "B", "C"]) == "A, B, and C"


def test_what_is_counted_is_one_or_several() -> None:
    assert [counted(number, "entry") for number in (0, 1, 2, 1_000)] == [
        "0 entries",
        "1 entry",
        "2 entries",
        "1,000 entries",
    ]
    assert counted(2, "day") == "2 days"
