"""What else a user may say of a document: post it anyway, not the same, booked in another way."""

from __future__ import annotations

from include.database.engine import Database


def post_anyway(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Have a document created by the next sync although QuickBooks has something alike.

    Returns:
        What happens next, in a sentence.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """
    raise NotImplementedError


def not_the_same(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Never propose the entry for the document again, nor hold for it. The next best one is proposed.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """
    raise NotImplementedError


def mark_booked(
    database: Database, company_id: str, document_key: str, actor: str, *, note: str = ""
) -> str:
    """Don't post a document: it is in QuickBooks in another way. Changed figures put it on hold.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """
    raise NotImplementedError


def decide_again(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Take back “Post anyway”, “Mark as booked”, or “Not a match”.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """
    raise NotImplementedError


def accept_difference(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Accept that a linked entry was booked differently from CORE: it is no finding any more.

    Raises:
        CantDecide: nothing was changed.
    """
    raise NotImplementedError
