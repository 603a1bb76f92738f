"""An ID for a new source, made of its company and name."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.feeds import Feed

_LONGEST = 40
_MOST = 10_000


def free_feed_id(session: Session, company_id: str, name: str) -> str:
    """A slug that no source has: "willow-exports", "willow-exports-2".

    Args:
        session: a writing transaction, so that nobody takes it meanwhile.
        company_id: the company in which it is set up.
        name: of the source, as people call it.
    """
    wanted = _slug(f"{company_id}-{name}") or "source"
    taken = set(session.scalars(select(Feed.id).where(Feed.id.startswith(wanted[:20]))))
    for number in range(1, _MOST):
        end = "" if number == 1 else f"-{number}"
        free = wanted[: _LONGEST - len(end)].rstrip("-") + end
        if free not in taken:
            return free
    raise LookupError(f"No ID like {wanted} is free.")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
