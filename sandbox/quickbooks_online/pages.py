"""Pages for people: the company, its accounts, its people and every document."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sandbox.accounting.chart import DEBIT_NATURE
from sandbox.accounting.ledger import Entry
from sandbox.quickbooks_online import ledger, reports
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.document_view import document, versions
from sandbox.quickbooks_online.entities import BY_PATH
from sandbox.quickbooks_online.reading import shown_all
from sandbox.quickbooks_online.render import page
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.store import Record

router = APIRouter()

_SLUGS = {
    "recvpayment": "payment",
    "expense": "purchase",
    "check": "purchase",
    "journal": "journalentry",
}
"""QuickBooks' own names in addresses, where they differ from the API's."""
_RECENT = 100
_TITLES = {"customers": ("Customer", "Customers"), "vendors": ("Vendor", "Vendors")}


@router.get("/")
async def start(request: Request) -> Response:
    """Lead to the first company."""
    runtime: Runtime = request.app.state.runtime
    return RedirectResponse(f"/app/{next(iter(runtime.realms()))}/")


@router.get("/app/{realm}/")
async def home(request: Request, realm: str) -> Response:
    """The company: what is in its bank, what it earned, and its latest entries."""
    company = _company(request, realm)
    if company is None:
        return _nothing(request, "There is no such company.")
    entries = sorted(reports.entries(company), key=lambda one: one["updated"], reverse=True)
    year = company.today()[:4]
    accounts = [row for row in _accounts(company) if row["type"] in _ON_HOME]
    return _page(
        request,
        company,
        "home.html",
        entries=entries[:_RECENT],
        count=len(entries),
        accounts=accounts,
        profit=reports.profit_and_loss(company, f"{year}-01-01", f"{year}-12-31"),
        trial=reports.trial_balance(company),
        year=year,
    )


_ON_HOME = ("Bank", "Accounts Receivable", "Accounts Payable")


@router.get("/app/{realm}/chart-of-accounts")
async def chart_of_accounts(request: Request, realm: str) -> Response:
    """Every account with its balance, and the trial balance's two sums."""
    company = _company(request, realm)
    if company is None:
        return _nothing(request, "There is no such company.")
    trial = reports.trial_balance(company)
    return _page(request, company, "accounts.html", accounts=_accounts(company), trial=trial)


@router.get("/app/{realm}/register")
async def register(request: Request, realm: str, accountId: str = "") -> Response:  # noqa: N803  (QuickBooks' own spelling)
    """The postings of one account, with the balance after each."""
    company = _company(request, realm)
    account = None if company is None else company.get("Account", accountId)
    if company is None or account is None:
        return _nothing(request, "There is no such account.")
    sign = 1 if account.body["Classification"] in DEBIT_NATURE else -1
    rows, balance = [], 0
    for one in ledger.register(company, account.id):
        balance += sign * one.amount
        rows.append({"posting": one, "balance": balance, "party": _party(company, one)})
    return _page(
        request, company, "register.html", account=account.body, rows=rows, balance=balance
    )


@router.get("/app/{realm}/customers")
@router.get("/app/{realm}/vendors")
async def people(request: Request, realm: str) -> Response:
    """Customers or vendors, with what is open."""
    company = _company(request, realm)
    if company is None:
        return _nothing(request, "There is no such company.")
    entity, title = _TITLES[request.url.path.rsplit("/", 1)[-1]]
    found = shown_all(company, company.store.find(realm, entity))
    found.sort(key=lambda one: one["DisplayName"].casefold())
    return _page(request, company, "people.html", people=found, title=title, entity=entity)


@router.get("/app/{realm}/customerdetail")
@router.get("/app/{realm}/vendordetail")
async def person(request: Request, realm: str, nameId: str = "") -> Response:  # noqa: N803  (QuickBooks' own spelling)
    """One customer or vendor with all their entries."""
    company = _company(request, realm)
    entity = "Customer" if request.url.path.endswith("customerdetail") else "Vendor"
    record = None if company is None else company.get(entity, nameId)
    if company is None or record is None:
        return _nothing(request, f"There is no such {entity.lower()}.")
    body = shown_all(company, [record])[0]
    entries = [one for one in reports.entries(company) if one["party_id"] == record.id]
    history = versions(company, record)
    return _page(request, company, "person.html", person=body, entries=entries, history=history)


@router.get("/app/{realm}/{slug}")
async def entry(request: Request, realm: str, slug: str, txnId: str = "") -> Response:  # noqa: N803  (QuickBooks' own spelling)
    """One document as it stands, its postings and every version it has had."""
    company = _company(request, realm)
    spec = BY_PATH.get(_SLUGS.get(slug, slug))
    if company is None or spec is None or spec.kind != "transaction":
        return _nothing(request, "There is no such page.")
    record = company.store.get(realm, spec.name, txnId)
    if record is None:
        return _nothing(request, "There is no such entry in this company.")
    view = document(company, record)
    return _page(request, company, "document.html", **view)


def _company(request: Request, realm: str) -> Company | None:
    runtime: Runtime = request.app.state.runtime
    return runtime.company(realm) if runtime.has(realm) else None


def _page(request: Request, company: Company, template: str, **values: Any) -> Response:
    runtime: Runtime = request.app.state.runtime
    frame = {"realm": company.realm, "company_name": runtime.realms()[company.realm]}
    return page(request, template, {**frame, **values})


def _nothing(request: Request, sentence: str) -> Response:
    return page(request, "problem.html", {"sentence": sentence}, status=404)


def _accounts(company: Company) -> list[dict[str, Any]]:
    held = reports.balances(company)
    return [
        {
            "id": account.id,
            "name": account.body["FullyQualifiedName"],
            "type": account.body["AccountType"],
            "active": account.active,
            "balance": held[account.body["FullyQualifiedName"]],
        }
        for account in company.store.find(company.realm, "Account")
    ]


def _party(company: Company, posting: Entry) -> str:
    if not posting.party or not posting.party_entity:
        return ""
    found: Record | None = company.store.get(company.realm, posting.party_entity, posting.party)
    return "" if found is None else company.name_of(found)
