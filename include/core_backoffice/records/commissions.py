"""Rows of a transaction's commission list, one by one: typed, nothing added up yet.

The list is flat and mixes levels. Item types in capitals are totals that CORE derived from the
others; they are there to check against, and are never added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from include.books.causes import HoldCause
from include.books.money import Cents
from include.core_backoffice.records.deal import Side
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Payee
from include.core_backoffice.records.wording import item_words, item_words_of, shown

GROSS = "tgc"
DISTRIBUTION = "award_distribution"
PRE_DEBIT = "pre_split_deduction"
PRE_CREDIT = "pre_split_credit"
POST_DEBIT = "post_split_deduction"
POST_CREDIT = "post_split_credit"
SPLIT = "split"
GROSS_INCOME = "GROSS_INCOME"
AGENT_COMMISSIONS = "AGENT_COMMISSIONS"
OFFICE_NET = "OFFICE_NET"
NET_COMMISSION = "NET_COMMISSION"
COMPANY_SPLIT = "COMPANY_SPLIT"

_ENTERED = frozenset(
    {GROSS, DISTRIBUTION, PRE_DEBIT, PRE_CREDIT, POST_DEBIT, POST_CREDIT, SPLIT, GROSS_INCOME}
)
# A net can be below zero: an agent who owes the brokerage, a brokerage that pays on top.
_SIGNED = frozenset({AGENT_COMMISSIONS, OFFICE_NET, NET_COMMISSION, COMPANY_SPLIT})
# Bases and statistics: no money moves by them.
_INFORMATIVE = frozenset(
    {
        "award_allocation",
        "sales_volume",
        "applied_plan",
        "ADJUSTED_BASIS",
        "COMMISSION_ALLOCATION_BASE",
        "COMPANY_DOLLAR_CONTRIBUTION",
    }
)

_OPPOSITE = {
    PRE_DEBIT: "a transaction credit",
    PRE_CREDIT: "a transaction debit",
    POST_DEBIT: "an agent credit",
    POST_CREDIT: "an agent debit",
}

Holder: TypeAlias = Literal["Account", "User", "Contact", ""]


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """One row that moves money, or states a total of it. `amount_cents` is of the row's type."""

    id: str
    item_type: str
    name: str
    side: Side
    amount_cents: Cents
    payer_type: Holder
    payer_id: str
    payee_type: Holder
    payee_id: str
    payee_name: str
    tags: tuple[str, ...]
    row: Row


PayeeLookup: TypeAlias = Callable[[CommissionRow], Payee]
"""Finds the agent or vendor that a row pays; raises RecordProblem when CORE has neither."""


def read_rows(deal: Row, answer: object) -> list[CommissionRow]:
    """The rows of a transaction's commission list that matter; repeated rows count once.

    Args:
        deal: the transaction's row, which names it in sentences.
        answer: CORE's answer, as parsed from JSON.

    Raises:
        RecordProblem: the answer is no list, or a row has a bad field or an unknown type.
    """
    if not isinstance(answer, list) or not all(isinstance(part, dict) for part in answer):
        raise deal.problem(
            "commissions",
            "CORE returned its commissions as something other than a list of items.",
            "Sync again. If this happens again, report it to CORE support.",
        )
    rows: dict[str, CommissionRow] = {}
    for part in answer:
        row = _read_row(deal, part)
        if row is None:
            continue
        known = rows.setdefault(row.id, row)
        if known.row.data != part:
            raise row.row.problem("id", f"CORE has two different items with the ID {row.id}.")
    return list(rows.values())


def _read_row(deal: Row, data: Mapping[str, Any]) -> CommissionRow | None:
    row = Row(deal.record_key, f"{deal.label}: a commission item", data)
    item_type = row.text("item_type")
    name, side = row.text("name"), _side(row)
    row = row.named(f"{deal.label}, {_what(item_type, name, side, _payee_name(row))}")
    row.require_own_currency()
    if item_type in _INFORMATIVE:
        return None
    if item_type not in _ENTERED | _SIGNED:
        raise row.problem(
            "item_type",
            f"CoreBooks doesn't support items of type {shown(item_type)}.",
            "Change it in CORE to a debit or a credit, or record the transaction in QuickBooks yourself.",
            cause=HoldCause.UNKNOWN_ITEM_TYPE,
        )
    field = "calculated_dollar_amount"
    amount = (
        row.amount(field) if item_type in _SIGNED else row.positive(field, _other_way(item_type))
    )
    if amount is None:
        raise row.bad(field, "but an amount is required")
    own_id = row.id("id")
    if not own_id:
        raise row.bad("id", "but it must be an ID")
    tags = data.get("tags")
    return CommissionRow(
        id=own_id,
        item_type=item_type,
        name=name,
        side=side,
        amount_cents=amount,
        payer_type=_holder(row, "payer_type"),
        payer_id=row.id("payer_id"),
        payee_type=_holder(row, "payee_type"),
        payee_id=row.id("payee_id"),
        payee_name=_payee_name(row),
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        row=row,
    )


def _other_way(item_type: str) -> str:
    """What to do about a negative amount: what the money is decides where it belongs."""
    if item_type in _OPPOSITE:
        return f"In CORE, change it to {_OPPOSITE[item_type]} with the amount above zero, then sync again."
    if item_type == SPLIT:
        return (
            "If the agent returns commission (a clawback), enter that in CORE as an agent debit, or "
            "record it in QuickBooks yourself as a vendor credit. If it's a mistake, correct it in "
            "CORE. Then sync again."
        )
    return (
        "If commission was returned (a clawback), record it in QuickBooks yourself as a credit memo "
        "or refund. If it's a mistake, correct it in CORE, then sync again."
    )


def _payee_name(row: Row) -> str:
    return row.text("payee_name") or row.text("payee_company")


def _what(item_type: str, name: str, side: Side, payee: str) -> str:
    """The item in a bookkeeper's words: `the item "Referral" (transaction debit, listing side)`."""
    words, where = item_words(item_type), f"{side} side" if side else ""
    if not name and words:
        whose = item_words_of(item_type, payee)
        return f"{whose} on the {where}" if where else whose
    what = f'the item "{name}"' if name else "an item"
    more = ", ".join(part for part in (words, where) if part)
    return f"{what} ({more})" if more else what


def _side(row: Row) -> Side:
    value = row.text("side").lower()
    for side in get_args(Side):
        if value == side:
            return side  # type: ignore[no-any-return]  # get_args knows no types
    raise row.problem("side", f"the side is {shown(value)}, but it must be listing or buying.")


def _holder(row: Row, field: str) -> Holder:
    value = row.text(field)
    for holder in get_args(Holder):
        if value == holder:
            return holder  # type: ignore[no-any-return]  # get_args knows no types
    raise row.bad(field, "but it must be the company, an agent or a contact")
