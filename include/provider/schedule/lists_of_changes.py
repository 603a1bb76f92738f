"""Asking CORE for its lists of changes, for many companies side by side."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

from include.core_backoffice.records.errors import CoreError, CoreUnavailable
from include.core_backoffice.source import TellsChanges, Touched
from include.database.engine import Database
from include.provider.connections.opening import AirflowConnection, Lookup, open_source
from include.provider.connections.sources import SourceOf, open_company_source
from include.provider.stops import ActionNeeded
from include.sync.extract.look_facts import WhereReadingBegins, Workflow
from include.sync.extract.window import digest_of
from include.workflows.category import Category, Stream

logger = logging.getLogger(__name__)

_SIDE_BY_SIDE = 8
"""How many connections to CORE are asked at once. Each has a call limit of its own, and one that hangs
keeps no others waiting."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """CORE couldn't be asked.

    Attributes:
        sentence: why, and what to do.
        may_pass: whether it may work later without anyone doing something.
    """

    sentence: str
    may_pass: bool


Question: TypeAlias = tuple[SourceOf, WhereReadingBegins]
"""Where a workflow's records come from, and from when it reads them."""


def ask_core(
    database: Database, questions: Mapping[Workflow, Question], lookup: Lookup
) -> dict[Workflow, str | Unasked]:
    """A hash of what CORE lists from where each workflow reads on (`include.sync.extract.window`).

    Workflows of one connection are asked one after the other, at the pace that CORE sets, and its list
    is read once where they begin at the same moment.

    Args:
        database: where the records of feeds are.
        questions: by workflow.
        lookup: how Airflow connections are looked up.
    """
    by_connection: dict[str, dict[Workflow, WhereReadingBegins]] = {}
    answers: dict[Workflow, str | Unasked] = {}
    for workflow, (of, begins) in questions.items():
        if of.feed_id or of.is_missing:
            answers[workflow] = _ask_feed(database, of, begins)
        else:
            by_connection.setdefault(of.connection_id, {})[workflow] = begins
    known: dict[str, AirflowConnection] = {}
    for connection, asked in by_connection.items():
        try:
            # Here, as only one thread at a time may ask Airflow.
            known[connection] = lookup(connection)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is this connection's alone)
            answers |= dict.fromkeys(asked, Unasked(str(error), may_pass=False))
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        found = pool.map(
            lambda connection: _ask(connection, known[connection], by_connection[connection]), known
        )
        for one in found:
            answers |= one
    return answers


def _ask_feed(database: Database, of: SourceOf, begins: WhereReadingBegins) -> str | Unasked:
    """What a feed's records list, which are in the database."""
    try:
        with open_company_source(database, of) as source:
            return digest_of(_listed(source, of.stream, begins.since), begins.since)
    except (CoreError, ActionNeeded) as error:
        return Unasked(str(error), may_pass=False)


def _ask(
    connection_id: str, connection: AirflowConnection, asked: Mapping[Workflow, WhereReadingBegins]
) -> dict[Workflow, str | Unasked]:
    """Ask one connection; its error is the answer for all its workflows."""
    answers: dict[Workflow, str | Unasked] = {}
    lists: dict[tuple[Stream, dt.datetime], str] = {}
    try:
        with open_source(connection_id, lambda _: connection) as source:
            for workflow, begins in asked.items():
                key = (Category(workflow[1]).stream, begins.since)
                if key not in lists:
                    lists[key] = digest_of(_listed(source, *key), begins.since)
                answers[workflow] = lists[key]
    except CoreUnavailable as error:
        unasked = Unasked(str(error), may_pass=True)
    except (CoreError, ActionNeeded) as error:
        unasked = Unasked(str(error), may_pass=False)
    except Exception as error:
        logger.exception("CORE connection %s can't be read.", connection_id)
        unasked = Unasked(f"CORE can't be read ({type(error).__name__}).", may_pass=True)
    else:
        return answers
    return {workflow: answers.get(workflow, unasked) for workflow in asked}


def _listed(source: TellsChanges, stream: Stream, since: dt.datetime) -> Iterator[Touched]:
    if stream is Stream.BILLING:
        return iter(source.agents_touched(since))
    return iter(source.transactions_touched(since))
