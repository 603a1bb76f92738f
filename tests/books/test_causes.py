"""Causes of holds are stored with records: another word for one needs a migration."""

from __future__ import annotations

import pytest

from include.books.catalogue import ListKind
from include.books.causes import LEFT_OVER, UNAVAILABLE, HoldCause

STORED = {
    "UNREADABLE": "unreadable in CORE",
    "NO_RESPONSE": "no usable response",
    "BAD_FIELD": "bad field",
    "NOT_A_NUMBER": "amount isn't a number",
    "NEGATIVE_AMOUNT": "negative amount",
    "OTHER_CURRENCY": "in another currency",
    "OUT_OF_BALANCE": "out of balance",
    "MISSING_TOTAL": "missing total",
    "NO_COMMISSION_LIST": "no commission list",
    "NO_GROSS_COMMISSION": "no gross commission",
    "ROW_WITHOUT_ID": "row without an ID",
    "UNKNOWN_ITEM_TYPE": "unknown item type",
    "MISSING_AGENT": "missing agent",
    "MISSING_CONTACT": "missing contact",
    "MISSING_PAYEE": "missing payee",
    "CO_BROKE_WITHOUT_BROKERAGE": "co-broke without a brokerage",
    "DEDUCTION_WITHOUT_AGENT": "deduction without an agent",
    "NOT_ON_A_STATEMENT": "not on a statement",
    "ROUTED_TWICE": "routed to two companies",
    "SEVERAL_AGENTS": "several agents in one cell",
    "ROWS_DISAGREE": "rows disagree",
    "DUPLICATE_ROWS": "duplicate rows",
    "PAYEE_OWES": "payee owes the brokerage",
    "NEGATIVE_INCOME": "negative income",
    "PAYMENT_OF_A_CREDIT": "payment of a credit",
    "NO_RECEIVABLES": "no receivables account",
    "ACCOUNT_UNAVAILABLE": "account not available",
    "PRODUCT_UNAVAILABLE": "product not available",
    "CLASS_UNAVAILABLE": "class not available",
    "PAYMENT_METHOD_UNAVAILABLE": "payment method not available",
    "TAX_CODE_UNAVAILABLE": "tax code not available",
    "TAX_CODE_NOT_CHOSEN": "no tax code chosen",
    "TAX_UNDECIDED": "payee's tax not decided",
    "INTERNAL_ERROR": "internal error",
    "NOT_DECRYPTED": "can't be decrypted",
    "DELETED_IN_CORE": "deleted in CORE",
    "CANCELED_IN_CORE": "canceled in CORE",
    "DISBURSEMENT_REMOVED": "disbursement removed in CORE",
    "NO_LONGER_IN_CORE": "no longer in CORE",
    "OTHER_KIND": "another kind of entry needed",
    "EDITED": "edited in QuickBooks",
    "DELETED": "deleted in QuickBooks",
    "VOIDED": "voided in QuickBooks",
    "DIFFERS": "differs in QuickBooks",
    "REBUILT": "differed after a rebuild",
    "NOT_FOUND": "no entry after a rebuild",
    "ENTRY_EXISTS": "entry exists in QuickBooks",
    "BOOKED_DIFFERS": "marked as booked, and changed in CORE",
    "STRAY": "tag without a record",
    "CLOSED_PERIOD": "closed period",
    "CLEARED": "cleared or reconciled",
    "SETTLED": "paid or deposited in QuickBooks",
    "DEPOSITED": "on a bank deposit",
    "UNDONE_IN_PART": "undone in part",
    "NOT_UNDONE": "not undone",
    "NOT_REPOSTED": "not reposted",
    "PRINTED": "printed check",
    "UPDATED_LATER": "updated by a later run",
    "SIMILAR_NAMES": "similar names in QuickBooks",
    "NAME_IN_USE": "name in use",
    "ALREADY_MATCHED": "already matched",
    "UNUSABLE_NAME": "name without a letter that QuickBooks keeps",
    "INACTIVE": "inactive in QuickBooks",
    "MERGED": "merged in QuickBooks",
    "OTHER_CURRENCY_IN_QUICKBOOKS": "another currency in QuickBooks",
    "DEPENDS": "depends on another entry",
    "REJECTED": "rejected by QuickBooks",
}


def test_every_cause_has_its_words_here() -> None:
    assert set(STORED) == set(HoldCause.__members__)


def test_what_an_undo_or_a_repost_left_over_is_another_matter_than_a_difference() -> None:
    assert {cause.value for cause in LEFT_OVER} == {"undone in part", "not undone", "not reposted"}


@pytest.mark.parametrize(("name", "words"), STORED.items())
def test_a_causes_words_are_the_stored_ones(name: str, words: str) -> None:
    assert HoldCause[name] == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ListKind.ACCOUNT, "account not available"),
        (ListKind.PRODUCT, "product not available"),
        (ListKind.CLASS, "class not available"),
        (ListKind.PAYMENT_METHOD, "payment method not available"),
    ],
)
def test_each_list_has_its_own_cause_for_what_is_missing(kind: ListKind, words: str) -> None:
    assert UNAVAILABLE[kind] == words
