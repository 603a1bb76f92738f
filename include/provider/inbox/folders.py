"""A source's folder, opened: local, or through an Airflow connection (SFTP, S3, GCS, Azure)."""

from __future__ import annotations

import datetime as dt
import logging
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from include.core_backoffice.folder.complete import MOST_FILES, SeenFile
from include.core_backoffice.folder.places import (
    AZURE,
    REMOTE,
    WHOLE_AT_ONCE,
    local_folder,
    require_remote,
)
from include.core_backoffice.folder.rules import FolderRefused, FolderRules
from include.database.feeds.arrivals import LARGEST
from include.plain_text import plain
from include.settings import import_folders

_CONNECT_SECONDS = 20
_MODIFIED = ("mtime", "LastModified", "last_modified", "updated", "modified")
_TAGS = ("ETag", "etag", "generation")


class Folder(Protocol):
    """A folder with files that are taken."""

    def files(self) -> list[SeenFile]:
        """The files in it; no folders, no links.

        Raises:
            FolderRefused: it can't be read, or has too many files.
        """
        ...

    def open(self, file: SeenFile) -> BinaryIO:
        """One of its files, to read."""
        ...

    def seen(self, file: SeenFile) -> SeenFile | None:
        """The file as it is now; None if it is gone."""
        ...

    def move(self, file: SeenFile, done_folder: str) -> None:
        """Move a file to a folder inside, under a name that is free there."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


def open_folder(rules: FolderRules) -> Folder:
    """The folder that rules name.

    Raises:
        FolderRefused: it may not be read, or can't be.
    """
    if rules.scheme == "file":
        return LocalFolder(local_folder(rules.path, import_folders()))
    require_remote(rules)
    return RemoteFolder(rules)


def appears_whole(rules: FolderRules) -> bool:
    """Whether files appear in the folder only once they are complete."""
    return rules.scheme in WHOLE_AT_ONCE


def too_many(path: str) -> FolderRefused:
    """What to say of a folder with more entries than are listed."""
    return FolderRefused(
        f"The folder {plain(path)} has more than {MOST_FILES:,} entries, so it isn't read. Move old files to "
        "another folder."
    )


class LocalFolder:
    """A local folder. Everything goes through the folder as it was when it was opened.

    Args:
        path: the folder, without links.

    Raises:
        FolderRefused: it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError as error:
            raise _unreadable(str(path), error) from None

    def files(self) -> list[SeenFile]:
        """The files in it."""
        found = []
        try:
            with os.scandir(self._folder) as entries:
                for number, entry in enumerate(entries):
                    if number >= MOST_FILES:
                        raise too_many(str(self._path))
                    if entry.is_file(follow_symlinks=False):
                        # One that is moved away meanwhile is none.
                        with suppress(FileNotFoundError):
                            found.append(_as_seen(entry.name, entry.stat(follow_symlinks=False)))
        except OSError as error:
            raise _unreadable(str(self._path), error) from None
        return found

    def open(self, file: SeenFile) -> BinaryIO:
        """One of its files."""
        opened = os.open(
            file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self._folder
        )
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise FileNotFoundError(file.name)
        return os.fdopen(opened, "rb")

    def seen(self, file: SeenFile) -> SeenFile | None:
        """The file as it is now."""
        try:
            now = os.stat(file.name, dir_fd=self._folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return _as_seen(file.name, now) if stat.S_ISREG(now.st_mode) else None

    def move(self, file: SeenFile, done_folder: str) -> None:
        """Move a file to a folder inside, which is created."""
        with suppress(FileExistsError):
            os.mkdir(done_folder, dir_fd=self._folder)
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        done = os.open(done_folder, flags, dir_fd=self._folder)
        try:
            with os.scandir(done) as entries:
                taken = {entry.name for entry in entries}
            os.rename(file.name, free_name(file, taken), src_dir_fd=self._folder, dst_dir_fd=done)
        finally:
            os.close(done)

    def close(self) -> None:
        """Close it."""
        os.close(self._folder)


class RemoteFolder:
    """A folder behind an Airflow connection.

    Args:
        rules: its address and connection.

    Raises:
        FolderRefused: the connection can't be used.
    """

    def __init__(self, rules: FolderRules) -> None:
        from airflow.sdk.io import fs as kinds  # noqa: PLC0415  (slow, and only here)

        self._shown = rules.path
        self._scheme = rules.scheme
        address = rules.path.partition("://")[2]
        # "sftp://upload" is a folder of the user's own, "sftp:///upload" one of the server's.
        self._path = address.rstrip("/") or ("/" if address else "")
        if not kinds.has_fs(rules.scheme):
            raise FolderRefused(
                f"Airflow can't read {rules.scheme}:// folders. Have {REMOTE[rules.scheme]} installed."
            )
        self._files: Any
        with _told(self._shown):
            self._files = kinds.get_fs(
                rules.scheme, rules.conn_id, _options(rules.scheme, rules.conn_id)
            )

    def files(self) -> list[SeenFile]:
        """The files in it."""
        with _told(self._shown):
            self._files.invalidate_cache()
            try:
                listed = self._files.ls(self._path, detail=True)
            except FileNotFoundError as error:
                if self._scheme not in WHOLE_AT_ONCE:
                    raise
                raise _nothing_at(self._shown) from error
        if len(listed) > MOST_FILES:
            raise too_many(self._shown)
        # A folder that was created in a console of S3 or Google Cloud is an object inside itself, which ends in "/".
        files = [one for one in listed if one.get("type") == "file"]
        own = [one for one in files if self._is_folder(one)]
        if own and self._scheme in AZURE:
            raise _hides_others(self._shown)
        seen = (_of_listing(one) for one in files if one not in own)
        return [one for one in seen if _is_plain_name(one.name)]

    def open(self, file: SeenFile) -> BinaryIO:
        """One of its files."""
        with _told(self._shown):
            opened: BinaryIO = self._files.open(self._at(file.name), "rb")
        return opened

    def seen(self, file: SeenFile) -> SeenFile | None:
        """The file as it is now."""
        return next((one for one in self.files() if one.name == file.name), None)

    def move(self, file: SeenFile, done_folder: str) -> None:
        """Move a file to a folder inside, which is created."""
        folder = self._at(done_folder)
        with _told(self._shown):
            with suppress(FileExistsError):
                self._files.makedirs(folder, exist_ok=True)
            taken = {str(name).rstrip("/").rpartition("/")[2] for name in self._names_below(folder)}
            self._files.mv(self._at(file.name), f"{folder}/{free_name(file, taken)}")

    def close(self) -> None:
        """Let go of it: what it is connected by closes itself."""
        self._files = None

    def _names_below(self, folder: str) -> list[str]:
        self._files.invalidate_cache()
        try:
            listed: list[str] = self._files.ls(folder, detail=False)
        except FileNotFoundError:
            return []
        return listed

    def _is_folder(self, entry: Mapping[str, Any]) -> bool:
        name = str(entry["name"])
        return name.endswith("/") or name.strip("/") == self._path.strip("/")

    def _at(self, name: str) -> str:
        if not self._path:
            return name
        return f"{self._path.rstrip('/')}/{name}"


def free_name(file: SeenFile, taken: set[str]) -> str:
    """A name for a file among those there are: its own, or one with its version."""
    if file.name not in taken:
        return file.name
    stem, dot, suffix = file.name.rpartition(".")
    stem, suffix = (stem, f"{dot}{suffix}") if stem else (file.name, "")
    mark = file.key.removeprefix("file:")[:8]
    name, number = f"{stem} {mark}{suffix}", 1
    while name in taken:
        number += 1
        name = f"{stem} {mark} {number}{suffix}"
    return name


def _options(scheme: str, conn_id: str) -> dict[str, Any]:
    """What a kind of folder is told besides its connection."""
    if scheme in AZURE:
        # It tells of every request, with its headers.
        logging.getLogger("azure").setLevel(logging.WARNING)
    if scheme not in ("sftp", "ssh"):
        return {}
    # It tells of every channel that it opens.
    logging.getLogger("asyncssh").setLevel(logging.WARNING)
    # Without it, the library takes whatever server answers.
    return {
        "known_hosts": _known_hosts(conn_id),
        "connect_timeout": _CONNECT_SECONDS,
        "keepalive_interval": _CONNECT_SECONDS,
        # Of its own, so that a new one is opened where it broke.
        "skip_instance_cache": True,
    }


def _known_hosts(conn_id: str) -> Any:
    """Which server it must be: by the connection's host key, or by the machine's known_hosts."""
    from airflow.sdk import Connection  # noqa: PLC0415  (as above)

    extra: Mapping[str, Any] = Connection.get(conn_id).extra_dejson
    if str(extra.get("no_host_key_check", "")).lower() == "true":
        return None
    if not extra.get("host_key"):
        return ()
    import asyncssh  # noqa: PLC0415  (as above)

    return ([asyncssh.import_public_key(str(extra["host_key"]))], [], [])


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Whatever a library raises becomes a sentence; which classes it has differs by kind and version."""
    try:
        yield
    except FolderRefused:
        raise
    except Exception as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: Exception) -> FolderRefused:
    reason = plain(str(error))[:200] or type(error).__name__
    return FolderRefused(
        f"The folder {plain(path)} can't be read ({type(error).__name__}: {reason}). Check the folder, and the "
        "Airflow connection of the source."
    )


def _nothing_at(path: str) -> FolderRefused:
    return FolderRefused(
        f"There is nothing at {plain(path)}. A bucket has a folder only while a file is in it. Correct the folder under "
        "Imports, or wait for its first file."
    )


def _hides_others(path: str) -> FolderRefused:
    return FolderRefused(
        f"The folder {plain(path)} has an object with its own name and “/” at the end, so Azure's library lists no file in "
        "it. Delete that object; the files stay."
    )


def _as_seen(name: str, facts: os.stat_result) -> SeenFile:
    modified = dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC)
    return SeenFile(name, facts.st_size, modified, str(facts.st_mtime_ns))


def _of_listing(entry: Mapping[str, Any]) -> SeenFile:
    name = str(entry["name"]).rstrip("/").rpartition("/")[2]
    moments = (entry.get(field) for field in _MODIFIED)
    modified = next((_moment(one) for one in moments if one), None)
    tags = (str(entry[field]) for field in _TAGS if entry.get(field))
    version = " ".join((modified.isoformat() if modified else "", *tags)).strip()
    return SeenFile(name, int(entry.get("size") or 0), modified, version)


def _moment(told: Any) -> dt.datetime | None:
    if isinstance(told, int | float):
        return dt.datetime.fromtimestamp(told, dt.UTC)
    if isinstance(told, str):
        try:
            told = dt.datetime.fromisoformat(told)
        except ValueError:
            return None
    if not isinstance(told, dt.datetime):
        return None
    return told.astimezone(dt.UTC) if told.tzinfo else told.replace(tzinfo=dt.UTC)


def _is_plain_name(name: str) -> bool:
    return bool(name) and name not in (".", "..") and "/" not in name and "\\" not in name


def too_large(rules: FolderRules, files: Sequence[SeenFile]) -> str:
    """What to say of files that are too large to be taken; empty if there are none."""
    if not files:
        return ""
    more = f", and {len(files) - 1} more" if len(files) > 1 else ""
    return (
        f"The file {plain(files[0].name)}{more} in {rules.path} has {files[0].size:,} bytes, and the limit is "
        f"{LARGEST:,}. Split it, or move it away. All other files are taken."
    )
