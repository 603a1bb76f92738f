"""Writes on their way: batches of thirty, several in flight, a response for each item.

QuickBooks processes the items of a batch one after another, none of which sees the others, and
returns a response for each, in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from include.books.gateway import Answer, GatewayUnavailable
from include.quickbooks.online.wire import exact_json
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.error_codes.faults import Fault
from include.quickbooks.online.wire.transport import Call, Lost
from include.quickbooks.online.wire.write_answers import (
    Item,
    answer_to,
    batch_rejection,
    by_batch_id,
    doubtful,
)

__all__ = ["BATCH", "IN_FLIGHT", "Item", "batch_request_id", "send"]

BATCH = 30
"""Items of a batch, the most QuickBooks takes."""

IN_FLIGHT = 8
"""Batches under way at once: items run one by one, so this many keep 40 batches a minute busy."""

_BATCH_ID = 36


@dataclass(frozen=True, slots=True)
class _Result:
    """What one exchange returned: responses, and perhaps that the company is unavailable."""

    answers: tuple[Answer, ...]
    stop: GatewayUnavailable | None = None
    not_sent: tuple[str, ...] = ()


def send(calls: Calls, items: Sequence[Item]) -> Iterator[Answer]:
    """Send writes; yield the response to each as it comes, in any order.

    Yields:
        Exactly one response for each item, unless `GatewayUnavailable` is raised at the end.

    Raises:
        GatewayUnavailable: the company can't be written to. Every response that was received has
            been yielded before, those of batches in flight included. Items without a response by
            then surely weren't posted; their request IDs are in the exception's `not_sent`.
    """
    waiting = _exchanges(calls, items)
    stop: BaseException | None = None
    not_sent: list[str] = []
    with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="quickbooks") as pool:
        flying: dict[Future[_Result], tuple[str, ...]] = {}
        while True:
            while waiting and stop is None and len(flying) < IN_FLIGHT:
                ids, exchange = waiting.pop(0)
                flying[pool.submit(exchange)] = ids
            if not flying:
                break
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                del flying[future]
                try:
                    result = future.result()
                except Exception as error:  # noqa: BLE001  (raised when all responses are out)
                    stop = stop or error
                    continue
                yield from result.answers
                not_sent.extend(result.not_sent)
                stop = stop or result.stop
    if isinstance(stop, GatewayUnavailable):
        not_sent.extend(request_id for ids, _ in waiting for request_id in ids)
        stop.not_sent = tuple(not_sent)
    if stop is not None:
        raise stop


def batch_request_id(items: Sequence[Item]) -> str:
    """The request ID of a batch: the same for the same items in the same order, 36 characters.

    QuickBooks joins it with an item's ID of at most 10 characters into a key of at most 50.
    """
    joined = "\n".join(item.request_id for item in items)
    return hashlib.sha256(joined.encode()).hexdigest()[:_BATCH_ID]


def _exchanges(
    calls: Calls, items: Sequence[Item]
) -> list[tuple[tuple[str, ...], Callable[[], _Result]]]:
    """The exchanges that carry all items, with the request IDs of each."""
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


def _later(exchange: Callable[..., _Result], *arguments: Any) -> Callable[[], _Result]:
    return lambda: exchange(*arguments)


def _single(calls: Calls, item: Item) -> _Result:
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
        return _Result((), stop, (item.request_id,))
    if isinstance(outcome, Lost):
        return _Result((doubtful(item.request_id, outcome.reason, outcome.faults),))
    answer = answer_to(item, outcome.body, outcome.trace_id, outcome.faults)
    if isinstance(answer, GatewayUnavailable):
        return _Result((), answer, (item.request_id,))
    return _Result((answer,))


def _batch(calls: Calls, items: Sequence[Item]) -> _Result:
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
        return _Result((), stop, ids)
    if isinstance(outcome, Lost):
        return _doubtful(ids, outcome.reason, outcome.faults)
    bodies = by_batch_id(outcome.body)
    if not outcome.faults or bodies:
        return _gathered(items, bodies, outcome.trace_id)
    rejection = batch_rejection(outcome.faults)
    if rejection is not None:
        return _Result((), rejection.unavailable(), ids)
    return _doubtful(ids, "QuickBooks rejected the batch that it was in", outcome.faults)


def _doubtful(ids: Sequence[str], reason: str, faults: Sequence[Fault]) -> _Result:
    """A batch without responses to its items: each may be posted or not."""
    return _Result(tuple(doubtful(request_id, reason, faults) for request_id in ids))


def _gathered(
    items: Sequence[Item], bodies: Mapping[str, Mapping[str, Any]], trace_id: str
) -> _Result:
    answers: list[Answer] = []
    not_sent: list[str] = []
    stop: GatewayUnavailable | None = None
    for position, item in enumerate(items):
        answer = answer_to(item, bodies.get(str(position), {}), trace_id)
        if isinstance(answer, GatewayUnavailable):
            stop = stop or answer
            not_sent.append(item.request_id)
        else:
            answers.append(answer)
    return _Result(tuple(answers), stop, tuple(not_sent))
