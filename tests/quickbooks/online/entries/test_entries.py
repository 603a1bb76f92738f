from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.entries import EntryStatus
from include.books.money import AmountError
from include.quickbooks.online.entries.entries import entry, list_entries
from include.quickbooks.online.entries.home import UNITED_STATES, Home


def test_an_invoice_with_discount_tax_and_words_adds_up() -> None:
    found = entry(
        DocumentKind.INVOICE,
        {
            "Id": "31",
            "SyncToken": "2",
            "DocNumber": "TR-1",
            "TxnDate": "2026-03-02",
            "CustomerRef": {"value": "7", "name": "12 Oak Street"},
            "TotalAmt": Decimal("95.50"),
            "Balance": 0,
            "PrivateNote": "12 Oak Street [CB-1]",
            "Line": [
                {"Amount": 100, "DetailType": "SalesItemLineDetail", "Description": "Fee"},
                {"DetailType": "DescriptionOnly", "Description": "Thank you"},
                {"Amount": Decimal("10.00"), "DetailType": "DiscountLineDetail"},
                {"Amount": 90, "DetailType": "SubTotalLineDetail"},
            ],
            "TxnTaxDetail": {"TotalTax": Decimal("5.5")},
            "LinkedTxn": [{"TxnId": "40", "TxnType": "Payment"}],
        },
    )

    assert found.lines == (("Fee", 100_00), ("", -10_00), ("Sales tax", 5_50))
    assert sum(cents for _, cents in found.lines) == found.total == 95_50
    assert (found.ref.id, found.ref.version, found.party_id) == ("31", "2", "7")
    assert (found.date, found.links) == (dt.date(2026, 3, 2), ("40",))
    assert found.status is EntryStatus.LIVE


def test_a_payment_names_each_invoice_it_settles_once() -> None:
    links = [{"Amount": 1, "LinkedTxn": [{"TxnId": id_, "TxnType": "Invoice"}]} for id_ in "553"]

    found = entry(
        DocumentKind.PAYMENT,
        {"Id": "1", "PaymentRefNum": "P5", "TotalAmt": 5, "UnappliedAmt": 2, "Line": links},
    )

    assert (found.links, found.number, found.balance) == (("5", "3"), "P5", 2_00)


@pytest.mark.parametrize(
    ("note", "total", "status"),
    [
        ("Voided - 12 Oak [CB-1]", 0, EntryStatus.VOIDED),
        ("Voided", 0, EntryStatus.VOIDED),
        ("Voided - 12 Oak [CB-1]", 5, EntryStatus.LIVE),
        ("12 Oak, never Voided", 0, EntryStatus.LIVE),
        (None, 0, EntryStatus.LIVE),
    ],
)
def test_what_was_voided_is_empty_and_says_so(
    note: str | None, total: int, status: EntryStatus
) -> None:
    body = {"Id": "1", "TotalAmt": total, "PrivateNote": note}

    assert entry(DocumentKind.BILL, body).status is status


@pytest.mark.parametrize(
    ("note", "amounts", "status"),
    [
        ("Annulé - 12 Oak [CB-1]", (0, 0), EntryStatus.VOIDED),
        ("Nulle", (), EntryStatus.VOIDED),
        ("Annulé - 12 Oak [CB-1]", (5, -5), EntryStatus.LIVE),
        ("12 Oak - Unit 4 [CB-1]", (0,), EntryStatus.LIVE),
        ("12 Oak [CB-1]", (0,), EntryStatus.LIVE),
        ("", (0,), EntryStatus.LIVE),
    ],
)
def test_what_was_voided_in_french_is_empty_and_has_a_word_before_its_memo(
    note: str, amounts: tuple[int, ...], status: EntryStatus
) -> None:
    kind = "AccountBasedExpenseLineDetail"
    lines = [{"Id": "1", "Amount": cents, "DetailType": kind, kind: {}} for cents in amounts]
    body = {"Id": "1", "TotalAmt": 0, "PrivateNote": note, "Line": lines}

    assert entry(DocumentKind.BILL, body, Home("CA", "CAD")).status is status
    for home in (UNITED_STATES, Home("GB", "GBP")):
        assert entry(DocumentKind.BILL, body, home).status is EntryStatus.LIVE


def test_a_deleted_entry_has_its_id_only() -> None:
    found = entry(DocumentKind.BILL, {"Id": "9", "status": "Deleted"})

    assert (found.ref.id, found.status, found.total) == ("9", EntryStatus.DELETED, 0)


def test_an_amount_with_half_cents_is_not_taken() -> None:
    with pytest.raises(AmountError):
        entry(DocumentKind.BILL, {"Id": "1", "TotalAmt": Decimal("1.005")})


def test_sub_accounts_of_the_same_name_go_by_their_path() -> None:
    bodies: list[dict[str, Any]] = [
        {"Id": "1", "Name": "Referral", "FullyQualifiedName": "Income:Referral"},
        {"Id": "2", "Name": "Referral", "FullyQualifiedName": "Costs:Referral"},
        {"Id": "3", "Name": "Sales", "FullyQualifiedName": "Income:Sales", "AccountType": "Income"},
        {"Id": "4", "Name": "Sales", "FullyQualifiedName": "Sales (deleted)", "Active": False},
    ]

    entries = list(list_entries(ListKind.ACCOUNT, bodies))

    assert [one.name for one in entries] == ["Income:Referral", "Costs:Referral", "Sales", "Sales"]
    assert [one.active for one in entries] == [True, True, True, False]
    assert entries[2].type == "Income"


def test_a_deposits_customer_is_on_its_lines() -> None:
    body = {
        "Id": "9",
        "TotalAmt": 5,
        "Line": [
            {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": {}},
            {
                "Amount": 5,
                "DetailType": "DepositLineDetail",
                "DepositLineDetail": {
                    "Entity": {"value": "7", "name": "12 Oak", "type": "CUSTOMER"}
                },
            },
        ],
    }
    found = entry(DocumentKind.DEPOSIT, body)
    assert (found.party_id, found.party_name) == ("7", "12 Oak")
