"""Asking QuickBooks what deciding needs to know, outside of transactions of the database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.books.gateway import Gateway, GatewayWaits
from include.core_backoffice.source import Gone
from include.sync.decide.questions import Answers, EntryKey, NotAskedYet, Questions
from include.sync.extract.store_records import Extracted, store_records
from include.sync.run.run import SyncContext

T = TypeVar("T")


def with_answers(context: SyncContext, answers: Answers, decide: Callable[[Session], T]) -> T:
    """Decide in a transaction that only reads, again until everything it needs was asked."""
    while True:
        try:
            with context.database.reading() as session:
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
    """Ask QuickBooks, and add what it answers.

    Raises:
        GatewayWaits: QuickBooks Desktop has the questions, all of them: one call of its PC brings all
            answers.
    """
    waits: GatewayWaits | None = None
    for question in _questions(gateway, questions, answers):
        try:
            question()
        except GatewayWaits as not_yet:
            waits = not_yet
    if waits is not None:
        raise waits


def _questions(
    gateway: Gateway, questions: Questions, answers: Answers
) -> Iterator[Callable[[], None]]:
    for kind, ids in _by_kind(questions.entries):
        yield partial(_ask_entries, gateway, answers, kind, ids)
    for kind, ids in _by_kind(questions.cleared):
        yield partial(_ask_cleared, gateway, answers, kind, ids)
    for kind, numbers in _by_kind(questions.numbers):
        yield partial(_ask_numbers, gateway, answers, kind, numbers)
    for kind, days in questions.dated.items():
        yield partial(_ask_days, gateway, answers, kind, days)


def _ask_entries(
    gateway: Gateway, answers: Answers, kind: DocumentKind, ids: Sequence[str]
) -> None:
    entries = gateway.read_entries(kind, ids)
    answers.entries_now.update({(kind, entry_id): entries.get(entry_id) for entry_id in ids})


def _ask_cleared(
    gateway: Gateway, answers: Answers, kind: DocumentKind, ids: Sequence[str]
) -> None:
    statuses = gateway.cleared(kind, ids)
    answers.statuses.update({(kind, entry_id): statuses.get(entry_id, "") for entry_id in ids})


def _ask_numbers(
    gateway: Gateway, answers: Answers, kind: DocumentKind, numbers: Sequence[str]
) -> None:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in gateway.find_by_number(kind, numbers):
        found[entry.number].append(entry)
    for number in numbers:
        kept = gateway.number_of(kind, number)
        answers.kept_numbers[kind, number] = kept
        answers.numbered[kind, number] = tuple(found.get(kept, ()))


def _ask_days(
    gateway: Gateway, answers: Answers, kind: DocumentKind, days: tuple[dt.date, dt.date]
) -> None:
    answers.by_date[kind] = (*days, tuple(gateway.entries_dated(kind, *days)))


def _by_kind(keys: Iterable[EntryKey]) -> Iterable[tuple[DocumentKind, list[str]]]:
    by_kind: dict[DocumentKind, list[str]] = defaultdict(list)
    for kind, text in sorted(keys):
        by_kind[kind].append(text)
    return by_kind.items()
