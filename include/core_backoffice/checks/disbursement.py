"""From a transaction's commission list to its disbursement, checked to the cent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from include.books.causes import HoldCause
from include.books.money import Cents
from include.books.wording import a
from include.core_backoffice.checks.totals import check_totals
from include.core_backoffice.records import commissions
from include.core_backoffice.records.commissions import CommissionRow, PayeeLookup
from include.core_backoffice.records.deal import (
    AgentItem,
    AgentShare,
    CoBroke,
    DealItem,
    Disbursement,
    Side,
    SideGross,
)
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Payee, PayeeKind

_NAME_PAYEE = "Choose the payee in CORE's commission breakdown, then sync again."
_HOLDERS = {"User": "agent", "Contact": "contact"}
_SHARE_KEY = tuple[str, Side]


def read_disbursement(
    deal: Row, answer: object, payee_of: PayeeLookup, *, stated_gross: Cents | None = None
) -> Disbursement:
    """The disbursement that a finalized transaction's commission list describes.

    Items come in a stable order, by side, name and payee, and without CORE's IDs: a disbursement
    that is deleted in CORE and created again gives the same one.

    Args:
        deal: the transaction's row, which names it in sentences.
        answer: CORE's commission list, as parsed from JSON.
        payee_of: finds the agent or vendor with a payee's type and ID.
        stated_gross: the gross commission that the transaction itself states, if it does.

    Raises:
        RecordProblem: a row cannot be understood, or a payee is missing.
        OutOfBalance: a total of CORE's is not the sum of its items.
    """
    rows = commissions.read_rows(deal, answer)
    if not any(row.item_type == commissions.GROSS for row in rows):
        raise deal.problem(
            "commissions",
            "it has a disbursement, but CORE has no gross commission for it.",
            "Create the disbursement in CORE again, then sync again.",
            cause=HoldCause.NO_GROSS_COMMISSION,
        )
    disbursement = Disbursement(
        gross_cents=_sum(rows, commissions.GROSS),
        co_broke=_co_broke(rows, payee_of),
        pre_commission=_deal_items(rows, payee_of),
        agents=_shares(rows, payee_of),
        brokerage_net_cents=_sum(rows, commissions.OFFICE_NET),
        side_gross=_side_gross(rows),
    )
    check_totals(deal, rows, disbursement, stated_gross)
    return disbursement


def _sum(rows: Sequence[CommissionRow], item_type: str) -> Cents:
    return sum(row.amount_cents for row in rows if row.item_type == item_type)


def _side_gross(rows: Sequence[CommissionRow]) -> tuple[SideGross, ...]:
    parts: dict[Side, Cents] = {}
    for row in rows:
        if row.item_type == commissions.DISTRIBUTION and row.payee_type == "Account":
            parts[row.side] = parts.get(row.side, 0) + row.amount_cents
    return tuple(SideGross(side=side, gross_cents=parts[side]) for side in sorted(parts))


def _co_broke(rows: Sequence[CommissionRow], payee_of: PayeeLookup) -> tuple[CoBroke, ...]:
    shares = []
    for row in rows:
        if row.item_type != commissions.DISTRIBUTION or row.payee_type == "Account":
            continue
        if row.payee_type != "Contact":
            if row.amount_cents == 0 and not row.payee_type:
                continue  # a side that earns no commission
            raise row.row.problem(
                "payee_id",
                "the co-broke share has no outside brokerage.",
                "In CORE, add the outside brokerage as a contact on its side of the transaction. "
                "Then sync again.",
                cause=HoldCause.CO_BROKE_WITHOUT_BROKERAGE,
            )
        payee = _payee(row, payee_of)
        shares.append(
            CoBroke(
                name=row.name or "Co-broke",
                side=row.side,
                amount_cents=row.amount_cents,
                payee=payee,
                sync=row.row.flag("sync"),
                create_payment=row.row.flag("create_payment"),
            )
        )
    return tuple(sorted(shares, key=lambda share: share.order))


def _deal_items(rows: Sequence[CommissionRow], payee_of: PayeeLookup) -> tuple[DealItem, ...]:
    items = []
    for row in rows:
        if row.item_type not in (commissions.PRE_DEBIT, commissions.PRE_CREDIT):
            continue
        is_credit = row.item_type == commissions.PRE_CREDIT
        payee = _payee(row, payee_of)
        if is_credit and payee.kind is not PayeeKind.COMPANY:
            raise row.row.problem(
                "payee_type",
                f"the transaction credit goes to {payee.name}, but it must go to the brokerage.",
                "In CORE, change what other payees receive to a debit, then sync again.",
            )
        items.append(
            DealItem(
                name=_name(row),
                side=row.side,
                is_credit=is_credit,
                amount_cents=row.amount_cents,
                payee=payee,
                before_split=row.row.flag("calculated_before_split"),
                sync=row.row.flag("sync"),
                create_payment=row.row.flag("create_payment"),
            )
        )
    return tuple(sorted(items, key=lambda item: item.order))


def _shares(rows: Sequence[CommissionRow], payee_of: PayeeLookup) -> tuple[AgentShare, ...]:
    agents: dict[_SHARE_KEY, Payee] = {}
    splits = _splits(rows, payee_of, agents)
    items: dict[_SHARE_KEY, list[AgentItem]] = {}
    for row in rows:
        if row.item_type == commissions.POST_CREDIT:
            key, item = _agent_credit(row, payee_of, agents)
        elif row.item_type == commissions.POST_DEBIT:
            key, item = _debited(row, splits), _agent_debit(row, payee_of)
        else:
            continue
        splits.setdefault(key, 0)
        items.setdefault(key, []).append(item)
    return tuple(
        AgentShare(
            agent=agents[key],
            side=key[1],
            split_cents=splits[key],
            items=tuple(sorted(items.get(key, ()), key=lambda item: item.order)),
        )
        for key in sorted(splits)
    )


def _splits(
    rows: Sequence[CommissionRow], payee_of: PayeeLookup, agents: dict[_SHARE_KEY, Payee]
) -> dict[_SHARE_KEY, Cents]:
    """The commission after split by share; every agent found is added to `agents`."""
    splits: dict[_SHARE_KEY, Cents] = {}
    for row in rows:
        if row.item_type in (commissions.SPLIT, commissions.NET_COMMISSION):
            key = _agent(row, payee_of, agents)
            splits.setdefault(key, 0)
            if row.item_type == commissions.SPLIT:
                splits[key] += row.amount_cents
    return splits


def _agent_credit(
    row: CommissionRow, payee_of: PayeeLookup, agents: dict[_SHARE_KEY, Payee]
) -> tuple[_SHARE_KEY, AgentItem]:
    _require_company_payer(row)
    key = _agent(row, payee_of, agents)
    item = AgentItem(
        name=_name(row), is_credit=True, amount_cents=row.amount_cents, payee=agents[key]
    )
    return key, item


def _agent_debit(row: CommissionRow, payee_of: PayeeLookup) -> AgentItem:
    return AgentItem(
        name=_name(row),
        is_credit=False,
        amount_cents=row.amount_cents,
        payee=_payee(row, payee_of),
    )


def _agent(
    row: CommissionRow, payee_of: PayeeLookup, agents: dict[_SHARE_KEY, Payee]
) -> _SHARE_KEY:
    """The agent that a row pays, who must be a user of CORE."""
    if row.payee_type != "User" or not row.payee_id:
        raise row.row.problem(
            "payee_id",
            "it has no agent as payee."
            if not row.payee_type or not row.payee_id
            else f"its payee is {_holder(row, 'payee')}, but it must be an agent.",
            "Choose the agent in CORE's commission breakdown, then sync again.",
            cause=HoldCause.MISSING_AGENT,
        )
    key = (row.payee_id, row.side)
    if key not in agents:
        agents[key] = _payee(row, payee_of)
    return key


def _debited(row: CommissionRow, splits: dict[_SHARE_KEY, Cents]) -> _SHARE_KEY:
    """The share that a post-commission debit is taken from.

    CORE's live answers often name the company as the payer; then the side must have one agent.
    """
    on_side = [key for key in splits if not row.side or key[1] == row.side]
    if row.payer_type == "User":
        on_side = [key for key in on_side if key[0] == row.payer_id]
    if len(on_side) == 1:
        return on_side[0]
    if row.payer_type == "User":
        who = f"{_holder(row, 'payer')}, who has {'no' if not on_side else 'more than one'} share"
    else:
        who = f"an unnamed agent, and {len(on_side) or 'no'} agents share the commission"
    raise row.row.problem(
        "payer_id",
        f"it is deducted from {who} on this side, so the agent is unclear.",
        "Choose the agent it is deducted from in CORE's commission breakdown, then sync again.",
        cause=HoldCause.DEDUCTION_WITHOUT_AGENT,
    )


def _holder(row: CommissionRow, end: Literal["payer", "payee"]) -> str:
    """Who pays an item or receives it, by name where CORE gives it."""
    kind, own_id = (
        (row.payer_type, row.payer_id) if end == "payer" else (row.payee_type, row.payee_id)
    )
    if kind not in _HOLDERS:
        return "the brokerage"
    name = row.payee_name if end == "payee" else row.row.data.get("payer_name")
    if not name and not own_id:
        return f"{a(_HOLDERS[kind])} without a CORE ID"
    return f"{_HOLDERS[kind]} {name or own_id}"


def _require_company_payer(row: CommissionRow) -> None:
    if row.payer_type in ("", "Account"):
        return
    raise row.row.problem(
        "payer_type",
        f"its payer is {_holder(row, 'payer')}, but it must be the brokerage.",
        "In CORE, change it to a debit of the payer, then sync again.",
    )


def _payee(row: CommissionRow, payee_of: PayeeLookup) -> Payee:
    if not row.payee_type or (row.payee_type != "Account" and not row.payee_id):
        raise row.row.problem(
            "payee_id",
            "it has no payee.",
            _NAME_PAYEE,
            cause=HoldCause.MISSING_PAYEE,
        )
    if row.payee_type == "Account":
        return Payee(kind=PayeeKind.COMPANY, id=row.payee_id, name=row.payee_name)
    return payee_of(row)


def _name(row: CommissionRow) -> str:
    if row.name:
        return row.name
    raise row.row.problem("name", "the item has no name.", "Name it in CORE, then sync again.")
