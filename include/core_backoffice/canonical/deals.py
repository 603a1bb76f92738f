"""From a canonical deal to a transaction with its disbursement, checked to the cent. Pure.

The same records, in the same order, as `checks.disbursement` makes of CORE's commission list; only
what is stated, and so what can be checked, differs from file to file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.core_backoffice.canonical.items import (
    CHECK_AMOUNTS,
    item_row,
    named,
    positive,
)
from include.core_backoffice.canonical.payees import CORRECT_IT, People, payee_of
from include.core_backoffice.canonical.rows import CanonicalDeal, CanonicalItem, ItemKind, PersonRef
from include.core_backoffice.canonical.shares import agent_shares
from include.core_backoffice.canonical.sides import side_gross
from include.core_backoffice.records.deal import CoBroke, DealItem, Disbursement
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.known import Known
from include.core_backoffice.records.people import PayeeKind
from include.core_backoffice.records.records import Attribute, Transaction, address_line
from include.core_backoffice.records.wording import shown
from include.plain_text import plain

STATUSES: Final = ("listing", "pending", "closed", "cancelled", "active", "opportunity")

_CLAWBACK: Final = (
    "If commission was returned (a clawback), record it in QuickBooks yourself as a credit memo or "
    "refund. If it's a mistake, correct it in CORE and export again."
)


def to_transaction(
    deal: CanonicalDeal,
    people: People,
    *,
    updated_at: dt.datetime,
    final_at: dt.datetime | None,
    where: str,
) -> Transaction:
    """The transaction that a deal describes; with a disbursement if it is final and not canceled.

    Args:
        deal: as a mapping made it.
        people: the lists of agents and vendors.
        updated_at: when it last changed, UTC.
        final_at: when it first was final, UTC; if that isn't known, when it last changed.
        where: the import, as sentences name it: "closings.csv, row 12"; may be empty.

    Raises:
        RecordProblem: an item can't be understood, or a payee is missing.
        OutOfBalance: a stated total is not the sum of its items.
    """
    row = deal_row(deal, where)
    transaction = without_disbursement(deal, updated_at=updated_at, final_at=final_at, where=where)
    if not transaction.has_disbursement:
        return transaction
    return replace(transaction, disbursement=_disbursement(deal, people, row))


def without_disbursement(
    deal: CanonicalDeal, *, updated_at: dt.datetime, final_at: dt.datetime | None, where: str
) -> Transaction:
    """The transaction alone, as lists have it; arguments as `to_transaction`.

    Raises:
        RecordProblem: CORE has no such status.
    """
    status = deal.status.strip().lower()
    if status not in STATUSES:
        raise deal_row(deal, where).problem(
            "status",
            f"the status is {shown(deal.status)}, which CoreBooks doesn't support.",
            "On Imports, say in the import profile which of CORE's statuses it means.",
        )
    return Transaction(
        id=deal.id,
        number=deal.number,
        address=deal.address,
        city=deal.city,
        state=deal.state,
        zip=deal.zip,
        status=status,
        transaction_type=deal.transaction_type,
        representing=deal.representing,
        timezone=deal.timezone,
        price_cents=deal.price_cents,
        gross_cents=_stated_gross(deal),
        closing_date=deal.closing_date,
        finalized_at=(final_at or updated_at) if deal.is_final else None,
        updated_at=updated_at,
        external_id=deal.external_id,
        attributes=tuple(Attribute(name=name, value=value) for name, value in deal.attributes),
    )


def known_deal(deal: CanonicalDeal) -> Known:
    """What lists show of a deal that can't be used as it is."""
    names = (item.agent.name for item in deal.items if item.agent)
    return Known(
        number=deal.number,
        title=address_line(deal.address, deal.city, deal.state, deal.zip),
        day=deal.closing_date,
        amount_cents=_stated_gross(deal),
        others=tuple(name for name in dict.fromkeys(names) if name),
    )


def deal_row(deal: CanonicalDeal, where: str) -> Row:
    """What names a deal in sentences: `Transaction TR-7, 146 Aldon Drive (closings.csv, row 12)`."""
    label = plain(f"{deal.label} ({where})" if where else deal.label)
    return Row(deal.key, label, {})


def _disbursement(deal: CanonicalDeal, people: People, row: Row) -> Disbursement:
    co_broke = _co_broke(deal, people, row)
    disbursement = Disbursement(
        gross_cents=_gross(deal, row),
        co_broke=co_broke,
        pre_commission=_deal_items(deal, people, row),
        agents=agent_shares(deal.items, people, row),
        brokerage_net_cents=0,
        side_gross=side_gross(deal, co_broke),
    )
    left = disbursement.income_cents - disbursement.distributed_cents
    _check_brokerage_net(deal, row, disbursement, left)
    return replace(disbursement, brokerage_net_cents=left)


def _of(deal: CanonicalDeal, *kinds: ItemKind) -> list[CanonicalItem]:
    return [item for item in deal.items if item.kind in kinds]


def _sum(items: Iterable[CanonicalItem]) -> Cents:
    return sum(item.amount_cents for item in items)


def _stated_gross(deal: CanonicalDeal) -> Cents | None:
    """The gross commission as the deal states it, or its items; None if nothing does."""
    parts = _of(deal, ItemKind.GROSS)
    return _sum(parts) if deal.gross_cents is None and parts else deal.gross_cents


def _gross(deal: CanonicalDeal, row: Row) -> Cents:
    """The gross commission, which must be there, be the sum of its parts, and not be negative."""
    parts, gross = _of(deal, ItemKind.GROSS), _stated_gross(deal)
    if gross is None:
        raise row.problem(
            "gross",
            "it has a disbursement, but no gross commission.",
            "Enter the gross commission in CORE and export again, or map its column on Imports.",
            cause=HoldCause.NO_GROSS_COMMISSION,
        )
    for part in parts:
        positive(part, item_row(row, part), _CLAWBACK)
    if gross < 0:
        raise row.problem(
            "gross",
            f"the gross commission is {format_money(gross)}, but it can't be negative.",
            _CLAWBACK,
            cause=HoldCause.NEGATIVE_AMOUNT,
        )
    if parts and gross != _sum(parts):
        raise _out_of_balance(
            row,
            "gross",
            ("the gross commission", gross),
            ("its parts total", _sum(parts)),
        )
    return gross


def _co_broke(deal: CanonicalDeal, people: People, row: Row) -> tuple[CoBroke, ...]:
    shares = []
    for item in _of(deal, ItemKind.CO_BROKE):
        own = item_row(row, item)
        if item.payee is None and item.amount_cents == 0:
            continue  # a side that earns no commission
        shares.append(
            CoBroke(
                name=item.name or "Co-broke",
                side=item.side,
                amount_cents=positive(item, own, _CLAWBACK),
                payee=payee_of(
                    _outside_brokerage(item.payee, own), people, own, is_1099=item.is_1099
                ),
                sync=item.sync,
                create_payment=item.create_payment,
            )
        )
    return tuple(sorted(shares, key=lambda share: share.order))


def _outside_brokerage(payee: PersonRef | None, row: Row) -> PersonRef:
    if payee is not None and payee.kind is PayeeKind.VENDOR and payee.id:
        return payee
    raise row.problem(
        "payee",
        "the co-broke share has no outside brokerage.",
        "Enter the outside brokerage in CORE and export again, or map its column on Imports.",
        cause=HoldCause.CO_BROKE_WITHOUT_BROKERAGE,
    )


def _deal_items(deal: CanonicalDeal, people: People, row: Row) -> tuple[DealItem, ...]:
    items = [
        _deal_item(item, people, item_row(row, item))
        for item in _of(deal, ItemKind.DEAL_DEBIT, ItemKind.DEAL_CREDIT)
    ]
    return tuple(sorted(items, key=lambda item: item.order))


def _deal_item(item: CanonicalItem, people: People, row: Row) -> DealItem:
    is_credit = item.kind is ItemKind.DEAL_CREDIT
    payee = payee_of(item.payee, people, row, is_1099=item.is_1099)
    if is_credit and not payee.is_company:
        raise row.problem(
            "payee",
            f"the transaction credit goes to {payee.name}, but it must go to the brokerage.",
            "In CORE, change what other payees receive to a debit, then export again.",
        )
    other_way = "a transaction debit" if is_credit else "a transaction credit"
    return DealItem(
        name=named(item, row),
        side=item.side,
        is_credit=is_credit,
        amount_cents=positive(item, row, f"Change it to {other_way}, then export again."),
        payee=payee,
        sync=item.sync,
        create_payment=item.create_payment,
    )


def _check_brokerage_net(
    deal: CanonicalDeal, row: Row, disbursement: Disbursement, left: Cents
) -> None:
    """Gross and credits = co-broke + vendors + agents' nets + brokerage net, always."""
    stated = _of(deal, ItemKind.BROKERAGE_NET)
    if stated and _sum(stated) != left:
        raise _out_of_balance(
            row,
            "brokerage_net",
            ("the brokerage net", _sum(stated)),
            ("the gross commission and all other items leave", left),
        )
    if not stated and not deal.brokerage_net_is_rest:
        raise row.problem(
            "brokerage_net",
            "it has no brokerage net, so its totals can't be checked.",
            "On Imports, map the column of the brokerage net. If the file has none, choose that the "
            "brokerage net is what is left.",
            cause=HoldCause.MISSING_TOTAL,
        )
    if not stated and left < 0:
        raise _out_of_balance(
            row,
            "commissions",
            ("the gross commission with transaction credits", disbursement.income_cents),
            ("co-broke, vendor payments, and agents' nets total", disbursement.distributed_cents),
        )


def _out_of_balance(
    row: Row, field: str, stated: tuple[str, Cents], expected: tuple[str, Cents]
) -> OutOfBalance:
    """Two figures that must be equal, each with its words."""
    (what, cents), (items, total) = stated, expected
    return OutOfBalance(
        row.record_key,
        field,
        f"{row.label} is out of balance by {format_money(abs(cents - total))}: {what} is "
        f"{format_money(cents)}, but {items} {format_money(total)}. Nothing was posted.",
        stated=cents,
        expected=total,
        what_to_do=CHECK_AMOUNTS,
    )


__all__ = [
    "CORRECT_IT",
    "STATUSES",
    "deal_row",
    "known_deal",
    "to_transaction",
    "without_disbursement",
]
