"""How a transaction's co-broke and pre-commission items post, and choosing it for one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from include.books.catalogue import plain
from include.books.money import Cents
from include.core_backoffice.records.records import CoBroke, DealItem, Disbursement, Transaction
from include.database.engine import Database
from include.database.reads.active_setups import ActiveSetup
from include.sync.diff.item_overrides import Overrides, Switches, choose, clear, overridden
from include.understood import Understood
from include.workflows.category import Category
from include.workflows.items import TreatedItem, treated_items
from include.workflows.options import ItemRule
from include.workflows.template import TemplateUnknown, template

RULE = "rule"
"""What the form sends to return an item to the workflow's rule."""


class Treatment(StrEnum):
    """How an item posts; the value is what the form sends."""

    PAID = "paid"
    LINE = "line"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """As the form names it."""
        return {
            Treatment.PAID: "Pay the payee separately",
            Treatment.LINE: "Add as a line on the income entry",
            Treatment.NOTHING: "Don't sync",
        }[self]

    @property
    def switches(self) -> Switches:
        """The same as CORE's two switches."""
        return Switches(sync=self is not Treatment.NOTHING, create_payment=self is Treatment.PAID)


class SetBy(StrEnum):
    """Where an item's treatment comes from; the value is what the page shows."""

    CORE = "CORE"
    TRANSACTION = "This transaction"
    WORKFLOW = "Workflow"


class ItemNotChanged(Understood, ValueError):
    """The treatment was not changed; the sentence says why, and names the item."""

    def __init__(self, item: str, why: str) -> None:
        self.item = item
        super().__init__(f"{item}: {why} Nothing was changed.")


@dataclass(frozen=True, slots=True)
class TreatedItemRow:
    """An item and how it posts.

    Attributes:
        name: as CORE has it.
        side: the side of the transaction it is on.
        amount_cents: what it does to the transaction's income: plus for a credit.
        payee: who receives it; empty for the company.
        treatment: in the brokerage income workflow.
        choices: the possible ones; a credit, and what the company keeps, has no payee to pay.
        set_by: where the treatment comes from.
        workflows_differ: whether the agent expenses workflow treats it differently.
    """

    name: str
    side: str
    amount_cents: Cents
    payee: str
    treatment: Treatment
    choices: tuple[Treatment, ...]
    set_by: SetBy
    workflows_differ: bool

    @property
    def can_be_set(self) -> bool:
        """Whether it can be chosen here: CORE's own setting takes precedence."""
        return self.set_by is not SetBy.CORE

    @property
    def is_set_here(self) -> bool:
        """Whether it was chosen for this transaction."""
        return self.set_by is SetBy.TRANSACTION


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen in the form.

    Attributes:
        items: those of the transaction.
        item: the name of the one that the choice is for.
        treatment: a value of `Treatment`, or `RULE`.
        actor: who chose.
    """

    items: Sequence[TreatedItemRow]
    item: str
    treatment: str
    actor: str


def treated_rows(
    deal: Transaction | None, overrides: Overrides, setups: Mapping[str, ActiveSetup]
) -> list[TreatedItemRow]:
    """The items of a transaction, in its order.

    Args:
        deal: as CORE has it; without disbursement there are no items.
        overrides: what was chosen for this transaction.
        setups: the workflows that are on, by category.
    """
    if deal is None or deal.disbursement is None:
        return []
    after = overridden(deal, overrides)
    assert isinstance(after, Transaction)  # noqa: S101  (choices make no statement of it)
    assert after.disbursement is not None  # noqa: S101  (nor do they take it away)
    income, expenses = (
        treated_items(after.disbursement, _rules(setups, category))
        for category in (Category.BROKERAGE_INCOME, Category.AGENT_EXPENSES)
    )
    rows = []
    for source, on_income, on_expenses in zip(
        _sources(deal.disbursement), income, expenses, strict=True
    ):
        name, set_in_core = source
        chosen_here = SetBy.TRANSACTION if plain(name) in overrides else SetBy.WORKFLOW
        rows.append(
            TreatedItemRow(
                name=name,
                side=on_income.side,
                amount_cents=on_income.signed,
                payee=on_income.payee.name,
                treatment=_treatment(on_income),
                choices=_choices(on_income),
                set_by=SetBy.CORE if set_in_core else chosen_here,
                workflows_differ=_treatment(on_income) is not _treatment(on_expenses),
            )
        )
    return rows


def choose_treatment(database: Database, company_id: str, key: str, chosen: Choice) -> None:
    """Save the treatment of an item for one transaction, with its event in the audit trail.

    Args:
        database: the database.
        company_id: whose.
        key: of the record.
        chosen: the choice.

    Raises:
        ItemNotChanged: the transaction has no such item, or the item can't post this way.
    """
    items = [item for item in chosen.items if item.name == chosen.item]
    if not items:
        raise ItemNotChanged(chosen.item, "the transaction no longer has an item with this name.")
    if not all(item.can_be_set for item in items):
        raise ItemNotChanged(chosen.item, "its treatment is set in CORE. Change it there.")
    if chosen.treatment == RULE:
        with database.writing() as session:
            clear(session, company_id, key, chosen.item, chosen.actor)
        return
    if not all(chosen.treatment in item.choices for item in items):
        raise ItemNotChanged(chosen.item, "choose a treatment from the list.")
    switches = Treatment(chosen.treatment).switches
    with database.writing() as session:
        choose(session, company_id, key, chosen.item, switches, chosen.actor)


def _sources(disbursement: Disbursement) -> list[tuple[str, bool]]:
    """Names, and whether CORE itself sets the treatment, in the order in which items post."""
    items: list[CoBroke | DealItem] = [*disbursement.co_broke, *disbursement.pre_commission]
    return [
        (item.name, item.sync is not None and item.create_payment is not None) for item in items
    ]


def _treatment(item: TreatedItem) -> Treatment:
    if item.paid_separately:
        return Treatment.PAID
    return Treatment.LINE if item.on_income else Treatment.NOTHING


def _choices(item: TreatedItem) -> tuple[Treatment, ...]:
    if item.credit or item.payee.is_company:
        return (Treatment.LINE, Treatment.NOTHING)
    return tuple(Treatment)


def _rules(setups: Mapping[str, ActiveSetup], category: Category) -> tuple[ItemRule, ...]:
    # Where one of the two workflows is off, the other alone has rules.
    other = next(iter({Category.BROKERAGE_INCOME, Category.AGENT_EXPENSES} - {category}))
    setup = setups.get(category) or setups.get(other)
    if setup is None:
        return ()
    try:
        options = template(setup.template).options.model_validate(setup.options)
    except (TemplateUnknown, ValidationError):
        # This version no longer has the option: the workflow's page says so, and transactions are
        # still shown.
        return ()
    rules: tuple[ItemRule, ...] = getattr(options, "item_rules", ())
    return rules
