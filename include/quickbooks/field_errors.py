"""Values that QuickBooks can't keep as they are, found before anything is sent."""

from __future__ import annotations

from collections.abc import Callable

from include.books.catalogue import ListKind
from include.books.causes import HoldCause
from include.books.documents import Line
from include.books.gateway import Recovery, Rejected
from include.books.wording import a
from include.quickbooks.latin import latin

Spelling = Callable[[str], str]
"""A text in the letters that a company keeps."""


class FieldError(Exception):
    """A value doesn't fit a QuickBooks field; `field` names it in words, `problem` says why."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")

    def rejected(self, request_id: str, record: str) -> Rejected:
        """The response to the write, which wasn't sent.

        Args:
            request_id: of the write.
            record: what the write is about, with its kind: `invoice TR-1 of $10,000.00`.
        """
        return Rejected(
            request_id,
            Recovery.ON_HOLD,
            "",
            f"The {self.field} of {record} can't be posted: {self.problem}.",
            "Correct it in CORE or in the workflow options, then run again.",
            cause=HoldCause.BAD_FIELD,
        )


class UnknownReference(FieldError):
    """A write refers to something whose QuickBooks ID isn't known, so it doesn't leave.

    QuickBooks takes a check or a deposit without it, and posts money to nobody.
    """

    def __init__(self, field: str) -> None:
        super().__init__(field, "CoreBooks doesn't have its QuickBooks ID")

    def rejected(self, request_id: str, record: str) -> Rejected:
        """The response to the write, which wasn't sent; arguments as of `FieldError.rejected`."""
        return Rejected(
            request_id,
            Recovery.ON_HOLD,
            "",
            f"The {self.field} of {record} can't be posted: {self.problem}.",
            "Run again. If it stays on hold, match it under Needs attention, or choose it again on the "
            "workflow page.",
            cause=HoldCause.DEPENDS,
        )


def checked_text(text: str, most: int, field: str, spelling: Spelling = latin) -> str:
    """The text in the letters that QuickBooks keeps. Every text that is sent goes through here.

    Args:
        text: as it is in CORE.
        most: how many characters QuickBooks keeps.
        field: what the field is called, for the person who corrects it.
        spelling: which letters QuickBooks keeps; those of a US company, if nothing else is said.

    Raises:
        FieldError: it is longer.
    """
    spelled = spelling(text)
    if len(spelled) > most:
        raise FieldError(field, too_long(spelled, most))
    return spelled


def checked_name(text: str, most: int, field: str, spelling: Spelling = latin) -> str:
    """A name in the letters that QuickBooks keeps; arguments as of `checked_text`.

    Raises:
        FieldError: it is longer, or nothing is left of it.
    """
    spelled = checked_text(text, most, field, spelling)
    if not spelled.strip():
        raise FieldError(field, nothing_left(text))
    return spelled


def checked_exact(text: str, most: int, field: str, spelling: Spelling = latin) -> str:
    """A text that is only good as it is, such as an email address.

    Raises:
        FieldError: it is longer, or has letters that QuickBooks doesn't keep.
    """
    if checked_text(text, most, field, spelling) != text:
        raise FieldError(field, "it has letters that QuickBooks can't keep")
    return text


def nothing_left(text: str) -> str:
    """Why a name doesn't fit of which QuickBooks keeps no letter."""
    return f"QuickBooks can't keep any letter of {text}" if text else "it's blank"


def too_long(text: str, most: int) -> str:
    """Why a text that is too long doesn't fit, with both lengths."""
    return f"it has {len(text):,} characters, and the limit is {most:,}"


def wrong_target(line: Line, kind: ListKind) -> str:
    """Why a line can't be posted that is mapped to another kind of list entry than it needs."""
    needed = a(kind)
    return f"“{line.item_name}” is mapped to the {line.target.kind} “{line.target.name}”, not to {needed}"
