"""Long names and numbers: short enough for a company file, never the same for two of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.documents import DocumentKind
from include.quickbooks.desktop.entries.forms import longest_number
from include.quickbooks.desktop.entries.spelling import (
    LIST_NAME,
    NAME,
    list_name,
    number_of,
    spelled,
)

plain = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=80)


@pytest.mark.parametrize(
    ("name", "longest", "kept"),
    [
        ("11 Arlington St, Boston, MA 02128", NAME, "11 Arlington St, Boston, MA 02128"),
        (
            "1753 Peppercorn Place, Suite 300, Boston, MA 02128",
            NAME,
            "1753 Peppercorn Place, Suite 300, Bo~K5YQ",
        ),
        ("Łukasz  Żak", NAME, "Lukasz Zak"),
        ("Fees: desk", LIST_NAME, "Fees - desk"),
        ("Tab\tand\nline", LIST_NAME, "Tab and line"),
    ],
)
def test_names(name: str, longest: int, kept: str) -> None:
    found = list_name(name, longest)
    assert found.partition("~")[0] == kept.partition("~")[0]
    assert len(found) == len(kept) <= longest


@pytest.mark.parametrize(
    ("kind", "number", "beginning"),
    [
        (DocumentKind.INVOICE, "TR-2026-001", "TR-2026-001"),
        (DocumentKind.INVOICE, "TR-2026-640266", "-640266"[1:] + "~"),
        (DocumentKind.BILL, "TR-2026-640224-A1040", "TR-2026-640224-A1040"),
        (DocumentKind.BILL, "TR-2026-640224-A10404", "26-640224-A10404~"),
        (DocumentKind.DEPOSIT, "TR-2026-001", ""),
    ],
)
def test_numbers_keep_their_end(kind: DocumentKind, number: str, beginning: str) -> None:
    found = number_of(kind, number)
    assert found.startswith(beginning)
    assert len(found) <= longest_number(kind)
    assert found == number_of(kind, number)


@given(st.lists(plain, min_size=2, max_size=12, unique_by=str.casefold))
def test_two_names_never_become_one(names: list[str]) -> None:
    kept = [list_name(name, NAME) for name in names]
    same = [spelled(name).replace(":", " -").casefold() for name in names]
    assert len({one.casefold() for one in kept}) >= len(set(same)) - _blank_only(names)


def _blank_only(names: list[str]) -> int:
    """A colon becomes a blank and a hyphen: names that differ in nothing else are the same."""
    return sum(":" in name for name in names)


@given(st.text(max_size=200), st.sampled_from(list(DocumentKind)))
def test_whatever_it_is_it_fits_and_is_written_in_letters_of_the_company_file(
    text: str, kind: DocumentKind
) -> None:
    assert len(list_name(text, NAME)) <= NAME
    assert len(list_name(text, LIST_NAME)) <= LIST_NAME
    assert len(number_of(kind, text)) <= longest_number(kind)
    list_name(text, NAME).encode("latin-1")
    assert ":" not in list_name(text, NAME)
