"""From names in CORE to products, accounts and classes of QuickBooks; never by guessing."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.books.catalogue import AccountType, Catalogue, ListKind, ListRef, plain
from include.books.wording import joined, plural
from include.core_backoffice.records.records import Transaction
from include.workflows.options import ClassOptions, ItemRule

_NOT_FOR_LINES = {
    ListKind.ACCOUNT: (
        AccountType.BANK,
        AccountType.CREDIT_CARD,
        AccountType.RECEIVABLE,
        AccountType.PAYABLE,
    ),
    ListKind.PRODUCT: ("Category", "Group"),
}
"""What no line posts to because of a name: an item called "Escrow" is a fee, not a bank account."""


@dataclass(frozen=True, slots=True)
class NewListEntry:
    """A product or class that is to be created, under the name that QuickBooks keeps.

    `account_id` is a product's income account.
    """

    kind: ListKind
    name: str
    account_id: str = ""

    @property
    def key(self) -> str:
        """It is one, however many documents need it: "product/desk fee"."""
        return f"{self.kind}/{plain(self.name)}"

    @property
    def ref(self) -> ListRef:
        """The reference that documents carry until it exists."""
        return ListRef(self.kind, "", self.name)


def missing(catalogue: Catalogue, kind: ListKind, name: str) -> str:
    """Why a name is not found, as a part of a sentence."""
    if not name.strip():
        return "a line has no name in CORE"
    sharing = catalogue.sharing(kind, name)
    if len(sharing) < 2:  # noqa: PLR2004  (one name for two is unclear)
        return f"no {kind} is named “{name}”"
    names = joined([f"“{entry.name}”" for entry in sharing])
    return f"{len(sharing)} {plural(kind)} are named “{name}” ({names})"


@dataclass(slots=True)
class Matcher:
    """Finds what an item of a record posts to, and notes what the log should tell of it.

    Attributes:
        catalogue: the company's lists.
        kind: products for sales entries, accounts for all others.
        default: what items of no known name post to.
        create_missing: make a service of a name that is none.
        notes: what posts to the default, and what is created, for the log.
        defaults: of the notes, those on lines that post to the default.
        new: what has to be created first.
    """

    catalogue: Catalogue
    kind: ListKind
    default: ListRef
    create_missing: bool = False
    notes: list[str] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    new: list[NewListEntry] = field(default_factory=list)

    def target(
        self, name: str, rule: ItemRule | None = None, default: ListRef | None = None
    ) -> ListRef:
        """What a line of this name posts to: by rule, by name, created, or the default."""
        default = default or self.default
        if rule and rule.target and rule.target.kind is self.kind:
            return rule.target
        entry = self.catalogue.by_name(self.kind, name) if name else None
        if entry is not None and entry.type in _NOT_FOR_LINES.get(self.kind, ()):
            return self._defaulted(f"the {self.kind} “{name}” is of type {entry.type}", default)
        if entry is not None:
            return entry.ref
        kept = self.catalogue.kept(name)
        if (
            self.create_missing
            and _can_be_created(kept)
            and not self.catalogue.sharing(self.kind, name)
        ):
            return self._created(kept, default)
        return self._defaulted(missing(self.catalogue, self.kind, name), default)

    def class_of(self, transaction: Transaction, options: ClassOptions) -> ListRef | None:
        """The class of a transaction's entries: its office's, or the default one."""
        if not options.class_field:
            return options.default_class
        office = transaction.attribute(options.class_field).strip()
        entry = self.catalogue.by_name(ListKind.CLASS, office) if office else None
        if entry is not None:
            return entry.ref
        shared = bool(office and self.catalogue.sharing(ListKind.CLASS, office))
        kept = self.catalogue.kept(office)
        if options.create_missing_classes and _can_be_created(kept) and not shared:
            return self._add(NewListEntry(ListKind.CLASS, kept))
        default = options.default_class
        instead = f"the class {default.name}" if default else "no class"
        why = f"no {options.class_field} in CORE"
        if office:
            why = missing(self.catalogue, ListKind.CLASS, office)
        self._note(f"{why}, so it has {instead}")
        return default

    def _defaulted(self, why: str, default: ListRef) -> ListRef:
        note = f"{why}, so it posts to {default.name}"
        self._note(note)
        if note not in self.defaults:
            self.defaults.append(note)
        return default

    def _created(self, name: str, default: ListRef) -> ListRef:
        like = self.catalogue.by_id(self.kind, default.id)
        return self._add(NewListEntry(self.kind, name, like.account_id if like else ""))

    def _add(self, entry: NewListEntry) -> ListRef:
        if entry not in self.new:
            self.new.append(entry)
            self._note(f"the {entry.kind} “{entry.name}” is created")
        return entry.ref

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def _can_be_created(name: str) -> bool:
    """A colon is QuickBooks' own: it separates a name from the one that it is below."""
    return bool(name) and ":" not in name
