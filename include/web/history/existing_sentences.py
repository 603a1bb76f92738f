"""What events of existing entries say: what was unlinked, and what users decided about what a search found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from include.books.money import format_money
from include.web.history.pieces import Part
from include.web.history.things import Things


def _entry(things: Things) -> Part:
    kind = things.text("kind") or "entry"
    return things.entry(kind, things.text("number"), things.text("quickbooks_id"))


def _record(things: Things) -> Part:
    return things.record or "its record"


def _unlinked(things: Things) -> list[Part]:
    return ["unlinked ", _entry(things), " in QuickBooks from ", _record(things)]


def _anyway(things: Things) -> list[Part]:
    return [
        "chose to post ",
        _record(things),
        " although QuickBooks has ",
        _entry(things),
    ]


def _no_match(things: Things) -> list[Part]:
    return ["chose that ", _entry(things), " in QuickBooks isn't ", _record(things)]


def _booked(things: Things) -> list[Part]:
    note = things.text("note")
    return [
        "marked ",
        _record(things),
        " as booked, so that CoreBooks doesn't post it",
        *([f" ({note})"] if note else []),
    ]


def _not_booked(things: Things) -> list[Part]:
    return ["removed the mark of ", _record(things), " as booked"]


def _taken_back(things: Things) -> list[Part]:
    return ["reopened the decision about existing entries for ", _record(things)]


def _accepted(things: Things) -> list[Part]:
    core, entry = things.number("core_cents"), things.number("total_cents")
    amounts = ""
    if core is not None and entry is not None:
        amounts = f" ({format_money(entry)} in QuickBooks, {format_money(core)} in CORE)"
    return ["accepted that ", _entry(things), " differs from ", _record(things), amounts]


def _named(things: Things) -> list[Part]:
    return ["named ", _entry(things), " in QuickBooks as the entry of ", _record(things)]


def _matched(things: Things) -> list[Part]:
    key = things.event.subject
    name = things.text("name") or f"with the QuickBooks ID {things.text('quickbooks_id')}"
    kind = key.partition("/")[0]
    return [
        "matched CORE's ",
        things.party(key),
        f" to the {kind} {name} of its linked entries",
    ]


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "unlinked": _unlinked,
    "to be posted anyway": _anyway,
    "not a match": _no_match,
    "marked as booked": _booked,
    "mark as booked removed": _not_booked,
    "decision reopened": _taken_back,
    "difference accepted": _accepted,
    "entry named": _named,
    "matched by linked entries": _matched,
}
"""By the name of the event."""
