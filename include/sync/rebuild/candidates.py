"""The values that an option may have had: what the entries use, and what records have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.stored import StoredRecord
from include.workflows.choices import Choice, Group, note_of
from include.workflows.options import LATER, SALES_TAX

_MOST = 12
"""Values of one option that are tried, the most used first."""
_SHARE = 0.2
"""How many of the entries have a name, or what follows in it, that an option may say."""
_NOBODYS = "?"
"""A text that no option has."""
_PRODUCTS = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})


@dataclass(slots=True)
class Used:
    """What some entries and records use.

    Attributes:
        ids: of each list, how often each of its IDs is used.
        names: of customers and vendors, and what follows in brackets in them.
        fields: names of fields that a brokerage added to its transactions.
        entries: how many.
    """

    ids: dict[ListKind, Counter[str]] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    def add_entry(self, entry: Entry) -> None:
        """Count what an entry uses."""
        kind = ListKind.PRODUCT if entry.kind in _PRODUCTS else ListKind.ACCOUNT
        self._of(kind).update(target for target in entry.targets if target)
        self._of(ListKind.ACCOUNT).update([entry.account_id] if entry.account_id else [])
        classes = {extra.class_id for extra in entry.extras} | {entry.whole.class_id}
        self._of(ListKind.CLASS).update(classes - {""})
        name = entry.party_name
        self.names.update({name, name[name.rfind("(") :] if name.endswith(")") else name} - {""})
        self.entries += 1

    def add_record(self, record: StoredRecord) -> None:
        """Count the names of fields that a brokerage added to its transactions."""
        if isinstance(record, Transaction):
            self.fields.update(one.label or one.name for one in record.attributes)

    @property
    def texts(self) -> list[str]:
        """Texts that an option may have been: what many names have, and the most frequent fields."""
        often = [name for name, times in self.names.items() if times > _SHARE * self.entries]
        return [*often, *(name for name, _ in self.fields.most_common(_MOST))]

    def _of(self, kind: ListKind) -> Counter[str]:
        return self.ids.setdefault(kind, Counter())


def used_by(pairs: Iterable[tuple[StoredRecord, Sequence[Entry]]]) -> Used:
    """What some records and their entries use."""
    used = Used()
    for record, entries in pairs:
        used.add_record(record)
        for entry in entries:
            used.add_entry(entry)
    return used


def is_tried(info: FieldInfo) -> bool:
    """Whether entries can tell an option: not what happens after posting; tax codes are found on their own."""
    return note_of(info, Group) not in (LATER, SALES_TAX)


def candidates(info: FieldInfo, used: Used, catalogue: Catalogue) -> list[Any]:
    """The values of an option that are worth trying, as a form would give them; empty where none can be known."""
    choice = note_of(info, Choice)
    if choice is not None:
        return _listed(info, choice, used, catalogue)
    kind = info.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)
    if kind is bool:
        return [False, True]
    if kind is str:
        fitting = [text for text in used.texts if _fits(info, text)]
        return list(dict.fromkeys([info.default, *fitting]))
    return []


def contrast(info: FieldInfo, now: Any, catalogue: Catalogue) -> list[Any]:
    """A value of an option that no entry uses: what is known is worse with it."""
    if info.annotation is str:
        return [_NOBODYS]
    choice = note_of(info, Choice)
    fitting = choice.fitting(catalogue) if choice is not None else ()
    return [entry.ref for entry in fitting if now is None or entry.id != now.id][:1]


def _fits(info: FieldInfo, text: str) -> bool:
    longest = next((rule.max_length for rule in info.metadata if hasattr(rule, "max_length")), 100)
    return bool(len(text) <= longest)


def _listed(info: FieldInfo, choice: Choice, used: Used, catalogue: Catalogue) -> list[Any]:
    found: list[Any] = [] if info.is_required() else [None]
    for entry_id, _ in used.ids.get(choice.kind, Counter()).most_common():
        entry = catalogue.by_id(choice.kind, entry_id)
        if entry is not None and entry.active and choice.fits(entry):
            found.append(entry.ref)
    return found[:_MOST]
