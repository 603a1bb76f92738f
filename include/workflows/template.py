"""What a template is, and finding them: every module of `include.workflows.templates` holds one."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from include.books.catalogue import Catalogue
from include.books.documents import Document, DocumentKind
from include.workflows.category import Category


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A document, or a whole record, that a person must look at before it can be posted.

    `document_key` is empty when nothing of the record can be posted. `cause` is a short fixed text
    to group by; the sentence names the record and what is wrong.
    """

    document_key: str
    cause: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Booking:
    """How one CORE record is to stand in the books.

    `not_due` says, in words, why there is nothing to post yet; what stands in QuickBooks already
    is then left alone. `skipped` are documents that are not needed, with the reason. `day` is the
    record's own date, which a workflow's start date is compared with; `complete` tells whether the
    record is at 100 %, as auto-sync wants it.
    """

    documents: tuple[Document, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    skipped: tuple[str, ...] = ()
    not_due: str = ""
    day: dt.date | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """One way to book a category.

    Attributes:
        key: its name in the database: "income-via-invoices".
        title: as people choose it: "Track broker income via invoices".
        options: the options, with defaults and help; stored as JSON with the workflow.
        book: the pure function from a CORE record to documents.
        voided_when_gone: documents of these kinds are voided when CORE no longer has what they
            stand for (a payment taken back); all others are held back for a person to decide.
    """

    key: str
    category: Category
    title: str
    summary: str
    options: type[BaseModel]
    book: Callable[[Any, Any, Catalogue], Booking]
    voided_when_gone: frozenset[DocumentKind] = frozenset()


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


def document_key(category: Category, record_key: str, role: str) -> str:
    """The key of a document: it hangs on the deal and the payee, never on the disbursement."""
    return f"{category.value}/{record_key}/{role}"
