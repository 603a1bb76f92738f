"""Turning a request's JSON into a changed record, or into a sentence that says what is wrong."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, TypeVar

from fastapi import Body, HTTPException
from pydantic import TypeAdapter, ValidationError

from sandbox.core_backoffice.billing import PaidTooMuch, settle
from sandbox.core_backoffice.model import ACCOUNT_ID, Deal, Party, Statement
from sandbox.core_backoffice.store import Kind, RecordT, Store

Json: TypeAlias = dict[str, Any]
JsonBody: TypeAlias = Annotated[Json, Body()]
OptionalBody: TypeAlias = Annotated[Json | None, Body()]

T = TypeVar("T")

_KEPT = frozenset({"id", "updated_at"})
_UNPROCESSABLE = 422


def wrong(sentence: str) -> HTTPException:
    """The request cannot be done as it stands."""
    return HTTPException(_UNPROCESSABLE, sentence)


def missing(what: str, id_: int) -> HTTPException:
    """There is no such record."""
    return HTTPException(404, f"there is no {what} {id_}")


def build(adapter: TypeAdapter[T], body: Json) -> T:
    """A record from JSON.

    Raises:
        HTTPException: 422 with what is wrong, field by field.
    """
    try:
        return adapter.validate_python(body)
    except ValidationError as invalid:
        found = [
            f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in invalid.errors()
        ]
        raise wrong("; ".join(found)) from None


def merge(kind: Kind[RecordT], record: RecordT, changes: Json) -> RecordT:
    """The record with some fields changed; nested lists are replaced as a whole.

    Raises:
        HTTPException: 422 for a field that does not exist or may not change, or a wrong value.
    """
    before = kind.adapter.dump_python(record, mode="json")
    unknown = sorted(name for name in changes if name not in before or name in _KEPT)
    if unknown:
        raise wrong(f"no field to change: {', '.join(unknown)}")
    return build(kind.adapter, {**before, **changes})


def check_deal(store: Store, deal: Deal) -> Deal:
    """The deal, if everything in it refers to something that exists.

    Raises:
        HTTPException: 422 otherwise.
    """
    sides = deal.our_sides
    for side in [*(item.side for item in deal.items), *(share.side for share in deal.agents)]:
        if side not in sides:
            raise wrong(f"the {side} side is not ours")
    named = [Party(kind="User", id=share.agent) for share in deal.agents]
    named += [Party(kind="Contact", id=share.broker) for share in deal.shares if share.broker]
    named += [item.payee for item in deal.items]
    named += [item.payee for share in deal.agents for item in share.items]
    known = {"User": store.agents.keys(), "Contact": store.contacts.keys(), "Account": {ACCOUNT_ID}}
    for party in named:
        if party.id not in known[party.kind]:
            raise wrong(f"there is no {party.kind} {party.id}")
    return deal


def check_statement(store: Store, statement: Statement) -> Statement:
    """The statement, if its agent exists and its items bear its payments.

    Raises:
        HTTPException: 422 otherwise.
    """
    if statement.agent not in store.agents:
        raise wrong(f"there is no agent {statement.agent}")
    try:
        settle(statement)
    except PaidTooMuch:
        raise wrong("its payments would not fit its items: take payments back first") from None
    return statement


def check_payments(statement: Statement) -> Statement:
    """The statement, if a payment or refund that was just entered is not too large.

    Raises:
        HTTPException: 422 otherwise.
    """
    least, most = min(statement.total, 0), max(statement.total, 0)
    refunded = statement.payments[-1].amount < 0
    if refunded and statement.paid < least:
        raise wrong(f"{least - statement.paid} cents too much would be given back")
    if not refunded and statement.paid > most:
        raise wrong(f"{statement.paid} cents would be paid of {statement.total}")
    return statement
