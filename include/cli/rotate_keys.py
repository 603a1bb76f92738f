"""`corebooks rotate-keys`: encrypts everything again with the newest Fernet key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy import select

from include.cli.arguments import open_database, operator
from include.cli.errors import KeysLeft
from include.database import audit
from include.database.engine import Database
from include.database.keys.digest_key import with_digests
from include.database.keys.known_keys import missing_keys, retire_all_but, seal_of
from include.database.keys.rotation import MOST, PORTION, Tally, rotate, survey
from include.database.keys.seal import key_fingerprint
from include.database.tables.companies import Company
from include.settings import encryption_keys

_NAMED = 5
"""So many values that can't be decrypted are named."""


def run(
    *,
    status: Annotated[
        bool, typer.Option("--status", help="only show what is left; nothing is changed")
    ] = False,
    portion: Annotated[
        int,
        typer.Option(min=1, max=MOST, metavar="ROWS", help=f"rows a transaction, {MOST} at most"),
    ] = PORTION,
) -> None:
    """Encrypt everything again with the newest Fernet key."""
    with open_database() as database:
        keys = encryption_keys()
        fingerprints = [key_fingerprint(key) for key in keys]
        print(f"Keys in [core] fernet_key, the newest first: {', '.join(fingerprints)}.")
        if not status:
            # The key of digests must be CoreBooks' own before the key that it was made of can go.
            with_digests(database, seal_of(database, keys))
            _rotate(database, keys, portion)
        tallies = survey(database, keys)
        for tally in tallies:
            print(f"{tally.title}: {_said(tally)}.")
        left = sum(tally.older for tally in tallies)
        unreadable = [f"{tally.title}: {row}" for tally in tallies for row in tally.unreadable]
        if unreadable:
            raise KeysLeft(_unreadable(database, keys, unreadable))
        if left:
            raise KeysLeft(_left(left, looked_only=status))
        if not status:
            with database.writing() as session:
                retire_all_but(session, keys[0])
        print(_done(fingerprints))


def _rotate(database: Database, keys: Sequence[str], portion: int) -> None:
    left = {tally.title: tally.older for tally in survey(database, keys)}
    if not any(left.values()):
        return
    done = 0
    for step in rotate(database, keys, portion):
        done += step.sealed
        left[step.title] = max(0, left[step.title] - step.sealed)
        # Flushed: whoever breaks it off sees what is done.
        print(
            f"{step.title}: {step.sealed:,} encrypted again, {left[step.title]:,} left.", flush=True
        )
    _record(database, keys, done)


def _record(database: Database, keys: Sequence[str], done: int) -> None:
    with database.writing() as session:
        for company_id in session.scalars(select(Company.id).order_by(Company.id)).all():
            audit.append(
                session,
                company_id,
                actor=operator(),
                event="encryption key changed",
                subject="all companies",
                detail={"newest_key": key_fingerprint(keys[0]), "rows": done},
            )


def _said(tally: Tally) -> str:
    said = f"{tally.newest:,} use the newest key, {tally.older:,} an older one"
    return f"{said}, {len(tally.unreadable):,} can't be decrypted" if tally.unreadable else said


def _left(left: int, *, looked_only: bool) -> str:
    if looked_only:
        return (
            f"Rows with an older key: {left:,}. Run `corebooks rotate-keys` to encrypt them again."
        )
    return (
        f"Rows that were encrypted with an older key meanwhile: {left:,}. Something still runs with "
        "the old setting. Restart all of Airflow's services, then run `corebooks rotate-keys` again."
    )


def _unreadable(database: Database, keys: Sequence[str], rows: Sequence[str]) -> str:
    named = "; ".join(rows[:_NAMED]) + (
        f"; and {len(rows) - _NAMED:,} more" if rows[_NAMED:] else ""
    )
    missing = " and ".join(key.fingerprint for key in missing_keys(database, keys))
    which = f"The missing key is {missing}. " if missing else ""
    return (
        f"Rows that none of these keys decrypts: {len(rows):,} ({named}). {which}Add the key that they "
        "were encrypted with at the end of [core] fernet_key, separated by a comma, then run "
        "`corebooks rotate-keys` again. Keep all keys until then."
    )


def _done(fingerprints: Sequence[str]) -> str:
    older = ", ".join(fingerprints[1:])
    if not older:
        return f"Everything is encrypted with {fingerprints[0]}."
    return (
        f"Everything is encrypted with {fingerprints[0]}. Nothing in the CoreBooks database needs "
        f"{older} any more. Run `airflow rotate-fernet-key` too before you remove it from [core] "
        "fernet_key. Keep it with the backups that were made until now."
    )
