"""For auditors: verifying the audit trail, its checkpoint, its export, and the verifier of one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response, StreamingResponse

from include.books.wording import counted
from include.clock import utc_now
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.months.trail_breaks import ending_sign_offs, examine_company
from include.database.trail import verify_offline
from include.database.trail.checkpoints import make_checkpoint, trail_public_key
from include.database.trail.export import export_lines
from include.web.frame.company_context import Here, OpenDatabase

router = APIRouter(prefix="/companies/{company_id}/history/trail")

_COMPARE = "Ask your Airflow administrator to compare the CoreBooks database with a backup."


def verdict_of(database: Database, company_id: str) -> tuple[str, str]:
    """Verify a trail, also against the newest stored checkpoint: what verified, or what is broken."""
    try:
        found, stored = examine_company(database, company_id)
    except TrailBroken as reason:
        return "", f"{reason} {_COMPARE}"
    said = f"Audit trail verified: {counted(found.size, 'event')}, unchanged and in order. "
    said += f"Runs, changes, and entries are as it recorded them. {found.remark}".strip()
    for checkpoint in stored:
        said += f" It continues the checkpoint of {checkpoint.at}."
    return said, ""


def public_key_of(database: Database, company_id: str) -> str:
    """The key that verifies the trail's checkpoints, for the page."""
    with database.reading() as session:
        return trail_public_key(session, company_id)


@router.get("/checkpoint.txt")
def checkpoint(company: Here, database: OpenDatabase) -> Response:
    """A signed checkpoint of the trail as it is now, to keep for the next audit."""
    now = utc_now()
    try:
        with ending_sign_offs(database, company.id), database.reading() as session:
            note = make_checkpoint(session, company.id, now).note
    except TrailBroken as reason:
        raise HTTPException(409, f"{reason} {_COMPARE}") from None
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


def _day(now: dt.datetime) -> str:
    return now.date().isoformat()


def _download(name: str, text: str) -> Response:
    return Response(text, media_type="text/plain; charset=utf-8", headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
