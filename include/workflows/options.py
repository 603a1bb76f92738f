"""Options that templates share: dates, classes, items' rules, and policies after posting."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from include.books.catalogue import ListKind, ListRef
from include.books.sales_tax import TaxSide
from include.core_backoffice.records.records import Transaction
from include.workflows.choices import Choice, Group, OnlyWithTaxCodes


class DateChoice(StrEnum):
    """Where an entry's date comes from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    """The date of the first sync; updates keep it."""
    CLOSE_DATE = "CORE close date"


class PayoutDate(StrEnum):
    """Where the date of an entry that pays an agent or vendor comes from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    """The date of the first sync; updates keep it."""
    CLOSE_DATE = "CORE close date"
    DEMAND_DATE = "Demand date"
    """A field that the brokerage added to its transactions."""


class WhenEdited(StrEnum):
    """What to do with an entry that was edited in QuickBooks."""

    OVERWRITE = "Overwrite with CORE"
    PUT_ON_HOLD = "Put on hold"


class WhenClosed(StrEnum):
    """What to do with an entry dated in a closed period."""

    PUT_ON_HOLD = "Put on hold"
    FIRST_OPEN_DAY = "Post on the first open day"


class WhenGone(StrEnum):
    """What to do with an entry that is no longer in CORE."""

    PUT_ON_HOLD = "Put on hold"
    VOID = "Void"


class Options(BaseModel):
    """Options of a template. Unknown ones are rejected, so that a typo is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


LATER = Group("Changes after posting")
"""The heading under which pages show what happens after posting."""


class WorkflowOptions(Options):
    """What every template has: what happens to entries after they were posted."""

    edited_in_quickbooks: Annotated[WhenEdited, LATER] = Field(
        default=WhenEdited.OVERWRITE,
        title="If an entry is edited in QuickBooks",
        description="CoreBooks overwrites the edit with CORE and logs both versions, or puts the "
        "record on hold for you to decide.",
    )
    closed_period: Annotated[WhenClosed, LATER] = Field(
        default=WhenClosed.PUT_ON_HOLD,
        title="If the date is in a closed period",
        description="CoreBooks puts the record on hold, or dates a new entry on the first open day "
        "and logs it. Entries already in a closed period never change.",
    )
    no_longer_in_core: Annotated[WhenGone, LATER] = Field(
        default=WhenGone.PUT_ON_HOLD,
        title="If an entry is removed from CORE",
        description="CoreBooks puts the record on hold for you to decide, or voids the entry. An "
        "entry is removed when its agent is replaced, or when a bill becomes a vendor credit.",
    )
    fell_through: Annotated[WhenGone, LATER] = Field(
        default=WhenGone.PUT_ON_HOLD,
        title="If a transaction is canceled after posting",
        description="CoreBooks puts the record on hold for you to decide, or voids its entries. "
        "Deleting a disbursement to correct it never voids an entry.",
    )


class ClassOptions(WorkflowOptions):
    """The class of a transaction's entries, for brokerages that track their offices."""

    class_field: str = Field(
        default="",
        title="Office field",
        description="Sets the class from this field of CORE's transaction, such as Office. If "
        "blank, the class doesn't depend on the office.",
    )
    default_class: Annotated[ListRef | None, Choice(ListKind.CLASS)] = Field(
        default=None,
        title="Class",
        description="Used for every entry, or for entries whose office isn't a class. If blank, "
        "they have no class.",
    )
    create_missing_classes: bool = Field(
        default=False,
        title="Create missing classes",
        description="Creates a class in QuickBooks for an office that isn't one. If off, the "
        "default class is used.",
    )


class ItemRule(Options):
    """What to do with co-broke and pre-commission items of one name.

    `name` is compared without regard to case. `sync` off: the item appears nowhere in QuickBooks.
    `create_payment` on: its payee gets an entry of their own and income stays at the full amount;
    off, while sync is on: a line on the income entry. `target` is the product or account it posts
    to, where its name should not decide.
    """

    name: str
    sync: bool = True
    create_payment: bool = True
    target: ListRef | None = None


Rules = Annotated[
    tuple[ItemRule, ...],
    Field(
        default=(),
        title="Item rules",
        description="Sets how co-broke and pre-commission items of a name post: whether they sync, "
        "how their payee is paid, and their account or product. CORE's own settings take "
        "precedence.",
    ),
]

CreateProducts = Annotated[
    bool,
    Field(
        default=False,
        title="Create missing products",
        description="Creates a service for an item that matches no product or service name, with "
        "the default product's income account. If off, the item posts to the default product.",
    ),
]

PaymentMethod = Annotated[
    ListRef | None,
    Choice(ListKind.PAYMENT_METHOD),
    Field(
        title="Payment method",
        description="Sets the payment method of each entry. If blank, none is set.",
    ),
]

SALES_TAX = Group("Sales tax")
"""The heading under which pages show tax codes."""

IncomeTaxCode = Annotated[
    ListRef | None,
    Choice(ListKind.TAX_CODE, side=TaxSide.SALES),
    OnlyWithTaxCodes(),
    SALES_TAX,
    Field(
        title="Tax code for income",
        description="QuickBooks adds its tax on top of every line. Needed outside the United States "
        "if the company uses sales tax. If blank, records are put on hold.",
    ),
]

RegisteredTaxCode = Annotated[
    ListRef | None,
    Choice(ListKind.TAX_CODE, side=TaxSide.PURCHASES),
    OnlyWithTaxCodes(),
    SALES_TAX,
    Field(
        title="Tax code for payees who charge tax",
        description="Used for agents and vendors who are registered for the tax. QuickBooks adds "
        "its tax on top. If blank, their entries are put on hold.",
    ),
]

UnregisteredTaxCode = Annotated[
    ListRef | None,
    Choice(ListKind.TAX_CODE, side=TaxSide.PURCHASES),
    OnlyWithTaxCodes(),
    SALES_TAX,
    Field(
        title="Tax code for payees who don't charge tax",
        description="Used for agents and vendors who aren't registered for the tax, such as Exempt "
        "or Out of Scope. If blank, their entries are put on hold.",
    ),
]

BillingTaxCode = Annotated[
    ListRef | None,
    Choice(ListKind.TAX_CODE, side=TaxSide.SALES),
    OnlyWithTaxCodes(),
    SALES_TAX,
    Field(
        title="Tax code for agent billing",
        description="QuickBooks adds its tax on top of every charge and credit. Needed outside the "
        "United States if the company uses sales tax. If blank, statements are put on hold.",
    ),
]

_DEFAULT_DATE = "QuickBooks default is the date of the first sync, and updates keep it."
_DEFAULT_DUE_DATE = "QuickBooks default is the entry's own date, and updates keep it."
_DEMAND_DATE = "Demand date comes from the demand date field."


def date_option(title: str, default: DateChoice | PayoutDate) -> Any:
    """The field of an option for an entry's date."""
    return _date_option(title, default, _DEFAULT_DATE)


def due_date_option(default: DateChoice | PayoutDate) -> Any:
    """The field of an option for an entry's due date."""
    return _date_option("Due date", default, _DEFAULT_DUE_DATE)


def _date_option(title: str, default: DateChoice | PayoutDate, description: str) -> Any:
    if isinstance(default, PayoutDate):
        description = f"{description} {_DEMAND_DATE}"
    return Field(default=default, title=title, description=description)


def chosen_date(
    choice: DateChoice | PayoutDate, transaction: Transaction, demand_date_field: str = ""
) -> dt.date | None:
    """The date an entry has; None leaves it to the date of the first sync."""
    match choice:
        case DateChoice.CLOSE_DATE | PayoutDate.CLOSE_DATE:
            return transaction.closing_date
        case PayoutDate.DEMAND_DATE:
            return transaction.attribute_date(demand_date_field)
        case _:
            return None
