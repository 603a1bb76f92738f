"""One operation of the API, alone or as an item of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks_online import auto_credit, query_run, writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal, gone
from sandbox.quickbooks_online.reading import shown
from sandbox.quickbooks_online.store import Body


@dataclass(frozen=True, slots=True)
class Operation:
    """What is asked for.

    Attributes:
        verb: create, update, delete, void, read or query.
        spec: the entity; None for queries.
        body: the entity as sent, {"Id"} for reads, {"query"} for queries.
        options: the query options, their names in lower case.
    """

    verb: str
    spec: Spec | None
    body: Body
    options: Mapping[str, str]

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.verb not in ("read", "query")

    @property
    def entity(self) -> str:
        """The entity's name; of a query, the one it asks for."""
        if self.spec is not None:
            return self.spec.name
        words = str(self.body.get("query", "")).split()
        after = [word for at, word in enumerate(words) if at and words[at - 1].upper() == "FROM"]
        return after[0] if after else ""


def perform(company: Company, operation: Operation) -> Body:
    """Carry an operation out and answer as QuickBooks does.

    Raises:
        Refusal: QuickBooks would not do it.
    """
    spec, body = operation.spec, operation.body
    if spec is None:
        return {"QueryResponse": query_run.answer(company, str(body["query"]))}
    if not isinstance(body, dict):
        raise Refusal("2010", f"{spec.name} must be an object")
    doubles = "allowduplicatedocnum" in operation.options.get("include", "").lower()
    match operation.verb:
        case "create":
            record = writing.create(company, spec, body, doubles_allowed=doubles)
            record = auto_credit.applied(company, record)
        case "update":
            record = writing.update(company, spec, body, doubles_allowed=doubles)
        case "void":
            plain = "void" not in operation.options.get("include", "").lower()
            record = writing.void(company, spec, body, plain=plain)
        case "delete":
            record = writing.delete(company, spec, body)
            return {spec.name: {"status": "Deleted", "domain": "QBO", "Id": record.id}}
        case _:
            found = company.get(spec.name, str(body["Id"]))
            if found is None:
                raise gone()
            record = found
    return {spec.name: shown(company, record)}


def verb_of(body: Any, options: Mapping[str, str]) -> str:
    """Which of the verbs a POST to an entity's address means."""
    asked = options.get("operation", "").lower()
    if asked == "delete":
        return "delete"
    if asked == "void" or options.get("include", "").lower() == "void":
        return "void"
    has_id = isinstance(body, dict) and body.get("Id") not in (None, "", 0, "0")
    return "update" if has_id else "create"
