"""The lists of a proof pack as CSV: each says where it comes from, what it answers, and that its rows are all."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from include.books.money import amount_heading, to_decimal
from include.database.months.checks import checks_of
from include.database.proof.gathered import Gathered
from include.database.status_words import RECORD
from include.database.statuses import RecordStatus
from include.database.trail.verify_offline import read_checkpoint
from include.plain_text import plain, safe_cell

_LEDGER = "The CoreBooks database"
_TRAIL = (
    "Each entry's row is in proof/rows.jsonl, with the event of the audit trail that recorded it."
)
_GAPS = (
    "Numbers come from CORE and IDs from QuickBooks, so both have gaps. The audit trail's events are numbered "
    "1 to {last:,}, with no number missing."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the pack.

    Attributes:
        name: of its file.
        source: where its rows come from.
        question: what they answer.
        sequence: what its numbers are, and which gaps there are.
        heading: the columns.
        rows: the cells, as text.
    """

    name: str
    source: str
    question: str
    sequence: str
    heading: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self, counted: int | None) -> str:
        """The file's text.

        Args:
            counted: how many rows the ledger counts by itself; None where only the rows tell.
        """
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        for what, said in (
            ("Source", self.source),
            ("Question", self.question),
            ("Rows", _rows(len(self.rows), counted)),
            ("Sequence", self.sequence),
        ):
            buffer.write(f"# {what}: {said}\r\n")
        writer.writerow(self.heading)
        writer.writerows(self.rows)
        return buffer.getvalue()


def _rows(number: int, counted: int | None) -> str:
    if counted is None:
        return f"{number:,}"
    match = "which match" if number == counted else "WHICH DIFFER"
    return f"{number:,}, and the database counts {counted:,}, {match}"


def tables_of(found: Gathered, zone: ZoneInfo) -> list[Table]:
    """The lists, in the order in which they are read."""
    name = f"{found.month.first:%B %Y}"
    return [
        _checks(found, name),
        _entries(found, name),
        _records(found, name, zone),
        _changes(found, name, zone),
        _accounts(found, name, zone),
        _variances(found, name),
        _on_hold(found, name),
        _sign_offs(found, name, zone),
    ]


def _cells(rows: Iterable[Sequence[Any]], zone: ZoneInfo | None = None) -> list[list[str]]:
    return [[_cell(value, zone) for value in row] for row in rows]


def _cell(value: Any, zone: ZoneInfo | None) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, str):
        return safe_cell(plain(value))
    return str(value)


def _amount(cents: int | None) -> Any:
    return None if cents is None else to_decimal(cents)


def _amounts(found: Gathered, net: int, tax: int) -> tuple[Any, ...]:
    """The cells of an entry's amount; where QuickBooks adds tax, with the tax and the total."""
    cents = (net, tax, net + tax) if found.has_tax else (net,)
    return tuple(map(_amount, cents))


def _amounts_heading(found: Gathered) -> tuple[str, ...]:
    return tuple(map(amount_heading, ("Amount", "Tax", "Total") if found.has_tax else ("Amount",)))


def _checks(found: Gathered, name: str) -> Table:
    compared = found.month.tied_out.compared_at if found.month.tied_out else None
    now = compared or dt.datetime.fromtimestamp(0, dt.UTC)
    rows = [
        (check.title, check.status.value, check.counted, _amount(check.cents), check.sentence)
        for check in checks_of(found.month, now)
    ]
    return Table(
        "checks.csv",
        f"{_LEDGER}, CORE's records as last read, and the tie-out with QuickBooks",
        f"Did {name} pass its five checks, as of the tie-out?",
        "The five checks, in their order.",
        ("Check", "Result", "Counted", amount_heading("Amount"), "What was found"),
        _cells(rows),
    )


def _entries(found: Gathered, name: str) -> Table:
    entries = sorted(
        (one for one in found.rows if one.table == "link"),
        key=lambda one: (one.row["date"], one.row.get("number", ""), one.row["quickbooks_id"]),
    )
    rows = []
    for one in entries:
        row = one.row
        document = row["document"]
        rows.append(
            (
                row["date"],
                row["kind"],
                row.get("number", ""),
                document["party"]["display_name"],
                *_amounts(found, row.get("total_cents", 0), row.get("tax_cents", 0)),
                row["status"],
                "Yes" if row.get("edited_as") else "No",
                row["quickbooks_id"],
                row["category"],
                row["record_key"],
                document.get("memo", ""),
                one.key,
                row["posted_at"],
                one.event,
            )
        )
    return Table(
        "entries.csv",
        _LEDGER,
        f"Which entries are dated in {name}, or belong to records that closed or were billed in it?",
        f"{_GAPS.format(last=read_checkpoint(found.checkpoint).size)} {_TRAIL}",
        (
            "Entry date",
            "Kind",
            "Number",
            "Name",
            *_amounts_heading(found),
            "Status",
            "Edited in QuickBooks",
            "QuickBooks ID",
            "Workflow",
            "CORE record",
            "Memo",
            "Document",
            "Posted (UTC)",
            "Event of the audit trail",
        ),
        _cells(rows),
    )


def _records(found: Gathered, name: str, zone: ZoneInfo) -> Table:
    rows = (
        (
            one.day,
            one.key,
            one.number,
            one.title,
            _amount(one.cents),
            *(
                RECORD[RecordStatus(one.statuses[category])].text
                if category in one.statuses
                else ""
                for category in ("brokerage_income", "agent_expenses", "agent_billing")
            ),
            "Yes" if one.gone else "No",
            one.fingerprint,
        )
        for one in found.records
    )
    return Table(
        "records.csv",
        "CORE's records as CoreBooks last read them",
        f"Which transactions closed, and which billing statements are dated, in {name}?",
        "IDs and numbers are CORE's. The audit trail doesn't cover them: it has their fingerprints with "
        "each change that was sent (changes.csv).",
        (
            "Date in CORE",
            "CORE record",
            "Number",
            "Address or agent",
            amount_heading("Gross commission or total"),
            "Brokerage income",
            "Agent expenses",
            "Agent billing",
            "Deleted in CORE",
            "Fingerprint",
        ),
        _cells(rows, zone),
    )


def _changes(found: Gathered, name: str, zone: ZoneInfo) -> Table:
    rows = (
        (
            one.number,
            one.run,
            one.sent_at,
            one.answered_at,
            one.actor,
            one.trigger,
            one.approved_by,
            one.action,
            one.kind,
            one.document_key,
            *_amounts(found, one.cents, one.tax_cents),
            one.reason,
            one.status,
            one.quickbooks_id,
            one.request_id,
            one.trace_id,
            one.fingerprint,
        )
        for one in found.changes
    )
    return Table(
        "changes.csv",
        "CoreBooks' record of every change that it sent to QuickBooks",
        f"What was sent for the entries of {name}, when, by whom, approved by whom, and why?",
        "Changes and runs are numbered over all companies, so a company's have gaps. The export of the audit "
        "trail has them with their proofs.",
        (
            "Change",
            "Run",
            "Sent",
            "Response",
            "Started by",
            "Trigger",
            "Approved by",
            "Action",
            "Kind",
            "Document",
            *_amounts_heading(found),
            "Reason",
            "Status",
            "QuickBooks ID",
            "Request ID",
            "Intuit trace ID",
            "CORE fingerprint",
        ),
        _cells(rows, zone),
    )


def _accounts(found: Gathered, name: str, zone: ZoneInfo) -> Table:
    tied_out = found.month.tied_out
    rows = (
        (
            line.account,
            line.group,
            _amount(line.closing),
            _amount(line.cut_off),
            _amount(line.dated),
            _amount(line.quickbooks),
            _amount(line.variance),
        )
        for line in (tied_out.accounts if tied_out else ())
    )
    when = (
        f"read {_cell(tied_out.compared_at, zone)} by {plain(tied_out.compared_by)}"
        if tied_out
        else "not read: the month was not tied out"
    )
    return Table(
        "accounts.csv",
        f"{_LEDGER}, and QuickBooks ({when})",
        f"What did the entries of {name} post to each account, by CORE and by QuickBooks?",
        "No numbers.",
        (
            "Account",
            "Group",
            amount_heading("CORE by closing"),
            amount_heading("Cut-off"),
            amount_heading("CORE by entry date"),
            amount_heading("QuickBooks"),
            amount_heading("Variance"),
        ),
        _cells(rows),
    )


def _variances(found: Gathered, name: str) -> Table:
    rows = (
        (
            one.variance.sentence,
            _amount(one.variance.cents),
            "QuickBooks version kept" if one.is_kept else one.note,
            one.variance.record_key,
            one.variance.document_key,
        )
        for one in found.month.variances
    )
    return Table(
        "variances.csv",
        "The tie-out with QuickBooks",
        f"Which entries of {name} differed, and how was that explained?",
        "No numbers.",
        ("What differs", amount_heading("Variance"), "Explanation", "CORE record", "Document"),
        _cells(rows),
    )


def _on_hold(found: Gathered, name: str) -> Table:
    rows = (
        (
            one.key,
            one.number,
            one.title,
            one.category,
            _amount(one.cents),
            one.cause,
            one.sentence,
            one.note,
            one.owner,
        )
        for one in found.held
    )
    return Table(
        "on-hold.csv",
        "CoreBooks' list of records on hold",
        f"Which records of {name}, or without a date, were not posted, and why?",
        "IDs and numbers are CORE's.",
        (
            "CORE record",
            "Number",
            "Address or agent",
            "Workflow",
            amount_heading("Amount"),
            "Cause",
            "What happened",
            "Reason",
            "Owner",
        ),
        _cells(rows),
    )


def _sign_offs(found: Gathered, name: str, zone: ZoneInfo) -> Table:
    rows: list[tuple[Any, ...]] = []
    for one in reversed(found.month.sign_offs):
        rows.append((one.signed_at, "Signed off", one.signed_by, one.comment))
        rows.extend((move.at, "Moved", move.who, move.what) for move in one.moved)
    return Table(
        "sign-offs.csv",
        "CoreBooks' sign-offs; each is in proof/rows.jsonl",
        f"Who signed {name} off, with which comment, and what moved afterwards?",
        "In order of time.",
        ("Date and time", "What", "Who", "Comment, or what moved"),
        _cells(rows, zone),
    )
