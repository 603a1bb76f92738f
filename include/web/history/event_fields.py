"""What an event changed, field by field: the table that an event of the audit trail unfolds to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from include.books.country_words import in_words
from include.books.documents import DocumentKind
from include.books.money import format_money
from include.database.reads.changes import Change
from include.database.reads.trail import TrailEvent
from include.database.reads.trail_names import TrailNames, record_key
from include.plain_text import plain
from include.web.frame.schedules import in_words as schedule_in_words
from include.web.runs.changes import FieldChange, entry_change
from include.workflows.choices import option_fields
from include.workflows.template import templates

_ACTIONS = {"updated": "update", "voided": "void"}
_UNTOLD = frozenset(
    {"before", "after", "answer", "type", "schema_version", "key", "options", "run"}
)
"""Details that others say, or that are shown as fields of their own."""
_OF_A_LIST = frozenset({"kind", "id", "name", "display_name"})
"""Of an account or product, its name says what it is."""
LABELS = {
    "absent": "Entries not there",
    "approval_required": "Approval before posting",
    "approvers": "Approvers",
    "approver_id": "Approver ID",
    "because": "Reason",
    "changes": "Changes",
    "charges_tax": "Charges sales tax",
    "charged_tax": "Charged sales tax before",
    "company_id": "Company ID",
    "core_name": "Name in CORE",
    "create_payment": "Pay the payee separately",
    "different": "Different from CORE",
    "digest": "Hash of the changes",
    "display_name": "Name in QuickBooks",
    "edition": "Edition",
    "differences": "Differences",
    "four_eyes": "Someone else must approve",
    "from": "From",
    "from_edition": "Edition before",
    "from_realm_id": "QuickBooks company ID before",
    "holds_at_once": "Records on hold sent at once",
    "instead_of": "Instead of",
    "intuit_tid": "Intuit trace ID",
    "is_1099": "1099",
    "kinds": "Alerts",
    "links": "Entries linked",
    "matched_by": "Found by",
    "made_at": "Backup made (UTC)",
    "missing": "Not found in QuickBooks",
    "new_id": "New QuickBooks ID",
    "newest_key": "Newest key",
    "old_id": "Old QuickBooks ID",
    "parties": "Customers and vendors matched",
    "plan": "Subscription",
    "quickbooks_id": "QuickBooks ID",
    "realm_id": "QuickBooks company ID",
    "record": "CORE record",
    "record_fingerprint": "CORE fingerprint",
    "request_id": "Request ID",
    "requests_dropped": "Requests dropped",
    "rows": "Rows",
    "runs_ended": "Runs ended",
    "schedule": "Auto-sync schedule",
    "strays": "Tags without a record",
    "sync": "Sync",
    "sync_billing": "Auto-sync of agent billing",
    "sync_deals": "Auto-sync of transactions",
    "tagged_entries": "Entries with CoreBooks tags",
    "tax_cents": "Tax",
    "total_cents": "Amount",
    "voided": "Entries voided by someone",
    "why": "Reason",
}


def event_change(event: TrailEvent) -> list[FieldChange]:
    """The fields of the entry, name or list entry that an event posted; none where it posted nothing."""
    content, before = event.content, event.detail.get("before")
    if not content:
        return []
    if "lines" not in content:
        return list(_pairs(before if isinstance(before, Mapping) else {}, content))
    change = Change(
        id=0,
        run_id=event.run or 0,
        category=event.subject.partition("/")[0],
        action=_ACTIONS.get(event.name, "create" if before is None else "update"),
        kind=str(content["kind"]),
        content=content,
        before=before,
        total_cents=0,
        date=None,
        reason="",
        status="",
        error="",
        record_key="",
        record_fingerprint="",
        request_id="",
        quickbooks_id="",
        trace_id="",
        sent_at=None,
        answered_at=None,
        tax_cents=event.detail.get("tax_cents", 0),
        tax_before_cents=event.detail.get("tax_before_cents", 0),
    )
    try:
        DocumentKind(change.kind)
        return list(entry_change(change).fields)
    except ValueError:
        # Written by a version whose documents had other fields.
        return list(_pairs(before if isinstance(before, Mapping) else {}, content))


def event_fields(event: TrailEvent, names: TrailNames) -> list[FieldChange]:
    """What an event changed, before and after; for one that changed no fields, nothing."""
    if fields := event_change(event):
        return fields
    detail = event.detail
    if "options" in detail:
        return _options(event, names)
    before, after = detail.get("before"), detail.get("after")
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        was = before if isinstance(before, Mapping) else {}
        return list(_pairs(was, after if isinstance(after, Mapping) else {}, names.people))
    if "after" in detail:
        about = event.name if record_key(event) else event.subject
        return [FieldChange(_label(about), words(before), words(after))]
    return []


def event_facts(event: TrailEvent) -> list[tuple[str, str]]:
    """The other details of an event, by their labels."""
    shown = {name: value for name, value in event.detail.items() if name not in _UNTOLD}
    answer = event.detail.get("answer")
    if isinstance(answer, Mapping):
        told = {"quickbooks_id": answer.get("id"), "code": answer.get("code")}
        shown |= {name: value for name, value in told.items() if value}
    if "after" not in event.detail and isinstance(event.detail.get("before"), str):
        shown["before"] = event.detail["before"]
    return [(_label(name), _value(name, value)) for name, value in shown.items() if words(value)]


def _options(event: TrailEvent, names: TrailNames) -> list[FieldChange]:
    version = event.detail.get("version")
    earlier = names.before.get((event.subject, version)) if isinstance(version, int) else None
    template = templates().get(str(event.detail.get("template")))
    fields = option_fields(template.options) if template else {}
    titles = {name: info.title or _label(name) for name, info in fields.items()}
    options = event.detail["options"]
    after = options if isinstance(options, Mapping) else {}
    # An option that a version didn't store has the template's default.
    defaults = {
        name: info.get_default(call_default_factory=True)
        for name, info in fields.items()
        if not info.is_required()
    }
    before = {**defaults, **earlier.options} if earlier else {}
    return list(_pairs(before, {**defaults, **after} if earlier else after, {}, titles))


def _pairs(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    people: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> Iterable[FieldChange]:
    for name in dict.fromkeys((*before, *after)):
        if name in _UNTOLD:
            continue
        was, now = (_value(name, one.get(name), people) for one in (before, after))
        if was or now:
            yield FieldChange((titles or {}).get(name) or _label(name), was, now)


def _label(name: str) -> str:
    label = LABELS.get(name) or name.replace("_", " ").removesuffix(" cents")
    return in_words(label[:1].upper() + label[1:])


def _value(name: str, value: Any, people: Mapping[str, str] | None = None) -> str:
    if name.endswith("cents") and isinstance(value, int):
        return format_money(value)
    if name == "schedule" and isinstance(value, str) and value:
        return schedule_in_words(value)
    if name == "approvers" and isinstance(value, list):
        return ", ".join((people or {}).get(str(one), str(one)) for one in value)
    if name == "record":
        return words(value).replace(":", " ").capitalize()
    told = words(value)
    return told[:1].upper() + told[1:] if name in ("why", "reason") else told


def words(value: Any) -> str:
    """A stored value as people read it: "On", "3 rules", a list's name; empty for what is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "On" if value else "Off"
    if isinstance(value, Mapping):
        name = words(value.get("name") or value.get("display_name"))
        others = [
            f"{_label(key)}: {words(one)}"
            for key, one in value.items()
            if words(one) and not (name and key in _OF_A_LIST)
        ]
        told = ", ".join(others)
        return f"{name} ({told})" if name and told else name or told
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(words, value)))
    return plain(str(value))
