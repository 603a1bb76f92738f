"""Unlinking: what was linked is nobody's again, as long as CoreBooks hasn't updated it."""

from __future__ import annotations

from include.database.engine import Database
from include.workflows.category import Category


def unlink(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Unlink a document's entry: its record is ready to sync, and held for the entry, again.

    Returns:
        What was unlinked, in a sentence.

    Raises:
        RunIsOpen, CantUnlink: nothing was unlinked.
    """
    raise NotImplementedError


def undo_linking(
    database: Database, company_id: str, category: Category, confirm_id: str, actor: str
) -> tuple[int, int]:
    """Unlink all that one click linked, in portions; what CoreBooks has updated since stays.

    Returns:
        How many were unlinked, and how many stay because CoreBooks updated them.

    Raises:
        RunIsOpen: nothing more was unlinked.
    """
    raise NotImplementedError
