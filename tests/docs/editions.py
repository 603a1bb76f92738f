"""What QuickBooks Online and QuickBooks Desktop each support, per template: out of the code."""

from __future__ import annotations

from include.books.documents import PAYMENTS, DocumentKind
from include.books.gateway import Feature
from include.quickbooks.desktop.company import NEVER
from include.quickbooks.desktop.entries.forms import (
    CARD,
    CARD_KINDS,
    DELETED,
    FORMS,
    longest_number,
)
from include.quickbooks.desktop.entries.spelling import LIST_NAME, NAME
from include.quickbooks.online.entries.documents import ENTITIES
from include.workflows.category import Category
from include.workflows.documentation import table
from include.workflows.template import Template, of_category

_HEADERS = ("Template", "Entry", "QuickBooks Online", "QuickBooks Desktop", "Number on Desktop")
_ONLINE_NUMBER = 21


def editions_text() -> str:
    """One row for every entry of every template, then what one of the two does not have."""
    rows = [
        row
        for category in Category
        for template in of_category(category)
        for row in _rows(template)
    ]
    return "\n\n".join([table(_HEADERS, rows), _differences()])


def _rows(template: Template) -> list[tuple[str, ...]]:
    kinds = sorted(template.kinds, key=lambda kind: (kind in PAYMENTS, kind))
    return [
        (
            template.title if not number else "",
            kind.value,
            ENTITIES[kind],
            _form(kind),
            _number(kind),
        )
        for number, kind in enumerate(kinds)
    ]


def _form(kind: DocumentKind) -> str:
    name = FORMS[kind].name
    return f"{name}, or {CARD.name} from a card" if kind in CARD_KINDS else name


def _number(kind: DocumentKind) -> str:
    longest = longest_number(kind)
    if not longest:
        return "none, found by the CoreBooks tag in its memo"
    return f"up to {longest} characters"


def _differences() -> str:
    missing = {Feature.EXPENSE_METHODS: "*Payment method* of expenses"}
    rows = [
        ("Document numbers", f"up to {_ONLINE_NUMBER} characters", ("as in the table above; a longer one keeps "
         "its end and a hash, such as `640266~K7Q`")),
        ("Names of customers and vendors", "up to 500 characters", (f"up to {NAME}; a longer one is shortened "
         "and ends in a hash")),
        ("Names of products and classes", "up to 100 characters", f"up to {LIST_NAME}, likewise"),
        ("Voiding an entry", "voided if QuickBooks can, else set to $0.00; deposits are deleted",
         f"voided; {', '.join(sorted(kind.value for kind in DELETED))}s are deleted"),
        ("A link to the entry", "yes", "no, a company file has no addresses"),
        ("When it posts", "at once", ("when the Web Connector runs, every five minutes or with "
         "**Update Selected**")),
        *((missing[feature], "yes", "no, and you can't choose one") for feature in sorted(NEVER)),
    ]  # fmt: skip
    return table(("", "QuickBooks Online", "QuickBooks Desktop"), rows)
