"""What becomes of a deal's co-broke and pre-commission items, and deciding it for one deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError
from sqlalchemy.orm import Session

from include.books.catalogue import plain
from include.books.money import Cents
from include.core_backoffice.records.records import CoBroke, DealItem, Disbursement, Transaction
from include.sync.diff.item_overrides import Switches, choose, clear, overridden, overrides_of
from include.sync.run.run import active_setup
from include.workflows.category import Category
from include.workflows.items import TreatedItem, treated_items
from include.workflows.options import ItemRule
from include.workflows.template import TemplateUnknown, template

RULE = "rule"
"""What the form sends to leave an item to the workflow again."""


class Treatment(StrEnum):
    """What becomes of an item; the value is what the form sends."""

    PAID = "paid"
    LINE = "line"
    NOTHING = "nothing"

    @property
    def sentence(self) -> str:
        """As people choose it."""
        return {
            Treatment.PAID: "Its payee is paid by an entry of their own",
            Treatment.LINE: "A line on the income entry",
            Treatment.NOTHING: "Not in QuickBooks at all",
        }[self]

    @property
    def switches(self) -> Switches:
        """The same as CORE's two switches."""
        return Switches(sync=self is not Treatment.NOTHING, create_payment=self is Treatment.PAID)


class ItemNotDecided(ValueError):
    """Nothing was decided; the sentence says why, and names the item."""

    def __init__(self, item: str, why: str) -> None:
        self.item = item
        super().__init__(f"{item}: {why} Nothing was changed.")


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """An item and what becomes of it.

    Attributes:
        amount_cents: what it does to the deal's income: plus for a credit.
        treatment: in the workflow for income.
        choices: what can become of it; a credit, and what the company keeps, is paid to nobody.
        decided_by: "CORE", "this transaction" (a person's decision), or "the workflow".
        at_odds: whether the workflow for expenses takes it for something else.
    """

    name: str
    side: str
    amount_cents: Cents
    payee: str
    treatment: Treatment
    choices: tuple[Treatment, ...]
    decided_by: str
    at_odds: bool

    @property
    def is_open(self) -> bool:
        """Whether people can decide: what CORE says goes before everything."""
        return self.decided_by != "CORE"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose in the form.

    Attributes:
        items: those of the deal.
        item: the name of the one that is meant.
        treatment: a value of `Treatment`, or `RULE`.
        actor: who chose.
    """

    items: Sequence[DecidedItem]
    item: str
    treatment: str
    actor: str


def deal_items(
    session: Session, company_id: str, key: str, deal: Transaction | None
) -> list[DecidedItem]:
    """The items of a deal, in its order.

    Args:
        session: of the database.
        company_id: whose.
        key: the record's.
        deal: as CORE has it; without disbursement there are no items.
    """
    if deal is None or deal.disbursement is None:
        return []
    decided = overrides_of(session, company_id, [key]).get(key, {})
    after = overridden(deal, decided)
    assert isinstance(after, Transaction)  # noqa: S101  (decisions make no statement of it)
    assert after.disbursement is not None  # noqa: S101  (nor do they take it away)
    income, expenses = (
        treated_items(after.disbursement, _rules(session, company_id, category))
        for category in (Category.BROKERAGE_INCOME, Category.AGENT_EXPENSES)
    )
    sources = _sources(deal.disbursement)
    found = []
    for source, on_income, paid_separately in zip(sources, income, expenses, strict=True):
        name, by_core = source
        by_person = plain(name) in decided
        by = "CORE" if by_core else "this transaction" if by_person else "the workflow"
        found.append(
            DecidedItem(
                name=name,
                side=on_income.side,
                amount_cents=on_income.signed,
                payee=on_income.payee.name,
                treatment=_becomes(on_income),
                choices=_choices(on_income),
                decided_by=by,
                at_odds=_becomes(on_income) is not _becomes(paid_separately),
            )
        )
    return found


def decide(session: Session, company_id: str, key: str, chosen: Choice) -> None:
    """Keep a person's decision about an item, with its entry in the audit trail.

    Args:
        session: a writing transaction of the database.
        company_id: whose.
        key: of the record.
        chosen: the decision.

    Raises:
        ItemNotDecided: the deal has no such item, or that cannot become of it.
    """
    here = [one for one in chosen.items if one.name == chosen.item]
    if not here:
        raise ItemNotDecided(chosen.item, "the deal has no item of this name (any more).")
    if not all(one.is_open for one in here):
        raise ItemNotDecided(chosen.item, "CORE itself says what becomes of it. Change it there.")
    if chosen.treatment == RULE:
        clear(session, company_id, key, chosen.item, chosen.actor)
        return
    if not all(chosen.treatment in one.choices for one in here):
        raise ItemNotDecided(chosen.item, "choose what becomes of it from the list.")
    switches = Treatment(chosen.treatment).switches
    choose(session, company_id, key, chosen.item, switches, chosen.actor)


def _sources(disbursement: Disbursement) -> list[tuple[str, bool]]:
    """Names, and whether CORE itself decides, in the order in which items are booked."""
    items: list[CoBroke | DealItem] = [*disbursement.co_broke, *disbursement.pre_commission]
    return [(one.name, one.sync is not None and one.create_payment is not None) for one in items]


def _becomes(item: TreatedItem) -> Treatment:
    if item.paid_separately:
        return Treatment.PAID
    return Treatment.LINE if item.on_income else Treatment.NOTHING


def _choices(item: TreatedItem) -> tuple[Treatment, ...]:
    if item.credit or item.payee.is_company:
        return (Treatment.LINE, Treatment.NOTHING)
    return tuple(Treatment)


def _rules(session: Session, company_id: str, category: Category) -> tuple[ItemRule, ...]:
    setup = active_setup(session, company_id, category)
    if setup is None:
        # The other workflow alone decides then.
        other = {Category.BROKERAGE_INCOME, Category.AGENT_EXPENSES} - {category}
        setup = active_setup(session, company_id, other.pop())
    if setup is None:
        return ()
    try:
        options = template(setup.template).options.model_validate(setup.options)
    except (TemplateUnknown, ValidationError):
        # An option that this version no longer knows: the setup page says so; deals are still shown.
        return ()
    rules: tuple[ItemRule, ...] = getattr(options, "item_rules", ())
    return rules
