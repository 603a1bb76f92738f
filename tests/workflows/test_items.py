"""How co-broke and pre-commission items are treated, each combination a row.

CORE's own switch decides, then the workflow's rule for the item's name, then what the item is.
"""

from __future__ import annotations

from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.core_backoffice.records.deal import CoBroke, DealItem, Disbursement
from include.core_backoffice.records.people import Payee
from include.workflows.items import TreatedItem, treated_items
from include.workflows.options import ItemRule
from tests.workflows.records import ACME, HOUSE, co_broke, credit, deal, debit

COSTS = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")
NO, LINE, PAID = "nowhere", "a line of the income", "paid separately"


def treated(item: CoBroke | DealItem, *rules: ItemRule) -> TreatedItem:
    parts: dict[str, Any]
    parts = {"co_broke": (item,)} if isinstance(item, CoBroke) else {"pre_commission": (item,)}
    disbursement = deal(**parts).disbursement
    assert isinstance(disbursement, Disbursement)
    (found,) = treated_items(disbursement, rules)
    return found


def where(item: TreatedItem) -> str:
    if item.paid_separately:
        assert not item.on_income
        return PAID
    return LINE if item.on_income else NO


def rule(sync: bool, create_payment: bool) -> ItemRule:
    return ItemRule(name="REFERRAL  fee", sync=sync, create_payment=create_payment, target=COSTS)


ROWS: list[tuple[Payee, dict[str, Any], ItemRule | None, str]] = [
    (ACME, {}, None, PAID),
    (HOUSE, {}, None, NO),
    (ACME, {"sync": False}, None, NO),
    (ACME, {"sync": True, "create_payment": False}, None, LINE),
    (ACME, {"create_payment": False}, None, LINE),
    (HOUSE, {"sync": True}, None, LINE),
    (HOUSE, {"sync": True, "create_payment": True}, None, LINE),
    (ACME, {}, rule(False, True), NO),
    (ACME, {}, rule(True, False), LINE),
    (ACME, {}, rule(True, True), PAID),
    (HOUSE, {}, rule(True, True), LINE),
    (ACME, {"sync": True}, rule(False, True), PAID),
    (ACME, {"sync": False}, rule(True, True), NO),
    (ACME, {"create_payment": True}, rule(True, False), PAID),
    (ACME, {"create_payment": False}, rule(True, True), LINE),
]


@pytest.mark.parametrize(("payee", "switches", "rule", "treatment"), ROWS)
def test_a_debit_is_treated_by_switch_rule_and_payee(
    payee: Payee, switches: dict[str, Any], rule: ItemRule | None, treatment: str
) -> None:
    found = treated(debit("Referral fee", 100_000, payee, **switches), *([rule] if rule else []))
    assert where(found) == treatment
    assert (found.name, found.side, found.payee, found.rule) == (
        "Referral fee",
        "listing",
        payee,
        rule,
    )
    assert (found.amount, found.signed, found.credit) == (100_000, -100_000, False)


@pytest.mark.parametrize(
    ("switches", "rule", "treatment"),
    [
        ({}, None, LINE),
        ({"sync": False}, None, NO),
        ({"create_payment": True}, None, LINE),
        ({}, rule(False, True), NO),
        ({}, rule(True, True), LINE),
    ],
)
def test_a_credit_is_income_and_never_paid(
    switches: dict[str, Any], rule: ItemRule | None, treatment: str
) -> None:
    found = treated(credit("Referral fee", 5_000, **switches), *([rule] if rule else []))
    assert where(found) == treatment
    assert (found.amount, found.signed, found.credit) == (5_000, 5_000, True)


@pytest.mark.parametrize(
    ("switches", "treatment"),
    [
        ({}, PAID),
        ({"sync": False}, NO),
        ({"sync": True, "create_payment": False}, LINE),
        ({"create_payment": False}, LINE),
    ],
)
def test_a_co_broke_share_is_paid_unless_core_says_otherwise(
    switches: dict[str, Any], treatment: str
) -> None:
    found = treated(co_broke(200_000, **switches))
    assert where(found) == treatment
    assert (found.name, found.side, found.payee, found.signed) == (
        "Co-broke",
        "buying",
        ACME,
        -200_000,
    )
    assert found.rule is None


def test_a_rule_is_for_its_name_alone() -> None:
    assert treated(debit("Desk fee", 1), rule(False, True)).rule is None
