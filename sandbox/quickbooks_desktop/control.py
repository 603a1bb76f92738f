"""What tests, the demo and people do to the PC from outside: /sandbox/..."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, HTTPException, Request
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.quickbooks_desktop import reports
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from sandbox.quickbooks_desktop.connection import CONNECTING
from sandbox.quickbooks_desktop.qwc import QwcRefused, read_qwc
from sandbox.quickbooks_desktop.refusals import Refusal
from sandbox.quickbooks_desktop.workstation import Workstation

router = APIRouter(prefix="/sandbox")


class Edit(BaseModel):
    """What a person does to an entry in QuickBooks; `fields` as in qbXML's Add or Mod."""

    model_config = ConfigDict(extra="forbid")

    kind: str = ""
    id: str = ""
    action: Literal["create", "update", "void", "delete"] = "update"
    fields: dict[str, Any] = {}
    who: str = "Pat Doe"


class Application(BaseModel):
    """A .qwc file and the password that the person types."""

    model_config = ConfigDict(extra="forbid")

    qwc: str
    password: str


class Mishap(BaseModel):
    """Something that goes wrong: a point of the next session, or QuickBooks itself."""

    model_config = ConfigDict(extra="forbid")

    interrupt: str = ""
    nth: int = 1
    quickbooks_fails: Literal["", "before", "after"] = ""
    online: bool | None = None
    quickbooks_starts: bool | None = None
    company_open: bool | None = None
    connecting: str | None = None
    """The HRESULT that opening QuickBooks ends with, until it is set to ""."""
    late_answer: int = 0
    """Which coming answer is delivered a second time, after the next request."""


def workstation(request: Request) -> Workstation:
    """The PC of this process."""
    found: Workstation = request.app.state.workstation
    return found


@router.get("/health")
def health() -> dict[str, str]:
    """Say that the sandbox is up."""
    return {"status": "ok"}


@router.get("/settings")
def read_settings(request: Request) -> dict[str, Any]:
    """Every knob as it stands."""
    return workstation(request).file.settings.model_dump(mode="json")


@router.patch("/settings")
def change_settings(request: Request, changes: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Turn knobs; they stay so over restarts."""
    file = workstation(request).file
    try:
        file.set(**changes)
    except ValidationError as error:
        raise HTTPException(422, error.errors(include_url=False, include_context=False)) from None
    return file.settings.model_dump(mode="json")


@router.get("/trial-balance")
def trial_balance(request: Request) -> dict[str, Any]:
    """Accounts with their debit or credit, in cents."""
    return workstation(request).file.trial_balance()


@router.get("/balances")
def balances(request: Request) -> dict[str, int]:
    """Account name -> cents, with the sign of its kind."""
    return workstation(request).file.balances()


@router.get("/profit-and-loss")
def profit_and_loss(
    request: Request, start: str | None = None, end: str | None = None
) -> dict[str, Any]:
    """Income and costs of a period."""
    with workstation(request).file.reading() as books:
        return reports.profit_and_loss(books, start, end)


@router.get("/entries")
def entries(request: Request, *, deleted: bool = False) -> list[dict[str, Any]]:
    """Every transaction in the books."""
    with workstation(request).file.reading() as books:
        return reports.entries(books, deleted=deleted)


@router.get("/journal")
def journal(
    request: Request,
    kind: str | None = None,
    id: str | None = None,  # noqa: A002  (its name in the address)
) -> list[dict[str, Any]]:
    """Postings, of one document or of all."""
    with workstation(request).file.reading() as books:
        return reports.journal(books, kind, id)


@router.post("/edit")
def edit(request: Request, change: Edit) -> dict[str, str]:
    """Enter, change, void or delete something as a person in QuickBooks would."""
    file = workstation(request).file
    try:
        if change.action == "create":
            record = file.enter(change.kind, change.who, **change.fields)
        else:
            _known(file, change.id)
            act = {"void": file.void, "delete": file.delete}
            record = (
                file.edit(change.id, change.who, **change.fields)
                if change.action == "update"
                else act[change.action](change.id, change.who)
            )
    except Refusal as refusal:
        raise HTTPException(422, f"{refusal.code} {refusal.message}") from None
    return {"id": record.id, "edit_sequence": str(record.edit_sequence), "status": record.status}


class Act(BaseModel):
    """Something that a bookkeeper does, by the name of a method of `Bookkeeper`."""

    model_config = ConfigDict(extra="forbid")

    act: Literal[
        "pay",
        "credit",
        "deposit",
        "print_checks",
        "reconcile",
        "rename",
        "set_active",
        "set_on_line",
        "merge",
    ]
    ids: list[str]
    options: dict[str, Any] = {}


@router.post("/bookkeeper")
def bookkeeper(request: Request, order: Act) -> dict[str, str]:
    """Let the bookkeeper at the PC do something; its ids first, then what else it takes."""
    file = workstation(request).file
    for id_ in order.ids:
        _known(file, id_)
    try:
        done = getattr(Bookkeeper(file), order.act)(*order.ids, **order.options)
    except Refusal as refusal:
        raise HTTPException(422, f"{refusal.code} {refusal.message}") from None
    except TypeError as error:
        raise HTTPException(422, str(error)) from None
    return {"id": done.id} if done else {}


def _known(file: Any, id_: str) -> None:
    with file.reading() as books:
        if books.store.get(id_) is None:
            raise HTTPException(404, f"There is no {id_}.")


@router.post("/qwc")
def add_application(request: Request, application: Application) -> dict[str, str]:
    """Add an application to the Web Connector."""
    try:
        qwc = read_qwc(application.qwc)
    except QwcRefused as refusal:
        raise HTTPException(422, str(refusal)) from None
    workstation(request).add(qwc, application.password)
    return {"status": "ok", "name": qwc.name}


@router.post("/update")
def update(request: Request) -> dict[str, Any]:
    """Run one update now."""
    pc = workstation(request)
    if pc.connector is None:
        raise HTTPException(409, "No application was added to the Web Connector.")
    return asdict(pc.update())


@router.get("/updates")
def updates(request: Request) -> list[dict[str, Any]]:
    """The latest updates, the newest first."""
    return [one.shown() for one in workstation(request).updates]


@router.get("/messages")
def messages(request: Request) -> list[dict[str, str]]:
    """The latest message sets with QuickBooks' responses, the oldest first."""
    log = list(workstation(request).file.log)
    return [{"request": request_, "response": response} for request_, response in log]


@router.post("/mishaps")
def mishap(request: Request, order: Mishap) -> dict[str, str]:
    """Let something go wrong."""
    pc = workstation(request)
    if order.quickbooks_fails:
        pc.file.fail_next(order.quickbooks_fails)
    if pc.connector is None:
        return {"status": "ok"}
    if order.interrupt:
        pc.connector.interrupt(order.interrupt, order.nth)
    if order.late_answer:
        pc.connector.deliver_late(order.late_answer)
    if order.connecting is not None:
        if order.connecting and order.connecting not in CONNECTING:
            raise HTTPException(422, f"{order.connecting} is no HRESULT of opening QuickBooks.")
        pc.connector.pc.refuses(order.connecting)
    if order.online is not None:
        pc.connector.online = order.online
    if order.quickbooks_starts is not None:
        pc.connector.pc.quickbooks_starts = order.quickbooks_starts
    if order.company_open is not None:
        pc.connector.pc.open_file = pc.file if order.company_open else None
        pc.connector.pc.on_disk = [pc.file]
    return {"status": "ok"}
