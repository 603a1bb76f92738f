"""What a template is, and finding them: every module of `include.workflows.templates` holds one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from include.books.catalogue import Catalogue
from include.books.causes import HoldCause
from include.books.country_words import country_of_words, in_words
from include.books.documents import Document, DocumentKind
from include.books.gateway import CompanyFacts, Feature
from include.core_backoffice.records.records import Transaction
from include.understood import Understood
from include.workflows.category import Category
from include.workflows.matching import NewListEntry
from include.workflows.options import ClassOptions, WorkflowOptions


@dataclass(frozen=True, slots=True)
class OnHold:
    """A document, or a whole record, that can't post until someone acts.

    `document_key` is empty when the whole record is on hold. `cause` is what pages group
    by; the sentence names the record, what happened and why.
    """

    document_key: str
    cause: HoldCause
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Posting:
    """The entries that one CORE record is to have in QuickBooks.

    Attributes:
        documents: the entries.
        on_hold: what can't post, and why.
        skipped: what is never created, and why, for the log.
        needless: by document key, why a document isn't created as long as it isn't in QuickBooks.
        new_lists: products and classes that the documents need and QuickBooks doesn't have.
        not_ready: in words, why there is nothing to post; entries already in QuickBooks are then
            left alone, unless the transaction `fell_through` and the workflow voids them.
        fell_through: whether the transaction was canceled.
        is_before_start: whether that is because the workflow's start date leaves the record out.
        day: the record's own date, which a workflow's start date is compared with.
        complete: whether the record is at 100%, which auto-sync can require.
        payees: who is paid in a company whose lines need tax codes, by the key of their vendor: of each,
            someone must say whether they charge tax.
    """

    documents: tuple[Document, ...] = ()
    on_hold: tuple[OnHold, ...] = ()
    skipped: tuple[str, ...] = ()
    needless: Mapping[str, str] = field(default_factory=dict)
    new_lists: tuple[NewListEntry, ...] = ()
    not_ready: str = ""
    fell_through: bool = False
    is_before_start: bool = False
    day: dt.date | None = None
    complete: bool = True
    payees: Mapping[str, str] = field(default_factory=dict)


def without_disbursement(transaction: Transaction) -> Posting:
    """Nothing to post yet, or no longer, and why."""
    return Posting(not_ready=transaction.why_no_disbursement, fell_through=transaction.is_cancelled)


@dataclass(frozen=True, slots=True)
class Template:
    """One way to post a category.

    Attributes:
        key: its name in the database: "income-via-invoices".
        title: as pages show it: "Track broker income via invoices".
        options: the options, with defaults and help; stored as JSON with the workflow.
        entries_for: the pure function from a CORE record to documents.
        kinds: the kinds of entries that it makes.
        creates: what it creates in QuickBooks, sentence by sentence, for those who choose it.
        needs: features that a company's QuickBooks subscription may lack.
        voided_when_gone: documents of these kinds are voided when CORE no longer has what they are
            for (a reversed payment); for all others the workflow's option decides.
    """

    key: str
    category: Category
    title: str
    summary: str
    options: type[WorkflowOptions]
    entries_for: Callable[[Any, Any, Catalogue], Posting]
    kinds: frozenset[DocumentKind]
    creates: tuple[str, ...]
    needs: frozenset[Feature] = frozenset()
    voided_when_gone: frozenset[DocumentKind] = frozenset()

    @property
    def makes(self) -> str:
        """What its title says it posts by: "invoices"; empty where the title doesn't."""
        return self.title.partition(" via ")[2]


def why_unavailable(template: Template, company: CompanyFacts) -> str:
    """Why a company cannot use a template; empty when it can."""
    return _lacks(template.needs & company.missing)


def _lacks(missing: Iterable[Feature]) -> str:
    named = sorted(missing)
    return f"this QuickBooks company has no {' and no '.join(named)}" if named else ""


_BY_SUBSCRIPTION = frozenset({Feature.BILLS, Feature.CLASSES})


def another_choice(missing: Iterable[Feature]) -> str:
    """What to do where features are missing: a higher subscription of QuickBooks has some of them."""
    if _BY_SUBSCRIPTION.isdisjoint(missing):
        return "Choose another template or option."
    return (
        "Choose another template or option, or upgrade the QuickBooks subscription and reconnect the "
        "company."
    )


class TemplateUnavailable(Understood, ValueError):
    """The company's QuickBooks cannot do what the template needs; choose another template."""

    def __init__(self, template: Template, missing: Iterable[Feature]) -> None:
        self.reason = _lacks(missing)
        super().__init__(
            f"“{template.title}” can't be used because {self.reason}. {another_choice(missing)}"
        )


def needs_of(template: Template, options: WorkflowOptions) -> set[Feature]:
    """The features that a template needs with its options."""
    needs = set(template.needs)
    if isinstance(options, ClassOptions) and (options.class_field or options.default_class):
        needs.add(Feature.CLASSES)
    if DocumentKind.EXPENSE in template.kinds and getattr(options, "payment_method", None):
        needs.add(Feature.EXPENSE_METHODS)
    return needs


def require(template: Template, options: WorkflowOptions, company: CompanyFacts) -> None:
    """Check that a company's QuickBooks can do what a template, with its options, needs.

    Raises:
        TemplateUnavailable: a feature is missing.
    """
    missing = needs_of(template, options) & company.missing
    if missing:
        raise TemplateUnavailable(template, missing)


class TemplateUnknown(Understood, LookupError):
    """No template has this name; choose one of those named."""

    def __init__(self, key: str, known: Mapping[str, Template]) -> None:
        super().__init__(
            f"There is no template named {key!r}. Choose one of: {', '.join(sorted(known))}."
        )


def templates() -> dict[str, Template]:
    """Every template by key, titled and described in the words of the company's country."""
    return _templates_in(country_of_words())


@cache
def _templates_in(_country: str) -> dict[str, Template]:
    return {key: _worded(one) for key, one in _templates().items()}


def _worded(one: Template) -> Template:
    title, summary = in_words(one.title), in_words(one.summary)
    creates = tuple(map(in_words, one.creates))
    if (title, summary, creates) == (one.title, one.summary, one.creates):
        return one
    return dataclasses.replace(one, title=title, summary=summary, creates=creates)


@cache
def _templates() -> dict[str, Template]:
    from include.workflows import templates as package  # noqa: PLC0415  (its modules import this one)

    by_key: dict[str, Template] = {}
    for module in pkgutil.iter_modules(package.__path__):
        template: Template = importlib.import_module(f"{package.__name__}.{module.name}").TEMPLATE
        by_key[template.key] = template
    return by_key


def template(key: str) -> Template:
    """The template of this key.

    Raises:
        TemplateUnknown: there is none.
    """
    if key not in templates():
        raise TemplateUnknown(key, templates())
    return templates()[key]


def of_category(category: Category) -> list[Template]:
    """The templates of a category, by title."""
    return sorted(
        (template for template in templates().values() if template.category is category),
        key=lambda template: template.title,
    )


def kinds_of(category: Category) -> frozenset[DocumentKind]:
    """The kinds of entries that a category's templates make."""
    return frozenset().union(*(template.kinds for template in of_category(category)))


def document_key(category: Category, record_key: str, role: str) -> str:
    """The key of a document: from the transaction and the payee, never the disbursement."""
    return f"{category.value}/{record_key}/{role}"
