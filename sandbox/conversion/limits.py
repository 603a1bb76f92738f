"""What Intuit doesn't convert: companies with multicurrency, and very large files.

https://developer.intuit.com, "QuickBooks Desktop to QuickBooks Online conversion candidates".
"""

from __future__ import annotations

from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.rules import SPECS

MOST_LINES = 350_000
"""Lines of transactions that a file may have."""


class NotConvertible(Exception):
    """QuickBooks Desktop says that the company can't be converted; nothing was made."""


def check(books: Books, most_lines: int = MOST_LINES) -> None:
    """Refuse what Intuit refuses.

    Raises:
        NotConvertible: the company uses multicurrency, or has too many transaction lines.
    """
    if books.settings.multicurrency:
        raise NotConvertible(
            "Conversion is not supported: this company file uses the multicurrency feature."
        )
    lines = sum(
        len(record.body.get(f"{base}Ret", ()))
        for record in books.store.find([name for name, spec in SPECS.items() if spec.transaction])
        for base in SPECS[record.kind].lines
    )
    if lines > most_lines:
        raise NotConvertible(
            f"Conversion is not supported: this company file has {lines:,} transaction lines, and at most "
            f"{most_lines:,} can be converted."
        )
