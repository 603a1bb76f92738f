"""The query language."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def numbers(books: Bookkeeper, rest: str) -> list[str]:
    """The numbers of the invoices that a query finds."""
    found = books.query(f"SELECT * FROM Invoice {rest}").get("Invoice", [])
    return [invoice["DocNumber"] for invoice in found]


@pytest.fixture
def invoices(books: Bookkeeper) -> Bookkeeper:
    """Three invoices, A of January, B of February and C of March; C is of another customer."""
    oak, elm = books.customer("12 Oak Street"), books.customer("O'Hara's \\ Elm")
    for number, customer, month, amount in (
        ("A", oak, 1, 300),
        ("B", oak, 2, 20),
        ("C", elm, 3, "100.50"),
    ):
        date = f"2026-0{month}-15"
        books.invoice(customer, books.sale(amount), DocNumber=number, TxnDate=date)
    return books


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("WHERE DocNumber = 'A'", "A"),
        ("where docnumber2 = 'A'", None),
        ("WHERE DocNumber IN ('A', 'C', 'X')", "CA"),
        ("WHERE DocNumber != 'B' ORDERBY Id", "AC"),
        ("WHERE DueDate != '1999-01-01' AND PaymentRefNum != 'x'", "CBA"),
        ("WHERE Id IN ('2')", "B"),
        ("WHERE TxnDate > '2026-01-15' AND TxnDate <= '2026-03-15'", "CB"),
        ("WHERE TotalAmt >= '100.5'", "CA"),
        ("WHERE TotalAmt < 100", "B"),
        ("WHERE DocNumber LIKE '%b%'", "B"),
        ("WHERE CustomerRef = '1' AND Balance > '20'", "A"),
        ("ORDERBY TotalAmt", "BCA"),
        ("ORDER BY TotalAmt DESC", "ACB"),
        ("ORDERBY TxnDate DESC, Id ASC MAXRESULTS 2", "CB"),
        ("STARTPOSITION 2 MAXRESULTS 1", "B"),
        ("STARTPOSITION 4", ""),
        ("WHERE MetaData.LastUpdatedTime >= '2020-01-01T00:00:00-08:00'", "CBA"),
        ("WHERE Metadata.LastUpdatedTime >= '2020-01-01T00:00:00-08:00'", "CBA"),
        ("WHERE MetaData.CreateTime < '2020-01-01'", ""),
    ],
)
def test_what_a_query_finds(invoices: Bookkeeper, rest: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(Refused, match="Property docnumber2 not found for Entity Invoice"):
            numbers(invoices, rest)
    else:
        assert numbers(invoices, rest) == list(found)


def test_quotes_and_backslashes_are_escaped(invoices: Bookkeeper) -> None:
    found = invoices.query(r"SELECT * FROM Customer WHERE DisplayName = 'O\'Hara\'s \\ Elm'")
    assert found["Customer"][0]["DisplayName"] == "O'Hara's \\ Elm"


def test_names_are_found_whatever_their_case_unless_set_otherwise(invoices: Bookkeeper) -> None:
    query = "SELECT * FROM Customer WHERE DisplayName = '12 OAK street'"
    assert invoices.query(query)["Customer"]
    invoices.sandbox.set(query_ignores_case=False)
    assert invoices.query(query) == {}


def test_counting_and_choosing_fields(invoices: Bookkeeper) -> None:
    assert invoices.query("SELECT COUNT(*) FROM Invoice WHERE TotalAmt > '50'") == {"totalCount": 2}
    found = invoices.query("SELECT Id, DocNumber, TxnDate FROM Invoice ORDERBY Id MAXRESULTS 1")
    assert found["Invoice"] == [
        {
            "DocNumber": "A",
            "TxnDate": "2026-01-15",
            "domain": "QBO",
            "Id": "1",
            "sparse": True,
        }
    ]
    assert (found["startPosition"], found["maxResults"], found["totalCount"]) == (1, 1, 3)


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("SELECT * FROM Invoice WHERE PrivateNote = 'x'", "4001", "'PrivateNote' is not queryable"),
        ("SELECT * FROM Bill WHERE DepartmentRef = '1'", "4001", "is not queryable"),
        ("SELECT * FROM Bill WHERE CustomerRef = '1'", "4001", "not found for Entity Bill"),
        ("SELECT * FROM Unicorn", "4001", "Unicorn"),
        ("SELECT * FROM Invoice STARTPOSITION 0", "4001", "value 0 is too small"),
        ("SELECT * FROM Invoice MAXRESULTS 1001", "4001", "too large"),
        ("SELECT * FROM Invoice WHERE Id = '1' OR Id = '2'", "4000", "QueryParserError"),
        ("SELECT * FROM Invoice WHERE Id = 'open", "4000", "QueryParserError"),
        ("SELECT FROM Invoice", "4000", "QueryParserError"),
        ("DELETE FROM Invoice", "4000", "QueryParserError"),
        ("", "4000", "QueryParserError"),
        ("SELECT * FROM Invoice WHERE MetaData.CreateTime > 'noon'", "4001", "no date or time"),
    ],
)
def test_what_is_no_query(books: Bookkeeper, text: str, code: str, sentence: str) -> None:
    books.invoice(books.customer("Oak"), books.sale(1))
    with pytest.raises(Refused, match=sentence) as refused:
        books.query(text)
    assert refused.value.code == code


def test_a_query_gives_100_unless_asked_for_more(books: Bookkeeper) -> None:
    items = [
        {"bId": str(one), "operation": "create", "Customer": {"DisplayName": f"{one} Oak Street"}}
        for one in range(120)
    ]
    for start in range(0, 120, 30):
        books.batch(*items[start : start + 30])
    assert len(books.query("SELECT * FROM Customer")["Customer"]) == 100
    assert len(books.query("SELECT * FROM Customer MAXRESULTS 1000")["Customer"]) == 120
    last = books.query("SELECT * FROM Customer STARTPOSITION 101 MAXRESULTS 50")
    assert (last["maxResults"], last["totalCount"]) == (20, 120)


def test_a_query_can_be_posted_as_text(books: Bookkeeper) -> None:
    answer = books.client.post(
        "query",
        content="SELECT * FROM CompanyInfo",
        headers={"Content-Type": "application/text"},
    )
    assert answer.json()["QueryResponse"]["CompanyInfo"][0]["CompanyName"] == "Willow & Park Realty"
