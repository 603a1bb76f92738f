"""An entry is read from the database as QuickBooks had it."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from include.books.documents import DocumentKind
from include.books.entries import EntryStatus
from include.database.stored.entries import (
    OtherEntry,
    entry_from_json,
    entry_to_json,
    others_from_json,
)
from tests.sync.existing.both_sides import entry, paid_to


@pytest.mark.parametrize(
    "one",
    [
        entry(145, number="1042", memo="comm. 12 Oak St", balance=0),
        entry(145, lines=(("Listing", 10_000_00), ("Selling", 20_000_00))),
        entry(145, on=None, status=EntryStatus.VOIDED),
        paid_to("1A2F-1419443220", kind=DocumentKind.CHECK),
    ],
    ids=["paid", "split", "voided", "desktop"],
)
def test_it_comes_back_as_it_was_read(one: object) -> None:
    stored = json.loads(json.dumps(entry_to_json(one)))  # type: ignore[arg-type]
    assert entry_from_json(stored) == one


def test_what_is_no_entry_isnt_read_as_one() -> None:
    stored = entry_to_json(entry(145))
    with pytest.raises(ValidationError):
        entry_from_json({**stored, "kind": "journal of the day"})


def other(**fields: object) -> OtherEntry:
    found = entry(145, number="1042")
    values = {
        "kind": found.kind,
        "quickbooks_id": "145",
        "number": found.number,
        "date": found.date,
        "total_cents": found.net,
        "party_name": found.party_name,
        "score": 60,
        "reasons": ("same amount",),
        "entry": entry_to_json(found),
    }
    return OtherEntry.model_validate({**values, **fields})


def test_other_entries_keep_their_order_and_their_reasons() -> None:
    kept = [other(), other(quickbooks_id="146", date=None, score=40)]
    stored = json.loads(json.dumps([one.stored() for one in kept]))
    assert others_from_json(stored) == kept
    assert entry_from_json(stored[0]["entry"]).number == "1042"


def test_one_of_another_version_isnt_guessed_at() -> None:
    with pytest.raises(ValidationError):
        others_from_json([{**other().stored(), "version": 2}])
