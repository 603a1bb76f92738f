"""One row of the tables of QuickBooks Desktop's errors."""

from __future__ import annotations

from dataclasses import dataclass

from include.books.gateway import Recovery


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        code: the status code, or the HRESULT in lower case; empty for any.
        words: what QuickBooks' own text must contain, in whatever case; empty for any. Such a row
            comes before the one for the same code with any text.
        recovery: who can help, and when.
        sentence: what happened. `{record}` is what was sent, "invoice TR-1 of $100.00" (`{Record}` at
            the beginning of a sentence). QuickBooks' own text follows it.
        what_to_do: the next step.
    """

    code: str
    words: str
    recovery: Recovery
    sentence: str
    what_to_do: str
