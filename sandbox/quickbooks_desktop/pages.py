"""Pages for people: the company, its accounts, its people, every document, the Web Connector."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sandbox.accounting.pages import templates
from sandbox.quickbooks_desktop import document_view, reports
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.control import workstation
from sandbox.quickbooks_desktop.qwc import QwcRefused, read_qwc
from sandbox.quickbooks_desktop.rules import TRANSACTIONS
from sandbox.quickbooks_desktop.store import Record

router = APIRouter()
COMPANY = "company"
"""The place of the company in addresses: one PC has one company file open."""
_RECENT = 100
_KINDS = {kind.lower(): kind for kind in TRANSACTIONS}
_ON_HOME = ("Bank", "Accounts Receivable", "Accounts Payable")
_TEMPLATES = templates(
    Path(__file__).parent / "templates", "QuickBooks Desktop", {"web-connector": "Web Connector"}
)


@router.get("/")
def start() -> Response:
    """Lead to the company."""
    return RedirectResponse(f"/app/{COMPANY}/")


@router.get(f"/app/{COMPANY}/")
def home(request: Request) -> Response:
    """The company: what is in its bank, what it earned, and its latest entries."""
    with workstation(request).file.reading() as books:
        entries = sorted(reports.entries(books), key=lambda one: one["updated"], reverse=True)
        year = books.today()[:4]
        return _page(
            request,
            books,
            "home.html",
            entries=entries[:_RECENT],
            count=len(entries),
            accounts=[row for row in _accounts(books) if row["type"] in _ON_HOME],
            profit=reports.profit_and_loss(books, f"{year}-01-01", f"{year}-12-31"),
            trial=reports.trial_balance(books),
            year=year,
        )


@router.get(f"/app/{COMPANY}/chart-of-accounts")
def chart_of_accounts(request: Request) -> Response:
    """Every account with its balance, and the trial balance's two sums."""
    with workstation(request).file.reading() as books:
        trial = reports.trial_balance(books)
        return _page(request, books, "accounts.html", accounts=_accounts(books), trial=trial)


@router.get(f"/app/{COMPANY}/register")
def register(request: Request, accountId: str = "") -> Response:  # noqa: N803  (as the Online sandbox's pages link to it)
    """The postings of one account, with the balance after each."""
    with workstation(request).file.reading() as books:
        known = {account.id: account for account in reports.accounts(books)}
        if accountId not in known:
            return _nothing(request, "There is no such account.")
        account, rows, balance = known[accountId], [], 0
        for one in books.ledger.register(account.id):
            balance += account.natural(one.amount)
            party = books.get(one.party).label if one.party else ""
            rows.append({"posting": one, "balance": balance, "party": party})
        shown = {"FullyQualifiedName": account.name, "AccountType": account.type}
        return _page(request, books, "register.html", account=shown, rows=rows, balance=balance)


@router.get(f"/app/{COMPANY}/customers")
@router.get(f"/app/{COMPANY}/vendors")
def people(request: Request) -> Response:
    """Customers or vendors, with what is open."""
    title = request.url.path.rsplit("/", 1)[-1].capitalize()
    kind = title.removesuffix("s")
    with workstation(request).file.reading() as books:
        found = [document_view.person(books, one) for one in books.store.find((kind,))]
        found.sort(key=lambda one: one["DisplayName"].casefold())
        return _page(request, books, "people.html", people=found, title=title, entity=kind)


@router.get(f"/app/{COMPANY}/customerdetail")
@router.get(f"/app/{COMPANY}/vendordetail")
def person(request: Request, nameId: str = "") -> Response:  # noqa: N803  (as the Online sandbox's pages link to it)
    """One customer or vendor with all their entries."""
    with workstation(request).file.reading() as books:
        record = books.store.get(nameId)
        if record is None:
            return _nothing(request, "There is nobody of that id.")
        entries = [one for one in reports.entries(books) if one["party_id"] == record.id]
        history = document_view.versions(books, record)
        shown = document_view.person(books, record)
        return _page(request, books, "person.html", person=shown, entries=entries, history=history)


@router.get(f"/app/{COMPANY}/web-connector")
def connector(request: Request) -> Response:
    """The Web Connector: its application and its latest updates."""
    return _connector(request)


@router.post(f"/app/{COMPANY}/web-connector")
def add_application(
    request: Request,
    password: Annotated[str, Form()],
    qwc: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """Add an application by its .qwc file, or by the text of it."""
    content = file.file.read() if file is not None and file.filename else qwc.strip().encode()
    try:
        workstation(request).add(read_qwc(content), password)
    except QwcRefused as refusal:
        return _connector(request, str(refusal), status=422)
    return RedirectResponse(f"/app/{COMPANY}/web-connector", status_code=303)


@router.post(f"/app/{COMPANY}/web-connector/update")
def update_selected(request: Request) -> Response:
    """Run one update now."""
    pc = workstation(request)
    if pc.connector is not None:
        pc.update()
    return RedirectResponse(f"/app/{COMPANY}/web-connector", status_code=303)


@router.get(f"/app/{COMPANY}/{{slug}}")
def entry(request: Request, slug: str, txnId: str = "") -> Response:  # noqa: N803  (as the Online sandbox's pages link to it)
    """One document as it stands, its postings and every version it has had."""
    with workstation(request).file.reading() as books:
        record = books.store.get(txnId)
        if record is None or record.kind != _KINDS.get(slug):
            return _nothing(request, "There is no such entry in this company.")
        view = document_view.document(books, record)
        return _page(request, books, "document.html", **view)


def _connector(request: Request, problem: str = "", *, status: int = 200) -> Response:
    pc = workstation(request)
    with pc.file.reading() as books:
        return _page(
            request,
            books,
            "connector.html",
            status=status,
            application=pc.connector.qwc if pc.connector else None,
            every=pc.interval,
            updates=list(pc.updates),
            problem=problem,
        )


def _page(
    request: Request, books: Books, template: str, *, status: int = 200, **values: Any
) -> Response:
    frame = {"realm": COMPANY, "company_name": books.store.fact("company_name")}
    return _TEMPLATES.TemplateResponse(request, template, {**frame, **values}, status_code=status)


def _nothing(request: Request, sentence: str) -> Response:
    values = {"sentence": sentence}
    return _TEMPLATES.TemplateResponse(request, "problem.html", values, status_code=404)


def _accounts(books: Books) -> list[dict[str, Any]]:
    held = books.ledger.balances()
    active: dict[str, Record] = {one.id: one for one in books.store.find(("Account",))}
    return [
        {
            "id": account.id,
            "name": account.name,
            "type": account.type,
            "active": active[account.id].active,
            "balance": account.natural(held.get(account.id, 0)),
        }
        for account in reports.accounts(books)
    ]


_TEMPLATES.env.filters["json"] = lambda value: json.dumps(value, indent=2)
