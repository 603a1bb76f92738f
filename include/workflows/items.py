"""Co-broke and pre-commission items: how each is treated in QuickBooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.books.catalogue import plain
from include.books.money import Cents
from include.core_backoffice.records.records import Disbursement, Payee, PayeeKind, Side
from include.workflows.options import ItemRule


@dataclass(frozen=True, slots=True)
class TreatedItem:
    """A co-broke or pre-commission item and its treatment.

    `amount` is positive cents; a `credit` adds to the transaction, all else is taken from it.
    `on_income`: it is a line of the income entry. `paid_separately`: its payee gets an entry.
    """

    name: str
    side: Side
    amount: Cents
    credit: bool
    payee: Payee
    on_income: bool
    paid_separately: bool
    rule: ItemRule | None = None

    @property
    def signed(self) -> Cents:
        """What it adds to the income entry, when it is on it; cents."""
        return self.amount if self.credit else -self.amount


def treated_items(disbursement: Disbursement, rules: Sequence[ItemRule]) -> Iterator[TreatedItem]:
    """Every co-broke and pre-commission item of a transaction, and its treatment.

    CORE's own setting takes precedence over the workflow's rule for the item's name. Without
    either, an item with another payee is paid separately, a debit that the company keeps appears
    nowhere (income stays whole), and a credit is a line of the income entry.
    """
    by_name = {plain(rule.name): rule for rule in rules}
    for share in disbursement.co_broke:
        yield _treated(
            share.name,
            share.side,
            share.amount_cents,
            share.payee,
            share.sync,
            share.create_payment,
            by_name,
        )
    for item in disbursement.pre_commission:
        yield _treated(
            item.name,
            item.side,
            item.amount_cents,
            item.payee,
            item.sync,
            item.create_payment,
            by_name,
            credit=item.is_credit,
        )


def _treated(
    name: str,
    side: Side,
    amount: Cents,
    payee: Payee,
    sync: bool | None,  # noqa: FBT001  (three-valued: None leaves it to the rule)
    create_payment: bool | None,  # noqa: FBT001  (as above)
    rules: dict[str, ItemRule],
    *,
    credit: bool = False,
) -> TreatedItem:
    for_company = payee.kind is PayeeKind.COMPANY
    rule = rules.get(plain(name))
    synced = _first(sync, rule.sync if rule else None, default=credit or not for_company)
    paid = _first(create_payment, rule.create_payment if rule else None, default=True)
    # A credit has no payee to pay, nor has what the company keeps.
    paid = paid and not credit and not for_company
    return TreatedItem(
        name=name,
        side=side,
        amount=amount,
        credit=credit,
        payee=payee,
        on_income=synced and not paid,
        paid_separately=synced and paid,
        rule=rule,
    )


def _first(*switches: bool | None, default: bool) -> bool:
    return next((switch for switch in switches if switch is not None), default)
