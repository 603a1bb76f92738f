"""An entry that a user names by its ID in QuickBooks: the next search reads it and links it."""

from __future__ import annotations

from include.books.documents import DocumentKind
from include.database.engine import Database
from include.workflows.category import Category


def link_by_hand(
    database: Database,
    company_id: str,
    category: Category,
    record_key: str,
    kind: DocumentKind,
    quickbooks_id: str,
    actor: str,
    *,
    document_key: str = "",
) -> str:
    """Note which entry a record's document is; a run “Find existing entries” of the record links it.

    Neither product lets an entry be linked unread, and Desktop's is read when its PC calls. So it is the
    run that links it, and says why if it can't.

    Args:
        database: the database.
        company_id: the company.
        category: the workflow.
        record_key: the transaction or statement: "transaction:640224".
        kind: the entry's kind.
        quickbooks_id: its ID in QuickBooks.
        actor: who says so.
        document_key: which document it is, where the record has several of the kind.

    Returns:
        What happens next, in a sentence.

    Raises:
        CantLink: nothing was noted.
    """
    raise NotImplementedError
