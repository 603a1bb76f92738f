"""Good answers made odd: a part missing, an error in place of rows, an item twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from starlette.responses import Response

from sandbox.quickbooks_online import json_text

Alteration = Literal[
    "part_fault",
    "part_missing",
    "response_fault",
    "item_missing",
    "item_twice",
    "item_foreign",
    "item_both",
    "without_id",
    "without_version",
    "short_page",
]
"""What is altered.

`part_fault` and `part_missing`: in change data capture, the part of one kind has a Fault, or isn't
there; `response_fault`: the CDCResponse has one. `item_...`: of a batch, the first item is left out,
comes twice with different IDs, comes under an ID that nobody sent, or has a Fault beside its entity.
`without_id`, `without_version`: the first entity of an answer lacks its Id or SyncToken. `short_page`:
the last row of a query is left out, though the counts have it.
"""


def altered(
    how: Alteration, good: Response, fault: dict[str, Any], part: str, asked: Sequence[str]
) -> Response:
    """The answer, altered; as it is where it has nothing of the kind.

    Args:
        how: what is altered.
        good: the true answer.
        fault: the Fault that takes the place of something.
        part: in change data capture, the entity it is about; the first that was asked for if empty.
        asked: the entities that were asked for.
    """
    try:
        body = json_text.loads(bytes(good.body).decode())
        _alter(how, body, fault, list(asked).index(part) if part in asked else 0)
    except (LookupError, StopIteration):
        return good
    headers = {"intuit_tid": good.headers["intuit_tid"]}
    return Response(json_text.dumps(body), good.status_code, headers, "application/json")


def _alter(how: str, body: Any, fault: dict[str, Any], position: int) -> None:
    if how in ("part_fault", "part_missing", "response_fault"):
        _captured(how, body, fault, position)
    elif how.startswith("item_"):
        _ITEMS[how](body["BatchItemResponse"], fault)
    elif how == "short_page":
        next(value for value in body["QueryResponse"].values() if isinstance(value, list)).pop()
    else:
        del _first_entity(body)["Id" if how == "without_id" else "SyncToken"]


def _captured(how: str, body: Any, fault: dict[str, Any], position: int) -> None:
    response = body["CDCResponse"][0]
    if how == "response_fault":
        body["CDCResponse"][0] = {"Fault": fault}
    elif how == "part_fault":
        response["QueryResponse"][position] = {"Fault": fault}
    else:
        del response["QueryResponse"][position]


def _twice(items: list[Any], _: dict[str, Any]) -> None:
    name, entity = next((key, value) for key, value in items[0].items() if isinstance(value, dict))
    items.append({**items[0], name: {**entity, "Id": "999999"}})


def _foreign(items: list[Any], _: dict[str, Any]) -> None:
    items[0]["bId"] = "nobody"


def _both(items: list[Any], fault: dict[str, Any]) -> None:
    items[0]["Fault"] = fault


_ITEMS: dict[str, Callable[[list[Any], dict[str, Any]], None]] = {
    "item_missing": lambda items, _: items.pop(0),
    "item_twice": _twice,
    "item_foreign": _foreign,
    "item_both": _both,
}


def _first_entity(found: Any) -> dict[str, Any]:
    """The first object with an ID, wherever it is."""
    queue = [found]
    while queue:
        one = queue.pop(0)
        if isinstance(one, dict):
            if "Id" in one:
                return one
            queue.extend(one.values())
        elif isinstance(one, list):
            queue.extend(one)
    raise LookupError("the answer has no entity")
