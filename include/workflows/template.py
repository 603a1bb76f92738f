"""What a template is, and finding them: every module of `include.workflows.templates` holds one."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from include.books.catalogue import Catalogue
from include.books.documents import Document, DocumentKind
from include.books.gateway import CompanyFacts, Feature
from include.workflows.category import Category
from include.workflows.matching import NewListEntry
from include.workflows.options import ClassOptions, WorkflowOptions


@dataclass(frozen=True, slots=True)
class OnHold:
    """A document, or a whole record, that a person must look at before it can be posted.

    `document_key` is empty when nothing of the record can be posted. `cause` is a short fixed text
    to group by; the sentence names the record and what is wrong.
    """

    document_key: str
    cause: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Posting:
    """How one CORE record is to stand in the books.

    `not_due` says, in words, why there is nothing to post; what stands in QuickBooks already is
    then left alone, unless the deal `fell_through` and the workflow voids such entries. `day` is
    the record's own date, which a workflow's start date is compared with; `complete` tells whether
    the record is at 100 %, as auto-sync wants it. `new_lists` are the products and classes that the
    documents need and QuickBooks does not have. `skipped` says what is not entered at all, and why;
    `needless` says, by document key, why a document
    need not be entered as long as it is not in QuickBooks.
    """

    documents: tuple[Document, ...] = ()
    on_hold: tuple[OnHold, ...] = ()
    skipped: tuple[str, ...] = ()
    needless: Mapping[str, str] = field(default_factory=dict)
    new_lists: tuple[NewListEntry, ...] = ()
    not_ready: str = ""
    fell_through: bool = False
    day: dt.date | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """One way to book a category.

    Attributes:
        key: its name in the database: "income-via-invoices".
        title: as people choose it: "Track broker income via invoices".
        options: the options, with defaults and help; stored as JSON with the workflow.
        entries_for: the pure function from a CORE record to documents.
        kinds: the kinds of entries that it makes.
        creates: what it creates in QuickBooks, sentence by sentence, for people who choose it.
        needs: features that a company's plan may lack.
        voided_when_gone: documents of these kinds are voided when CORE no longer has what they
            stand for (a payment taken back); for all others the workflow's option decides.
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


def why_unavailable(template: Template, company: CompanyFacts) -> str:
    """Why a company cannot use a template; empty when it can."""
    return _lacks(template.needs & company.missing)


def _lacks(missing: Iterable[Feature]) -> str:
    named = sorted(missing)
    return f"this QuickBooks company has no {' and no '.join(named)}" if named else ""


class TemplateUnavailable(ValueError):
    """The company's QuickBooks cannot do what the template needs; choose another template."""

    def __init__(self, template: Template, missing: Iterable[Feature]) -> None:
        self.reason = _lacks(missing)
        super().__init__(
            f"“{template.title}” cannot be used: {self.reason}. Choose another template or "
            "option, or upgrade the QuickBooks plan and connect the company again."
        )


def require(template: Template, options: WorkflowOptions, company: CompanyFacts) -> None:
    """See whether a company's QuickBooks can do what a template, with its options, needs.

    Raises:
        TemplateUnavailable: a feature is missing.
    """
    needs = set(template.needs)
    if isinstance(options, ClassOptions) and (options.class_field or options.default_class):
        needs.add(Feature.CLASSES)
    if DocumentKind.EXPENSE in template.kinds and getattr(options, "payment_method", None):
        needs.add(Feature.EXPENSE_METHODS)
    missing = needs & company.missing
    if missing:
        raise TemplateUnavailable(template, missing)


class TemplateUnknown(LookupError):
    """No template has this name; choose one of those named."""

    def __init__(self, key: str, known: Mapping[str, Template]) -> None:
        super().__init__(
            f"There is no template {key!r}. Choose one of: {', '.join(sorted(known))}."
        )


@cache
def templates() -> dict[str, Template]:
    """Every template by key."""
    from include.workflows import templates as package  # noqa: PLC0415  (its modules import this one)

    found: dict[str, Template] = {}
    for module in pkgutil.iter_modules(package.__path__):
        template: Template = importlib.import_module(f"{package.__name__}.{module.name}").TEMPLATE
        found[template.key] = template
    return found


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
        (one for one in templates().values() if one.category is category),
        key=lambda one: one.title,
    )


def kinds_of(category: Category) -> frozenset[DocumentKind]:
    """The kinds of entries that a category's templates make."""
    return frozenset().union(*(one.kinds for one in of_category(category)))


def document_key(category: Category, record_key: str, role: str) -> str:
    """The key of a document: it hangs on the deal and the payee, never on the disbursement."""
    return f"{category.value}/{record_key}/{role}"
