"""Making a backup."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from include.clock import utc_now
from include.database.backup import copies
from include.database.backup.archive import checksum, write_archive
from include.database.backup.manifest import (
    FORMAT,
    BackedUpCompany,
    Manifest,
    trail_key_fingerprint,
)
from include.database.engine import Database
from include.database.keys.seal import key_fingerprint
from include.database.migrate import current_revision
from include.database.tables.companies import Company
from include.database.tables.keys import EncryptionKey
from include.database.trail.checkpoints import make_checkpoint
from include.database.trail.examination import TrailBroken
from include.settings import encryption_keys
from include.version import VERSION


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that was made, and what is wrong with the audit trails that are in it."""

    manifest: Manifest
    broken: tuple[str, ...]


def make_backup(database: Database, file: Path) -> MadeBackup:
    """Write a backup of the whole database into a new file. Runs can go on meanwhile.

    A trail that doesn't verify is backed up as it is, as the backup may be what shows what happened.

    Raises:
        BackupRefused: the database can't be copied here.
        FileExistsError: the file exists.
    """
    made_at = utc_now()
    companies, broken = _companies(database, made_at)
    with tempfile.TemporaryDirectory(prefix=".corebooks-backup-", dir=file.parent) as folder:
        copy = Path(folder) / "database"
        copies.dump(database, copy)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at,
            version=VERSION,
            database=copies.kind(database),
            server=copies.server_version(database),
            revision=current_revision(database),
            sha256=checksum(copy),
            fernet_keys=_needed_keys(database),
            trail_key=trail_key_fingerprint(),
            companies=companies,
        )
        write_archive(file, manifest, copy)
    return MadeBackup(manifest, broken)


def _companies(
    database: Database, now: dt.datetime
) -> tuple[tuple[BackedUpCompany, ...], tuple[str, ...]]:
    with database.reading() as session:
        names = session.execute(select(Company.id, Company.name).order_by(Company.id)).all()
    companies: list[BackedUpCompany] = []
    broken: list[str] = []
    for company_id, name in names:
        note = ""
        try:
            with database.reading() as session:
                note = make_checkpoint(session, company_id, now).note
        except TrailBroken as reason:
            broken.append(str(reason))
        companies.append(BackedUpCompany(id=company_id, name=name, checkpoint=note))
    return tuple(companies), tuple(broken)


def _needed_keys(database: Database) -> tuple[str, ...]:
    """The fingerprints of the keys that something may be sealed with: those in use, and the newest."""
    with database.reading() as session:
        noted = session.scalars(
            select(EncryptionKey.fingerprint).where(EncryptionKey.retired_at.is_(None))
        ).all()
    return tuple(sorted({*noted, key_fingerprint(encryption_keys()[0])}))
