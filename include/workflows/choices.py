"""How an option is chosen: typed notes on the fields of options, and values made from them.

An option says more than its type: which list of the company it is chosen from, under which heading a
form shows it, whether it decides which entries a record has, whether it dates them. Each is a note in
the field's `Annotated` type, read with `note_of`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from include.books.catalogue import Catalogue, ListEntry, ListKind, plain
from include.books.country_words import country_of_words, in_words
from include.books.sales_tax import TaxSide
from include.books.wording import joined, plural
from include.understood import Understood

Note = TypeVar("Note")


@dataclass(frozen=True, slots=True)
class Choice:
    """The option is an entry of one of the company's lists.

    Attributes:
        kind: the list that feeds the drop-down.
        types: QuickBooks' types of accounts or products that make sense; empty for all.
        suggest: the name to preselect when the company has an entry of that name.
        side: of tax codes, the side that must have a rate.
    """

    kind: ListKind
    types: tuple[str, ...] = ()
    suggest: str = ""
    side: TaxSide | None = None

    def fits(self, entry: ListEntry) -> bool:
        """Whether an entry is of a type that makes sense, and has the rate that is needed."""
        if self.side is not None and self.side.rates(entry) is None:
            return False
        return not self.types or entry.type in self.types

    def fitting(self, catalogue: Catalogue) -> tuple[ListEntry, ...]:
        """The active entries that may be chosen, by name."""
        entries = (
            entry
            for entry in catalogue.entries
            if entry.kind is self.kind
            and entry.active
            and not entry.is_foreign
            and self.fits(entry)
        )
        return tuple(sorted(entries, key=lambda entry: plain(entry.name)))

    def suggestion(self, catalogue: Catalogue) -> ListEntry | None:
        """The entry of the suggested name, else the first that fits; None when nothing fits."""
        named = catalogue.by_name(self.kind, self.suggest)
        return named or next(iter(self.fitting(catalogue)), None)


@dataclass(frozen=True, slots=True)
class Group:
    """The heading under which pages show the option; without one it is about posting itself."""

    heading: str


@dataclass(frozen=True, slots=True)
class DecidesEntries:
    """The option decides which entries a record has; records in QuickBooks keep its old value."""


@dataclass(frozen=True, slots=True)
class OnlyWithTaxCodes:
    """The option exists only for companies in which every line needs a tax code."""


@dataclass(frozen=True, slots=True)
class DatesEntries:
    """The option says where the date of a record's entries comes from.

    Attributes:
        own_date: its value by which entries have the record's own date: its closing, its billing.
    """

    own_date: StrEnum


def note_of(field: FieldInfo, kind: type[Note]) -> Note | None:
    """The note of a kind on an option's field, or None: `note_of(field, Choice)`."""
    return next((note for note in field.metadata if isinstance(note, kind)), None)


def option_fields(options: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The options of a template by name, titled and explained in the words of the company's country.

    Whatever shows an option asks here; `model_fields` has them as they are written in code.
    """
    return _fields_in(country_of_words(), options)


@cache
def _fields_in(_country: str, options: type[BaseModel]) -> Mapping[str, FieldInfo]:
    return {name: _worded(field) for name, field in options.model_fields.items()}


def _worded(field: FieldInfo) -> FieldInfo:
    worded = copy.copy(field)
    worded.title = in_words(field.title or "") or None
    worded.description = in_words(field.description or "") or None
    worded.metadata = [
        Group(in_words(note.heading)) if isinstance(note, Group) else note
        for note in field.metadata
    ]
    return worded


def offered(options: type[BaseModel], catalogue: Catalogue) -> dict[str, FieldInfo]:
    """The options that a company can choose, by name, in the words of its country.

    Only companies whose lines need tax codes have any on their lists: all others see nothing of tax.
    """
    taxed = any(entry.kind is ListKind.TAX_CODE for entry in catalogue.entries)
    return {
        name: field
        for name, field in option_fields(options).items()
        if taxed or note_of(field, OnlyWithTaxCodes) is None
    }


def blank_tax_codes(options: BaseModel) -> list[str]:
    """The titles of the tax codes that aren't chosen: in a company whose lines need them, records wait."""
    return [
        field.title or name
        for name, field in type(options).model_fields.items()
        if note_of(field, OnlyWithTaxCodes) is not None and getattr(options, name) is None
    ]


class NothingToSuggest(Understood, LookupError):
    """The company's lists have nothing that fits an option; choose an entry or create one."""

    def __init__(self, title: str, choice: Choice) -> None:
        what = f"{choice.kind} of type {' or '.join(choice.types)}" if choice.types else choice.kind
        super().__init__(
            f"{title}: the QuickBooks company has no active {what}. Create one in QuickBooks, "
            "refresh the lists, then choose it."
        )


def suggested(options: type[BaseModel], catalogue: Catalogue) -> dict[str, Any]:
    """Values for the options chosen from lists: the entry of the suggested name, or the first fitting.

    Options that may stay blank are left so.

    Returns:
        JSON-able values by option name, to start a form or a setup with.

    Raises:
        NothingToSuggest: for an option that nothing fits.
    """
    values: dict[str, Any] = {}
    for name, field in option_fields(options).items():
        choice = note_of(field, Choice)
        if choice is None or not field.is_required():
            continue
        entry = choice.suggestion(catalogue)
        if entry is None:
            raise NothingToSuggest(field.title or name, choice)
        values[name] = _stored(entry)
    return values


class OptionUnreadable(Understood, ValueError):
    """An option that is a list of rules is written as JSON."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            f"The value of {name} isn't JSON ({problem}). Write it like "
            f'[{{"name": "Referral fee", "create_payment": false}}]. Nothing was changed.'
        )


class EntryUnknown(Understood, LookupError):
    """The company has no active account or product of this name, or several; use one it has."""

    def __init__(self, kind: ListKind, name: str, sharing: Sequence[ListEntry] = ()) -> None:
        sentence = f"The QuickBooks company has no active {kind} named “{name}”."
        if len(sharing) > 1:
            names = joined([f"“{entry.name}”" for entry in sharing])
            sentence = (
                f"The QuickBooks company has {len(sharing)} {plural(kind)} named “{name}”. Choose "
                f"one by its full name: {names}."
            )
        super().__init__(sentence)


def from_text(options: type[BaseModel], name: str, value: str, catalogue: Catalogue) -> Any:
    """A value as it is typed: entries of lists by their name, rules as JSON.

    Raises:
        EntryUnknown: no active entry of the list has the name.
        OptionUnreadable: it isn't JSON where JSON is expected.
    """
    field = option_fields(options).get(name)
    if field is not None and value.strip().startswith(("[", "{")):
        try:
            return json.loads(value)
        except ValueError as error:
            raise OptionUnreadable(name, str(error)) from None
    choice = note_of(field, Choice) if field else None
    if choice is None:
        return value
    entry = catalogue.by_name(choice.kind, value)
    if entry is None:
        raise EntryUnknown(choice.kind, value, catalogue.sharing(choice.kind, value))
    return _stored(entry)


def _stored(entry: ListEntry) -> dict[str, str]:
    """A list entry as options keep it."""
    return {"kind": entry.kind.value, "id": entry.id, "name": entry.name}
