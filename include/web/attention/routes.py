"""Every record on hold, the longest waiting first, each with its ways out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.database.engine import Database
from include.database.reads.attention import Snoozed, ids_of_cause, ids_of_name
from include.database.reads.companies import ConnectedCompany
from include.database.setup.payee_tax import decide_all
from include.provider.airflow_api import AirflowRun, Asked
from include.sync.post.manual_matches import CantMatch, is_quickbooks_id, match_manually
from include.sync.run.mode import RunMode
from include.web.attention import exported
from include.web.attention.options_in_place import OptionRefused, change_option
from include.web.attention.page import AttentionDesk, Desk
from include.web.attention.ways_out import ALLOWED
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import is_core_id
from include.web.frame.pages import go_to
from include.web.runs.starting import MOST, show_runs, start_all
from include.workflows.category import Category, Stream
from include.workflows.choices import EntryUnknown

router = APIRouter(prefix="/companies/{company_id}/attention")

_CHARGES: Mapping[str, bool | None] = {"yes": True, "no": False}


@router.get("")
def list_page(desk: Desk) -> Response:
    """The records on hold."""
    return desk.page()


@router.get("/export.{form}")
def export(desk: Desk, form: ExportForm) -> Response:
    """The list as a file, filtered as the page is, with snoozed records unless they are asked for alone."""
    company = desk.company
    wanted = desk.asked.wanted(desk.who.name, desk.today, unset=Snoozed.ALL)
    rows = exported.rows(desk.database, company.id, wanted, company.zone)
    return file_answer(form, f"{company.id}-on-hold", exported.columns(), rows)


@router.post("/act")
def act(
    request: Request,
    desk: Desk,
    who: Syncer,
    category: Annotated[list[Category], Form()],
    mode: Annotated[RunMode, Form()],
    record: Annotated[str, Form()] = "",
    show_preview: Annotated[str, Form()] = "",
) -> Response:
    """Start the run that was chosen for one record, in the workflows that it is on hold in.

    A record whose ID in CORE isn't known can't be selected: all that is on hold is retried with it.
    """
    del who
    everything = not record and mode is RunMode.SYNC
    if mode not in ALLOWED or not (everything or is_core_id(record)):
        return desk.page("Choose an action that the record's item offers. Nothing was started.")
    asked = (
        Asked(
            desk.company.id,
            one,
            (record,) if record else (),
            preview=bool(show_preview),
            mode=mode,
        )
        for one in dict.fromkeys(category)
    )
    runs = start_all(request, asked)
    return _followed(request, desk, runs, f"transactions/{record}")


@router.post("/retry")
def retry(
    request: Request,
    desk: Desk,
    who: Syncer,
    category: Annotated[list[Category], Form()],
    cause: Annotated[str, Form()] = "",
) -> Response:
    """Retry all records of one cause, in the workflows that they are on hold in."""
    del who
    asked = [
        _retry(desk.company, one, records)
        for one in dict.fromkeys(category)
        if (records := _of_cause(desk.database, desk.company, one, cause))
    ]
    if not asked:
        return desk.page("No records are on hold for this cause anymore. Nothing was started.")
    return _followed(request, desk, start_all(request, asked), "attention")


class MatchForm(BaseModel):
    """Which customer or vendor matches a name of CORE's.

    `match` is a QuickBooks ID, "new" for none of those shown, or "other" with the ID in `other`.
    """

    category: Category
    record: str
    party: str
    match: str = ""
    other: str = ""

    @property
    def quickbooks_id(self) -> str | None:
        """The chosen ID, "" for a new customer or vendor; None when nothing was chosen."""
        if self.match == "other":
            typed = self.other.strip()
            return typed if is_quickbooks_id(typed) else None
        return {"": None, "new": ""}.get(self.match, self.match)


@router.post("/match")
def choose(
    request: Request, desk: Desk, who: Syncer, asked: Annotated[MatchForm, Form()]
) -> Response:
    """Match a name of CORE's to a customer or vendor, and retry the record."""
    chosen = asked.quickbooks_id
    if chosen is None:
        return desk.page(
            "Choose a name, or enter the ID that QuickBooks shows for it. Nothing was changed."
        )
    company = desk.company
    try:
        match_manually(desk.database, company.id, asked.party, chosen, who.name)
    except CantMatch as error:
        return desk.page(str(error))
    with desk.database.reading() as session:
        by_owner = asked.category.stream is Stream.BILLING
        same = ids_of_name(session, company.id, asked.category, asked.party, by_owner=by_owner)
    records = sorted({asked.record, *same})
    run = start_run(request, _retry(company, asked.category, records))
    return _followed(request, desk, [run], "attention")


class ReplaceOption(BaseModel):
    """Another value for an option: a list entry's name, or what the option has otherwise."""

    category: Category
    option: str
    entry: str = ""
    cause: str = ""


@router.post("/map")
def map_option(
    request: Request, desk: Desk, who: Syncer, asked: Annotated[ReplaceOption, Form()]
) -> Response:
    """Change an option that a hold asks to change, and retry all records on hold for it."""
    company = desk.company
    try:
        change_option(
            desk.database, company, asked.category, asked.option, asked.entry.strip(), who.name
        )
    except (EntryUnknown, OptionRefused) as error:
        return desk.page(str(error))
    records = _of_cause(desk.database, company, asked.category, asked.cause)
    run = start_run(request, _retry(company, asked.category, records))
    return _followed(request, desk, [run], "attention")


@router.post("/tax")
def decide_tax(
    request: Request,
    desk: Desk,
    who: Syncer,
    category: Annotated[Category, Form()],
    party: Annotated[list[str], Form()],
    charges: Annotated[list[str], Form()],
    cause: Annotated[str, Form()] = "",
) -> Response:
    """Say whether payees charge sales tax, and retry all records on hold until someone does."""
    company = desk.company
    said = dict(zip(party, charges, strict=False))
    answers = {key: _CHARGES[answer] for key, answer in said.items() if answer in _CHARGES}
    if not answers:
        return desk.page("Choose whether a payee charges tax. Nothing was changed.")
    desk.database.write(lambda session: decide_all(session, company.id, answers, who.name))
    records = _of_cause(desk.database, company, category, cause)
    run = start_run(request, _retry(company, category, records))
    return _followed(request, desk, [run], "attention")


def _of_cause(
    database: Database, company: ConnectedCompany, category: Category, cause: str
) -> list[str]:
    with database.reading() as session:
        by_owner = category.stream is Stream.BILLING
        return ids_of_cause(session, company.id, category, cause, by_owner=by_owner)


def _retry(company: ConnectedCompany, category: Category, records: list[str]) -> Asked:
    # More records than a run selects one by one: a run for all changes takes everything on hold.
    return Asked(company.id, category, tuple(records) if len(records) <= MOST else ())


def _followed(request: Request, desk: AttentionDesk, runs: list[AirflowRun], path: str) -> Response:
    """Show runs in place for htmx; else lead to the only one, or show all at `path` of the company."""
    if len(runs) == 1 and not request.headers.get("HX-Request"):
        (run,) = runs
        place = f"/companies/{desk.company.id}/runs/{run.category.value}/{quote(run.id)}"
        return go_to(request, place)
    return show_runs(request, desk.database, desk.company, runs, path)
