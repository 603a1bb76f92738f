"""What agrees and what differs, in words."""

from __future__ import annotations

from dataclasses import replace

from include.books.country_words import words_of
from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.sync.existing.comparing.phrases import differences, reasons
from include.sync.existing.values import Wanted
from tests.sync.existing.both_sides import ELM, OAK, bill, day, entry, income, paid_to, pair


def told(one: Wanted, found: Entry, *others: Wanted) -> tuple[tuple[str, ...], tuple[str, ...]]:
    both = pair(one, found, *others)
    words = (both.one, both.entry, both.evidence)
    return reasons(*words), differences(*words)


def test_all_that_agrees() -> None:
    agrees, differs = told(bill(), paid_to(5, memo=OAK, number="TR-2026-640224-A10401", on=day(5)))
    assert agrees == ("same number", "same amount", "same vendor", "same address", "4 days apart")
    assert differs == ()


def test_all_that_differs() -> None:
    lines = (("a", 1_00), ("b", 2_00))
    found = paid_to(5, "Al Roe", 3_00, number="77", memo="18 Harbor Rd", on=day(25), lines=lines)
    agrees, differs = told(bill(), found)
    assert agrees == ()
    assert differs == (
        "number is 77 instead of TR-2026-640224-A10401",
        "total is $3.00 instead of $7,840.15",
        "vendor is Al Roe instead of Jane Doe",
        "address is not 12 Oak St, Boston, MA 02128",
        "dated Jun 25, 2026 instead of Jun 1, 2026",
        "2 lines instead of 1",
    )


def test_what_is_anothers() -> None:
    other = bill("Al Roe", 10402, "TR-2026-640900", ELM)
    found = paid_to(5, "Al Roe", number="TR-2026-640900", memo=ELM)
    _, differs = told(bill(), found, other)
    assert "number TR-2026-640900 is another record's" in differs
    assert "address is another record's" in differs


def test_a_number_in_another_form() -> None:
    assert "number has TR-2026-640224" in told(income(), entry(5, number="X-TR-2026-640224"))[0]
    assert (
        "number has the last digits of TR-2026-640224"
        in told(income(), entry(5, number="640224"))[0]
    )
    assert (
        "memo or line has TR-2026-640224" in told(income(), entry(5, memo="for TR-2026-640224"))[0]
    )


def test_the_customer_of_a_property_is_told_only_if_nothing_shows_the_property() -> None:
    with_address = told(income(), entry(5, "Title Co", memo=OAK))[1]
    assert not any(words.startswith("customer") for words in with_address)
    without = told(income(), entry(5, "Title Co"))[1]
    assert f"customer is Title Co instead of {OAK}" in without


def test_another_kind_as_the_country_spells_it() -> None:
    check = paid_to(5, kind=DocumentKind.CHECK)
    with words_of("CA"):
        assert "is a cheque, not a bill" in told(bill(), check)[1]


def test_the_tag_of_another_entry() -> None:
    tagged = replace(entry(5), memo="CB-0123456789ABCDEF")
    assert "has the CoreBooks tag of another entry" in told(income(), tagged)[1]
