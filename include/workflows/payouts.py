"""What a disbursement pays, grouped by payee: the lines of every expense template's entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from include.books.money import Cents
from include.core_backoffice.records.records import Disbursement, Payee, PayeeKind
from include.workflows.items import treated_items
from include.workflows.options import ItemRule


class PayoutKind(StrEnum):
    """What a line of a payout is, which decides the account it posts to."""

    COMMISSION = "commission"
    SHARE = "share"
    """Paid from an agent's commission: a team leader's share, a referral."""
    DEDUCTION = "deduction"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One line; `amount` is signed cents, negative for what is taken from the payee."""

    kind: PayoutKind
    item_name: str
    description: str
    amount: Cents
    rule: ItemRule | None = None


@dataclass(slots=True)
class Payout:
    """All that one payee gets from one transaction."""

    payee: Payee
    lines: list[PayoutLine] = field(default_factory=list)

    @property
    def net(self) -> Cents:
        """What the payee is owed, in cents; negative when they owe the brokerage."""
        return sum(line.amount for line in self.lines)


def payouts(disbursement: Disbursement, rules: Sequence[ItemRule]) -> list[Payout]:
    """One payout per payee, in the order of the disbursement.

    The sum of all payouts is the transaction's co-broke, vendors' payments and agents' nets together, as
    far as the rules do not keep an item out.
    """
    by_payee: dict[tuple[PayeeKind, str], Payout] = {}

    def add(
        payee: Payee,
        kind: PayoutKind,
        name: str,
        description: str,
        amount: Cents,
        rule: ItemRule | None = None,
    ) -> None:
        payout = by_payee.setdefault((payee.kind, payee.id), Payout(payee))
        payout.lines.append(PayoutLine(kind, name, description, amount, rule))

    for share in disbursement.agents:
        side = f"Commission, {share.side} side" if share.side else "Commission"
        add(share.agent, PayoutKind.COMMISSION, "Agent commission", side, share.split_cents)
        for item in share.items:
            if item.is_credit:
                add(share.agent, PayoutKind.CREDIT, item.name, item.name, item.amount_cents)
                continue
            add(share.agent, PayoutKind.DEDUCTION, item.name, item.name, -item.amount_cents)
            if item.payee.kind is not PayeeKind.COMPANY:
                source = f"{item.name}, from {share.agent.name}"
                add(item.payee, PayoutKind.SHARE, item.name, source, item.amount_cents)
    for treated in treated_items(disbursement, rules):
        if treated.paid_separately:
            kind, name = PayoutKind.SHARE, treated.name
            add(treated.payee, kind, name, name, treated.amount, treated.rule)
    return list(by_payee.values())
