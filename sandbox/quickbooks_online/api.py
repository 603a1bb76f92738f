"""The accounting API: /v3/company/{realm}/..., from the first byte to the answer."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.quickbooks_online import (
    batch,
    cdc,
    company_info,
    faults,
    idempotency,
    operations,
    shapes,
    transaction_list,
)
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.idempotency import Remembered
from sandbox.quickbooks_online.incoming import Asked, read, seen
from sandbox.quickbooks_online.operations import Operation
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.store import Body
from sandbox.quickbooks_online.tokens import Access

router = APIRouter()


class _BrokenOff(Exception):
    """A fault rule breaks the batch off here."""


@router.api_route("/v3/company/{realm}/{path:path}", methods=["GET", "POST"])
async def company_api(request: Request, realm: str, path: str) -> Response:
    """Answer one API request, or fail as ordered."""
    runtime: Runtime = request.app.state.runtime
    text = (await request.body()).decode("utf-8", "replace")
    options = {name.lower(): value for name, value in request.query_params.items()}
    asked = read(runtime, realm, request.method, path, options, text)
    _count(runtime, request, asked, options)
    rule = runtime.faults.for_call(seen(request.method, request.url.path, asked, text))
    response = await _answered(runtime, request, realm, asked, options, rule)
    runtime.calls.log[-1]["status"] = response.status_code
    return response


async def _answered(
    runtime: Runtime,
    request: Request,
    realm: str,
    asked: Asked,
    options: dict[str, str],
    rule: faults.Rule | None,
) -> Response:
    settings = runtime.settings
    time = runtime.company(runtime.start.realm).local(runtime.clock.now()).isoformat()
    at_once = rule is not None and rule.when == "before_commit" and not rule.needs_answer
    if rule is not None and rule.kind != "slow" and at_once:
        return _faulty(runtime, rule, time, None)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    access = runtime.tokens.access(token)
    client = settings.client_id if access is None else access.client
    wait = runtime.throttle.refuses(
        settings, realm, client, batch=asked.kind == "batch", now=runtime.now_monotonic()
    )
    if wait is not None:
        runtime.calls.counts["throttled"] += 1
        seconds = max(1, round(wait)) if settings.retry_after else None
        return shapes.throttled(settings.throttle_shape, settings.throttle_status, seconds)
    closed = _turned_away(runtime, realm, access)
    if closed is not None:
        return closed
    runtime.meter.count(settings, asked.kind, asked.items)
    with runtime.throttle.flying(realm, client):
        await _pause(runtime, settings.latency_per_call)
        if rule is not None and rule.kind == "slow":
            await asyncio.sleep(rule.seconds)
        good = await _tried(runtime, realm, asked, options, rule, time)
    if rule is not None and rule.kind != "slow":
        return _faulty(runtime, rule, time, good, options.get("entities", ""))
    assert good is not None, "only a rule breaks a batch off"  # noqa: S101  (for mypy)
    return good


def _turned_away(runtime: Runtime, realm: str, access: Access | None) -> Response | None:
    """Why a token opens nothing; None where it opens the company."""
    if access is None or access.expired:
        return shapes.expired("Token revoked or unknown" if access is None else "Token expired")
    if access.realm != realm or not runtime.has(realm):
        return shapes.wrong_realm()
    return shapes.forbidden() if runtime.settings.turns_apps_away else None


async def _tried(
    runtime: Runtime,
    realm: str,
    asked: Asked,
    options: dict[str, str],
    rule: faults.Rule | None,
    time: str,
) -> Response | None:
    """The answer, a refusal among them; None where a rule breaks it off."""
    try:
        return await _performed(runtime, realm, asked, options, rule)
    except Refusal as refusal:
        usual = refusal.status == 400  # noqa: PLR2004
        status = runtime.settings.fault_status if usual else refusal.status
        return shapes.fault(refusal, time, status)
    except _BrokenOff:
        return None


def _faulty(
    runtime: Runtime, rule: faults.Rule, time: str, good: Response | None, entities: str = ""
) -> Response:
    runtime.calls.counts["faults"] += 1
    asked = tuple(entities.split(","))
    return faults.response(rule, time, good, runtime.settings.throttle_shape, asked)


async def _pause(runtime: Runtime, seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds / runtime.settings.time_scale)


def _count(runtime: Runtime, request: Request, asked: Asked, options: dict[str, str]) -> None:
    counts = runtime.calls.counts
    counts["calls"] += 1
    counts[asked.kind] += 1
    counts["batch_items"] += len(asked.items)
    runtime.calls.log.append(
        {
            "at": runtime.clock.now(),
            "method": request.method,
            "path": request.url.path,
            "kind": asked.kind,
            "items": len(asked.items),
            "requestid": options.get("requestid"),
        }
    )


async def _performed(
    runtime: Runtime, realm: str, asked: Asked, options: dict[str, str], rule: faults.Rule | None
) -> Response:
    if asked.refusal is not None:
        raise asked.refusal
    company = runtime.company(realm)
    time = company.local(runtime.clock.now()).isoformat()
    if asked.kind == "batch":
        return await _batch(runtime, company, asked, options, rule)
    if asked.kind == "cdc":
        found = cdc.answer(company, options.get("entities", ""), options.get("changedsince", ""))
        return shapes.answer({"CDCResponse": found, "time": time})
    if asked.kind == "report":
        return shapes.answer(transaction_list.report(company, options))
    if asked.kind in company_info.SINGLES:
        name, single = company_info.SINGLES[asked.kind]
        return shapes.answer({name: single(company), "time": time})
    assert asked.operation is not None, "all other kinds are operations"  # noqa: S101  (for mypy)
    done = _once(runtime, company, asked.operation, options.get("requestid", ""), "", asked.sent)
    return shapes.answer({**done.body, "time": time}, done.status)


def _once(
    runtime: Runtime,
    company: Company,
    operation: Operation,
    request_id: str,
    b_id: str,
    sent: Any,
) -> Remembered:
    """Perform an operation in one transaction, or give the answer it got before."""
    key = idempotency.key_of(request_id, b_id) if request_id and operation.writes else ""
    before = idempotency.recall(company, key, sent) if key else None
    if before is not None:
        runtime.calls.counts["replayed"] += 1
        return before
    rule = _ordered_fault(runtime, company, operation)
    if rule is not None and rule.when == "before_commit":
        raise faults.refusal(rule)
    if not operation.writes:
        return Remembered(200, operations.perform(company, operation))
    try:
        with runtime.store.transaction():
            perform = batch.performed if b_id else operations.perform
            done = Remembered(200, perform(company, operation))
            if key:
                idempotency.remember(company, key, sent, done)
    except Refusal as refusal:
        if not key or not company.settings.replay_faults:
            raise
        done = Remembered(refusal.status, {"Fault": refusal.fault()})
        with runtime.store.transaction():
            idempotency.remember(company, key, sent, done)
    else:
        runtime.calls.counts["written"] += 1
    if rule is not None:
        raise faults.refusal(rule)
    return done


def _ordered_fault(runtime: Runtime, company: Company, operation: Operation) -> faults.Rule | None:
    path = f"/v3/company/{company.realm}"
    rule = runtime.faults.for_item(path, operation.entity, operation.verb)
    if rule is not None:
        runtime.calls.counts["faults"] += 1
    return rule


async def _batch(
    runtime: Runtime,
    company: Company,
    asked: Asked,
    options: dict[str, str],
    rule: faults.Rule | None,
) -> Response:
    answers: list[Body] = []
    for position, item in enumerate(asked.items):
        if rule is not None and rule.when == "between_items" and position == rule.items:
            raise _BrokenOff
        await _pause(runtime, runtime.settings.latency_per_item)
        b_id = item.get("bId")
        try:
            operation = batch.operation_of(item)
            request_id = options.get("requestid", "")
            done = _once(runtime, company, operation, request_id, str(b_id or position), item)
            answers.append(batch.item_answer(b_id, done.body))
        except Refusal as refusal:
            answers.append(batch.item_fault(b_id, refusal))
    ordered = batch.ordered(company, answers, runtime.calls.counts["calls"])
    time = company.local(runtime.clock.now()).isoformat()
    return shapes.answer({"BatchItemResponse": ordered, "time": time})
