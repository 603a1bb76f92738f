"""What events of settings, connections and people say: workflows, auto-sync, approvals, channels, access."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from include.books.country_words import sales_tax
from include.books.currency import currency_name
from include.books.wording import joined
from include.database.alerts.kinds import ChannelType
from include.database.setup.company_access import EVERYONE
from include.web.frame.schedules import in_words as schedule_in_words
from include.web.history.event_fields import event_fields
from include.web.history.pieces import Mark, Part, Piece, from_to, listed
from include.web.history.things import Things
from include.workflows.template import templates

_SHOWN = 3
"""Options that a sentence names; the others are in the unfolded event."""
_SWITCHES = {
    "sync_deals": ("turned on auto-sync of transactions", "turned off auto-sync of transactions"),
    "sync_billing": (
        "turned on auto-sync of agent billing",
        "turned off auto-sync of agent billing",
    ),
    "approval_required": (
        "turned on approval before posting",
        "turned off approval before posting",
    ),
    "four_eyes": (
        "required that another user approves",
        "allowed users to approve their own runs",
    ),
}


def _turned_on(things: Things) -> list[Part]:
    version = things.number("version") or 1
    template = templates().get(things.text("template"))
    title = template.title if template else things.text("template")
    if version == 1:
        return ["turned on ", things.workflow, f": {title}" if title else ""]
    return ["changed ", things.workflow, _what_changed(things, title), f". Version {version}"]


def _what_changed(things: Things, title: str) -> list[Part]:
    event = things.event
    earlier = things.names.before.get((event.subject, things.number("version") or 0))
    if earlier is None:
        return [f": {title}" if title else ""]
    if earlier.template != things.text("template"):
        before = templates().get(earlier.template)
        return [": template", *from_to(before.title if before else earlier.template, title)]
    changed = [one for one in event_fields(event, things.names) if one.is_changed]
    told: list[Part] = [[one.name, *from_to(one.before, one.after)] for one in changed[:_SHOWN]]
    if len(changed) > _SHOWN:
        told.append(f"{len(changed) - _SHOWN} more")
    return [": ", listed(told)] if told else [", without a change of its options"]


def _turned_off(things: Things) -> list[Part]:
    return ["turned off ", things.workflow]


def _automation(things: Things) -> list[Part]:
    before, after = (_settings(things.detail.get(one)) for one in ("before", "after"))
    told: list[Part] = []
    for name, (on, off) in _SWITCHES.items():
        if bool(before.get(name)) != bool(after.get(name)):
            told.append(on if after.get(name) else off)
    if before.get("schedule") != after.get("schedule"):
        schedules = (schedule_in_words(str(one.get("schedule") or "")) for one in (before, after))
        told.append(["changed the auto-sync schedule", *from_to(*schedules)])
    if before.get("approvers") != after.get("approvers"):
        was, now = (_approvers(things, one.get("approvers")) for one in (before, after))
        told.append(["changed the approvers", *from_to(was, now)])
    return listed(told) or ["changed auto-sync and approvals"]


def _settings(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _approvers(things: Things, ids: Any) -> str:
    named = [things.person(str(one)) for one in ids] if isinstance(ids, list) else []
    return joined(named) or "every user who can start runs"


def _item(things: Things) -> list[Part]:
    item, about = things.text("item"), things.record or "a transaction"
    if "sync" not in things.detail:
        return [f"set “{item}” of ", about, " back to the workflow's rule"]
    if not things.detail["sync"]:
        chosen = "not synced"
    elif things.detail.get("create_payment"):
        chosen = "paid to the payee separately"
    else:
        chosen = "a line on the income entry"
    return [f"set “{item}” of ", about, f" to be {chosen}"]


def _payee_tax(things: Things) -> list[Part]:
    payee = things.party(things.event.subject)
    charges = things.detail.get("charges_tax")
    if charges is None:
        return ["left open again whether ", payee, f" charges {sales_tax()}"]
    return [
        "set ",
        payee,
        f" to charge {sales_tax()}" if charges else f" to charge no {sales_tax()}",
    ]


def _channel_added(things: Things) -> list[Part]:
    to = things.detail.get("recipients")
    recipients = (
        f", to {joined([str(one) for one in to])}" if isinstance(to, list | tuple) and to else ""
    )
    return ["added the alert channel ", _channel(things), recipients]


def _channel_removed(things: Things) -> list[Part]:
    return ["removed the alert channel ", _channel(things)]


def _channel(things: Things) -> str:
    stored = things.text("type")
    kind = ChannelType(stored).heading if stored in set(ChannelType) else ""
    return f"{kind} {things.text('connection')}".strip()


def _connected(things: Things) -> list[Part]:
    product = "QuickBooks Desktop" if things.text("edition") == "desktop" else "QuickBooks Online"
    return [f"connected {product} {things.text('plan')}".rstrip(), ", ", _company(things)]


def _disconnected(things: Things) -> list[Part]:
    return ["disconnected ", _company(things), " from QuickBooks"]


def _company_changed(things: Things) -> list[Part]:
    changes = things.detail.get("changes")
    told = [str(one) for one in changes] if isinstance(changes, list) else []
    return ["read from QuickBooks what changed at ", _company(things), f": {joined(told)}"]


def _currency_changed(things: Things) -> list[Part]:
    before, after = (currency_name(things.text(one)) for one in ("before", "after"))
    return ["changed the currency of CORE's amounts", *from_to(before, after)]


def _company(things: Things) -> str:
    return things.event.subject.removeprefix("QuickBooks company ")


def _password(things: Things) -> list[Part]:
    return ["created a new Web Connector password for ", _company(things)]


def _access(things: Things) -> list[Part]:
    before, after = (things.detail.get(one) for one in ("before", "after"))
    return [
        "changed who can see the company",
        " from ",
        Piece(_people(before), mark=Mark.WAS),
        " to ",
        Piece(_people(after), mark=Mark.NOW),
    ]


def _people(told: Any) -> str:
    if isinstance(told, Sequence) and not isinstance(told, str):
        return joined([str(one["name"]) for one in told])
    return "every CoreBooks user" if told == EVERYONE else str(told)


SENTENCES: Mapping[str, Callable[[Things], list[Part]]] = {
    "workflow turned on": _turned_on,
    "workflow turned off": _turned_off,
    "auto-sync and approvals changed": _automation,
    "item treatment changed": _item,
    "payee's sales tax decided": _payee_tax,
    "alert channel added": _channel_added,
    "alert channel removed": _channel_removed,
    "connected": _connected,
    "disconnected": _disconnected,
    "QuickBooks company changed": _company_changed,
    "currency changed": _currency_changed,
    "Web Connector password changed": _password,
    "company access changed": _access,
}
"""By the name that the event has today."""
