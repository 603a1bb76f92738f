"""Finding what a name in CORE means among a company's accounts, products and classes."""

from __future__ import annotations

import pytest

from include.books.catalogue import (
    HOME_CURRENCY,
    AccountType,
    Catalogue,
    ListEntry,
    ListKind,
    ListRef,
    plain,
)

ACCOUNT, PRODUCT, CLASS = ListKind.ACCOUNT, ListKind.PRODUCT, ListKind.CLASS


def shortened(name: str) -> str:
    """As a QuickBooks Desktop list keeps a name: 10 letters."""
    return name[:10]


LISTS = Catalogue(
    [
        ListEntry(ACCOUNT, "35", "Checking Account", "Bank"),
        ListEntry(ACCOUNT, "36", "Amex", "Credit Card"),
        ListEntry(ACCOUNT, "37", "brokers trust", "Bank"),
        ListEntry(ACCOUNT, "38", "Old Checking", "Bank", active=False),
        ListEntry(PRODUCT, "1", "Desk fee", "Service", account_id="79"),
        ListEntry(PRODUCT, "35", "Referral", "Service"),
        ListEntry(PRODUCT, "2", "Old fee", "Service", active=False),
        ListEntry(PRODUCT, "3", "Technology", "Service", active=False),
        ListEntry(PRODUCT, "4", "Compliance", "Service"),
    ],
    shortened,
)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Desk  FEE ", "desk fee"),
        ("Straße", "STRASSE"),
        ("Cafe\u0301", "CAFÉ"),
        ("Amex™", "amextm"),
    ],
    ids=["case and blanks", "sharp s", "accents", "signs"],
)
def test_names_are_the_same_whatever_their_case_blanks_and_encoding(name: str, same: str) -> None:
    assert plain(name) == plain(same)


def test_other_names_are_not_the_same() -> None:
    assert plain("Desk fee") != plain("Deskfee")
    assert plain("Desk fee") == "desk fee"


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        (ACCOUNT, "CHECKING  account", "35"),
        (PRODUCT, "Checking Account", None),
        (PRODUCT, "referral", "35"),
        (ACCOUNT, "Old Checking", None),
        (PRODUCT, "Compliance fee", "4"),
        (PRODUCT, "Complaints", None),
        (CLASS, "Desk fee", None),
    ],
    ids=[
        "case and blanks",
        "another list",
        "same ID on two lists",
        "inactive",
        "as QuickBooks shortens it",
        "another one",
        "no such list",
    ],
)
def test_a_name_finds_its_active_entry(kind: ListKind, name: str, found: str | None) -> None:
    entry = LISTS.by_name(kind, name)
    assert (entry.id if entry else None) == found


@pytest.mark.parametrize(
    ("kind", "id_", "name"),
    [(ACCOUNT, "35", "Checking Account"), (PRODUCT, "35", "Referral"), (PRODUCT, "2", "Old fee")],
)
def test_an_id_finds_its_entry_active_or_not(kind: ListKind, id_: str, name: str) -> None:
    entry = LISTS.by_id(kind, id_)
    assert entry is not None
    assert entry.name == name
    assert LISTS.by_id(ListKind.CLASS, id_) is None


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        (PRODUCT, "OLD  fee", "2"),
        (PRODUCT, "Technology package", "3"),
        (PRODUCT, "Desk fee", None),
        (ACCOUNT, "Old fee", None),
        (ACCOUNT, "old checking", "38"),
    ],
    ids=["case and blanks", "as QuickBooks shortens it", "active", "another list", "account"],
)
def test_an_inactive_entry_has_its_name_still(kind: ListKind, name: str, found: str | None) -> None:
    entry = LISTS.inactive_by_name(kind, name)
    assert (entry.id if entry else None) == found


def test_names_are_as_written_where_quickbooks_keeps_them_so() -> None:
    whole = Catalogue(LISTS.entries)
    assert whole.by_name(PRODUCT, "Compliance fee") is None
    assert whole.by_name(PRODUCT, "compliance") is not None
    assert whole.inactive_by_name(PRODUCT, "Technology package") is None


def test_accounts_of_some_types_come_by_name_and_only_active_ones() -> None:
    assert [entry.id for entry in LISTS.of_type(ACCOUNT, "Bank", "Credit Card")] == [
        "36",
        "37",
        "35",
    ]
    assert [entry.id for entry in LISTS.of_type(ACCOUNT, "Credit Card")] == ["36"]
    assert LISTS.of_type(PRODUCT, "Bank") == ()


def test_a_document_refers_to_an_entry_by_list_id_and_name() -> None:
    entry = ListEntry(PRODUCT, "1", "Desk fee")
    assert entry.ref == ListRef(PRODUCT, "1", "Desk fee")
    assert (entry.type, entry.active, entry.account_id) == ("", True, "")


def test_the_lists_names_are_stored_and_shown() -> None:
    assert [kind.value for kind in ListKind] == [
        "account",
        "product",
        "class",
        "payment method",
        "tax code",
    ]
    assert [type_.value for type_ in AccountType] == [
        "Bank",
        "Credit Card",
        "Accounts Receivable",
        "Accounts Payable",
        "Other Current Asset",
        "Income",
        "Other Income",
        "Cost of Goods Sold",
        "Expense",
        "Other Expense",
    ]


@pytest.mark.parametrize(
    ("currency", "is_foreign"), [("", False), ("USD", True), ("CAD", True), ("EUR", True)]
)
def test_an_account_in_another_currency_than_the_company_s_is_foreign(
    currency: str, *, is_foreign: bool
) -> None:
    entry = ListEntry(ACCOUNT, "36", "Savings", currency=currency)
    assert entry.is_foreign is is_foreign
    assert ListEntry(ACCOUNT, "36", "Savings").currency == ""
    assert HOME_CURRENCY == "USD"


SUB_PRODUCTS = Catalogue(
    [
        ListEntry(PRODUCT, "1", "insurance:E&O"),
        ListEntry(PRODUCT, "2", "Fees:Desk:E&O"),
        ListEntry(PRODUCT, "3", "Agents:E&O", active=False),
        ListEntry(ACCOUNT, "4", "Income:E&O"),
        ListEntry(PRODUCT, "5", "E&O"),
        ListEntry(PRODUCT, "6", "Fees:Desk fee"),
    ]
)


@pytest.mark.parametrize(
    ("kind", "name", "ids"),
    [
        (PRODUCT, "e&o ", ["2", "1"]),
        (PRODUCT, "Desk fee", ["6"]),
        (PRODUCT, "Fees:Desk:E&O", []),
        (PRODUCT, "Desk:E&O", []),
        (ACCOUNT, "E&O", ["4"]),
        (CLASS, "E&O", []),
    ],
    ids=["by name", "one alone", "its whole name", "a part of it", "another list", "no such list"],
)
def test_sub_products_that_share_a_name_are_found_by_it(
    kind: ListKind, name: str, ids: list[str]
) -> None:
    assert [entry.id for entry in SUB_PRODUCTS.sharing(kind, name)] == ids


@pytest.mark.parametrize("name", ["Salem", "north:salem", "NORTH:Salem "])
def test_an_entry_below_another_is_found_by_its_name_and_its_path(name: str) -> None:
    lists = Catalogue([ListEntry(CLASS, "7", "Salem", path="North:Salem")])
    entry = lists.by_name(CLASS, name)
    assert (entry and entry.id) == "7"
    assert ListEntry(CLASS, "7", "Salem").path == ""


def test_a_name_is_kept_as_this_quickbooks_spells_it() -> None:
    assert LISTS.kept("Compliance fee") == "Compliance"
    assert LISTS.kept("Desk fees 2026") == "Desk fees"
