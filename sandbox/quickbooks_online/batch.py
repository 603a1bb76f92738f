"""Batches: up to thirty items, each on its own, none of which sees the ones before it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from sandbox.quickbooks_online import operations
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.errors import Refusal, missing, rule
from sandbox.quickbooks_online.operations import Operation
from sandbox.quickbooks_online.store import Body

MOST_ITEMS = 30


def items_of(company: Company, sent: Any) -> list[Body]:
    """The items of a batch request.

    Raises:
        Refusal: 2020 none, 6000 too many.
    """
    items = sent.get("BatchItemRequest") if isinstance(sent, dict) else None
    if not isinstance(items, list) or not items:
        raise missing("BatchItemRequest")
    if not all(isinstance(item, dict) for item in items):
        raise Refusal("2010", "Property Name:BatchItemRequest must hold objects")
    if len(items) > MOST_ITEMS and company.settings.batch_over_30 == "refuse":
        raise rule(f"Batch request exceeds the maximum of {MOST_ITEMS} items.")
    return items


def operation_of(item: Body) -> Operation:
    """What one item asks for.

    Raises:
        Refusal: 2020 or 2010, it asks for nothing that can be done.
    """
    if "Query" in item:
        return Operation("query", None, {"query": item["Query"]}, {})
    entity = next((name for name in item if name in SPECS), None)
    if entity is None:
        raise missing("entity")
    options = {"include": str(item.get("optionsData") or "")}
    verb = str(item.get("operation") or "")
    if verb not in ("create", "update", "delete", "void"):
        raise Refusal("2010", f"Property Name:operation value {verb!r} is not supported")
    if options["include"].lower() == "void":
        verb = "void"
    return Operation(verb, SPECS[entity], item[entity], options)


def item_answer(b_id: Any, result: Mapping[str, Any]) -> Body:
    """One item's answer."""
    return {**result, "bId": b_id}


def item_fault(b_id: Any, refusal: Refusal) -> Body:
    """One item's fault."""
    return {"Fault": refusal.fault(), "bId": b_id}


def performed(company: Company, operation: Operation) -> Body:
    """Carry one item out; what it creates stays unseen by the items after it."""
    result = operations.perform(company, operation)
    if operation.verb == "create" and operation.spec is not None:
        company.unseen.add((operation.spec.name, str(result[operation.spec.name]["Id"])))
    return result


def ordered(company: Company, answers: list[Body], number: int) -> list[Body]:
    """The answers in the order in which QuickBooks happens to give them."""
    match company.settings.batch_order:
        case "reversed":
            return answers[::-1]
        case "shuffled":
            shuffled = list(answers)
            random.Random(f"{company.settings.seed}/{number}").shuffle(shuffled)
            return shuffled
        case _:
            return answers
