"""What a person sees and does in QuickBooks beyond editing one entry: /sandbox/{realm}/..."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from sandbox.quickbooks_online import merging, shapes
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import BY_PATH
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.reading import shown, shown_all
from sandbox.quickbooks_online.runtime import Runtime

router = APIRouter(prefix="/sandbox")


class Merge(BaseModel):
    """Two customers or two vendors that become one."""

    model_config = ConfigDict(extra="forbid")

    entity: str
    loser: str
    winner: str
    who: str = "Pat Doe"


@router.get("/{realm}/object/{entity}/{id_}")
async def read(request: Request, realm: str, entity: str, id_: str) -> Response:
    """One entity as it is, without a call of the API that would be counted."""
    company, spec = _company(request, realm), _spec(entity)
    record = company.get(spec.name, id_)
    if record is None:
        raise HTTPException(404, f"There is no {spec.name} {id_}.")
    return shapes.answer(shown(company, record))


@router.get("/{realm}/list/{entity}")
async def listing(request: Request, realm: str, entity: str) -> Response:
    """Every entity of a kind, inactive ones included."""
    company, spec = _company(request, realm), _spec(entity)
    found = company.store.find(company.realm, spec.name, "status <> 'deleted'")
    return shapes.answer(shown_all(company, found))


@router.post("/{realm}/merge")
async def merge(request: Request, realm: str, asked: Merge) -> Response:
    """Merge a customer or vendor into another; answers how many entries moved."""
    runtime: Runtime = request.app.state.runtime
    _company(request, realm)
    spec = _spec(asked.entity)
    if spec.name not in ("Customer", "Vendor"):
        raise HTTPException(422, f"A {spec.name} can't be merged.")
    try:
        with runtime.store.transaction():
            company = runtime.company(realm, asked.who)
            moved: dict[str, Any] = {
                "moved": merging.merge(company, spec.name, asked.loser, asked.winner)
            }
            return shapes.answer(moved)
    except Refusal as refusal:
        return shapes.answer({"Fault": refusal.fault()}, refusal.status)


def _company(request: Request, realm: str) -> Company:
    runtime: Runtime = request.app.state.runtime
    if not runtime.has(realm):
        raise HTTPException(404, f"There is no company {realm}.")
    return runtime.company(realm)


def _spec(entity: str) -> Spec:
    spec = BY_PATH.get(entity.lower())
    if spec is None:
        raise HTTPException(404, f"There is no entity {entity}.")
    return spec
