"""Proposing for each document the entry that another connector or a person made for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.sync.existing.values import Proposal, Wanted


def propose(
    wanted: Sequence[Wanted],
    entries: Sequence[Entry],
    refused: Collection[tuple[str, DocumentKind, str]] = (),
) -> list[Proposal]:
    """Propose entries for documents."""
    raise NotImplementedError
