"""The existing entries as a file, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from include.books.country_words import spelled
from include.books.money import amount_heading, to_decimal
from include.database.engine import Database
from include.database.reads.existing import Found, Part, found_page
from include.database.status_words import match_badge
from include.web.frame.exports import Cell, utc_moment
from include.web.frame.status_words import sentence_case
from include.workflows.category import Category


def columns() -> tuple[str, ...]:
    """The columns."""
    return (
        "Record in CORE",
        "Workflow",
        "Status",
        "Number in CORE",
        "Customer or vendor in CORE",
        "Date in CORE",
        amount_heading("Amount in CORE"),
        "Entry",
        "QuickBooks ID",
        "Number in QuickBooks",
        "Customer or vendor in QuickBooks",
        "Date in QuickBooks",
        amount_heading("Amount in QuickBooks"),
        "What agrees",
        "What differs",
        "Score",
        "Decided by",
        "Decided (UTC)",
    )


def rows(
    database: Database, company_id: str, category: str, parts: tuple[Part, ...]
) -> Iterator[list[Cell]]:
    """A row for each entry of some lists, of a workflow or of all, read a page at a time."""
    with database.reading() as session:
        for part in parts:
            last = found_page(session, company_id, part, category).last_page
            for page in range(1, last + 1):
                listed = found_page(session, company_id, part, category, page)
                yield from (_row(found) for found in listed.rows)


def _row(found: Found) -> list[Cell]:
    document, entry = found.document, found.entry
    return [
        found.record_name,
        Category(found.category).heading,
        match_badge(found.decision, certain=found.certain).text,
        document.number,
        document.party.display_name,
        document.date,
        to_decimal(found.core_cents),
        sentence_case(spelled(entry.kind)),
        entry.ref.id,
        entry.number,
        entry.party_name,
        entry.date,
        to_decimal(found.entry_cents),
        ", ".join(found.reasons),
        ", ".join(found.differences),
        found.score,
        found.decided_by,
        utc_moment(found.decided_at),
    ]
