"""Writes on their way: batches of thirty, several in flight, an answer for each item.

QuickBooks carries a batch's items out one after another, none of which sees the others, and answers
them in any order, each with a yes or a no of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

from include.books.gateway import (
    Answer,
    EntryRef,
    GatewayUnavailable,
    NoResponse,
    Posted,
    Recovery,
)
from include.books.money import AmountError, Cents, to_cents
from include.quickbooks.online.wire import exact_json
from include.quickbooks.online.wire.calls import Calls, stop_of
from include.quickbooks.online.wire.fault_table import translate
from include.quickbooks.online.wire.faults import Fault, faults_in, is_throttle
from include.quickbooks.online.wire.transport import Answered, Call, Lost

BATCH = 30
"""Items of a batch, the most QuickBooks takes."""

IN_FLIGHT = 8
"""Batches under way at once: items run one by one, so this many keep 40 batches a minute busy."""

_BATCH_ID = 36
_DELETED = "deleted, as QuickBooks cannot void it"
_GONE = "610"
_NUMBERS = {"Payment": "PaymentRefNum"}


@dataclass(frozen=True, slots=True)
class Item:
    """One write as QuickBooks wants it.

    Attributes:
        request_id: at most 36 characters, the same whenever the same content is sent again.
        entity: "Invoice", "Vendor"...
        operation: "create", "update", "void" or "delete".
        body: the entity's JSON, amounts as Decimal.
        label: how journals name it.
        params: of the address, for writes that go alone.
        alone: whether QuickBooks takes it only by an address of its own.
        includes: what QuickBooks is to put up with: "allowduplicatedocnum".
    """

    request_id: str
    entity: str
    operation: str
    body: Mapping[str, Any] = field(repr=False)  # a vendor's has the tax id
    label: str
    params: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    includes: str = ""


@dataclass(frozen=True, slots=True)
class _Done:
    """What one exchange came to: answers, and perhaps the end for the company."""

    answers: tuple[Answer, ...]
    stop: GatewayUnavailable | None = None
    not_sent: tuple[str, ...] = ()


def send(calls: Calls, items: Sequence[Item]) -> Iterator[Answer]:
    """Send writes; yield the answer to each as it comes, in any order.

    Yields:
        Exactly one answer for each item, unless `GatewayStopped` is raised at the end.

    Raises:
        GatewayStopped: the company cannot be written to. Every answer that was received has been
            yielded before, those of batches in flight included. Items without an answer by then
            surely were not carried out; their request ids are in the exception's `not_sent`.
    """
    waiting = _exchanges(calls, items)
    stop: BaseException | None = None
    not_sent: list[str] = []
    with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="quickbooks") as pool:
        flying: dict[Future[_Done], tuple[str, ...]] = {}
        while True:
            while waiting and stop is None and len(flying) < IN_FLIGHT:
                ids, exchange = waiting.pop(0)
                flying[pool.submit(exchange)] = ids
            if not flying:
                break
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                del flying[future]
                try:
                    done = future.result()
                except Exception as error:  # noqa: BLE001  (ours; raised when all answers are out)
                    stop = stop or error
                    continue
                yield from done.answers
                not_sent.extend(done.not_sent)
                stop = stop or done.stop
    if isinstance(stop, GatewayUnavailable):
        not_sent.extend(one for ids, _ in waiting for one in ids)
        stop.not_sent = tuple(not_sent)
    if stop is not None:
        raise stop


def batch_request_id(items: Sequence[Item]) -> str:
    """The request id of a batch: the same for the same items in the same order, 36 characters.

    QuickBooks joins it with an item's id of at most 10 characters into a key of at most 50.
    """
    joined = "\n".join(item.request_id for item in items)
    return hashlib.sha256(joined.encode()).hexdigest()[:_BATCH_ID]


def _exchanges(
    calls: Calls, items: Sequence[Item]
) -> list[tuple[tuple[str, ...], Callable[[], _Done]]]:
    """The exchanges that carry all items, with the request ids of each."""
    alone = [item for item in items if item.alone]
    together = [item for item in items if not item.alone]
    chunks = [together[start : start + BATCH] for start in range(0, len(together), BATCH)]
    if chunks and len(chunks[-1]) == 1:
        alone.extend(chunks.pop())
    singles = [((item.request_id,), _later(_single, calls, item)) for item in alone]
    batches = [
        (tuple(item.request_id for item in chunk), _later(_batch, calls, chunk)) for chunk in chunks
    ]
    return batches + singles


def _later(exchange: Callable[..., _Done], *arguments: Any) -> Callable[[], _Done]:
    return lambda: exchange(*arguments)


def _single(calls: Calls, item: Item) -> _Done:
    call = Call(
        "POST",
        item.entity.lower(),
        {
            **item.params,
            **({"include": item.includes} if item.includes else {}),
            "requestid": item.request_id,
        },
        exact_json.dumps(item.body),
    )
    try:
        outcome = calls.write(call)
    except GatewayUnavailable as stop:
        return _Done((), stop, (item.request_id,))
    if isinstance(outcome, Lost):
        return _Done((NoResponse(item.request_id, outcome.reason),))
    answer = _answer(item, outcome.body, outcome.faults, outcome.trace_id)
    if isinstance(answer, GatewayUnavailable):
        return _Done((), answer, (item.request_id,))
    return _Done((answer,))


def _batch(calls: Calls, items: Sequence[Item]) -> _Done:
    ids = tuple(item.request_id for item in items)
    request = [
        {
            "bId": str(position),
            "operation": item.operation,
            item.entity: item.body,
            **({"optionsData": item.includes} if item.includes else {}),
        }
        for position, item in enumerate(items)
    ]
    call = Call(
        "POST",
        "batch",
        {"requestid": batch_request_id(items)},
        exact_json.dumps({"BatchItemRequest": request}),
        batch=True,
    )
    try:
        outcome = calls.write(call)
    except GatewayUnavailable as stop:
        return _Done((), stop, ids)
    if isinstance(outcome, Lost):
        return _Done(tuple(NoResponse(one, outcome.reason) for one in ids))
    if outcome.faults:
        return _Done((), translate(outcome.faults, "a batch of entries").stopped(), ids)
    return _gathered(items, _by_position(outcome), outcome.trace_id)


def _by_position(answer: Answered) -> dict[int, Mapping[str, Any]]:
    listed = answer.body.get("BatchItemResponse")
    found: dict[int, Mapping[str, Any]] = {}
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and str(one.get("bId", "")).isdecimal():
            found[int(one["bId"])] = one
    return found


def _gathered(
    items: Sequence[Item], bodies: Mapping[int, Mapping[str, Any]], trace_id: str
) -> _Done:
    answers: list[Answer] = []
    not_sent: list[str] = []
    stop: GatewayUnavailable | None = None
    for position, item in enumerate(items):
        body = bodies.get(position, {})
        answer = _answer(item, body, faults_in(body), trace_id)
        if isinstance(answer, GatewayUnavailable):
            stop = stop or answer
            not_sent.append(item.request_id)
        else:
            answers.append(answer)
    return _Done(tuple(answers), stop, tuple(not_sent))


def _answer(
    item: Item, body: Mapping[str, Any], faults: tuple[Fault, ...], trace_id: str
) -> Answer | GatewayUnavailable:
    if item.operation == "delete" and faults and all(fault.code == _GONE for fault in faults):
        # What an earlier attempt, or a person, deleted is as it should be.
        ref = EntryRef(str(item.body["Id"]), str(item.body["SyncToken"]))
        return Posted(item.request_id, ref, None, "", trace_id)
    if faults:
        if any(_is_doubtful(fault) for fault in faults):
            words = translate(faults, item.label).sentence
            return NoResponse(item.request_id, words.rstrip("."))
        stop = stop_of(faults)
        return stop or translate(faults, item.label).refused(item.request_id, trace_id)
    entity = body.get(item.entity)
    if not isinstance(entity, Mapping) or not entity.get("Id"):
        return NoResponse(item.request_id, "QuickBooks' answer leaves it out")
    try:
        return written(item, entity, trace_id)
    except AmountError as error:
        return NoResponse(item.request_id, f"QuickBooks' answer cannot be read: {error}")


def _is_doubtful(fault: Fault) -> bool:
    """Whether QuickBooks may have broken off after it carried the write out."""
    later = translate((fault,), "it").recovery is Recovery.RETRY_LATER
    return later and not is_throttle(fault) and fault.code != "5010"


def written(item: Item, entity: Mapping[str, Any], trace_id: str) -> Posted:
    """QuickBooks' yes, read from the entity it sends back."""
    total: Cents | None = to_cents(entity["TotalAmt"]) if "TotalAmt" in entity else None
    return Posted(
        request_id=item.request_id,
        ref=EntryRef(str(entity["Id"]), str(entity.get("SyncToken", ""))),
        total=total,
        number=str(entity.get(_NUMBERS.get(item.entity, "DocNumber")) or ""),
        trace_id=trace_id,
        note=_DELETED if item.operation == "delete" else "",
    )
