"""Transactions for tests: commission lists written down item by item, and random ones for the sandbox.

Amounts in cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from include.core_backoffice.records.commissions import CommissionRow
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import Payee, PayeeKind

Party = tuple[str, int] | None
COMPANY_ID = 8930
COMPANY: Party = ("Account", COMPANY_ID)
DEAL = Row("transaction:1", "Transaction TR-2026-000001, 146 Aldon Drive", {"id": 1})


def agent(number: int) -> Party:
    return ("User", number)


def vendor(number: int) -> Party:
    return ("Contact", number)


def payee_of(row: CommissionRow) -> Payee:
    """Every payee exists."""
    kind = PayeeKind.AGENT if row.payee_type == "User" else PayeeKind.VENDOR
    return Payee(kind=kind, id=row.payee_id, name=f"{row.payee_type} {row.payee_id}")


@dataclass
class CommissionList:
    """Collects items, and states the totals that CORE would derive from them."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        item_type: str,
        side: str | None,
        cents: int,
        payee: Party = COMPANY,
        *,
        payer: Party = COMPANY,
        name: str = "",
        **more: Any,
    ) -> CommissionList:
        self.rows.append(
            {
                "id": len(self.rows) + 1,
                "name": name,
                "item_type": item_type,
                "side": side,
                "payer_id": payer[1] if payer else None,
                "payer_type": payer[0] if payer else None,
                "payee_id": payee[1] if payee else None,
                "payee_type": payee[0] if payee else None,
                "calculated_dollar_amount": Decimal(cents) / 100 if cents % 100 else cents // 100,
                "tags": [],
                "payee_name": None,
                "payee_company": "",
                **more,
            }
        )
        return self

    def gross(self, cents: int) -> CommissionList:
        return self.add("tgc", None, cents)

    def ours(self, cents: int, side: str = "listing") -> CommissionList:
        return self.add("award_distribution", side, cents)

    def co_broke(self, cents: int, payee: Party, side: str = "buying") -> CommissionList:
        return self.add("award_distribution", side, cents, payee)

    def debit(
        self, name: str, cents: int, payee: Party, side: str = "listing", **more: Any
    ) -> CommissionList:
        return self.add("pre_split_deduction", side, cents, payee, name=name, **more)

    def credit(self, name: str, cents: int, side: str = "listing") -> CommissionList:
        return self.add("pre_split_credit", side, cents, payer=None, name=name)

    def split(self, who: int, cents: int, side: str = "listing") -> CommissionList:
        return self.add("split", side, cents, agent(who))

    def agent_debit(
        self, who: int, name: str, cents: int, payee: Party = COMPANY, side: str = "listing"
    ) -> CommissionList:
        return self.add("post_split_deduction", side, cents, payee, payer=agent(who), name=name)

    def agent_credit(
        self, who: int, name: str, cents: int, side: str = "listing"
    ) -> CommissionList:
        return self.add("post_split_credit", side, cents, agent(who), name=name)

    def cents(self, item_type: str, side: str, *payees: str, who: int | None = None) -> int:
        """The sum of items: of a type, on a side, paid to kinds of payees or one user."""
        total = Decimal(0)
        for row in self.rows:
            if row["item_type"] != item_type or row["side"] != side:
                continue
            if payees and row["payee_type"] not in payees:
                continue
            owner = "payer_id" if item_type == "post_split_deduction" else "payee_id"
            if who is not None and row[owner] != who:
                continue
            total += row["calculated_dollar_amount"]
        return int(total * 100)

    def finalized(self) -> list[dict[str, Any]]:
        """The list with the totals that CORE derives."""
        shares = sorted(
            {
                (row["payee_id"], row["side"])
                for row in self.rows
                if row["item_type"] in ("split", "post_split_credit")
            }
        )
        sides = sorted(
            {
                row["side"]
                for row in self.rows
                if row["item_type"] == "award_distribution" and row["payee_type"] == "Account"
            }
        )
        for side in sides:
            self._add_totals(side, [who for who, where in shares if where == side])
        return self.rows

    def _add_totals(self, side: str, agents: Sequence[int]) -> None:
        of = self.cents
        awarded = of("award_distribution", side, "Account")
        nets = self._add_nets(side, agents, awarded)
        debits = ("pre_split_deduction", "post_split_deduction")
        to_agents = nets + sum(of(item_type, side, "User") for item_type in debits)
        to_vendors = sum(of(item_type, side, "Contact") for item_type in debits)
        office_net = awarded + of("pre_split_credit", side) - to_agents - to_vendors
        self.add("GROSS_INCOME", side, awarded)
        self.add("AGENT_COMMISSIONS", side, to_agents)
        self.add("OFFICE_NET", side, office_net)

    def _add_nets(self, side: str, agents: Sequence[int], awarded: int) -> int:
        of = self.cents
        left = awarded + of("pre_split_credit", side) - of("pre_split_deduction", side)
        nets = 0
        for who in agents:
            split = of("split", side, who=who)
            credited = of("post_split_credit", side, who=who)
            net = split + credited - of("post_split_deduction", side, who=who)
            self.add("NET_COMMISSION", side, net, agent(who))
            nets += net
            # One share holds what is left of the side, as amounts only sum over the side.
            self.add("COMPANY_SPLIT", side, left - split, agent(who))
            left = 0
        return nets


SIDES = ("listing", "buying")
PLANS = ("0", "33.333", "50", "66.67", "80", "82.5", "100")
# Around zero, around a cent, and as transactions are.
GROSS = st.sampled_from([0, 1, 2, 99]) | st.integers(3, 1_000_00) | st.integers(1_000_00, 90_000_00)
FEE = st.sampled_from([0, 1]) | st.integers(2, 2_000_00)
SWITCHES = st.sampled_from([None, True, False])


def _party(kind: str, own_id: int) -> dict[str, Any]:
    return {"kind": kind, "id": own_id}


@st.composite
def _size(draw: st.DrawFn) -> dict[str, Any]:
    """An item is flat or a percentage."""
    if draw(st.booleans()):
        return {"amount": draw(FEE)}
    return {"percent": draw(st.sampled_from(["0.01", "2", "7.25", "12.5", "33.333", "100"]))}


@st.composite
def sandbox_deals(
    draw: st.DrawFn, agents: Sequence[int], contacts: Sequence[int], *, finalized: bool = True
) -> dict[str, Any]:
    """A whole transaction as `POST /sandbox/transactions` takes it; amounts in cents.

    One side or both, outside shares, transaction debits and credits for every kind of payee and
    with every switch, one to three agents a side (one may be on both), fees kept, shares for a
    team leader, vendors paid from an agent, credits to agents; nets may be zero or negative.

    Args:
        draw: hypothesis's.
        agents: IDs of the sandbox's agents, two at least.
        contacts: IDs of its contacts.
        finalized: whether the disbursement is created.
    """
    company = st.just(_party("Account", COMPANY_ID))
    users = st.sampled_from(agents).map(lambda own: _party("User", own))
    vendors = st.sampled_from(contacts).map(lambda own: _party("Contact", own))
    payees = company | users | vendors
    ours = draw(st.sampled_from([("listing",), ("buying",), SIDES]))
    return {
        "address": f"{draw(st.integers(1, 9999))} Aldon Drive",
        "gross": draw(GROSS),
        "closing_date": 1_790_000_000_000,
        "finalized": finalized,
        "shares": draw(_side_shares(ours, contacts)),
        "items": draw(st.lists(_deal_items(ours, payees, company | vendors), max_size=4)),
        "agents": draw(_agent_shares(ours, agents, payees)),
    }


@st.composite
def _side_shares(
    draw: st.DrawFn, ours: Sequence[str], contacts: Sequence[int]
) -> list[dict[str, Any]]:
    """The brokerage's own sides, and up to two shares of outside brokerages."""
    shares = [{"side": side, "weight": draw(st.integers(1, 600))} for side in ours]
    shares += [
        {
            "side": draw(st.sampled_from(SIDES)),
            "weight": draw(st.integers(1, 600)),
            "ours": False,
            "broker": draw(st.sampled_from(contacts)),
            "sync": draw(SWITCHES),
            "create_payment": draw(SWITCHES),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    return shares


@st.composite
def _agent_shares(
    draw: st.DrawFn,
    sides: Sequence[str],
    agents: Sequence[int],
    payees: st.SearchStrategy[dict[str, Any]],
) -> list[dict[str, Any]]:
    chosen = st.lists(st.sampled_from(agents), min_size=1, max_size=3, unique=True)
    return [
        {
            "agent": agent_id,
            "side": side,
            "weight": draw(st.integers(0, 3)),
            "percent": draw(st.sampled_from(PLANS)),
            "items": draw(st.lists(_agent_items(payees), max_size=3)),
        }
        for side in sides
        for agent_id in draw(chosen)
    ]


@st.composite
def _deal_items(
    draw: st.DrawFn,
    sides: Sequence[str],
    payees: st.SearchStrategy[dict[str, Any]],
    payers: st.SearchStrategy[dict[str, Any]],
) -> dict[str, Any]:
    is_credit = draw(st.booleans())
    names = ("Builder bonus", "Lender credit") if is_credit else ("Referral fee", "Franchise fee")
    return {
        "name": draw(st.sampled_from(names)),
        "side": draw(st.sampled_from(sides)),
        "credit": is_credit,
        "payee": draw(payers if is_credit else payees),
        "before_split": draw(st.booleans()),
        "sync": draw(SWITCHES),
        "create_payment": draw(SWITCHES),
        **draw(_size()),
    }


@st.composite
def _agent_items(draw: st.DrawFn, payees: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"name": "Marketing reimbursement", "credit": True, "amount": draw(FEE)}
    payee = draw(payees)
    name = {"Account": "Transaction fee", "User": "Team leader fee", "Contact": "Home warranty"}
    return {"name": name[payee["kind"]], "payee": payee, **draw(_size())}


@st.composite
def sandbox_statements(draw: st.DrawFn, agents: Sequence[int]) -> dict[str, Any]:
    """A statement as `POST /sandbox/statements` takes it; amounts in cents.

    Charges, credits that may be larger than them, and no, part or full payments. Some payments are
    refunded in part or in full, and what credits leave over may have been refunded.
    """
    charges = draw(st.lists(FEE, min_size=1, max_size=4))
    credited = draw(st.lists(FEE, max_size=2))
    total, entered = sum(charges) - sum(credited), []
    if total < 0:
        entered = [total] if draw(st.booleans()) else []
    elif total > 0 and draw(st.booleans()):
        first = draw(st.integers(1, total))
        entered = [first]
        if first < total and draw(st.booleans()):
            entered.append(draw(st.integers(1, total - first)))
        if draw(st.booleans()):
            entered.append(-draw(st.integers(1, sum(entered))))
    return {
        "agent": draw(st.sampled_from(agents)),
        "items": [
            *({"name": "Desk fee", "amount": cents} for cents in charges),
            *({"name": "Agent credit", "amount": cents, "credit": True} for cents in credited),
        ],
        "payments": [
            {"amount": cents, "method": draw(st.sampled_from(["card", "check", "ach", "manual"]))}
            for cents in entered
        ],
    }
