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
_PRODUCTS = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})


@dataclass(slots=True)
class Used:
    """What some entries and records use.

    Attributes:
        ids: of each list, how often each of its IDs is used.
        texts: names of customers, what follows agents' names in them, and names of records' own fields.
    """

    ids: dict[ListKind, Counter[str]] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)

    def add_entry(self, entry: Entry) -> None:
        """Count what an entry uses."""
        kind = ListKind.PRODUCT if entry.kind in _PRODUCTS else ListKind.ACCOUNT
        self._of(kind).update(target for target in entry.targets if target)
        self._of(ListKind.ACCOUNT).update([entry.account_id] if entry.account_id else [])
        classes = {extra.class_id for extra in entry.extras} | {entry.whole.class_id}
        self._of(ListKind.CLASS).update(classes - {""})
        name = entry.party_name
        self.texts.update({name, name[name.rfind("(") :] if name.endswith(")") else name} - {""})

    def add_record(self, record: StoredRecord) -> None:
        """Count the names of fields that a brokerage added to its transactions."""
        if isinstance(record, Transaction):
            self.texts.update(one.label or one.name for one in record.attributes)

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
        texts = [text for text, _ in used.texts.most_common(4 * _MOST) if _fits(info, text)]
        return [info.default, *dict.fromkeys(texts)]
    return []


def contrast(info: FieldInfo, now: Any, catalogue: Catalogue) -> list[Any]:
    """A value of an option that no entry uses: what is known is worse with it."""
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
