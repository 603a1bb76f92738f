"""An entry as it was found, as a link: edits are noticed against it, and CORE's next change updates it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS
from include.clock import utc_now
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json, document_to_json
from include.database.stored.entries import entry_from_json
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch
from include.sync.decide.found import found_document


def found_link(session: Session, match: ExistingMatch) -> Link:
    """The link of a match, in place of an earlier one of the document; not added to the session yet.

    A payment stays someone else's: what it pays counts as paid by others.
    """
    document, entry = document_from_json(match.document), entry_from_json(match.entry)
    before = session.get(Link, (match.company_id, match.document_key))
    day = entry.date or document.date or match.found_at.date()
    return Link(
        company_id=match.company_id,
        document_key=match.document_key,
        category=match.category,
        record_key=match.record_key,
        kind=document.kind,
        quickbooks_id=entry.ref.id,
        version=entry.ref.version,
        number=entry.number,
        fingerprint=match.fingerprint,
        document=document_to_json(found_document(document, entry)),
        total_cents=entry.net,
        tax_cents=entry.tax,
        date=day,
        due_date=day,
        revision=before.revision + 1 if before else 1,
        setup_version=match.setup_version,
        shape_version=match.shape_version,
        status=LinkStatus.IN_QUICKBOOKS,
        party_id=entry.party_id,
        edited_as=None,
        accepted="",
        is_foreign=document.kind in PAYMENTS,
        as_found=True,
        # Edits are asked for since the first of these: since it was read.
        posted_at=match.found_at,
        updated_at=utc_now(),
    )
