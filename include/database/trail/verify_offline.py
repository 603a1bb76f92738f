"""Verifies an export of the CoreBooks audit trail. Needs only Python 3.9 or later: no network, no packages.

    python -I verify_offline.py EXPORT.jsonl --key KEY --checkpoint EARLIER.txt

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
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
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
}
"""Per table: what a value is called, the column that names it, and the columns that belong to it."""
WORDS = {
    "sync_run": "run",
    "operation": "change",
    "link": "entry",
    "party_link": "match",
    "approval": "approval",
    "month_sign_off": "sign-off",
}
IN_PROGRESS = frozenset({"counts", "message", "on_hold", "finished_at"})
"""What a run may still change until it ends."""
_NAMED = ("run_id", "action", "kind", "number", "total_cents", "reason")
FACTS = {
    "sync_run": ("category", "actor", "approved_by", "outcome"),
    "operation": (*_NAMED, "record_key", "status", "quickbooks_id"),
    "link": ("kind", "number", "total_cents", "quickbooks_id", "party_id", "record_key", "status"),
    "party_link": ("kind", "display_name", "quickbooks_id"),
    "approval": ("run_id", "status", "decided_by_name", "asked_by_name"),
    "month_sign_off": ("month", "signed_by", "comment", "ended_at"),
}
"""Columns whose values the trail has in words, for sentences."""


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


def row_seal(table: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """A row's digest (43 characters), and three characters per topic that tell which one changed."""
    left = row_values(table, row)
    hashes = []
    for _, _, columns in TOPICS[table]:
        part = {name: left.pop(name) for name in columns if name in left}
        hashes.append(hashlib.sha256(canonical(part)))
    hashes.append(hashlib.sha256(canonical(left)))
    whole = hashlib.sha256(b"".join(part_hash.digest() for part_hash in hashes)).digest()
    locator = "".join(part_hash.hexdigest()[:3] for part_hash in hashes)
    return base64.b64encode(whole).decode()[:43], locator


def row_facts(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What sentences say about a row."""
    content = row.get("payload") or {}
    named = content.get("number") or content.get("display_name") or content.get("name")
    values = {**row, "number": row.get("number") or named}
    return {name: values[name] for name in FACTS[table] if values.get(name)}


def usd(cents: int) -> str:
    """$1,234.56"""  # noqa: D415
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{part:02d}"


def row_name(table: str, key: str, facts: Mapping[str, Any]) -> str:
    """How people know a row."""
    if table == "sync_run":
        workflow = str(facts.get("category", "")).replace("_", " ")
        return f"Run {key} ({workflow}, started by {facts.get('actor', 'no one')})"
    if table == "approval":
        return f"Run {facts.get('run_id')}, approval {key}"
    if table == "month_sign_off":
        return f"The sign-off of {str(facts.get('month', ''))[:7]} by {facts.get('signed_by')}"
    if table == "party_link":
        return f"{key} (matched to {facts.get('kind')} {facts.get('display_name')})"
    entry = " ".join(str(facts[name]) for name in ("kind", "number") if facts.get(name)) or "entry"
    cents = facts.get("total_cents")
    amount = f" of {usd(cents)}" if cents else ""
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
    """All rows that the trail recorded: what the database, or an export, must have."""

    def __init__(self) -> None:
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
                name = row_name(table, key, row_facts(table, row))
                yield f"{name} is in the database, but the audit trail doesn't have it."
            elif said := _difference(table, key, known, row):
                yield said
        missing = sorted(self._known.items(), key=lambda row: list(TOPICS).index(row[0][0]))
        for (table, key), known in missing:
            yield (
                f"{row_name(table, key, known.facts)} is in the audit trail (event {known.event:,}), "
                f"but the {WORDS[table]} was removed from the database."
            )


def _difference(table: str, key: str, known: Known, row: Mapping[str, Any]) -> str:
    digest, locator = row_seal(table, row)
    if digest == known.digest:
        return ""
    now, parts = row_facts(table, row), []
    for place, (topic, fact, _) in enumerate(TOPICS[table]):
        part = slice(3 * place, 3 * place + 3)
        if locator[part] == known.locator[part]:
            continue
        is_, was = now.get(fact), known.facts.get(fact)
        if fact and is_ != was:
            values = (_shown(fact, is_), _shown(fact, was))
            parts.append(
                f"the {topic} in the database is {values[0]}, and the audit trail has {values[1]}"
            )
        else:
            parts.append(f"the {topic} was changed")
    what = ". Also, ".join(parts[:2]) or "a value was changed"
    return f"{row_name(table, key, known.facts)}: {what} (event {known.event:,})."


def _shown(fact: str, value: Any) -> str:
    if fact == "total_cents":
        return usd(value or 0)
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
    recorded = RecordedRows()
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


def main(arguments: list[str] | None = None) -> int:
    """Verify an export. Returns 0 if nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(description="Verify an export of the CoreBooks audit trail.")
    parser.add_argument("export", help="the file from the page Audit trail")
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
    if not saved or not options.key:
        print(f"NOTE   {_ITSELF}")
    print(f"NOTE   {_NO_KEY}")
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
