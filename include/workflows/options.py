"""Options that templates share: choices from lists, dates, classes, items' rules, and policies."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from include.books.catalogue import Catalogue, ListKind, ListRef


class DateChoice(StrEnum):
    """Where a document's date comes from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    """The day of the first posting; later updates keep it."""
    CLOSE_DATE = "CORE close date"


class PayoutDate(StrEnum):
    """Where the date of a document that pays somebody comes from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    """The day of the first posting; later updates keep it."""
    CLOSE_DATE = "CORE close date"
    DEMAND_DATE = "Demand date"
    """A field that the brokerage added to its transactions."""


class WhenEdited(StrEnum):
    """What to do with an entry that somebody changed in QuickBooks."""

    OVERWRITE = "Overwrite with CORE"
    PUT_ON_HOLD = "Put on hold"


class WhenClosed(StrEnum):
    """What to do with a document dated in a closed period."""

    PUT_ON_HOLD = "Put on hold"
    FIRST_OPEN_DAY = "Post at the first open day"


class WhenGone(StrEnum):
    """What to do with an entry that CORE no longer asks for."""

    PUT_ON_HOLD = "Put on hold"
    VOID = "Void"


class Options(BaseModel):
    """Options of a template. Unknown ones are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


LATER = "When things change"
"""The heading under which pages show what happens after posting."""


class WorkflowOptions(Options):
    """What every template lets people choose: what happens to entries after they were posted."""

    edited_in_quickbooks: WhenEdited = Field(
        default=WhenEdited.OVERWRITE,
        title="When an entry was changed in QuickBooks",
        description="CORE's figures are written over it, both values in the log; or the record is "
        "held back for a person to decide.",
        json_schema_extra={"group": LATER},
    )
    closed_period: WhenClosed = Field(
        default=WhenClosed.PUT_ON_HOLD,
        title="When the books are closed for a date",
        description="The record is held back with the closing date; or a new entry is dated the "
        "first open day, and the log says so. Entries in a closed period are never changed.",
        json_schema_extra={"group": LATER},
    )
    no_longer_in_core: WhenGone = Field(
        default=WhenGone.PUT_ON_HOLD,
        title="When CORE no longer asks for an entry",
        description="An agent replaced on a deal, a bill that became a credit: the old entry is "
        "left for a person to decide, or voided.",
        json_schema_extra={"group": LATER},
    )
    fell_through: WhenGone = Field(
        default=WhenGone.PUT_ON_HOLD,
        title="When a deal falls through after posting",
        description="Its entries are left for a person to decide, or voided. A disbursement that "
        "is only removed, to be created anew, never voids anything.",
        json_schema_extra={"group": LATER},
    )


class ClassOptions(WorkflowOptions):
    """The class of a deal's documents, for brokerages that follow their offices."""

    class_field: str = Field(
        default="",
        title="Class by office",
        description="The field of CORE's transaction that names the office, such as Office; its "
        "value is the class. Empty: no class by office.",
    )
    default_class: ListRef | None = Field(
        default=None,
        title="Class",
        description="For all documents, or for those whose office is no class.",
        json_schema_extra={"list": ListKind.CLASS.value, "types": [], "suggest": ""},
    )
    create_missing_classes: bool = Field(
        default=False,
        title="Create missing classes",
        description="An office that is no class in QuickBooks yet becomes one.",
    )


class ItemRule(Options):
    """What to do with co-broke and pre-commission items of one name.

    `name` is compared without regard to case. `sync` off: the item appears nowhere in QuickBooks.
    `create_payment` on: its payee gets a document of their own and income stays at the full
    amount; off, while sync is on: a line on the income document. `target` is the product or
    account it is booked to, where its name should not decide.
    """

    name: str
    sync: bool = True
    create_payment: bool = True
    target: ListRef | None = None


Rules = Annotated[
    tuple[ItemRule, ...],
    Field(
        default=(),
        title="Rules for items",
        description="Which co-broke and pre-commission items are synced, which are paid out, and "
        "what they are booked to.",
    ),
]

CreateProducts = Annotated[
    bool,
    Field(
        default=False,
        title="Create missing products",
        description="An item whose name is no product's or service's becomes a service, with the "
        "income account of the default product. Off: it is booked to the default product.",
    ),
]


def list_choice(
    kind: ListKind, title: str, help_text: str, types: tuple[str, ...], suggest: str
) -> Any:
    """A field that is chosen from one of the company's lists.

    Args:
        kind: which list feeds the drop-down.
        title: the field's name on pages and in documentation.
        help_text: what it decides.
        types: QuickBooks' types of accounts or products that make sense; empty for all.
        suggest: the name to preselect when the company has an entry of that name.
    """
    return Field(
        title=title,
        description=help_text,
        json_schema_extra={"list": kind.value, "types": list(types), "suggest": suggest},
    )


class NothingToSuggest(LookupError):
    """The company's lists have nothing that fits a field; choose an entry or make one."""

    def __init__(self, title: str, types: list[str]) -> None:
        super().__init__(
            f"{title}: the QuickBooks company has no fitting entry ({' or '.join(types) or 'any'}). "
            "Make one in QuickBooks, refresh the lists, then choose it."
        )


def suggested(options: type[BaseModel], catalogue: Catalogue) -> dict[str, Any]:
    """Values for the fields chosen from lists: the entry of the suggested name, or the first fitting.

    Fields that may stay empty are left so.

    Returns:
        JSON-able values by field name, to start a form or a setup with.

    Raises:
        NothingToSuggest: for a field that nothing fits.
    """
    values: dict[str, Any] = {}
    for name, field in options.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or "list" not in extra or not field.is_required():
            continue
        kind, types = ListKind(str(extra["list"])), [str(item) for item in extra["types"]]  # type: ignore[union-attr]  # (a list, by list_choice)
        named = catalogue.by_name(kind, str(extra["suggest"]))
        fitting = catalogue.of_type(kind, *types)
        entry = named or (fitting[0] if fitting else None)
        if entry is None:
            raise NothingToSuggest(field.title or name, types)
        values[name] = {"kind": kind.value, "id": entry.id, "name": entry.name}
    return values


class OptionUnreadable(ValueError):
    """An option that is a list of rules is written as JSON."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            f"{name} is no JSON ({problem}). Write it like "
            f'[{{"name": "Referral fee", "create_payment": false}}]. Nothing was changed.'
        )


class EntryUnknown(LookupError):
    """The company has no account or product of this name; use one it has."""

    def __init__(self, kind: ListKind, name: str) -> None:
        super().__init__(f"The QuickBooks company has no active {kind} called {name!r}.")


def from_text(options: type[BaseModel], name: str, value: str, catalogue: Catalogue) -> Any:
    """A value as a person types it: entries of lists by their name, rules as JSON.

    Raises:
        EntryUnknown: no active entry of the list has the name.
        OptionUnreadable: it is no JSON where JSON is asked for.
    """
    field = options.model_fields.get(name)
    extra = field.json_schema_extra if field else None
    if field is not None and value.strip().startswith(("[", "{")):
        try:
            return json.loads(value)
        except ValueError as error:
            raise OptionUnreadable(name, str(error)) from None
    if not isinstance(extra, dict) or "list" not in extra:
        return value
    kind = ListKind(str(extra["list"]))
    entry = catalogue.by_name(kind, value)
    if entry is None:
        raise EntryUnknown(kind, value)
    return {"kind": kind.value, "id": entry.id, "name": entry.name}


def chosen_date(choice: DateChoice, close_date: dt.date | None) -> dt.date | None:
    """The date a document carries; None leaves it to the day of the first posting."""
    return close_date if choice is DateChoice.CLOSE_DATE else None
