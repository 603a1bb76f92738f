"""How the doors of sources read on pages, and what a source feeds, in words."""

from __future__ import annotations

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.reads.imports import FedStream, ImportRow, Source

DOORS = {
    Door.UPLOAD: "Upload",
    Door.FOLDER: "Folder",
    Door.MAILBOX: "Mailbox",
    Door.SQL: "Database",
    Door.PUSH: "Webhook",
}
"""How things arrive."""

AFTER_READING = {
    AfterReading.NOTHING: "Do nothing",
    AfterReading.PREVIEW: "Preview the workflows",
    AfterReading.POST: "Run the workflows",
}
"""What follows when an import changed something."""

STREAMS = {"transactions": "Transactions", "billing statements": "Agent billing"}
"""What a source can feed, as pages name it."""


def feeds_in_words(source: Source, company_id: str) -> str:
    """What a source feeds of a company: "Transactions where the value is Boston"; "Nothing yet"."""
    return "; ".join(fed_in_words(one) for one in source.feeds(company_id)) or "Nothing yet"


def fed_in_words(fed: FedStream) -> str:
    """One stream with its rule: "Transactions of Boston, Salem"."""
    name = STREAMS.get(fed.stream, fed.stream)
    return f"{name} of {', '.join(fed.routes)}" if fed.routes else name


def came_from(row: ImportRow) -> str:
    """Where something came from, besides its source: a mail's sender, a folder, or by upload."""
    if row.door is Door.UPLOAD:
        return f"Uploaded by {row.received_by}"
    return row.sender or DOORS[row.door]
