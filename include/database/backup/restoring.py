"""Restoring a backup: what is checked before, and putting the copy in place."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import inspect, select

from include.clock import utc_now
from include.database.backup import copies
from include.database.backup.archive import extract_copy, read_manifest
from include.database.backup.manifest import (
    BackupRefused,
    BackupUnusable,
    Manifest,
    trail_key_fingerprint,
)
from include.database.engine import Database
from include.database.keys.seal import key_fingerprint
from include.database.migrate import is_known_step, migrate
from include.database.tables.companies import Company, Lease
from include.settings import encryption_keys


def put_back(database: Database, file: Path, *, replace: bool) -> Manifest:
    """Put a backup in the database's place, and bring its tables up to date.

    Args:
        database: opened as the owner of the tables.
        file: the backup.
        replace: whether companies that the database has may be lost.

    Returns:
        What the backup says of itself.

    Raises:
        BackupUnusable: the backup doesn't fit this installation; the database is as it was.
        BackupRefused: the database isn't empty, or a run is posting.
    """
    manifest = read_manifest(file)
    _check_fits(database, manifest)
    _check_keys(manifest)
    _check_free(database, replace=replace)
    folder = Path(database.engine.url.database or "").parent if _is_file(database) else None
    with tempfile.TemporaryDirectory(prefix=".corebooks-restore-", dir=folder) as scratch:
        copy = Path(scratch) / "database"
        extract_copy(file, manifest, copy)
        copies.load(database, copy)
    migrate(database)
    return manifest


def _is_file(database: Database) -> bool:
    return copies.kind(database) == copies.SQLITE


def _check_fits(database: Database, manifest: Manifest) -> None:
    here = copies.kind(database)
    if manifest.database != here:
        raise BackupUnusable(
            f"The backup is from {copies.NAMES.get(manifest.database, manifest.database)}, and this "
            f"database is {copies.NAMES[here]}. Set [corebooks] database_url to a database of the same "
            "kind, or use another backup."
        )
    if not is_known_step(manifest.revision):
        raise BackupUnusable(
            f"The backup was made by CoreBooks {manifest.version}, with tables that this version doesn't "
            f"know (revision {manifest.revision}). Install that version or a later one."
        )
    server = copies.server_version(database)
    if server < manifest.server:
        raise BackupUnusable(
            f"The backup is of PostgreSQL {manifest.server}, and this server is PostgreSQL {server}. Use a "
            "server of the same version or a later one."
        )


def _check_keys(manifest: Manifest) -> None:
    here = {key_fingerprint(key) for key in encryption_keys()}
    if missing := sorted(set(manifest.fernet_keys) - here):
        raise BackupUnusable(
            f"The backup needs the Fernet key {' and '.join(missing)}, which isn't configured. Add it after "
            "the others in [core] fernet_key, separated by a comma."
        )
    if manifest.trail_key != trail_key_fingerprint():
        raise BackupUnusable(
            "The setting [corebooks] trail_key isn't the one that the backup was made with, so its audit "
            "trail couldn't be verified. Set it as it was when the backup was made."
        )


def _check_free(database: Database, *, replace: bool) -> None:
    if not inspect(database.engine).has_table(Company.__tablename__):
        return
    with database.reading() as session:
        names = session.scalars(select(Company.name).order_by(Company.name).limit(3)).all()
        posting = session.scalars(
            select(Lease.holder).where(Lease.holder != "", Lease.expires_at > utc_now())
        ).first()
    if posting:
        raise BackupRefused(
            f"{posting} is posting now. Stop Airflow's services, wait a minute, then run this command "
            "again. Nothing was restored."
        )
    if names and not replace:
        raise BackupRefused(
            f"The CoreBooks database has companies: {', '.join(names)}. To lose what it has and restore "
            "the backup in its place, back it up, then add --replace. Nothing was restored."
        )
