"""The gateway to one QuickBooks Desktop company, through the queue that its PC empties."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lxml import etree

from include.books.catalogue import Catalogue, ListEntry, ListKind, plain
from include.books.documents import DocumentKind
from include.books.gateway import (
    Action,
    Answer,
    CompanyFacts,
    DocumentWrite,
    Entry,
    GatewayUnavailable,
    GatewayWaits,
    ListWrite,
    NoResponse,
    PartyEntry,
    PartyWrite,
    Recovery,
    Rejected,
)
from include.books.parties import PartyKind
from include.quickbooks.desktop.company import company_facts, company_queries
from include.quickbooks.desktop.entries import documents, entries, lists, parties
from include.quickbooks.desktop.entries.check import check
from include.quickbooks.desktop.entries.cleared_status import cleared_query, settled
from include.quickbooks.desktop.entries.posted import written
from include.quickbooks.desktop.entries.spelling import LIST_NAME, NAME, list_name, number_of
from include.quickbooks.desktop.wire.faults import refused, refused_by_hresult
from include.quickbooks.desktop.wire.patience import Patience
from include.quickbooks.desktop.wire.qbxml import RequestAnswer, SetAnswer, read_answer
from include.quickbooks.desktop.wire.queue import Incoming, MessageQueue, Outgoing, Stage
from include.quickbooks.field_errors import Unfit

_NOT_FOUND = frozenset({"1", "500"})
"""Statuses of a query that finds nothing, or not all (Intuit's table of status codes)."""

_WESTERNMOST = dt.timedelta(hours=12)
"""American Samoa is 11 hours behind UTC."""

Write = TypeVar("Write", PartyWrite, DocumentWrite, ListWrite)


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """What the gateway knows of the company.

    Attributes:
        company_id: what it is called here.
        owner_id: under which its FileID is asked for.
    """

    company_id: str
    owner_id: str
    patience: Patience = field(default_factory=Patience)


class DesktopGateway:
    """Satisfies `include.books.gateway.Gateway`.

    Every method puts what it needs into the queue and waits for the PC as long as its patience
    lasts; then it raises `GatewayWaits`. Called again with the same arguments by the same step of
    the same run, it goes on where it was: what was answered meanwhile is not asked for again, and no
    write is queued twice.
    """

    def __init__(self, settings: DesktopSettings, queue: MessageQueue) -> None:
        self._settings = settings
        self._queue = queue
        self._check: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Nothing is open."""

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Have something asked right before writes are queued; what it raises keeps them back."""
        self._check = check

    def company(self) -> CompanyFacts:
        """Read the company's own facts.

        Raises:
            GatewayStopped: also when the company is of another country or currency.
        """
        answers = self._read("company", "the company's settings", self._company_queries())
        found = tuple(one for answer in answers for one in answer.answers)
        return company_facts(self._settings.company_id, SetAnswer("", found))

    def check_connection(self) -> CompanyFacts:
        """See whether the company can be worked with; the same as `company`."""
        return self.company()

    def catalogue(self) -> Catalogue:
        """Read accounts, items, classes and payment methods, inactive ones included."""
        self.ask_for_lists()
        found: list[ListEntry] = []
        answers = self._read_all(*_LISTS, _list_queries())
        for kind, answer in zip(ListKind, answers, strict=True):
            found += lists.list_entries(kind, answer.rets)
        return Catalogue(found, lambda name: list_name(name, LIST_NAME))

    def ask_for_lists(self) -> None:
        """Ask for the lists without waiting for them.

        Who wants the lists wants the company's settings next: one call of the PC brings both.
        """
        self._queue.ask(
            [
                *_reads(*_LISTS, _list_queries()),
                *_reads("company", "the company's settings", self._company_queries()),
            ]
        )

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Look up customers or vendors by name, inactive ones included.

        Returns:
            By the name as it was asked for, though QuickBooks keeps it shorter or in other letters.
        """
        if not names:
            return {}
        query = parties.parties_query(kind, sorted(set(names)))
        [answer] = self._read_all(f"{kind}s", f"{len(names)} names", [query])
        found = {plain(one.display_name): one for one in self._party_entries(kind, answer)}
        known = {name: found.get(plain(list_name(name, NAME))) for name in names}
        return {name: entry for name, entry in known.items() if entry is not None}

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that holds a name, active or not."""
        [answer] = self._read_all("names", f"the name {name}", [parties.entity_query(name)])
        holders = [parties.entity_holder(ret) for ret in answer.rets]
        return next((holder for holder in holders if holder is not None), None)

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        query = parties.parties_query(kind, iterator=True)
        [answer] = self._read_all(f"{kind}s", f"all {kind}s", [query])
        yield from self._party_entries(kind, answer)

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create items and classes."""
        yield from self._write(
            writes,
            lists.list_request,
            lambda write: write.kind.value,
            lambda write: f"{write.kind} {write.name}",
        )

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors."""
        yield from self._write(
            writes,
            parties.party_request,
            lambda write: write.party.kind.value,
            lambda write: write.party.label,
        )

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents.

        QuickBooks takes no version with a void or a deletion: so the entry is read before it.
        """
        ready, stale = self._still_as_known(writes)
        yield from stale
        yield from self._write(
            ready,
            documents.document_request,
            lambda write: write.document.kind.value,
            lambda write: write.document.label,
        )

    def late_answers(self, request_ids: Sequence[str]) -> Iterator[Answer]:
        """Answers that came while nobody waited for them.

        Raises:
            GatewayWaits: some are still under way.
        """
        known = self._queue.look(request_ids)
        yield from self._answers(list(known))

    def entries_changed(self, kinds: Sequence[DocumentKind], since: dt.datetime) -> Iterator[Entry]:
        """Every document created, changed or deleted since a moment (aware, UTC)."""
        start = _on_every_pc(since)
        asked = entries.forms(kinds)
        queries = [entries.entries_query(form, changed_since=start) for form in asked]
        *changed, deleted = self._read_all(
            "changes", "entries changed", [*queries, entries.deleted_query(kinds, start)]
        )
        for some, answer in zip(asked.values(), changed, strict=True):
            yield from _entries(some, answer)
        for ret in deleted.rets:
            yield from entries.deleted_entries(kinds, ret)

    def find_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Documents that carry one of these numbers, as QuickBooks Desktop keeps them."""
        asked = sorted({number_of(kind, number) for number in numbers} - {""})
        if not asked:
            return
        forms = [form for form in entries.forms([kind]) if entries.has_number(form)]
        queries = [entries.entries_query(form, numbers=asked) for form in forms]
        for answer in self._read_all(f"{kind}s", f"{len(asked)} numbers", queries):
            yield from _entries([kind], answer)

    def read_entries(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Documents by id as they are now; deleted ones are left out."""
        if not ids:
            return {}
        forms = entries.forms([kind])
        queries = [entries.entries_query(form, ids=sorted(set(ids))) for form in forms]
        answers = self._read_all(f"{kind}s", f"{len(ids)} entries", queries)
        return {one.ref.id: one for answer in answers for one in _entries([kind], answer)}

    def cleared(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, str]:
        """Which of these documents the bank has settled; a report tells it."""
        found = self.read_entries(kind, ids)
        dates = [one.date for one in found.values() if one.date]
        if not dates:
            return {}
        [answer] = self._read_all("settled", "what is reconciled", [cleared_query(dates)])
        return settled(answer, list(found))

    def number_of(self, kind: DocumentKind, number: str) -> str:
        """The number as QuickBooks Desktop keeps it: at most 11 characters on most forms."""
        return number_of(kind, number)

    def party_name(self, name: str) -> str:
        """The name as QuickBooks Desktop keeps it: at most 41 characters."""
        return list_name(name, NAME)

    def link(self, kind: DocumentKind, entry_id: str) -> str:
        """How a person finds the entry; Desktop has no address for it."""
        return f"{kind} {entry_id} in QuickBooks Desktop"

    def _company_queries(self) -> list[etree._Element]:
        return company_queries(self._settings.owner_id)

    def _party_entries(self, kind: PartyKind, answer: RequestAnswer) -> Iterator[PartyEntry]:
        for ret in answer.rets:
            yield parties.party_entry(kind, ret)

    def _still_as_known(
        self, writes: Sequence[DocumentWrite]
    ) -> tuple[list[DocumentWrite], list[Answer]]:
        """Voids of entries that nobody changed meanwhile, and all other writes; refusals of the rest."""
        known = self._queue.look([write.request_id for write in writes])
        ready, stale = [], []
        voids = [
            write
            for write in writes
            if write.action is Action.VOID and write.existing and write.request_id not in known
        ]
        for kind in {write.document.kind for write in voids}:
            some = [write for write in voids if write.document.kind is kind]
            there = self.read_entries(kind, [write.existing.id for write in some if write.existing])
            for write in some:
                entry = there.get(write.existing.id) if write.existing else None
                if entry and write.existing and entry.ref.version != write.existing.version:
                    stale.append(write)
        ready = [write for write in writes if write not in stale]
        return ready, [_changed_meanwhile(write) for write in stale]

    def _write(
        self,
        writes: Sequence[Write],
        build: Callable[[Write], etree._Element],
        subject: Callable[[Write], str],
        label: Callable[[Write], str],
    ) -> Iterator[Answer]:
        outgoing = []
        for write in writes:
            try:
                request = check(build(write))
            except Unfit as unfit:
                yield unfit.refused(write.request_id, label(write))
                continue
            outgoing.append(
                Outgoing(write.request_id, subject(write), label(write), _text(request))
            )
        if outgoing:
            self._check()
            self._queue.put(outgoing)
        yield from self._answers([one.key for one in outgoing])

    def _answers(self, request_ids: Sequence[str]) -> Iterator[Answer]:
        """Answers to writes as they come.

        Raises:
            GatewayWaits: the PC does not come to the others for now.
        """
        waiting = set(request_ids)
        quiet_since = time.monotonic()
        while waiting:
            come = [
                one
                for one in self._queue.look(sorted(waiting)).values()
                if one.stage is not Stage.WAITING
            ]
            for one in come:
                waiting.discard(one.key)
                yield _answer(one)
            if come:
                quiet_since = time.monotonic()
            elif waiting:
                self._wait_or_leave(quiet_since)

    def _read(
        self, subject: str, label: str, requests: Sequence[etree._Element]
    ) -> list[SetAnswer]:
        """Ask for some things; the answers in the same order.

        Raises:
            GatewayWaits: the PC does not come to it for now.
            GatewayStopped: QuickBooks gives no answer to one of them.
        """
        reads = _reads(subject, label, requests)
        keys = self._queue.ask(reads)
        since = time.monotonic()
        while True:
            known = self._queue.look(list(keys.values()))
            if all(key in known and known[key].stage is Stage.ANSWERED for key in keys.values()):
                return [_set_answer(known[keys[read.key]]) for read in reads]
            self._wait_or_leave(since)

    def _read_all(
        self, subject: str, label: str, requests: Sequence[etree._Element]
    ) -> list[RequestAnswer]:
        """Ask for some things, each to its end: portions of an iteration are put together."""
        return [_whole(answer, label) for answer in self._read(subject, label, requests)]

    def _wait_or_leave(self, since: float) -> None:
        patience, contact = self._settings.patience, self._queue.contact()
        if patience.ends(contact, time.monotonic() - since):
            words = _waiting_words(contact.last_at, contact.waiting, contact.told)
            raise GatewayWaits(self._settings.company_id, *words)
        time.sleep(patience.look_again)


def _on_every_pc(since: dt.datetime) -> dt.datetime:
    """A moment that is no later on the clock of any PC in the United States (naive).

    QuickBooks takes and keeps times of its PC's clock, whose zone it does not tell, and is an hour
    wrong in summer. Full hours: it is the same question when it is asked again a moment later.
    """
    utc = since.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    return utc - _WESTERNMOST


def _waiting_words(last_at: dt.datetime | None, waiting: int, told: str) -> tuple[str, str]:
    when = f"It called last at {last_at:%Y-%m-%d %H:%M} UTC." if last_at else "It never called yet."
    many = "1 request waits" if waiting == 1 else f"{waiting} requests wait"
    sentence = f"{many} for the QuickBooks Web Connector on the PC. {when}"
    if told:
        return sentence, told
    return sentence, (
        "It goes on by itself with the Web Connector's next call. To have it sooner, press Update "
        "Selected there."
    )


def _answer(one: Incoming) -> Answer:
    if one.stage is Stage.LOST:
        return NoResponse(one.key, "QuickBooks' answer was lost on the way")
    if one.error:
        hresult, _, message = one.error.partition(": ")
        return refused_by_hresult(one.key, hresult, message, one.label)
    [found] = read_answer(one.responses[-1]).answers
    if found.code != "0" and found.severity.casefold() == "error":
        return refused(one.key, found, one.label)
    return written(one.key, one.subject, found)


def _set_answer(one: Incoming) -> SetAnswer:
    if one.error:
        hresult, _, message = one.error.partition(": ")
        no = refused_by_hresult(one.key, hresult, message, one.label)
        raise GatewayUnavailable(no.recovery, no.sentence, no.what_to_do, code=no.code)
    found = tuple(answer for response in one.responses for answer in read_answer(response).answers)
    return SetAnswer("", found)


def _whole(answer: SetAnswer, label: str) -> RequestAnswer:
    """One answer out of the portions of an iteration.

    Raises:
        GatewayStopped: QuickBooks refuses the question.
    """
    for one in answer.answers:
        if one.severity.casefold() == "error" and one.code not in _NOT_FOUND:
            no = refused("", one, label)
            raise GatewayUnavailable(no.recovery, no.sentence, no.what_to_do, code=no.code)
    first = answer.answers[0]
    return replace(first, rets=tuple(ret for one in answer.answers for ret in one.rets))


def _entries(kinds: Sequence[DocumentKind], answer: RequestAnswer) -> Iterator[Entry]:
    for ret in answer.rets:
        for kind in entries.kinds_of(ret, kinds):
            yield entries.entry(kind, ret)


def _changed_meanwhile(write: DocumentWrite) -> Rejected:
    return Rejected(
        write.request_id,
        Recovery.ON_HOLD,
        "3200",
        f"{write.document.label} was changed in QuickBooks since we read it.",
        "It is read again and planned anew.",
        stale=True,
    )


_LISTS = ("lists", "accounts, items and classes")


def _list_queries() -> list[etree._Element]:
    return [lists.lists_query(kind) for kind in ListKind]


def _reads(subject: str, label: str, requests: Sequence[etree._Element]) -> list[Outgoing]:
    return [Outgoing(_digest(one), subject, label, _text(one)) for one in requests]


def _digest(request: etree._Element) -> str:
    return hashlib.sha256(_text(request).encode()).hexdigest()[:32]


def _text(request: etree._Element) -> str:
    return str(etree.tostring(request, encoding="unicode"))
