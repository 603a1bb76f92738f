"""The first page: the company at a glance, and the way to what needs a person."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from include.sync.report import latest_reports
from include.web.opened import Here, OpenLedger, all_companies
from include.web.pages import go_to, render

router = APIRouter()


@router.get("/")
def start(request: Request, ledger: OpenLedger) -> Response:
    """Lead to the company, or to where one is connected."""
    companies = all_companies(ledger)
    path = f"/companies/{companies[0].id}/" if companies else "/settings/integrations"
    return go_to(request, path)


@router.get("/companies/{company_id}/")
def overview(request: Request, company: Here, ledger: OpenLedger) -> Response:
    """The newest run of every workflow, and what is held back."""
    reports = latest_reports(ledger, company.id)
    return render(request, "overview.html", "overview", reports=reports)
