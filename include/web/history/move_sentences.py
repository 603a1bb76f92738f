"""What events of a move to another QuickBooks say: its steps, and each link with both of its IDs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from include.books.country_words import spelled
from include.books.wording import counted, numbered
from include.web.history.pieces import Part
from include.web.history.things import Things


def _started(things: Things) -> list[Part]:
    return ["started moving ", _company(things), " to another QuickBooks"]


def _connected(things: Things) -> list[Part]:
    return ["connected ", _company(things), " in QuickBooks Online for the move"]


def _entry_chosen(things: Things) -> list[Part]:
    entry, chosen = _entry(things), things.text("new_id")
    if not chosen:
        return ["noted that ", entry, " isn't in QuickBooks Online"]
    return ["chose the entry with the ID ", chosen, " in QuickBooks Online for ", entry]


def _name_chosen(things: Things) -> list[Part]:
    name = things.event.subject
    if not things.text("new_id"):
        return ["noted that the ", name, " isn't in QuickBooks Online"]
    kind = spelled(things.text("kind"))
    return [f"chose the {kind} ", things.text("name"), " in QuickBooks Online for the ", name]


def _accepted(things: Things) -> list[Part]:
    told = things.detail.get("differences")
    number = len(told) if isinstance(told, list) else 0
    differ = "differs" if number == 1 else "differ"
    sums = f"{counted(number, 'sum')} of both QuickBooks {differ}"
    return [f"accepted that {sums}: ", things.text("because")]


def _link_moved(things: Things) -> list[Part]:
    old, new = things.text("old_id"), things.text("new_id")
    if not new:
        return ["left ", _entry(things), f" (ID {old}), which isn't in the new QuickBooks"]
    return ["moved ", _entry(things), f" to the new QuickBooks: ID {old} is now {new}"]


def _link_back(things: Things) -> list[Part]:
    old, new = things.text("old_id"), things.text("new_id")
    return [
        "moved ",
        _entry(things),
        f" back to the QuickBooks before: ID {old or 'none'} is now {new}",
    ]


def _moved(things: Things) -> list[Part]:
    edition, before = things.text("edition"), things.text("from_edition")
    links = counted(things.number("links") or 0, "entry")
    return ["moved ", _company(things), f" with {links} from {before} to {edition}"]


def _moved_back(things: Things) -> list[Part]:
    return ["took ", _company(things), " back to the QuickBooks that it was moved from"]


def _canceled(things: Things) -> list[Part]:
    return ["canceled the move of ", _company(things)]


def _company(things: Things) -> str:
    return things.event.subject.removeprefix("QuickBooks company ")


def _entry(things: Things) -> list[Part]:
    """The entry by its number, and the record that it is of."""
    record = things.record
    named = numbered(things.text("kind"), things.text("number"))
    return [named, [" of ", record] if record else ""]


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "move started": _started,
    "connected for a move": _connected,
    "entry chosen for a move": _entry_chosen,
    "name chosen for a move": _name_chosen,
    "differences of a move accepted": _accepted,
    "link moved": _link_moved,
    "link moved back": _link_back,
    "company moved": _moved,
    "company moved back": _moved_back,
    "move canceled": _canceled,
}
"""By the name that the event has today."""
