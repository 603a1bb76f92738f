"""Folders, local and behind a real SFTP server: only their own files, each as it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from include.core_backoffice.folder.rules import FolderRefused, FolderRules
from include.provider.inbox import folders
from include.provider.inbox.folders import Folder, open_folder
from tests.sftp import SftpServer, sftp_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    with sftp_server(tmp_path_factory.mktemp("sftp")) as server:
        yield server


@pytest.fixture(params=["local", "sftp"])
def place(
    request: pytest.FixtureRequest,
    server: SftpServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Path, FolderRules]:
    """A folder, as the one who drops files sees it, and as a source names it."""
    monkeypatch.setenv("AIRFLOW__COREBOOKS__IMPORT_FOLDERS", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_BROKER_SFTP", server.as_variable)
    if request.param == "local":
        folder = tmp_path / "exports"
        folder.mkdir()
        return folder, FolderRules(str(folder))
    folder = server.root / tmp_path.name
    folder.mkdir()
    return folder, FolderRules(f"sftp://{tmp_path.name}", "broker_sftp")


@pytest.fixture
def folder(place: tuple[Path, FolderRules]) -> Iterator[Folder]:
    with closing(open_folder(place[1])) as opened:
        yield opened


def names(folder: Folder) -> list[str]:
    return sorted(one.name for one in folder.files())


def test_its_files_are_listed_with_size_and_time(
    place: tuple[Path, FolderRules], folder: Folder
) -> None:
    (place[0] / "deals.csv").write_text("Deal\n1\n")
    os.utime(place[0] / "deals.csv", (1_764_000_000, 1_764_000_000))
    (file,) = folder.files()
    assert (file.name, file.size) == ("deals.csv", 7)
    assert file.modified is not None
    assert file.modified.isoformat() == "2025-11-24T16:00:00+00:00"
    assert folder.seen(file) == file
    with folder.open(file) as opened:
        assert opened.read() == b"Deal\n1\n"


def test_a_file_that_changed_is_another_one(
    place: tuple[Path, FolderRules], folder: Folder
) -> None:
    path = place[0] / "deals.csv"
    path.write_text("Deal\n1\n")
    (before,) = folder.files()
    path.write_text("Deal\n1\n2\n")
    assert folder.seen(before) != before
    (after,) = folder.files()
    assert after.key != before.key
    path.unlink()
    assert folder.seen(before) is None


def test_neither_folders_nor_links_are_files(
    place: tuple[Path, FolderRules], folder: Folder, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    (place[0] / "inner").mkdir()
    (place[0] / "inner" / "deep.csv").touch()
    (place[0] / "link.csv").symlink_to(secret)
    (place[0] / "passwd.csv").symlink_to("/etc/passwd")
    (place[0] / "deals.csv").touch()
    os.mkfifo(place[0] / "pipe.csv")
    assert names(folder) == ["deals.csv"]


def test_a_file_is_moved_beside_others_of_its_name(
    place: tuple[Path, FolderRules], folder: Folder
) -> None:
    path = place[0] / "deals.csv"
    for content in ("first", "second", "third"):
        path.write_text(content)
        (file,) = folder.files()
        folder.move(file, "done")
        assert names(folder) == []
    done = list((place[0] / "done").iterdir())
    assert {one.read_text() for one in done} == {"first", "second", "third"}
    assert {one.suffix for one in done} == {".csv"}


def test_a_folder_with_too_many_entries_is_named(
    place: tuple[Path, FolderRules], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    for number in range(4):
        (place[0] / f"{number}.csv").touch()
    with pytest.raises(FolderRefused, match="more than 3 entries.*Move old files"):
        folder.files()


def test_a_local_file_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    opened = folders.LocalFolder(tmp_path)
    (tmp_path / "deals.csv").touch()
    (file,) = opened.files()
    (tmp_path / "deals.csv").unlink()
    (tmp_path / "deals.csv").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="Too many levels"):
        opened.open(file)
    assert opened.seen(file) is None
    opened.close()


def test_a_done_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "deals.csv").touch()
    (inside / "done").symlink_to(outside)
    opened = folders.LocalFolder(inside)
    (file,) = opened.files()
    with pytest.raises(OSError, match="Not a directory|Too many levels"):
        opened.move(file, "done")
    assert list(outside.iterdir()) == []
    opened.close()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (FolderRules("sftp://nowhere", "broker_sftp"), "can't be read"),
        (FolderRules("sftp://exports", "no_such_connection"), "can't be read .*no_such_connection"),
        (FolderRules("s3://bucket", "aws"), "Have apache-airflow-providers-amazon"),
        (FolderRules("http://bucket", "web"), "no folder of the kind"),
        (FolderRules("/etc"), "isn't below a folder"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(
    server: SftpServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    rules: FolderRules,
    said: str,
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__IMPORT_FOLDERS", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_BROKER_SFTP", server.as_variable)
    with pytest.raises(FolderRefused, match=said):
        open_folder(rules).files()


def test_a_server_whose_key_is_another_one_is_not_believed(
    server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_BROKER_SFTP", server.with_key(server.another_key))
    with pytest.raises(FolderRefused, match="[Hh]ost key"):
        open_folder(FolderRules("sftp://x", "broker_sftp")).files()


def test_a_server_that_was_away_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = FolderRules("sftp://", "broker_sftp")
    (tmp_path / "deals.csv").touch()
    with sftp_server(tmp_path) as first:
        monkeypatch.setenv("AIRFLOW_CONN_BROKER_SFTP", first.as_variable)
        opened = open_folder(rules)
        assert names(opened) == ["deals.csv"]
        first.hang_up()
        with pytest.raises(FolderRefused, match="can't be read"):
            opened.files()
        opened.close()
        with closing(open_folder(rules)) as again:
            assert names(again) == ["deals.csv"]
