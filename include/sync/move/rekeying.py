"""The IDs of the old QuickBooks in documents, options and differences become those of the new one: pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from include.books.catalogue import ListRef
from include.books.documents import Document, Line, fingerprint
from include.database.stored.documents import document_from_json, document_to_json
from include.sync.move.needed import list_refs


@dataclass(frozen=True, slots=True)
class NewName:
    """What a name is called in the new QuickBooks; `id` is empty if it isn't there."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """What became of customers, vendors and lists' entries: by kind and ID in the old QuickBooks."""

    by_old: Mapping[tuple[str, str], NewName]

    def id(self, kind: str, old_id: str) -> str:
        """The new ID; empty if it isn't there, or wasn't asked for."""
        found = self.by_old.get((kind, old_id))
        return found.id if found else ""

    def ref(self, ref: ListRef) -> ListRef:
        """A reference to a list's entry, with the new ID; without one, to what isn't there."""
        return dataclasses.replace(ref, id=self.id(ref.kind.value, ref.id)) if ref.id else ref

    def optional(self, ref: ListRef | None) -> ListRef | None:
        """The same, where there may be none."""
        return self.ref(ref) if ref is not None else None

    def document(self, document: Document) -> Document:
        """A document that posts to the same accounts, products ... of the new QuickBooks."""
        return dataclasses.replace(
            document,
            lines=tuple(self._line(line) for line in document.lines),
            account=self.optional(document.account),
            class_ref=self.optional(document.class_ref),
            payment_method=self.optional(document.payment_method),
        )

    def _line(self, line: Line) -> Line:
        return dataclasses.replace(line, target=self.ref(line.target), tax=self.optional(line.tax))

    def options(self, values: Any) -> Any:
        """A workflow's options, which name the same accounts, products ... of the new QuickBooks."""
        if isinstance(values, Mapping):
            if next(iter(list_refs(values)), None) is values:
                new_id = self.id(values["kind"], values["id"]) if values["id"] else ""
                return {**values, "id": new_id}
            return {name: self.options(value) for name, value in values.items()}
        if isinstance(values, list | tuple):
            return [self.options(value) for value in values]
        return values


def rekeyed_document(
    values: Mapping[str, Any], names: Names
) -> tuple[dict[str, Any], dict[str, str]]:
    """A stored document with the new IDs, and the fingerprint that its old one becomes.

    Returns:
        The document as it is stored, and its old fingerprint with the new one.
    """
    old = document_from_json(values)
    new = names.document(old)
    before, after = fingerprint(old.content()), fingerprint(new.content())
    return document_to_json(new), {before: after}


def new_fingerprint(old: str, known: Iterable[Mapping[str, str]]) -> str:
    """What a stored fingerprint becomes; empty if the document that it is of isn't known.

    An empty one equals none: if CORE's record changes, its entry is updated to what CORE has.
    """
    return next((one[old] for one in known if old in one), "")
