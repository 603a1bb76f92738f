"""What events of entries, names and matches say: what was posted, rejected, linked, found or matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from include.books.documents import DocumentKind
from include.books.money import Cents
from include.books.wording import counted
from include.database.reads.trail import TrailEvent
from include.database.reads.trail_names import record_key
from include.web.history.event_fields import event_change
from include.web.history.pieces import Part, from_to, link, listed, usd
from include.web.history.things import Things

_VERBS = {
    "created": "created",
    "updated": "updated",
    "voided": "voided",
    "linked": "linked",
    "confirmed in QuickBooks": "confirmed",
    "rejected by QuickBooks": "rejected",
}


def cents_of(event: TrailEvent) -> Cents | None:
    """The total of the entry that an event is of, as QuickBooks has it, with tax; None where it is of none."""
    lines = event.content.get("lines")
    if isinstance(lines, list):
        tax = event.detail.get("tax_before_cents" if event.name == "voided" else "tax_cents")
        return sum(int(line["amount"]) for line in lines) + (tax or 0)
    stored = event.detail.get("total_cents")
    return stored + event.detail.get("tax_cents", 0) if isinstance(stored, int) else None


def _named(things: Things) -> list[Part]:
    """What was posted: "invoice TR-1, $10,000.00, for 230 Commercial St"."""
    content, event = things.event.content, things.event
    if not content:
        about = things.record
        return ["an entry", [" of ", about] if about else ""]
    if "lines" not in content:
        kind = str(content.get("kind") or event.subject.partition("/")[0] or "name")
        return [kind, " ", str(content.get("display_name") or content.get("name") or "")]
    answer = things.detail.get("answer")
    entry_id = str(answer.get("id") or "") if isinstance(answer, Mapping) else ""
    shown = things.entry(str(content["kind"]), str(content.get("number") or ""), entry_id)
    return [shown, ", ", usd(cents_of(event) or 0), ", ", _for_whom(things)]


def _for_whom(things: Things) -> list[Part]:
    party = things.event.content.get("party")
    payee = str(party.get("display_name") or "") if isinstance(party, Mapping) else ""
    record = things.record
    if record is None or record.text == payee:
        return ["for ", record or payee]
    if payee and record_key(things.event).startswith("statement:"):
        return ["for ", link(payee, record.path)]
    return ["for ", payee, " (", record, ")"] if payee else ["for ", record]


def _created(things: Things) -> list[Part]:
    return ["created ", _named(things)]


def _voided(things: Things) -> list[Part]:
    return ["voided ", _named(things)]


def _updated(things: Things) -> list[Part]:
    changed = [one for one in event_change(things.event) if one.is_changed]
    total = next((one for one in changed if one.name == "Total"), None)
    if total is not None and total.before:
        content = things.event.content
        shown = things.entry(str(content["kind"]), str(content.get("number") or ""), _id(things))
        amounts = from_to(total.before, total.after)
        return ["updated ", shown, " ", _for_whom(things), ": amount", *amounts]
    fields = dict.fromkeys(one.name.partition(" ")[0].lower() for one in changed)
    return ["updated ", _named(things), *([": ", ", ".join(fields)] if fields else [])]


def _id(things: Things) -> str:
    answer = things.detail.get("answer")
    return str(answer.get("id") or "") if isinstance(answer, Mapping) else ""


def _linked(things: Things) -> list[Part]:
    content, event = things.event.content, things.event
    if "lines" in content:
        return ["linked ", _named(things), ", which QuickBooks had already"]
    if content:
        name = str(content.get("display_name") or content.get("name") or "")
        kind = str(content.get("kind") or "name")
        core = things.party(event.subject) if event.subject.count("/") else name
        return ["matched CORE's ", core, f" to the {kind} ", name, " in QuickBooks"]
    known = things.names.entries.get(event.subject)
    shown = things.entry(
        known.kind if known else "entry", things.text("number"), things.text("quickbooks_id")
    )
    cents = cents_of(event)
    amount = [", ", usd(cents), ","] if cents is not None else []
    return ["linked ", shown, *amount, " in QuickBooks to ", things.record or "its record"]


def _confirmed(things: Things) -> list[Part]:
    return ["found ", _named(things), " in QuickBooks after its response was lost"]


def _rejected(things: Things) -> list[Part]:
    answer = things.detail.get("answer")
    why = str(answer.get("sentence") or "") if isinstance(answer, Mapping) else ""
    return ["QuickBooks rejected ", _named(things), *([": ", why] if why else [])]


def _not_found(things: Things) -> list[Part]:
    known = things.names.entries.get(things.event.subject)
    what: Part = things.entry(known.kind, known.number, "") if known else "an entry"
    about = things.record
    whose: list[Part] = [" of ", about] if about else []
    return [
        "didn't find ",
        what,
        whose,
        " in QuickBooks after a lost response, so it can post again",
    ]


def _stray_found(things: Things) -> list[Part]:
    known = things.names.entries.get(things.event.subject)
    shown = things.entry(
        known.kind if known else "entry",
        known.number if known else "",
        things.text("quickbooks_id"),
    )
    cents = cents_of(things.event)
    amount = [", ", usd(cents), ","] if cents is not None else []
    return ["found ", shown, *amount, " with a CoreBooks tag in QuickBooks that no record asks for"]


def _stray_owned(things: Things) -> list[Part]:
    owner = things.text("owner")
    key = next((part for part in owner.split("/") if ":" in part), "")
    whose: Part = things.record_of(key) if key else "a record"
    return ["found that entry ", things.text("quickbooks_id"), " in QuickBooks belongs to ", whose]


def _matched(things: Things) -> list[Part]:
    key = things.event.subject
    kind = key.partition("/")[0]
    chosen = things.text("quickbooks_id")
    if not chosen.isdecimal():
        return [f"chose to create a new {kind} for CORE's ", things.party(key)]
    name = things.party_in_quickbooks(key) or f"with the QuickBooks ID {chosen}"
    return ["matched CORE's ", things.party(key), f" to the {kind} ", name, " in QuickBooks"]


def _match_removed(things: Things) -> list[Part]:
    key = things.event.subject
    before = things.text("before")
    which = f" (QuickBooks ID {before})" if before else ""
    return [
        "removed the match of CORE's ",
        things.party(key),
        f" to a {key.partition('/')[0]}",
        which,
    ]


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "created": _created,
    "updated": _updated,
    "voided": _voided,
    "linked": _linked,
    "confirmed in QuickBooks": _confirmed,
    "rejected by QuickBooks": _rejected,
    "not found in QuickBooks": _not_found,
    "stray entry found": _stray_found,
    "stray entry has an owner": _stray_owned,
    "matched manually": _matched,
    "match removed": _match_removed,
}
"""By the name that the event has today."""


def tag_of(event: TrailEvent) -> str:
    """What was posted is an entry, a name or a list's: the tag beside its sentence."""
    if not event.content or "lines" in event.content:
        return "Entry"
    return "Name" if "display_name" in event.content else "List"


def together(events: Sequence[TrailEvent]) -> tuple[list[Part], Cents | None]:
    """Several events of one run as one sentence, and the amount beside it, if it is of one kind.

    "Created 104 invoices ($5,169,884.41) and updated 7 invoices ($361,642.50)".
    """
    numbers: Counter[tuple[str, str]] = Counter()
    cents: Counter[tuple[str, str]] = Counter()
    for event in reversed(events):
        key = _VERBS.get(event.name, event.name), _kind_of(event)
        numbers[key] += 1
        cents[key] += cents_of(event) or 0
    is_one = len(numbers) == 1
    parts: list[Part] = []
    verb_before = ""
    for (verb, kind), number in numbers.items():
        total = cents[verb, kind]
        amount = f" ({usd(total)})" if total and not is_one else ""
        said = _said(verb, counted(number, kind), verb_before)
        parts.append(f"{said}{amount}")
        verb_before = verb
    total = sum(cents.values())
    return listed(parts), total if is_one and total else None


def _said(verb: str, what: str, verb_before: str) -> str:
    if verb == verb_before:
        return what
    if verb == "rejected":
        return f"QuickBooks rejected {what}"
    if verb == "linked":
        return f"linked {what} that QuickBooks had"
    return f"{verb} {what}"


def _kind_of(event: TrailEvent) -> str:
    content = event.content
    kind = str(content.get("kind") or "")
    known = {one.value for one in DocumentKind} | {"customer", "vendor", "product", "class"}
    return kind if kind in known else "entry"
