"""Waiting for the PC: requests go into the queue, and responses come out of it when they are there.

QuickBooks Desktop can't be called; its PC calls and empties the queue. So everything that the gateway
does is asked for here, and waits as long as its patience lasts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from include.books.dates import format_day
from include.books.gateway import (
    Answer,
    GatewayUnavailable,
    GatewayWaits,
    NoResponse,
    Recovery,
    Rejected,
)
from include.clock import Clock
from include.quickbooks.desktop.entries.posted import posted
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.fault_table import DOUBTFUL, FEATURE_OFF
from include.quickbooks.desktop.wire.faults import rejection, rejection_by_hresult
from include.quickbooks.desktop.wire.qbxml import RequestAnswer, SetAnswer, read_answer
from include.quickbooks.desktop.wire.queue import Contact, Incoming, MessageQueue, Outgoing, Stage
from include.quickbooks.desktop.wire.whole_answer import is_error, is_whole_query, is_whole_write


@dataclass(frozen=True, slots=True)
class Query:
    """Requests that read something.

    Attributes:
        subject: what is read: "company", "invoices".
        label: for people: "the company's settings".
        requests: in their order.
    """

    subject: str
    label: str
    requests: Sequence[etree._Element]


class PcQueue:
    """The queue of one company, with the patience to wait for it.

    Args:
        settings: of the company.
        queue: holds requests and responses.
        clock: passes the time between looks.
    """

    def __init__(self, settings: DesktopSettings, queue: MessageQueue, clock: Clock) -> None:
        self._settings = settings
        self._queue = queue
        self._clock = clock

    def ask(self, *queries: Query) -> None:
        """Queue queries without waiting for them."""
        self._queue.ask([read for query in queries for read in _reads(query)])

    def read(self, query: Query) -> list[SetAnswer]:
        """Read what a query is about: the responses in the order of its requests.

        Raises:
            GatewayWaits: the PC hasn't come to it yet.
            GatewayUnavailable: QuickBooks gives no response to one of them.
        """
        reads = _reads(query)
        keys = self._queue.ask(reads)
        since = self._clock.monotonic()
        while True:
            known = self._queue.look(list(keys.values()))
            if all(key in known and known[key].stage is Stage.ANSWERED for key in keys.values()):
                return [_set_answer(known[keys[read.key]]) for read in reads]
            self._wait_or_leave(since)

    def read_all(self, query: Query, *, off: Collection[object] = ()) -> list[RequestAnswer]:
        """Read each request to its end: the portions of an iteration are put together.

        Args:
            query: the requests.
            off: the requests whose lists count as empty if they are off in the company file.

        Raises:
            GatewayWaits: the PC hasn't come to it yet.
            GatewayUnavailable: QuickBooks gives no response to one of them, or rejects it.
        """
        return [
            _whole(answer, query.label, off=request.tag in off)
            for request, answer in zip(query.requests, self.read(query), strict=True)
        ]

    def non_taxable(self) -> str:
        """ListID of the file's sales tax code for what isn't taxable; empty without sales tax."""
        return self._queue.non_taxable()

    def send(self, writes: Sequence[Outgoing]) -> None:
        """Queue writes in their order, each once."""
        self._queue.put(writes)

    def known(self, request_ids: Sequence[str]) -> set[str]:
        """Which writes the queue has, whether sent or not."""
        return set(self._queue.look(request_ids))

    def responses(self, request_ids: Sequence[str]) -> Iterator[Answer]:
        """Responses to writes as they come.

        Raises:
            GatewayWaits: the PC hasn't come to the others yet.
        """
        waiting = set(request_ids)
        quiet_since = self._clock.monotonic()
        while waiting:
            arrived = [
                incoming
                for incoming in self._queue.look(sorted(waiting)).values()
                if incoming.stage is not Stage.WAITING
            ]
            for incoming in arrived:
                waiting.discard(incoming.key)
                yield _response(incoming)
            if arrived:
                quiet_since = self._clock.monotonic()
            elif waiting:
                self._wait_or_leave(quiet_since)

    def _wait_or_leave(self, since: float) -> None:
        patience, contact = self._settings.patience, self._queue.contact()
        if patience.ends(contact, self._clock.monotonic() - since):
            raise GatewayWaits(self._settings.company_id, _waiting(contact), _how_to_go_on(contact))
        self._clock.sleep(patience.look_again)


def request_text(request: etree._Element) -> str:
    """A request as it is queued."""
    return str(etree.tostring(request, encoding="unicode"))


def _waiting(contact: Contact) -> str:
    requests = "1 request is" if contact.waiting == 1 else f"{contact.waiting} requests are"
    return f"{requests} waiting for the QuickBooks Web Connector on the PC. {_last_call(contact.last_at)}"


def _last_call(last_at: dt.datetime | None) -> str:
    if last_at is None:
        return "It hasn't called yet."
    return f"Its last call was on {format_day(last_at)}, {last_at:%H:%M} UTC."


def _how_to_go_on(contact: Contact) -> str:
    return contact.problem or (
        "The run continues automatically when the Web Connector calls next. To continue now, select "
        "Update Selected in the Web Connector."
    )


def _reads(query: Query) -> list[Outgoing]:
    texts = [request_text(request) for request in query.requests]
    return [Outgoing(_hash(text), query.subject, query.label, text) for text in texts]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _response(incoming: Incoming) -> Answer:
    if incoming.stage is Stage.LOST:
        return NoResponse(incoming.key, "QuickBooks' response was lost")
    if incoming.error:
        return _not_taken(incoming)
    answers = read_answer(incoming.responses[-1])
    if not is_whole_write(answers):
        return NoResponse(incoming.key, "QuickBooks' response doesn't name the entry")
    [answer] = answers.answers
    if is_error(answer) and answer.code in DOUBTFUL:
        reason = f"QuickBooks had an internal error with {incoming.label}"
        return NoResponse(incoming.key, reason, answered=True, code=answer.code)
    if is_error(answer):
        return rejection(incoming.key, answer, incoming.label)
    return posted(incoming.key, incoming.subject, answer)


def _set_answer(incoming: Incoming) -> SetAnswer:
    if incoming.error:
        raise _unavailable(_not_taken(incoming))
    texts = incoming.responses
    return SetAnswer("", tuple(answer for text in texts for answer in read_answer(text).answers))


def _whole(portions: SetAnswer, label: str, *, off: bool = False) -> RequestAnswer:
    """One response made of the portions of an iteration.

    Raises:
        GatewayUnavailable: QuickBooks rejects the query.
    """
    first = portions.answers[0]
    if off and first.code == FEATURE_OFF:
        return replace(first, rets=())
    for portion in portions.answers:
        if not is_whole_query(portion):
            raise _unavailable(rejection("", portion, label))
    return replace(first, rets=tuple(ret for portion in portions.answers for ret in portion.rets))


def _not_taken(incoming: Incoming) -> Rejected:
    hresult, _, message = incoming.error.partition(": ")
    return rejection_by_hresult(incoming.key, hresult, message, incoming.label)


def _unavailable(rejected: Rejected) -> GatewayUnavailable:
    """That a question has no response: no record can be on hold for it, the run is tried again."""
    held = rejected.recovery is Recovery.ON_HOLD
    return GatewayUnavailable(
        Recovery.RETRY_LATER if held else rejected.recovery,
        rejected.sentence,
        rejected.what_to_do,
        code=rejected.code,
    )
