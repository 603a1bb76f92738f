"""What moved in a month: one sentence for each entry or record, and who moved it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.books.dates import format_day
from include.books.money import format_money
from include.books.sales_tax import with_tax
from include.books.wording import numbered
from include.database.statuses import LinkStatus
from include.database.stored.edits import edit_from_json
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState

WATCHED: Mapping[type[Any], tuple[str, ...]] = {
    Link: (
        "status",
        "total_cents",
        "tax_cents",
        "date",
        "fingerprint",
        "edited_as",
        "accepted",
        "party_id",
        "quickbooks_id",
    ),
    Record: ("fingerprint", "day", "amount_cents", "gone"),
    RecordState: ("status",),
}
"""The columns whose change is a move."""

IN_QUICKBOOKS = "someone in QuickBooks"
"""Who, where QuickBooks doesn't tell; its audit log does."""
IN_CORE = "someone in CORE"


@dataclass(frozen=True, slots=True)
class Move:
    """Something of a month that changed.

    Attributes:
        what: a sentence that names the entry or the record.
        who: the user, where that is known, or where it was done.
        record_key: the CORE record it belongs to.
        at: when it was noticed, UTC.
    """

    what: str
    who: str
    record_key: str
    at: dt.datetime

    def stored(self) -> dict[str, str]:
        """As the database keeps it."""
        return {
            "at": self.at.isoformat(),
            "what": self.what,
            "who": self.who,
            "record_key": self.record_key,
        }


def move_from_json(values: Mapping[str, str]) -> Move:
    """A move that the database kept."""
    at = dt.datetime.fromisoformat(values["at"])
    return Move(values["what"], values["who"], values["record_key"], at)


def months_of(old: Mapping[str, Any], now: Mapping[str, Any], column: str) -> set[dt.date]:
    """The first days of the months that a row belonged to, and belongs to."""
    days = {values.get(column) for values in (old, now)}
    return {day.replace(day=1) for day in days if day is not None}


def of_entry(link: Link, old: Mapping[str, Any], actor: str) -> tuple[str, str]:
    """How an entry moved: a sentence, and who moved it.

    Args:
        link: the entry as it is now.
        old: the watched values that it had; empty for a new one.
        actor: who made the change in CoreBooks; empty if nobody of CoreBooks did.
    """
    name = numbered(link.kind.capitalize(), link.number)
    was = (
        old
        if old.get("total_cents")
        else {"total_cents": link.total_cents, "tax_cents": link.tax_cents}
    )
    amount = with_tax(was["total_cents"], was.get("tax_cents") or 0)
    entry = f"{name} ({amount})"
    if not old:
        done = "linked" if link.is_foreign else "posted"
        return f"{entry} was {done}.", actor or "CoreBooks"
    status = LinkStatus(link.status)
    if status != old["status"]:
        return _status(entry, status), _who_ended(status, actor)
    if link.edited_as != old["edited_as"]:
        return _edit(entry, link, actor)
    return _content(entry, link, old), actor or "CoreBooks"


def _status(entry: str, status: LinkStatus) -> str:
    if status is LinkStatus.IN_QUICKBOOKS:
        return f"{entry} is in QuickBooks again."
    return f"{entry} was {status.value}."


def _who_ended(status: LinkStatus, actor: str) -> str:
    in_quickbooks = (LinkStatus.VOIDED_IN_QUICKBOOKS, LinkStatus.DELETED_IN_QUICKBOOKS)
    return IN_QUICKBOOKS if status in in_quickbooks else actor or "CoreBooks"


def _edit(entry: str, link: Link, actor: str) -> tuple[str, str]:
    edit = edit_from_json(link.edited_as)
    if edit is None:
        return f"{entry} matches CORE again.", actor or IN_QUICKBOOKS
    how = "was edited in QuickBooks" if edit.was_edited else "differs in QuickBooks"
    who = f"QuickBooks user {edit.edited_by}" if edit.edited_by else IN_QUICKBOOKS
    return f"{entry} {how}: {'; '.join(edit.differences)}.", who


def _content(entry: str, link: Link, old: Mapping[str, Any]) -> str:
    if link.total_cents != old["total_cents"]:
        return f"{entry} was changed to {with_tax(link.total_cents, link.tax_cents)}."
    if link.tax_cents != old.get("tax_cents", 0):
        return f"{entry} now has {format_money(link.tax_cents)} of tax."
    if link.date != old["date"]:
        return f"{entry} moved from {format_day(old['date'])} to {format_day(link.date)}."
    if link.accepted != old["accepted"]:
        return f"The QuickBooks version of {entry} was kept."
    return f"{entry} was updated."


def of_record(record: Record, old: Mapping[str, Any]) -> str:
    """How a CORE record moved, in a sentence.

    Args:
        record: as it is now.
        old: the watched values that it had.
    """
    name = record_name(record)
    if record.gone and not old["gone"]:
        return f"{name} was deleted in CORE."
    if record.day != old["day"]:
        was, now = (format_day(day) if day else "none" for day in (old["day"], record.day))
        return f"{name} was changed in CORE: its date from {was} to {now}."
    if record.amount_cents != old["amount_cents"]:
        was, now = (
            format_money(cents) if cents is not None else "unreadable"
            for cents in (old["amount_cents"], record.amount_cents)
        )
        return f"{name} was changed in CORE: its amount from {was} to {now}."
    return f"{name} was changed in CORE."


def record_name(record: Record) -> str:
    """A record by number and address or agent, as people know it."""
    parts = [part for part in (record.number, record.title) if part]
    return ", ".join(parts) or record.key.replace(":", " ").capitalize()
