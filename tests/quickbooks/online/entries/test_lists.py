from __future__ import annotations

import pytest

from include.books.catalogue import ListEntry, ListKind
from include.books.gateway import ListWrite, Recovery, Rejected
from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.lists import list_item, list_name_taken

STAGING = ListWrite("request-1", ListKind.PRODUCT, "Staging", account_id="80")
NO = Rejected("request-1", Recovery.ON_HOLD, "6240", "Duplicate name.", "Rename.", "t-1")


def test_a_product_is_a_service_with_its_income_account() -> None:
    item = list_item(STAGING)

    assert (item.entity, item.operation, item.label) == ("Item", "create", "product Staging")
    assert item.body == {
        "Name": "Staging",
        "Type": "Service",
        "IncomeAccountRef": {"value": "80"},
    }


def test_a_class_has_a_name_in_the_letters_that_quickbooks_keeps() -> None:
    item = list_item(ListWrite("request-1", ListKind.CLASS, "Łódź Office"))

    assert (item.entity, item.body) == ("Class", {"Name": "Lódz Office"})


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (ListWrite("r", ListKind.PRODUCT, "Staging"), "income account"),
        (ListWrite("r", ListKind.PRODUCT, "Fees:Staging", "80"), "name"),
        (ListWrite("r", ListKind.PRODUCT, "n" * 101, "80"), "name"),
        (ListWrite("r", ListKind.CLASS, ""), "name"),
        (ListWrite("r", ListKind.CLASS, "東京"), "name"),
        (ListWrite("r", ListKind.ACCOUNT, "Escrow 2"), "kind"),
    ],
)
def test_what_does_not_fit_is_named(write: ListWrite, field: str) -> None:
    with pytest.raises(FieldError) as error:
        list_item(write)

    assert error.value.field == field


def test_a_name_in_use_is_answered_with_what_has_it() -> None:
    holder = ListEntry(ListKind.PRODUCT, "12", "staging", active=False)

    answer = list_name_taken(NO, STAGING, holder)

    assert answer.sentence == (
        "Product Staging wasn't created. QuickBooks already has the inactive product staging (ID 12)."
    )
    assert "Choose that product in the workflow" in answer.what_to_do
    assert (answer.code, answer.trace_id) == ("6240", "t-1")


def test_a_name_in_use_by_nobody_knows_what_is_told_all_the_same() -> None:
    assert (
        "QuickBooks already has a product with that name."
        in list_name_taken(NO, STAGING, None).sentence
    )
