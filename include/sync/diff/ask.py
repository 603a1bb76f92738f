"""Asking QuickBooks what deciding needs to know, outside of database transactions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.gateway import Gateway
from include.core_backoffice.source import Gone
from include.sync.decide.questions import Answers, EntryKey, NotAskedYet, Questions
from include.sync.extract.store_records import Extracted, store_records
from include.sync.run.run import SyncContext

T = TypeVar("T")


def with_answers(context: SyncContext, answers: Answers, decide: Callable[[Session], T]) -> T:
    """Decide in a writing transaction, again and again until everything it needs was asked."""
    while True:
        try:
            with context.database.writing() as session:
                return decide(session)
        except NotAskedYet as missing:
            ask(context.gateway, missing.questions, answers)
            _ask_core(context, missing.questions.records, answers)


def _ask_core(context: SyncContext, keys: Iterable[str], answers: Answers) -> None:
    """Ask CORE whether it still has some records; what it answers is stored like any reading."""
    for key in sorted(keys):
        change = context.source.record(key)
        answers.in_core[key] = not isinstance(change, Gone)
        store_records(context, [change], Extracted([]))


def ask(gateway: Gateway, questions: Questions, answers: Answers) -> None:
    """Ask QuickBooks, and add what it answers."""
    for kind, ids in _by_kind(questions.entries):
        entries = gateway.read_entries(kind, ids)
        answers.entries_now.update({(kind, entry_id): entries.get(entry_id) for entry_id in ids})
    for kind, ids in _by_kind(questions.cleared):
        statuses = gateway.cleared(kind, ids)
        answers.statuses.update({(kind, entry_id): statuses.get(entry_id, "") for entry_id in ids})
    for kind, numbers in _by_kind(questions.numbers):
        of_number = {number: gateway.number_of(kind, number) for number in numbers}
        found = list(gateway.find_by_number(kind, numbers))
        for number, kept in of_number.items():
            answers.kept_numbers[kind, number] = kept
            answers.numbered[kind, number] = tuple(entry for entry in found if entry.number == kept)
    for kind, (first, last) in questions.dated.items():
        answers.by_date[kind] = (first, last, tuple(gateway.entries_dated(kind, first, last)))


def _by_kind(keys: Iterable[EntryKey]) -> Iterable[tuple[DocumentKind, list[str]]]:
    by_kind: dict[DocumentKind, list[str]] = defaultdict(list)
    for kind, text in sorted(keys):
        by_kind[kind].append(text)
    return by_kind.items()
