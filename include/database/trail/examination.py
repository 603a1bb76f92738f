"""Verify: the chain, earlier checkpoints, the rows, and the triggers that keep the trail append-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from include.books.currency import symbol
from include.database.currencies import currency_of
from include.database.trail.append_only import missing_triggers
from include.database.trail.events import ALL_FIT, FOUND, KEYED, event_hash, read_events
from include.database.trail.rows import read_rows
from include.database.trail.trail_keys import chain_key, trail_secret
from include.database.trail.verify_offline import (
    START,
    Checkpoint,
    RecordedRows,
    Tree,
    differs,
    leaf_hash,
)
from include.understood import Understood


class TrailBroken(Understood, ValueError):
    """The audit trail, or a row that it recorded, was altered; compare it with a backup."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A trail that was verified: the number of its events, and the root of the tree over them.

    `remark` is a sentence if it was altered before it had keyed hashes.
    """

    size: int
    root: bytes
    remark: str = ""


Seen = Callable[[Mapping[str, Any], bytes], None]
"""Is told each event, in order, and its leaf in the tree."""


def examine(
    session: Session,
    company_id: str,
    checkpoints: Sequence[Checkpoint] = (),
    seen: Seen | None = None,
) -> Examined:
    """Verify a company's whole trail.

    Args:
        session: a transaction of the database.
        company_id: the company whose trail it is.
        checkpoints: earlier ones, from a place outside of the database.
        seen: is told each event once it fits.

    Raises:
        TrailBroken: at the first event or row that doesn't fit.
    """
    connection = one_state(session)
    recorded = RecordedRows(symbol(currency_of(session, company_id)))
    sizes = {one.size for one in checkpoints}
    examined, roots = _follow(session, company_id, sizes, recorded, seen)
    for checkpoint in checkpoints:
        if said := differs(checkpoint, roots.get(checkpoint.size), examined.size):
            raise TrailBroken(
                f"The audit trail of {company_id} differs from the checkpoint of {checkpoint.at}. "
                f"{said}"
            )
    for sentence in recorded.differences(read_rows(connection, company_id)):
        raise TrailBroken(
            f"The CoreBooks database differs from the audit trail of {company_id}. {sentence}"
        )
    if missing := missing_triggers(connection):
        raise TrailBroken(
            f"The audit trail of {company_id} is whole, but the database no longer protects it: "
            f"the trigger {missing[0]} is missing. Run `corebooks migrate` to create it again."
        )
    return examined


def one_state(session: Session) -> Connection:
    """The connection, on which a run that stores something meanwhile isn't seen in parts.

    SQLite's transactions see one state anyway.
    """
    if session.in_transaction() or session.get_bind().dialect.name == "sqlite":
        return session.connection()
    return session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _follow(
    session: Session,
    company_id: str,
    sizes: set[int],
    recorded: RecordedRows,
    seen: Seen | None,
) -> tuple[Examined, Mapping[int, bytes]]:
    """Follow the chain. Returns what it is, and the tree's roots at the sizes that are asked for."""
    tree, previous, remark = Tree(), START, ""
    roots = {0: tree.root()}
    key = chain_key(trail_secret(session))
    for event in read_events(session.connection(), company_id):
        _fits(company_id, event, tree.size + 1, previous, key)
        previous = event["hash"]
        leaf = leaf_hash(event)
        tree.add(leaf)
        if seen is not None:
            seen(event, leaf)
        recorded.add(event)
        remark = remark or _altered_before(event)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return Examined(tree.size, tree.root(), remark), roots


def _altered_before(event: Mapping[str, Any]) -> str:
    found = event["detail"].get(FOUND, ALL_FIT) if event["event"] == KEYED else ALL_FIT
    if found == ALL_FIT:
        return ""
    return f"It was altered before it had keyed hashes: {found} (event {event['number']:,})."


def _fits(
    company_id: str, event: Mapping[str, Any], number: int, previous: str, key: bytes
) -> None:
    broken = f"The audit trail of {company_id} is broken at event {number}: "
    if event["number"] != number:
        raise TrailBroken(f"{broken}event {event['number']} is in its place.")
    if event["previous_hash"] != previous:
        raise TrailBroken(f"{broken}it doesn't follow the event before it.")
    if event["hash"] != event_hash(key, event):
        also = ", or the audit trail's key was replaced" if number == 1 else ""
        raise TrailBroken(f"{broken}its content was changed{also}.")
