"""Making links, customers and vendors, and setups anew, in an order that can be killed anywhere and run again.

The company is marked, so that no run starts; workflows are turned on; links are stored; a preview of each workflow
sets every record's status. Last, the mark is taken off. Nothing is written to QuickBooks at any time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from include.books.entries import Entry
from include.books.gateway import Gateway
from include.clock import Clock, SystemClock
from include.database.alone import alone
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import store_catalogue
from include.database.keys.seal import Seal
from include.database.setup.companies import active_setup
from include.sync.decide.planning import Books
from include.sync.diff.diff import diff
from include.sync.diff.stray_entries import note_strays, tell_strays
from include.sync.extract.extract import extract
from include.sync.rebuild.beginning import RUN_NAME, begin, finish, turn_on, watch_from
from include.sync.rebuild.linking import Linked, store_pairing
from include.sync.rebuild.looking import Findings
from include.sync.rebuild.orphans import find_orphans, known_payees, known_records, link_orphans
from include.sync.rebuild.pairing import EntryId, Pairing, entry_id, leftover, pair_records
from include.sync.rebuild.parties import names_of, parties_by_usage
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.run import SyncContext, close_preview, load_context
from include.workflows.category import Category
from include.workflows.template import kinds_of


@dataclass(slots=True)
class Rebuilt:
    """What was made anew.

    Attributes:
        workflows: what was linked of each.
        parties: how many customers and vendors were matched by usage.
        strays: tagged entries that are no document's.
    """

    workflows: dict[Category, Linked] = field(default_factory=dict)
    parties: int = 0
    strays: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The figures, as the audit trail has them."""
        total = Linked()
        for linked in self.workflows.values():
            total.add(linked)
        return {
            "links": total.links,
            "different": total.different,
            "voided": total.voided,
            "missing": total.missing,
            "strays": self.strays,
            "parties": self.parties,
        }


@dataclass(frozen=True, slots=True)
class Rebuilder:
    """Applies what was found.

    Attributes:
        database: the database.
        found: what `look` found.
        gateway: the company's QuickBooks.
        seal: what encrypts.
        actor: who asked for it.
    """

    database: Database
    found: Findings
    gateway: Gateway
    seal: Seal
    actor: str
    clock: Clock = field(default_factory=SystemClock)

    def apply(self) -> Rebuilt:
        """Turn workflows on that are off, link everything, and set every record's status.

        Raises:
            RunInTheWay: a run of the company isn't finished; nothing was changed.
            GatewayUnavailable, CoreUnavailable: QuickBooks or CORE doesn't respond; running it again goes on.
        """
        # Of two that are started, one waits, and has nothing left to link.
        with alone(self.database.engine, f"rebuild of {self.found.company_id}"):
            return self._apply()

    def _apply(self) -> Rebuilt:
        found, rebuilt = self.found, Rebuilt()
        mark = begin(self.database, found.company_id, self.actor, found.books.tagged.count)
        with self.database.writing() as session:
            store_catalogue(session, found.company_id, found.books.catalogue, found.started)
        for workflow in found.workflows:
            turn_on(self.database, found.company_id, workflow, self.actor)
        contexts = list(self._contexts(mark.since))
        names, taken = names_of(self.gateway), set[EntryId]()
        for context in contexts:
            pairing = self._paired(context)
            used = parties_by_usage(names, pairing.pairs)
            linked = store_pairing(context, pairing, used, notes_missing=mark.was_empty)
            rebuilt.workflows[context.category] = linked
            rebuilt.parties += len(used)
            taken |= pairing.taken
        for context in contexts:
            taken |= self._link_orphans(context, leftover(found.books.tagged, taken))
        rebuilt.strays = self._tell_strays(contexts, leftover(found.books.tagged, taken))
        for context in contexts:
            watch_from(context, found.started)
            diff(context)
            close_preview(self.database, context.run_id)
        finish(self.database, found.company_id, self.actor, rebuilt.counts)
        return rebuilt

    def _contexts(self, since: dt.datetime) -> Iterator[SyncContext]:
        """A preview of each workflow that is on and whose records can be read."""
        for category in Category:
            source = self.found.sources.get(category.stream)
            with self.database.reading() as session:
                is_on = active_setup(session, self.found.company_id, category) is not None
            if source is None or not is_on:
                continue
            request = RunRequest(
                company=self.found.company_id,
                category=category,
                run_name=f"{RUN_NAME} {since:%Y-%m-%dT%H:%M:%S}",
                trigger="manual",
                actor=self.actor,
                preview=True,
                is_rebuild=True,
            )
            run_id = open_run(self.database, request)
            nothing_sent = dt.timedelta()
            context = load_context(
                self.database, run_id, source, self.gateway, nothing_sent, self.seal
            )
            yield dataclasses.replace(context, clock=self.clock)

    def _paired(self, context: SyncContext) -> Pairing:
        """Which entry is whose, in one workflow, once its records are stored."""
        extract(context)
        books = Books(self.found.books.catalogue, self.found.books.facts)
        with self.database.reading() as session:
            return pair_records(context, session, books, self.found.books.tagged)

    def _link_orphans(self, context: SyncContext, entries: Sequence[Entry]) -> set[EntryId]:
        """Link entries to records that no longer ask for them. Returns those that are somebody's."""
        with self.database.reading() as session:
            records, payees = known_records(context, session), known_payees(context, session)
        orphans = find_orphans(context, entries, records, payees)
        linked = self.database.write(lambda session: link_orphans(context, session, orphans))
        return {entry_id(one.entry) for one in linked}

    def _tell_strays(self, contexts: Sequence[SyncContext], entries: Sequence[Entry]) -> int:
        """Note tagged entries that are no document's, for the workflow that may have posted them."""
        told = 0
        for context in contexts:
            own = [one for one in entries if _owner(contexts, one) is context]
            told += len(own)
            self.database.write(partial(_note, context, own))
            tell_strays(context)
        return told


def _note(context: SyncContext, entries: Sequence[Entry], session: Session) -> None:
    note_strays(context, session, entries)


def _owner(contexts: Sequence[SyncContext], entry: Entry) -> SyncContext | None:
    """The first workflow that posts such entries now, else the first that may have."""
    now = (one for one in contexts if entry.kind in one.template.kinds)
    ever = (one for one in contexts if entry.kind in kinds_of(one.category))
    return next(now, next(ever, None))
