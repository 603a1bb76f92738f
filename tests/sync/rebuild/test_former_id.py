"""A company that was connected under another ID: none of its tags fits, and the former ID is found if it is likely."""

from __future__ import annotations

from include.books.documents import marker
from include.sync.rebuild.former_id import AnotherCompanyId, former_id, likely_ids

KEYS = ("brokerage_income/transaction:1/income", "brokerage_income/transaction:2/income")


def test_the_id_of_which_a_tag_is_made_is_found_among_likely_ones() -> None:
    tags = {marker("willow-park", KEYS[1])}
    likely = list(likely_ids("Willow & Park Realty", ["north"]))
    assert likely[0] == "north"
    assert former_id(tags, KEYS, likely) == "willow-park"


def test_an_unlikely_one_is_not() -> None:
    tags = {marker("wp-2019-final", KEYS[1])}
    assert former_id(tags, KEYS, likely_ids("Willow & Park Realty", [])) == ""


def test_the_refusal_names_it_or_says_where_to_look() -> None:
    known = str(AnotherCompanyId("Willow & Park", "north", 20_000, "willow-park"))
    assert "20,000 entries" in known
    assert "connect the company under willow-park" in known
    unknown = str(AnotherCompanyId("Willow & Park", "north", 20_000, ""))
    assert "Look for it in old logs" in unknown
