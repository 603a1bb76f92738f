"""What events of runs, approvals and the database say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from include.books.wording import counted
from include.database.acts import ActKind
from include.database.trail.events import ALL_FIT, FOUND
from include.web.history.pieces import Part, Piece
from include.web.history.things import Things

_DONE = {
    ActKind.TRIGGERED: "triggered",
    ActKind.CLEARED: "cleared tasks of",
    ActKind.MARKED: "set the state of",
    ActKind.DELETED: "deleted",
}


def _changes(things: Things) -> str:
    number = things.number("changes")
    said = counted(number, "change") if number is not None else "the changes"
    return f"{said} of {things.category}" if things.category else said


def _asked(things: Things) -> list[Part]:
    return ["asked for approval of ", _changes(things)]


def _approved(things: Things) -> list[Part]:
    return ["approved ", _changes(things), _started_by(things)]


def _rejected(things: Things) -> list[Part]:
    return ["rejected ", _changes(things), _started_by(things), ". Nothing was posted"]


def _expired(things: Things) -> list[Part]:
    return ["no one approved ", _changes(things), " in time. Nothing was posted"]


def _started_by(things: Things) -> str:
    who = things.text("started_by")
    return f" that {who} asked for" if who and who != things.event.actor else ""


def _not_counted(what: str) -> Callable[[Things], list[Part]]:
    def said(things: Things) -> list[Part]:
        why = things.text("reason")
        return [f"{what} of ", things.run, " didn't count", f": {why}" if why else ""]

    return said


def _previewed(things: Things) -> list[Part]:
    preview = things.number("preview")
    shown = Piece(f"run {preview}", f"history/{preview}") if preview is not None else "a preview"
    told = things.text("changes")
    return ["started what ", shown, " had previewed", f": {told}" if told else ""]


def _continued(things: Things) -> list[Part]:
    before = things.number("run")
    which = Piece(f"run {before}", f"history/{before}") if before is not None else "a run"
    who = things.text("started_by")
    return ["continued ", which, f" of {who}" if who else "", " as ", things.run]


def _in_airflow(kind: ActKind, *, all_runs: bool) -> Callable[[Things], list[Part]]:
    def said(things: Things) -> list[Part]:
        runs = f"all {things.category} runs".replace("  ", " ")
        return [f"{_DONE[kind]} ", runs if all_runs else things.run, " in Airflow"]

    return said


def _keyed(things: Things) -> list[Part]:
    found = things.text(FOUND) or ALL_FIT
    return [
        "gave the audit trail keyed hashes",
        ". All earlier events fit" if found == ALL_FIT else f". Before that: {found}",
    ]


def _recorded(things: Things) -> list[Part]:
    number = things.number("rows")
    what = counted(number, "row") if number is not None else "all rows"
    return [f"recorded {what} of runs, changes, and entries as they were"]


def _restored(things: Things) -> list[Part]:
    made = things.text("made_at")[:16].replace("T", ", ")
    return [
        "restored the CoreBooks database from a backup",
        f" made {made} UTC" if made else "",
        *_ended(things),
    ]


def _rebuild_started(things: Things) -> list[Part]:
    tagged = things.number("tagged_entries")
    return [
        "began to rebuild the CoreBooks database, which was lost. Earlier events are lost with it",
        f". QuickBooks has {counted(tagged, 'entry')} with CoreBooks tags" if tagged else "",
    ]


def _rebuilt(things: Things) -> list[Part]:
    links, differ = things.number("links") or 0, things.number("different") or 0
    missing, strays = things.number("missing") or 0, things.number("strays") or 0
    return [
        f"rebuilt the CoreBooks database from QuickBooks and CORE: {counted(links, 'entry')} linked",
        f", {differ:,} of them different from CORE" if differ else "",
        f", {missing:,} not found in QuickBooks" if missing else "",
        f", {strays:,} with a tag that no record asks for" if strays else "",
    ]


def _ended(things: Things) -> list[Part]:
    runs = things.number("runs_ended")
    return [f". {counted(runs, 'run')} ended"] if runs else []


def _key_changed(things: Things) -> list[Part]:
    number = things.number("rows")
    return [
        "changed the encryption key",
        f" and encrypted {counted(number, 'row')} again" if number is not None else "",
    ]


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "approval asked for": _asked,
    "changes approved": _approved,
    "changes rejected": _rejected,
    "approval expired": _expired,
    "approval not counted": _not_counted("the approval"),
    "rejection not counted": _not_counted("the rejection"),
    "previewed changes started": _previewed,
    "run continued by another user": _continued,
    **{
        f"{'runs' if all_runs else 'run'} {kind.value} in Airflow": _in_airflow(
            kind, all_runs=all_runs
        )
        for kind in ActKind
        for all_runs in (False, True)
    },
    "audit trail keyed": _keyed,
    "rows recorded": _recorded,
    "database restored": _restored,
    "rebuild started": _rebuild_started,
    "database rebuilt": _rebuilt,
    "encryption key changed": _key_changed,
}
"""By the name that the event has today."""
