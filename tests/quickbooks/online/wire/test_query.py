from __future__ import annotations

from include.quickbooks.online.wire.query import one_of, page, quoted, select


def test_quotes_and_backslashes_are_escaped() -> None:
    assert quoted("O'Hara") == r"'O\'Hara'"
    assert quoted("5\\6") == r"'5\\6'"
    # What would end the text and add a condition stays inside it.
    assert quoted(r"\' OR Active = 'x") == r"'\\\' OR Active = \'x'"


def test_long_lists_are_split_and_doubles_asked_once() -> None:
    ids = [str(number) for number in range(500)] * 2

    conditions = list(one_of("Id", ids))

    assert len(conditions) == 3
    assert sum(condition.count(",") + 1 for condition in conditions) == 500
    assert conditions[0].startswith("Id IN ('0', '1', ")


def test_no_values_are_no_question() -> None:
    assert list(one_of("Id", [])) == []


def test_pages_count_from_one_in_an_order_that_stays() -> None:
    query = select("Invoice", "DocNumber = 'A'", "Balance > '0'")

    assert page(query, 1) == (
        "SELECT * FROM Invoice WHERE DocNumber = 'A' AND Balance > '0' ORDERBY Id "
        "STARTPOSITION 1 MAXRESULTS 1000"
    )
