"""The file of a backup: a ZIP archive of the manifest and the database's copy, for its owner alone."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

from pydantic import ValidationError

from include.database.backup.manifest import FORMAT, BackupUnusable, Manifest

_MANIFEST, _COPY = "manifest.json", "database"
_MOST_MANIFEST = 16 * 1024 * 1024
_PORTION = 1024 * 1024


def checksum(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_archive(file: Path, manifest: Manifest, copy: Path) -> None:
    """Write a backup, whole or not at all.

    Raises:
        FileExistsError: there is one already; a backup is never overwritten.
    """
    if file.exists():
        raise FileExistsError(17, "it exists already, and a backup is never overwritten", str(file))
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as output:
            with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(_MANIFEST, manifest.model_dump_json(indent=2))
                archive.write(copy, _COPY)
            output.flush()
            os.fsync(output.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        BackupUnusable: it isn't a backup that this version can read.
    """
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_MANIFEST) as entry:
            manifest = Manifest.model_validate_json(entry.read(_MOST_MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValidationError):
        raise BackupUnusable(f"{file} isn't a backup of CoreBooks.") from None
    if manifest.format != FORMAT:
        raise BackupUnusable(
            f"{file} was made by CoreBooks {manifest.version}, whose backups this version "
            "can't read. Install that version or a later one."
        )
    return manifest


def extract_copy(file: Path, manifest: Manifest, to: Path) -> None:
    """Write the database's copy to a new file of the owner's alone, and compare its checksum.

    Raises:
        BackupUnusable: it isn't what was backed up.
    """
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as output,
            zipfile.ZipFile(file) as archive,
            archive.open(_COPY) as entry,
        ):
            shutil.copyfileobj(entry, output, _PORTION)
        damaged = checksum(to) != manifest.sha256
    except (zipfile.BadZipFile, KeyError, EOFError):
        damaged = True
    if damaged:
        raise BackupUnusable(
            f"{file} is damaged: its content doesn't match its checksum. Use another backup."
        )
