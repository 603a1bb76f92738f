"""The options by which a template explains a company's entries best: tried one by one, as nothing tells them itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from include.books.catalogue import Catalogue, plain
from include.books.documents import Document, DocumentKind, marker
from include.books.entries import Entry
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.stored import StoredRecord
from include.sync.rebuild.agreement import agreement
from include.sync.rebuild.candidates import candidates, contrast, is_tried, used_by
from include.workflows.choices import suggested
from include.workflows.options import ItemRule, WhenEdited, WorkflowOptions
from include.workflows.template import Posting, Template

RULES = "item_rules"
_ROUNDS = 3
_UNWANTED = 0.5
"""What a document without an entry costs, of the 7 or so that one with an entry is worth."""

KeptNumber = Callable[[DocumentKind, str], str]
"""A document's number as the company's QuickBooks keeps it."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A record of CORE, and the entries that have tags of its documents, by tag."""

    record: StoredRecord
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Fit:
    """Options, and which of them the entries tell.

    Attributes:
        options: the template's.
        unknown: the names of options that could as well have another value.
    """

    options: WorkflowOptions
    unknown: tuple[str, ...]


def postings(
    template: Template, options: WorkflowOptions, record: StoredRecord, catalogue: Catalogue
) -> Posting:
    """What a template makes of a record; nothing where it can't be made."""
    try:
        return template.entries_for(record, options, catalogue)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return Posting(not_ready="can't be made")


class Fitter:
    """Tries options of a template on a sample of records.

    Args:
        company_id: of which tags are made.
        template: the template.
        sample: records with entries that it posted.
        catalogue: the company's lists.
        kept_number: how its QuickBooks keeps numbers.
    """

    def __init__(
        self,
        company_id: str,
        template: Template,
        sample: Sequence[Explained],
        catalogue: Catalogue,
        kept_number: KeptNumber,
    ) -> None:
        self._company_id = company_id
        self._template = template
        self._sample = sample
        self._catalogue = catalogue
        self._kept_number = kept_number
        self._numbers: dict[tuple[DocumentKind, str], str] = {}
        self._used = used_by([(one.record, tuple(one.entries.values())) for one in sample])

    def fit(self) -> Fit:
        """The options that explain most.

        Raises:
            NothingToSuggest: the company's lists lack what the template needs.
        """
        usual = self._options(suggested(self._template.options, self._catalogue))
        values = {name: getattr(usual, name) for name in self._template.options.model_fields}
        # What nobody knows gets its most careful value: an edit is never overwritten unasked.
        values["edited_in_quickbooks"] = WhenEdited.PUT_ON_HOLD
        before: dict[str, Any] = {}
        for _ in range(_ROUNDS):  # one option may have hidden what another one does
            if values == before:
                break
            before = dict(values)
            for name in self._tried():
                values[name] = self._best(values, name)
            if RULES in self._template.options.model_fields:
                values[RULES] = self._rules(values)
        return Fit(self._options(values), tuple(self._unknown(values)))

    def _tried(self) -> Iterator[str]:
        for name, info in self._template.options.model_fields.items():
            if is_tried(info) and name != RULES:
                yield name

    def _values(self, name: str) -> list[Any]:
        return candidates(self._template.options.model_fields[name], self._used, self._catalogue)

    def _best(self, values: Mapping[str, Any], name: str) -> Any:
        now = values[name]
        best, most = now, self.score(values)
        for value in self._values(name):
            if value != now and (score := self.score({**values, name: value})) > most:
                best, most = value, score
        return best

    def _unknown(self, values: Mapping[str, Any]) -> Iterator[str]:
        """Options that the entries say nothing of: another value explains as much, or none was tried."""
        most = self.score(values)
        for name, info in self._template.options.model_fields.items():
            if name == RULES:
                continue
            now = values[name]
            tried = self._values(name) if is_tried(info) else []
            others = [one for one in tried if one != now] or contrast(info, now, self._catalogue)
            if not others or any(self.score({**values, name: one}) >= most for one in others):
                yield name

    def _rules(self, values: Mapping[str, Any]) -> tuple[ItemRule, ...]:
        """Rules for items whose records are explained better by one."""
        rules: tuple[ItemRule, ...] = ()
        most = self.score({**values, RULES: rules})
        for name in self._item_names():
            for sync, pays in ((False, True), (True, False), (True, True)):
                tried = (*rules, ItemRule(name=name, sync=sync, create_payment=pays))
                if (score := self.score({**values, RULES: tried})) > most:
                    most, better = score, tried
                    rules = (*(one for one in rules if one.name != name), better[-1])
        return rules

    def _item_names(self) -> list[str]:
        names: dict[str, str] = {}
        for one in self._sample:
            if isinstance(one.record, Transaction) and one.record.disbursement:
                deal = one.record.disbursement
                names.update((plain(share.name), share.name) for share in deal.co_broke)
                names.update((plain(item.name), item.name) for item in deal.pre_commission)
        return sorted(names.values())

    def _options(self, values: Mapping[str, Any]) -> WorkflowOptions:
        return self._template.options.model_validate(dict(values))

    def score(self, values: Mapping[str, Any]) -> float:
        """How much of the sample's entries options explain; below nothing for values that don't go together."""
        try:
            options = self._options(values)
        except ValidationError:
            return -1.0
        return sum(self._explains(options, one) for one in self._sample)

    def _explains(self, options: WorkflowOptions, one: Explained) -> float:
        posting = postings(self._template, options, one.record, self._catalogue)
        explained = 0.0
        for document in posting.documents:
            entry = one.entries.get(marker(self._company_id, document.key))
            if entry is not None:
                explained += agreement(document, entry, self._number(document))
            elif document.key not in posting.needless:
                explained -= _UNWANTED
        return explained

    def _number(self, document: Document) -> str:
        key = (document.kind, document.number)
        if key not in self._numbers:
            self._numbers[key] = self._kept_number(*key)
        return self._numbers[key]
