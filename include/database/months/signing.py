"""Signing a month off: the checks must pass, and the audit trail must verify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.months import sign_offs
from include.database.months.checks import Check, checks_of, why_not_signable
from include.database.months.trail_breaks import ending_sign_offs
from include.database.reads.month import Month, every_hold, month_of
from include.database.setup.people import Who
from include.database.trail.checkpoints import make_checkpoint, stored_checkpoints
from include.understood import Understood

MOST_COMMENT = 1000
"""Characters."""


class NotSignable(Understood, ValueError):
    """The month can't be signed off yet; the sentence says why and what to do."""


def sign_month(
    database: Database, company_id: str, first: dt.date, who: Who, comment: str, zone: ZoneInfo
) -> None:
    """Sign a month off.

    Args:
        database: the database.
        company_id: whose month.
        first: its first day.
        who: signs.
        comment: what they checked.
        zone: the company's.

    Raises:
        NotSignable: a check didn't pass, the comment is blank, or the audit trail was altered, which also
            ends the company's other sign-offs.
    """
    if not comment.strip():
        raise NotSignable("Enter what you checked. Auditors read it beside your name.")
    if len(comment) > MOST_COMMENT:
        raise NotSignable(
            f"The comment has {len(comment):,} characters. Shorten it to {MOST_COMMENT:,}."
        )
    with database.reading() as session:
        _refuse(_why_not(session, company_id, first, zone)[2])
    checkpoint = _checkpoint(database, company_id)

    def sign(session: Session) -> None:
        # From here on nothing of the month moves until it is signed.
        sign_offs.lock_company(session, company_id)
        month, checks, why = _why_not(session, company_id, first, zone)
        _refuse(why)
        figures = _figures(session, company_id, month, checks)
        sign_offs.sign_off(session, company_id, first, who, comment.strip(), checkpoint, figures)

    database.write(sign)


def _why_not(
    session: Session, company_id: str, first: dt.date, zone: ZoneInfo
) -> tuple[Month, Sequence[Check], str]:
    now = utc_now()
    month = month_of(session, company_id, first)
    checks = checks_of(month, now)
    return month, checks, why_not_signable(month, checks, now.astimezone(zone).date())


def _refuse(why: str) -> None:
    if why:
        raise NotSignable(f"{why} Nothing was signed off.")


def _checkpoint(database: Database, company_id: str) -> str:
    """The signed checkpoint of the trail, verified whole."""
    try:
        with ending_sign_offs(database, company_id):
            with database.reading() as session:
                stored = stored_checkpoints(session, company_id)
            with database.reading() as session:
                return make_checkpoint(session, company_id, utc_now(), stored).note
    except TrailBroken as reason:
        raise NotSignable(
            f"{reason} Ask your Airflow administrator to compare the CoreBooks database with a backup. "
            "Nothing was signed off."
        ) from None


def _figures(
    session: Session, company_id: str, month: Month, checks: Sequence[Check]
) -> dict[str, object]:
    found = month.tied_out
    return {
        "checks": [
            [one.key.value, one.status.value, one.sentence, one.counted, one.cents]
            for one in checks
        ],
        "accounts": [line.stored() for line in found.accounts] if found else [],
        "entries": month.entries,
        "held": every_hold(session, company_id, month.first, month.last),
    }
