"""What events of months and of notes on records say: sign-offs, owners, notes, snoozes, warnings cleared.

Subjects and details are as the modules write them that sign months off and keep notes on records.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from include.books.dates import format_day
from include.books.wording import counted
from include.web.history.pieces import Part, Piece, from_to, link
from include.web.history.things import Things

_MONTH = re.compile(r"\d{4}-\d{2}")


def _month(things: Things) -> Piece:
    """The month as a link to its page: "October 2026"."""
    month = things.text("month")
    return link(things.event.subject, f"months/{month}" if _MONTH.fullmatch(month) else "")


def _about(things: Things) -> Part:
    return things.record or "a record"


def _signed(things: Things) -> list[Part]:
    comment = things.text("comment")
    return ["signed off ", _month(things), f": “{comment}”" if comment else ""]


def _no_longer_signed(things: Things) -> list[Part]:
    why = things.text("why")
    return [_month(things), " is no longer signed off", f": {why}" if why else ""]


def _assigned(things: Things) -> list[Part]:
    before, after = things.text("before"), things.text("after")
    if before and after:
        return ["assigned ", _about(things), *from_to(before, after)]
    if not after:
        return ["removed ", before or "the owner", " as the owner of ", _about(things)]
    return ["assigned ", _about(things), " to ", after]


def _noted(things: Things) -> list[Part]:
    note = things.text("after")
    if not note:
        return ["removed the note of ", _about(things)]
    done = "changed the note of " if things.text("before") else "added a note to "
    return [done, _about(things), f": “{note}”"]


def _snoozed(things: Things) -> list[Part]:
    until = things.text("until")
    if not until:
        return ["ended the snooze of ", _about(things)]
    return ["snoozed ", _about(things), " until ", format_day(dt.date.fromisoformat(until[:10]))]


def _cleared(things: Things) -> list[Part]:
    warnings = things.detail.get("warnings")
    told = warnings if isinstance(warnings, Sequence) and not isinstance(warnings, str) else ()
    what = counted(len(told), "warning") if told else "warnings"
    first = told[0]["sentence"] if len(told) == 1 else ""
    return [f"cleared {what} of ", _about(things), f": {first}" if first else ""]


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "month signed off": _signed,
    "month no longer signed off": _no_longer_signed,
    "record assigned": _assigned,
    "note on a record": _noted,
    "record snoozed": _snoozed,
    "warnings cleared": _cleared,
}
"""By the name that the event has today."""
