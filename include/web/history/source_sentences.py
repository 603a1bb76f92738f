"""What events of sources and their imports say: set up, assigned, mapped, confirmed, and their secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from include.books.wording import joined
from include.web.history.pieces import Part, from_to, listed
from include.web.history.things import Things

_DOORS = {
    "upload": "uploads",
    "folder": "a folder",
    "mailbox": "a mailbox",
    "sql": "a database",
    "push": "signed calls",
}
_AFTER = {"nothing": "nothing", "preview": "a preview", "post": "a run"}
_STREAMS = {"transactions": "transactions", "billing": "agent billing"}


def _source(things: Things) -> str:
    return f"the source {things.event.subject}" if things.event.subject else "a source"


def _created(things: Things) -> list[Part]:
    door = _DOORS.get(things.text("door"), "")
    return ["added ", _source(things), f", which reads {door}" if door else ""]


def _changed(things: Things) -> list[Part]:
    before, after = (_mapping(things.detail.get(one)) for one in ("before", "after"))
    told: list[Part] = []
    if before.get("is_on") != after.get("is_on"):
        told.append("turned on" if after.get("is_on") else "turned off")
    for name, title, words in (
        ("name", "its name", {}),
        ("door", "its door", _DOORS),
        ("after_reading", "what follows an import", _AFTER),
    ):
        was, now = (str(one.get(name) or "") for one in (before, after))
        if was != now:
            told.append([f"changed {title}", *from_to(words.get(was, was), words.get(now, now))])
    if before.get("settings") != after.get("settings"):
        told.append("changed its settings")
    return [*(listed(told) or ["changed"]), ": ", _source(things)]


def _assigned(things: Things) -> list[Part]:
    before, after = (_mapping(things.detail.get(one)) for one in ("before", "after"))
    stream = _STREAMS.get(things.text("stream"), "records")
    was, now = (str(one.get("source") or "the CORE connection") for one in (before, after))
    values = after.get("values")
    only = (
        f", only {joined([str(one) for one in values])}"
        if isinstance(values, list) and values
        else ""
    )
    return [f"changed the source of {stream}", *from_to(was, now), only]


def _profile(verb: str) -> Callable[[Things], list[Part]]:
    def said(things: Things) -> list[Part]:
        name, version = things.text("name"), things.number("version")
        called = f" “{name}”" if name else ""
        of = f", version {version}," if version else ""
        return [f"{verb} the import profile{called}{of} of ", _source(things)]

    return said


def _import(verb: str) -> Callable[[Things], list[Part]]:
    def said(things: Things) -> list[Part]:
        file, why = things.text("file") or "an import", things.text("why")
        return [f"{verb} {file} of ", _source(things), f": {why}" if why else ""]

    return said


def _dismissed(things: Things) -> list[Part]:
    file, rows, why = things.text("file") or "an import", things.text("rows"), things.text("why")
    what = f"{rows} of {file}" if rows else f"rows of {file}"
    return [f"dismissed {what} of ", _source(things), f": {why}" if why else ""]


def _secret(verb: str) -> Callable[[Things], list[Part]]:
    def said(things: Things) -> list[Part]:
        number = things.number("secret")
        called = f"secret {number}" if number else "a secret"
        if things.text("signs") == "backoffice":
            called = f"BackOffice's {called.removeprefix('a ')}"
        return [f"{verb} {called} for calls to ", _source(things)]

    return said


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "source created": _created,
    "source changed": _changed,
    "source assigned": _assigned,
    "source secret created": _secret("created"),
    "source secret ended": _secret("ended"),
    "import profile saved": _profile("saved"),
    "import profile activated": _profile("activated"),
    "import profile turned off": _profile("turned off"),
    "import confirmed": _import("had CoreBooks read"),
    "import discarded": _import("discarded"),
    "import rows dismissed": _dismissed,
}
"""By the name that the event has today."""
