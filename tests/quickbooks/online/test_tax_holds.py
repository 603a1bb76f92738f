"""Whatever is sold or bought with whatever tax codes: our amounts come out exactly, and tax but for rounding."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.books.catalogue import ListEntry, ListKind, ListRef
from include.books.documents import BOUGHT, SOLD, DocumentKind, Line
from include.books.gateway import Action, DocumentWrite
from include.books.sales_tax import Rates, expected_tax, is_rounding
from sandbox.quickbooks_online.testing import running_company
from tests.quickbooks.online.books import Books, again, document_write, open_books

COUNTRIES: dict[Literal["CA", "GB", "AU"], str] = {"CA": "CAD", "GB": "GBP", "AU": "AUD"}
WITH_ACCOUNT = {
    DocumentKind.SALES_RECEIPT,
    DocumentKind.DEPOSIT,
    DocumentKind.CHECK,
    DocumentKind.EXPENSE,
}
WITH_PRODUCTS = SOLD - {DocumentKind.DEPOSIT}
KINDS = sorted(SOLD | BOUGHT)


@pytest.fixture(scope="module")
def companies() -> Iterator[dict[str, tuple[Books, str, str]]]:
    """By country, the books of a company with a customer and a vendor."""
    with ExitStack() as running:
        found: dict[str, tuple[Books, str, str]] = {}
        for country, currency in COUNTRIES.items():
            sandbox = running.enter_context(running_company(country))
            books = open_books(sandbox, currency=currency)
            running.callback(books.gateway.close)
            found[country] = (books, books.customer(), books.vendor())
        yield found


def usable(books: Books, kind: DocumentKind) -> list[tuple[ListRef, Rates]]:
    """The codes that lines of a kind can have, with their rates."""

    def rates(entry: ListEntry) -> Rates | None:
        return entry.sales_rates if kind in SOLD else entry.purchase_rates

    codes = (one for one in books.lists.entries if one.kind is ListKind.TAX_CODE and one.active)
    return [(one.ref, found) for one in codes if (found := rates(one)) is not None]


def document(
    books: Books, kind: DocumentKind, party: str, lines: list[tuple[int, ListRef]]
) -> DocumentWrite:
    """A document of such lines."""
    if kind in WITH_PRODUCTS:
        target = books.product("Gross Commission")
    else:
        target = books.account("Commission Income" if kind in SOLD else "Agent Commissions")
    account = books.account("Checking Account") if kind in WITH_ACCOUNT else None
    each = [Line("Line", "Line", cents, target, tax=code) for cents, code in lines]
    return document_write(kind, party, "", each, account=account)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_net_amounts_hold_exactly_and_tax_but_for_rounding(
    companies: dict[str, tuple[Books, str, str]], data: st.DataObject
) -> None:
    books, customer, vendor = companies[data.draw(st.sampled_from(sorted(companies)))]
    kind = data.draw(st.sampled_from(KINDS))
    per_line = data.draw(st.booleans())
    books.sandbox.set(tax_rounding="line" if per_line else "rate")
    amounts = data.draw(
        st.lists(st.integers(-500_00, 90_000_00), min_size=1, max_size=5).filter(
            lambda cents: sum(cents) > 0
        )
    )
    codes = usable(books, kind)
    chosen = [data.draw(st.sampled_from(codes)) for _ in amounts]
    pairs = [(cents, code) for cents, (code, _) in zip(amounts, chosen, strict=True)]
    write = document(books, kind, customer if kind in SOLD else vendor, pairs)
    rated = [(cents, rates) for cents, (_, rates) in zip(amounts, chosen, strict=True)]

    posted = books.written(write)

    entry = posted.entry
    assert entry is not None
    assert entry.net == write.document.total
    assert [cents for _, cents in entry.lines] == amounts
    assert list(entry.tax_codes) == [code.id for _, code in pairs]
    assert is_rounding(entry.tax, rated)
    if not per_line and len({code.id for _, code in pairs}) == 1:
        # Rates of one percentage but of two agencies are rounded apart, which percentages don't tell.
        assert entry.tax == expected_tax(rated)
    books.written(again(write, Action.UPDATE, posted.ref))
    unchanged = books.entry(kind, posted.ref.id)
    assert (unchanged.total, unchanged.tax) == (entry.total, entry.tax)
    assert (unchanged.tax_codes, unchanged.tax_mode) == (entry.tax_codes, "TaxExcluded")
