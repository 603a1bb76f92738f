"""The audit trail: its events in words, verifying it, and what auditors take along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response, StreamingResponse

from include.books.dates import format_listed
from include.clock import utc_now
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.months.trail_breaks import ending_sign_offs
from include.database.reads.companies import ConnectedCompany
from include.database.reads.trail import TrailLine, one_event, trail_page
from include.database.reads.trail_names import TrailNames
from include.database.trail import verify_offline
from include.database.trail.checkpoints import make_checkpoint
from include.database.trail.export import export_lines
from include.web.frame.access import Reader
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.pages import RowId, render, root
from include.web.history.event_fields import event_facts, event_fields
from include.web.history.filters import Filters
from include.web.history.pieces import Sentence
from include.web.history.sentences import line_sentence, sentence_of
from include.web.history.trail_state import (
    COMPARE,
    TrailState,
    last_state,
    public_key_of,
    state_now,
)

router = APIRouter(prefix="/companies/{company_id}/history/trail")

MOST_UNFOLDED = 100
"""Events that a line of one run unfolds to; the run's page has them all."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the list: its events, and what it says.

    Attributes:
        line: the events.
        sentence: of all of them.
        when: in the company's zone, with the year if it isn't this one.
        path: of what it unfolds to, after the trail's address: "/1281?through=1270".
    """

    line: TrailLine
    sentence: Sentence
    when: str
    path: str


@router.get("")
def trail(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    asked: Annotated[Filters, Query()],
) -> Response:
    """The events, the newest first; the trail's state is read after the page is shown."""
    return _page(request, company, database, links, asked, state=None)


@router.post("/verify")
def verify_trail(
    request: Request, company: Here, database: OpenDatabase, who: Reader, links: EntryLinks
) -> Response:
    """Verify the whole audit trail, which every reader can; a break ends what was signed off."""
    state = state_now(database, company, who.name)
    if request.headers.get("HX-Request"):
        return render(request, "history/trail_state.html", state=state)
    return _page(request, company, database, links, Filters(), state)


@router.get("/state")
def newest_state(request: Request, company: Here, database: OpenDatabase) -> Response:
    """The state as the newest stored checkpoint has it: a piece for the page, or a page of its own."""
    state = last_state(database, company)
    if request.headers.get("HX-Request"):
        return render(request, "history/trail_state.html", state=state)
    return render(request, "history/trail_state_page.html", "history", state=state)


@router.get("/checkpoint.txt")
def checkpoint(company: Here, database: OpenDatabase) -> Response:
    """A signed checkpoint of the trail as it is now, to keep for the next audit."""
    now = utc_now()
    try:
        with ending_sign_offs(database, company.id), database.reading() as session:
            note = make_checkpoint(session, company.id, now).note
    except TrailBroken as reason:
        raise HTTPException(409, f"{reason} {COMPARE}") from None
    return _download(f"{company.id}-checkpoint-{_day(now)}.txt", note)


@router.get("/export.jsonl")
def auditors_export(company: Here, database: OpenDatabase) -> Response:
    """All events with the runs, changes and entries, for the verifier; sent while it is read."""
    now = utc_now()

    def lines() -> Iterator[str]:
        with database.reading() as session:
            yield from export_lines(session, company.id, now)

    name = f"{company.id}-audit-trail-{_day(now)}.jsonl"
    return StreamingResponse(
        lines(), media_type="application/jsonl; charset=utf-8", headers=_attached(name)
    )


@router.get("/verify_offline.py")
def verifier(company: Here) -> Response:
    """The verifier: one file that needs only Python."""
    del company
    return _download("verify_offline.py", Path(verify_offline.__file__).read_text(encoding="utf-8"))


@router.get("/{number}")
def event(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    number: RowId,
    through: RowId | None = None,
) -> Response:
    """One event with what it changed and its hash, or a run's events that are one line of the list."""
    found = one_event(database, company.id, number, through)
    if found is None:
        raise HTTPException(
            404,
            f"The audit trail of {company.name} doesn't list an event {number:,}. Find it in History.",
        )
    line, names = found
    fields = event_fields(line.newest, names)
    piece = bool(request.headers.get("HX-Request"))
    return render(
        request,
        "history/trail_unfolded.html" if piece else "history/trail_event_page.html",
        "history",
        sentence=line_sentence(line, names),
        events=[
            _shown(TrailLine([one]), names, company.zone) for one in line.events[:MOST_UNFOLDED]
        ],
        more=max(0, len(line.events) - MOST_UNFOLDED),
        fields=fields,
        has_before=any(field.before for field in fields),
        details=event_facts(line.newest),
        event=line.newest,
        trail=f"{root(request)}/companies/{company.id}/history/trail",
        home=f"{root(request)}/companies/{company.id}",
        link=links,
    )


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    links: EntryLinks,
    asked: Filters,
    state: TrailState | None,
) -> Response:
    errors: dict[str, str] = {}
    wanted = asked.read(ZoneInfo(company.timezone), errors)
    # A search is for one thing, so its events aren't taken together with the run's other ones.
    page = trail_page(
        database, company.id, wanted, before=asked.before, grouped=not (asked.apart or asked.q)
    )
    home = f"{root(request)}/companies/{company.id}"
    return render(
        request,
        "history/trail.html",
        "history",
        status=422 if errors else 200,
        page=page,
        lines=[_shown(line, page.names, company.zone) for line in page.lines],
        asked=asked,
        errors=errors,
        what="trail",
        state=state,
        key=public_key_of(database, company.id),
        home=home,
        trail=f"{home}/history/trail",
        link=links,
        zone_name=utc_now().astimezone(company.zone).strftime("%Z"),
    )


def _shown(line: TrailLine, names: TrailNames, zone: ZoneInfo) -> ShownLine:
    newest = line.newest
    is_one = len(line.events) == 1
    return ShownLine(
        line=line,
        sentence=sentence_of(newest, names) if is_one else line_sentence(line, names),
        when=format_listed(newest.at, zone, utc_now()),
        path=f"/{newest.number}" + ("" if is_one else f"?through={line.oldest.number}"),
    )


def _day(now: dt.datetime) -> str:
    return now.date().isoformat()


def _download(name: str, text: str) -> Response:
    return Response(text, media_type="text/plain; charset=utf-8", headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
