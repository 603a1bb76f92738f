"""Accounts, items, classes and payment methods, from QuickBooks Desktop; items and classes to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from include.books.catalogue import ListEntry, ListKind, plain
from include.books.gateway import ListWrite
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.entries.currencies import currency_of
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.spelling import LIST_NAME, checked_list_name
from include.quickbooks.desktop.wire.elements import Fields, element, reference
from include.quickbooks.field_errors import FieldError

_QUERIES = {
    ListKind.ACCOUNT: "AccountQueryRq",
    ListKind.PRODUCT: "ItemQueryRq",
    ListKind.CLASS: "ClassQueryRq",
    ListKind.PAYMENT_METHOD: "PaymentMethodQueryRq",
    ListKind.TAX_CODE: "SalesTaxCodeQueryRq",
}
_SOLD = frozenset(
    {"Service", "NonInventory", "OtherCharge", "Inventory", "InventoryAssembly", "FixedAsset"}
)
"""Types of items whose sales lines have an amount of their own (the item types of Intuit's on-screen
reference; a group, a payment, a discount, a subtotal and sales tax have none)."""
CAN_BE_OFF = frozenset({ListKind.CLASS, ListKind.PAYMENT_METHOD, ListKind.TAX_CODE})
"""Lists that a company file may not have; every file has accounts and items."""
_PORTION = "500"
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_INCOME = ("SalesOrPurchase/AccountRef", "SalesAndPurchase/IncomeAccountRef", "IncomeAccountRef")


LISTS = (ListKind.ACCOUNT, ListKind.PRODUCT, ListKind.CLASS, ListKind.PAYMENT_METHOD)
"""The lists that every company file is asked for."""


def lists_of(home: Home) -> tuple[ListKind, ...]:
    """The lists that a company file is asked for: tax codes only where they bear tax."""
    return LISTS if home.is_us else (*LISTS, ListKind.TAX_CODE)


def lists_query(kind: ListKind) -> etree._Element:
    """Query a whole list, inactive entries included; items in portions."""
    if kind is ListKind.PRODUCT:
        fields: Fields = {"MaxReturned": _PORTION, "ActiveStatus": "All"}
        return element(_QUERIES[kind], fields, iterator="Start")
    return element(_QUERIES[kind], {"ActiveStatus": "All"})


def list_request(write: ListWrite) -> etree._Element:
    """The request that creates one item (a service with its income account) or class.

    Raises:
        FieldError: its name or its income account can't be sent.
    """
    name = checked_list_name(write.name, LIST_NAME)
    if write.kind is ListKind.CLASS:
        return element("ClassAddRq", {"ClassAdd": {"Name": name}})
    if write.kind is not ListKind.PRODUCT:
        raise FieldError("kind", f"CoreBooks doesn't create {write.kind}s")
    if not write.account_id:
        raise FieldError("income account", "the default item, which it is copied from, has none")
    sold = {"SalesOrPurchase": {"AccountRef": reference(write.account_id, "income account")}}
    return element("ItemServiceAddRq", {"ItemServiceAdd": {"Name": name, **sold}})


def list_entries(
    kind: ListKind, rets: Sequence[etree._Element], home: Home = UNITED_STATES
) -> Iterator[ListEntry]:
    """List entries as QuickBooks shows them.

    An entry goes by its own name where no other has it; where sub-accounts of different accounts
    share it, by the whole path, `Commissions:Referral`. Items that take no amount on a sales line, as
    subtotals and discounts, aren't among them, nor is what has no ID: nothing can refer to it.
    """
    rets = [ret for ret in rets if ret.findtext("ListID") and _is_offered(kind, ret)]
    active = [ret for ret in rets if ret.findtext("IsActive") != "false"]
    shared = Counter(plain(_named(ret, "Name")) for ret in active)
    for ret in rets:
        name = _named(ret, "Name")
        if shared[plain(name)] > 1:
            name = _named(ret, "FullName") or name
        yield ListEntry(
            kind,
            ret.findtext("ListID") or "",
            name,
            type=_type(kind, ret),
            active=ret.findtext("IsActive") != "false",
            account_id=_income_account(ret),
            path=_named(ret, "FullName"),
            currency=currency_of(ret, home.currency),
        )


def _named(ret: etree._Element, field: str) -> str:
    return plain_text(ret.findtext(field) or "")


def _is_offered(kind: ListKind, ret: etree._Element) -> bool:
    return kind is not ListKind.PRODUCT or _type(kind, ret) in _SOLD


def _type(kind: ListKind, ret: etree._Element) -> str:
    """The type in the words of QuickBooks' own pages: "Cost of Goods Sold", "Service"."""
    if kind is ListKind.ACCOUNT:
        words = _CAPITAL.sub(" ", ret.findtext("AccountType") or "")
        return words.replace(" Of ", " of ")
    if kind is ListKind.PRODUCT:
        return str(ret.tag).removeprefix("Item").removesuffix("Ret")
    return ""


def _income_account(ret: etree._Element) -> str:
    ids = (ret.findtext(f"{path}/ListID") for path in _INCOME)
    return next((list_id for list_id in ids if list_id), "")
