"""Linking: an entry that QuickBooks had becomes a document's, as it was found. Nothing is written there."""

from __future__ import annotations

from include.database.engine import Database
from include.workflows.category import Category


def link_certain(database: Database, company_id: str, category: Category, actor: str) -> int:
    """Link every certain match of a workflow that no one decided about, in portions.

    It can be stopped anywhere: what is linked stays linked, and doing it again links the rest.

    Returns:
        How many were linked.

    Raises:
        RunIsOpen: a run of the workflow isn't finished; nothing more was linked.
    """
    raise NotImplementedError


def link(
    database: Database,
    company_id: str,
    document_key: str,
    actor: str,
    *,
    quickbooks_id: str = "",
) -> str:
    """Link the entry that was found for a document.

    Args:
        database: the database.
        company_id: the company.
        document_key: the document that an entry was found for.
        actor: who decided.
        quickbooks_id: another one of those that were found for it; empty for the best.

    Returns:
        What was linked, in a sentence.

    Raises:
        RunIsOpen, CantLink: nothing was linked.
    """
    raise NotImplementedError
