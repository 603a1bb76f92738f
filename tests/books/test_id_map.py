"""A converted company file's IDs: the old one, the new one, and the kinds where Intuit names them."""

from __future__ import annotations

from include.books.id_map import MappedId


def test_an_id_is_known_by_both_products_and_their_kinds() -> None:
    mapped = MappedId("1A2F-1419443220", "145", "INVOICE", "Invoice")
    assert (mapped.old_id, mapped.new_id) == ("1A2F-1419443220", "145")
    assert (mapped.old_type, mapped.new_type) == ("INVOICE", "Invoice")


def test_the_kinds_may_be_unknown_and_dont_match_any() -> None:
    mapped = MappedId("1A2F-1419443220", "145")
    assert (mapped.old_type, mapped.new_type) == ("", "")
    assert mapped != MappedId("1A2F-1419443220", "145", "INVOICE")
