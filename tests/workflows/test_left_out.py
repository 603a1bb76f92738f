"""Details that QuickBooks would reject are left out, and said."""

from __future__ import annotations

import pytest

from include.workflows.left_out import left_out


@pytest.mark.parametrize(
    "email", ["", "  ", "amy@adler.example", "Amy.O'Neil+office@x-y.example.com"]
)
def test_nothing_is_said_of_an_address_or_of_none(email: str) -> None:
    assert left_out("Amy Adler", email) == ()


@pytest.mark.parametrize(
    "email",
    ["n/a", "none", "amy@", "@adler.example", "amy adler@x.example", "a@x.example, b@x.example"],
)
def test_what_is_no_address_is_named(email: str) -> None:
    assert left_out("Amy Adler", email) == (
        f"“{email}” isn't an email address, so Amy Adler has none",
    )


@pytest.mark.parametrize("own", ["123-45-6789", "12-3456789", "123456789", ""])
def test_nothing_is_said_of_a_tax_id(own: str) -> None:
    assert left_out("Amy Adler", "", own) == ()


@pytest.mark.parametrize("own", ["applied for", "123-45-678", "see the W-9 of June"])
def test_what_is_no_tax_id_is_said_and_not_quoted(own: str) -> None:
    (note,) = left_out("Amy Adler", "", own)
    assert note == "the tax ID of Amy Adler doesn't have 9 digits, so it was left out"
