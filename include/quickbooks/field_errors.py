"""What cannot be sent to QuickBooks as it is, found before sending."""

from __future__ import annotations

from include.books.gateway import Recovery, Rejected
from include.quickbooks.latin import latin


class Unfit(Exception):
    """A record does not fit into QuickBooks; the person who keeps it must change `field`."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")

    def refused(self, request_id: str, record: str) -> Rejected:
        """The answer to the write."""
        return Rejected(
            request_id,
            Recovery.ON_HOLD,
            "",
            f"The {self.field} of {record} does not fit into QuickBooks: {self.problem}.",
            "Correct it in CORE or in the workflow's settings, then run again.",
        )


def fitting(text: str, most: int, field: str) -> str:
    """The text in the letters that QuickBooks keeps, of which it takes so many.

    Every text that is sent goes through here.

    Raises:
        Unfit: it is longer.
    """
    written = latin(text)
    if len(written) > most:
        raise Unfit(field, f"it has {len(written):,} characters, and at most {most:,} are allowed")
    return written


def fitting_name(text: str, most: int, field: str) -> str:
    """A name in the letters that QuickBooks keeps, of which it takes so many.

    Raises:
        Unfit: it is longer, or nothing is left of it.
    """
    written = fitting(text, most, field)
    if not written.strip():
        problem = f"{text} has none of the letters that QuickBooks keeps" if text else "it is empty"
        raise Unfit(field, problem)
    return written


def fitting_exactly(text: str, most: int, field: str) -> str:
    """A text that is only good as it is, such as an address.

    Raises:
        Unfit: it is longer, or has letters that QuickBooks does not keep.
    """
    if fitting(text, most, field) != text:
        raise Unfit(field, "it has letters that QuickBooks does not keep")
    return text
