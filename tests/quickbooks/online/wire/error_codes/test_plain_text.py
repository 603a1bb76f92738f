from __future__ import annotations

import pytest

from include.quickbooks.online.wire.error_codes.plain_text import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("You must set a transaction amount.", "You must set a transaction amount."),
        ("Required parameter VendorRef is missing", "Required parameter vendor is missing"),
        ("Line.SalesItemLineDetail.ItemRef is wrong", "item is wrong"),
        ("DepositToAccountRef", "deposit to account"),
        (
            "DocNumber=TR-1 is assigned to TxnType=Bill with TxnId=12",
            "number=TR-1 is assigned to Bill with ID 12",
        ),
        (
            "more than 50 characters in the request_id field",
            "more than 50 characters in the request ID field",
        ),
        ("one<br/>two<p>three</p>", "one two three"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("a\n\n\tb\x00c\u200bd\xa0e", "a b c d e"),
        ("Smith &amp; Sons, McDonald, O'Hara", "Smith & Sons, McDonald, O'Hara"),
        ("", ""),
    ],
)
def test_quickbooks_words_as_a_bookkeeper_reads_them(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_long_text_is_cut() -> None:
    assert plain("word " * 200).endswith("word…")
    assert len(plain("x" * 10_000)) == 400
