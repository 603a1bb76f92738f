"""What a search found, as a row of the database, without a search."""

from __future__ import annotations

from typing import Any

from include.books.documents import fingerprint
from include.books.entries import Entry
from include.clock import utc_now
from include.database.stored.documents import document_to_json
from include.database.tables.existing import ExistingMatch
from include.sync.existing.proposals import of_candidate
from include.sync.existing.values import Candidate, Wanted
from tests.sync.office import COMPANY, INCOME


def row_of(wanted: Wanted, entry: Entry, **fields: Any) -> ExistingMatch:
    """A certain match of income that no one decided about, unless fields say otherwise."""
    document = wanted.document
    values = {
        "company_id": COMPANY,
        "document_key": document.key,
        "category": INCOME,
        "record_key": wanted.record_key,
        "record_name": wanted.record_name,
        "kind": document.kind,
        "party_key": document.party.key,
        "party_fingerprint": "",
        "core_cents": document.total,
        "certain": True,
        "document": document_to_json(document),
        "fingerprint": fingerprint(document.content()),
        "record_fingerprint": "as in CORE",
        "setup_version": 1,
        "shape_version": 1,
        "others": [],
        "decision": "",
        "found_at": utc_now(),
        **of_candidate(Candidate(entry, 95, ("same amount",), ())),
    }
    return ExistingMatch(**{**values, **fields})
