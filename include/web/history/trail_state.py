"""Whether the audit trail verifies: now, and as its newest stored checkpoint has it."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass

from include.books.dates import format_moment
from include.books.wording import counted
from include.clock import utc_now
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.months.trail_breaks import examine_company
from include.database.reads.companies import ConnectedCompany
from include.database.trail.checkpoints import stored_checkpoints, trail_public_key

COMPARE = "Ask your Airflow administrator to compare the CoreBooks database with a backup."
_SHOWN, _GROUP = 32, 8


@dataclass(frozen=True, slots=True)
class ShownCheckpoint:
    """How long the trail was and what its root was.

    Attributes:
        size: the number of its events, those that record only hashes included.
        root: the beginning of the root, in groups: "9f2c41d8 6b0e55a3".
        copied: what is copied: the signed checkpoint, or size, root and time of one that isn't stored.
    """

    size: int
    root: str
    copied: str


@dataclass(frozen=True, slots=True)
class TrailState:
    """What the page says of the trail, at its top.

    Attributes:
        kind: good, bad or quiet, of the notice.
        verdict: the one thing to know.
        detail: when, by whom, and what else there is to say.
        checkpoint: of what was verified; None where nothing was.
    """

    kind: str
    verdict: str
    detail: str
    checkpoint: ShownCheckpoint | None = None


def state_now(database: Database, company: ConnectedCompany, user: str) -> TrailState:
    """Verify a trail, also against the newest stored checkpoint.

    Args:
        database: the database.
        company: whose trail.
        user: who asked for it.
    """
    try:
        found, stored = examine_company(database, company.id)
    except TrailBroken as reason:
        return TrailState("bad", "The audit trail doesn't verify.", f"{reason} {COMPARE}")
    now = utc_now()
    told = [f"{format_moment(now, company.zone)}, by {user}."]
    told.append(f"Runs, changes, and entries are as it recorded them. {found.remark}".strip())
    told += [f"It continues the stored checkpoint of {_moment(one.at, company)}." for one in stored]
    return TrailState(
        "good",
        f"Audit trail verified: {counted(found.size, 'event')}, unchanged and in order.",
        " ".join(told),
        _shown(found.size, found.root, f"{now.isoformat(timespec='seconds')}"),
    )


def last_state(database: Database, company: ConnectedCompany) -> TrailState:
    """The trail as it was verified last: when its newest checkpoint was stored."""
    try:
        with database.reading() as session:
            stored = stored_checkpoints(session, company.id)
    except TrailBroken as reason:
        return TrailState("bad", "The newest checkpoint can't be used.", f"{reason} {COMPARE}")
    if not stored:
        return TrailState(
            "quiet",
            "Not verified yet.",
            "No checkpoint of this audit trail is stored so far. Select Verify audit trail.",
        )
    newest = stored[-1]
    return TrailState(
        "good",
        f"Audit trail last verified {_moment(newest.at, company)}: "
        f"{counted(newest.size, 'event')}, unchanged and in order.",
        "Its checkpoint was stored then. To include later events, select Verify audit trail.",
        _shown(newest.size, newest.root, newest.at, newest.note),
    )


def public_key_of(database: Database, company_id: str) -> str:
    """The key that verifies the trail's checkpoints, for the page."""
    with database.reading() as session:
        return trail_public_key(session, company_id)


def _moment(text: str, company: ConnectedCompany) -> str:
    return format_moment(dt.datetime.fromisoformat(text), company.zone)


def _shown(size: int, root: bytes, at: str, note: str = "") -> ShownCheckpoint:
    digits = root.hex()[:_SHOWN]
    groups = [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]
    unsigned = f"{size}\n{base64.b64encode(root).decode()}\ntime {at}\n"
    return ShownCheckpoint(size, " ".join(groups), note or unsigned)
