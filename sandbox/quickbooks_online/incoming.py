"""Requests of the API, read: what is asked for, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks_online import (
    batch,
    company_info,
    faults,
    json_text,
    operations,
    transaction_list,
)
from sandbox.quickbooks_online.entities import BY_PATH
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.operations import Operation
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.store import Body


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read.

    Attributes:
        kind: the operation's verb, or batch, cdc, report, companyinfo, preferences.
        operation: what to do, where it is one operation.
        items: of a batch.
        refusal: why it cannot be done at all.
    """

    kind: str
    operation: Operation | None = None
    items: tuple[Body, ...] = ()
    sent: Any = None
    refusal: Refusal | None = None


def read(  # noqa: PLR0911  (one return per kind of request)
    runtime: Runtime, realm: str, method: str, path: str, options: dict[str, str], text: str
) -> Asked:
    """Read one request; what is wrong with it is kept, not raised.

    Args:
        runtime: the sandbox.
        realm: the company.
        method: GET or POST.
        path: what follows the company in the address.
        options: the query options, their names in lower case.
        text: the body.
    """
    head, _, rest = path.strip("/").partition("/")
    head = head.lower()
    sent: Any = None
    try:
        if head == "query":
            statement = text if method == "POST" and text.strip() else options.get("query", "")
            return Asked("query", Operation("query", None, {"query": statement}, options))
        if head in ("cdc", *company_info.SINGLES):
            return Asked(head)
        if head == "reports" and rest == transaction_list.NAME:
            return Asked("report")
        if method == "POST":
            sent = _json(text)
        if head == "batch":
            items = batch.items_of(runtime.company(realm), sent)
            return Asked("batch", items=tuple(items), sent=sent)
        spec = _spec(head)
        if method == "GET":
            return Asked("read", Operation("read", spec, {"Id": rest}, options))
        verb = operations.verb_of(sent, options)
        return Asked(verb, Operation(verb, spec, sent, options), sent=sent)
    except Refusal as refusal:
        kind = head if head in ("batch", "query") else "unreadable"
        return Asked(kind, refusal=refusal, sent=sent)


def _spec(name: str) -> Spec:
    spec = BY_PATH.get(name)
    if spec is None:
        raise Refusal("500", f"Unsupported Operation: {name!r} is no resource of this API.")
    return spec


def _json(text: str) -> Any:
    try:
        return json_text.loads(text)
    except ValueError as error:
        raise Refusal("2010", f"Request body is no JSON: {error}") from None


def seen(method: str, path: str, asked: Asked, text: str) -> faults.Call:
    """The request as fault rules see it."""
    inner = [] if asked.operation is None else [asked.operation]
    for item in asked.items:
        try:
            inner.append(batch.operation_of(item))
        except Refusal:
            continue
    return faults.Call(
        method,
        path,
        text,
        asked.kind,
        frozenset(one.entity for one in inner),
        frozenset(one.verb for one in inner),
    )
