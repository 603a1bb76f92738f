"""The machine: checkpoints can be written, and the disk has space."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from include.cli.checks.finding import Finding, good, wrong
from include.database.engine import Database
from include.settings import airflow_home, checkpoints_folder

CHECKPOINTS, DISK = "Checkpoints", "Disk"
_LEAST_FREE = 1024**3


def checkpoints_can_be_written() -> Iterator[Finding]:
    """Whether the folder of the audit trail's checkpoints takes files."""
    where = checkpoints_folder()
    if "://" in where:
        from airflow.sdk import ObjectStoragePath  # noqa: PLC0415  (only for object storage)

        ObjectStoragePath(where).exists()
        yield good(CHECKPOINTS, f"{where} answers.")
        return
    folder = _nearest(Path(where).expanduser())
    if os.access(folder, os.W_OK | os.X_OK):
        yield good(CHECKPOINTS, f"{where} can be written.")
    else:
        yield wrong(
            CHECKPOINTS,
            f"{where} can't be written by this account. Correct its rights, or set [corebooks] checkpoints to "
            "another folder.",
        )


def disk_has_space(database: Database) -> Iterator[Finding]:
    """Whether the disks that Airflow and CoreBooks write to have a gigabyte left."""
    folders = [airflow_home()]
    if database.engine.dialect.name == "sqlite":
        folders.append(Path(database.engine.url.database or ".").resolve().parent)
    short = {
        folder: free
        for folder in map(_nearest, folders)
        if (free := shutil.disk_usage(folder).free) < _LEAST_FREE
    }
    for folder, free in short.items():
        yield wrong(
            DISK,
            f"The disk of {folder} has {free / 1024**2:,.0f} MB left. Remove old logs, or add space.",
        )
    if not short:
        yield good(DISK, "There is space.")


def _nearest(folder: Path) -> Path:
    """The folder, or the one above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder
