"""Commission lists as CORE answers them, written down item by item. Amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from include.core_backoffice.commissions import CommissionRow
from include.core_backoffice.fields import Row
from include.core_backoffice.people import Payee, PayeeKind

Party = tuple[str, int] | None
COMPANY: Party = ("Account", 8930)
DEAL = Row("transaction:1", "Transaction TR-2026-000001, 146 Aldon Drive", {"id": 1})


def agent(number: int) -> Party:
    return ("User", number)


def vendor(number: int) -> Party:
    return ("Contact", number)


def payee_of(row: CommissionRow) -> Payee:
    """Everybody exists."""
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

    def finalised(self) -> list[dict[str, Any]]:
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
            of = self.cents
            awarded = of("award_distribution", side, "Account")
            pre = of("pre_split_credit", side) - of("pre_split_deduction", side)
            nets = 0
            left = awarded + pre
            for who, where in shares:
                if where != side:
                    continue
                split = of("split", side, who=who)
                net = (
                    split
                    + of("post_split_credit", side, who=who)
                    - of("post_split_deduction", side, who=who)
                )
                self.add("NET_COMMISSION", side, net, agent(who))
                nets += net
                # One share holds what is left of the side, as amounts only sum over the side.
                self.add("COMPANY_SPLIT", side, left - split, agent(who))
                left = 0
            to_agents = (
                nets
                + of("pre_split_deduction", side, "User")
                + of("post_split_deduction", side, "User")
            )
            to_vendors = of("pre_split_deduction", side, "Contact") + of(
                "post_split_deduction", side, "Contact"
            )
            self.add("GROSS_INCOME", side, awarded)
            self.add("AGENT_COMMISSIONS", side, to_agents)
            self.add(
                "OFFICE_NET",
                side,
                awarded + of("pre_split_credit", side) - to_agents - to_vendors,
            )
        return self.rows
