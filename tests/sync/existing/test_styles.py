"""What way of booking is recognized, told in a sentence."""

from __future__ import annotations

from include.books.documents import DocumentKind
from include.sync.existing.matching import propose
from include.sync.existing.styles import style_of
from tests.sync.existing.both_sides import bill, entry, income, paid_to

PLACES = [f"{number} Oak St, Boston, MA 02128" for number in range(101, 121)]


def numbers() -> list[str]:
    return [f"TR-2026-640{number}" for number in range(101, 121)]


def test_the_built_in_integrations_way() -> None:
    wanted = [income(number, place) for number, place in zip(numbers(), PLACES, strict=True)]
    entries = [
        entry(at, place, number=number, memo=place)
        for at, (number, place) in enumerate(zip(numbers(), PLACES, strict=True))
    ]
    found = style_of(propose(wanted, entries))
    assert found is not None
    assert found.sentence == (
        "All 20 entries are invoices, posted as CORE's own QuickBooks integration does: nearly all have the "
        "property as customer, the address in the memo, the number that CoreBooks posts, CORE's date, and "
        "CORE's amount."
    )
    assert (found.template, found.documents) == ("income-via-invoices", 20)


def test_another_connectors_numbers() -> None:
    wanted = [
        bill(number=number, place=place) for number, place in zip(numbers(), PLACES, strict=True)
    ]
    entries = [paid_to(at, memo=place, number=f"CX-{at + 100}") for at, place in enumerate(PLACES)]
    found = style_of(propose(wanted, entries))
    assert found is not None
    assert "numbers such as CX-123" in found.sentence
    assert found.template == "expenses-via-bills"


def test_another_kind_names_the_template_that_creates_it() -> None:
    """Nothing is certain then: the template is to be changed first."""
    wanted = [income(number, place) for number, place in zip(numbers(), PLACES, strict=True)]
    entries = [
        entry(at, place, number=number, kind=DocumentKind.SALES_RECEIPT)
        for at, (number, place) in enumerate(zip(numbers(), PLACES, strict=True))
    ]
    proposals = propose(wanted, entries)
    found = style_of(proposals)
    assert not any(one.is_certain for one in proposals)
    assert found is not None
    assert found.template == "income-via-sales-receipts"
    assert found.sentence.startswith("All 20 entries are sales receipts")


def test_one_entry_shows_no_way() -> None:
    found = style_of(propose([income()], [entry(5, number="640224")]))
    assert found is not None
    assert found.sentence == "The only entry is an invoice."


def test_nothing_found_is_no_style() -> None:
    assert style_of([]) is None
