"""What a line posts to: by rule, by name, created, or the default with a note; never guessed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import Catalogue, ListEntry, ListKind, ListRef
from include.core_backoffice.records.records import Attribute, Transaction
from include.quickbooks.latin import latin
from include.workflows.matching import Matcher, NewListEntry
from include.workflows.options import ClassOptions, ItemRule

LISTS = Catalogue(
    [
        ListEntry(ListKind.PRODUCT, "1", "Gross Commission", "Service", account_id="79"),
        ListEntry(ListKind.PRODUCT, "2", "Transaction Fee", "Service"),
        ListEntry(ListKind.PRODUCT, "3", "Old Fee", "Service", active=False),
        ListEntry(ListKind.CLASS, "7", "Boston"),
    ]
)
DEFAULT = LISTS.entries[0].ref


def matcher(*, create_missing: bool = False) -> Matcher:
    return Matcher(LISTS, ListKind.PRODUCT, DEFAULT, create_missing)


def deal(office: str) -> Transaction:
    return Transaction(
        id="1",
        number="TR-1",
        address="12 Oak Street",
        status="closed",
        updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        attributes=(Attribute(name="office", label="Office", value=office),),
    )


def test_names_match_without_regard_to_case_and_blanks() -> None:
    assert matcher().target(" transaction  FEE ").id == "2"


def test_an_unknown_or_inactive_name_posts_to_the_default_and_is_logged_once() -> None:
    matching = matcher()
    assert [matching.target("Old Fee"), matching.target("Old Fee")] == [DEFAULT, DEFAULT]
    assert matching.notes == ["no product is named “Old Fee”, so it posts to Gross Commission"]


def test_a_name_that_is_a_bank_accounts_or_a_categorys_posts_to_the_default() -> None:
    commissions = ListEntry(ListKind.ACCOUNT, "80", "Agent Commissions", "Cost of Goods Sold").ref
    accounts = Catalogue([ListEntry(ListKind.ACCOUNT, "36", "Escrow", "Bank")])
    matching = Matcher(accounts, ListKind.ACCOUNT, commissions)
    assert matching.target("Escrow") == commissions
    assert matching.notes == [
        "the account “Escrow” is of type Bank, so it posts to Agent Commissions"
    ]
    products = Catalogue([ListEntry(ListKind.PRODUCT, "9", "Fees", "Category")])
    assert (
        Matcher(products, ListKind.PRODUCT, DEFAULT, create_missing=True).target("Fees") == DEFAULT
    )


def test_a_rule_goes_before_the_name_unless_it_names_another_kind_of_list() -> None:
    fee = ListRef(ListKind.PRODUCT, "2", "Transaction Fee")
    account = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")
    assert matcher().target("Gross Commission", ItemRule(name="x", target=fee)) == fee
    assert matcher().target("Transaction Fee", ItemRule(name="x", target=account)).id == "2"


def test_a_missing_product_is_created_with_the_default_products_account() -> None:
    matching = matcher(create_missing=True)
    assert matching.target("Desk Fee") == ListRef(ListKind.PRODUCT, "", "Desk Fee")
    assert matching.target("Desk Fee") == ListRef(ListKind.PRODUCT, "", "Desk Fee")
    assert matching.new == [NewListEntry(ListKind.PRODUCT, "Desk Fee", "79")]


def test_the_office_is_the_class() -> None:
    options = ClassOptions(class_field="Office")
    boston = LISTS.entries[3].ref
    assert matcher().class_of(deal("boston"), options) == boston
    matching = matcher()
    assert matching.class_of(deal("Worcester"), options) is None
    assert matching.notes == ["no class is named “Worcester”, so it has no class"]
    assert matching.class_of(deal("Worcester"), ClassOptions(default_class=boston)) == boston
    creating = matcher()
    options = ClassOptions(class_field="Office", create_missing_classes=True)
    assert creating.class_of(deal("Worcester"), options) == ListRef(ListKind.CLASS, "", "Worcester")
    assert creating.class_of(deal(""), options) is None


def test_a_name_that_two_share_is_told_from_one_that_nobody_has() -> None:
    lists = Catalogue(
        [
            ListEntry(ListKind.ACCOUNT, "1", "Agent Commissions", "Expense"),
            ListEntry(ListKind.ACCOUNT, "2", "Insurance:E&O", "Expense"),
            ListEntry(ListKind.ACCOUNT, "3", "Fees:E&O", "Expense"),
            ListEntry(ListKind.ACCOUNT, "4", "Old:E&O", "Expense", active=False),
        ]
    )
    default = lists.entries[0].ref
    matching = Matcher(lists, ListKind.ACCOUNT, default, create_missing=True)
    assert matching.target("E&O") == default
    assert matching.notes == [
        "2 accounts are named “E&O” (“Fees:E&O” and “Insurance:E&O”), so it posts to Agent Commissions"
    ]
    assert matching.new == [], "a third of that name would not help"
    assert matching.target("Insurance:E&O").id == "2"


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        (ListKind.ACCOUNT, "Bank"),
        (ListKind.ACCOUNT, "Credit Card"),
        (ListKind.ACCOUNT, "Accounts Receivable"),
        (ListKind.ACCOUNT, "Accounts Payable"),
        (ListKind.PRODUCT, "Category"),
        (ListKind.PRODUCT, "Group"),
    ],
)
def test_no_line_posts_to_where_money_is_because_of_a_name(kind: ListKind, type_: str) -> None:
    lists = Catalogue([ListEntry(kind, "9", "Escrow", type_)])
    assert Matcher(lists, kind, DEFAULT).target("Escrow") == DEFAULT


def test_a_line_without_a_name_posts_to_the_default() -> None:
    matching = Matcher(
        Catalogue([ListEntry(ListKind.PRODUCT, "9", "")]), ListKind.PRODUCT, DEFAULT, True
    )
    assert matching.target("") == DEFAULT
    assert matching.notes == ["a line has no name in CORE, so it posts to Gross Commission"]
    assert matching.new == []


def test_a_lists_entry_of_no_type_is_posted_to() -> None:
    lists = Catalogue([ListEntry(ListKind.CLASS, "7", "Boston")])
    assert Matcher(lists, ListKind.CLASS, DEFAULT).target("Boston").id == "7"


def test_what_is_created_is_told_once_and_only_where_that_is_chosen() -> None:
    matching = matcher(create_missing=True)
    for _ in range(2):
        matching.target("Desk Fee")
    assert matching.notes == ["the product “Desk Fee” is created"]
    assert Matcher(LISTS, ListKind.PRODUCT, DEFAULT).target("Desk Fee") == DEFAULT
    lost = ListRef(ListKind.PRODUCT, "99", "Lost")
    without = Matcher(LISTS, ListKind.PRODUCT, lost, create_missing=True)
    without.target("Desk Fee")
    assert without.new == [NewListEntry(ListKind.PRODUCT, "Desk Fee", "")]


def test_a_new_entry_is_one_however_it_is_written() -> None:
    entry = NewListEntry(ListKind.PRODUCT, "Desk  FEE")
    assert (entry.key, entry.account_id) == ("product/desk fee", "")
    assert entry.ref == ListRef(ListKind.PRODUCT, "", "Desk  FEE")


BOSTON = LISTS.entries[3].ref


@pytest.mark.parametrize(
    ("office", "options", "class_", "notes"),
    [
        ("Boston", {}, None, []),
        ("Boston", {"default_class": BOSTON}, "Boston", []),
        ("boston ", {"class_field": "Office"}, "Boston", []),
        (
            "",
            {"class_field": "Office"},
            None,
            ["no Office in CORE, so it has no class"],
        ),
        (
            "",
            {"class_field": "Office", "default_class": BOSTON},
            "Boston",
            ["no Office in CORE, so it has the class Boston"],
        ),
        (
            "Chester",
            {"class_field": "Office", "default_class": BOSTON},
            "Boston",
            ["no class is named “Chester”, so it has the class Boston"],
        ),
        (
            "Chester",
            {"class_field": "Office", "create_missing_classes": True, "default_class": BOSTON},
            "Chester",
            ["the class “Chester” is created"],
        ),
        (
            "",
            {"class_field": "Office", "create_missing_classes": True},
            None,
            ["no Office in CORE, so it has no class"],
        ),
    ],
)
def test_the_class_is_the_offices_or_the_default_one(
    office: str, options: dict[str, Any], class_: str | None, notes: list[str]
) -> None:
    matching = matcher()
    found = matching.class_of(deal(office), ClassOptions(**options))
    assert (found.name if found else None) == class_
    assert matching.notes == notes


def test_an_office_whose_class_is_not_clear_gets_no_third_one() -> None:
    lists = Catalogue(
        [
            ListEntry(ListKind.CLASS, "7", "East:Boston"),
            ListEntry(ListKind.CLASS, "8", "West:Boston"),
        ]
    )
    options = ClassOptions(class_field="Office", create_missing_classes=True)
    matching = Matcher(lists, ListKind.PRODUCT, DEFAULT)
    assert matching.class_of(deal("Boston"), options) is None
    assert matching.new == []
    assert matching.notes == [
        "2 classes are named “Boston” (“East:Boston” and “West:Boston”), so it has no class"
    ]


@pytest.mark.parametrize("office", ["Salem", "North:Salem", " north:salem "])
def test_an_office_may_be_written_with_what_it_is_below(office: str) -> None:
    lists = Catalogue([ListEntry(ListKind.CLASS, "7", "Salem", path="North:Salem")])
    matching = Matcher(lists, ListKind.PRODUCT, DEFAULT)
    found = matching.class_of(deal(office), ClassOptions(class_field="Office"))
    assert found == ListRef(ListKind.CLASS, "7", "Salem")


def test_nothing_is_created_under_a_name_with_a_colon() -> None:
    matching = Matcher(Catalogue([]), ListKind.PRODUCT, DEFAULT, create_missing=True)
    options = ClassOptions(class_field="Office", create_missing_classes=True)
    assert matching.class_of(deal("North:Salem"), options) is None
    assert matching.target("Fees:E&O") == DEFAULT
    assert matching.new == []


def test_names_that_quickbooks_keeps_in_the_same_letters_are_one_product() -> None:
    lists = Catalogue(
        [ListEntry(ListKind.PRODUCT, "1", "Gross Commission", "Service", account_id="79")],
        spelled=latin,
    )
    matching = Matcher(lists, ListKind.PRODUCT, DEFAULT, create_missing=True)
    refs = {matching.target(name).name for name in ("Owner\u2019s fee", "Owner's fee")}
    assert refs == {"Owner's fee"}
    assert [entry.name for entry in matching.new] == ["Owner's fee"]
    # One of which it keeps nothing isn't created.
    assert matching.target("\U0001f4b0") == DEFAULT
