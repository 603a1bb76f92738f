"""An entry that a user names by its ID in QuickBooks: the next search reads it and links it."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.tables.companies import Company
from include.database.tables.desktop import EDITION
from include.database.tables.existing import NamedEntry
from include.database.tables.records import Record
from include.database.upserts import upsert
from include.sync.existing.errors import CantLink
from include.workflows.category import Category

_ONLINE, _DESKTOP = re.compile(r"[0-9]{1,16}"), re.compile(r"[0-9A-F]{1,8}-[0-9]{1,10}")


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
    run that links it, and says why if it can't (`NamedEntry.problem`).

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
    named = {
        "company_id": company_id,
        "category": category,
        "record_key": record_key,
        "entry_kind": kind,
        "quickbooks_id": quickbooks_id.strip(),
        "document_key": document_key,
        "problem": "",
        "named_by": actor,
        "named_at": utc_now(),
    }
    return database.write(partial(_note, named))


def _note(named: dict[str, Any], session: Session) -> str:
    edition = session.get_one(Company, named["company_id"]).edition
    form, example = (_DESKTOP, "1A2F-1419443220") if edition == EDITION else (_ONLINE, "145")
    if not form.fullmatch(named["quickbooks_id"]):
        raise CantLink(
            f"“{named['quickbooks_id']}” isn't a QuickBooks ID of an entry. Enter the ID that QuickBooks "
            f"shows, such as {example}."
        )
    record = session.get(Record, (named["company_id"], named["record_key"]))
    if record is None or record.gone:
        raise CantLink(
            f"CORE has no record “{named['record_key']}” that an entry could be linked to."
        )
    upsert(session, NamedEntry, [named])
    audit.append(
        session,
        named["company_id"],
        actor=named["named_by"],
        event="entry named",
        subject=named["document_key"] or named["record_key"],
        detail={
            "record": named["record_key"],
            "kind": named["entry_kind"],
            "quickbooks_id": named["quickbooks_id"],
        },
    )
    name = ", ".join(part for part in (record.number, record.title) if part) or record.key
    return (
        f"The next run of “Find existing entries” for {name} reads the {named['entry_kind']} with the QuickBooks "
        f"ID {named['quickbooks_id']}, and links it."
    )
