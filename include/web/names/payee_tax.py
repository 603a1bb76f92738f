"""Who charges sales tax: each agent and vendor of a company whose lines need tax codes, by hand or by file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from include.books.wording import counted
from include.core_backoffice.files.payee_tax_file import CHARGES, KEY, read_payee_answers
from include.core_backoffice.files.sheets import FileRefused
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.payee_taxes import (
    all_payee_taxes,
    payee_keys,
    payee_taxes,
    undecided_payees,
)
from include.database.setup.company_facts import known_tax_name
from include.database.setup.payee_tax import decide_all
from include.web.frame.access import Syncer
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.exports import Cell, ExportForm, file_answer
from include.web.frame.fields import SearchText
from include.web.frame.pages import PageNumber, render, root
from include.web.names.routes import list_address

router = APIRouter(prefix="/companies/{company_id}/names/tax")

_ANSWERS: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
_MOST_PROBLEMS = 20


@router.get("")
def list_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    q: SearchText = "",
    page: PageNumber = 1,
) -> Response:
    """The payees, undecided ones first."""
    return _page(request, company, database, q, page)


@router.get("/export.{form}")
def export(company: Here, database: OpenDatabase, form: ExportForm, q: SearchText = "") -> Response:
    """The payees as a file, which can be filled in and imported."""
    with database.reading() as session:
        tax = known_tax_name(session, company.id)
    columns = (KEY, "CORE name", f"{CHARGES} {tax}", "Decided by")
    rows = _rows(database, company.id, q)
    return file_answer(form, f"{company.id}-payees-tax", columns, rows)


def _rows(database: Database, company_id: str, search: str) -> Iterator[list[Cell]]:
    for payee in all_payee_taxes(database, company_id, search):
        yield [payee.key, payee.name, payee.answer, payee.decided_by]


@router.post("")
async def save(request: Request, company: Here, who: Syncer, database: OpenDatabase) -> Response:
    """Save the answers of a page."""
    sent = await request.form()
    return await run_in_threadpool(_save, request, company, database, who.name, sent)


def _save(
    request: Request, company: ConnectedCompany, database: Database, actor: str, sent: FormData
) -> Response:
    pairs = zip(sent.getlist("party"), sent.getlist("charges"), strict=False)
    answers = {str(key): _ANSWERS[str(said)] for key, said in pairs if str(said) in _ANSWERS}
    changed = database.write(lambda session: decide_all(session, company.id, answers, actor))
    said = f"Saved {counted(changed, 'payee')}." if changed else "Nothing was changed."
    return _page(request, company, database, str(sent.get("q", ""))[:200], said=said)


@router.post("/import")
async def import_file(
    request: Request, company: Here, who: Syncer, database: OpenDatabase
) -> Response:
    """Take the answers of a file; rows that can't be used are told by their number."""
    sent = await request.form()
    return await run_in_threadpool(_import, request, company, database, who.name, sent)


def _import(
    request: Request, company: ConnectedCompany, database: Database, actor: str, sent: FormData
) -> Response:
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.filename or not file.size:
        refused = "Choose a file that isn't empty."
        return _page(request, company, database, refused=refused)
    with database.reading() as session:
        known = payee_keys(session, company.id)
    try:
        answers = read_payee_answers(file.filename, file.file, known)
    except FileRefused as error:
        return _page(request, company, database, refused=str(error))
    decided = dict[str, bool | None](answers.charges)
    changed = database.write(lambda session: decide_all(session, company.id, decided, actor))
    said = f"Imported {file.filename}: {counted(changed, 'payee')} changed."
    return _page(request, company, database, said=said, problems=answers.problems)


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    q: str = "",
    page: int = 1,
    *,
    refused: str = "",
    said: str = "",
    problems: list[str] | None = None,
) -> Response:
    with database.reading() as session:
        listed = payee_taxes(session, company.id, q, page)
        undecided = undecided_payees(session, company.id)
        tax = known_tax_name(session, company.id)
    here = f"{root(request)}/companies/{company.id}/names/tax"
    return render(
        request,
        "names/payee_tax.html",
        "attention",
        status=422 if refused else 200,
        listed=listed,
        undecided=undecided,
        tax=tax,
        q=q,
        address=partial(list_address, here, q),
        refused=refused,
        said=said,
        problems=(problems or [])[:_MOST_PROBLEMS],
        more_problems=max(0, len(problems or []) - _MOST_PROBLEMS),
    )
