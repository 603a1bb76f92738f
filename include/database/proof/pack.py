"""The ZIP: lists and a PDF for people, and the proofs, the checkpoint and the verifier for anybody."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from include.books.currency import books_currency, currency_name, symbol
from include.books.dates import dates_for
from include.database.currencies import written_as
from include.database.engine import Database
from include.database.months.trail_breaks import ending_sign_offs
from include.database.proof.gathered import Gathered, gather
from include.database.proof.month_pdf import month_pdf
from include.database.proof.tables import Table, tables_of
from include.database.trail import verify_offline

_FORMAT = 2
_DATABASE = "The CoreBooks database"
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file: a pack has none of its own."""
_README = """{month}, {company}: proof pack

month.pdf         the month on paper
checks.csv        the five checks
entries.csv       every entry of the month in QuickBooks that CoreBooks posted or linked
records.csv       CORE's transactions and billing statements of the month
changes.csv       what was sent, when, by whom, approved by whom, and why
accounts.csv      CORE and QuickBooks by account, with the cut-off and the variance
variances.csv     entries that differ, and how that was explained
on-hold.csv       records that were not posted, and why
sign-offs.csv     who signed the month off, and what moved afterwards
proof/            the audit trail's events that recorded the entries, each with the proof that the signed
                  checkpoint has it
verify.py         verifies all of this: needs only Python 3.9 or later

Each list begins with lines that state its source, the question it answers, its count, and its sequence.

To verify: save verify.py and this ZIP in one folder, then run

    python -I verify.py {file} --key KEY

KEY is the public key that CoreBooks shows under History > Audit trail. Amounts are in {currency}. Moments
are in the company's time zone, {zone}, unless the column says UTC.
"""


def pack_name(company_id: str, first: dt.date) -> str:
    """The name of the file: "willow-park-2026-10-proof.zip"."""
    return f"{company_id}-{first:%Y-%m}-proof.zip"


def write_pack(
    database: Database, company_id: str, name: str, first: dt.date, zone: ZoneInfo, file: IO[bytes]
) -> int:
    """Write the proof pack of a month. Made twice of the same month, it has the same bytes.

    Args:
        database: the database.
        company_id: the company.
        name: the company's.
        first: the month's first day.
        zone: the company's.
        file: is written to.

    Returns:
        How many entries it has.

    Raises:
        TrailBroken: the audit trail, or a row that it recorded, was altered: nothing can be proved.
    """
    with database.reading() as session:
        as_its_company = written_as(session, company_id)
    # Whoever makes it, wherever they are, it has the same bytes.
    with as_its_company, dates_for(""):
        return _write_pack(database, company_id, name, first, zone, file)


def _write_pack(
    database: Database, company_id: str, name: str, first: dt.date, zone: ZoneInfo, file: IO[bytes]
) -> int:
    with ending_sign_offs(database, company_id), database.reading() as session:
        found = gather(session, company_id, first)
    tables = tables_of(found, zone)
    files: dict[str, tuple[bytes, dict[str, Any]]] = {}
    files["month.pdf"] = month_pdf(found, name, zone), _about_pdf(found)
    for table in tables:
        text = table.text(found.counts.get(table.name))
        files[table.name] = text.encode(), _about(table)
    files |= _proofs(found)
    readme = _README.format(
        month=f"{first:%B %Y}",
        company=name,
        file=pack_name(company_id, first),
        zone=zone.key,
        currency=currency_name(books_currency()),
    )
    files["README.txt"] = readme.encode(), {}
    files["verify.py"] = Path(verify_offline.__file__).read_bytes(), {}
    manifest = _manifest(found, name, files)
    _write(file, {"manifest.json": manifest, **{key: text for key, (text, _) in files.items()}})
    return int(manifest_entries(found)[0])


def manifest_entries(found: Gathered) -> tuple[int, int, int]:
    """How many entries there are, their sum in cents, and that of the tax that QuickBooks added to them."""
    rows = [one.row for one in found.rows if one.table == "link"]
    net, tax = (sum(row.get(name, 0) for row in rows) for name in ("total_cents", "tax_cents"))
    return len(rows), net, tax


def _about(table: Table) -> dict[str, Any]:
    return {
        "source": table.source,
        "question": table.question,
        "sequence": table.sequence,
        "rows": len(table.rows),
    }


def _about_pdf(found: Gathered) -> dict[str, Any]:
    return {
        "source": "The same as the lists",
        "question": f"How did {found.month.first:%B %Y} end?",
        "sequence": "No numbers.",
    }


def _proofs(found: Gathered) -> dict[str, tuple[bytes, dict[str, Any]]]:
    rows = [
        {"table": one.table, "key": one.key, "event": one.event, "row": one.row}
        for one in found.rows
    ]
    events = [{"event": one.event, "path": _nodes(one.path)} for one in found.events]
    consistency = [{"size": size, "path": _nodes(path)} for size, path in found.consistency.items()]
    trail = "The audit trail"
    return {
        "proof/rows.jsonl": (
            _lines(rows),
            {"source": _DATABASE, "question": "Which rows?", "rows": len(rows)},
        ),
        "proof/events.jsonl": (
            _lines(events),
            {"source": trail, "question": "Which events recorded them last?", "rows": len(events)},
        ),
        "proof/consistency.json": (
            _json(consistency),
            {"source": trail, "question": "Does it continue from each sign-off?"},
        ),
        "proof/checkpoint.txt": (found.checkpoint.encode(), {"source": trail}),
    }


def _manifest(found: Gathered, name: str, files: dict[str, tuple[bytes, dict[str, Any]]]) -> bytes:
    number, cents, tax = manifest_entries(found)
    said = {
        "format": _FORMAT,
        "company": found.company_id,
        "name": name,
        "month": f"{found.month.first:%Y-%m}",
        "status": found.month.status.value,
        "entries": number,
        "entries_cents": cents,
        **({"entries_tax_cents": tax} if tax else {}),
        "symbol": symbol(books_currency()),
        "key": found.key,
        "files": {
            key: {**about, "sha256": hashlib.sha256(text).hexdigest()}
            for key, (text, about) in files.items()
        },
    }
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def _nodes(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(node).decode() for node in path]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _lines(values: Iterable[Any]) -> bytes:
    return b"".join(_json(value) + b"\n" for value in values)


def _write(file: IO[bytes], files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text)
