"""Files and folders that only their owner can read."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

logger = logging.getLogger(__name__)

_FILE, _FOLDER = 0o600, 0o700


def write_private(file: Path, content: bytes) -> None:
    """Write a file that no other user can ever read, whole or not at all."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE)
    with os.fdopen(descriptor, "wb") as output:
        output.write(content)
    fresh.replace(file)


def private_file(file: Path) -> None:
    """Close a file to other users; a missing one is created, empty.

    One that is there is never opened: closing it would end all locks that this process has on it,
    SQLite's among them (https://sqlite.org/howtocorrupt.html, "posix advisory locks canceled").
    """
    if not file.exists():
        try:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE))
        except FileExistsError:
            pass  # someone else created it meanwhile
        except OSError:
            return  # whoever opens it next says why it can't be
    close_to_others(file)


def close_to_others(path: Path) -> None:
    """Take a file's or folder's rights from everyone but its owner; a missing one is left alone."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode & (_FOLDER if path.is_dir() else _FILE)
        if mode != wanted:
            path.chmod(wanted)
    except FileNotFoundError:
        return
    except PermissionError:
        logger.warning("Others can read %s, and it belongs to another user: close it there.", path)


def is_open_to_others(path: Path) -> bool:
    """Whether anyone but its owner has a right on it."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def close_tree(folder: Path) -> None:
    """Close a folder with everything in it."""
    close_to_others(folder)
    for below, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(below, name)
            if not path.is_symlink():
                close_to_others(path)
