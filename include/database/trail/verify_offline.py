"""Verifies an export of the CoreBooks audit trail, or the proof pack of a month.

Needs only Python 3.9 or later: no network, no packages.

    python -I verify_offline.py EXPORT.jsonl --key KEY --checkpoint EARLIER.txt
    python -I verify.py PACK.zip --key KEY

A proof pack has this file as `verify.py`. It shows that the pack's entries are those that the audit trail
recorded up to the pack's checkpoint, and that its lists have the same entries and amounts. Only the export
has the whole trail.

KEY is the public key that the page Audit trail shows, and EARLIER.txt a checkpoint that you saved at an
earlier audit. Together they show that no event up to that checkpoint was changed, removed, or inserted.
Without them, it shows only that the export agrees with itself.

The formats are public: the Merkle tree of RFC 6962, checkpoints as C2SP tlog-checkpoint and signed-note
(https://c2sp.org), signatures as Ed25519 (RFC 8032), rows and events as JSON with sorted keys and no
spaces. CoreBooks itself verifies with the functions of this file, which is one file so that you can
read all of it.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

START = "0" * 64
"""The previous hash of the first event."""
RECORDED = "recorded"
"""The event that has the digests of runs, changes and entries as they were stored."""
EVENT_FIELDS = ("company", "number", "at", "actor", "event", "subject", "detail", "previous_hash")
TOPICS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "sync_run": (
        ("user who started it", "actor", ("actor", "actor_id", "trigger")),
        ("approver", "approved_by", ("approved_by",)),
        ("workflow", "category", ("category", "mode", "setup_id", "company_id")),
        ("outcome", "outcome", ("outcome", "preview", "finished_at", "message")),
        ("start", "", ("started_at", "airflow_run_id")),
        ("selection of records", "", ("selection", "plan_digest")),
        ("summary", "", ("counts", "on_hold")),
    ),
    "operation": (
        ("run", "run_id", ("run_id",)),
        ("amount", "total_cents", ("total_cents",)),
        ("CORE record", "record_key", ("record_key", "record_fingerprint", "document_key")),
        ("action", "action", ("action", "kind", "category", "company_id")),
        ("reason", "reason", ("reason",)),
        ("status", "status", ("status", "sent_at", "answered_at")),
        ("response from QuickBooks", "quickbooks_id", ("answer", "quickbooks_id", "trace_id")),
        ("content", "", ("payload",)),
        ("earlier content", "", ("before",)),
        ("tax", "tax_cents", ("tax_cents", "tax_before_cents")),
        ("date", "", ("date", "due_date")),
    ),
    "link": (
        ("amount", "total_cents", ("total_cents",)),
        ("QuickBooks ID", "quickbooks_id", ("quickbooks_id", "version")),
        ("customer or vendor", "party_id", ("party_id",)),
        ("number", "number", ("number",)),
        ("CORE record", "record_key", ("record_key", "category", "company_id", "kind")),
        ("status", "status", ("status", "edited_as", "accepted", "is_foreign")),
        ("date", "", ("date", "due_date")),
        ("content", "", ("document", "fingerprint")),
        ("tax", "tax_cents", ("tax_cents",)),
    ),
    "party_link": (
        ("QuickBooks ID", "quickbooks_id", ("quickbooks_id", "kind")),
        ("name", "display_name", ("display_name", "core_name", "shared")),
    ),
    "approval": (
        ("run", "run_id", ("run_id", "company_id")),
        ("decision", "status", ("status", "decided_at")),
        ("approver", "decided_by_name", ("decided_by", "decided_by_name")),
        ("user who asked", "asked_by_name", ("asked_by", "asked_by_name")),
        ("list of planned changes", "", ("digest", "covers")),
    ),
    "month_sign_off": (
        ("month", "month", ("month", "company_id")),
        ("user who signed", "signed_by", ("signed_by", "signed_by_id", "signed_at")),
        ("comment", "comment", ("comment",)),
        ("figures that were signed", "", ("figures", "checkpoint")),
        ("end of the sign-off", "ended_at", ("ended_at", "moved", "moves")),
    ),
    "booked_elsewhere": (
        ("amount", "total_cents", ("total_cents", "fingerprint")),
        ("CORE record", "record_key", ("record_key", "document_key", "category", "company_id")),
        ("user who marked it", "decided_by", ("decided_by", "decided_at")),
        ("note", "note", ("note", "quickbooks_id")),
    ),
    "not_the_same": (
        ("CORE record", "document_key", ("document_key", "company_id")),
        ("QuickBooks ID", "quickbooks_id", ("quickbooks_id", "entry_kind")),
        ("user who decided", "decided_by", ("decided_by", "decided_at")),
    ),
}
"""Per table: what a value is called, the column that names it, and the columns that belong to it.

New topics are added at the end. A row that was recorded before has fewer of them in its locator: it is
compared by those, and the columns of later topics are among the rest, which every digest covers.
"""
WORDS = {
    "sync_run": "run",
    "operation": "change",
    "link": "entry",
    "party_link": "match",
    "approval": "approval",
    "month_sign_off": "sign-off",
    "booked_elsewhere": "mark as booked",
    "not_the_same": "decision on an entry",
}
IN_PROGRESS = frozenset({"counts", "message", "on_hold", "finished_at"})
"""What a run may still change until it ends."""
_NAMED = ("run_id", "action", "kind", "number", "total_cents", "tax_cents", "reason")
FACTS = {
    "sync_run": ("category", "actor", "approved_by", "outcome"),
    "operation": (*_NAMED, "record_key", "status", "quickbooks_id"),
    "link": (
        *("kind", "number", "total_cents", "tax_cents"),
        *("quickbooks_id", "party_id", "record_key", "status"),
    ),
    "party_link": ("kind", "display_name", "quickbooks_id"),
    "approval": ("run_id", "status", "decided_by_name", "asked_by_name"),
    "month_sign_off": ("month", "signed_by", "comment", "ended_at"),
    "booked_elsewhere": ("record_key", "total_cents", "decided_by", "note"),
    "not_the_same": ("document_key", "quickbooks_id", "decided_by"),
}
"""Columns whose values the trail has in words, for sentences."""
_PART = 3
"""Characters of a locator for each topic."""


_ITSELF = (
    "Without an earlier checkpoint and the public key, this shows only that the export agrees with "
    "itself. Someone with the database could have written all of it again."
)
_NO_KEY = "Only CoreBooks has the key of the events' hashes. Verify audit trail checks them."
_SHOWN = 20
"""Findings that are printed."""


class Altered(ValueError):
    """What was exported isn't what was recorded; the message is a sentence."""


# --- events, and the tree over them


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: Any) -> bytes:
    """JSON that is the same for equal values."""
    return _encode(value).encode("utf-8", "surrogatepass")


def event_content(event: Mapping[str, Any]) -> bytes:
    """What an event's hash covers; the hash itself is an HMAC, whose key CoreBooks keeps."""
    return canonical([event[name] for name in EVENT_FIELDS])


def leaf_hash(event: Mapping[str, Any]) -> bytes:
    """The event's leaf in the tree (RFC 6962, 2.1)."""
    content = event_content(event) + canonical(event["hash"])
    return hashlib.sha256(b"\x00" + content).digest()


class Tree:
    """A Merkle tree that grows at its end and keeps only the roots of its full parts."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf's hash."""
        self.size += 1
        width, node = 1, leaf
        while self._parts and self._parts[-1][0] == width:
            node = hashlib.sha256(b"\x01" + self._parts.pop()[1] + node).digest()
            width *= 2
        self._parts.append((width, node))

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._parts:
            return hashlib.sha256(b"").digest()
        node = self._parts[-1][1]
        for _, left in reversed(self._parts[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2).

    Args:
        leaf: the leaf's hash.
        index: its place, from 0.
        size: the number of leaves of the tree.
        path: the proof.

    Raises:
        Altered: the proof has another length than such a tree needs.
    """
    if not 0 <= index < size:
        raise Altered(f"Event {index + 1:,} isn't in a trail of {_events(size)}.")
    number, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Altered(f"The proof of event {index + 1:,} is too long.")
        if number & 1 or number == last:
            node = _joined(sibling, node)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            node = _joined(node, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise Altered(f"The proof of event {index + 1:,} is too short.")
    return node


def continues(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> bool:
    """Whether a trail continues an earlier one unchanged (RFC 9162, 2.1.4.2).

    Args:
        old: the checkpoint of the earlier one.
        new: of the longer one.
        path: the consistency proof.
    """
    if old.size == new.size:
        return not path and old.root == new.root
    if not 0 < old.size < new.size:
        return False
    rest = [*path]
    if old.size & (old.size - 1) == 0:
        rest.insert(0, old.root)
    if not rest:
        return False
    number, last = old.size - 1, new.size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    was = now = rest[0]
    for node in rest[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            was, now = _joined(node, was), _joined(node, now)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            now = _joined(now, node)
        number, last = number >> 1, last >> 1
    return last == 0 and (was, now) == (old.root, new.root)


# --- checkpoints


class Checkpoint(NamedTuple):
    """A signed statement: the trail had this many events, with this root, at this time."""

    origin: str
    size: int
    root: bytes
    at: str
    note: str


def checkpoint_text(origin: str, size: int, root: bytes, at: str) -> str:
    """The text that is signed (C2SP tlog-checkpoint); the time is its extension line."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\ntime {at}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """A checkpoint, without a look at its signature.

    Raises:
        Altered: it isn't one.
    """
    note = note.replace("\r\n", "\n")
    try:
        origin, size, root, *more = note.partition("\n\n")[0].split("\n")
        at = next((line[5:] for line in more if line.startswith("time ")), "")
        return Checkpoint(origin, int(size), base64.b64decode(root, validate=True), at, note)
    except ValueError:
        raise Altered("The checkpoint isn't readable. Use the file as it was downloaded.") from None


def _events(number: int) -> str:
    return f"{number:,} event{'' if number == 1 else 's'}"


def key_id(name: str, public_key: bytes) -> bytes:
    """Four bytes that name a signing key (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]


def check_signature(checkpoint: Checkpoint, key: str) -> None:
    """Check that a checkpoint was signed with a key.

    Args:
        checkpoint: with its note.
        key: `origin+key ID+public key`, as the page shows it.

    Raises:
        Altered: it wasn't.
    """
    try:
        name, _, encoded = key.strip().split("+", 2)
        public_key = base64.b64decode(encoded, validate=True)[1:]
    except ValueError:
        raise Altered("The public key isn't readable. Copy all of it from the page.") from None
    text, _, signatures = checkpoint.note.partition("\n\n")
    message = (text + "\n").encode()
    for signer, signature in _signatures(signatures):
        if (
            signer == name == checkpoint.origin
            and signature[:4] == key_id(name, public_key)
            and ed25519_verifies(public_key, message, signature[4:])
        ):
            return
    raise Altered(
        f"The checkpoint of {_events(checkpoint.size)} isn't signed with the public key of "
        f"{name}: it was changed, or it is another installation's."
    )


def _signatures(lines: str) -> Iterator[tuple[str, bytes]]:
    for line in lines.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, encoded = rest.partition(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if dash == "\u2014":
            yield signer, signature


_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Point = tuple[int, int, int, int]


def _plus(a: _Point, b: _Point) -> _Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    left, right, near, far = f - e, h - g, h + g, f + e
    return (left * right % _P, near * far % _P, right * near % _P, left * far % _P)


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _plus(total, point)
        point, factor = _plus(point, point), factor >> 1
    return total


def _point(encoded: bytes) -> _Point:
    number = int.from_bytes(encoded, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        raise ValueError
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


def ed25519_verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is the key's, by the equation of RFC 8032, 5.1.7."""
    if (len(public_key), len(signature)) != (32, 64):
        return False
    factor = int.from_bytes(signature[32:], "little")
    try:
        signer, nonce = _point(public_key), _point(signature[:32])
    except ValueError:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    base = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    left = _times(factor, base)
    right = _plus(nonce, _times(int.from_bytes(digest, "little") % _ORDER, signer))
    same = all((left[n] * right[2] - right[n] * left[2]) % _P == 0 for n in (0, 1))
    return factor < _ORDER and same


# --- rows: runs, changes and entries, as the trail recorded them


def is_running(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row is a run that didn't end yet."""
    return table == "sync_run" and row.get("outcome") == "running"


def row_values(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded of a row: no empty values, no tax IDs, and of a running run what is final."""
    running = is_running(table, row)
    values = {}
    for name, value in row.items():
        if name == "payload" and isinstance(value, Mapping):
            value = {field: kept for field, kept in value.items() if field != "tax_id"}  # noqa: PLW2901
        if value and not (running and name in IN_PROGRESS):
            values[name] = value
    return values


def row_seal(table: str, row: Mapping[str, Any], topics: int | None = None) -> tuple[str, str]:
    """A row's digest (43 characters), and three characters per topic that tell which one changed.

    Args:
        table: the row's.
        row: its values.
        topics: by how many topics, the first ones; by default by all.
    """
    left = row_values(table, row)
    hashes = []
    for _, _, columns in TOPICS[table][:topics]:
        part = {name: left.pop(name) for name in columns if name in left}
        hashes.append(hashlib.sha256(canonical(part)))
    hashes.append(hashlib.sha256(canonical(left)))
    whole = hashlib.sha256(b"".join(part_hash.digest() for part_hash in hashes)).digest()
    locator = "".join(part_hash.hexdigest()[:_PART] for part_hash in hashes)
    return base64.b64encode(whole).decode()[:43], locator


def _topics_of(locator: str) -> int:
    """By how many topics a row was recorded; the locator has one part more, for the rest."""
    return len(locator) // _PART - 1


def row_facts(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What sentences say about a row."""
    content = row.get("payload") or {}
    named = content.get("number") or content.get("display_name") or content.get("name")
    values = {**row, "number": row.get("number") or named}
    return {name: values[name] for name in FACTS[table] if values.get(name)}


def money(cents: int, symbol: str = "$") -> str:
    """$1,234.56; with the symbol of the company's currency."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{symbol}{whole:,}.{part:02d}"


def decimal(cents: int) -> str:
    """1234.56"""  # noqa: D415
    return money(cents, "").replace(",", "")


def row_name(table: str, key: str, facts: Mapping[str, Any], symbol: str = "$") -> str:
    """How people know a row; `symbol` is that of the company's currency."""
    if table == "sync_run":
        workflow = str(facts.get("category", "")).replace("_", " ")
        return f"Run {key} ({workflow}, started by {facts.get('actor', 'no one')})"
    if table == "approval":
        return f"Run {facts.get('run_id')}, approval {key}"
    if table == "month_sign_off":
        return f"The sign-off of {str(facts.get('month', ''))[:7]} by {facts.get('signed_by')}"
    if table == "party_link":
        return f"{key} (matched to {facts.get('kind')} {facts.get('display_name')})"
    return _decision_name(table, key, facts) or _entry_name(table, facts, symbol)


def _decision_name(table: str, key: str, facts: Mapping[str, Any]) -> str:
    """What a user decided about existing entries; empty for other rows."""
    if table not in ("booked_elsewhere", "not_the_same"):
        return ""
    about = facts.get("record_key") or facts.get("document_key") or key
    return f"The {WORDS[table]} of {about} by {facts.get('decided_by')}"


def _entry_name(table: str, facts: Mapping[str, Any], symbol: str) -> str:
    entry = " ".join(str(facts[name]) for name in ("kind", "number") if facts.get(name)) or "entry"
    cents = facts.get("total_cents")
    amount = f" of {money(cents, symbol)}" if cents else ""
    if table == "operation":
        return f"Run {facts.get('run_id')}, {facts.get('action', 'change')} {entry}{amount}"
    return f"{entry[:1].upper()}{entry[1:]}{amount} (QuickBooks ID {facts.get('quickbooks_id')})"


class Known(NamedTuple):
    """A row as it was last recorded."""

    digest: str
    locator: str
    facts: Mapping[str, Any]
    event: int


class RecordedRows:
    """All rows that the trail recorded: what the database, or an export, must have.

    `symbol` is that of the company's currency, for sentences.
    """

    def __init__(self, symbol: str = "$") -> None:
        self._symbol = symbol
        self._known: dict[tuple[str, str], Known] = {}

    def add(self, event: Mapping[str, Any]) -> None:
        """Take an event into account; the events must come in order."""
        if event["event"] != RECORDED:
            return
        for table, key, digest, locator, facts in event["detail"]["rows"]:
            before = self._known.pop((table, key), None)
            if digest:
                merged = {**before.facts, **facts} if before else facts
                self._known[table, key] = Known(digest, locator, merged, event["number"])

    def differences(self, rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Iterator[str]:
        """Compare with the rows there are: a sentence for each that differs, is missing or unknown.

        Args:
            rows: table, key, and values as JSON has them.
        """
        for table, key, row in rows:
            known = self._known.pop((table, key), None)
            if known is None:
                name = row_name(table, key, row_facts(table, row), self._symbol)
                yield f"{name} is in the database, but the audit trail doesn't have it."
            elif said := _difference(table, key, known, row, self._symbol):
                yield said
        missing = sorted(self._known.items(), key=lambda row: list(TOPICS).index(row[0][0]))
        for (table, key), known in missing:
            yield (
                f"{row_name(table, key, known.facts, self._symbol)} is in the audit trail (event {known.event:,}), "
                f"but the {WORDS[table]} was removed from the database."
            )


def _difference(table: str, key: str, known: Known, row: Mapping[str, Any], symbol: str) -> str:
    topics = _topics_of(known.locator)
    if topics > len(TOPICS[table]):
        return (
            f"{row_name(table, key, known.facts, symbol)} was recorded by a later version of CoreBooks "
            f"(event {known.event:,}). Use the verifier of that version."
        )
    digest, locator = row_seal(table, row, topics)
    if digest == known.digest:
        return ""
    now, parts = row_facts(table, row), []
    for place, (topic, fact, _) in enumerate(TOPICS[table][:topics]):
        part = slice(_PART * place, _PART * (place + 1))
        if locator[part] == known.locator[part]:
            continue
        is_, was = now.get(fact), known.facts.get(fact)
        if fact and is_ != was:
            values = (_shown(fact, is_, symbol), _shown(fact, was, symbol))
            parts.append(
                f"the {topic} in the database is {values[0]}, and the audit trail has {values[1]}"
            )
        else:
            parts.append(f"the {topic} was changed")
    what = ". Also, ".join(parts[:2]) or "a value was changed"
    return f"{row_name(table, key, known.facts, symbol)}: {what} (event {known.event:,})."


def _shown(fact: str, value: Any, symbol: str) -> str:
    if fact in ("total_cents", "tax_cents"):
        return money(value or 0, symbol)
    return f"“{value}”" if value else "blank"


# --- an export


class Report(NamedTuple):
    """What an export shows: what was proved, and what was found; each a sentence."""

    proved: list[str]
    found: list[str]


def verify_export(
    lines: Iterable[str], key: str = "", checkpoints: Iterable[Checkpoint] = ()
) -> Report:
    """Verify an export.

    Args:
        lines: the export, JSON by line.
        key: the public key that the page shows; empty to check no signature.
        checkpoints: saved earlier.
    """
    try:
        head, events, rows, ended = _read(lines)
        given = [(given, "The earlier checkpoint") for given in checkpoints]
        note = head["checkpoint"]
        own = [(read_checkpoint(note), "The export's own checkpoint")] if note else []
    except (ValueError, KeyError, TypeError) as problem:
        said = str(problem) if isinstance(problem, Altered) else "The export isn't readable."
        return Report([], [f"{said} Use the file as it was downloaded."])
    report = Report([], [] if ended else ["The export has no end: its last lines were cut off."])
    if not own:
        report.found.append(f"The export has no checkpoint. {head.get('broken', '')}".strip())
    recorded = RecordedRows(head.get("symbol", "$"))
    compared = given + own
    roots, size = _chain(head, events, recorded, {one.size for one, _ in compared}, report)
    for checkpoint, name in compared:
        what = f"{name} ({_events(checkpoint.size)}, {checkpoint.at})"
        said = _signed_badly(checkpoint, key)
        said = said or differs(checkpoint, roots.get(checkpoint.size), size)
        if said:
            report.found.append(f"{what}: {said}")
        else:
            signed = "and its signature is right" if key else "but its signature wasn't checked"
            report.proved.append(f"{what} matches, {signed}.")
    before = len(report.found)
    report.found.extend(recorded.differences(rows))
    if len(report.found) == before:
        report.proved.append(
            f"All {len(rows):,} runs, changes, and entries are as the audit trail recorded them."
        )
    return report


_Row = tuple[str, str, dict[str, Any]]


def _read(lines: Iterable[str]) -> tuple[dict[str, Any], list[dict[str, Any]], list[_Row], bool]:
    head: dict[str, Any] = {}
    events: list[dict[str, Any]] = []
    rows: list[_Row] = []
    ended = False
    for text in lines:
        line = json.loads(text)
        if line["type"] == "export":
            head = line
        elif line["type"] == "event":
            events.append(line)
        elif line["type"] == "end":
            ended = line["lines"] == len(events) + len(rows)
        elif line["type"] in TOPICS:
            rows.append((line["type"], str(line["key"]), line["row"]))
        else:
            raise Altered(f"The export has a line of an unknown type, “{line['type']}”.")
    return head, events, rows, ended


def _chain(
    head: Mapping[str, Any],
    events: Iterable[Mapping[str, Any]],
    recorded: RecordedRows,
    sizes: set[int],
    report: Report,
) -> tuple[dict[int, bytes], int]:
    """Follow the chain. Returns the tree's root at the sizes that are asked for, and its size."""
    tree, previous, before = Tree(), START, len(report.found)
    roots = {0: tree.root()}
    for number, event in enumerate(events, 1):
        if event["company"] != head["company"]:
            report.found.append(f"Event {event['number']:,} belongs to {event['company']}.")
        if event["number"] != number:
            report.found.append(f"Event {event['number']:,} is in the place of event {number:,}.")
        elif event["previous_hash"] != previous:
            report.found.append(f"Event {number:,} doesn't follow the event before it.")
        previous = event["hash"]
        tree.add(leaf_hash(event))
        if number in sizes:
            roots[number] = tree.root()
        recorded.add(event)
    if len(report.found) == before:
        report.proved.append(f"{_events(tree.size)}, in order, each linked to the one before it.")
    return roots, tree.size


def _signed_badly(checkpoint: Checkpoint, key: str) -> str:
    try:
        if key:
            check_signature(checkpoint, key)
    except Altered as altered:
        return str(altered)
    return ""


def differs(checkpoint: Checkpoint, root: bytes | None, size: int) -> str:
    """What is wrong with a trail, compared with a checkpoint of it; empty if it matches.

    Args:
        checkpoint: of the trail.
        root: the trail's root at the checkpoint's size, if it is that long.
        size: the number of the trail's events.
    """
    if root is None:
        return (
            f"It has {_events(checkpoint.size)}, and the audit trail ends at event {size:,}. Its end "
            "was cut off, or an older copy of the database was restored."
        )
    if root != checkpoint.root:
        return (
            f"It doesn't match the audit trail. An event up to {checkpoint.size:,} was changed, "
            "removed, or inserted since then."
        )
    return ""


# --- the proof pack of a month


_PACK_FORMATS = (1, 2)
"""Of the first, entries.csv has no tax, and rows were recorded by fewer topics."""
_MOST_BYTES = 2 * 1024**3
"""What a pack may have in all when it is unpacked."""
_MANIFEST = "manifest.json"
_PACK_KEY = (
    "The pack's own key shows only that the pack agrees with itself. Give the public key that the page "
    "Audit trail shows with --key."
)
_PACK_ONLY = (
    "A pack has the events of its own entries. That no later event changed them, and that no entry was "
    "left out, only the export of the whole audit trail shows."
)


class _Pack:
    """The files of a proof pack, each read whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if len(set(names)) != len(names):
            raise Altered("The pack has two files of the same name.")
        if sum(info.file_size for info in infos) > _MOST_BYTES:
            raise Altered("The pack is larger than a pack can be.")
        self._files = {name: archive.read(name) for name in names}
        self.names = set(names)
        self.symbol = "$"

    def bytes(self, name: str) -> bytes:
        if name not in self._files:
            raise Altered(f"The pack has no file {name}.")
        return self._files[name]

    def text(self, name: str) -> str:
        return self.bytes(name).decode("utf-8-sig")

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))

    def lines(self, name: str) -> Iterator[Any]:
        return (json.loads(line) for line in self.text(name).splitlines())

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a CSV file; what it states about itself begins with "#"."""
        text = io.StringIO(self.text(name), newline="")
        place = 0
        while text.readline().startswith("#"):
            place = text.tell()
        text.seek(place)
        return [*csv.DictReader(text)]


def verify_pack(path: str, key: str = "") -> Report:
    """Verify the proof pack of a month.

    Args:
        path: the file.
        key: the public key that the page Audit trail shows; empty to take the pack's own.
    """
    report = Report([], [])
    try:
        with zipfile.ZipFile(path) as archive:
            pack = _Pack(archive)
        manifest = pack.json(_MANIFEST)
        pack.symbol = manifest.get("symbol", "$")
        _check_files(pack, manifest, report)
        checkpoint = _check_checkpoint(pack, manifest, key, report)
        events = _check_events(pack, checkpoint, manifest, report)
        rows = _check_rows(pack, events, report)
        _check_entries(pack, manifest, rows, report)
        _check_sign_offs(pack, manifest, rows, checkpoint, report)
    except Altered as altered:
        report.found.append(str(altered))
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, IndexError, AttributeError):
        report.found.append("The pack isn't readable. Use the file as it was downloaded.")
    return report


def _check_files(pack: _Pack, manifest: Mapping[str, Any], report: Report) -> None:
    if manifest["format"] not in _PACK_FORMATS:
        raise Altered(
            "The pack has another format than this verifier knows. Use its own verify.py."
        )
    listed, before = manifest["files"], len(report.found)
    report.found.extend(
        f"{name} isn't on the manifest." for name in sorted(pack.names - {*listed, _MANIFEST})
    )
    for name, said in listed.items():
        if hashlib.sha256(pack.bytes(name)).hexdigest() != said["sha256"]:
            report.found.append(f"{name} was changed: its SHA-256 isn't the manifest's.")
        elif name.endswith(".csv") and len(pack.table(name)) != said["rows"]:
            report.found.append(f"{name} has other rows than the {said['rows']:,} it states.")
    if len(report.found) == before:
        report.proved.append(f"{len(listed):,} files are as the manifest lists them.")


def _check_checkpoint(
    pack: _Pack, manifest: Mapping[str, Any], key: str, report: Report
) -> Checkpoint:
    checkpoint = read_checkpoint(pack.text("proof/checkpoint.txt"))
    check_signature(checkpoint, key or manifest["key"])
    whose = "the key that you gave" if key else "the pack's own key"
    report.proved.append(
        f"The checkpoint ({_events(checkpoint.size)}, {checkpoint.at}) is signed with {whose}."
    )
    return checkpoint


def _check_events(
    pack: _Pack, checkpoint: Checkpoint, manifest: Mapping[str, Any], report: Report
) -> dict[int, Mapping[str, Any]]:
    """The events of the pack, each shown to be in the tree of the checkpoint."""
    events: dict[int, Mapping[str, Any]] = {}
    for line in pack.lines("proof/events.jsonl"):
        event, number = line["event"], line["event"]["number"]
        if event["company"] != manifest["company"]:
            raise Altered(f"Event {number:,} belongs to {event['company']}.")
        path = [base64.b64decode(node, validate=True) for node in line["path"]]
        root = root_of_path(leaf_hash(event), number - 1, checkpoint.size, path)
        if root != checkpoint.root:
            raise Altered(
                f"Event {number:,} isn't in the audit trail of the checkpoint: it was changed."
            )
        events[number] = event
    report.proved.append(f"{_events(len(events))} are in the tree of the checkpoint.")
    return events


_EntryRows = list[Mapping[str, Any]]
_PackRows = dict[str, _EntryRows]


def _check_rows(pack: _Pack, events: Mapping[int, Mapping[str, Any]], report: Report) -> _PackRows:
    """The rows by table, each shown to be as its event recorded it."""
    digests = {
        (number, table, key): (digest, locator, facts)
        for number, event in events.items()
        if event["event"] == RECORDED
        for table, key, digest, locator, facts in event["detail"]["rows"]
    }
    rows: _PackRows = {}
    before = len(report.found)
    for line in pack.lines("proof/rows.jsonl"):
        table, key, row, number = line["table"], str(line["key"]), line["row"], line["event"]
        known = digests.get((number, table, key))
        if known is None:
            name = row_name(table, key, row_facts(table, row), pack.symbol)
            report.found.append(f"{name} isn't in event {number:,}, which is to have recorded it.")
        elif said := _difference(table, key, Known(*known, number), row, pack.symbol):
            report.found.append(said.replace("in the database", "in the pack"))
        rows.setdefault(table, []).append(row)
    if len(report.found) == before:
        number = sum(map(len, rows.values()))
        report.proved.append(
            f"{number:,} {'entry and sign-off is' if number == 1 else 'entries and sign-offs are'} as "
            "the audit trail recorded them."
        )
    return rows


def _plain_cell(text: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading a formula."""
    return text[1:] if text[:1] == "'" else text


def _column(row: Mapping[str, str], name: str) -> str:
    """The amount in a column, whose head has the company's currency: "Amount (USD)"; empty without one."""
    return {head.partition(" (")[0]: amount for head, amount in row.items()}.get(name, "")


def _amounts_listed(row: Mapping[str, str], amounts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_column(row, name) for name in amounts)


def _amounts_recorded(row: Mapping[str, Any], amounts: Sequence[str]) -> tuple[str, ...]:
    """An entry's amount, and where entries.csv has them its tax and its total."""
    net, tax = row.get("total_cents", 0), row.get("tax_cents", 0)
    return tuple(map(decimal, (net, tax, net + tax)))[: len(amounts)]


def _amount_columns(
    manifest: Mapping[str, Any], table: Sequence[Mapping[str, str]], entries: _EntryRows
) -> tuple[str, ...]:
    """The columns with amounts that entries.csv must have."""
    listed = {head.partition(" (")[0] for row in table for head in row}
    must = manifest["format"] > 1 and any(row.get("tax_cents") for row in entries)
    return ("Amount", "Tax", "Total") if must or listed & {"Tax", "Total"} else ("Amount",)


def _check_entries(
    pack: _Pack, manifest: Mapping[str, Any], rows: _PackRows, report: Report
) -> None:
    table, entries = pack.table("entries.csv"), rows.get("link", [])
    amounts = _amount_columns(manifest, table, entries)
    listed = sorted(
        (
            _plain_cell(row["QuickBooks ID"]),
            row["Kind"],
            _plain_cell(row["Number"]),
            row["Entry date"],
            *_amounts_listed(row, amounts),
            row["Status"],
        )
        for row in table
    )
    recorded = sorted(
        (
            str(row["quickbooks_id"]),
            row["kind"],
            row.get("number", ""),
            row["date"],
            *_amounts_recorded(row, amounts),
            row["status"],
        )
        for row in entries
    )
    if listed != recorded:
        other = next(iter([one for one in listed if one not in recorded] or recorded), ("", "", ""))
        report.found.append(
            f"entries.csv doesn't list what the audit trail recorded, first for the {other[1]} "
            f"{other[2]} (QuickBooks ID {other[0]})."
        )
        return
    cents, tax = (sum(row.get(name, 0) for row in entries) for name in ("total_cents", "tax_cents"))
    stated = [manifest[name] for name in ("entries", "entries_cents")]
    # The first packs of companies with sales tax don't state it.
    if [len(recorded), cents, tax] != [*stated, manifest.get("entries_tax_cents", tax)]:
        report.found.append("The manifest's count or total isn't that of entries.csv.")
        return
    plus = f" plus {money(tax, pack.symbol)} tax" if tax and len(amounts) > 1 else ""
    report.proved.append(
        f"entries.csv lists those {len(recorded):,} entries with the same amounts, "
        f"{money(cents, pack.symbol)}{plus} in all."
    )


def _check_sign_offs(
    pack: _Pack,
    manifest: Mapping[str, Any],
    rows: _PackRows,
    checkpoint: Checkpoint,
    report: Report,
) -> None:
    signed = sorted(rows.get("month_sign_off", []), key=lambda row: row["id"])
    if not signed:
        report.proved.append(f"{manifest['month']} has no sign-off.")
        return
    paths = {one["size"]: one["path"] for one in pack.json("proof/consistency.json")}
    for row in signed:
        if not row.get("checkpoint"):
            continue
        earlier = read_checkpoint(row["checkpoint"])
        path = [base64.b64decode(node, validate=True) for node in paths.get(earlier.size, ())]
        if not continues(earlier, checkpoint, path):
            report.found.append(
                f"The audit trail doesn't continue the checkpoint of the sign-off by {row['signed_by']}."
            )
    newest = signed[-1]
    if newest.get("ended_at"):
        report.proved.append(
            f"The sign-off by {newest['signed_by']} no longer holds since {newest['ended_at']}."
        )
        return
    shown = [_plain_cell(row["Account"]) for row in pack.table("accounts.csv")]
    accounts = [line[0] for line in newest.get("figures", {}).get("accounts", [])]
    amounts = [
        [_column(row, name) for name in ("CORE by closing", "CORE by entry date", "QuickBooks")]
        for row in pack.table("accounts.csv")
    ]
    expected = [
        [decimal(cents) for cents in line[2:]]
        for line in newest.get("figures", {}).get("accounts", [])
    ]
    if [shown, amounts] != [accounts, expected]:
        report.found.append("accounts.csv doesn't have the totals that were signed off.")
        return
    report.proved.append(
        f"{newest['signed_by']} signed {manifest['month']} off at {newest['signed_at']}; the audit trail "
        "continues from there, and accounts.csv has the totals that were signed off."
    )


def main(arguments: list[str] | None = None) -> int:
    """Verify an export or a pack. Returns 0 if nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(description="Verify an export of the CoreBooks audit trail.")
    parser.add_argument("export", help="the file from the page Audit trail, or a proof pack")
    parser.add_argument("--key", default="", help="the public key that the page shows")
    parser.add_argument(
        "--checkpoint", action="append", default=[], help="a checkpoint saved earlier; repeatable"
    )
    options = parser.parse_args(arguments)
    try:
        saved = []
        for name in options.checkpoint:
            with open(name, encoding="utf-8") as file:  # noqa: PTH123  (plain Python)
                saved.append(read_checkpoint(file.read()))
        is_pack = zipfile.is_zipfile(options.export)
        if is_pack:
            report = verify_pack(options.export, options.key)
        else:
            with open(options.export, encoding="utf-8") as lines:  # noqa: PTH123
                report = verify_export(lines, options.key, saved)
    except (OSError, UnicodeDecodeError, Altered) as problem:
        print(problem)
        return 1
    for sentence in report.proved:
        print(f"OK     {sentence}")
    for sentence in report.found[:_SHOWN]:
        print(f"FOUND  {sentence}")
    if len(report.found) > _SHOWN:
        print(f"FOUND  {len(report.found) - _SHOWN:,} more.")
    if is_pack:
        print(f"NOTE   {_PACK_ONLY}")
        if not options.key:
            print(f"NOTE   {_PACK_KEY}")
    else:
        if not saved or not options.key:
            print(f"NOTE   {_ITSELF}")
        print(f"NOTE   {_NO_KEY}")
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
