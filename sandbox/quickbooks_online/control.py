"""What tests, the demo and people do to the sandbox from outside the API: /sandbox/..."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import Response

from sandbox.quickbooks_online import json_text, operations, reports, shapes
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import BY_PATH
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.faults import Rule
from sandbox.quickbooks_online.operations import Operation
from sandbox.quickbooks_online.runtime import Runtime, TooLate

router = APIRouter(prefix="/sandbox")


class Edit(BaseModel):
    """What a person does to an entry in QuickBooks' own pages."""

    model_config = ConfigDict(extra="forbid")

    entity: str
    id: str = ""
    action: Literal["create", "update", "delete", "void", "deactivate"] = "update"
    fields: dict[str, Any] = {}
    who: str = "Pat Doe"


class NewCompany(BaseModel):
    """One more company."""

    realm: str
    name: str


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def _company(request: Request, realm: str) -> Company:
    runtime = _runtime(request)
    if not runtime.has(realm):
        raise HTTPException(404, f"There is no company {realm}.")
    return runtime.company(realm)


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the sandbox is up."""
    return {"status": "ok"}


@router.get("/settings")
async def read_settings(request: Request) -> dict[str, Any]:
    """Every knob as it stands."""
    return _runtime(request).settings.model_dump(mode="json")


@router.patch("/settings")
async def change_settings(
    request: Request, changes: Annotated[dict[str, Any], Body()]
) -> dict[str, Any]:
    """Turn knobs; they stay so over restarts."""
    try:
        return _runtime(request).change_settings(changes).model_dump(mode="json")
    except ValidationError as error:
        raise HTTPException(422, error.errors(include_url=False, include_context=False)) from None
    except TooLate as error:
        raise HTTPException(409, str(error)) from None


@router.get("/faults")
async def read_faults(request: Request) -> list[dict[str, Any]]:
    """The fault rules, with how often each matched and fired."""
    return _runtime(request).faults.listing()


@router.post("/faults")
async def add_faults(request: Request, rules: Rule | list[Rule]) -> list[dict[str, Any]]:
    """Put one or several fault rules in force."""
    runtime = _runtime(request)
    runtime.faults.add(rules if isinstance(rules, list) else [rules])
    return runtime.faults.listing()


@router.delete("/faults")
async def clear_faults(request: Request) -> dict[str, str]:
    """Let everything go well again."""
    _runtime(request).faults.clear()
    return {"status": "ok"}


@router.get("/calls")
async def read_calls(request: Request) -> dict[str, int]:
    """How often what was asked for since the start or the last reset."""
    calls = _runtime(request).calls
    kinds = (
        "calls",
        "batch",
        "batch_items",
        "query",
        "refresh",
        "throttled",
        "replayed",
        "written",
    )
    return {**dict.fromkeys(kinds, 0), **calls.counts, "waiting": calls.waiting}


@router.get("/calls/log")
async def read_log(request: Request) -> list[dict[str, Any]]:
    """The latest API requests, the oldest first."""
    return list(_runtime(request).calls.log)


@router.delete("/calls")
async def reset_calls(request: Request) -> dict[str, str]:
    """Count from zero."""
    _runtime(request).calls.reset()
    return {"status": "ok"}


@router.get("/meter")
async def read_meter(request: Request) -> dict[str, int]:
    """How many metered reads there were, of each kind and in all."""
    return _runtime(request).meter.shown()


@router.delete("/meter")
async def reset_meter(request: Request) -> dict[str, str]:
    """Count metered reads from zero."""
    _runtime(request).meter.reads.clear()
    return {"status": "ok"}


@router.post("/reset")
async def reset(request: Request) -> dict[str, str]:
    """Empty the company, as on the first day."""
    _runtime(request).reset()
    return {"status": "ok"}


@router.get("/realms")
async def realms(request: Request) -> dict[str, str]:
    """Every company: realm -> name."""
    return _runtime(request).realms()


@router.post("/realms")
async def add_realm(request: Request, company: NewCompany) -> dict[str, str]:
    """Start one more company."""
    runtime = _runtime(request)
    if runtime.has(company.realm):
        raise HTTPException(409, f"The company {company.realm} is there already.")
    runtime.found(company.realm, company.name)
    return runtime.realms()


@router.post("/{realm}/connect")
async def connect(request: Request, realm: str, client: str | None = None) -> dict[str, Any]:
    """Tokens without the consent page."""
    runtime = _runtime(request)
    _company(request, realm)
    with runtime.store.transaction():
        return runtime.tokens.connect(client or runtime.settings.client_id, realm)


@router.post("/{realm}/disconnect")
async def disconnect(request: Request, realm: str) -> dict[str, str]:
    """Disconnect every app, as the company's administrator can."""
    runtime = _runtime(request)
    with runtime.store.transaction():
        runtime.tokens.revoke_all(realm)
    return {"status": "ok"}


@router.get("/{realm}/trial-balance")
async def trial_balance(request: Request, realm: str) -> dict[str, Any]:
    """Accounts with their debit or credit, in cents."""
    return reports.trial_balance(_company(request, realm))


@router.get("/{realm}/balances")
async def balances(request: Request, realm: str) -> dict[str, int]:
    """Account name -> cents, with the sign of its kind."""
    return reports.balances(_company(request, realm))


@router.get("/{realm}/profit-and-loss")
async def profit_and_loss(
    request: Request, realm: str, start: str | None = None, end: str | None = None
) -> dict[str, Any]:
    """Income and costs of a period."""
    return reports.profit_and_loss(_company(request, realm), start, end)


@router.get("/{realm}/entries")
async def entries(request: Request, realm: str, *, deleted: bool = False) -> list[dict[str, Any]]:
    """Every transaction in the books."""
    return reports.entries(_company(request, realm), deleted=deleted)


@router.get("/{realm}/journal")
async def journal(
    request: Request,
    realm: str,
    type_: Annotated[str | None, Query(alias="type")] = None,
    id_: Annotated[str | None, Query(alias="id")] = None,
) -> list[dict[str, Any]]:
    """Postings, of one document or of all."""
    spec = BY_PATH.get((type_ or "").lower())
    if type_ and spec is None:
        raise HTTPException(404, f"There is no entity {type_}.")
    return reports.journal(_company(request, realm), spec.name if spec else None, id_)


@router.post("/{realm}/edit")
async def edit(request: Request, realm: str) -> Response:
    """Change, void or delete an entry as a person in QuickBooks would (`Edit`); its version rises."""
    runtime = _runtime(request)
    _company(request, realm)
    change = _edit(await request.body())
    company = runtime.company(realm, change.who)
    spec = BY_PATH.get(change.entity.lower())
    if spec is None:
        raise HTTPException(404, f"There is no entity {change.entity}.")
    try:
        with runtime.store.transaction():
            operation = _as_person(company, spec.name, change)
            return shapes.answer(operations.perform(company, operation))
    except Refusal as refusal:
        return shapes.answer({"Fault": refusal.fault()}, refusal.status)


def _edit(sent: bytes) -> Edit:
    """The change; read here because amounts must stay exact, which FastAPI's own reading undoes."""
    try:
        return Edit.model_validate(json_text.loads(sent.decode()))
    except ValidationError as error:
        raise HTTPException(422, error.errors(include_url=False, include_context=False)) from None
    except ValueError as error:
        raise HTTPException(422, f"That is no JSON: {error}") from None


def _as_person(company: Company, entity: str, change: Edit) -> Operation:
    spec = BY_PATH[entity.lower()]
    options = {"include": "allowduplicatedocnum"}
    if change.action == "create":
        return Operation("create", spec, change.fields, options)
    record = company.get(entity, change.id)
    if record is None:
        raise HTTPException(404, f"There is no {entity} {change.id}.")
    known = {"Id": record.id, "SyncToken": str(record.token)}
    if change.action in ("delete", "void"):
        return Operation(change.action, spec, known, options)
    fields = {"Active": False} if change.action == "deactivate" else change.fields
    return Operation("update", spec, {**fields, **known, "sparse": True}, options)
