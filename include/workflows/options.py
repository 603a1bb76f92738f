"""Options that templates share: date choices, list choices, rules for items."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from include.books.catalogue import Catalogue, ListKind, ListRef


class DateChoice(StrEnum):
    """Where a document's date comes from."""

    QUICKBOOKS_DEFAULT = "QuickBooks default"
    """The day of the first posting; later updates keep it."""
    CLOSE_DATE = "CORE close date"


class Options(BaseModel):
    """Options of a template. Unknown ones are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemRule(Options):
    """What to do with co-broke and pre-commission items of one name.

    `name` is compared without regard to case. `sync` off: the item appears nowhere in QuickBooks.
    `create_payment` on: its payee gets a document of their own and income stays at the full
    amount; off, while sync is on: a line on the income document.
    """

    name: str
    sync: bool = True
    create_payment: bool = True


Rules = Annotated[
    tuple[ItemRule, ...],
    Field(
        default=(),
        title="Rules for items",
        description="Which co-broke and pre-commission items are synced, and which are paid out.",
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

    Returns:
        JSON-able values by field name, to start a form or a setup with.

    Raises:
        NothingToSuggest: for a field that nothing fits.
    """
    values: dict[str, Any] = {}
    for name, field in options.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or "list" not in extra:
            continue
        kind, types = ListKind(str(extra["list"])), [str(item) for item in extra["types"]]  # type: ignore[union-attr]  # (a list, by list_choice)
        named = catalogue.by_name(kind, str(extra["suggest"]))
        fitting = catalogue.of_type(kind, *types)
        entry = named or (fitting[0] if fitting else None)
        if entry is None:
            raise NothingToSuggest(field.title or name, types)
        values[name] = {"kind": kind.value, "id": entry.id, "name": entry.name}
    return values


class EntryUnknown(LookupError):
    """The company has no account or product of this name; use one it has."""

    def __init__(self, kind: ListKind, name: str) -> None:
        super().__init__(f"The QuickBooks company has no active {kind} called {name!r}.")


def from_text(options: type[BaseModel], name: str, value: str, catalogue: Catalogue) -> Any:
    """A value as a person types it: entries of lists by their name, all else as it stands.

    Raises:
        EntryUnknown: no active entry of the list has the name.
    """
    field = options.model_fields.get(name)
    extra = field.json_schema_extra if field else None
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


def matching(
    catalogue: Catalogue, kind: ListKind, item_name: str, default: ListRef
) -> tuple[ListRef, str]:
    """The product or account of an item's name; the default, with a note, when there is none.

    Returns:
        The list entry, and a note for the log (empty when the name matched).
    """
    entry = catalogue.by_name(kind, item_name) if item_name else None
    if entry is not None:
        return entry.ref, ""
    return default, f"no {kind} is called “{item_name}”, booked to {default.name}"
