"""Every event of the audit trail as one sentence in a bookkeeper's words; several of one run as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from include.database.reads.trail import TrailEvent, TrailLine
from include.database.reads.trail_kinds import EventKind
from include.database.reads.trail_names import TrailNames
from include.web.history import entry_sentences as entries
from include.web.history import existing_sentences as existing
from include.web.history import month_sentences as months
from include.web.history import run_sentences as runs
from include.web.history import setting_sentences as settings
from include.web.history import source_sentences as sources
from include.web.history.pieces import Part, Sentence, say
from include.web.history.things import Things

SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    **entries.SENTENCES,
    **existing.SENTENCES,
    **settings.SENTENCES,
    **runs.SENTENCES,
    **months.SENTENCES,
    **sources.SENTENCES,
}
"""By the name that the event has today."""
_READ_ANOTHER_WAY = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading details raises that a version wrote in another form."""


def sentence_of(event: TrailEvent, names: TrailNames) -> Sentence:
    """An event in words; one that this version doesn't know, by its own name."""
    things = Things(event, names)
    return Sentence(
        pieces=say(_said(things)),
        tag=entries.tag_of(event) if event.kind is EventKind.ENTRIES else event.kind.tag,
        cents=_cents(event, names),
        run=event.run,
    )


def line_sentence(line: TrailLine, names: TrailNames) -> Sentence:
    """A line of the list in words: an event, or several of one run."""
    if len(line.events) == 1:
        return sentence_of(line.newest, names)
    things = Things(line.newest, names)
    parts, cents = entries.together(line.events)
    category = f" of {things.category}" if things.category else ""
    return Sentence(
        pieces=say(parts, category),
        tag=entries.tag_of(line.newest),
        cents=cents,
        run=line.newest.run,
    )


def _said(things: Things) -> list[Part]:
    told = SENTENCES.get(things.event.name)
    if told is None:
        return _unknown(things)
    try:
        return told(things)
    except _READ_ANOTHER_WAY:
        return _unknown(things)


def _unknown(things: Things) -> list[Part]:
    """The event's own name, and what it is about."""
    event, about = things.event, things.record
    if about is not None:
        return [event.event, ": ", about]
    if event.run is not None:
        return [event.event, ": ", things.run]
    if event.subject.startswith(("vendor/", "customer/")):
        return [event.event, ": ", things.party(event.subject)]
    workflow = things.workflow
    return [event.event, ": ", workflow] if event.subject else [event.event]


def _cents(event: TrailEvent, names: TrailNames) -> int | None:
    try:
        cents = entries.cents_of(event)
    except _READ_ANOTHER_WAY:
        return None
    if cents is None and event.kind is EventKind.APPROVALS and event.run is not None:
        about = names.runs.get(event.run)
        return about.cents if about and about.cents else None
    return cents
